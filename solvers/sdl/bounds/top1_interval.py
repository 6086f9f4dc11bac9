"""Rational bounds of the least loss when a feature is served by at most one neuron: much faster than the exact number.

Legend: ``nu(S)``: the most that one neuron gains on a set S (:mod:`solvers.sdl.bounds.copositive`).  Rounded up to a
multiple of a small unit it
leaves room for rational witnesses: with ``nu > nu(S)`` the rounded maximiser itself satisfies ``Q x >= 0``, so that no linear program
and no number field is needed.  Rounded encoder rows give a point whose loss is computed exactly.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction
from math import lcm
from typing import Any

import numpy as np

from solvers.exact.field_linear import Row
from solvers.sdl.bounds.copositive import float_gains, gain_form, members, weight_of, witness
from solvers.sdl.bounds.top1 import best_partition, partition_tables, single_costs, submasks
from solvers.sdl.critical.exact_point import ExactPoint, accepted
from solvers.sdl.critical.one_neuron import level, off_row
from theory.certificates import seal
from theory.claims import Certificate
from theory.exact import json_tree, to_json
from theory.sdl import Problem
from theory.sdl.problem import dot

MAX_FEATURES = 12  # of the kind partition_bound: its checker takes 3^n exact steps
SCALE = 1 << 24  # rounding moves the loss of a stationary point by the square of 1/SCALE


@dataclass(frozen=True)
class PartitionInterval:
    """``lower`` <= the least loss <= the loss of ``point``, both exact; ``certificate`` proves ``lower``."""

    lower: Fraction
    upper: Fraction
    certificate: Certificate
    point: ExactPoint


def partition_interval(problem: Problem, *, absolute_gap: Fraction = Fraction(1, 100)) -> PartitionInterval | None:
    """Certified bounds of the least loss under Top-1, or of one neuron.

    ``min over partitions into at most q sets of sum_S (sum_S M_d |v_d|^2 - nu(S)) <= inf loss <= loss(point)``.
    ``problem``: rational, at most 12 features, topk with k = 1 or width 1; ``absolute_gap``: positive, what ``upper - lower`` is
    to stay under.  For an SAE it does, as the best partition is attained by tied rows; for other problems the point may be
    worse.  None when the float guesses have no witnesses or the problem is not of this kind.  Source: arXiv 2512.05534, equation (9).

    >>> from theory.sdl import Activation
    >>> problem = Problem.sae([[1, 0], [0, 1]], weights=[1, 2], activation=Activation("topk", k=1), width=1)
    >>> found = partition_interval(problem)
    >>> found.upper, found.upper - found.lower < Fraction(1, 100)
    (Fraction(1, 1), True)
    """
    served_once = problem.width == 1 or problem.activation.k == 1
    if problem.field is not None or problem.n > MAX_FEATURES or not served_once:
        return None
    values, supports = float_gains(problem)
    q = min(problem.width, problem.n)
    parts = best_partition(single_costs(problem) - values, q)
    cores = dict.fromkeys(supports[part] for part in parts if supports[part])
    point = rounded_point(problem, [members(core) for core in cores])
    found = _certificate(problem, _rounded_up(values, absolute_gap, q), supports, q)
    if found is None:
        return None
    lower, certificate = found
    return PartitionInterval(lower, Fraction(point.loss), certificate, point)  # type: ignore[arg-type]


def _rounded_up(values: np.ndarray, gap: Fraction, q: int) -> list[Fraction]:
    """Multiples of a power of two above the gains, by at least half a unit and at most one and a half; not decreasing."""
    unit = Fraction(1)
    while unit > gap / (4 * q):  # q sets lose at most 3/8 of the gap
        unit /= 2
    steps = np.floor(values / float(unit) + 1.5)
    steps[0] = 0
    for d in range(len(values).bit_length() - 1):  # rounding errors of the floats must not let nu decrease
        pair = steps.reshape(-1, 2, 1 << d)
        pair[:, 1] = np.maximum(pair[:, 0], pair[:, 1])
    return [int(k) * unit for k in steps]


def _codes(problem: Problem, core: Sequence[int]) -> np.ndarray:
    """The codes ``v_d.u`` on a core: u is the unit top eigenvector of ``sum M v v^T``."""
    rows = np.array([[float(x) for x in problem.features_out[d]] for d in core])
    weights = np.array([float(problem.weights[d]) for d in core])
    z = rows @ np.linalg.eigh((rows * weights[:, None]).T @ rows)[1][:, -1]
    return z if z.sum() > 0 else -z


def rounded_point(problem: Problem, cores: Sequence[Sequence[int]]) -> ExactPoint:
    """Encoder rows with nearly the best codes on their cores, and the best columns for these rows."""
    w, v, m, theta = problem.features_in, problem.features_out, problem.weights, level(problem)
    floats = problem.arrays()[0]
    rows = [np.linalg.lstsq(floats[list(core)], _codes(problem, core), rcond=None)[0] for core in cores]
    largest = max((np.abs(row).max() for row in rows), default=1.0)  # one scale for all rows, as they compete
    neurons: list[tuple[Sequence[Any], Sequence[Any]]] = []
    for core, row in zip(cores, ([_dyadic(x / largest) for x in row] for row in rows), strict=True):
        smallest = min(dot(row, w[d]) for d in core)
        if theta and smallest > 0:
            row = [x * (2 * theta / smallest) for x in row]
        z = {d: dot(row, w[d]) for d in core}
        size = sum((m[d] * x * x for d, x in z.items()), Fraction(0)) or Fraction(1)  # 0: a row rounded to zero
        column = [sum((m[d] * x * v[d][c] for d, x in z.items()), Fraction(0)) / size for c in range(problem.r)]
        neurons.append((row, column))
    dead = off_row(problem)[0] if len(neurons) < problem.width else ()
    neurons += [(dead, [Fraction(0)] * problem.r)] * (problem.width - len(neurons))
    return ExactPoint.of_neurons(problem, neurons, None)


def _dyadic(x: float) -> Fraction:
    return Fraction(round(float(x) * SCALE), SCALE)


def _proposal(problem: Problem, core: Sequence[int]) -> tuple[list[Fraction], list[Fraction]]:
    """The rounded maximiser x of a core on all features, and ``D G D x``."""
    z = _codes(problem, core) if core else np.zeros(0)  # empty: all targets of the set are zero
    x = [Fraction(0)] * problem.n
    for d, value in zip(core, z / max(z, default=1.0), strict=True):
        x[d] = _dyadic(value)
    m, v = problem.weights, problem.features_out
    y = [sum((m[d] * x[d] * v[d][c] for d in core), Fraction(0)) for c in range(problem.r)]
    return x, [weight * dot(row, y) for weight, row in zip(m, v, strict=True)]  # type: ignore[misc]


def _witness(
    problem: Problem, nu: Fraction, on: Sequence[int], proposal: tuple[list[Fraction], list[Fraction]]
) -> tuple[Row, Any] | None:
    """x with ``Q x >= 0`` on a set, and ``sum(x) + sum(Q x)``: the maximiser, or by a linear program."""
    x: Row | None = [proposal[0][d] for d in on]
    image = [nu * problem.weights[d] * proposal[0][d] - proposal[1][d] for d in on]
    if any(proposal[0]) and min(image) >= 0:
        return x, sum(x, sum(image, Fraction(0)))
    form = gain_form(problem, nu, on)
    x = witness(form)
    return None if x is None else (x, weight_of(form, x))


def _certificate(
    problem: Problem, nu: Sequence[Fraction], supports: Sequence[int], q: int
) -> tuple[Fraction, Certificate] | None:
    """The best partition for these gains in exact numbers, with its checked certificate."""
    proposals: dict[int, tuple[list[Fraction], list[Fraction]]] = {}
    sets: list[Any] = []
    total: Any = Fraction(0)
    costs = [Fraction(0)]
    single: list[Any] = [m * dot(v, v) for m, v in zip(problem.weights, problem.features_out, strict=True)]
    for mask in range(1, len(nu)):
        on, core = members(mask), supports[mask]
        if core not in proposals:
            proposals[core] = _proposal(problem, members(core))
        found = _witness(problem, nu[mask], on, proposals[core])
        if found is None:
            return None
        sets.append([to_json(nu[mask]), json_tree(found[0])])
        total = total + nu[mask] + found[1]
        costs.append(sum((single[d] for d in on), Fraction(0)) - nu[mask])
    lower = _least(costs, q)
    asserts: dict[str, Any] = {
        "features_out": json_tree(problem.features_out),
        "weights": json_tree(problem.weights),
        "activation": problem.activation.json(),
        "width": problem.width,
        "lower_bound": to_json(lower),
    }
    certificate = accepted(seal("partition_bound", asserts, {"sets": sets, "total": to_json(total)}))
    return lower, certificate


def _least(costs: Sequence[Fraction], q: int) -> Fraction:
    """The least cost of a partition into at most q sets, in integers over one denominator."""
    unit = lcm(*(x.denominator for x in costs))
    tables = partition_tables(np.array([int(x * unit) for x in costs], dtype=object), q)
    if q == 1:
        return costs[-1]
    parts = submasks(len(costs) - 1)
    return Fraction(int((tables[q // 2][parts] + tables[q - q // 2][parts[::-1]]).min()), unit)
