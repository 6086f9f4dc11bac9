"""A meter for the work of one check, so that no small file can keep the checker busy for long.

One unit is at most about a microsecond and a half, and at most about a hundred bytes of memory.  Every operation announces what it is going
to cost before it works; when the allowance of a check is used up the certificate is rejected.  A rejection for this
reason says nothing about the truth of what is asserted.  Outside a check nothing is counted.
"""

from __future__ import annotations

import threading
from collections.abc import Generator
from contextlib import contextmanager
from fractions import Fraction
from typing import Any

# units: a file of up to 1 MB is checked within 10 seconds and 500 MB; what is longer may take longer
BASE, PER_BYTE, LONG, PER_BYTE_OF_LONG = 6_000_000, 1, 2**20, 15
MAX_BITS = 1_000_000  # of one number


class Rejected(Exception):
    """A certificate does not prove what it asserts; the message names the first condition that fails."""


class _Meter(threading.local):
    """Units left of the check that runs in this thread; an empty list outside one."""

    def __init__(self) -> None:
        self.left: list[int] = []


_meter = _Meter()


@contextmanager
def metered(length: int) -> Generator[None]:
    """The allowance of one check of a certificate of ``length`` bytes; a check inside another one shares its allowance.

    Checks in other threads have allowances of their own.
    """
    left = _meter.left
    outermost = not left
    if outermost:
        left.append(BASE + PER_BYTE * length + PER_BYTE_OF_LONG * max(0, length - LONG))
    try:
        yield
    finally:
        if outermost:
            left.clear()


def spend(units: int) -> None:
    """Raise :class:`Rejected` when the allowance is used up."""
    left = _meter.left
    if left:
        left[0] -= units
        if left[0] < 0:
            raise Rejected("the check takes too much work; this is a limit of the checker and says nothing else")


def bits(x: Any) -> int:
    """The length of a number, of the longest coefficient of an element of a field or of a polynomial, else 0.

    To look at many coefficients is work, too.
    """
    if isinstance(x, Fraction):
        return x.numerator.bit_length() + x.denominator.bit_length()
    if isinstance(x, int):
        return x.bit_length()
    if hasattr(x, "c"):
        spend(len(x.c) >> 2)
        return max((bits(y) for y in x.c), default=0)
    if hasattr(x, "terms"):
        spend(len(x.terms) >> 2)
        return max((bits(y) for y in x.terms.values()), default=0)
    return 0


def longest(values: Any) -> int:
    """The length of the longest of some numbers."""
    return max(map(bits, values), default=0)


def cost(length: int) -> int:
    """The cost of one operation on rationals of ``length`` bits together: in the end quadratic, as their gcd is (measured)."""
    if length > MAX_BITS:
        raise Rejected(f"a number of more than {MAX_BITS} bits")
    return 1 + (length >> 7) + (length * length >> 22)


def row_operation(row: list[Any], other: list[Any]) -> None:
    """Announce one step of an elimination: every entry of the row is computed anew from those of the other one."""
    if _meter.left:
        spend(4 * len(row) * cost(longest(row) + longest(other)))
