"""The exact minimum when a feature is served by at most one neuron: Top-1, and every activation with one neuron.

Legend: ``nu(S)``: the most that one neuron gains on a set S of features (:mod:`solvers.sdl.bounds.copositive`).  No loss is below
``min over partitions into at most q sets of sum_S (sum_S M_d |v_d|^2 - nu(S))``, found by dynamic programming over subsets; the kind
``partition_bound`` repeats it in exact numbers.  A linear program decides whether an encoder reaches the bound.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import Any

import numpy as np

from solvers.exact.field_linear import Row, echelon, solve_square
from solvers.exact.lp import Feasible, solve
from solvers.exact.real_roots import simplest_between
from solvers.sdl.bounds.copositive import float_gains, gain_form, members, weight_of, witness
from solvers.sdl.critical.exact_point import Embedding, ExactPoint
from solvers.sdl.critical.one_neuron import level, off_row
from solvers.sdl.critical.partial_minima import compositum
from solvers.sdl.critical.positive_eigenvectors import PositiveEigenvector, positive_eigenvectors
from theory.certificates import seal
from theory.claims import Certificate
from theory.exact import Exact, NumberField, json_tree, to_json
from theory.sdl import Problem
from theory.sdl.problem import dot

MAX_FEATURES = 9  # 2^n exact linear programs here, 3^n exact comparisons in the checker
SIDE_BY_SIDE = 1 << 10  # masks in half a problem; below, three are solved as one: 3^10 numbers stay in the cache
NEAR = 1e-7  # floats that agree to this many units are tried as the same exact number; exactness is checked


@dataclass(frozen=True)
class PartitionMinimum:
    """The bound of the best partition with its certificate, and a point that reaches it if one was found."""

    value: Exact
    field: NumberField | None
    certificate: Certificate
    point: ExactPoint | None


def applies(problem: Problem) -> bool:
    """Is every feature served by at most one neuron, whatever the encoder?"""
    return problem.n <= MAX_FEATURES and (problem.width == 1 or problem.activation.k == 1)


def partition_minimum(
    problem: Problem, *, breathe: Callable[[str], None] = lambda _text: None
) -> PartitionMinimum | None:
    """The exact lower bound for Top-1 or one neuron; None when ties between different number fields blur it.

    >>> from theory.sdl import Activation
    >>> problem = Problem.sae([[1, 0], [0, 1]], weights=[1, 2], activation=Activation("topk", k=1), width=1)
    >>> found = partition_minimum(problem)
    >>> found.value, found.point.pattern
    (Fraction(1, 1), [[1]])
    """
    values, supports = float_gains(problem)
    costs = single_costs(problem) - values
    parts = best_partition(costs, min(problem.width, problem.n))
    cores = [core for core in (supports[part] for part in parts) if core]
    tops = [_top(problem, members(core)) for core in cores]
    if any(t is None for t in tops):
        return None
    found = [t for t in tops if t is not None]
    field, base, embeddings = compositum(problem.field, [t.field for t in found])
    gains = [e(t.value) for e, t in zip(embeddings, found, strict=True)]
    total: Any = Fraction(0)
    for m, v in zip(problem.weights, problem.features_out, strict=True):
        total = total + base(m * dot(v, v))
    value = total - sum(gains, Fraction(0))
    certificate = _certificate(problem, values, gains, field, base, value, breathe)
    if certificate is None:
        return None
    codes = [
        {d: e(z) for d, z in zip(members(core), t.vector, strict=True)}
        for core, t, e in zip(cores, found, embeddings, strict=True)
    ]
    point = _realized(problem, codes, field, base)
    return PartitionMinimum(value, field, certificate, point if point is not None and point.loss == value else None)


def single_costs(problem: Problem) -> np.ndarray:
    """``sum_S M_d |v_d|^2`` for every mask."""
    _, v, m = problem.arrays()
    single = m * (v**2).sum(axis=1)
    out = np.zeros(1)
    for cost in single:
        out = np.concatenate([out, out + cost])
    return out


def subset_minima(a: np.ndarray, b: np.ndarray) -> np.ndarray:
    """``min over T in S of a[T] + b[S - T]`` for every mask S, in 3^n steps; columns are separate problems.

    Split by the top feature: without it, with it in T, with it in S - T.
    """
    half, count = len(a) // 2, a.shape[1]
    if not half:
        return a + b
    a0, a1, b0, b1 = a[:half], a[half:], b[:half], b[half:]
    if half >= SIDE_BY_SIDE:
        low, one, other = subset_minima(a0, b0), subset_minima(a1, b0), subset_minima(a0, b1)
    else:
        found = subset_minima(np.concatenate([a0, a1, a0], axis=1), np.concatenate([b0, b0, b1], axis=1))
        low, one, other = found[:, :count], found[:, count : 2 * count], found[:, 2 * count :]
    return np.concatenate([low, np.minimum(one, other)])


def partition_tables(costs: np.ndarray, q: int) -> dict[int, np.ndarray]:
    """For 1 and for the halves of q, their halves and so on: the least cost of every mask in at most so many sets."""
    tables = {1: costs}

    def fill(k: int) -> None:
        if k not in tables:
            fill(k // 2)
            fill(k - k // 2)
            tables[k] = subset_minima(tables[k // 2][:, None], tables[k - k // 2][:, None])[:, 0]

    if q > 1:
        fill(q // 2)
        fill(q - q // 2)
    return tables


def submasks(mask: int) -> np.ndarray:
    """All subsets of a mask, the empty one first."""
    out = np.zeros(1, dtype=np.int64)
    for d in members(mask):
        out = np.concatenate([out, out + (1 << d)])
    return out


def best_partition(costs: np.ndarray, q: int) -> list[int]:
    """Masks of a partition into at most q sets of least total cost, ordered by their first features."""
    tables = partition_tables(costs, q)

    def split(mask: int, k: int) -> list[int]:
        if not mask or k == 1:
            return [mask] if mask else []
        parts = submasks(mask)
        totals = tables[k // 2][parts] + tables[k - k // 2][mask ^ parts]
        part = int(parts[np.argmax(totals <= totals.min() + 1e-12)])  # equal up to rounding: fewer sets are preferred
        return split(part, k // 2) + split(mask ^ part, k - k // 2)

    return sorted(split(len(costs) - 1, q), key=lambda mask: mask & -mask)


def _top(problem: Problem, core: tuple[int, ...]) -> PositiveEigenvector | None:
    """The largest eigenvalue of ``G diag(M)`` on the core, with its positive eigenvector."""
    v, m = problem.features_out, problem.weights
    matrix = [[dot(v[d], v[e]) * m[e] for e in core] for d in core]
    return next((x for x in positive_eigenvectors(matrix, problem.field) if x.top), None)


def _certificate(
    problem: Problem,
    values: np.ndarray,
    gains: Sequence[Exact],
    field: NumberField | None,
    base: Embedding,
    value: Exact,
    breathe: Callable[[str], None],
) -> Certificate | None:
    """The ``partition_bound`` certificate, or None when its bound falls short of ``value``."""
    rows_out = tuple(tuple(base(x) for x in v) for v in problem.features_out)
    weights = tuple(base(x) for x in problem.weights)
    same = Problem(problem.name, "sae", rows_out, rows_out, weights, problem.activation, problem.width, field)
    nu: list[Exact] = [Fraction(0)]
    sets: list[Any] = []
    total: Any = Fraction(0)
    for mask in range(1, 1 << problem.n):
        breathe(f"copositive forms: {mask} of {(1 << problem.n) - 1}")
        on = members(mask)
        floor = max((nu[mask ^ (1 << d)] for d in on), default=Fraction(0))
        chosen = _level(same, on, float(values[mask]), floor, gains)
        if chosen is None:
            return None
        nu.append(chosen[0])
        sets.append([to_json(chosen[0]), json_tree(chosen[1])])
        total = total + chosen[0] + weight_of(gain_form(same, chosen[0], on), chosen[1])
    asserts: dict[str, Any] = {
        "features_out": json_tree(rows_out),
        "weights": json_tree(weights),
        "activation": problem.activation.json(),
        "width": problem.width,
        "lower_bound": to_json(value),
    }
    if field is not None:
        asserts["field"] = field.json()
    from theory.certificates import Rejected, check

    certificate = seal("partition_bound", asserts, {"sets": sets, "total": to_json(total)})
    try:
        check(certificate)
    except Rejected:  # another partition ties with the best one, through a number that was rounded up
        return None
    return certificate


def _level(
    problem: Problem, on: tuple[int, ...], target: float, floor: Exact, gains: Sequence[Exact]
) -> tuple[Exact, Row] | None:
    """(nu, x) with nu as small as exact guesses allow: a gain of the optimum, a short rational, or a little more."""
    guesses: list[Exact] = [floor, *gains, Fraction(target).limit_denominator(10_000)]
    for nu in guesses:
        if abs(float(nu) - target) < NEAR and nu >= floor:
            x = witness(gain_form(problem, nu, on))
            if x is not None:
                return nu, x
    for slack in (1e-6, 1e-4, 1e-2):
        nu = simplest_between(Fraction(target), Fraction(target + slack * max(1.0, target)))
        if nu >= floor:
            x = witness(gain_form(problem, nu, on))
            if x is not None:
                return nu, x
    return None


def _realized(
    problem: Problem, codes: Sequence[dict[int, Exact]], field: NumberField | None, base: Embedding
) -> ExactPoint | None:
    """Encoder rows with these codes up to a positive factor each, every other feature off; with their best columns."""
    w = [[base(x) for x in row] for row in problem.features_in]
    theta = level(problem)
    rows = _free_rows(problem, codes, w) if len(echelon(w)[1]) == problem.n else _program(problem, codes, w)
    if rows is None:
        return None
    m, v = [base(x) for x in problem.weights], [[base(x) for x in row] for row in problem.features_out]
    neurons = []
    for row, code in zip(rows, codes, strict=True):
        if theta:
            smallest = min(dot(row, w[d]) for d in code)
            row = [x * (2 * theta / smallest) for x in row]
        z = {d: dot(row, w[d]) for d in code}
        size = sum((m[d] * z[d] * z[d] for d in code), Fraction(0))
        column = [sum((m[d] * z[d] * v[d][c] for d in code), Fraction(0)) / size for c in range(problem.r)]
        neurons.append((row, column))
    dead = [base(x) for x in off_row(problem)[0]]
    neurons += [(dead, [Fraction(0)] * problem.r)] * (problem.width - len(neurons))
    return ExactPoint.of_neurons(problem, neurons, field, base)


def _free_rows(problem: Problem, codes: Sequence[dict[int, Exact]], w: Sequence[Row]) -> list[Row] | None:
    """Independent features: the codes are prescribed, -1 elsewhere."""
    rows = [solve_square(w, [code.get(d, Fraction(-1)) for d in range(problem.n)]) for code in codes]
    return None if any(row is None for row in rows) else [row for row in rows if row is not None]


def _program(problem: Problem, codes: Sequence[dict[int, Exact]], w: Sequence[Row]) -> list[Row] | None:
    """Rows and scales by one linear program: a neuron wins on its features, and no neuron is on for the others."""
    p, q = problem.p, len(codes)
    competing = problem.activation.k == 1

    def line(neuron: int, vector: Row, scales: dict[int, Exact]) -> Row:
        out: Row = [Fraction(0)] * (q * p + q)
        out[neuron * p : (neuron + 1) * p] = vector
        for i, x in scales.items():
            out[q * p + i] = x
        return out

    rows: list[tuple[Row, str]] = [(line(0, [Fraction(0)] * p, {i: Fraction(1)}), ">") for i in range(q)]
    served = {d: i for i, code in enumerate(codes) for d in code}
    for d, vector in enumerate(w):
        for j in range(q):
            owner = served.get(d)
            if owner == j:
                rows.append((line(j, vector, {j: -codes[j][d]}), "="))
            elif owner is not None and competing:
                rows.append((line(j, [-x for x in vector], {owner: codes[owner][d]}), ">"))
            else:
                rows.append((line(j, [-x for x in vector], {}), ">="))
    answer = solve([row for row, _ in rows], [r for _, r in rows], [Fraction(0)] * len(rows))
    if not isinstance(answer, Feasible):
        return None
    return [list(answer.point[j * p : (j + 1) * p]) for j in range(q)]


__all__ = ["PartitionMinimum", "applies", "partition_minimum"]
