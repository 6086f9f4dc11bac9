"""The infimum of the loss over a pattern with disjoint supports, attained or not, and the pattern in the limit.

Legend: over the region of the pattern the loss is a sum of single neurons; neuron i can gain at most the supremum over the closure of
the region of its support F_i, which lies at a stationary row of one of the faces of that closure.  If that face is not in the
region itself, features drop out in the limit: the support there is smaller.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import Any

from solvers.exact.field_linear import echelon
from solvers.exact.lp import Feasible, solve
from solvers.sdl.bounds.copositive import gain_form, unattained_witness, weight_of, witness
from solvers.sdl.critical.exact_point import ExactPoint, accepted
from solvers.sdl.critical.one_neuron import ClusterPoint, off_row
from solvers.sdl.critical.partial_minima import assemble
from solvers.sdl.critical.walls import WallRay
from theory.certificates import seal
from theory.claims import Certificate
from theory.exact import json_tree, sign, to_json
from theory.sdl import Problem
from theory.sdl.problem import dot

Support = tuple[int, ...]
MAX_CLUSTER = 8  # 2^m exact linear programs per neuron


@dataclass(frozen=True)
class Supremum:
    """The most that a neuron with a given support can gain: at ``limit``, and ``attained`` with exactly that support."""

    limit: ClusterPoint
    attained: bool


@dataclass(frozen=True)
class BoundaryInfimum:
    """A pattern whose infimum is not attained: the point in the limit and the certificate."""

    pattern: list[list[int]]
    limit: ExactPoint
    certificate: Certificate


def suprema(
    problem: Problem,
    supports: Sequence[Support],
    points: Mapping[Support, Sequence[ClusterPoint]],
    rays: Sequence[WallRay],
    *,
    breathe: Callable[[str], None] = lambda _text: None,
) -> dict[Support, Supremum]:
    """The supremum of the gain for every support; those over whose closure no stationary row was found are left out."""
    independent = len(echelon(problem.features_in)[1]) == problem.n
    out: dict[Support, Supremum] = {}
    for i, support in enumerate(supports):
        breathe(f"infima over patterns: {i} of {len(supports)} supports")
        inside = set(support)
        own = list(points[support])
        faces = [
            ray.point
            for ray in rays
            if set(ray.point.support) <= inside <= set(ray.point.support) | set(ray.point.walls)
        ]
        if independent:
            faces = [p for part in supports if set(part) < inside for p in points[part]]
        best = max([*own, *faces], key=lambda p: _Gain(p), default=None)
        if best is not None:
            out[support] = Supremum(best, any(p.root == best.root for p in own))
    return out


class _Gain:
    """Sort key: exact comparison of gains."""

    __slots__ = ("point",)

    def __init__(self, point: ClusterPoint) -> None:
        self.point = point

    def __lt__(self, other: _Gain) -> bool:
        return self.point.root < other.point.root


def boundary_infimum(
    problem: Problem, family: Sequence[Support], found: Mapping[Support, Supremum]
) -> BoundaryInfimum | None:
    """The infimum over the pattern of a family of supports when it is not attained and can be certified, else None.

    Under relu and topk with k >= 2, with at most ``MAX_CLUSTER`` features per neuron.  The bound used, copositivity on
    nonnegative activations, is exact for independent features; for dependent ones it may be too weak: None then.
    """
    if problem.activation.kind == "jumprelu" or problem.activation.k == 1 or not all(s in found for s in family):
        return None
    if all(found[s].attained for s in family) or any(len(s) > MAX_CLUSTER for s in family):
        return None
    chosen = [found[s].limit for s in family]
    point, live = assemble(problem, chosen, off_row(problem)[0])
    same, pattern = point.embedded, [list(s) for s in family] + [[]] * (problem.width - len(family))
    limit = _moved_to_walls(point, pattern)
    if limit is None:
        return None
    point, direction = limit
    bounds, total, unattained = [], Fraction(0), None
    for i, (support, nu) in enumerate(zip(family, (c.gain for c in live), strict=True)):
        bound = _bound(same, support, nu)
        if bound is None:
            return None
        bounds.append({"nu": to_json(nu), "sets": json_tree(bound[0])})
        total = total + bound[1]
        if unattained is None and not found[support].attained:
            x = unattained_witness(gain_form(same, nu, support))
            unattained = None if x is None else (i, x)
    if unattained is None:
        return None
    total = total + sum((x for row in [unattained[1], *point.decoder] for x in row), Fraction(0))
    pre = [[[dot(a, w) for w in same.features_in] for a in part] for part in (point.encoder, direction)]
    asserts = {k: v for k, v in point.asserts().items() if k not in ("encoder", "decoder", "loss")}
    asserts |= {"pattern": pattern, "infimum": to_json(point.loss), "limit_pattern": point.pattern}
    data = {
        "limit": json_tree(point.encoder),
        "direction": json_tree(direction),
        "preactivations": json_tree(pre),
        "decoder": json_tree(point.decoder),
        "bounds": bounds,
        "neuron": unattained[0],
        "unattained": json_tree(unattained[1]),
        "total": to_json(total),
    }
    return BoundaryInfimum(pattern, point, accepted(seal("region_infimum", asserts, data)))


def _bound(problem: Problem, support: Support, nu: Any) -> tuple[list[Any], Any] | None:
    """x for every nonempty subset in binary order, and their recorded sum."""
    sets, total = [], Fraction(0)
    for mask in range(1, 1 << len(support)):
        form = gain_form(problem, nu, [d for k, d in enumerate(support) if mask >> k & 1])
        x = witness(form)
        if x is None:
            return None
        sets.append(x)
        total = total + weight_of(form, x)
    return sets, total


def _moved_to_walls(point: ExactPoint, pattern: Sequence[Sequence[int]]) -> tuple[ExactPoint, list[list[Any]]] | None:
    """Rows with the same activations from which a small step enters the pattern, and the step.

    Row a keeps ``a.w_d`` on its features, has ``a.w_d = 0`` on those that drop out and ``a.w_e <= 0`` elsewhere; the step b has
    ``b.w_d > 0`` on those that drop out, ``b.w_e <= 0`` where ``a.w_e = 0``.
    """
    problem = point.embedded
    rows, steps = [], []
    for a, on, target in zip(point.encoder, point.pattern, pattern, strict=True):
        dropped = [d for d in target if d not in on]
        if not dropped:
            rows.append(list(a))
            steps.append([Fraction(0)] * problem.p)
            continue
        moved = _wall_row(problem, a, on, dropped)
        if moved is None:
            return None
        off = [e for e in range(problem.n) if e not in target and sign(dot(moved, problem.features_in[e])) == 0]
        w = problem.features_in
        inward = solve(
            [*(list(w[d]) for d in dropped), *([-x for x in w[e]] for e in off)],
            [">"] * len(dropped) + [">="] * len(off),
            [Fraction(0)] * (len(dropped) + len(off)),
        )
        if not isinstance(inward, Feasible):
            return None
        rows.append(moved)
        steps.append(list(inward.point))
    encoder = tuple(tuple(row) for row in rows)
    return ExactPoint(point.problem, encoder, point.decoder, point.field, point.embed), steps


def _wall_row(problem: Problem, a: Sequence[Any], on: Sequence[int], dropped: Sequence[int]) -> list[Any] | None:
    w = problem.features_in
    off = [e for e in range(problem.n) if e not in on and e not in dropped]
    zero = [Fraction(0)] * len(dropped)
    answer = solve(
        [*(list(w[d]) for d in [*on, *dropped]), *([-x for x in w[e]] for e in off)],
        ["="] * (len(on) + len(dropped)) + [">="] * len(off),
        [*(dot(a, w[d]) for d in on), *zero, *[Fraction(0)] * len(off)],
    )
    return list(answer.point) if isinstance(answer, Feasible) else None
