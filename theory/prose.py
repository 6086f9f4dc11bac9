"""Prose in source files: written over several lines, read as one."""

from __future__ import annotations

from typing import Any


def flowing(text: str) -> str:
    """The text with every run of blanks and line ends as one blank, and none at its ends.

    >>> flowing("  If x > 0  then x^2 > 0. ")
    'If x > 0 then x^2 > 0.'
    """
    return " ".join(text.split())


def let_flow(record: Any, *fields: str) -> None:
    """Make these fields of a frozen dataclass flow; for its ``__post_init__``."""
    for name in fields:
        object.__setattr__(record, name, flowing(getattr(record, name)))
