"""Exact copositivity of ``nu D - D G D`` on sets of features, as the kinds ``partition_bound`` and ``region_infimum`` want it.

Legend: D = diag(M), G the Gram matrix of the targets; ``nu(S) = max over z >= 0 on S of z^T D G D z / z^T D z`` is the most one neuron can
gain on S.  A witness for S is x with ``Q x >= 0``, ``sum(x) > 0``, ``Q = nu D - D G D`` on S; it exists whenever Q is copositive.
"""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction

import numpy as np

from solvers.exact.field_linear import Row, kernel
from solvers.exact.lp import Feasible, solve
from theory.exact import Exact
from theory.sdl import Problem
from theory.sdl.problem import dot

CHUNK = 1 << 14  # sets whose eigenproblems are solved in one call: a few hundred megabytes at 18 features and targets


def gain_form(problem: Problem, nu: Exact, on: Sequence[int]) -> list[Row]:
    """``nu D - D G D`` on the features ``on``."""
    m, v = problem.weights, problem.features_out
    return [[(nu * m[d] if d == e else Fraction(0)) - m[d] * m[e] * dot(v[d], v[e]) for e in on] for d in on]


def witness(form: Sequence[Row]) -> Row | None:
    """x with ``Q x >= 0`` and ``sum(x) > 0``, or None when there is none (then Q is not copositive)."""
    n = len(form)
    ones = [Fraction(1)] * n
    if all(sum(row, Fraction(0)) >= 0 for row in form):
        return ones
    null = kernel(form, n)  # at the exact nu the maximiser itself often serves
    for x in null[:1]:
        total = sum(x, Fraction(0))
        if total:
            return [y / total for y in x]
    answer = solve([*form, ones], [">="] * n + [">"], [Fraction(0)] * (n + 1))
    return list(answer.point) if isinstance(answer, Feasible) else None


def unattained_witness(form: Sequence[Row]) -> Row | None:
    """x with ``Q x >= 0``, ``Q x != 0``: no strictly positive vector lies in the kernel of Q.  None when one does."""
    n = len(form)
    total = [sum(column, Fraction(0)) for column in zip(*form, strict=True)]
    answer = solve([*form, total], [">="] * n + [">"], [Fraction(0)] * (n + 1))
    return list(answer.point) if isinstance(answer, Feasible) else None


def float_gains(problem: Problem) -> tuple[np.ndarray, list[int]]:
    """nu(S) for every mask in floating point, and for every mask the support of a maximiser."""
    _, v, m = problem.arrays()
    n = problem.n
    left, size, _ = np.linalg.svd(v * np.sqrt(m)[:, None], full_matrices=False)
    rows = left * size  # the same Gram matrix in at most min(n, r) columns
    squares = (rows[:, :, None] * rows[:, None, :]).reshape(n, -1)
    values, supports = np.zeros(1 << n), np.zeros(1 << n, dtype=np.int64)
    for first in range(1, 1 << n, CHUNK):
        masks = np.arange(first, min(first + CHUNK, 1 << n))
        on = (masks[:, None] >> np.arange(n) & 1).astype(bool)
        w, x = np.linalg.eigh((on @ squares).reshape(len(masks), rows.shape[1], -1))
        codes = x[:, :, -1] @ rows.T
        codes *= np.where(np.where(on, codes, 0.0).sum(axis=1) < 0, -1.0, 1.0)[:, None]
        # entries of a unit vector below 1e-9 are rounding: the maximiser has a smaller support then
        own = np.where(on, codes, np.inf).min(axis=1) > 1e-9 * np.sqrt(np.maximum(w[:, -1], 0))
        values[masks], supports[masks] = np.where(own, w[:, -1], 0.0), np.where(own, masks, 0)
    for d in range(n):
        pair, core = values.reshape(-1, 2, 1 << d), supports.reshape(-1, 2, 1 << d)
        smaller = pair[:, 0] >= pair[:, 1] - 1e-12  # equal up to rounding: the smaller support is preferred
        pair[:, 1] = np.where(smaller, pair[:, 0], pair[:, 1])
        core[:, 1] = np.where(smaller, core[:, 0], core[:, 1])
    return values, supports.tolist()


def members(mask: int) -> tuple[int, ...]:
    """The features of a mask."""
    return tuple(d for d in range(mask.bit_length()) if mask >> d & 1)


def weight_of(form: Sequence[Row], x: Row) -> Exact:
    """``sum(x) + sum(Q x)``, which certificates record so that every number in them counts."""
    return sum(x, Fraction(0)) + sum((dot(row, x) for row in form), Fraction(0))
