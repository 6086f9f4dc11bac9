"""Rows on which a new neuron gains much: ascent on ``F(a) = |g(a)|^2 / N(a)`` from several starts.

Legend: see :mod:`solvers.sdl.train.step.resampling`.  F is the exact decrease of the loss under ReLU; it does not change
with the length of a.
Its global maximum over free nonnegative codes is the top value of a copositive program, so the best of several ascents is taken;
whatever row comes out, its gain is known exactly.
"""

from __future__ import annotations

import torch
from torch import Tensor

STARTS = 8  # samples with the largest weighted residual, besides the singular directions
STEPS = 30  # halvings and steps together: enough for three digits of F, which is all that choosing a row needs


def gains(rows_cp: Tensor, x_bp: Tensor, residual_br: Tensor, weights_b: Tensor) -> tuple[Tensor, Tensor]:
    """F and its gradient for several rows.

    ``dF/dz_b = 2 M_b (r_b . g - F z_b) / N``, and ``da = sum_b [z_b > 0] dz_b x_b``.

    Args:
        rows_cp: rows a, shape (c, p).
        x_bp: samples.
        residual_br: r_b.
        weights_b: M_b.

    Returns:
        F (c,), zero for rows that are active nowhere, and its gradient (c, p).

    >>> gains(torch.tensor([[1.0, 0.0]]), torch.eye(2), torch.eye(2), torch.ones(2))
    (tensor([1.]), tensor([[0., 0.]]))
    """
    codes_bc = (x_bp @ rows_cp.T).relu()
    weighted = weights_b[:, None] * codes_bc
    size_c = (weighted * codes_bc).sum(0)
    safe = torch.where(size_c > 0, size_c, 1.0)
    gain_cr = weighted.T @ residual_br
    value_c = gain_cr.square().sum(1) / safe
    by_code = 2 * weights_b[:, None] * (residual_br @ gain_cr.T - value_c * codes_bc) / safe
    return value_c, (by_code * (codes_bc > 0)).T @ x_bp


def starts(x_bp: Tensor, residual_br: Tensor, weights_b: Tensor) -> Tensor:
    """Unit rows to begin with: the samples of largest residual, and rows whose codes imitate top singular directions."""
    loss_b = weights_b * residual_br.square().sum(1)
    own = x_bp[loss_b.topk(min(STARTS, len(loss_b))).indices]
    root = weights_b.sqrt()[:, None]
    _, _, right = torch.linalg.svd(root * residual_br, full_matrices=False)
    wanted = residual_br @ right[:2].T
    # both signs, and for each the positive part alone: the code is the rectified row
    targets = torch.cat([wanted, -wanted, wanted.relu(), (-wanted).relu()], dim=1)
    gram = (root * x_bp).T @ (root * x_bp)
    # a ridge that is tiny against the data keeps rank-deficient samples solvable
    least = 1e-6 * gram.diagonal().mean() + torch.finfo(gram.dtype).tiny
    ridge = least * torch.eye(len(gram), dtype=gram.dtype, device=gram.device)
    # not lstsq: on the CPU its last digits depend on where the tensors lie in memory, and a run must repeat
    fitted = torch.linalg.solve(gram + ridge, (weights_b[:, None] * x_bp).T @ targets).T
    rows = torch.cat([own, fitted])
    norms = rows.norm(dim=1, keepdim=True)
    return (rows / norms.clamp_min(torch.finfo(rows.dtype).tiny))[norms[:, 0] > 0]


def best_directions(x_bp: Tensor, residual_br: Tensor, weights_b: Tensor, *, keep: int = 4) -> Tensor:
    """Unit rows with large F, best first, at most ``keep``; every ascent step keeps the better of old and new."""
    rows = starts(x_bp, residual_br, weights_b)
    if not len(rows):
        return rows
    value, slope = gains(rows, x_bp, residual_br, weights_b)
    step = torch.full_like(value, 0.5)[:, None]
    for _ in range(STEPS):
        length = slope.norm(dim=1, keepdim=True).clamp_min(torch.finfo(rows.dtype).tiny)
        trial = rows + step * slope / length
        trial = trial / trial.norm(dim=1, keepdim=True)
        new, new_slope = gains(trial, x_bp, residual_br, weights_b)
        better = (new > value)[:, None]
        rows, slope = torch.where(better, trial, rows), torch.where(better, new_slope, slope)
        value = torch.maximum(value, new)
        step = torch.where(better, step, step / 2)
    order = torch.argsort(value, descending=True, stable=True)
    return rows[order[:keep]][value[order[:keep]] > 0]
