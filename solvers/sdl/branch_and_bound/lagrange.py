"""The Lagrangian bound b8: exact to second order at a local minimum, where b3 still has a first-order gap.

Write ``v_i z_i^T = sum_j B_ij g_ij^T`` with ``B_ij = x_ij v_i``, ``x_ij >= 0``.  The objective is a convex quadratic in B, and for
every matrix M whose symmetric part is positive semidefinite ``B_ij' M B_il = x_ij x_il v_i' M v_i >= 0``.  So

    f >= min over all B of  f(B) - 2 sum_i sum_{j<l} B_ij' M_ijl B_il  =  |A|^2 - b' H^{-1} b   if H is positive definite,

for any choice of the M.  No bound on V, no signs of V.  The choice below comes from a stationary point (c, V) of the
node: with half gradients ``Gamma_j = grad_{B_j} f / 2`` and v = v_i scaled to ``sum_j c_j = 1``,

    M_jl = alpha v^v^' + nu (I - v^v^') + (kappa v^' - v^ kappa') / |v|,   kappa = (Gamma_j - Gamma_l) perpendicular to v,

makes the point stationary for the Lagrangian; ``alpha >= 0`` takes up the gradient at the walls of the node, and ``nu`` buys
curvature across v at no cost at the point itself.
"""

from __future__ import annotations

import math

import numpy as np

from solvers.sdl.branch_and_bound.conic import nnls_gram
from solvers.sdl.branch_and_bound.jit import jit
from solvers.sdl.branch_and_bound.small import solve_spd

ROUNDS = 12  # Gauss-Newton steps to the stationary point; it converges in a few, and any point gives a valid bound
DAMPING = 1e-3  # keeps the steps bounded along flat directions
# Multiples of the squared longest edge of the neuron's cone tried for nu: it must outweigh the skew part, which is of the
# order of the edge, at the expense of curvature of order one.
CURVATURES = (0.3, 1.0, 0.1, 4.0)
# A pivot below this share of its diagonal is no evidence of positive definiteness in double precision.
POSITIVE = 1e-11


@jit
def point_data(
    gram: np.ndarray,
    target: np.ndarray,
    owner: np.ndarray,
    ridge: float,
    c: np.ndarray,
    S: np.ndarray,
    V: np.ndarray,
    inner: np.ndarray,
    gamma: np.ndarray,
) -> float:
    """At unit codes ``z_i = sum_j c_j g_j`` (rescales ``c``): decoder, ``<z_i, g_j>``, half gradients, ``|A|^2 - f``."""
    N, (r, k) = owner.shape[0], V.shape
    inner[:] = 0.0
    for j in range(N):
        for t in range(N):
            inner[owner[t], j] += c[t] * gram[t, j]
    length = np.zeros(k)
    for j in range(N):
        length[owner[j]] += c[j] * inner[owner[j], j]
    for i in range(k):
        length[i] = math.sqrt(max(length[i], 1e-300))
        for j in range(N):
            inner[i, j] /= length[i]
    for j in range(N):
        c[j] /= length[owner[j]]
    S[:] = 0.0
    B = np.zeros((k, r))
    for j in range(N):
        for i in range(k):
            S[owner[j], i] += c[j] * inner[i, j]
        for row in range(r):
            B[owner[j], row] += c[j] * target[row, j]
    for i in range(k):
        S[i, i] += ridge
    C = B.copy()
    solve_spd(S.copy(), C)
    gain = 0.0
    for i in range(k):
        for row in range(r):
            V[row, i] = C[i, row]
            gain += C[i, row] * B[i, row]
    for j in range(N):
        for row in range(r):
            s = ridge * V[row, owner[j]] * inner[owner[j], j] - target[row, j]
            for i in range(k):
                s += V[row, i] * inner[i, j]
            gamma[row, j] = s
    return gain


@jit
def reference(
    gram: np.ndarray,
    target: np.ndarray,
    owner: np.ndarray,
    ridge: float,
    c: np.ndarray,
    V: np.ndarray,
    gamma: np.ndarray,
) -> float:
    """Walk from ``c`` to a stationary point of the node by Gauss-Newton steps inside ``c >= 0``; ``|A|^2 - f`` there."""
    N, (r, k) = owner.shape[0], V.shape
    S, inner = np.empty((k, k)), np.empty((k, N))
    H, B, b, new = np.empty((N, N)), np.empty((k, N)), np.empty(N), np.empty(N)
    gain = point_data(gram, target, owner, ridge, c, S, V, inner, gamma)
    for _ in range(ROUNDS):
        for j in range(N):
            for t in range(N):
                s = 0.0
                for row in range(r):
                    s += V[row, owner[j]] * V[row, owner[t]]
                H[j, t] = s * gram[j, t] * (1.0 + ridge if owner[j] == owner[t] else 1.0)
                if j == t:
                    H[j, t] += DAMPING * s + 1e-9
        for row in range(r):
            for j in range(N):
                for i in range(k):
                    B[i, j] = V[row, owner[j]] * inner[i, j]
                B[owner[j], j] *= 1.0 + ridge
            C = B.copy()
            solve_spd(S.copy(), C)
            for j in range(N):
                for t in range(N):
                    for i in range(k):
                        H[j, t] -= B[i, j] * C[i, t]
        for j in range(N):
            b[j] = 0.0
            for row in range(r):
                b[j] -= V[row, owner[j]] * gamma[row, j]
            for t in range(N):
                b[j] += H[j, t] * c[t]
        nnls_gram(H, b, new)
        change = 0.0
        mass = np.zeros(k)
        for j in range(N):
            mass[owner[j]] += new[j]
        for j in range(N):
            if mass[owner[j]] <= 0.0:
                new[j] = c[j]
            change = max(change, abs(new[j] - c[j]))
            c[j] = new[j]
        gain = point_data(gram, target, owner, ridge, c, S, V, inner, gamma)
        if change < 1e-9:
            break
    return gain


