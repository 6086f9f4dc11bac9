"""What the doors of the library ask of their arguments before any work: each refusal names argument, value and remedy."""

from __future__ import annotations

import math
import operator
import os
from pathlib import Path
from typing import Any, TypeVar

from theory.errors import InputError

T = TypeVar("T")


def a_path(value: object, name: str) -> Path:
    """The path of a file or folder.

    >>> a_path(3, "out")
    Traceback (most recent call last):
    theory.errors.InputError: out: found int; expected the path of a file or folder
    """
    if not isinstance(value, str | os.PathLike):
        raise InputError(name, type(value).__name__, "expected the path of a file or folder")
    return Path(value)


def an_integer(value: Any, name: str, least: int, most: int | None = None) -> int:
    """An integer of Python or of numpy in a range, as an integer of Python; no truth value.

    >>> an_integer(2.5, "steps", 1)
    Traceback (most recent call last):
    theory.errors.InputError: steps: found 2.5; must be an integer of at least 1
    """
    wanted = f"of at least {least}" if most is None else f"between {least} and {most}"
    try:
        if isinstance(value, bool):
            raise TypeError
        whole = operator.index(value)
    except TypeError:
        raise InputError(name, value, f"must be an integer {wanted}") from None
    if whole < least or (most is not None and whole > most):
        raise InputError(name, value, f"must be an integer {wanted}")
    return whole


def a_positive(value: Any, name: str, of: str = "number") -> float:
    """A positive finite number.

    >>> a_positive(float("nan"), "time_limit", of="number of seconds")
    Traceback (most recent call last):
    theory.errors.InputError: time_limit: found nan; must be a positive number of seconds
    """
    try:
        number = math.nan if isinstance(value, bool | str) else float(value)
    except (TypeError, ValueError, OverflowError):
        number = math.nan
    if not 0 < number < math.inf:
        raise InputError(name, value, f"must be a positive {of}")
    return number


def an_instance(value: Any, name: str, kind: type[T], remedy: str = "") -> T:
    """A value of a class.

    >>> an_instance("p.json", "problem", dict)
    Traceback (most recent call last):
    theory.errors.InputError: problem: found str; expected a dict
    """
    if not isinstance(value, kind):
        raise InputError(name, type(value).__name__, f"expected a {kind.__name__}", remedy)
    return value


def plain(value: Any) -> Any:
    """An array of numpy as nested lists, which say entry by entry what is wrong with it; anything else as it is."""
    return value.tolist() if hasattr(value, "tolist") and hasattr(value, "ndim") else value
