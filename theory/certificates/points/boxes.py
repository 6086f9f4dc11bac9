"""Intervals with rational ends, and the operator of Krawczyk on a cube."""

from __future__ import annotations

from fractions import Fraction

from theory.certificates.algebra import dot, total
from theory.certificates.work import bits, cost, longest, spend

Interval = tuple[Fraction, Fraction]


def around(x: Fraction) -> Interval:
    """The interval of one number."""
    return x, x


def add(*parts: Interval) -> Interval:
    """The sum; 0 of none.

    >>> add((Fraction(0), Fraction(1)), (Fraction(2), Fraction(3)))
    (Fraction(2, 1), Fraction(4, 1))
    """
    return total(lo for lo, _ in parts), total(hi for _, hi in parts)


def minus(x: Interval, y: Interval) -> Interval:
    """The difference."""
    spend(2 * cost(longest(x) + longest(y)))
    return x[0] - y[1], x[1] - y[0]


def scaled(c: Fraction, x: Interval) -> Interval:
    """A number times an interval."""
    spend(4 * cost(bits(c) + longest(x)))
    return (c * x[0], c * x[1]) if c >= 0 else (c * x[1], c * x[0])


def times(x: Interval, y: Interval) -> Interval:
    """The product.

    >>> times((Fraction(-1), Fraction(2)), (Fraction(-3), Fraction(1)))
    (Fraction(-6, 1), Fraction(3, 1))
    """
    spend(12 * cost(longest(x) + longest(y)))
    ends = (x[0] * y[0], x[0] * y[1], x[1] * y[0], x[1] * y[1])
    return min(ends), max(ends)


def contract(
    inverse: list[list[Fraction]], value: list[Fraction], slopes: list[list[Interval]], radius: Fraction
) -> list[Interval]:
    """``-A f(0) + (I - A J) X`` for the cube X of a radius around 0: inside X it proves that f has exactly one zero in X."""
    size, out = len(value), []
    for i, row in enumerate(inverse):
        shift = -dot(row, value)
        reach = Fraction(0)
        for j in range(size):
            product = add(*(scaled(x, slopes[k][j]) for k, x in enumerate(row)))
            rest = minus(around(Fraction(int(i == j))), product)
            reach = total([reach, max(abs(rest[0]), abs(rest[1])) * radius])
        out.append((shift - reach, shift + reach))
    return out
