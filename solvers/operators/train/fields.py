"""One's own functions: rows of a file, each the samples of a function on the same grid of the circle."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from solvers.operators.train.config import FunctionData
from solvers.operators.train.functions import Functions, FunctionSource, Source
from solvers.sdl.train.data.holdout import Split
from solvers.sdl.train.data.row_files import RowFiles
from theory.errors import InputError

HOLDOUT = 0.1


class FieldSource:
    """Rows of a file as functions: between its points a row is the trigonometric polynomial through them.

    A row of an even number of points has one frequency more than such a function can tell apart, the highest one; it is left out.
    Rows are drawn with replacement, by the step; a share of them is held out of training.

    Args:
        data: the section of the configuration, of kind "fields".
        seed: of the order, unless the section has its own.

    Raises:
        InputError: a file that cannot be read, numbers that are not finite, or rows of another length than the grid.
    """

    kernels_ik: NDArray[np.complex128] | None = None

    def __init__(self, data: FunctionData, *, seed: int) -> None:
        self.seed, self.grid = seed if data.seed is None else data.seed, data.grid
        self._rows = RowFiles(data.file or "", key=data.key, scan=True)
        if self._rows.width != data.grid:
            raise InputError(
                "data.grid", data.grid, f"the rows of {data.file} have {self._rows.width} points", "write that number"
            )
        self._split = Split(len(self._rows), HOLDOUT if data.holdout is None else data.holdout)

    @property
    def band(self) -> int:
        """The largest frequency of a function."""
        return (self.grid - 1) // 2

    def batch(self, step: int, size: int) -> Functions:
        """Rows that are not held out."""
        rng = np.random.default_rng(np.random.SeedSequence([self.seed, step, *b"rows"]))
        return self._read(self._split.training(rng.integers(self._split.count, size=size)))

    def fresh(self, size: int) -> Functions:
        """The first rows that are held out, at most so many."""
        return self._read(self._split.held(np.arange(min(size, self._split.held_count))))

    def _read(self, numbers: NDArray[np.int64]) -> Functions:
        spectrum = np.fft.rfft(self._rows.rows(numbers).astype(np.float64), norm="forward")
        return Functions(spectrum[:, : self.band + 1], None, 0.0, (self.seed, 0))


def source_of(data: FunctionData, *, seed: int) -> Source:
    """The functions that a configuration names."""
    return FieldSource(data, seed=seed) if data.kind == "fields" else FunctionSource(data, seed=seed)
