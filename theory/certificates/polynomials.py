"""Multivariate polynomials over exact numbers, as dictionaries from monomials to coefficients.

A monomial is a sorted tuple of ``(name, exponent)`` pairs with positive exponents; ``()`` is the constant 1.
Only ring operations, differentiation and substitution are needed by the checker.
"""

from __future__ import annotations

from fractions import Fraction

from theory.certificates.exact_numbers import Algebraic, Exact, Rejected
from theory.certificates.work import bits, cost, spend

Monomial = tuple[tuple[str, int], ...]
MAX_TERMS = 200_000  # a larger polynomial is a denial of service, not a proof
MAX_EXPONENT = 10_000


def _times(a: Monomial, b: Monomial) -> Monomial:
    if not a or not b:
        return a or b
    powers = dict(a)
    for name, exponent in b:
        powers[name] = powers.get(name, 0) + exponent
    return tuple(sorted(powers.items()))


class Polynomial:
    """An element of the polynomial ring over Q or Q(alpha).

    >>> x = Polynomial.variable("x")
    >>> (x + 1) * (x - 1) == x * x - 1
    True
    """

    __slots__ = ("terms",)

    def __init__(self, terms: dict[Monomial, Exact]) -> None:
        if len(terms) > MAX_TERMS:
            raise Rejected(f"a polynomial with more than {MAX_TERMS} terms")
        self.terms = {m: c for m, c in terms.items() if c}

    @staticmethod
    def variable(name: str) -> Polynomial:
        return Polynomial({((name, 1),): Fraction(1)})

    @staticmethod
    def of(value: object) -> Polynomial:
        if isinstance(value, Polynomial):
            return value
        if isinstance(value, int):
            value = Fraction(value)
        if not isinstance(value, Fraction | Algebraic):
            raise Rejected(f"{type(value).__name__} is not a scalar")
        return Polynomial({(): value})

    def constant(self) -> Exact | None:
        """The number this polynomial is, or None if an indeterminate occurs."""
        if not self.terms:
            return Fraction(0)
        return self.terms.get(()) if len(self.terms) == 1 else None

    def __add__(self, other: object) -> Polynomial:
        spend(len(self.terms))
        out = dict(self.terms)
        for m, c in Polynomial.of(other).terms.items():
            out[m] = out[m] + c if m in out else c
        return Polynomial(out)

    def __neg__(self) -> Polynomial:
        return Polynomial({m: -c for m, c in self.terms.items()})

    def __sub__(self, other: object) -> Polynomial:
        return self + (-Polynomial.of(other))

    def __rsub__(self, other: object) -> Polynomial:
        return Polynomial.of(other) - self

    def __mul__(self, other: object) -> Polynomial:
        right = Polynomial.of(other).terms
        if len(self.terms) * len(right) > 20 * MAX_TERMS:
            raise Rejected("a product of polynomials that is too large")
        # a monomial of the product takes about five microseconds
        spend(5 * len(self.terms) * len(right) * cost(bits(self)))
        out: dict[Monomial, Exact] = {}
        for m, c in self.terms.items():
            for n, d in right.items():
                key = _times(m, n)
                out[key] = out[key] + c * d if key in out else c * d
        return Polynomial(out)

    __radd__, __rmul__ = __add__, __mul__

    def __truediv__(self, other: object) -> Polynomial:
        divisor = Polynomial.of(other).constant()
        if divisor is None or not divisor:
            raise Rejected("division by an expression that is not a nonzero number")
        return self * (1 / divisor)

    def __rtruediv__(self, other: object) -> Polynomial:
        return Polynomial.of(other) / self

    def __pow__(self, exponent: int) -> Polynomial:
        if not 0 <= exponent <= MAX_EXPONENT:
            raise Rejected(f"exponent {exponent} outside 0..{MAX_EXPONENT}")
        out, base = Polynomial({(): Fraction(1)}), self
        while exponent:
            if exponent & 1:
                out = out * base
            exponent >>= 1
            if exponent:
                base = base * base
        return out

    def __eq__(self, other: object) -> bool:
        if not isinstance(other, Polynomial | Fraction | Algebraic | int):
            return NotImplemented
        return not (self - other).terms

    __hash__ = None  # type: ignore[assignment]

    def __bool__(self) -> bool:
        return bool(self.terms)

    def derivative(self, name: str) -> Polynomial:
        out: dict[Monomial, Exact] = {}
        for m, c in self.terms.items():
            powers = dict(m)
            exponent = powers.pop(name, 0)
            if exponent:
                if exponent > 1:
                    powers[name] = exponent - 1
                out[tuple(sorted(powers.items()))] = c * Fraction(exponent)
        return Polynomial(out)

    def substitute(self, values: dict[str, object]) -> Polynomial:
        out = Polynomial({})
        for m, c in self.terms.items():
            term = Polynomial({tuple(p for p in m if p[0] not in values): c})
            for name, exponent in m:
                if name in values:
                    term = term * Polynomial.of(values[name]) ** exponent
            out = out + term
        return out

    def names(self) -> set[str]:
        return {name for m in self.terms for name, _ in m}

    def univariate(self, name: str) -> list[Exact]:
        """Coefficients in ``name``, constant first; raises when another indeterminate occurs."""
        out: list[Exact] = []
        for m, c in self.terms.items():
            if any(n != name for n, _ in m):
                raise Rejected(f"not a polynomial in {name} alone")
            degree = m[0][1] if m else 0
            out.extend([Fraction(0)] * (degree + 1 - len(out)))
            out[degree] = c
        return out

    def __repr__(self) -> str:
        def term(m: Monomial, c: Exact) -> str:
            powers = "*".join(n if e == 1 else f"{n}^{e}" for n, e in m)
            return f"{c}*{powers}" if powers else str(c)

        return " + ".join(term(m, c) for m, c in sorted(self.terms.items())) or "0"
