"""Exact numbers of the package: rationals, and elements of one real number field per problem.

Legend: a field is Q(alpha), alpha the unique root of a square-free rational polynomial in an open rational interval.
Arithmetic is done by python-flint; the checker in ``theory.certificates`` has its own, written separately, and
tests compare the two.  Text is parsed, never evaluated, and a float is never an exact number.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from fractions import Fraction
from functools import cached_property
from typing import Any

from flint import arb, ctx, fmpq, fmpq_poly  # type: ignore[import-untyped]

from theory.errors import InputError

MAX_DIGITS = 4_000  # Python itself refuses to read integers above 4300 digits
_RATIONAL = re.compile(r"[+-]?\d+(?:/\d+|\.\d+)?\Z", re.ASCII)


def to_fmpq(x: Fraction | int) -> fmpq:
    """A rational for python-flint."""
    x = Fraction(x)
    return fmpq(x.numerator, x.denominator)


def to_fraction(x: Any) -> Fraction:
    """A flint rational (or integer) as a Fraction."""
    x = fmpq(x)
    return Fraction(int(x.p), int(x.q))


@dataclass(frozen=True, eq=False)
class NumberField:
    """The real number field Q(alpha).

    Args:
        poly: rational coefficients of a square-free polynomial, constant first.
        interval: open rational interval with exactly one root of it.

    >>> golden = NumberField((Fraction(-1), Fraction(-1), Fraction(1)), (Fraction(1), Fraction(2)))
    >>> phi = golden.generator
    >>> phi * phi == phi + 1, phi > Fraction(3, 2)
    (True, True)
    """

    poly: tuple[Fraction, ...]
    interval: tuple[Fraction, Fraction]
    _brackets: dict[int, tuple[Fraction, Fraction]] = field(default_factory=dict, repr=False)

    @cached_property
    def modulus(self) -> fmpq_poly:
        """The polynomial of alpha, for arithmetic modulo it."""
        return fmpq_poly([to_fmpq(c) for c in self.poly])

    def key(self) -> tuple[tuple[Fraction, ...], tuple[Fraction, Fraction]]:
        """What tells one field with its root from another."""
        return self.poly, self.interval

    @property
    def generator(self) -> Algebraic:
        """alpha itself."""
        return Algebraic(self, fmpq_poly([0, 1]))

    def element(self, coefficients: list[Fraction]) -> Algebraic:
        """The sum of ``coefficients[i] alpha**i``."""
        return Algebraic(self, fmpq_poly([to_fmpq(c) for c in coefficients]))

    def bracket(self, bits: int) -> tuple[Fraction, Fraction]:
        """Rational ends around alpha at most 2**-bits apart (equal if one of them is alpha), by exact bisection."""
        if bits not in self._brackets:
            known = max((b for b in self._brackets if b < bits), default=None)
            lo, hi = self.interval if known is None else self._brackets[known]
            left = self.modulus(to_fmpq(lo)) > 0
            while hi - lo > Fraction(1, 2**bits):
                middle = (lo + hi) / 2
                value = self.modulus(to_fmpq(middle))
                if value == 0:
                    lo = hi = middle
                elif (value > 0) == left:
                    lo = middle
                else:
                    hi = middle
            self._brackets[bits] = lo, hi
        return self._brackets[bits]

    def enclosure(self, bits: int) -> Any:
        """A ball around alpha of radius about 2**-bits; to be used under :class:`precision` of more than ``bits``."""
        lo, hi = self.bracket(bits)
        with precision(bits + 20):
            center, radius = arb(to_fmpq((lo + hi) / 2)), arb(to_fmpq((hi - lo) / 2))
            return center + radius * arb(0, 1)

    def json(self) -> dict[str, Any]:
        """As certificates hold it."""
        return {"poly": [str(c) for c in self.poly], "interval": [str(c) for c in self.interval]}


class precision:
    """Set flint's working precision, in bits, for a block and restore it."""

    def __init__(self, bits: int) -> None:
        self.bits = bits

    def __enter__(self) -> None:
        self.saved = ctx.prec
        ctx.prec = self.bits

    def __exit__(self, *_: object) -> None:
        ctx.prec = self.saved


