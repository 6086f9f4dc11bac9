"""Signs and roots of polynomials of one variable on the half-line ``y >= 0``, exactly, by Sturm's theorem.

A polynomial is a list of rational coefficients, constant first; inside, its positive multiple with coprime integers.
"""

from __future__ import annotations

import itertools
import math
from fractions import Fraction
from typing import Any

from theory.certificates.exact_numbers import sign, sturm_count, trim, u_derivative, u_divmod
from theory.certificates.work import cost, longest, spend

Poly = list[Fraction]


def quadratic_nonnegative(c: Poly) -> bool:
    """``c0 + c1 y + c2 y^2 >= 0`` for all ``y >= 0``.

    >>> quadratic_nonnegative([1, -2, 1]), quadratic_nonnegative([1, -3, 1]), quadratic_nonnegative([0, -1, 1])
    (True, False, False)
    """
    constant, linear, square = c
    if constant < 0 or square < 0:
        return False
    if linear >= 0:
        return True
    spend(8 * cost(4 * longest(c)))
    return 4 * constant * square >= linear * linear


def integers(poly: Poly) -> list[int]:
    """A positive multiple with coprime integer coefficients."""
    spend(10 + 8 * len(poly) * cost(2 * longest(poly)))
    common = math.lcm(*(x.denominator for x in poly))
    out = [int(x * common) for x in poly]
    divisor = math.gcd(*out) or 1
    return [x // divisor for x in out]


def sign_at(poly: list[int], x: Fraction) -> int:
    """The sign of the value at x, by Horner's rule in integers."""
    up, down = x.numerator, x.denominator
    spend(3 + 4 * len(poly) * cost(longest(poly) + len(poly) * (up.bit_length() + down.bit_length())))
    value, power = 0, 1
    for c in reversed(poly):
        value, power = value * up + c * power, power * down
    return (value > 0) - (value < 0)


class Roots:
    """Counts the different real roots of a polynomial that is not 0 between points that are none of them."""

    def __init__(self, poly: Poly) -> None:
        chain = [poly, u_derivative(poly)]
        while chain[-1]:
            rest = u_divmod(chain[-2], chain[-1])[1]
            chain.append([Fraction(-x) for x in integers(rest)])  # short numbers; the factor is positive
        self.chain = [integers(c) for c in chain[:-1]]

    def is_root(self, x: Fraction) -> bool:
        """The polynomial vanishes at x."""
        return sign_at(self.chain[0], x) == 0

    def changes(self, x: Fraction) -> int:
        """Sign changes of the chain at x; the difference of two of them counts the roots between."""
        return _changes([sign_at(c, x) for c in self.chain])

    def changes_at_zero(self) -> int:
        """Sign changes at 0, which must not be a root."""
        return _changes([c[0] for c in self.chain])

    def changes_at_infinity(self) -> int:
        """Sign changes beyond the last root."""
        return _changes([c[-1] for c in self.chain])


def _changes(values: list[int]) -> int:
    return sum(a * b < 0 for a, b in itertools.pairwise(x for x in values if x))


def points_between_roots(poly: Poly) -> list[Fraction]:
    """Positive points, none of them a root, at least one in every open interval of ``y > 0`` between neighbouring roots.

    >>> points_between_roots([Fraction(x) for x in (2, -3, 1)])  # (y - 1)(y - 2)
    [Fraction(1, 2), Fraction(11, 8), Fraction(9, 4), Fraction(4, 1)]
    >>> points_between_roots([Fraction(0), Fraction(1)])
    [Fraction(1, 1)]
    """
    poly = trim(list(poly))
    first = next(i for i, x in enumerate(poly) if x)
    roots = Roots(poly[first:])  # without the root 0
    low = high = Fraction(1)
    start, end = roots.changes_at_zero(), roots.changes_at_infinity()
    while roots.is_root(low) or roots.changes(low) != start:
        low /= 2
    while roots.is_root(high) or roots.changes(high) != end:
        high *= 2
    out, waiting = {low, high}, [(low, high)]
    while waiting:
        a, b = waiting.pop()
        if roots.changes(a) - roots.changes(b) > 1:
            middle = (a + b) / 2
            while roots.is_root(middle):  # of finitely many
                middle = (a + middle) / 2
            out.add(middle)
            waiting += [(a, middle), (middle, b)]
    return sorted(out)


def positive_root(poly: list[Any]) -> bool:
    """Whether a polynomial over the rationals or a number field, not 0, has a root ``y > 0``.

    >>> positive_root([Fraction(2), Fraction(-3), Fraction(1)]), positive_root([Fraction(0), Fraction(1), Fraction(1)])
    (True, False)
    """
    while poly and sign(poly[0]) == 0:
        poly = poly[1:]
    if len(poly) <= 1:
        return False
    if sign(sum(poly, Fraction(0))) == 0:
        return True
    return any(sturm_count(part, Fraction(0), Fraction(1)) for part in (poly, poly[::-1]))
