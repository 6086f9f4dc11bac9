"""Real roots of rational polynomials, and number fields that contain several of them.

Legend: a root is (irreducible rational polynomial h, isolating rational interval).  A field K = Q(beta) is extended by a root
lambda through the algebra ``A = K[x]/h``: a combination ``alpha = beta + k lambda`` with simple characteristic polynomial
generates A, and the irreducible factor that vanishes at the real number alpha is the new modulus.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from fractions import Fraction
from functools import cached_property, lru_cache
from itertools import pairwise
from typing import Any

from flint import arb, fmpq_mat, fmpq_poly  # type: ignore[import-untyped]

from theory.exact import Algebraic, Exact, NumberField, precision, to_fmpq, to_fraction

Embedding = Callable[[Exact], Exact]
MAX_BITS = 1500  # of a coefficient; close roots of larger ones take flint seconds, then hours, in one call that nothing interrupts
MAX_DEGREE = 32  # the checker reads fields up to degree 64; beyond 32 exact signs take minutes


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
        x = Fraction(x)
        return RealRoot((-x, Fraction(1)), (x - 1, x + 1))

    @property
    def degree(self) -> int:
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


def _ends(ball: Any) -> tuple[Fraction, Fraction]:
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
    ends = sorted(_ends(b.real) for b in balls)
    if not ends:
        return []
    cuts = [simplest_between(a[1], b[0]) for a, b in pairwise(ends)]
    first = Fraction(ends[0][0].__floor__() - (1 if ends[0][0].denominator == 1 else 0))
    last = Fraction(ends[-1][1].__ceil__() + (1 if ends[-1][1].denominator == 1 else 0))
    return [RealRoot(poly, interval, near) for interval, near in zip(pairwise([first, *cuts, last]), ends, strict=True)]


def _identity(x: Exact) -> Exact:
    return x


def adjoin(base: NumberField | None, root: RealRoot) -> tuple[NumberField | None, Embedding, Exact]:
    """A field that contains ``base`` and ``root``: (field, embedding of base, the root in it).

    Raises :class:`TooLarge` when the degree exceeds ``MAX_DEGREE``.

    >>> two, three = (RealRoot((Fraction(-n), Fraction(0), Fraction(1)), (Fraction(1), Fraction(2))) for n in (2, 3))
    >>> K, embed, s3 = adjoin(two.field(), three)
    >>> s2 = embed(two.field().generator)
    >>> s2 * s2 == 2, s3 * s3 == 3, len(K.poly) - 1
    (True, True, 4)
    """
    if root.value is not None:
        return base, _identity, root.value
    if base is None:
        return root.field(), _identity, root.field().generator
    return _extension(_Key(base), root)


class _Key:
    """A number field as a key: equal fields are extended once."""

    __slots__ = ("field",)

    def __init__(self, field: NumberField) -> None:
        self.field = field

    def __hash__(self) -> int:
        return hash(self.field.key())

    def __eq__(self, other: object) -> bool:
        return isinstance(other, _Key) and self.field.key() == other.field.key()


@lru_cache(maxsize=1024)
def _extension(key: _Key, root: RealRoot) -> tuple[NumberField | None, Embedding, Exact]:
    base = key.field
    d, e = len(base.poly) - 1, root.degree
    if d * e > MAX_DEGREE:
        raise TooLarge(f"a number field of degree {d * e}; at most {MAX_DEGREE} is handled")
    beta, lam = _times(base.poly, d, e, inner=False), _times(root.poly, e, d, inner=True)
    for k in (1, -1, 2, -2, 3, -3, 5, 7):
        action = beta + k * lam
        poly = action.charpoly()
        if poly.gcd(poly.derivative()).degree() == 0:
            return _generated(base, root, k, action, poly)
    raise ArithmeticError("no small combination generates the extension; please report the numbers")


def _times(poly: Sequence[Fraction], size: int, other: int, *, inner: bool) -> fmpq_mat:
    """Multiplication by the generator on the tensor product, in the basis ``beta^i lambda^j`` (i outer)."""
    lead = poly[-1]
    companion = [[Fraction(int(i == j + 1)) for j in range(size)] for i in range(size)]
    for i in range(size):
        companion[i][size - 1] = -poly[i] / lead
    total = size * other
    rows = [[Fraction(0)] * total for _ in range(total)]
    for i in range(size):
        for j in range(size):
            for t in range(other):
                a, b = (t * size + i, t * size + j) if inner else (i * other + t, j * other + t)
                rows[a][b] = companion[i][j]
    return fmpq_mat([[to_fmpq(x) for x in row] for row in rows])


def _generated(
    base: NumberField, root: RealRoot, k: int, action: fmpq_mat, poly: fmpq_poly
) -> tuple[NumberField, Embedding, Exact]:
    """Q(alpha), alpha = beta + k lambda: choose the factor and express beta and lambda in powers of alpha."""
    size, e = action.nrows(), root.degree
    chosen = _root_near(poly, lambda bits: base.enclosure(bits) + arb(k) * root.field().enclosure(bits))
    field = chosen.field()
    powers = fmpq_mat([[int(i == 0)] for i in range(size)])
    columns = []
    for _ in range(size):
        columns.append([powers[i, 0] for i in range(size)])
        powers = action * powers
    matrix = fmpq_mat([[columns[j][i] for j in range(size)] for i in range(size)])
    target = fmpq_mat([[int(i == e), int(i == 1)] for i in range(size)])  # beta = beta^1 lambda^0, and lambda
    solved = matrix.solve(target)
    beta, lam = (field.element([to_fraction(solved[i, c]) for i in range(size)]) for c in (0, 1))

    def embed(x: Exact) -> Exact:
        if not isinstance(x, Algebraic):
            return x
        out: Exact = Fraction(0)
        for c in reversed(x.coefficients()):
            out = out * beta + c
        return out

    return field, embed, lam


def _root_near(poly: fmpq_poly, enclosure: Callable[[int], Any]) -> RealRoot:
    """The root of ``poly`` that the shrinking enclosures contain."""
    candidates = [root for root, _ in real_roots([to_fraction(c) for c in poly.coeffs()])]
    bits = NEAR_BITS
    while True:
        with precision(2 * bits + 20):
            lo, hi = _ends(enclosure(bits))
        candidates = [r for r in candidates if r.bounds(bits)[0] <= hi and lo <= r.bounds(bits)[1]]
        if len(candidates) == 1:
            return candidates[0]
        bits *= 2


def minimal_root(x: Exact) -> RealRoot:
    """The number as a root of its own minimal polynomial.

    >>> golden = NumberField((Fraction(-1), Fraction(-1), Fraction(1)), (Fraction(1), Fraction(2)))
    >>> minimal_root(golden.generator * golden.generator).poly
    (Fraction(1, 1), Fraction(-3, 1), Fraction(1, 1))
    """
    if not isinstance(x, Algebraic):
        return RealRoot.rational(x)
    coefficients = x.coefficients()
    if len(coefficients) <= 1:
        return RealRoot.rational(coefficients[0] if coefficients else 0)
    size = len(x.field.poly) - 1
    generator = _times(x.field.poly, size, 1, inner=True)
    action = fmpq_mat(size, size, [0] * size * size)
    unit = fmpq_mat([[int(i == j) for j in range(size)] for i in range(size)])
    for c in reversed(coefficients):
        action = action * generator + to_fmpq(c) * unit

    def enclosure(bits: int) -> Any:
        alpha, value = x.field.enclosure(bits), arb(0)
        for c in reversed(coefficients):
            value = value * alpha + arb(to_fmpq(c))
        return value

    return _root_near(action.charpoly(), enclosure)
