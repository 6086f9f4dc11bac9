"""Points that lie in memory as a source of batches."""

from __future__ import annotations

import numpy as np
import torch
from torch import Tensor

from solvers.sdl.train.data.batch import Batch, Truth
from solvers.sdl.train.data.order import Order
from theory.errors import InputError


class Points:
    """A finite set of points, each once per epoch, in an order that is a function of (seed, epoch).

    Args:
        x_np: points to read, shape (N, p); finite.
        y_nr: targets, shape (N, r); None for an autoencoder.
        seed: of the orders.
        dtype: of the batches.

    Raises:
        InputError: other shapes, or a value that is not finite.

    >>> source = Points(np.eye(3), seed=0)
    >>> source.batch(0, 3).x_bp.sum().item()
    3.0
    """

    truth: Truth | None = None

    def __init__(
        self, x_np: np.ndarray, y_nr: np.ndarray | None = None, *, seed: int, dtype: torch.dtype = torch.float32
    ) -> None:
        self._x = _checked(x_np, "points", dtype)
        self._y = self._x if y_nr is None else _checked(y_nr, "targets", dtype)
        if len(self._x) != len(self._y):
            raise InputError("targets", len(self._y), f"there are {len(self._x)} points", "give one target per point")
        self._order = Order(len(self._x), seed=seed)

    @property
    def inputs(self) -> tuple[int, ...]:
        """The widths of the inputs: one layer."""
        return (self._x.shape[1],)

    @property
    def outputs(self) -> tuple[int, ...]:
        """The widths of the targets: one layer."""
        return (self._y.shape[1],)

    def batch(self, step: int, size: int, *, part: int = 0, parts: int = 1) -> Batch:
        """The points of a part of the batch of a step."""
        at = self._order.numbers(step, size, part=part, parts=parts)
        x_bp = self._x[at]
        return Batch(x_bp, x_bp if self._y is self._x else self._y[at])


def _checked(table: np.ndarray, name: str, dtype: torch.dtype) -> Tensor:
    if table.ndim != 2 or not table.size:
        raise InputError(name, f"shape {table.shape}", "must be a table (N, p) that is not empty")
    if not np.isfinite(table).all():
        row = int((~np.isfinite(table)).any(axis=1).argmax())
        raise InputError(f"{name}[{row}]", table[row].tolist(), "must be finite")
    return torch.from_numpy(np.ascontiguousarray(table)).to(dtype)
