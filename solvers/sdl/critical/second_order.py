"""What kind of critical point it is: local minimum or strict saddle, with certificates.

Legend: a *disjoint* point gives every live neuron its own features (:mod:`solvers.sdl.critical.one_neuron`).  Strictly
inside its pattern the loss
decouples into rank-one problems: the point is a local minimum iff every neuron has the largest gain that its features
allow.  A neuron with a smaller gain, or a dead neuron that can be revived, gives a line along which the loss falls at
second order.  A neuron on walls (``a.w_e = 0`` for features e that it does not serve) can fall inside, along and behind them.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from fractions import Fraction
from itertools import combinations
from typing import Any

import numpy as np

from solvers.exact.field_linear import Row, kernel, transpose
from solvers.sdl.critical.exact_point import ExactPoint
from solvers.sdl.critical.one_neuron import ClusterPoint, Forms, level
from theory.certificates import seal
from theory.claims import Certificate
from theory.exact import Exact, json_tree, sign, to_json
from theory.sdl.problem import dot

Direction = tuple[list[list[Exact]], list[list[Exact]]]
MAX_CROSSED = 3  # walls crossed at once: all subsets are tried


def partial_minimum(point: ExactPoint, multipliers: Sequence[tuple[int, int, Exact]] = ()) -> Certificate:
    """The point is a minimum of each block within its pattern."""
    rows = [[i, e, to_json(mu)] for i, e, mu in multipliers]
    return seal("partial_minimum", point.asserts(pattern=point.pattern), {"multipliers": rows})


def local_minimum(point: ExactPoint, gains: Sequence[Exact]) -> Certificate:
    """A disjoint point whose live neurons have the top gains ``gains`` (in their order) is a local minimum."""
    live = [i for i, on in enumerate(point.pattern) if on]
    groups = [{"neurons": [i], "t": to_json(t)} for i, t in zip(live, gains, strict=True)]
    return seal("local_minimum", point.asserts(), {"groups": groups})


def saddle(point: ExactPoint, direction: Direction, *, stationary: bool = True) -> Certificate | None:
    """The certificate that the loss falls along a line, or None when it does not to second order.

    ``stationary``: assert that the point is stationary too, so that the fall is of second order.
    """
    slope, curvature = _falls(point, direction)
    if sign(slope) > 0 or (sign(slope) == 0 and sign(curvature) >= 0) or (stationary and sign(slope)):
        return None
    order, coefficient = (2, curvature) if sign(slope) == 0 else (1, slope)
    e, d = direction
    witness = {
        "encoder_direction": json_tree(e),
        "decoder_direction": json_tree(d),
        "total": to_json(sum((x for part in direction for row in part for x in row), Fraction(0))),
        "coefficient": to_json(coefficient),
    }
    return seal("saddle", point.asserts(stationary=stationary, order=order), witness)


def _falls(point: ExactPoint, direction: Direction) -> tuple[Exact, Exact]:
    """The coefficients of s and s^2 of the loss along the line, from the pattern that small s > 0 has."""
    problem, (e, d) = point.embedded, direction
    theta = level(problem)
    slope, curvature = Fraction(0), Fraction(0)
    for k, (w, m) in enumerate(zip(problem.features_in, problem.weights, strict=True)):
        first = [Fraction(0)] * problem.r
        second = [Fraction(0)] * problem.r
        for i, row in enumerate(point.encoder):
            x, y = dot(row, w), dot(e[i], w)
            on = k in point.pattern[i] or (sign(x) == 0 and not theta and sign(y) > 0 and not _full(point, k))
            if on:
                u, du = [c[i] for c in point.decoder], [c[i] for c in d]
                first = [f - a * y - b * x for f, a, b in zip(first, u, du, strict=True)]
                second = [s - b * y for s, b in zip(second, du, strict=True)]
        slope = slope + 2 * m * dot(point.residuals[k], first)
        curvature = curvature + m * (dot(first, first) + 2 * dot(point.residuals[k], second))
    return slope, curvature


def _full(point: ExactPoint, d: int) -> bool:
    """Top-k has no place left for another neuron on feature d."""
    k = point.problem.activation.k
    return k is not None and sum(d in on for on in point.pattern) >= min(k, point.problem.width)


def _single(point: ExactPoint, neuron: int, row: Sequence[Exact], column: Sequence[Exact]) -> Direction:
    """Only one neuron moves."""
    p = point.problem
    e: list[list[Exact]] = [list(row) if i == neuron else [Fraction(0)] * p.p for i in range(p.width)]
    columns: list[list[Exact]] = [list(column) if i == neuron else [Fraction(0)] * p.r for i in range(p.width)]
    return e, transpose(columns)


def better_direction(
    point: ExactPoint, neuron: int, support: Sequence[int], flat: Sequence[Row] | None = None, *, side: int = 1
) -> Direction | None:
    """A direction in which a neuron below the top gain on a support improves at second order.

    ``delta`` near the top eigenvector of the pencil (N, H) with ``delta (N - mu H) delta > 0`` exactly, and the change of the best decoder
    that goes with it; within a flat, if its basis is given; ``side`` -1: the opposite direction.
    """
    forms = Forms.of(point.embedded, support)
    p = point.problem.p
    basis = flat if flat is not None else [[Fraction(int(i == j)) for j in range(p)] for i in range(p)]
    if not basis:
        return None
    f, h, n = (np.array([[float(x) for x in row] for row in part]) for part in (basis, forms.h, forms.n))
    h, n = f @ h @ f.T, f @ n @ f.T
    row = point.encoder[neuron]
    gain = dot(row, _times(forms.n, row)) / dot(row, _times(forms.h, row))
    values, vectors = np.linalg.eigh(h)
    keep = values > 1e-12 * values.max()  # the kernel of H does not change the codes; exactness is checked below
    root = vectors[:, keep] / np.sqrt(values[keep])
    if not root.size:
        return None
    top = root @ np.linalg.eigh(root.T @ n @ root)[1][:, -1]
    top = side * top / np.abs(top).max()
    for denominator in (1, 2, 3, 5, 10, 100, 10_000, 10**8):
        weights = [Fraction(round(float(x) * denominator), denominator) for x in top]
        delta = [sum((c * b[i] for c, b in zip(weights, basis, strict=True)), Fraction(0)) for i in range(p)]
        if sign(dot(delta, _times(forms.n, delta)) - gain * dot(delta, _times(forms.h, delta))) > 0:
            return _single(point, neuron, delta, _decoder_change(forms, row, point, neuron, delta))
    return None


def turns_at_walls(point: ExactPoint, neuron: int, cluster: ClusterPoint) -> Iterator[Direction]:
    """Directions in which a neuron moves along its walls, or across some of them, and the loss falls at second order at most.

    For small s > 0 the neuron serves its support and the features S behind the walls that it crosses, and its gain changes as that of
    a row on all of these; the top directions for every S are tried, in the whole space and along the flat.
    """
    w = point.embedded.features_in
    flat = kernel([list(w[e]) for e in cluster.walls], point.problem.p) if cluster.walls else None
    for size in range(min(len(cluster.walls), MAX_CROSSED) + 1):
        for crossed in combinations(cluster.walls, size):
            on = (*cluster.support, *crossed)
            for basis in (None, flat) if not crossed and flat is not None else (None,):
                for side in (1, -1):
                    direction = better_direction(point, neuron, on, basis, side=side)
                    if direction is not None and saddle(point, direction, stationary=False) is not None:
                        yield direction


def no_slope(point: ExactPoint, chosen: Sequence[ClusterPoint]) -> bool:
    """All one-sided directional derivatives vanish: no multipliers, and ``u_i . r_e = 0`` for the features on the walls."""
    for i, c in enumerate(chosen):
        u = [row[i] for row in point.decoder]
        if c.multipliers or any(sign(dot(u, point.residuals[e])) for e in c.walls):
            return False
    return True


def _times(matrix: Sequence[Sequence[Any]], x: Sequence[Any]) -> list[Any]:
    return [dot(row, x) for row in matrix]


def _decoder_change(
    forms: Forms, row: Sequence[Exact], point: ExactPoint, neuron: int, delta: Sequence[Exact]
) -> list[Exact]:
    """Derivative of the best decoder ``T^T a / a.Ha`` in the direction delta."""
    size, slope = dot(row, _times(forms.h, row)), 2 * dot(delta, _times(forms.h, row))
    u = [c[neuron] for c in point.decoder]
    t_delta = [dot(delta, list(c)) for c in zip(*forms.t, strict=True)]
    return [(x - slope * y) / size for x, y in zip(t_delta, u, strict=True)]


def revival(point: ExactPoint, neuron: int) -> Direction | None:
    """A direction that switches on a dead neuron with a zero row for the residuals it can reduce, if there is one.

    Row a and column ``g = sum_d M_d relu(a.w_d) r_d`` lower the loss by ``2 s^2 |g|^2``; the features and their negatives are
    tried as rows.
    """
    problem = point.embedded
    for w in problem.features_in:
        for row in (list(w), [-x for x in w]):
            g: list[Exact] = [Fraction(0)] * problem.r
            for k, (m, x, r) in enumerate(zip(problem.weights, problem.features_in, point.residuals, strict=True)):
                z = dot(row, x)
                if sign(z) > 0 and not _full(point, k):
                    g = [a + m * z * b for a, b in zip(g, r, strict=True)]
            if any(sign(x) for x in g):
                return _single(point, neuron, row, g)
    return None


def behind_a_wall(point: ExactPoint, neuron: int, walls: Sequence[int]) -> Direction | None:
    """A direction in which a live neuron crosses one of its walls and the loss falls at first order, if one is found.

    Rows ``+-w_e`` for the features e on the walls are tried: crossing switches the neuron on for features it does not serve.
    """
    problem = point.embedded
    nothing = [Fraction(0)] * problem.r
    for e in walls:
        w = problem.features_in[e]
        for row in (list(w), [-x for x in w]):
            direction = _single(point, neuron, row, nothing)
            if sign(_falls(point, direction)[0]) < 0:
                return direction
    return None
