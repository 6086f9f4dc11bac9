"""A stack of matching pursuit autoencoders, as the code released with arXiv 2506.03093 trains them, and with two changes of ours."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import torch
from torch import Tensor

from solvers.pursuit.tree.compiled import COMPILED, encode_runs, gradient_runs
from solvers.pursuit.tree.stacked import SILENT, encode, gradient
from solvers.sdl.train.model.module import generator

MOST = 20  # steps of a sample at most, where nothing else ends it


class PursuitStack:
    """Dictionaries that encode by non-negative pursuit; threshold .05 and the stop on a repeated atom, as released.

    Args:
        starts: seeds of random unit atoms, one per run.
        width: q.
        inputs: m.
        threshold: norm of a residual that is small enough.
        steps_at: pairs (training step, largest number of pursuit steps from then on); pairs in order.
        atoms_sqm: where to start instead; divided by their norms.
    """

    def __init__(
        self,
        starts: Sequence[int],
        *,
        width: int = 20,
        inputs: int = 20,
        threshold: float = 0.05,
        steps_at: Sequence[tuple[int, int]] = ((0, MOST),),
        atoms_sqm: Tensor | None = None,
    ) -> None:
        if atoms_sqm is None:
            rows = [torch.randn(width, inputs, generator=generator(seed, 0), dtype=torch.float64) for seed in starts]
            atoms_sqm = torch.stack(rows)
        self.parameters = {"atoms": (atoms_sqm / atoms_sqm.norm(dim=2, keepdim=True)).float()}
        self.threshold, self.steps_at = threshold, tuple(steps_at)
        self._steps = self.steps_at[0][1]

    def gradients(self, x_sbm: Tensor, step: int) -> dict[str, Tensor]:
        """Of the mean squared residual."""
        self._steps = [k for start, k in self.steps_at if start <= step][-1]
        atoms = self.parameters["atoms"]
        return {"atoms": squared_residual(x_sbm, atoms, steps=self._steps, threshold=self.threshold)[1]}

    def codes(self, x_sbm: Tensor) -> Tensor:
        """As in the last step of training."""
        return encode(x_sbm, self.parameters["atoms"], steps=self._steps, threshold=self.threshold)[1]

    def atoms(self) -> Tensor:
        """The parameters themselves."""
        return self.parameters["atoms"]


def squared_residual(x_sbm: Tensor, atoms_sqm: Tensor, *, steps: int, threshold: float) -> tuple[Tensor, Tensor]:
    """Mean of ``|r_T|^2`` of every run and its derivative by the atoms: compiled where numba is installed, else in torch.

    >>> squared_residual(torch.tensor([[[3.0, 1.0]]]), torch.eye(2)[None], steps=1, threshold=0.0)
    (tensor([1.]), tensor([[[ 0., -6.],
             [ 0.,  0.]]]))
    """
    if not COMPILED:
        return gradient(x_sbm, atoms_sqm, *encode(x_sbm, atoms_sqm, steps=steps, threshold=threshold))
    x, atoms = x_sbm.contiguous().numpy(), atoms_sqm.contiguous().numpy()
    index = np.zeros((*x.shape[:2], steps), np.int32)
    coefficient = np.zeros(index.shape, np.float32)
    encode_runs(x, atoms, steps, threshold, SILENT * float(np.finfo(np.float32).eps), index, coefficient)
    loss, out = np.zeros(len(x), np.float32), np.zeros_like(atoms)
    gradient_runs(x, atoms, index, coefficient, loss, out)
    return torch.from_numpy(loss), torch.from_numpy(out)