class Algebraic:
    """An element of a :class:`NumberField`; exact ring operations, division and comparison."""

    __slots__ = ("c", "field")

    def __init__(self, number_field: NumberField, c: fmpq_poly) -> None:
        self.field, self.c = (
            number_field,
            c % number_field.modulus if c.degree() >= number_field.modulus.degree() else c,
        )

    def _lift(self, other: Any) -> fmpq_poly:
        if isinstance(other, Algebraic):
            if other.field is not self.field and other.field.key() != self.field.key():
                raise ValueError("numbers of two different number fields; put the problem over one field")
            return other.c
        return fmpq_poly([to_fmpq(other)])

    def __add__(self, other: Any) -> Algebraic:
        return Algebraic(self.field, self.c + self._lift(other))

    def __sub__(self, other: Any) -> Algebraic:
        return Algebraic(self.field, self.c - self._lift(other))

    def __rsub__(self, other: Any) -> Algebraic:
        return Algebraic(self.field, self._lift(other) - self.c)

    def __mul__(self, other: Any) -> Algebraic:
        return Algebraic(self.field, self.c * self._lift(other))

    __radd__, __rmul__ = __add__, __mul__

    def __neg__(self) -> Algebraic:
        return Algebraic(self.field, -self.c)

    def inverse(self) -> Algebraic:
        """One over the number; ZeroDivisionError for 0."""
        if not self:
            raise ZeroDivisionError("division by an algebraic number that is zero")
        modulus = self.field.modulus
        common = modulus.gcd(self.c)
        if common.degree() > 0:  # the modulus is reducible and alpha is a root of the other factor
            modulus = modulus // common
        divisor, s, _ = (self.c % modulus).xgcd(modulus)
        return Algebraic(self.field, s / divisor[0])

    def __truediv__(self, other: Any) -> Algebraic:
        return self * Algebraic(self.field, self._lift(other)).inverse()

    def __rtruediv__(self, other: Any) -> Algebraic:
        return Algebraic(self.field, self._lift(other)) * self.inverse()

    def __pow__(self, n: int) -> Algebraic:
        out = Algebraic(self.field, fmpq_poly([1]))
        for _ in range(n):
            out = out * self
        return out

    def _is_zero(self) -> bool:
        if self.c == 0:
            return True
        common = self.field.modulus.gcd(self.c)
        if common.degree() == 0:
            return False
        lo, hi = (to_fmpq(x) for x in self.field.interval)
        return bool(common(lo) * common(hi) < 0)  # common is square-free: one root inside iff the sign changes

    def sign(self) -> int:
        """-1, 0 or 1, by intervals as narrow as it takes."""
        if self._is_zero():
            return 0
        bits = 64
        while True:
            with precision(bits + 20):
                value = arb(0)
                alpha = self.field.enclosure(bits)
                for i in range(self.c.degree(), -1, -1):
                    value = value * alpha + arb(self.c[i])
                if value > 0:
                    return 1
                if value < 0:
                    return -1
            bits *= 2

    def __bool__(self) -> bool:
        return not self._is_zero()

    def __eq__(self, other: object) -> bool:
        if not isinstance(other, Algebraic | Fraction | int):
            return NotImplemented
        return not (self - other)

    def __hash__(self) -> int:
        return hash((self.field.key(), tuple(self.coefficients())))

    def __lt__(self, other: Any) -> bool:
        return (self - other).sign() < 0

    def __le__(self, other: Any) -> bool:
        return (self - other).sign() <= 0

    def __gt__(self, other: Any) -> bool:
        return (self - other).sign() > 0

    def __ge__(self, other: Any) -> bool:
        return (self - other).sign() >= 0

    def __float__(self) -> float:
        with precision(140):
            value, alpha = arb(0), self.field.enclosure(120)
            for i in range(self.c.degree(), -1, -1):
                value = value * alpha + arb(self.c[i])
            return float(value.mid())

    def coefficients(self) -> list[Fraction]:
        """The coefficients of 1, alpha, alpha**2, ... up to the last that is not 0."""
        return [to_fraction(self.c[i]) for i in range(self.c.degree() + 1)]

    def __repr__(self) -> str:
        return f"Algebraic({[str(x) for x in self.coefficients()]}, ~{float(self):.6g})"


Exact = Fraction | Algebraic


def sign(x: Exact | int) -> int:
    """-1, 0 or 1."""
    return x.sign() if isinstance(x, Algebraic) else (x > 0) - (x < 0)


def parse_rational(value: object, where: str) -> Fraction:
    """Read ``3``, ``"3/5"``, ``"-0.25"``.  Raises :class:`~theory.errors.InputError` on anything else.

    >>> parse_rational("0.6", "x")
    Fraction(3, 5)
    """
    if isinstance(value, int) and not isinstance(value, bool):
        return Fraction(value)
    if isinstance(value, str) and len(value) > MAX_DIGITS:
        raise InputError(where, value[:20] + "...", f"a number of {len(value)} characters", f"use at most {MAX_DIGITS}")
    if isinstance(value, str) and _RATIONAL.match(value):
        numerator, _, denominator = value.partition("/")
        if denominator and not denominator.strip("0"):
            raise InputError(where, value, "the denominator is zero")
        return Fraction(numerator) / Fraction(denominator or 1)
    raise InputError(
        where, repr(value), "not an exact number", 'write 3, "3/5", "0.6" or {"poly": [...], "interval": [lo, hi]}'
    )


def to_json(x: Exact | int) -> Any:
    """Exact number to certificate JSON: an int, a string ``"3/5"`` or ``{"alg": [...]}``."""
    if isinstance(x, Algebraic):
        coefficients = x.coefficients()
        return (
            to_json(coefficients[0] if coefficients else Fraction(0))
            if len(coefficients) <= 1
            else {"alg": [str(c) for c in coefficients]}
        )
    x = Fraction(x)
    return int(x) if x.denominator == 1 and abs(x.numerator) < 10**15 else str(x)


def json_tree(x: Any) -> Any:
    """:func:`to_json` on nested lists and tuples.

    >>> json_tree([[Fraction(1, 2), 3]])
    [['1/2', 3]]
    """
    return [json_tree(y) for y in x] if isinstance(x, list | tuple) else to_json(x)
