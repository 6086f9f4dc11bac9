"""A linear lift in training: the layers live on h lifted channels, and the data see ``L^T E`` and ``P D``.

A lifted autoencoder is the plain one with these effective layers (operators.lifted-sae-is-a-plain-sae), so nothing is lifted but the
parameters; what changes is how they move.
"""

from __future__ import annotations

from typing import Literal

import numpy as np
import torch
from torch import Tensor, nn

from solvers.operators.train.sections import OperatorModel
from solvers.operators.train.whitening import whitening_lift

_DTYPES = {"float32": torch.float32, "float64": torch.float64}


class Lift(nn.Module):
    """L (h, numbers) and P: none; Gaussian with ``E L^T L = 1`` and P = L^T, fixed or trained; or ``L = Sigma^(-1/2)``, ``P = L^(-1)``.

    Args:
        model: the section of the configuration.
        numbers: m, what is lifted: channels, or all numbers of a sample.
        generator: of the start.

    >>> lift = Lift(OperatorModel("sae-cnn", concepts=2, taps=1, lift="fixed", lifted=3), 2, torch.Generator().manual_seed(0))
    >>> lift.matrix.shape, lift.effective(torch.ones(3, 2, 1), "decoder", 0).shape
    (torch.Size([3, 2]), torch.Size([2, 2, 1]))
    """

    matrix: Tensor
    back: Tensor

    def __init__(self, model: OperatorModel, numbers: int, generator: torch.Generator) -> None:
        super().__init__()
        self.kind, self.height, dtype = model.lift, model.lifted or numbers, _DTYPES[model.dtype]
        if self.kind in ("fixed", "learned"):
            start = torch.randn(self.height, numbers, generator=generator, dtype=torch.float64) / self.height**0.5
            matrix = start.to(dtype)
            if self.kind == "learned":
                self.matrix = nn.Parameter(matrix)
            else:
                self.register_buffer("matrix", matrix)
        if self.kind == "whitening":  # of the identity until the data are known
            self.register_buffer("matrix", torch.eye(numbers, dtype=dtype))
            self.register_buffer("back", torch.eye(numbers, dtype=dtype))

    def fit(self, x: Tensor) -> None:
        """Set a whitening lift from samples, shape (samples, numbers); others do not depend on the data.

        Raises:
            InputError: samples that do not fill the space.
        """
        if self.kind != "whitening":
            return
        centred = (x - x.mean(0)).double().numpy()
        found = whitening_lift(centred.T @ centred / len(centred))
        self.matrix.copy_(torch.from_numpy(found))
        self.back.copy_(torch.from_numpy(np.linalg.inv(found)))

    def effective(self, lifted: Tensor, which: Literal["encoder", "decoder"], axis: int) -> Tensor:
        """``L^T E`` or ``P D``, where the lifted channels are this axis."""
        if self.kind == "none":
            return lifted
        matrix = self.back if self.kind == "whitening" and which == "decoder" else self.matrix.T
        moved = lifted.movedim(axis, 0)
        return (matrix @ moved.flatten(1)).unflatten(1, moved.shape[1:]).movedim(0, axis)
