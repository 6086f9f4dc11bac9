"""Local minimisation of the ridge objective: Levenberg-Marquardt with the decoder projected out.

``f(U) = min_V |A - V Z|^2 + ridge sum_i |v_i|^2 |z_i|^2`` with ``z_i = relu(X u_i)``.  The decoder block of the normal
equations is ``S = Z Z^T + ridge diag|z_i|^2``, the same for every output row, and is eliminated exactly.
"""

from __future__ import annotations

import math

import numpy as np

from solvers.sdl.branch_and_bound.jit import jit
from solvers.sdl.branch_and_bound.small import product_into, solve_spd

# A neuron shorter than this is dead: it cannot change the loss and its column of V is set to zero by the guard.
DEAD = 1e-200
# Stop when three steps in a row gain less than this share: the rest is below every gap asked for.
NO_PROGRESS = 1e-11


@jit
def code_gram(Z: np.ndarray, ridge: float, S: np.ndarray) -> None:
    """``S = Z Z^T + ridge I`` for unit codes; a dead neuron gets a unit diagonal so that its column of V is zero."""
    product_into(Z, Z, S)
    for i in range(Z.shape[0]):
        S[i, i] += ridge + (1.0 if S[i, i] == 0.0 else 0.0)


@jit
def decode(U: np.ndarray, X: np.ndarray, A: np.ndarray, ridge: float, Z: np.ndarray, V: np.ndarray) -> float:
    """Unit codes ``Z`` (rescales ``U``), the optimal decoder ``V``, and the objective."""
    k, n = Z.shape
    r = A.shape[0]
    for i in range(k):
        size = 0.0
        for d in range(n):
            s = 0.0
            for j in range(U.shape[1]):
                s += X[d, j] * U[i, j]
            Z[i, d] = max(s, 0.0)
            size += Z[i, d] * Z[i, d]
        size = math.sqrt(size)
        if size > DEAD:
            for d in range(n):
                Z[i, d] /= size
            for j in range(U.shape[1]):
                U[i, j] /= size
    S = np.empty((k, k))
    code_gram(Z, ridge, S)
    B = np.empty((k, r))
    product_into(Z, A, B)
    C = B.copy()
    solve_spd(S, C)
    value = 0.0
    for row in range(r):
        for d in range(n):
            value += A[row, d] * A[row, d]
        for i in range(k):
            V[row, i] = C[i, row]
            value -= C[i, row] * B[i, row]
    return value


@jit
def normal_equations(
    U: np.ndarray,
    X: np.ndarray,
    A: np.ndarray,
    ridge: float,
    Z: np.ndarray,
    V: np.ndarray,
    H: np.ndarray,
    g: np.ndarray,
) -> None:
    """Gauss-Newton matrix ``H`` and half gradient ``g`` in U, the decoder eliminated."""
    k, n = Z.shape
    p, r = X.shape[1], A.shape[0]
    E = A.copy()
    for row in range(r):
        for i in range(k):
            for d in range(n):
                E[row, d] -= V[row, i] * Z[i, d]
    slope = np.zeros((k, p))  # z_i . X_j on the support of neuron i
    cross = np.zeros((k * p, k))
    for i in range(k):
        for d in range(n):
            if Z[i, d] > 0.0:
                for j in range(p):
                    slope[i, j] += Z[i, d] * X[d, j]
                    for t in range(k):
                        cross[i * p + j, t] += X[d, j] * Z[t, d]
    H[:] = 0.0
    for i in range(k):
        for t in range(k):
            vv = 0.0
            for row in range(r):
                vv += V[row, i] * V[row, t]
            for d in range(n):
                if Z[i, d] > 0.0 and Z[t, d] > 0.0:
                    for j in range(p):
                        for m in range(p):
                            H[i * p + j, t * p + m] += vv * X[d, j] * X[d, m]
            if i == t:
                for j in range(p):
                    for m in range(p):
                        H[i * p + j, i * p + m] += ridge * vv * slope[i, j] * slope[i, m]
        for j in range(p):
            s = 0.0
            for row in range(r):
                t2 = 0.0
                for d in range(n):
                    if Z[i, d] > 0.0:
                        t2 += E[row, d] * X[d, j]
                s += V[row, i] * (ridge * V[row, i] * slope[i, j] - t2)
            g[i * p + j] = s
    S = np.empty((k, k))
    B = np.empty((k, k * p))
    for row in range(r):
        for i in range(k):
            for j in range(p):
                for t in range(k):
                    B[t, i * p + j] = V[row, i] * cross[i * p + j, t]
                B[i, i * p + j] += ridge * V[row, i] * slope[i, j]
        C = B.copy()
        code_gram(Z, ridge, S)
        solve_spd(S, C)
        for i in range(k * p):
            for j in range(k * p):
                for t in range(k):
                    H[i, j] -= B[t, i] * C[t, j]


@jit
def minimise_from(U: np.ndarray, X: np.ndarray, A: np.ndarray, ridge: float, iterations: int) -> float:
    """Improve ``U`` in place; returns the objective."""
    k, p = U.shape
    Z = np.empty((k, X.shape[0]))
    V = np.empty((A.shape[0], k))
    trial_Z = np.empty_like(Z)
    trial_V = np.empty_like(V)
    H = np.empty((k * p, k * p))
    g = np.empty(k * p)
    step = np.empty((k * p, 1))
    value = decode(U, X, A, ridge, Z, V)
    damping, stalled = 1e-2, 0
    for _ in range(iterations):
        normal_equations(U, X, A, ridge, Z, V, H, g)
        moved = False
        for _ in range(8):
            system = H.copy()
            for i in range(k * p):
                system[i, i] += damping * (abs(H[i, i]) + 1e-6)
            step[:, 0] = g
            solve_spd(system, step)
            trial = U.copy()
            for i in range(k):
                for j in range(p):
                    trial[i, j] -= step[i * p + j, 0]
            new = decode(trial, X, A, ridge, trial_Z, trial_V)
            if new < value:
                stalled = stalled + 1 if value - new < NO_PROGRESS * value else 0
                U[:] = trial
                Z[:] = trial_Z
                V[:] = trial_V
                value = new
                damping = max(damping * 0.2, 1e-10)
                moved = True
                break
            damping *= 6.0
        if not moved or stalled >= 3:
            return value
    return value


@jit
def multistart(
    starts: np.ndarray, X: np.ndarray, A: np.ndarray, ridge: float, iterations: int, values: np.ndarray
) -> None:
    """``minimise_from`` every start, in place."""
    for s in range(starts.shape[0]):
        values[s] = minimise_from(starts[s], X, A, ridge, iterations)
