"""Sparse functional data: a few shifted kernels per sample, known exactly, so that one function can be sampled on any grid.

Every batch is a function of (seed, step): a run can be resumed and repeated.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Protocol

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor

from solvers.operators.train.sections import FunctionData
from solvers.operators.train.waves import Grid, frequencies, kept, synthesis

FRESH = 1 << 40  # steps of training are below this: batches for measuring come from beyond
LEAST, MOST = 0.5, 1.5  # amplitudes of events


@dataclass(frozen=True)
class Functions:
    """Samples as coefficients of the kept frequencies |k| <= band, and what they were made of.

    Args:
        spectrum_bck: shape (b, channels, K), complex128, in the order of :func:`solvers.operators.train.waves.frequencies`.
        band: the largest frequency on every axis.
        codes: amplitude by concept and point of the training grid, shape (b, kernels, *grid); None where they are not known.
        noise: standard deviation of the noise at every grid point.
        key: of the noise.
    """

    spectrum_bck: NDArray[np.complex128]
    band: int
    codes: NDArray[np.float64] | None
    noise: float
    key: tuple[int, int]

    def sampled(self, grid: Grid, *, clean: bool = False) -> NDArray[np.float64]:
        """The functions on a grid, shape (b, channels, *grid); frequencies that the grid cannot show are aliased, as sampling does."""
        x = synthesised(self.spectrum_bck, grid)
        if clean or not self.noise:
            return x
        rng = np.random.default_rng(np.random.SeedSequence([*self.key, *grid, *b"noise"]))
        return x + self.noise * rng.standard_normal(x.shape)


def synthesised(spectrum: NDArray[np.complex128], grid: Grid) -> NDArray[np.float64]:
    """Values on a grid of the real functions with these kept coefficients, shape (..., *grid)."""
    real, imaginary = (torch.from_numpy(np.ascontiguousarray(part)) for part in (np.real(spectrum), np.imag(spectrum)))
    return synthesis(real, imaginary, grid, band_of(spectrum.shape[-1], len(grid)) + 1).numpy()


def band_of(count: int, dimension: int) -> int:
    """The largest frequency per axis of so many kept coefficients.

    >>> band_of(5, 1), band_of(13, 2)
    (4, 2)
    """
    return round((2 * count - 1) ** (1 / dimension)) // 2


def weights(band: int, dimension: int) -> NDArray[np.float64]:
    """How many frequencies a kept one stands for: 1 for the constant, 2 for the others."""
    out = np.full(kept(band + 1, dimension), 2.0)
    out[0] = 1.0
    return out


class Source(Protocol):
    """Functions by the step at which they are used."""

    grid: Grid
    channels: int

    @property
    def band(self) -> int:
        """The largest frequency of a function."""
        ...

    @property
    def kernels_ick(self) -> NDArray[np.complex128] | None:
        """Coefficients of the kernels behind the functions, where they are known."""
        ...

    def batch(self, step: int, size: int) -> Functions:
        """The samples of a step."""
        ...

    def fresh(self, size: int) -> Functions:
        """Samples that training never sees, at most so many."""
        ...


class FunctionSource:
    """The sparse functional model ``x = sum_i kappa_i * z_i`` on the circle or the torus of length 1.

    Kernels have independent Gaussian coefficients up to the band and norm 1 in L^2; every sample has ``events`` places on the
    training grid, each with a random concept and an amplitude between 0.5 and 1.5.

    >>> source = FunctionSource(FunctionData("functions", grid=(16,), band=3), seed=0)
    >>> batch = source.batch(0, 2)
    >>> bool(np.allclose(batch.sampled((16,), clean=True), batch.sampled((32,), clean=True)[..., ::2]))
    True
    """

    def __init__(self, data: FunctionData, *, seed: int) -> None:
        self.seed, self.grid, self.channels = seed if data.seed is None else data.seed, data.grid, data.channels
        self.made = made = data.made()
        rng = np.random.default_rng(np.random.SeedSequence([self.seed, *b"kernels"]))
        shape = (made.kernels, self.channels, kept(made.band + 1, len(self.grid)))
        gains = rng.standard_normal(shape) + 1j * rng.standard_normal(shape)
        gains[..., 0] = gains[..., 0].real
        energy = (weights(made.band, len(self.grid)) * np.abs(gains) ** 2).sum((1, 2), keepdims=True)
        self.gains_ick = gains / np.sqrt(energy)

    @property
    def band(self) -> int:
        """The largest frequency of a function."""
        return self.made.band

    @property
    def kernels_ick(self) -> NDArray[np.complex128] | None:
        """Coefficients of the kernels behind the functions."""
        return self.gains_ick

    def batch(self, step: int, size: int) -> Functions:
        """The samples of a step."""
        made, grid = self.made, self.grid
        rng = np.random.default_rng(np.random.SeedSequence([self.seed, step, *b"functions"]))
        points = int(np.prod(grid))
        concept, place = (rng.integers(most, size=(size, made.events)) for most in (made.kernels, points))
        amplitude = rng.uniform(LEAST, MOST, size=(size, made.events))
        codes = np.zeros((size, made.kernels, points))
        rows = np.repeat(np.arange(size)[:, None], made.events, axis=1)
        np.add.at(codes, (rows, concept, place), amplitude)
        at = np.stack(np.unravel_index(place, grid), -1) / np.array(
            grid
        )  # on the unit torus, shape (b, events, dimension)
        turns = np.exp(-2j * np.pi * (at @ frequencies(made.band + 1, len(grid)).T))
        spectrum = np.einsum("be,beck,bek->bck", amplitude, self.gains_ick[concept], turns)
        return Functions(spectrum, made.band, codes.reshape(size, made.kernels, *grid), made.noise, (self.seed, step))

    def fresh(self, size: int) -> Functions:
        """Samples that training never sees."""
        return self.batch(FRESH, size)


def tensor(x: NDArray[np.float64], dtype: torch.dtype) -> Tensor:
    """The array as a tensor."""
    return torch.from_numpy(np.ascontiguousarray(x)).to(dtype)
