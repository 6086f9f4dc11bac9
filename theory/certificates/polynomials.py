"""Multivariate polynomials over exact numbers, as dictionaries from monomials to coefficients.

A monomial is a sorted tuple of ``(name, exponent)`` pairs with positive exponents; ``()`` is the constant 1.
Only ring operations, differentiation and substitution are needed by the checker.
"""

from __future__ import annotations

from fractions import Fraction

from theory.certificates.exact_numbers import Algebraic, Exact, Rejected
from theory.certificates.work import bits, cost, longest, spend

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
        """The indeterminate of this name."""
        return Polynomial({((name, 1),): Fraction(1)})

    @staticmethod
    def of(value: object) -> Polynomial:
        """A number or a polynomial as a polynomial."""
        if isinstance(value, Polynomial):
            return value
        if type(value) is int:
            value = Fraction(value)
        if type(value) is not Fraction and type(value) is not Algebraic:
            raise Rejected(f"expected a number or a polynomial, found {type(value).__name__}")
        return Polynomial({(): value})

    def constant(self) -> Exact | None:
        """The number this polynomial is, or None if an indeterminate occurs."""
        if not self.terms:
            return Fraction(0)
        return self.terms.get(()) if len(self.terms) == 1 else None

    def __add__(self, other: object) -> Polynomial:
        right = Polynomial.of(other).terms
        spend(2 + len(self.terms) + 3 * len(right) * cost(bits(self) + longest(right.values())))
        out = dict(self.terms)
        for m, c in right.items():
            out[m] = out[m] + c if m in out else c
        return Polynomial(out)

    def __neg__(self) -> Polynomial:
        spend(2 * len(self.terms) * cost(bits(self)))
        return Polynomial({m: -c for m, c in self.terms.items()})

    def __sub__(self, other: object) -> Polynomial:
        return self + (-Polynomial.of(other))

    def __rsub__(self, other: object) -> Polynomial:
        return Polynomial.of(other) - self

    def __mul__(self, other: object) -> Polynomial:
        right = Polynomial.of(other).terms
        # a monomial of the product takes a few microseconds, and more if it has many names or long coefficients
        width = sum(max(map(len, terms), default=0) for terms in (self.terms, right))
        spend(len(self.terms) * len(right) * (4 + width + cost(bits(self) + longest(right.values()))))
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
        return not (self - other).terms

    __hash__ = None  # type: ignore[assignment]

    def __bool__(self) -> bool:
        return bool(self.terms)

    def derivative(self, name: str) -> Polynomial:
        """The partial derivative by this indeterminate."""
        spend(sum(4 + len(m) for m in self.terms) * cost(bits(self)))
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
        """The polynomial with values, numbers or polynomials, for some indeterminates."""
        out = Polynomial({})
        for m, c in self.terms.items():
            term = Polynomial({tuple(p for p in m if p[0] not in values): c})
            for name, exponent in m:
                if name in values:
                    term = term * Polynomial.of(values[name]) ** exponent
            out = out + term
        return out

    def names(self) -> set[str]:
        """The indeterminates that occur."""
        spend(sum(1 + len(m) for m in self.terms))
        return {name for m in self.terms for name, _ in m}

    def univariate(self, name: str) -> list[Exact]:
        """Coefficients in ``name``, constant first; raises when another indeterminate occurs."""
        out: list[Exact] = []
        for m, c in self.terms.items():
            if any(n != name for n, _ in m):
                raise Rejected(f"not a polynomial in {name} alone")
            degree = m[0][1] if m else 0
            spend(degree)
            out.extend([Fraction(0)] * (degree + 1 - len(out)))
            out[degree] = c
        return out

    def __repr__(self) -> str:
        """The first terms, for messages: numbers of more than 30 digits are cut."""

        def term(m: Monomial, c: Exact) -> str:
            powers = "*".join(n if e == 1 else f"{n}^{e}" for n, e in m)
            coefficient = str(c) if bits(c) < 100 else "..."
            return f"{coefficient}*{powers}" if powers else coefficient

        first = sorted(self.terms, key=lambda m: (len(m), m))[:6] if len(self.terms) < 1000 else list(self.terms)[:6]
        shown = " + ".join(term(m, self.terms[m]) for m in first) or "0"
        return shown + (" + ..." if len(self.terms) > len(first) else "")
