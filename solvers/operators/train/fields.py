"""One's own functions: the samples of a file, each measured at the points of one grid of the circle or the torus."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from solvers.operators.train.functions import Functions, FunctionSource, Source
from solvers.operators.train.sections import FunctionData
from solvers.operators.train.waves import frequencies
from solvers.sdl.train.data.holdout import Split
from solvers.sdl.train.data.row_files import RowFiles
from theory.errors import InputError

HOLDOUT = 0.1
PIECE = 4096  # rows that are looked at together


class FieldSource:
    """Samples of a file as functions: between its points a sample is the trigonometric polynomial through them.

    An axis of an even number of points has one frequency more than such a function can tell apart, the highest one; it is left out,
    and on a torus all axes keep the frequencies of the shortest one.  The array has the axes (samples, points), (samples, channels,
    points), (samples, points, points) or (samples, channels, points, points).  Samples are drawn with replacement, by the step; a
    share of them is held out of training.

    Args:
        data: the section of the configuration, of kind "fields".
        seed: of the order, unless the section has its own.

    Raises:
        InputError: a file that cannot be read, numbers that are not finite or complex, only zeros, or another grid than that of the
            configuration.
    """

    kernels_ick: NDArray[np.complex128] | None = None

    def __init__(self, data: FunctionData, *, seed: int) -> None:
        self.seed, self.grid, self.channels = seed if data.seed is None else data.seed, data.grid, data.channels
        self._rows = RowFiles(data.file or "", key=data.key, scan=True, axes=(2, 3, 4))
        self._check_shape(data)
        pieces = (
            self._rows.rows(np.arange(i, min(i + PIECE, len(self._rows)))) for i in range(0, len(self._rows), PIECE)
        )
        if not any(np.any(piece) for piece in pieces):
            raise InputError("data.file", "zeros", "every row is zero: there is nothing to learn", "check the file")
        self._split = Split(len(self._rows), HOLDOUT if data.holdout is None else data.holdout)

    def _check_shape(self, data: FunctionData) -> None:
        found, wanted = self._rows.shape, (self.channels, *self.grid)
        if found == wanted or (self.channels == 1 and found == self.grid):
            return
        if len(found) in (1, len(self.grid)) and self.channels == 1:
            points = " x ".join(map(str, found))
            raise InputError(
                "data.grid",
                _grid(self.grid),
                f"the rows of {data.file} have {points} points",
                f"write grid = {_grid(found)}",
            )
        raise InputError(
            "data.grid, data.channels",
            f"{_grid(self.grid)}, {self.channels}",
            f"the samples of {data.file} have the shape {list(found)}",
            "the axes are samples, channels, then the grid",
        )

    @property
    def band(self) -> int:
        """The largest frequency of a function, on every axis."""
        return (min(self.grid) - 1) // 2

    def batch(self, step: int, size: int) -> Functions:
        """Rows that are not held out."""
        rng = np.random.default_rng(np.random.SeedSequence([self.seed, step, *b"rows"]))
        return self._read(self._split.training(rng.integers(self._split.count, size=size)))

    def fresh(self, size: int) -> Functions:
        """The first rows that are held out, at most so many; raises InputError when all of them are zero."""
        held = self._read(self._split.held(np.arange(min(size, self._split.held_count))))
        if not np.any(held.spectrum_bck):
            raise InputError("data.file", "zeros", "the rows that are held out are zero: there is nothing to measure")
        return held

    def _read(self, numbers: NDArray[np.int64]) -> Functions:
        x = self._rows.rows(numbers).astype(np.float64).reshape(len(numbers), self.channels, *self.grid)
        k = frequencies(self.band + 1, len(self.grid))
        spectrum = np.fft.fftn(x, axes=tuple(range(2, x.ndim)), norm="forward")
        chosen = spectrum[(..., *(k[:, a] % n for a, n in enumerate(self.grid)))]
        return Functions(chosen, self.band, None, 0.0, (self.seed, 0))


def _grid(grid: tuple[int, ...]) -> str:
    return str(grid[0]) if len(grid) == 1 else str(list(grid))


def source_of(data: FunctionData, *, seed: int) -> Source:
    """The functions that a configuration names."""
    return FieldSource(data, seed=seed) if data.kind == "fields" else FunctionSource(data, seed=seed)
