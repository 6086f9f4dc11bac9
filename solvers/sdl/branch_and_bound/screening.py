"""Bounds of many multisets of whole cells, from tables of inner products."""

from __future__ import annotations

import math

import numpy as np

from solvers.sdl.branch_and_bound.bound import b2, node_bound
from solvers.sdl.branch_and_bound.jit import jit


@jit
def submatrices(index: np.ndarray, gram_all: np.ndarray, target_all: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Inner products of the chosen vectors, from the tables."""
    N, r = index.shape[0], target_all.shape[0]
    gram, target = np.empty((N, N)), np.empty((r, N))
    for j in range(N):
        for t in range(N):
            gram[j, t] = gram_all[index[j], index[t]]
        for row in range(r):
            target[row, j] = target_all[row, index[j]]
    return gram, target


@jit
def chosen(cones: np.ndarray, counts: np.ndarray, starts: np.ndarray, distinct: bool) -> tuple[np.ndarray, np.ndarray]:
    """Table indices of the vectors of some cones and their owners; each cone once if ``distinct`` (``cones`` is sorted)."""
    N = 0
    for i in range(cones.shape[0]):
        if not (distinct and i > 0 and cones[i] == cones[i - 1]):
            N += counts[cones[i]]
    index, owner = np.empty(N, np.int64), np.empty(N, np.int64)
    at = 0
    for i in range(cones.shape[0]):
        if not (distinct and i > 0 and cones[i] == cones[i - 1]):
            for j in range(counts[cones[i]]):
                index[at] = starts[cones[i]] + j
                owner[at] = i
                at += 1
    return index, owner


@jit
def screen(
    multisets: np.ndarray,
    rays: tuple,
    spans: tuple,
    outer: np.ndarray,
    ridge: float,
    goal: float,
    orders: np.ndarray,
    lower: np.ndarray,
    values: np.ndarray,
) -> None:
    """Bounds of many sorted multisets of cones: b2 on their spans, then b3 on their generators.

    ``rays`` and ``spans`` are tables (counts, starts, gram, target) of the unit generators and of an orthonormal basis
    of the span of each cone.  ``values`` are the objectives at the centres, infinite where b2 was enough.
    """
    k, r = multisets.shape[1], outer.shape[0]
    norm = 0.0
    for row in range(r):
        norm += outer[row, row]
    pick = np.zeros(2, np.int64)
    none = np.empty((0, 0, 0))
    T = np.empty((r, r))
    for m in range(multisets.shape[0]):
        index, _ = chosen(multisets[m], spans[0], spans[1], True)
        gram, target = submatrices(index, spans[2], spans[3])
        spectral = b2(gram, target, k, ridge, norm)
        lower[m], values[m] = spectral, math.inf
        if spectral < goal:
            index, owner = chosen(multisets[m], rays[0], rays[1], False)
            gram, target = submatrices(index, rays[2], rays[3])
            conic, values[m] = node_bound(gram, target, outer, owner, k, ridge, goal, orders, pick, none, T)
            lower[m] = max(spectral, conic)
