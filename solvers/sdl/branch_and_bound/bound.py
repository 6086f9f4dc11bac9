"""The bound of one node: centre, output basis, b2 and b3, and the edge to split.

Legend: as in ``conic``.  A node is one generator set per neuron; its centre is the normalised sum of the
unit generators, and everything below is a function of inner products.
"""

from __future__ import annotations

import math

import numpy as np

from solvers.sdl.branch_and_bound.conic import b3
from solvers.sdl.branch_and_bound.jit import jit
from solvers.sdl.branch_and_bound.small import jacobi, product_into, solve_spd

# Squared distance of a unit vector from the span of the earlier ones: below the first it is rounding noise of a
# dependent vector, which is skipped; between the two nothing can be said in double precision, and b2 gives up.
DEPENDENT, DOUBTFUL = 1e-13, 1e-10
# An output direction shorter than this share of its column is rounding noise of the earlier directions.
SAME_DIRECTION = 1e-9
# A neuron with a large decoder column moves the reconstruction most, but not without limit (near-collisions).
WEIGHT_CAP, WEIGHT_FLOOR = 3.0, 0.2


@jit
def centre(gram: np.ndarray, target: np.ndarray, owner: np.ndarray, k: int, ridge: float, w: np.ndarray) -> np.ndarray:
    """Weights ``w`` of the unit centres ``z_i = sum_j w_j g_j`` and the optimal decoder ``V`` there."""
    N, r = owner.shape[0], target.shape[0]
    for i in range(k):
        square = 0.0
        for j in range(N):
            if owner[j] == i:
                for t in range(N):
                    if owner[t] == i:
                        square += gram[j, t]
        for j in range(N):
            if owner[j] == i:
                w[j] = 1.0 / math.sqrt(max(square, 1e-300))
    S = np.zeros((k, k))
    B = np.zeros((k, r))
    for j in range(N):
        for t in range(N):
            S[owner[j], owner[t]] += w[j] * w[t] * gram[j, t]
        for row in range(r):
            B[owner[j], row] += w[j] * target[row, j]
    for i in range(k):
        S[i, i] += ridge
    solve_spd(S, B)
    V = np.empty((r, k))
    for row in range(r):
        for i in range(k):
            V[row, i] = B[i, row]
    return V


@jit
def centre_value(target: np.ndarray, owner: np.ndarray, w: np.ndarray, V: np.ndarray, norm: float) -> float:
    """``|A|^2 - <A Z^T, V>``: the objective at the centre with its optimal decoder."""
    value = norm
    for j in range(owner.shape[0]):
        for row in range(V.shape[0]):
            value -= V[row, owner[j]] * w[j] * target[row, j]
    return value


@jit
def complete_basis(columns: np.ndarray, order: np.ndarray, T: np.ndarray) -> None:
    """Gram-Schmidt of the columns in the given order, completed by coordinate axes, as the rows of ``T``."""
    r, k = columns.shape
    count = 0
    x = np.empty(r)
    for step in range(k + r):
        if count == r:
            return
        size = 0.0
        for row in range(r):
            x[row] = columns[row, order[step]] if step < k else (1.0 if row == step - k else 0.0)
            size += x[row] * x[row]
        size = math.sqrt(size)
        for _ in range(2):  # twice is enough for orthogonality to rounding
            for i in range(count):
                s = 0.0
                for row in range(r):
                    s += T[i, row] * x[row]
                for row in range(r):
                    x[row] -= s * T[i, row]
        left = 0.0
        for row in range(r):
            left += x[row] * x[row]
        left = math.sqrt(left)
        if left > SAME_DIRECTION * size and left > 1e-150 and (step < k or left > 0.3 / r):
            for row in range(r):
                T[count, row] = x[row] / left
            count += 1
    while count < r:  # only after numerical trouble: a zero row is a valid (weaker) choice
        for row in range(r):
            T[count, row] = 0.0
        count += 1


@jit
def first_order_gap(T: np.ndarray, V: np.ndarray, slope: np.ndarray, owner: np.ndarray) -> float:
    """``sum_i sum_rows |V_row,i| |P_i R_row|``: how far b3 in the basis ``T`` stays below the centre's value."""
    k = V.shape[1]
    total = 0.0
    squares = np.empty(k)
    for row in range(T.shape[0]):
        squares[:] = 0.0
        for j in range(owner.shape[0]):
            s = 0.0
            for i in range(T.shape[1]):
                s += T[row, i] * slope[i, j]
            squares[owner[j]] += s * s
        for i in range(k):
            s = 0.0
            for t in range(T.shape[1]):
                s += T[row, t] * V[t, i]
            total += abs(s) * math.sqrt(squares[i])
    return total


