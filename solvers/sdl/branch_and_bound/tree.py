"""The best-first tree kernels: evaluate a node, keep open nodes in a heap, split one edge at a time.

A node is one simplicial cone per neuron, stored by its generators in the encoder space, scaled to unit codes.
Neurons with the same label share one identical cone; splitting it sends j of its m neurons left and m - j
right, for j = 0..m, so permuted copies are never visited twice.
"""

from __future__ import annotations

import math

import numpy as np

from solvers.sdl.branch_and_bound.bound import node_bound
from solvers.sdl.branch_and_bound.jit import jit
from solvers.sdl.branch_and_bound.lagrange import b8


@jit
def codes(u: np.ndarray, X: np.ndarray, mask: np.ndarray, z: np.ndarray) -> None:
    """``z`` = unit code of the generator ``u`` on a cone whose features are on where ``mask`` is 1; rescales ``u``."""
    size = 0.0
    for d in range(X.shape[0]):
        s = 0.0
        if mask[d] != 0.0:
            for j in range(u.shape[0]):
                s += X[d, j] * u[j]
            s = max(s, 0.0)
        z[d] = s
        size += s * s
    size = math.sqrt(size)
    if size > 0.0:
        for d in range(X.shape[0]):
            z[d] /= size
        for j in range(u.shape[0]):
            u[j] /= size


@jit
def inner_products(Z: np.ndarray, A: np.ndarray, gram: np.ndarray, target: np.ndarray) -> None:
    """``gram = Z Z^T`` and ``target = A Z^T`` for generators in the rows of ``Z``."""
    N, n = Z.shape
    for j in range(N):
        for t in range(j + 1):
            s = 0.0
            for d in range(n):
                s += Z[j, d] * Z[t, d]
            gram[j, t] = s
            gram[t, j] = s
        for row in range(A.shape[0]):
            s = 0.0
            for d in range(n):
                s += Z[j, d] * A[row, d]
            target[row, j] = s


@jit
def evaluate(
    u: np.ndarray,
    cells: np.ndarray,
    counts: np.ndarray,
    masks: np.ndarray,
    X: np.ndarray,
    A: np.ndarray,
    outer: np.ndarray,
    ridge: float,
    goal: float,
    orders: np.ndarray,
    use_b8: bool,
    pick: np.ndarray,
    centre: np.ndarray,
) -> tuple[float, float]:
    """``(bound, value at centre)`` of the node with generators ``u[i, :counts[cells[i]]]``.

    ``pick`` gets (neuron, a, b) to split; ``centre`` the encoder of the best point that was looked at.
    """
    k = u.shape[0]
    N = 0
    for i in range(k):
        N += counts[cells[i]]
    owner = np.empty(N, np.int64)
    first = np.empty(k, np.int64)
    Z = np.empty((N, X.shape[0]))
    at = 0
    for i in range(k):
        first[i] = at
        for j in range(counts[cells[i]]):
            codes(u[i, j], X, masks[cells[i]], Z[at])
            owner[at] = i
            at += 1
    gram = np.empty((N, N))
    target = np.empty((A.shape[0], N))
    inner_products(Z, A, gram, target)
    edge = np.zeros(2, np.int64)
    edge[0] = -1
    none = np.empty((0, 0, 0))
    T = np.empty((A.shape[0], A.shape[0]))
    lower, value = node_bound(gram, target, outer, owner, k, ridge, goal, orders, edge, none, T)
    c = np.ones(N)
    if use_b8 and lower < goal:
        norm = 0.0
        for row in range(A.shape[0]):
            norm += outer[row, row]
        second, stationary = b8(gram, target, owner, k, ridge, norm, goal, c, np.empty((0, 0, 0, 0)))
        lower = max(lower, second)
        value = min(value, stationary)
    at = 0
    for i in range(k):
        centre[i, :] = 0.0
        for j in range(counts[cells[i]]):
            for t in range(u.shape[2]):
                centre[i, t] += c[at] * u[i, j, t]
            at += 1
    if edge[0] >= 0:
        pick[0] = owner[edge[0]]
        pick[1] = edge[0] - first[pick[0]]
        pick[2] = edge[1] - first[pick[0]]
    else:
        pick[0] = -1
    return lower, value


@jit
def heap_push(heap: np.ndarray, size: int, key: np.ndarray, slot: int) -> int:
    """Add a slot to the heap ordered by ``key``; returns the new size."""
    at = size
    heap[at] = slot
    while at > 0:
        up = (at - 1) >> 1
        if key[heap[up]] <= key[heap[at]]:
            break
        heap[up], heap[at] = heap[at], heap[up]
        at = up
    return size + 1


