"""The convex program over the encoder within one activation region, and its dual bound.

Variables: the encoder rows, the outputs at every point, and the levels of points whose level is free.  The solver (Clarabel, interior
point) proposes an encoder and multipliers; :func:`lower_bound` turns the multipliers into a bound without trusting it.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

if TYPE_CHECKING:
    from solvers.sdl.recovery.block_problem import Array, BlockProblem, Mask


def free_points(problem: BlockProblem) -> Mask:
    """Points whose level is a variable."""
    return np.zeros(len(problem.points_mp), dtype=bool) if problem.free_m is None else problem.free_m


def lower_bound(problem: BlockProblem, multipliers_mq: Array, radius: float) -> float:
    """The bound of :mod:`solvers.sdl.recovery.block_gaps` for ``R`` = the residual at the encoder of ``problem``.

    Args:
        problem: its encoder is the proposed optimum.
        multipliers_mq: of ``a_j.x_m >= level`` (on) or ``level >= a_j.x_m`` (off); negative ones are replaced by 0.
        radius: the bound holds for encoders of at most this Frobenius norm.
    """
    on, free = problem.on_mq, free_points(problem)
    mu = _balanced(np.maximum(multipliers_mq, 0.0), on, free)
    sign = np.where(on, 1.0, -1.0)
    root = np.sqrt(problem.weights_m)[:, None]
    fixed = np.where(on, problem.offset_q, 0.0) @ problem.decoder_qr
    b = root * (problem.targets_mr - fixed)
    residual = root * (problem.targets_mr - problem.codes_mq @ problem.decoder_qr)
    backward = (root * residual) @ problem.decoder_qr.T * np.where(on, problem.slope_q, 0.0)
    error_qp = (2 * backward + sign * mu).T @ problem.points_mp
    level = np.where(free[:, None], 0.0, problem.level_q)
    value = 2 * float((b * residual).sum()) - float((residual**2).sum()) + float((sign * mu * level).sum())
    return value - radius * float(np.linalg.norm(error_qp))


def _balanced(mu: Array, on: Mask, free: Mask) -> Array:
    """Multipliers with ``sum_on mu >= sum_off mu`` at every free level.

    The Lagrangian contains ``t_m (sum_on mu - sum_off mu)``, which is bounded below over ``t_m >= 0`` iff the sum is not negative.
    Rounding can break this; then the multipliers of the neurons that are off shrink.
    """
    if not free.any():
        return mu
    above, below = np.where(on, mu, 0.0).sum(axis=1), np.where(on, 0.0, mu).sum(axis=1)
    shrink = np.where(free & (below > above), above / np.maximum(below, 1e-300), 1.0)
    return np.where(on, mu, mu * shrink[:, None])


def optimise(problem: BlockProblem) -> tuple[Array, Array]:
    """An encoder close to the optimum over the region, and multipliers."""
    import cvxpy as cp
    import scipy.sparse as sp

    (m, p), q = problem.points_mp.shape, len(problem.encoder_qp)
    forward, targets = _outputs(problem)
    on, free = problem.on_mq, np.flatnonzero(free_points(problem))
    encoder, level = cp.Variable(q * p), cp.Variable(max(1, len(free)))
    pre = sp.kron(sp.eye(q), sp.csr_matrix(problem.points_mp), format="csr")  # rows: neuron, then point
    sign = np.where(on, 1.0, -1.0).T.ravel()
    place = np.full(m, -1)
    place[free] = np.arange(len(free))
    rows = np.flatnonzero(np.tile(place >= 0, q))
    levels = sp.csr_matrix((np.ones(len(rows)), (rows, np.tile(place, q)[rows])), shape=(q * m, level.size))
    fixed = np.where(np.tile(place >= 0, q), 0.0, np.repeat(problem.level_q, m))
    signed = sp.diags(sign)
    bounds: Any = signed @ pre @ encoder - signed @ levels @ level >= sign * fixed
    outputs = cp.Variable(len(targets))
    program = cp.Problem(
        cp.Minimize(cp.sum_squares(outputs - targets)), [bounds, outputs == forward @ encoder, level >= 0]
    )
    _solve(program)
    if encoder.value is None:
        return problem.encoder_qp, np.zeros(on.shape)
    return np.asarray(encoder.value).reshape(q, p), np.asarray(bounds.dual_value).reshape(q, m).T


def _solve(program: Any) -> None:
    import warnings

    import cvxpy as cp

    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # an inaccurate answer is still a proposal; the bound decides what it is worth
        try:
            program.solve(solver=cp.CLARABEL, tol_gap_abs=1e-10, tol_gap_rel=1e-10, tol_feas=1e-10)
        except cp.SolverError:
            return


def _outputs(problem: BlockProblem) -> tuple[Any, Array]:
    """The map from encoders to ``sqrt(c_m) sum_j u_j s_j a_j.x_m``, point by point in a basis of the span of the active u_j.

    Outside that span the error does not depend on the encoder, so the basis (of at most as many vectors as neurons are on) loses nothing.
    """
    import scipy.sparse as sp

    q = len(problem.encoder_qp)
    blocks, targets = [], []
    for m, x in enumerate(problem.points_mp):
        on = np.flatnonzero(problem.on_mq[m])
        if not len(on):
            continue
        basis, triangle = np.linalg.qr(problem.decoder_qr[on].T)  # u_j = basis @ triangle[:, j]
        root = np.sqrt(problem.weights_m[m])
        block = sp.kron(
            sp.csr_matrix((np.ones(len(on)), (np.arange(len(on)), on)), shape=(len(on), q)), x[None], format="csr"
        )
        blocks.append(sp.csr_matrix(root * triangle * problem.slope_q[on]) @ block)
        targets.append(root * (basis.T @ problem.targets_mr[m] - triangle @ problem.offset_q[on]))
    return sp.vstack(blocks, format="csr"), np.concatenate(targets)
