"""Real roots of rational polynomials.

Legend: a root is (irreducible rational polynomial h, isolating rational interval).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction
from functools import cached_property
from itertools import pairwise
from typing import Any

from flint import fmpq_poly  # type: ignore[import-untyped]

from theory.exact import NumberField, to_fmpq, to_fraction

MAX_BITS = 1500  # of a coefficient; close roots of larger ones take flint seconds, then hours, in one call that nothing interrupts
NEAR_BITS = 40  # flint isolates roots to about 50 bits


class TooLarge(ValueError):
    """The field that contains all numbers wanted has too large a degree, or a polynomial too large coefficients."""


@dataclass(frozen=True, order=False)
class RealRoot:
    """A real algebraic number: the root of the irreducible monic polynomial ``poly`` in the open ``interval``.

    >>> two = RealRoot((Fraction(-2), Fraction(0), Fraction(1)), (Fraction(1), Fraction(2)))
    >>> two < RealRoot.rational(Fraction(3, 2)), round(float(two), 6)
    (True, 1.414214)
    """

    poly: tuple[Fraction, ...]
    interval: tuple[Fraction, Fraction]
    near: tuple[Fraction, Fraction] | None = None  # a much shorter interval around the number, if one is at hand

    @staticmethod
    def rational(x: Fraction | int) -> RealRoot:
        """The rational number as the root of a polynomial of degree 1."""
        x = Fraction(x)
        return RealRoot((-x, Fraction(1)), (x - 1, x + 1))

    @property
    def degree(self) -> int:
        """The degree of the polynomial, which is that of the number where the polynomial is irreducible."""
        return len(self.poly) - 1

    @property
    def value(self) -> Fraction | None:
        """The number itself when it is rational."""
        return -self.poly[0] if self.degree == 1 else None

    def field(self) -> NumberField:
        """The field that the number generates; one object, which remembers its enclosures."""
        return self._field

    @cached_property
    def _field(self) -> NumberField:
        return NumberField(self.poly, self.interval)

    def bounds(self, bits: int = NEAR_BITS) -> tuple[Fraction, Fraction]:
        """A closed rational interval around the number, its width falling with ``2^-bits``."""
        if self.value is not None:
            return self.value, self.value
        if self.near is not None and bits <= NEAR_BITS:
            return self.near
        return self.field().bracket(bits)

    def __float__(self) -> float:
        lo, hi = self.near or self.bounds(64)
        return float((lo + hi) / 2)

    def __eq__(self, other: object) -> bool:
        if not isinstance(other, RealRoot):
            return NotImplemented
        if self.poly != other.poly:
            return False
        if self.degree == 1 or self.interval == other.interval:
            return True
        lo, hi = max(self.interval[0], other.interval[0]), min(self.interval[1], other.interval[1])
        p = fmpq_poly([to_fmpq(c) for c in self.poly])
        # an interval isolates one simple root, so the polynomial changes sign on the overlap iff the root lies there
        return lo < hi and bool(p(to_fmpq(lo)) * p(to_fmpq(hi)) < 0)

    def __hash__(self) -> int:
        return hash(self.poly)

    def __lt__(self, other: RealRoot) -> bool:
        if self == other:  # decided exactly, so that the intervals below are those of two numbers and come apart
            return False
        bits = NEAR_BITS
        while True:
            (a, b), (c, d) = self.bounds(bits), other.bounds(bits)
            if b < c or (b == c and a < b):
                return True
            if d < a or (d == a and c < d) or (a == b == c == d):
                return False
            bits *= 2


def _dyadic(x: Any) -> Fraction:
    mantissa, exponent = x.mid().man_exp()
    return Fraction(int(mantissa)) * Fraction(2) ** int(exponent)


def ends_of(ball: Any) -> tuple[Fraction, Fraction]:
    """Both ends of a ball exactly; flint's own are rounded to its working precision, which may be coarser than the ball."""
    middle, radius = _dyadic(ball.mid()), _dyadic(ball.rad())
    return middle - radius, middle + radius


def simplest_between(lo: Fraction, hi: Fraction) -> Fraction:
    """The fraction with the smallest denominator in the open interval ``(lo, hi)``.

    >>> simplest_between(Fraction(31, 100), Fraction(34, 100))
    Fraction(1, 3)
    """
    if lo < 0 < hi:
        return Fraction(0)
    if hi <= 0:
        return -simplest_between(-hi, -lo)
    whole = lo.numerator // lo.denominator
    if whole + 1 < hi:
        return Fraction(whole + 1)
    lo, hi = lo - whole, hi - whole
    if lo == 0:  # 0 < 1/k < hi
        return whole + Fraction(1, hi.denominator // hi.numerator + 1)
    return whole + 1 / simplest_between(1 / hi, 1 / lo)


def real_roots(poly: Sequence[Any]) -> list[tuple[RealRoot, int]]:
    """All real roots of a nonzero rational polynomial (constant first), increasing, with multiplicities.

    >>> [(float(r), k) for r, k in real_roots([0, -4, 0, 1])]
    [(-2.0, 1), (0.0, 1), (2.0, 1)]
    """
    out: list[tuple[RealRoot, int]] = []
    for factor, multiplicity in fmpq_poly([to_fmpq(c) for c in poly]).factor()[1]:
        out += [(root, multiplicity) for root in roots_of_irreducible(factor)]
    return sorted(out, key=lambda item: _Order(item[0]))


class _Order:
    """Sort key: exact comparison of roots."""

    __slots__ = ("root",)

    def __init__(self, root: RealRoot) -> None:
        self.root = root

    def __lt__(self, other: _Order) -> bool:
        return self.root < other.root


def roots_of_irreducible(factor: fmpq_poly) -> list[RealRoot]:
    """The real roots of an irreducible polynomial, each with an isolating interval of short rational ends.

    Raises :class:`TooLarge` when a coefficient of the monic polynomial has more than ``MAX_BITS`` bits (degree 2 or more).
    """
    monic = factor / factor.leading_coefficient()
    poly = tuple(to_fraction(c) for c in monic.coeffs())
    if len(poly) == 2:
        return [RealRoot.rational(-poly[0])]
    bits = max(max(c.numerator.bit_length(), c.denominator.bit_length()) for c in poly)
    if bits > MAX_BITS:
        raise TooLarge(f"a polynomial with coefficients of {bits} bits; at most {MAX_BITS} are handled")
    # flint's enclosures of the roots are disjoint and those of real roots are exactly real
    roots: Any = monic.numer().complex_roots()
    balls = [root for root, _ in roots if root.imag == 0]
    ends = sorted(ends_of(b.real) for b in balls)
    if not ends:
        return []
    cuts = [simplest_between(a[1], b[0]) for a, b in pairwise(ends)]
    first = Fraction(ends[0][0].__floor__() - (1 if ends[0][0].denominator == 1 else 0))
    last = Fraction(ends[-1][1].__ceil__() + (1 if ends[-1][1].denominator == 1 else 0))
    return [RealRoot(poly, interval, near) for interval, near in zip(pairwise([first, *cuts, last]), ends, strict=True)]
