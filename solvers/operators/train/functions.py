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

from solvers.operators.train.config import FunctionData

FRESH = 1 << 40  # steps of training are below this: batches for measuring come from beyond
LEAST, MOST = 0.5, 1.5  # amplitudes of events


@dataclass(frozen=True)
class Functions:
    """Samples as Fourier coefficients c_0, ..., c_B (c_{-k} is the conjugate), and what they were made of.

    Args:
        spectrum_bk: shape (b, band + 1), complex128.
        codes_bin: amplitude by concept and point of the training grid, shape (b, kernels, grid); None where they are not known.
        noise: standard deviation of the noise at every grid point.
        key: of the noise.
    """

    spectrum_bk: NDArray[np.complex128]
    codes_bin: NDArray[np.float64] | None
    noise: float
    key: tuple[int, int]

    def sampled(self, n: int, *, clean: bool = False) -> NDArray[np.float64]:
        """The functions on n points, shape (b, n); frequencies that the grid cannot show are aliased, as sampling does."""
        x_bn = synthesised(self.spectrum_bk, n)
        if clean or not self.noise:
            return x_bn
        rng = np.random.default_rng(np.random.SeedSequence([*self.key, n, *b"noise"]))
        return x_bn + self.noise * rng.standard_normal(x_bn.shape)


def synthesised(spectrum_bk: NDArray[np.complex128], n: int) -> NDArray[np.float64]:
    """Values on n points of the real functions with these coefficients of the frequencies 0, 1, ..., B."""
    k = np.arange(spectrum_bk.shape[-1])
    waves_kn = np.exp(2j * np.pi * ((k[:, None] * np.arange(n)[None, :]) % n) / n)
    weights = np.where(k == 0, 1.0, 2.0)
    return ((spectrum_bk * weights) @ waves_kn).real


class Source(Protocol):
    """Functions by the step at which they are used."""

    grid: int

    @property
    def band(self) -> int:
        """The largest frequency of a function."""
        ...

    @property
    def kernels_ik(self) -> NDArray[np.complex128] | None:
        """Coefficients of the kernels behind the functions, where they are known."""
        ...

    def batch(self, step: int, size: int) -> Functions:
        """The samples of a step."""
        ...

    def fresh(self, size: int) -> Functions:
        """Samples that training never sees, at most so many."""
        ...


class FunctionSource:
    """The sparse functional model ``x = sum_i kappa_i * z_i`` on the circle of length 1.

    Kernels have independent Gaussian coefficients up to the band and norm 1 in L^2; every sample has ``events`` places on the
    training grid, each with a random concept and an amplitude between 0.5 and 1.5.

    >>> source = FunctionSource(FunctionData("functions", grid=16, band=3), seed=0)
    >>> batch = source.batch(0, 2)
    >>> bool(np.allclose(batch.sampled(16, clean=True), batch.sampled(32, clean=True)[:, ::2]))
    True
    """

    def __init__(self, data: FunctionData, *, seed: int) -> None:
        self.seed, self.grid, self.made = seed if data.seed is None else data.seed, data.grid, data.made()
        made = self.made
        rng = np.random.default_rng(np.random.SeedSequence([self.seed, *b"kernels"]))
        shape = (made.kernels, made.band + 1)
        gains_ik = rng.standard_normal(shape) + 1j * rng.standard_normal(shape)
        gains_ik[:, 0] = gains_ik[:, 0].real
        weights = np.where(np.arange(made.band + 1) == 0, 1.0, 2.0)
        self.gains_ik = gains_ik / np.sqrt((weights * np.abs(gains_ik) ** 2).sum(1, keepdims=True))

    @property
    def band(self) -> int:
        """The largest frequency of a function."""
        return self.made.band

    @property
    def kernels_ik(self) -> NDArray[np.complex128] | None:
        """Coefficients of the kernels behind the functions."""
        return self.gains_ik

    def batch(self, step: int, size: int) -> Functions:
        """The samples of a step."""
        made, grid = self.made, self.grid
        rng = np.random.default_rng(np.random.SeedSequence([self.seed, step, *b"functions"]))
        concept, place = (rng.integers(most, size=(size, made.events)) for most in (made.kernels, grid))
        amplitude = rng.uniform(LEAST, MOST, size=(size, made.events))
        codes = np.zeros((size, made.kernels, grid))
        rows = np.repeat(np.arange(size)[:, None], made.events, axis=1)
        np.add.at(codes, (rows, concept, place), amplitude)
        k = np.arange(made.band + 1)
        turns = np.exp(-2j * np.pi * k[None, None, :] * place[:, :, None] / grid)
        spectrum = (amplitude[:, :, None] * self.gains_ik[concept] * turns).sum(1)
        return Functions(spectrum, codes, made.noise, (self.seed, step))

    def fresh(self, size: int) -> Functions:
        """Samples that training never sees."""
        return self.batch(FRESH, size)


def tensor(x: NDArray[np.float64], dtype: torch.dtype) -> Tensor:
    """The array as a tensor."""
    return torch.from_numpy(np.ascontiguousarray(x)).to(dtype)
