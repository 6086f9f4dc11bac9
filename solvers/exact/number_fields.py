"""Number fields that contain several real roots.

A field K = Q(beta) is extended by a root lambda with polynomial h through the algebra ``A = K[x]/h``: a combination
``alpha = beta + k lambda`` with simple characteristic polynomial generates A, and the irreducible factor that vanishes at the
real number alpha is the new modulus.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from fractions import Fraction
from functools import lru_cache
from typing import Any

from flint import arb, fmpq_mat, fmpq_poly  # type: ignore[import-untyped]

from solvers.exact.real_roots import NEAR_BITS, RealRoot, TooLarge, ends_of, real_roots
from theory.exact import Algebraic, Exact, NumberField, precision, to_fmpq, to_fraction

Embedding = Callable[[Exact], Exact]
MAX_DEGREE = 32  # the checker reads fields up to degree 64; beyond 32 exact signs take minutes


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
            lo, hi = ends_of(enclosure(bits))
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
