"""Dense linear algebra for matrices of a few rows, compiled with its callers.

Calls into LAPACK would cost more than the arithmetic at this size, and most of the compile time.
"""

from __future__ import annotations

import math

import numpy as np

from solvers.sdl.branch_and_bound.jit import jit

# A pivot below this share of the largest diagonal entry is rounding noise of a singular matrix.
PIVOT_SHARE = 1e-14
# Off-diagonal entries below this share of the matrix no longer change the eigenvalues in double precision.
NOISE = 1e-16
SWEEPS = 30  # cyclic Jacobi converges quadratically: ten sweeps are plenty, thirty are a safety net


@jit
def solve_spd(S: np.ndarray, B: np.ndarray) -> None:
    """Solve ``S X = B`` for symmetric positive definite S by Cholesky; overwrites both, the answer is in ``B``."""
    m, columns = B.shape
    least = 1e-100
    for i in range(m):
        least = max(least, PIVOT_SHARE * S[i, i])
    for i in range(m):
        for j in range(i + 1):
            s = S[i, j]
            for t in range(j):
                s -= S[i, t] * S[j, t]
            if i == j:
                S[i, i] = math.sqrt(max(s, least))
            else:
                S[i, j] = s / S[j, j]
    for c in range(columns):
        for i in range(m):
            s = B[i, c]
            for t in range(i):
                s -= S[i, t] * B[t, c]
            B[i, c] = s / S[i, i]
        for i in range(m - 1, -1, -1):
            s = B[i, c]
            for t in range(i + 1, m):
                s -= S[t, i] * B[t, c]
            B[i, c] = s / S[i, i]


@jit
def jacobi(S: np.ndarray, vectors: np.ndarray) -> None:
    """Eigenvalues of symmetric S onto its diagonal, eigenvectors into the rows of ``vectors`` (cyclic Jacobi)."""
    m = S.shape[0]
    for i in range(m):
        for j in range(m):
            vectors[i, j] = 1.0 if i == j else 0.0
    for _ in range(SWEEPS):
        off, on = 0.0, 0.0
        for i in range(m):
            on += S[i, i] * S[i, i]
            for j in range(i):
                off += S[i, j] * S[i, j]
        if off <= NOISE * NOISE * on:
            return
        small = NOISE * math.sqrt(on)
        for p in range(m):
            for q in range(p + 1, m):
                if abs(S[p, q]) <= small / m:
                    continue
                theta = (S[q, q] - S[p, p]) / (2.0 * S[p, q])
                t = (1.0 if theta >= 0.0 else -1.0) / (abs(theta) + math.sqrt(theta * theta + 1.0))
                c = 1.0 / math.sqrt(t * t + 1.0)
                s = t * c
                for i in range(m):
                    x, y = S[i, p], S[i, q]
                    S[i, p], S[i, q] = c * x - s * y, s * x + c * y
                for i in range(m):
                    x, y = S[p, i], S[q, i]
                    S[p, i], S[q, i] = c * x - s * y, s * x + c * y
                for i in range(m):
                    x, y = vectors[p, i], vectors[q, i]
                    vectors[p, i], vectors[q, i] = c * x - s * y, s * x + c * y


@jit
def product_into(A: np.ndarray, B: np.ndarray, C: np.ndarray) -> None:
    """``C = A B^T``."""
    for i in range(A.shape[0]):
        for j in range(B.shape[0]):
            s = 0.0
            for t in range(A.shape[1]):
                s += A[i, t] * B[j, t]
            C[i, j] = s
