"""Convex kernels: non-negative least squares in Gram form, and the row-decoupled conic bound b3.

Legend: ``N`` generators in all, ``k`` neurons, ``r`` output rows; ``gram[j, l] = <g_j, g_l>``,
``target[row, j] = <a_row, g_j>``, ``outer = A A^T``; ``owner[j]`` is the neuron of generator ``j``.
Nothing here depends on the number of features: every bound is a function of inner products only.
"""

from __future__ import annotations

import math

import numpy as np

from solvers.sdl.branch_and_bound.jit import jit

# Pivots are kept away from zero by this share of the diagonal: generators of a thin cone are nearly
# parallel, and the Gram form squares their condition number.  The bound stays valid, see `dual_value`.
PIVOT_SHARE = 1e-13
# A gradient entry counts as negative only beyond rounding of the inner products.
GRADIENT_NOISE = 1e-12


@jit
def solve_passive(Q: np.ndarray, b: np.ndarray, passive: np.ndarray, count: int, x: np.ndarray) -> None:
    """Solve ``Q[P, P] x = b[P]`` by Cholesky, where ``P = passive[:count]``."""
    L = np.empty((count, count))
    for i in range(count):
        for j in range(i + 1):
            s = Q[passive[i], passive[j]]
            for t in range(j):
                s -= L[i, t] * L[j, t]
            if i == j:
                L[i, i] = math.sqrt(max(s, PIVOT_SHARE * Q[passive[i], passive[i]]))
            else:
                L[i, j] = s / L[j, j]
    for i in range(count):
        s = b[passive[i]]
        for t in range(i):
            s -= L[i, t] * x[t]
        x[i] = s / L[i, i]
    for i in range(count - 1, -1, -1):
        s = x[i]
        for t in range(i + 1, count):
            s -= L[t, i] * x[t]
        x[i] = s / L[i, i]


@jit
def nnls_gram(Q: np.ndarray, b: np.ndarray, c: np.ndarray) -> None:
    """Minimise ``c' Q c - 2 b' c`` over ``c >= 0`` (Lawson and Hanson's active sets); the answer is in ``c``."""
    N = b.shape[0]
    passive = np.empty(N, np.int64)
    inside = np.zeros(N, np.bool_)
    x = np.empty(N)
    count = 0
    c[:] = 0.0
    scale = 0.0
    for j in range(N):
        scale = max(scale, abs(b[j]))
    noise = GRADIENT_NOISE * scale
    for _ in range(3 * N + 3):
        best, pick = noise, -1
        for j in range(N):
            if not inside[j]:
                w = b[j]
                for t in range(count):
                    w -= Q[j, passive[t]] * c[passive[t]]
                if w > best:
                    best, pick = w, j
        if pick < 0:
            return
        passive[count] = pick
        inside[pick] = True
        count += 1
        while True:
            solve_passive(Q, b, passive, count, x)
            step, worst = 1.0, -1
            for t in range(count):
                if x[t] <= 0.0:
                    old = c[passive[t]]
                    ratio = old / (old - x[t]) if old > x[t] else 0.0
                    if ratio < step:
                        step, worst = ratio, t
            if worst < 0:
                for t in range(count):
                    c[passive[t]] = x[t]
                break
            for t in range(count):
                c[passive[t]] += step * (x[t] - c[passive[t]])
            c[passive[worst]] = 0.0
            inside[passive[worst]] = False
            for t in range(worst, count - 1):
                passive[t] = passive[t + 1]
            count -= 1


@jit
def signed_gram(gram: np.ndarray, owner: np.ndarray, signs: int, ridge: float, Q: np.ndarray) -> None:
    """``Q`` of ``|a - sum_i s_i G_i c_i|^2 + ridge sum_i |G_i c_i|^2``; bit i of ``signs`` set means ``s_i = -1``."""
    N = owner.shape[0]
    for j in range(N):
        for t in range(N):
            if owner[j] == owner[t]:
                Q[j, t] = (1.0 + ridge) * gram[j, t]
            elif ((signs >> owner[j]) ^ (signs >> owner[t])) & 1:
                Q[j, t] = -gram[j, t]
            else:
                Q[j, t] = gram[j, t]


@jit
def dual_value(Q: np.ndarray, b: np.ndarray, c: np.ndarray, constant: float, mass: float) -> float:
    """A lower bound of ``constant - 2 b'x + x'Qx`` over ``x >= 0`` with ``sum x <= mass``, from any ``c``.

    ``-2 b'x >= -2 c'Qx - 2 d sum x`` with ``d = max(0, max(b - Qc))``, and ``x'Qx - 2 c'Qx >= -c'Qc``.
    """
    worst, square = 0.0, 0.0
    for j in range(b.shape[0]):
        row = 0.0
        for t in range(b.shape[0]):
            row += Q[j, t] * c[t]
        worst = max(worst, b[j] - row)
        square += c[j] * row
    return constant - square - 2.0 * worst * mass


@jit
def b3(
    gram: np.ndarray,
    target: np.ndarray,
    outer: np.ndarray,
    owner: np.ndarray,
    k: int,
    ridge: float,
    T: np.ndarray,
    goal: float,
    duals: np.ndarray,
) -> float:
    """Sum over the rows of ``T A`` of ``min_s min_c |row - sum_i s_i G_i c_i|^2 + ridge sum_i |G_i c_i|^2``.

    It relaxes only "all rows use the same z_i".  Stops as soon as ``goal`` is reached; ``duals[row, s]`` are
    the minimisers when ``duals`` has room for them (``duals.shape[0] == 0``: not wanted).
    """
    N, r = owner.shape[0], T.shape[0]
    Q = np.empty((N, N))
    b0 = np.empty(N)
    b = np.empty(N)
    c = np.empty(N)
    total = 0.0
    for row in range(r):
        constant = 0.0
        for i in range(T.shape[1]):
            for j in range(T.shape[1]):
                constant += T[row, i] * T[row, j] * outer[i, j]
        for j in range(N):
            s = 0.0
            for i in range(T.shape[1]):
                s += T[row, i] * target[i, j]
            b0[j] = s
        # generators are unit vectors with non-negative inner products, so |G_i c_i| >= |c_i|
        mass = math.sqrt(constant * N / ridge) if ridge > 0.0 else 1e8
        lowest = constant
        for signs in range(1 << k):
            for j in range(N):
                b[j] = -b0[j] if (signs >> owner[j]) & 1 else b0[j]
            signed_gram(gram, owner, signs, ridge, Q)
            nnls_gram(Q, b, c)
            lowest = min(lowest, max(0.0, dual_value(Q, b, c, constant, mass)))
            if duals.shape[0] > 0:
                duals[row, signs, :N] = c
        total += lowest
        if total >= goal and duals.shape[0] == 0:
            return total
    return total
