"""Values of the second reader: what has no meaning, matrices without rows, roots of polynomials."""

from __future__ import annotations

from fractions import Fraction
from typing import Any

import mpmath
from sympy.polys.rings import PolyElement

ZERO = mpmath.mpf(10) ** -60


class Undefined(Exception):
    """The expression has no value."""


class Flat(list[Any]):
    """A matrix without rows, with its number of columns."""

    columns = 0


def flat(columns: int) -> Flat:
    out = Flat()
    out.columns = columns
    return out


def is_number(x: Any) -> bool:
    return isinstance(x, Fraction | mpmath.mpf | PolyElement)


def need(condition: bool) -> None:
    if not condition:
        raise Undefined


def root(field: dict[str, Any]) -> Any:
    """The root of a polynomial in an interval, by bisection."""
    coefficients = [Fraction(c) for c in field["poly"]]
    lo, hi = map(Fraction, field["interval"])

    def value(x: Fraction) -> Fraction:
        return sum((c * x**i for i, c in enumerate(coefficients)), Fraction(0))

    sign = value(lo) > 0
    while hi - lo > Fraction(1, 10**110):
        middle = (lo + hi) / 2
        lo, hi = (middle, hi) if (value(middle) > 0) == sign else (lo, middle)
    return mpmath.mpf(lo.numerator) / lo.denominator
