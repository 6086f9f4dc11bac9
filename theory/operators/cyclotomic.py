"""Exact complex numbers of finite Fourier analysis: the cyclotomic field Q(zeta_N), zeta_N = exp(2 pi i / N)."""

from __future__ import annotations

import cmath
from fractions import Fraction
from functools import lru_cache
from typing import Any

from flint import fmpq_poly, fmpz_poly  # type: ignore[import-untyped]

from theory.errors import InputError
from theory.exact import to_fmpq, to_fraction

MAX_ORDER = 4096  # the field has degree phi(N); beyond this a single product takes longer than a person waits


@lru_cache(maxsize=64)
def _modulus(order: int) -> fmpq_poly:
    return fmpq_poly(fmpz_poly.cyclotomic(order))


class Cyclotomic:
    """An element of Q(zeta_N): a rational polynomial in zeta_N, reduced by the N-th cyclotomic polynomial.

    Equality, zero tests and division are exact.  Rational numbers mix with elements of every field, elements of two different
    fields do not mix.

    Args:
        order: N >= 1.
        polynomial: the value as a polynomial in zeta_N.

    Raises:
        InputError: an order outside 1..4096.

    >>> z = root(8, 1)
    >>> z**8 == 1, z**4 == -1, z + z.conjugate() == z - z**3
    (True, True, True)
    """

    __slots__ = ("c", "order")

    def __init__(self, order: int, polynomial: fmpq_poly) -> None:
        if not 1 <= order <= MAX_ORDER:
            raise InputError("order", order, f"roots of unity of order 1 to {MAX_ORDER} are exact here")
        self.order, self.c = order, polynomial % _modulus(order)

    def _lift(self, other: Any) -> fmpq_poly:
        if isinstance(other, Cyclotomic):
            if other.order != self.order:
                raise ValueError(f"numbers of Q(zeta_{self.order}) and Q(zeta_{other.order}); take one common order")
            return other.c
        return fmpq_poly([to_fmpq(other)])

    def __add__(self, other: Any) -> Cyclotomic:
        return Cyclotomic(self.order, self.c + self._lift(other))

    def __sub__(self, other: Any) -> Cyclotomic:
        return Cyclotomic(self.order, self.c - self._lift(other))

    def __rsub__(self, other: Any) -> Cyclotomic:
        return Cyclotomic(self.order, self._lift(other) - self.c)

    def __mul__(self, other: Any) -> Cyclotomic:
        return Cyclotomic(self.order, self.c * self._lift(other))

    __radd__, __rmul__ = __add__, __mul__

    def __neg__(self) -> Cyclotomic:
        return Cyclotomic(self.order, -self.c)

    def inverse(self) -> Cyclotomic:
        """The reciprocal; raises ZeroDivisionError for zero."""
        if not self:
            raise ZeroDivisionError("division by a cyclotomic number that is zero")
        divisor, s, _ = self.c.xgcd(_modulus(self.order))  # the modulus is irreducible: the divisor is a constant
        return Cyclotomic(self.order, s / divisor[0])

    def __truediv__(self, other: Any) -> Cyclotomic:
        return self * Cyclotomic(self.order, self._lift(other)).inverse()

    def __rtruediv__(self, other: Any) -> Cyclotomic:
        return Cyclotomic(self.order, self._lift(other)) * self.inverse()

    def __pow__(self, n: int) -> Cyclotomic:
        base, out = self if n >= 0 else self.inverse(), Cyclotomic(self.order, fmpq_poly([1]))
        for _ in range(abs(n)):
            out = out * base
        return out

    def conjugate(self) -> Cyclotomic:
        """The complex conjugate: zeta becomes zeta^(N-1)."""
        powers = [to_fmpq(0)] * (self.order + 1)
        for i, x in enumerate(self.coefficients()):
            powers[-i % self.order] = to_fmpq(x)
        return Cyclotomic(self.order, fmpq_poly(powers))

    def within(self, order: int) -> Cyclotomic:
        """The same number as an element of the larger field Q(zeta_order); raises ValueError unless N divides ``order``.

        >>> root(3, 1).within(6) == root(6, 2)
        True
        """
        if order % self.order:
            raise ValueError(f"Q(zeta_{self.order}) is not written in powers of zeta_{order}")
        step = order // self.order
        powers = [to_fmpq(0)] * (order + 1)
        for i, x in enumerate(self.coefficients()):
            powers[step * i] = to_fmpq(x)
        return Cyclotomic(order, fmpq_poly(powers))

    def __bool__(self) -> bool:
        return self.c != 0

    def __eq__(self, other: object) -> bool:
        if not isinstance(other, Cyclotomic | Fraction | int):
            return NotImplemented
        return not (self - other)

    def __hash__(self) -> int:
        return hash((self.order, tuple(self.coefficients())))

    def coefficients(self) -> list[Fraction]:
        """Rational coefficients of 1, zeta, zeta^2, ..."""
        return [to_fraction(self.c[i]) for i in range(self.c.degree() + 1)]

    @property
    def is_real(self) -> bool:
        """Whether the number is its own conjugate."""
        return self == self.conjugate()

    def rational(self) -> Fraction:
        """The value as a fraction; raises ValueError when it is not rational."""
        if self.c.degree() > 0:
            raise ValueError(f"{self!r} is not rational")
        return to_fraction(self.c[0])

    def __complex__(self) -> complex:
        angle = 2j * cmath.pi / self.order
        return sum((float(x) * cmath.exp(angle * i) for i, x in enumerate(self.coefficients())), 0j)

    def __repr__(self) -> str:
        return f"Cyclotomic({self.order}, {[str(x) for x in self.coefficients()]})"


def root(order: int, power: int) -> Cyclotomic:
    """``exp(2 pi i power / order)``.

    >>> root(4, 1) * root(4, 1) == -1
    True
    """
    return Cyclotomic(order, fmpq_poly([0] * (power % order) + [1]))


def cosine(order: int, power: int) -> Cyclotomic:
    """``cos(2 pi power / order)``, an element of Q(zeta_order).

    >>> cosine(6, 1).rational()
    Fraction(1, 2)
    """
    z = root(order, power)
    return (z + z.conjugate()) * Fraction(1, 2)
