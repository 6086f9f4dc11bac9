"""Corrupting certificates: change one number at a time and seal again, so that only the mathematics can reject it."""

from __future__ import annotations

import copy
from collections.abc import Iterator
from fractions import Fraction
from typing import Any

from theory.certificates import Rejected, check, seal

Path = tuple[Any, ...]


def number_paths(data: Any, path: Path = ()) -> Iterator[Path]:
    """Paths of all numbers (ints, and strings that are exact numbers) in JSON data."""
    if isinstance(data, dict):
        for key, value in data.items():
            yield from number_paths(value, (*path, key))
    elif isinstance(data, list):
        for i, value in enumerate(data):
            yield from number_paths(value, (*path, i))
    elif isinstance(data, int | str) and not isinstance(data, bool):
        try:
            Fraction(data)
        except (ValueError, ZeroDivisionError):
            return
        yield path


def changed(data: Any, path: Path) -> Any:
    """A copy of ``data`` with the number at ``path`` increased by 1 (as the same JSON type)."""
    out = copy.deepcopy(data)
    place = out
    for key in path[:-1]:
        place = place[key]
    old = place[path[-1]]
    place[path[-1]] = old + 1 if isinstance(old, int) else str(Fraction(old) + 1)
    return out


def corruptions(certificate: dict[str, Any], part: str = "witness") -> Iterator[tuple[Path, dict[str, Any]]]:
    """Every certificate that differs in one number of ``part`` (``witness`` or ``asserts``), sealed again."""
    for path in number_paths(certificate[part]):
        parts = {"asserts": certificate["asserts"], "witness": certificate["witness"]}
        parts[part] = changed(certificate[part], path)
        yield path, seal(certificate["kind"], **parts)


def survivors(certificate: dict[str, Any], part: str = "witness") -> list[Path]:
    """Paths whose corruption the checker did not notice; the certificate itself must be accepted."""
    check(certificate)
    out = []
    for path, bad in corruptions(certificate, part):
        try:
            check(bad)
        except Rejected:
            continue
        out.append(path)
    return out
