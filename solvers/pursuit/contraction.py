"""By how much every step of pursuit by absolute products shrinks what is left, at least; and how much noise the run of an input bears."""

from __future__ import annotations

import numpy as np
import torch
from numpy.typing import NDArray
from scipy.linalg import LinAlgError, cholesky
from torch import Tensor

from solvers.pursuit.guarantee import UNIT, normalised

Array = NDArray[np.float64]
LARGEST = 4096  # dimensions: eigenvalues then need seconds


def least_frame_bound(atoms_qp: Array) -> float:
    """A rigorous lower bound s of ``sum_j <d_j, r>^2 >= s |r|^2`` for the unit atoms and all r; 0 where they do not span the space.

    A floating-point Cholesky factorisation of ``D^T D - t I`` that succeeds proves ``D^T D >= t - 2 (p + 2) u trace`` (Rump 2006, with
    twice its constant for the shift); the entries of ``D^T D`` are off by ``2 (q + p + 10) u q`` together, in the same way as in
    :mod:`solvers.pursuit.guarantee`.

    >>> round(least_frame_bound(np.array([[1.0, 0.0], [0.0, 2.0], [3.0, 4.0]])), 9)
    1.0
    """
    unit = normalised(atoms_qp)[0]
    q, p = unit.shape
    if q < p or p > LARGEST:
        return 0.0
    frame = unit.T @ unit
    slack = (2 * (p + 2) + 2 * (q + p + 10)) * UNIT * q
    t = float(np.linalg.eigvalsh(frame)[0]) - slack
    if t <= slack:
        return 0.0
    try:
        cholesky(frame - t * np.eye(p))
    except LinAlgError:
        return 0.0
    return t - slack


def margins(x_bp: Tensor, atoms_qp: Tensor, steps: int) -> Tensor:
    """Half the smallest distance between the best and the second best absolute product over the steps of every input, shape (b,).

    Noise of smaller norm changes no selection of these steps, and no coefficient by more than its norm (claim pursuit.stable-selection);
    atoms of norm 1, rule ``absolute``.  One atom has no competitor: infinity.

    >>> margins(torch.tensor([[3.0, 1.0]]), torch.eye(2), 1), margins(torch.tensor([[3.0, 1.0]]), torch.eye(2), 2)
    (tensor([1.]), tensor([0.5000]))
    """
    r, least = x_bp.clone(), torch.full((len(x_bp),), torch.inf, dtype=x_bp.dtype)
    for _ in range(steps):
        products = r @ atoms_qp.t()
        if len(atoms_qp) > 1:
            best = products.abs().topk(2, dim=1)
            least = torch.minimum(least, (best.values[:, 0] - best.values[:, 1]) / 2)
            j = best.indices[:, 0]
        else:
            j = torch.zeros(len(r), dtype=torch.int64)
        r = r - products.gather(1, j[:, None]) * atoms_qp[j]
    return least
