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
PIECE = 4096  # rows that are looked at together


class FieldSource:
    """Rows of a file as functions: between its points a row is the trigonometric polynomial through them.

    A row of an even number of points has one frequency more than such a function can tell apart, the highest one; it is left out.
    Rows are drawn with replacement, by the step; a share of them is held out of training.

    Args:
        data: the section of the configuration, of kind "fields".
        seed: of the order, unless the section has its own.

    Raises:
        InputError: a file that cannot be read, numbers that are not finite, only zeros, or rows of another length than the grid.
    """

    kernels_ik: NDArray[np.complex128] | None = None

    def __init__(self, data: FunctionData, *, seed: int) -> None:
        self.seed, self.grid = seed if data.seed is None else data.seed, data.grid
        self._rows = RowFiles(data.file or "", key=data.key, scan=True)
        if self._rows.width != data.grid:
            raise InputError(
                "data.grid", data.grid, f"the rows of {data.file} have {self._rows.width} points", "write that number"
            )
        if not any(
            np.any(self._rows.rows(np.arange(i, min(i + PIECE, len(self._rows)))))
            for i in range(0, len(self._rows), PIECE)
        ):
            raise InputError("data.file", "zeros", "every row is zero: there is nothing to learn", "check the file")
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
        """The first rows that are held out, at most so many; raises InputError when all of them are zero."""
        held = self._read(self._split.held(np.arange(min(size, self._split.held_count))))
        if not np.any(held.spectrum_bk):
            raise InputError("data.file", "zeros", "the rows that are held out are zero: there is nothing to measure")
        return held

    def _read(self, numbers: NDArray[np.int64]) -> Functions:
        spectrum = np.fft.rfft(self._rows.rows(numbers).astype(np.float64), norm="forward")
        return Functions(spectrum[:, : self.band + 1], None, 0.0, (self.seed, 0))


def source_of(data: FunctionData, *, seed: int) -> Source:
    """The functions that a configuration names."""
    return FieldSource(data, seed=seed) if data.kind == "fields" else FunctionSource(data, seed=seed)