@jit
def multiplier(v: np.ndarray, gamma_j: np.ndarray, gamma_l: np.ndarray, nu: float, M: np.ndarray) -> None:
    """The matrix ``M_jl`` of the module docstring; ``v`` is scaled to ``sum_j c_j = 1``."""
    r = v.shape[0]
    size, along = 0.0, 0.0
    for o in range(r):
        size += v[o] * v[o]
    size = math.sqrt(max(size, 1e-300))
    kappa = np.empty(r)
    for o in range(r):
        along += v[o] * (gamma_j[o] - gamma_l[o]) / size
    alpha = 0.0
    for o in range(r):
        kappa[o] = gamma_j[o] - gamma_l[o] - along * v[o] / size
        alpha += v[o] * (gamma_j[o] + gamma_l[o]) / (size * size)
    alpha = max(alpha, 0.0)
    for o in range(r):
        for t in range(r):
            unit = v[o] * v[t] / (size * size)
            M[o, t] = (alpha - nu) * unit + (kappa[o] * v[t] - v[o] * kappa[t]) / (size * size)
        M[o, o] += nu


@jit
def lagrangian_value(
    gram: np.ndarray, target: np.ndarray, owner: np.ndarray, ridge: float, multipliers: np.ndarray, norm: float
) -> float:
    """``|A|^2 - b' H^{-1} b``, or -1 when H is not safely positive definite.  ``multipliers[j, l]`` for j < l."""
    N, r = owner.shape[0], target.shape[0]
    size = N * r
    L = np.zeros((size, size))
    for j in range(N):
        for t in range(j + 1):
            same = owner[j] == owner[t]
            for o in range(r):
                L[j * r + o, t * r + o] = gram[j, t] * (1.0 + ridge if same else 1.0)
                if same and t < j:
                    for q in range(r):
                        L[j * r + o, t * r + q] -= multipliers[t, j, q, o]
    y = np.empty(size)
    value = norm
    for i in range(size):
        diagonal = L[i, i]
        for j in range(i + 1):
            s = L[i, j]
            for t in range(j):
                s -= L[i, t] * L[j, t]
            if i == j:
                if s <= POSITIVE * diagonal:
                    return -1.0
                L[i, i] = math.sqrt(s)
            else:
                L[i, j] = s / L[j, j]
        s = target[i % r, i // r]
        for t in range(i):
            s -= L[i, t] * y[t]
        y[i] = s / L[i, i]
        value -= y[i] * y[i]
    return value


@jit
def b8(
    gram: np.ndarray,
    target: np.ndarray,
    owner: np.ndarray,
    k: int,
    ridge: float,
    norm: float,
    goal: float,
    c: np.ndarray,
    best: np.ndarray,
) -> tuple[float, float]:
    """``(Lagrangian bound or 0, value at the reference point)``; ``c`` gets the point, ``best`` the multipliers if wanted."""
    N, r = owner.shape[0], target.shape[0]
    V, gamma = np.empty((r, k)), np.empty((r, N))
    value = norm - reference(gram, target, owner, ridge, c, V, gamma)
    if value < goal:
        return 0.0, value
    mass, edge = np.zeros(k), np.zeros(k)
    for j in range(N):
        mass[owner[j]] += c[j]
        for t in range(j):
            if owner[j] == owner[t]:
                edge[owner[j]] = max(edge[owner[j]], 2.0 - 2.0 * gram[j, t])
    multipliers = np.zeros((N, N, r, r))
    v, left, right, lower = np.empty(r), np.empty(r), np.empty(r), 0.0
    for curvature in CURVATURES:
        for j in range(N):
            for t in range(j + 1, N):
                if owner[j] == owner[t]:
                    for o in range(r):
                        v[o] = V[o, owner[j]] * mass[owner[j]]
                        left[o], right[o] = gamma[o, j], gamma[o, t]
                    multiplier(v, left, right, float(curvature * edge[owner[j]]), multipliers[j, t])
        bound = lagrangian_value(gram, target, owner, ridge, multipliers, norm)
        if bound > lower:
            lower = bound
            if best.shape[0] > 0:
                best[:] = multipliers
        if lower >= goal:
            break
    return lower, value
