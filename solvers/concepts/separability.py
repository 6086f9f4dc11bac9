"""Is a concept the activation set of one neuron?  The answer is a neuron or a combination that excludes every neuron.

Legend: X data points, C the concept (points that must be on), N the other points.  A neuron is z(x) = w . x + b.
With bias (concepts.neuron-separates-iff-hulls-disjoint): z > 0 on C and z <= 0 on N for some (w, b) iff conv(C) and
conv(N) are disjoint.  Bias-free, weak (T2a): the
same with b = 0, iff conv(C) misses cone(N).  Bias-free, strict (T2b): z > 0 on C and z < 0 on N, iff 0 is not in
conv(C and -N).  All coordinates are exact; by Motzkin's theorem exactly one of the two answers exists.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from fractions import Fraction
from math import lcm
from typing import Any, Literal

from solvers.exact.lp import Infeasible, solve
from theory.certificates import seal
from theory.claims import Certificate
from theory.evidence import evaluation
from theory.exact import json_tree
from theory.formal import both, dot, for_all, names

Mode = Literal["bias", "bias-free-weak", "bias-free-strict"]
Points = Sequence[Sequence[Any]]


@dataclass(frozen=True)
class Separated:
    """An integer neuron that is on exactly at the concept."""

    mode: Mode
    weight: tuple[int, ...]
    bias: int
    certificate: Certificate


@dataclass(frozen=True)
class Inseparable:
    """Weights of points of C (``on``) and of N (``off``) that no neuron can satisfy; at most n + 2 points in all.

    With bias: sum on_x x = sum off_y y, both sides being averages.  Bias-free, weak: the same with ``on`` an average and
    ``off`` any nonnegative weights.  Bias-free, strict: sum on_x x - sum off_y y = 0 with all weights together summing to 1.
    """

    mode: Mode
    on: dict[int, Fraction]
    off: dict[int, Fraction]
    certificate: Certificate

    @property
    def support(self) -> tuple[int, ...]:
        """The points that take part."""
        return tuple(sorted({*self.on, *self.off}))


def separate(points: Points, concept: Collection[int], *, mode: Mode = "bias") -> Separated | Inseparable:
    """A neuron for the concept, or a combination of points that excludes every neuron.

        exists (w, b):  w . x + b > 0 on C,  <= 0 (strict mode: < 0) on the other points,  b = 0 in the bias-free modes

    Args:
        points: N points with n exact coordinates each (int or Fraction), distinct in the mode with bias.
        concept: indices of the points of C.
        mode: what the neuron may do.

    Raises:
        ValueError: no points, points of different lengths, an index out of range, a coordinate that is a float.

    Source: concepts.neuron-separates-iff-hulls-disjoint, concepts.separation-without-bias (arXiv 2606.07007,
    criterion as reported; not checked against the paper); Motzkin; Kirchberger.

    >>> separate([(0,), (1,), (2,)], {2}).weight
    (1,)
    >>> found = separate([(0,), (1,), (2,)], {1})
    >>> found.on, found.off
    ({1: Fraction(1, 1)}, {0: Fraction(1, 2), 2: Fraction(1, 2)})
    """
    chosen = _checked(points, concept)
    rows, relations = _system(points, chosen, mode)
    answer = solve(rows, relations, [0] * len(rows))
    if not isinstance(answer, Infeasible):
        return _neuron(points, chosen, mode, answer.point)
    return _combination(rows, relations, chosen, mode, answer.multipliers)


def _checked(points: Points, concept: Collection[int]) -> frozenset[int]:
    chosen = frozenset(concept)
    if not points or any(len(x) != len(points[0]) for x in points):
        raise ValueError(f"{len(points)} points: need at least one, all with the same number of coordinates")
    if bad := [i for i in chosen if not 0 <= i < len(points)]:
        raise ValueError(f"concept contains {sorted(bad)[:5]}: indices run from 0 to {len(points) - 1}")
    if any(isinstance(v, float) for x in points for v in x):
        raise ValueError("a coordinate is a float: give int or Fraction, a float would make the answer inexact")
    return chosen


def _system(points: Points, chosen: frozenset[int], mode: Mode) -> tuple[list[list[Any]], list[str]]:
    rows, relations = [], []
    for i, x in enumerate(points):
        lifted = [*x, 1] if mode == "bias" else list(x)
        rows.append(lifted if i in chosen else [-v for v in lifted])
        relations.append(">" if i in chosen or mode == "bias-free-strict" else ">=")
    return rows, relations


def _neuron(points: Points, chosen: frozenset[int], mode: Mode, found: Sequence[Any]) -> Separated:
    factor = lcm(*(Fraction(v).denominator for v in found))
    entries = [int(v * factor) for v in found]
    weight, bias = (entries[:-1], entries[-1]) if mode == "bias" else (entries, 0)
    C, N, w, b = names("C N w b")
    certificate = evaluation(
        both(
            for_all(C, lambda x: dot(w, x) + b > 0, "x"),
            for_all(N, lambda y: dot(w, y) + b < 0 if mode == "bias-free-strict" else dot(w, y) + b <= 0, "y"),
        ),
        let={
            "C": [list(x) for i, x in enumerate(points) if i in chosen],
            "N": [list(x) for i, x in enumerate(points) if i not in chosen],
            "w": weight,
            "b": bias,
        },
        means=f"a neuron ({mode}) that is on exactly at the concept",
    )
    return Separated(mode, tuple(weight), bias, certificate)


def _combination(
    rows: list[list[Any]], relations: list[str], chosen: frozenset[int], mode: Mode, multipliers: Sequence[Any]
) -> Inseparable:
    normal = sum((y for y, r in zip(multipliers, relations, strict=True) if r == ">"), Fraction(0))
    used = {i: y / normal for i, y in enumerate(multipliers) if y}
    # only the points that take part are shown: a subset that no neuron separates excludes the whole concept
    certificate = seal(
        "farkas",
        {
            "rows": [[json_tree(rows[i]), relations[i], 0] for i in used],
            "means": f"points of C as they are, points outside it negated: no neuron ({mode}) is on exactly at C",
        },
        {"multipliers": [json_tree(y) for y in used.values()]},
    )
    on, off = ({i: y for i, y in used.items() if (i in chosen) == side} for side in (True, False))
    return Inseparable(mode, on, off, certificate)
