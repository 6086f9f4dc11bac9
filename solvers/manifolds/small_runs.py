"""Many small autoencoders on a fixed set of points at once, from Gaussian starts: the laboratory of spurious optima.

Legend: r starts, n points x of equal weight, q atoms; codes ``z = relu(W x + b)``, under Top-k the k largest of them, ``xhat = z D`` with
unit rows of D, no decoder bias; loss ``mean |x - xhat|^2 + l1 mean sum_j z_j``, in double precision.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Literal

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor

from solvers.sdl.train.run.one_thread import one_thread
from theory.errors import InputError

Array = NDArray[np.float64]
FINAL = (
    0.4  # share of the steps at the end in which the step size falls to zero: values near a minimum need small steps
)


@dataclass(frozen=True)
class Runs:
    """What training ended with.

    Args:
        loss_r: with the penalty.
        error_r: squared error alone.
        active_r: mean number of active atoms per point.
        encoder_rqd, bias_rq, decoder_rqd: parameters; biases are zero where there are none.
        used_rq: which atoms are active somewhere.
    """

    loss_r: Array
    error_r: Array
    active_r: Array
    encoder_rqd: Array
    bias_rq: Array
    decoder_rqd: Array
    used_rq: NDArray[np.bool_]


def circle_points(nodes: int) -> Array:
    """Equally spaced points of the unit circle, none of them at the angle 0.

    >>> np.abs(circle_points(4)).round(6).tolist()
    [[0.707107, 0.707107], [0.707107, 0.707107], [0.707107, 0.707107], [0.707107, 0.707107]]
    """
    angle = 2 * np.pi * (np.arange(nodes) + 0.5) / nodes
    return np.stack([np.cos(angle), np.sin(angle)], axis=1)


def train_runs(
    points_nd: Array,
    *,
    kind: Literal["relu", "topk"],
    atoms: int,
    starts: int,
    steps: int,
    k: int | None = None,
    l1: float = 0.0,
    bias: bool = False,
    rate: float = 0.02,
    seed: int = 0,
) -> Runs:
    """Adam on all points at every step, all starts side by side; the same seed gives the same runs on one machine.

    Raises:
        InputError: Top-k without k, or k above the number of atoms.

    >>> runs = train_runs(circle_points(60), kind="topk", atoms=4, starts=2, steps=600, k=2)
    >>> bool((runs.loss_r < 1e-3).all()), runs.active_r.tolist()
    (True, [2.0, 2.0])
    """
    if kind == "topk" and (k is None or not 1 <= k <= atoms):
        raise InputError("k", k, f"Top-k keeps 1 to {atoms} of {atoms} atoms")
    x = torch.from_numpy(np.ascontiguousarray(points_nd, dtype=np.float64))
    # each start has a seed of its own, so that more starts do not change the first ones
    draws = [np.random.default_rng([seed, i]).standard_normal((atoms, x.shape[1])) for i in range(starts)]
    encoder = torch.from_numpy(np.stack(draws))
    encoder = encoder / encoder.norm(dim=2, keepdim=True)
    with one_thread():
        parameters = [encoder.clone().requires_grad_(), encoder.clone().requires_grad_()]
        parameters += [torch.zeros(starts, atoms, dtype=torch.float64, requires_grad=True)] if bias else []
        optimiser = torch.optim.Adam(parameters, lr=rate, betas=(0.9, 0.99))
        for step in range(steps):
            for group in optimiser.param_groups:
                group["lr"] = rate * min(1.0, (1 - step / steps) / FINAL)
            optimiser.zero_grad()
            error, codes = _forward(x, parameters, kind, k)
            (error + l1 * codes.sum(2).mean(1)).sum().backward()
            optimiser.step()
        with torch.no_grad():
            error, codes = _forward(x, parameters, kind, k)
            decoder = parameters[1] / parameters[1].norm(dim=2, keepdim=True)
    active = codes > 0
    none = torch.zeros(starts, atoms, dtype=torch.float64)
    return Runs(
        loss_r=(error + l1 * codes.sum(2).mean(1)).numpy(),
        error_r=error.numpy(),
        active_r=active.double().sum(2).mean(1).numpy(),
        encoder_rqd=parameters[0].detach().numpy(),
        bias_rq=(parameters[2].detach() if bias else none).numpy(),
        decoder_rqd=decoder.numpy(),
        used_rq=active.any(1).numpy(),
    )


def _forward(x: Tensor, parameters: list[Any], kind: str, k: int | None) -> tuple[Tensor, Tensor]:
    """Mean squared error of every start, and codes of shape (r, n, q)."""
    pre = x @ parameters[0].transpose(1, 2)
    if len(parameters) > 2:
        pre = pre + parameters[2][:, None]
    codes = pre.relu()
    if kind == "topk":
        kept = codes.topk(k or 0, dim=2)
        codes = torch.zeros_like(codes).scatter(2, kept.indices, kept.values)
    decoder = parameters[1] / parameters[1].norm(dim=2, keepdim=True)
    return (x - codes @ decoder).square().sum(2).mean(1), codes