@jit
def output_basis(
    gram: np.ndarray, target: np.ndarray, owner: np.ndarray, w: np.ndarray, V: np.ndarray, orders: np.ndarray
) -> np.ndarray:
    """The orthonormal output basis with the smallest first-order gap among a few natural ones."""
    N, (r, k) = owner.shape[0], V.shape
    inner = np.zeros((k, N))
    for j in range(N):
        for t in range(N):
            inner[owner[t], j] += w[t] * gram[t, j]
    residual = np.empty((r, N))
    for row in range(r):
        for j in range(N):
            s = target[row, j]
            for i in range(k):
                s -= V[row, i] * inner[i, j]
            residual[row, j] = s
    along = np.zeros((r, k))
    for j in range(N):
        for row in range(r):
            along[row, owner[j]] += w[j] * residual[row, j]
    slope = np.empty((r, N))
    for j in range(N):
        for row in range(r):
            slope[row, j] = residual[row, j] - inner[owner[j], j] * along[row, owner[j]]
    best = np.eye(r)
    least = first_order_gap(best, V, slope, owner)
    T = np.zeros((r, r))
    for o in range(orders.shape[0]):
        complete_basis(V, orders[o], T)
        gap = first_order_gap(T, V, slope, owner)
        if gap < least:
            least = gap
            best = T.copy()
    S = np.zeros((k, k))
    for j in range(N):
        for i in range(k):
            S[owner[j], i] += w[j] * inner[i, j]
    VS = np.empty((r, k))
    product_into(V, S, VS)  # S is symmetric
    outer = np.empty((r, r))
    product_into(VS, V, outer)
    jacobi(outer, T)
    if first_order_gap(T, V, slope, owner) < least:
        best = T
    return best


@jit
def b2(gram: np.ndarray, target: np.ndarray, k: int, ridge: float, norm: float) -> float:
    """Spectral bound: any reconstruction ``Y = V Z`` has rank <= k and rows in the span of the generators.

    ``sum_i |v_i|^2 |z_i|^2 >= (sum_i |v_i| |z_i|)^2 / k >= (nuclear norm of Y)^2 / k``, and by von Neumann's trace inequality
    only the singular values of ``A P`` (``P`` onto the span) and of Y matter: a small concave problem, see `spectral_gain`.
    """
    N = gram.shape[0]
    r = target.shape[0]
    L = np.zeros((N, N))
    Y = np.empty((r, N))
    for i in range(N):
        for j in range(i + 1):
            s = gram[i, j]
            for t in range(j):
                s -= L[i, t] * L[j, t]
            if i > j:
                L[i, j] = s / L[j, j] if L[j, j] > 0.0 else 0.0
            elif s > DOUBTFUL:
                L[i, i] = math.sqrt(s)
            elif s > DEPENDENT:
                return 0.0
        for row in range(r):
            s = target[row, i]
            for t in range(i):
                s -= L[i, t] * Y[row, t]
            Y[row, i] = s / L[i, i] if L[i, i] > 0.0 else 0.0
    outer = np.empty((r, r))
    product_into(Y, Y, outer)
    jacobi(outer, np.empty((r, r)))
    sigma = np.zeros(min(k, r))
    for i in range(len(sigma)):
        top = 0
        for j in range(r):
            if outer[j, j] > outer[top, top]:
                top = j
        sigma[i] = math.sqrt(max(0.0, outer[top, top]))
        outer[top, top] = -1.0
    return norm - spectral_gain(sigma, ridge / k)


@jit
def spectral_gain(sigma: np.ndarray, share: float) -> float:
    """``max over s >= 0 of sum sigma_j^2 - (sigma_j - s_j)^2 - share (sum s_j)^2`` for decreasing ``sigma``."""
    for active in range(len(sigma), 0, -1):
        squares, total = 0.0, 0.0
        for j in range(active):
            squares += sigma[j] * sigma[j]
            total += sigma[j]
        shrink = share * total / (1.0 + active * share)
        if sigma[active - 1] >= shrink:
            return squares - shrink * total
    return 0.0


@jit
def longest_edge(gram: np.ndarray, owner: np.ndarray, V: np.ndarray, pick: np.ndarray) -> None:
    """The pair of generators of one neuron to split, weighted by what the neuron contributes."""
    most = -1.0
    r = V.shape[0]
    for j in range(owner.shape[0]):
        i = owner[j]
        size = 0.0
        for row in range(r):
            size += V[row, i] * V[row, i]
        weight = min(math.sqrt(size), WEIGHT_CAP) + WEIGHT_FLOOR
        for t in range(j + 1, owner.shape[0]):
            if owner[t] == i:
                length = weight * math.sqrt(max(0.0, 2.0 - 2.0 * gram[j, t]))
                if length > most:
                    most = length
                    pick[0], pick[1] = j, t


@jit
def node_bound(
    gram: np.ndarray,
    target: np.ndarray,
    outer: np.ndarray,
    owner: np.ndarray,
    k: int,
    ridge: float,
    goal: float,
    orders: np.ndarray,
    pick: np.ndarray,
    duals: np.ndarray,
    T_out: np.ndarray,
) -> tuple[float, float]:
    """``(lower bound on the node, value at its centre)``; also the edge to split, and the proof data if wanted."""
    norm = 0.0
    for row in range(outer.shape[0]):
        norm += outer[row, row]
    w = np.zeros(owner.shape[0])
    V = centre(gram, target, owner, k, ridge, w)
    value = centre_value(target, owner, w, V, norm)
    longest_edge(gram, owner, V, pick)
    T = output_basis(gram, target, owner, w, V, orders)
    T_out[:] = T
    return b3(gram, target, outer, owner, k, ridge, T, goal, duals), value