@jit
def heap_pop(heap: np.ndarray, size: int, key: np.ndarray) -> int:
    """Remove the smallest key; the slot is left in ``heap[size - 1]`` and the new size is returned."""
    size -= 1
    heap[0], heap[size] = heap[size], heap[0]
    at = 0
    while True:
        small = at
        for child in (2 * at + 1, 2 * at + 2):
            if child < size and key[heap[child]] < key[heap[small]]:
                small = child
        if small == at:
            return size
        heap[at], heap[small] = heap[small], heap[at]
        at = small


@jit
def goal_of(best: float, relative: float, absolute: float) -> float:
    """Nodes whose bound reaches this value need no further work."""
    if best == math.inf:
        return best
    return best - max(relative * best, absolute)


@jit
def insert(
    u: np.ndarray,
    cells: np.ndarray,
    labels: np.ndarray,
    inherited: float,
    pool_u: np.ndarray,
    pool_cells: np.ndarray,
    pool_labels: np.ndarray,
    pool_pick: np.ndarray,
    lower: np.ndarray,
    heap: np.ndarray,
    size: np.ndarray,
    model: tuple,
    best: np.ndarray,
    best_u: np.ndarray,
    best_cells: np.ndarray,
) -> None:
    """Evaluate a node; improve the incumbent by its centre; put it on the heap unless its bound closes it."""
    counts, masks, X, A, outer, ridge, orders, use_b8, relative, absolute = model
    pick = np.empty(3, np.int64)
    centre = np.empty_like(best_u)
    goal = goal_of(best[0], relative, absolute)
    bound, value = evaluate(u, cells, counts, masks, X, A, outer, ridge, goal, orders, use_b8, pick, centre)
    if value < best[0]:
        best[0] = value
        best_u[:] = centre
        best_cells[:] = cells
        goal = goal_of(best[0], relative, absolute)
    bound = max(bound, inherited)
    if bound >= goal:
        return
    if pick[0] < 0:
        # single rays cannot be split: the centre is the node, and its value is its bound
        best[1] = min(best[1], value)
        return
    slot = int(heap[size[0]])
    pool_u[slot] = u
    pool_cells[slot] = cells
    pool_labels[slot] = labels
    pool_pick[slot] = pick
    lower[slot] = bound
    size[0] = heap_push(heap, size[0], lower, slot)


@jit
def expand(
    pool_u: np.ndarray,
    pool_cells: np.ndarray,
    pool_labels: np.ndarray,
    pool_pick: np.ndarray,
    lower: np.ndarray,
    heap: np.ndarray,
    size: np.ndarray,
    model: tuple,
    best: np.ndarray,
    best_u: np.ndarray,
    best_cells: np.ndarray,
    limit: int,
) -> int:
    """Split up to ``limit`` open nodes, smallest bound first; returns how many were split.

    ``size[0]`` is the number of open nodes: an array, so that an interrupt between two statements loses none.
    """
    k = pool_u.shape[1]
    done = 0
    u = np.empty_like(pool_u[0])
    child = np.empty_like(u)
    cells = np.empty_like(pool_cells[0])
    labels = np.empty_like(pool_labels[0])
    split_labels = np.empty_like(labels)
    h = np.empty(u.shape[2])
    while size[0] > 0 and done < limit and size[0] + k + 2 < heap.shape[0]:
        slot = heap[0]
        if lower[slot] >= goal_of(best[0], model[8], model[9]):
            return done
        size[0] = heap_pop(heap, size[0], lower)
        u[:] = pool_u[slot]
        cells[:] = pool_cells[slot]
        labels[:] = pool_labels[slot]
        neuron, a, b = pool_pick[slot, 0], pool_pick[slot, 1], pool_pick[slot, 2]
        inherited = float(lower[slot])
        h[:] = u[neuron, a] + u[neuron, b]
        shared = labels[neuron]
        copies, fresh = 0, 0
        for i in range(k):
            copies += 1 if labels[i] == shared else 0
            fresh = max(fresh, labels[i] + 1)
        for left in range(copies + 1):
            child[:] = u
            split_labels[:] = labels
            seen = 0
            for i in range(k):
                if labels[i] == shared:
                    child[i, b if seen < left else a] = h
                    split_labels[i] = shared if seen < left else fresh
                    seen += 1
            insert(
                child,
                cells,
                split_labels,
                inherited,
                pool_u,
                pool_cells,
                pool_labels,
                pool_pick,
                lower,
                heap,
                size,
                model,
                best,
                best_u,
                best_cells,
            )
        done += 1
    return done
