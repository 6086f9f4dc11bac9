"""The Lagrangian bound in exact integers, for proof mode."""

from __future__ import annotations

import math
from fractions import Fraction
from typing import Any

import numpy as np

from solvers.exact.field_linear import positive_semidefinite
from solvers.sdl.branch_and_bound.exact import ExactCone, Node, ProofWriter

PRECISIONS = (32, 44, 60)  # bits of the multipliers; thin cones need more


def rounded_multipliers(
    state: list[ExactCone], owner: np.ndarray, multipliers: np.ndarray, bits: int
) -> dict[tuple[int, int], list[list[int]]]:
    """Multipliers for the checker's generators as integers over 2^bits, their symmetric parts kept semidefinite."""
    sizes = np.concatenate([cone.sizes for cone in state])
    r = multipliers.shape[2]
    out = {}
    for j in range(len(owner)):
        for t in range(j + 1, len(owner)):
            if owner[j] == owner[t]:
                scaled = multipliers[j, t] * sizes[j] * sizes[t]
                rows = [[round(float(x) * 2.0**bits) for x in row] for row in scaled]
                # rounding moves the symmetric part by at most r/2 in norm; 2^-40 covers the float error of the entries
                slack = r + math.ceil(float(np.abs(scaled).max()) * 2.0 ** (bits - 40))
                for o in range(r):
                    rows[o][o] += slack
                out[j, t] = rows
    return out


def exact_value(
    writer: ProofWriter, node: Node, multipliers: dict[tuple[int, int], list[list[int]]], bits: int
) -> Fraction | None:
    """``|A|^2 - b' H^{-1} b``, or None when H is not positive definite."""
    r, N = len(writer.outer), len(node.owner)
    ridge = writer.instance.ridge
    up, down = ridge.numerator, ridge.denominator
    factor = writer.weight_scale * down << (2 * node.shift)
    size = N * r
    H = [[0] * (size + 1) for _ in range(size + 1)]
    for j in range(N):
        for t in range(j + 1):
            gram = (down + (up if node.owner[j] == node.owner[t] else 0)) * node.gram[j][t] << bits
            for o in range(r):
                H[j * r + o][t * r + o] = gram
            if (t, j) in multipliers:
                for o in range(r):
                    for q in range(r):
                        H[j * r + o][t * r + q] -= multipliers[t, j][q][o] * factor
        for o in range(r):
            H[size][j * r + o] = node.targets[o][j] * down << bits
    H[size][size] = sum(writer.outer[o][o] for o in range(r)) * down << bits
    before = 1
    for i in range(size):
        pivot = H[i][i]
        if pivot <= 0:
            return None
        for j in range(i + 1, size + 1):
            row, left = H[j], H[j][i]
            for t in range(i + 1, j + 1):
                row[t] = (row[t] * pivot - left * H[t][i]) // before
        before = pivot
    return Fraction(H[size][size], before * (writer.weight_scale * writer.target_scale**2 * down << bits))


def _symmetric(rows: list[list[int]]) -> list[list[Fraction]]:
    return [[Fraction(rows[i][j] + rows[j][i]) for j in range(len(rows))] for i in range(len(rows))]


def write_lagrangian(
    writer: ProofWriter, node: Node, state: list[ExactCone], owner: np.ndarray, multipliers: np.ndarray, goal: Fraction
) -> list[Any] | None:
    """The proof entry ``["lagrange", ...]`` and the value it adds to the total, or None if no precision suffices."""
    for bits in PRECISIONS:
        rounded = rounded_multipliers(state, owner, multipliers, bits)
        if not all(positive_semidefinite(_symmetric(rows)) for rows in rounded.values()):
            continue  # the entries are so unequal that the slack does not cover their rounding
        value = exact_value(writer, node, rounded, bits)
        if value is not None and value >= goal:
            return [["lagrange", bits, list(rounded.values())], value]
    return None
