"""Laurent polynomials in pi with rational coefficients: the numbers that moments of round shapes are.

They are equal exactly when their coefficients are, because pi is transcendental; their signs and sizes follow from rational
bounds of pi, which Machin's formula gives to any accuracy.
"""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction
from functools import lru_cache


@lru_cache(maxsize=64)
def pi_bounds(bits: int = 64) -> tuple[Fraction, Fraction]:
    """Rationals ``lo < pi < hi`` with ``hi - lo < 2^-bits``; ``bits >= 1``.

    pi = 16 arctan(1/5) - 4 arctan(1/239) (Machin), and partial sums of the alternating series of arctan lie on either side.

    >>> lo, hi = pi_bounds(24)
    >>> Fraction(333, 106) < lo, hi < Fraction(355, 113), hi - lo < Fraction(1, 2**24)
    (True, True, True)
    """
    if bits < 1:
        raise ValueError(f"bits = {bits}: ask for at least one bit")
    error = Fraction(1, 2 ** (bits + 7))
    (a, b), (c, d) = (_arctan_of_inverse(n, error) for n in (5, 239))
    return 16 * a - 4 * d, 16 * b - 4 * c


def _arctan_of_inverse(n: int, error: Fraction) -> tuple[Fraction, Fraction]:
    total, power, k = Fraction(0), Fraction(1, n), 0
    while True:
        term = power / (2 * k + 1)
        if term < error:  # the series alternates and decreases: its sum lies between two partial sums
            after = total + (-1) ** k * term
            return min(total, after), max(total, after)
        total += (-1) ** k * term
        power, k = power / n**2, k + 1


@dataclass(frozen=True, eq=False)
class PiNumber:
    """``sum_k c_k pi^k`` with finitely many rational ``c_k != 0`` and integers ``k``.

    >>> half_circle = PI / 2
    >>> half_circle * half_circle - 2, half_circle > Fraction(3, 2)
    (-2 + 1/4*pi^2, True)
    """

    terms: tuple[tuple[int, Fraction], ...] = ()

    @staticmethod
    def of(x: PiNumber | Fraction | int) -> PiNumber:
        """A rational as such a number."""
        return x if isinstance(x, PiNumber) else _number({0: Fraction(x)})

    @property
    def rational(self) -> Fraction | None:
        """The number itself where it is rational."""
        if any(k for k, _ in self.terms):
            return None
        return self.terms[0][1] if self.terms else Fraction(0)

    def bounds(self, bits: int = 64) -> tuple[Fraction, Fraction]:
        """Rational bounds, which become equal as ``bits`` grows."""
        lo, hi = pi_bounds(bits)
        low = high = Fraction(0)
        for k, c in self.terms:
            a, b = sorted((c * lo**k, c * hi**k))
            low, high = low + a, high + b
        return low, high

    def sign(self) -> int:
        """-1, 0 or 1; 0 only if there are no terms."""
        bits = 32
        while self.terms:
            low, high = self.bounds(bits)
            if low > 0 or high < 0:
                return 1 if low > 0 else -1
            bits *= 2
        return 0

    def __add__(self, other: PiNumber | Fraction | int) -> PiNumber:
        out = dict(self.terms)
        for k, c in PiNumber.of(other).terms:
            out[k] = out.get(k, Fraction(0)) + c
        return _number(out)

    def __mul__(self, other: PiNumber | Fraction | int) -> PiNumber:
        out: dict[int, Fraction] = {}
        for k, c in self.terms:
            for j, b in PiNumber.of(other).terms:
                out[k + j] = out.get(k + j, Fraction(0)) + c * b
        return _number(out)

    __radd__, __rmul__ = __add__, __mul__

    def __neg__(self) -> PiNumber:
        return self * -1

    def __sub__(self, other: PiNumber | Fraction | int) -> PiNumber:
        return self + PiNumber.of(other) * -1

    def __rsub__(self, other: PiNumber | Fraction | int) -> PiNumber:
        return PiNumber.of(other) - self

    def __truediv__(self, other: PiNumber | Fraction | int) -> PiNumber:
        """Division by one term ``c pi^k``; other quotients are no Laurent polynomials."""
        divisor = PiNumber.of(other).terms
        if len(divisor) != 1:
            raise ValueError(f"division by {PiNumber(divisor)}: only a single nonzero term c pi^k divides")
        ((k, c),) = divisor
        return _number({j - k: b / c for j, b in self.terms})

    def __eq__(self, other: object) -> bool:
        if not isinstance(other, PiNumber | Fraction | int):
            return NotImplemented
        return self.terms == PiNumber.of(other).terms

    def __hash__(self) -> int:
        return hash(self.terms)

    def __lt__(self, other: PiNumber | Fraction | int) -> bool:
        return (self - other).sign() < 0

    def __gt__(self, other: PiNumber | Fraction | int) -> bool:
        return (self - other).sign() > 0

    def __le__(self, other: PiNumber | Fraction | int) -> bool:
        return (self - other).sign() <= 0

    def __ge__(self, other: PiNumber | Fraction | int) -> bool:
        return (self - other).sign() >= 0

    def __float__(self) -> float:
        low, high = self.bounds(160)
        return float((low + high) / 2)

    def __repr__(self) -> str:
        words = [f"{c}" if k == 0 else f"{c}*pi" + ("" if k == 1 else f"^{k}") for k, c in self.terms]
        return " + ".join(words) or "0"


def _number(coefficients: dict[int, Fraction]) -> PiNumber:
    return PiNumber(tuple(sorted((k, c) for k, c in coefficients.items() if c)))


PI = PiNumber(((1, Fraction(1)),))
