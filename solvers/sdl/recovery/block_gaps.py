r"""How far each block of a trained model is from its optimum, with lower bounds that do not depend on the solver that found them.

Legend: points ``x_m`` (rows), targets ``y_m``, weights ``c_m > 0``; encoder rows ``a_j``, decoder rows ``u_j``; codes
``z_mj = s_j a_j.x_m + o_j`` where neuron j is on at point m and 0 elsewhere.  ``f = sum_m c_m |y_m - sum_j z_mj u_j|^2``.

*Decoder block.*  For fixed codes f is a least squares problem.  For any R with ``Z^T R = 0``, ``f >= 2 <Y, R> - |R|^2`` for every decoder.

*Encoder block.*  For a fixed decoder and a fixed pattern of who is on, f is a convex quadratic function on a polyhedron (theorem 3.2 of
arXiv 2512.05534): ``a_j.x_m >= l_j`` where on, ``<= l_j`` where off; for Top-k the level is a free ``t_m >= 0`` of every point that has k
active neurons, and 0 at the others.  Let T be the linear map from encoders to ``sqrt(c) (outputs)`` and b the targets.  For any R and
any multipliers ``mu >= 0`` of the constraints ``G a >= h``, weak duality (``|b - T a|^2 >= 2 <b - T a, R> - |R|^2``) gives

    f(a) >= 2 <b, R> - |R|^2 + mu.h - <a, 2 T^T R + G^T mu>      for every a of the region,

and the last term is at most ``radius * |2 T^T R + G^T mu|`` for encoders of norm at most ``radius``.  Both bounds are evaluated here from
the definitions; in floating point, so they hold up to rounding (about 1e-12 of the loss).  Large models get :func:`free_code_bound`.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Any, Literal

import numpy as np

from solvers.sdl.recovery.block_problem import Array, BlockProblem
from theory.errors import InputError

# Encoders and decoders of norm up to this multiple of the present one (of 1, if it is smaller) are covered by the bounds.
RADIUS = 100.0
# Nonzeros of the constraint matrix: above, the encoder is bounded by free codes.
MAX_ENTRIES = 2_000_000


@dataclass(frozen=True)
class Gap:
    """The optimum of one block lies in ``[lower, upper]``; ``loss - upper`` is attained, ``loss - lower`` cannot be exceeded.

    Args:
        loss: of the model.
        upper: loss of the best block found.
        lower: certified lower bound.
        bound: ``optimum`` where the lower bound is that of the block itself, ``free codes`` where it is the weaker one for large models.
    """

    loss: float
    upper: float
    lower: float
    bound: Literal["optimum", "free codes"] = "optimum"

    @property
    def at_most(self) -> float:
        """The block is within this distance of its optimum."""
        return max(0.0, self.loss - self.lower)

    @property
    def at_least(self) -> float:
        """What certainly can still be gained in this block, 0 or more."""
        return max(0.0, self.loss - self.upper)

    def to_json(self) -> dict[str, Any]:
        """As the record holds it."""
        return {**vars(self), "at_least": self.at_least, "at_most": self.at_most}


@dataclass(frozen=True)
class BlockGaps:
    """Both gaps: the model is within ``delta`` of a partial optimum of its region.

    Args:
        decoder: least squares for the present codes.
        encoder: the convex program over the closure of the present region for the present decoder.
        scale: loss of the zero model, to compare with.
    """

    decoder: Gap
    encoder: Gap
    scale: float

    @property
    def delta(self) -> float:
        """The larger of the two gaps: the distance from a partial optimum."""
        return max(self.decoder.at_most, self.encoder.at_most)

    def to_json(self) -> dict[str, Any]:
        """As the record holds it."""
        return {
            "decoder": self.decoder.to_json(),
            "encoder": self.encoder.to_json(),
            "loss_of_zero": self.scale,
            "delta": self.delta,
        }


def block_gaps(problem: BlockProblem) -> BlockGaps:
    """Both gaps of a model.

    Raises:
        InputError: shapes that do not fit, numbers that are not finite, weights that are not positive, an encoder outside its region.

    >>> one = np.ones((1, 1))
    >>> gaps = block_gaps(BlockProblem(one, one, np.ones(1), one, one / 2, one > 0, np.zeros(1), np.ones(1), np.zeros(1)))
    >>> round(gaps.decoder.at_most, 9), round(gaps.encoder.at_most, 6)
    (0.25, 0.25)
    """
    _check(problem)
    scale = float(problem.weights_m @ (problem.targets_mr**2).sum(axis=1))
    return BlockGaps(decoder_gap(problem), encoder_gap(problem), scale)


def _check(problem: BlockProblem) -> None:
    numbers = (problem.points_mp, problem.targets_mr, problem.encoder_qp, problem.decoder_qr, problem.weights_m)
    if not all(np.isfinite(x).all() for x in numbers):
        raise InputError("model", "a number that is not finite", "a gap needs numbers", "the model may have diverged")
    (m, p), (q, r) = problem.points_mp.shape, problem.decoder_qr.shape
    if problem.encoder_qp.shape != (q, p) or problem.on_mq.shape != (m, q) or problem.targets_mr.shape != (m, r):
        raise InputError(
            "model", f"shapes {problem.encoder_qp.shape}, {problem.on_mq.shape}", "points and blocks disagree"
        )
    if not (problem.weights_m > 0).all():
        raise InputError("weights", float(problem.weights_m.min()), "weights must be positive", "leave the point out")
    # float32 models sit on a wall only up to their rounding
    size = np.abs(problem.points_mp).sum(axis=1).max() * np.abs(problem.encoder_qp).max(initial=1.0)
    if problem.violation() > 1e-5 * size:
        raise InputError(
            "encoder", problem.violation(), "it is not in the region given", "derive the pattern from the codes"
        )


def decoder_gap(problem: BlockProblem) -> Gap:
    """Distance of the decoder from the least squares one, bounded from below by a residual orthogonal to all codes."""
    root = np.sqrt(problem.weights_m)[:, None]
    codes, targets = root * problem.codes_mq, root * problem.targets_mr
    best = np.linalg.lstsq(codes, targets, rcond=None)[0]
    residual = targets - codes @ best
    upper = float((residual**2).sum())
    basis = np.linalg.svd(codes, full_matrices=False)
    smallest = 1e-12 * basis.S.max(initial=0.0)  # below: rounding of a rank deficient matrix
    axes = basis.U[:, smallest < basis.S]
    for _ in range(2):  # the second projection removes what rounding left of the first
        residual = residual - axes @ (axes.T @ residual)
    slack = RADIUS * max(1.0, float(np.linalg.norm(problem.decoder_qr))) * 2 * float(np.linalg.norm(codes.T @ residual))
    lower = 2 * float((targets * residual).sum()) - float((residual**2).sum()) - slack
    return Gap(problem.loss, min(upper, problem.loss), max(0.0, lower))


def encoder_gap(problem: BlockProblem) -> Gap:
    """Distance of the encoder from the optimum of the convex program over its region.

    Neurons that are on nowhere do not move the loss and bind nobody, so they are left out.
    """
    from solvers.sdl.recovery.block_program import lower_bound, optimise

    live = problem.on_mq.any(axis=0)
    if not live.any():
        return Gap(problem.loss, problem.loss, problem.loss)
    small = replace(
        problem,
        encoder_qp=problem.encoder_qp[live],
        decoder_qr=problem.decoder_qr[live],
        on_mq=problem.on_mq[:, live],
        level_q=problem.level_q[live],
        slope_q=problem.slope_q[live],
        offset_q=problem.offset_q[live],
    )
    if small.on_mq.size * small.points_mp.shape[1] > MAX_ENTRIES:
        return Gap(problem.loss, problem.loss, free_code_bound(small), "free codes")
    found, multipliers = optimise(small)
    best = replace(small, encoder_qp=_inside(small, found))
    # a collapsed encoder is far from its optimum, and so is the answer of a solver that failed
    radius = RADIUS * max(1.0, float(np.linalg.norm(small.encoder_qp)), float(np.linalg.norm(found)))
    return Gap(problem.loss, min(problem.loss, best.loss), max(0.0, lower_bound(best, multipliers, radius)))


def free_code_bound(problem: BlockProblem) -> float:
    """A lower bound over the region that ignores how codes come about: every code on the present supports is allowed.

    ``sum_m c_m min |y_m - sum_j z_j u_j|^2`` over codes that are at least the value at the threshold where on, and 0 where off.  It is
    the optimum itself where the points are linearly independent (then every table of codes is realized,
    sdl.semi-nonnegative-factorisation).  For each point the bound is
    ``2 <y, R> - |R|^2`` with the residual R of the nonnegative least squares solution, less what ``<u_j, R> > 0`` can cost within RADIUS.
    """
    from scipy.optimize import nnls

    floor = problem.slope_q * problem.level_q + problem.offset_q
    if problem.free_m is not None:
        floor = np.zeros_like(floor)  # the level of Top-k may be as low as 0
    total = 0.0
    for weight, y, on, codes in zip(
        problem.weights_m, problem.targets_mr, problem.on_mq, problem.codes_mq, strict=True
    ):
        columns = problem.decoder_qr[on].T
        rest = y - columns @ floor[on]
        solution = nnls(columns, rest)[0] if on.any() else np.zeros(0)
        residual = rest - columns @ solution
        reach = RADIUS * max(1.0, float(np.linalg.norm(codes)))
        cost = 2 * reach * float(np.linalg.norm(np.maximum(columns.T @ residual, 0.0)))
        total += float(weight) * max(0.0, 2 * float(rest @ residual) - float(residual @ residual) - cost)
    return total


def _inside(problem: BlockProblem, found: Array) -> Array:
    """A point between the model and a nearly feasible optimum that leaves the region no more than the model does."""
    allowed = problem.violation() + 1e-9 * float(np.abs(problem.encoder_qp).max(initial=1.0))
    for t in (1.0, 1 - 1e-6, 1 - 1e-4, 0.99, 0.9):
        mixed = problem.encoder_qp + t * (found - problem.encoder_qp)
        if replace(problem, encoder_qp=mixed).violation() <= allowed:
            return mixed
    return problem.encoder_qp
