"""Exact vectors over an ordered ring: integers on a fast path, any other exact ordered scalars behind the same names.

A scalar of the general path needs ``+``, ``-``, ``*`` (also with ``int``) and ``sign() -> -1, 0, 1``; division is never
used.  Elements of a real number field qualify.  Rational vectors are scaled, positively, to primitive integer ones.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from fractions import Fraction
from functools import cmp_to_key
from math import gcd, lcm
from numbers import Rational
from operator import mul
from typing import Any

Vector = tuple[Any, ...]
Step = Callable[[Vector], Any]  # see Integers.step


def sign(x: Any) -> int:
    """Sign of an exact scalar: -1, 0 or 1."""
    if isinstance(x, int | Fraction):
        return (x > 0) - (x < 0)
    return x.sign()


def dot(a: Sequence[Any], b: Sequence[Any]) -> Any:
    """Exact inner product."""
    return sum(map(mul, a, b))


def primitive(vector: Sequence[Any]) -> tuple[int, ...]:
    """The primitive integer vector on the same ray; zero stays zero.

    ``primitive(v) = c v`` with ``c > 0``, integer entries and greatest common divisor 1.  ``vector``: rationals, any length.

    >>> from fractions import Fraction
    >>> primitive((Fraction(3, 5), Fraction(-4, 5)))
    (3, -4)
    """
    scale = lcm(*(x.denominator for x in vector)) if vector else 1
    whole = tuple(int(x.numerator) * (scale // int(x.denominator)) for x in vector)
    divisor = gcd(*whole)
    return tuple(x // divisor for x in whole) if divisor > 1 else whole


class Groups:
    """Vectors grouped into representatives (the first of each group), with the bit masks of the members.

    ``plus[i]`` holds the members that are positive multiples of representative ``i``, ``minus[i]`` the negative ones;
    ``zero`` the zero vectors.
    """

    __slots__ = ("minus", "plus", "reps", "trivial", "zero")

    def __init__(self, reps: list[Vector], plus: list[int], minus: list[int], zero: int) -> None:
        self.reps, self.plus, self.minus, self.zero = reps, plus, minus, zero
        # nothing was merged or dropped: masks over representatives are masks over vectors
        self.trivial = not zero and not any(minus) and plus == [1 << i for i in range(len(plus))]

    def positive(self, plus: int, minus: int) -> int:
        """Vectors that are positive where the representatives in ``plus`` are positive and those in ``minus`` negative."""
        if self.trivial:
            return plus
        out = 0
        for i, (p, m) in enumerate(zip(self.plus, self.minus, strict=True)):
            if plus >> i & 1:
                out |= p
            elif minus >> i & 1:
                out |= m
        return out

    def members(self, mask: int) -> int:
        """All vectors whose representative is in ``mask``."""
        return self.positive(mask, 0) | self.positive(0, mask)


class Integers:
    """Integer vectors."""

    def reduce(self, vector: Vector) -> Vector:
        """The primitive integer vector on the same ray."""
        divisor = gcd(*vector)
        return tuple(x // divisor for x in vector) if divisor > 1 else vector

    def pivot(self, w: Vector) -> int:
        """Index of the entry of least size among the nonzero ones; small pivots keep restricted vectors small."""
        return min((abs(x), i) for i, x in enumerate(w) if x)[1]

    def group(self, vectors: list[Vector], *, antipodal: bool) -> Groups:
        """Group by rays or, with ``antipodal``, by lines.  The vectors need not be primitive."""
        reps: list[Vector] = []
        plus: list[int] = []
        minus: list[int] = []
        index: dict[Vector, int] = {}
        zero = 0
        for d, v in enumerate(vectors):
            divisor = gcd(*v)
            if not divisor:
                zero |= 1 << d
                continue
            if divisor > 1:
                v = tuple(x // divisor for x in v)
            i = index.get(v)
            if i is not None:
                plus[i] |= 1 << d
                continue
            if antipodal and (i := index.get(tuple(-x for x in v))) is not None:
                minus[i] |= 1 << d
                continue
            index[v] = len(reps)
            reps.append(v)
            plus.append(1 << d)
            minus.append(0)
        return Groups(reps, plus, minus, zero)

    def step(self, direction: Vector, others: Sequence[Vector]) -> Step:
        """A function ``h -> N > 0`` such that ``N h + direction`` keeps every sign that the others have at ``h``.

        Only others with ``w.h != 0`` or ``w.direction = 0`` are guarded.  Over the integers ``|w.h| >= 1``, so that
        one ``N`` serves every ``h``.
        """
        bound = 1 + max((abs(dot(w, direction)) for w in others), default=0)
        return lambda h: bound

    def angular(self, items: list[tuple[Any, Any, int]]) -> list[int]:
        """Labels of ``(t, s, label)``, s > 0, by increasing ``t/s``, the ratios being distinct."""
        # two distinct ratios differ by at least 1/(s s'), so this many bits after the point tell them apart
        bits = 2 * max((s.bit_length() for _, s, _ in items), default=0)
        return [label for _, label in sorted(((t << bits) // s, label) for t, s, label in items)]


class Ordered(Integers):
    """Vectors over any exact ordered ring: the same operations by signs alone."""

    def reduce(self, vector: Vector) -> Vector:
        """The vector itself: over a ring no multiple is the shortest."""
        return vector

    def pivot(self, w: Vector) -> int:
        """The place of the first entry that is not 0."""
        return next(i for i, x in enumerate(w) if sign(x))

    def group(self, vectors: list[Vector], *, antipodal: bool) -> Groups:
        """Vectors on one ray, or with ``antipodal`` on one line, together."""
        reps: list[Vector] = []
        plus: list[int] = []
        minus: list[int] = []
        zero = 0
        for d, v in enumerate(vectors):
            if not any(sign(x) for x in v):
                zero |= 1 << d
                continue
            for i, r in enumerate(reps):
                same = self._along(r, v)
                if same > 0 or (antipodal and same < 0):
                    (plus if same > 0 else minus)[i] |= 1 << d
                    break
            else:
                reps.append(v)
                plus.append(1 << d)
                minus.append(0)
        return Groups(reps, plus, minus, zero)

    def _along(self, a: Vector, b: Vector) -> int:
        """1 when b is a positive multiple of a, -1 a negative one, 0 not parallel."""
        j = self.pivot(a)
        if any(sign(a[j] * b[i] - a[i] * b[j]) for i in range(len(a))):
            return 0
        return sign(a[j]) * sign(b[j])

    def step(self, direction: Vector, others: Sequence[Vector]) -> Step:
        """A step in this direction that crosses no hyperplane of the others."""
        slopes = [(w, dot(w, direction)) for w in others]

        def bound(h: Vector) -> int:
            n = 1
            for w, slope in slopes:
                level, s = dot(w, h), sign(slope)
                level_sign = sign(level)
                while s and level_sign and sign(n * level * level_sign - slope * s) <= 0:
                    n *= 2
            return n

        return bound

    def angular(self, items: list[tuple[Any, Any, int]]) -> list[int]:
        """The labels in the order of the angles of their (x, y)."""

        def compare(a: tuple[Any, Any, int], b: tuple[Any, Any, int]) -> int:
            return sign(a[0] * b[1] - b[0] * a[1])

        return [label for _, _, label in sorted(items, key=cmp_to_key(compare))]


def prepare(features: Sequence[Sequence[Any]]) -> tuple[list[Vector], Integers]:
    """Features as exact vectors of one length, with the arithmetic that fits them.

    ``features``: n vectors of p exact numbers each.  Raises ``ValueError`` on vectors of different lengths, ``TypeError`` on floats.
    """
    vectors = [tuple(v) for v in features]
    for d, v in enumerate(vectors):
        if len(v) != len(vectors[0]):
            raise ValueError(
                f"feature {d} has {len(v)} coordinates but feature 0 has {len(vectors[0])}; all must live in one space"
            )
        for x in v:
            if isinstance(x, float) or not (isinstance(x, Rational) or hasattr(x, "sign")):
                raise TypeError(
                    f"feature {d} has the coordinate {x!r} of type {type(x).__name__}, which is not exact; "
                    "use int, Fraction or an element of a real number field"
                )
    if all(isinstance(x, Rational) for v in vectors for x in v):
        return [primitive(v) for v in vectors], Integers()
    return vectors, Ordered()


def restrict(w: Vector, j: int, vectors: Sequence[Vector]) -> list[Vector]:
    """Coordinates of the vectors as functionals on the hyperplane of ``w``, in the basis ``w_j e_i - w_i e_j``, i != j."""
    pivot, rest = w[j], w[:j] + w[j + 1 :]
    return [tuple(pivot * x - y * v[j] for x, y in zip(v[:j] + v[j + 1 :], rest, strict=True)) for v in vectors]


def lift(w: Vector, j: int, h: Vector) -> Vector:
    """The point of the hyperplane of ``w`` with coordinates ``h`` in the basis of :func:`restrict`."""
    pivot = w[j]
    return (*(pivot * x for x in h[:j]), -dot(w[:j] + w[j + 1 :], h), *(pivot * x for x in h[j:]))


def combine(n: Any, h: Vector, s: int, c: Vector) -> Vector:
    """``n h + s c`` with s = 1 or -1."""
    if s > 0:
        return tuple(n * x + y for x, y in zip(h, c, strict=True))
    return tuple(n * x - y for x, y in zip(h, c, strict=True))
