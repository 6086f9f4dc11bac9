"""The sandwich around the best half-space: disjoint cuts, fractional cuts and the hinge loss, all exact (concepts.best-half-space-bounds).

Legend: OPT the least number of points at which a neuron differs from the concept; a cut is a minimal set of points on which no
neuron is right (at most n + 2 points); p the largest number of disjoint cuts; tau the least total weight of points such that every
cut weighs at least 1; h the least hinge loss.  Then  p <= tau <= OPT <= (n + 2) p,  2 tau <= h,  OPT <= h <= 2 min(|C|, |N|).
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from fractions import Fraction
from itertools import combinations
from typing import Any

from solvers.concepts.separability import Inseparable, Points, Separated, separate
from solvers.exact.lp import Feasible, solve
from theory.claims import Certificate
from theory.evidence import evaluation
from theory.formal import both, dot, either, exists, for_all, length, names, op, positive_part, span, subsets, total

# 2^N subsets are looked at by the checker; beyond this the certificate would take seconds
LARGEST = 10


@dataclass(frozen=True)
class Hinge:
    """The least hinge loss ``value``, a neuron that has it, and dual weights of the points that nothing beats."""

    value: Fraction
    weight: tuple[Fraction, ...]
    bias: Fraction
    alpha: tuple[Fraction, ...]
    certificate: Certificate


@dataclass(frozen=True)
class Fractional:
    """The least total weight of points that gives every cut weight at least 1, with a packing of cuts of equal value.

    ``cuts`` are all minimal sets on which no neuron is right; ``weights`` one per point, ``packing`` one per cut.
    """

    value: Fraction
    weights: tuple[Fraction, ...]
    packing: tuple[Fraction, ...]
    cuts: tuple[Inseparable, ...]
    certificate: Certificate

    @property
    def certificates(self) -> tuple[Certificate, ...]:
        """The value from both sides, then each cut."""
        return (self.certificate, *(c.certificate for c in self.cuts))


def least_hinge(points: Points, concept: Collection[int]) -> Hinge:
    """The least hinge loss of a neuron on the concept, exactly.

        min over (w, b) of sum_i max(0, 1 - y_i (w . x_i + b))  =  max sum alpha_i
        over 0 <= alpha_i <= 1, sum alpha_i y_i = 0, sum alpha_i y_i x_i = 0,     y_i = 1 on C, -1 elsewhere

    Args:
        points: exact coordinates; concept: indices of C.

    Raises:
        ArithmeticError: the linear program has no optimum (it always has one).

    Source: concepts.best-half-space-bounds (the hinge loss is at least the number of wrong points and at least twice
    the fractional number of cuts).

    >>> least_hinge([(0,), (1,), (2,)], {1}).value
    Fraction(2, 1)
    """
    size, count = len(points[0]), len(points)
    sign = [1 if i in set(concept) else -1 for i in range(count)]
    rows, relations, rhs = _hinge_system(points, sign)
    found = solve(rows, relations, rhs)
    if not isinstance(found, Feasible):
        raise ArithmeticError(f"no optimal hinge loss for {count} points: please report the points")
    x = [Fraction(v) for v in found.point]
    weight, bias, alpha = tuple(x[:size]), x[size], tuple(x[size + 1 + count :])
    value = sum(alpha, Fraction(0))
    return Hinge(value, weight, bias, alpha, _hinge_certificate(points, sign, weight, bias, alpha, value))


def _hinge_system(points: Points, sign: list[int]) -> tuple[list[list[Any]], list[str], list[int]]:
    """Primal and dual feasible and of one value; unknowns w, b, xi (one per point), alpha (one per point)."""
    size, count = len(points[0]), len(points)
    width = size + 1 + 2 * count
    rows: list[list[Any]] = []
    relations: list[str] = []
    rhs: list[int] = []

    def add(entries: dict[int, Any], sense: str, bound: int) -> None:
        rows.append([entries.get(j, 0) for j in range(width)])
        relations.append(sense)
        rhs.append(bound)

    for i, (x, y) in enumerate(zip(points, sign, strict=True)):
        xi, alpha = size + 1 + i, size + 1 + count + i
        add({xi: 1}, ">=", 0)
        add({**{k: y * v for k, v in enumerate(x)}, size: y, xi: 1}, ">=", 1)
        add({alpha: 1}, ">=", 0)
        add({alpha: -1}, ">=", -1)
    for k in range(size + 1):
        add({size + 1 + count + i: y * [*points[i], 1][k] for i, y in enumerate(sign)}, "=", 0)
    add({size + 1 + i: -1 for i in range(count)} | {size + 1 + count + i: 1 for i in range(count)}, ">=", 0)
    return rows, relations, rhs


def _hinge_certificate(
    points: Points, sign: list[int], weight: Sequence[Any], bias: Any, alpha: Sequence[Any], value: Fraction
) -> Certificate:
    X, y, w, b, a, h = names("X y w b a h")
    index = span(length(X))
    return evaluation(
        both(
            total(index, lambda i: positive_part(1 - y[i] * (dot(w, X[i]) + b)), "i") == h,
            for_all(a, lambda v: both(v >= 0, v <= 1), "v"),
            dot(a, y) == 0,
            for_all(span(length(w)), lambda k: op("=", total(index, lambda i: a[i] * y[i] * X[i, k], "i"), 0), "k"),
            total(a, lambda v: v, "v") == h,
        ),
        let={"X": [list(x) for x in points], "y": sign, "w": list(weight), "b": bias, "a": list(alpha), "h": value},
        means="the neuron (w, b) has hinge loss h, and the dual weights a show that no neuron has less",
    )


def all_cuts(points: Points, concept: Collection[int]) -> tuple[Inseparable, ...]:
    """Every minimal set of points on which no neuron is right, by size; each has at most n + 2 points.

    Args:
        points: exact coordinates, distinct; concept: indices of C.

    Source: concepts.neuron-separates-iff-hulls-disjoint, concepts.best-half-space-bounds (these are the supports of
    the vertices of the polytope of equal averages).

    >>> [c.support for c in all_cuts([(0,), (1,), (2,), (3,)], {1, 3})]
    [(0, 1, 2), (1, 2, 3)]
    """
    chosen, out = set(concept), []
    for size in range(2, len(points[0]) + 3):
        for kept in combinations(range(len(points)), size):
            if any(set(c.support) <= set(kept) for c in out):
                continue
            found = separate([points[i] for i in kept], {k for k, i in enumerate(kept) if i in chosen})
            if isinstance(found, Inseparable):
                on, off = ({kept[k]: v for k, v in side.items()} for side in (found.on, found.off))
                out.append(Inseparable(found.mode, on, off, found.certificate))
    return tuple(out)


def fractional_cuts(points: Points, concept: Collection[int]) -> Fractional:
    """The fractional number of cuts, exactly, for few points.

        tau = min {sum t_i : t >= 0, t(cut) >= 1 for every cut} = max {sum v_c : v >= 0, sum over cuts at i of v_c <= 1}

    Args:
        points: exact coordinates, distinct, at most ``LARGEST`` of them; concept: indices of C.

    Raises:
        ValueError: more points: the number of cuts grows like N^(n + 2) and the certificate looks at all 2^N subsets.

    Source: concepts.best-half-space-bounds.

    >>> fractional_cuts([(0,), (1,), (2,), (3,)], {1, 3}).value
    Fraction(1, 1)
    """
    count = len(points)
    if count > LARGEST:
        raise ValueError(
            f"{count} points: all cuts are listed for at most {LARGEST}; best_half_space bounds larger sets"
        )
    cuts = all_cuts(points, concept)
    rows: list[list[int]] = []
    width = count + len(cuts)
    members = [[int(i in c.support) for i in range(count)] for c in cuts]
    rows += [[int(j == k) for j in range(width)] for k in range(width)]
    rows += [m + [0] * len(cuts) for m in members]
    rows += [[0] * count + [-m[i] for m in members] for i in range(count)]
    rows.append([-1] * count + [1] * len(cuts))
    rhs = [0] * width + [1] * len(cuts) + [-1] * count + [0]
    found = solve(rows, [">="] * len(rows), rhs)
    if not isinstance(found, Feasible):
        raise ArithmeticError(f"no optimal weights for {len(cuts)} cuts: please report the points")
    t, v = (tuple(Fraction(x) for x in part) for part in (found.point[:count], found.point[count:]))
    value = sum(t, Fraction(0))
    return Fractional(value, t, v, cuts, _fractional_certificate(points, concept, cuts, t, v, value))


def _light_neurons(points: Points, concept: Collection[int], t: Sequence[Fraction]) -> list[list[int]]:
    """For every maximal set of points of weight below 1, a neuron that is right on it."""
    count, chosen, out = len(points), set(concept), []
    light = [
        s for k in range(count + 1) for s in combinations(range(count), k) if sum((t[i] for i in s), Fraction(0)) < 1
    ]
    for s in light:
        if not s or any(set(s) < set(larger) for larger in light):
            continue
        found = separate([points[i] for i in s], {k for k, i in enumerate(s) if i in chosen})
        if not isinstance(found, Separated):
            raise ArithmeticError(f"points {s} have weight below 1 and no neuron: the list of cuts is incomplete")
        out.append([*found.weight, found.bias])
    return out


def _fractional_certificate(
    points: Points,
    concept: Collection[int],
    cuts: tuple[Inseparable, ...],
    t: Sequence[Fraction],
    v: Sequence[Fraction],
    value: Fraction,
) -> Certificate:
    X, C, T, V, K, U, tau = names("X C T V K U tau")
    count = len(points)
    right = lambda u, i: op("=", dot(u, X[i]) > 0, op("in", i, C))  # noqa: E731
    heavy = lambda s: total(s, lambda i: T[i], "i") >= 1  # noqa: E731
    return evaluation(
        both(
            for_all(T, lambda x: x >= 0, "x"),
            for_all(V, lambda x: x >= 0, "x"),
            total(T, lambda x: x, "x") == tau,
            total(V, lambda x: x, "x") == tau,
            for_all(
                span(count),
                lambda i: total(span(length(K)), lambda c: op("if", op("in", i, K[c]), V[c], 0), "c") <= 1,
                "i",
            ),
            for_all(
                subsets(count),
                lambda s: either(heavy(s), exists(U, lambda u: for_all(s, lambda i: right(u, i), "i"), "u")),
                "s",
            ),
        ),
        let={
            "X": [[*x, 1] for x in points],
            "C": sorted(concept),
            "T": list(t),
            "V": list(v),
            "K": [list(c.support) for c in cuts],
            "U": _light_neurons(points, concept, t) or [[0] * len(points[0]) + [0]],
            "tau": value,
        },
        means="weights T of the points and V of the cuts K of equal total; sets of weight below 1 have a neuron in U",
    )
