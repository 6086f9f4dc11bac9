"""The spectral bound b2 in exact integers, for proof mode: flat families close at the root of their cells.

The numbers suggested here: with ``S = U diag(sigma^2) U'`` and the optimal shrinkage ``c = ridge s / k`` of `spectral_gain`,
``B = U diag(w / sigma) U'`` where ``w = 1`` on the active singular values; below them w is just large enough that no shrunk
value exceeds the last active one.
"""

from __future__ import annotations

import math
from fractions import Fraction
from typing import Any

import numpy as np

from solvers.exact.field_linear import matmul, positive_semidefinite
from solvers.sdl.branch_and_bound.cover import dot
from solvers.sdl.branch_and_bound.exact import GRAIN, ExactCone, ProofWriter

BITS = 50
MARGIN = 2.0**-34  # room for rounding in every semidefinite condition, for data of size about one
RANK = 1e-11  # singular values below this share of the largest do not belong to the span


def projected(writer: ProofWriter, state: list[ExactCone] | None) -> np.ndarray:
    """``A P A'``, P onto the span of the state's codes (``None``: all of the space)."""
    if state is None:
        return writer.outer_float
    _, sigma, basis = np.linalg.svd(np.unique(np.concatenate([cone.units for cone in state]), axis=0))
    kept = basis[: int((sigma > RANK * sigma[0]).sum())]
    half = writer.A @ kept.T
    return half @ half.T


def write_spectral(writer: ProofWriter, state: list[ExactCone] | None, goal: Fraction) -> tuple[list[Any], int] | None:
    """The proof entry and what it adds to the total, or None when the bound does not reach ``goal``."""
    k, ridge = writer.instance.width, writer.instance.ridge
    S = projected(writer, state)
    size = float(np.trace(writer.outer_float)) or 1.0
    S = S + MARGIN * size * np.eye(len(S))
    values, U = np.linalg.eigh(S)
    sigma, U = np.sqrt(np.maximum(values, 0.0))[::-1], U[:, ::-1]
    s, shrink = shrinkage(sigma[:k], float(ridge) / k)
    reach = sigma[k - 1] - shrink if k <= len(sigma) else 0.0
    w = np.clip((sigma - max(reach, 0.0)) / shrink, 0.0, 1.0) * (1.0 - 2.0**-24)
    B = (U * (w / sigma)) @ U.T
    unit = 1 << BITS
    rows_b, rows_s = _rounded(B, unit), _rounded(S, unit)
    whole_s = Fraction(round(s * unit), unit)
    C = np.eye(len(S)) - float(ridge * whole_s / k) * B
    shrunk, Q = np.linalg.eigh(C @ S @ C.T)
    tau = max(0.0, float(shrunk[::-1][k - 1])) if k <= len(shrunk) else 0.0
    N = (Q * np.maximum(shrunk - tau, 0.0)) @ Q.T + MARGIN * size * np.eye(len(S))
    rows_n, whole_tau = _rounded(N, unit), round(tau * unit)
    scale = writer.weight_scale * writer.target_scale**2
    value = Fraction(sum(writer.outer[o][o] for o in range(len(S))), scale) - k * Fraction(whole_tau, unit)
    value -= sum(Fraction(rows_n[o][o], unit) for o in range(len(S))) + ridge * whole_s**2 / k
    if value < goal or not _holds(writer, state, unit, whole_s, whole_tau, rows_b, rows_s, rows_n):
        return None
    entry = ["spectral", BITS, whole_s.numerator * (unit // whole_s.denominator), whole_tau, rows_b, rows_s, rows_n]
    integers = sum(map(sum, rows_b)) + sum(map(sum, rows_s))
    return entry, math.floor(value * (1 << GRAIN)) + integers


def _holds(
    writer: ProofWriter,
    state: list[ExactCone] | None,
    unit: int,
    s: Fraction,
    tau: int,
    rows_b: list[list[int]],
    rows_s: list[list[int]],
    rows_n: list[list[int]],
) -> bool:
    """The four semidefinite conditions, exactly: the margins above suffice for data of size about one, not for all."""
    r = len(rows_s)
    B, S, N = ([[Fraction(x, unit) for x in row] for row in rows] for rows in (rows_b, rows_s, rows_n))
    one = [[Fraction(int(i == j)) for j in range(r)] for i in range(r)]
    step = writer.instance.ridge * s / writer.instance.width
    C = _minus(one, [[step * x for x in row] for row in B])
    shifted = [[x + (Fraction(tau, unit) if i == j else 0) for j, x in enumerate(row)] for i, row in enumerate(N)]
    conditions = (
        N,
        _minus(one, matmul(matmul(B, S), B)),
        _minus(shifted, matmul(matmul(C, S), C)),
        _above_projection(writer, state, S),
    )
    return all(positive_semidefinite(condition) for condition in conditions)


def _above_projection(
    writer: ProofWriter, state: list[ExactCone] | None, S: list[list[Fraction]]
) -> list[list[Fraction]]:
    """A matrix that is semidefinite iff ``S >= A P A'``: ``S - A A'``, or S bordered by the codes of the state."""
    scale = writer.weight_scale * writer.target_scale
    outer = [[Fraction(x, scale * writer.target_scale) for x in row] for row in writer.outer]
    above = _minus(S, outer)
    if state is None or positive_semidefinite(above):
        return above
    codes = [list(z) for z in dict.fromkeys(tuple(z) for cone in state for z in cone.codes)]
    weighted = [[m * x for m, x in zip(writer.weights, z, strict=True)] for z in codes]
    gram = [[Fraction(dot(x, y), writer.weight_scale) for y in codes] for x in weighted]
    cross = [[Fraction(dot(a, z), scale) for z in codes] for a in writer.weighted]
    rows = [row + [cross[o][j] for o in range(len(S))] for j, row in enumerate(gram)]
    return rows + [cross[o] + S[o] for o in range(len(S))]


def _minus(a: list[list[Fraction]], b: list[list[Fraction]]) -> list[list[Fraction]]:
    return [[x - y for x, y in zip(*rows, strict=True)] for rows in zip(a, b, strict=True)]


def shrinkage(sigma: np.ndarray, share: float) -> tuple[float, float]:
    """``(sum of the shrunk singular values, amount c by which the active ones shrink)``."""
    for active in range(len(sigma), 0, -1):
        total = float(sigma[:active].sum()) / (1.0 + active * share)
        if sigma[active - 1] >= share * total:
            return total, share * total
    return 0.0, 0.0


def _rounded(m: np.ndarray, unit: int) -> list[list[int]]:
    """A symmetric integer matrix near ``unit * m``."""
    return [[round(float(m[max(i, j), min(i, j)]) * unit) for j in range(len(m))] for i in range(len(m))]
