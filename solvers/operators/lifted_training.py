"""Gradient descent on a tied ReLU autoencoder through a fixed linear lift: what the lift changes, and what the step size does.

The lifted autoencoder writes ``L^T D relu(D^T L x + b)``; its effective dictionary is ``E = L^T D``, and a step of size eta on D is the
step ``E - eta (L^T L) gradient`` (operators.lifted-gradient-step).
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from theory.errors import InputError

Array = NDArray[np.float64]


@dataclass(frozen=True)
class Start:
    """A small problem: sparse positive combinations of unit atoms, and a dictionary to start from.

    Args:
        x_nm: samples.
        e_mp: the effective dictionary at the start.
    """

    x_nm: Array
    e_mp: Array


def start(m: int, p: int, active: int, samples: int, *, seed: int) -> Start:
    """Samples with ``active`` of p unit atoms each, amplitudes between 1/2 and 3/2, and another random dictionary to start from.

    >>> start(4, 8, 2, 10, seed=0).x_nm.shape
    (10, 4)
    """
    rng = np.random.default_rng(seed)
    truth, begin = (a / np.linalg.norm(a, axis=0) for a in rng.standard_normal((2, m, p)))
    z = np.zeros((samples, p))
    for row in z:
        row[rng.choice(p, active, replace=False)] = rng.uniform(0.5, 1.5, active)
    return Start(z @ truth.T, begin)


def loss_and_gradient(x_nm: Array, e_mp: Array) -> tuple[float, Array]:
    """``mean |E relu(E^T x) - x|^2 / 2`` and its gradient by E."""
    u = x_nm @ e_mp
    z = np.maximum(u, 0.0)
    rest = z @ e_mp.T - x_nm
    gradient = rest.T @ z + x_nm.T @ ((rest @ e_mp) * (u > 0))
    return float((rest**2).sum() / (2 * len(x_nm))), gradient / len(x_nm)


def losses(problem: Start, lift_hm: Array, rate: float, steps: int) -> Array:
    """The losses before steps 0, ..., steps of gradient descent on the lifted dictionary D, with ``L^T D`` the given one at the start.

    Args:
        problem: samples and start.
        lift_hm: L, of rank m.
        rate: step size on D.
        steps: how many.

    Raises:
        InputError: a lift of lower rank, through which the start cannot be written.

    >>> problem = start(4, 8, 2, 50, seed=0)
    >>> two, scaled = losses(problem, 2 * np.eye(4), 0.01, 20), losses(problem, np.eye(4), 0.04, 20)
    >>> bool(np.abs(two - scaled).max() < 1e-13)
    True
    """
    m = problem.x_nm.shape[1]
    if np.linalg.matrix_rank(lift_hm) < m:
        raise InputError(
            "lift", f"rank {np.linalg.matrix_rank(lift_hm)}", f"rank {m} is needed to write every dictionary"
        )
    d = lift_hm @ np.linalg.solve(lift_hm.T @ lift_hm, problem.e_mp)
    out = np.empty(steps + 1)
    with np.errstate(over="ignore", invalid="ignore"):  # a step size that is too large shows in the losses
        for t in range(steps + 1):
            out[t], gradient = loss_and_gradient(problem.x_nm, lift_hm.T @ d)
            d = d - rate * (lift_hm @ gradient)
    return out


def encoder_steps(covariance: Array, lift_hm: Array | None, reduction: float, *, limit: int = 100_000) -> int:
    """Steps of gradient descent on a linear encoder until the worst error has shrunk by ``reduction``, at the best step size.

    The error of ``min |W^T x - z|^2`` with lift L is multiplied by ``1 - eta M Sigma`` in every step, M = L^T L.

    Args:
        covariance: Sigma.
        lift_hm: L; left out: the identity.
        reduction: e.g. 1e-6.
        limit: gives up after so many.

    >>> encoder_steps(np.diag([1.0, 100.0]), None, 1e-6)
    691
    """
    root = np.linalg.cholesky(covariance)
    m = np.eye(len(covariance)) if lift_hm is None else lift_hm.T @ lift_hm
    values = np.linalg.eigvalsh(root.T @ m @ root)
    factors = 1 - values * 2 / (values[0] + values[-1])
    error, steps = np.ones_like(factors), 0
    while np.abs(error).max() > reduction and steps < limit:
        error, steps = error * factors, steps + 1
    return steps
