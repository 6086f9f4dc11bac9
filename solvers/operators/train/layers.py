"""Layers on the circle and the torus in PyTorch: Fourier multipliers by products with kept waves, and convolutions.

Legend: b samples, c channels, i concepts, K kept frequencies (:mod:`solvers.operators.train.waves`); grids are the last axes.  A multiplier
acts on the coefficients of the norm "forward", those of the function itself, so a trained layer means the same at every resolution.
"""

from __future__ import annotations

import torch
from torch import Tensor

from solvers.operators.train.waves import Grid, analysis, cell_weights, in_cells, read_cells, synthesis, write_cells


def spread(x: Tensor, gain: Tensor, modes: int, points: Grid | None = None) -> Tensor:
    """Encoder: c functions to p, ``u_i = sum_c multiplier_ic(x_c)``, shape (b, i, *points).

    Args:
        x: functions, shape (b, c, *grid).
        gain: real and imaginary parts of R_ic(k), shape (2, c, i, K); the imaginary part of the constant is not used.
        modes: per axis.
        points: of the results; left out: those of x.
    """
    grid = tuple(x.shape[2:])
    if _one_channel_on_the_circle(x, gain):
        return synthesis(*_sum(*analysis(x, modes), gain, "bck,cik->bik"), points or grid, modes)
    return write_cells(_mixed(read_cells(x, modes), _matrices(gain, modes, len(grid))), points or grid, modes)


def gather_spectrum(z: Tensor, gain: Tensor, modes: int) -> tuple[Tensor, Tensor]:
    """Decoder, as coefficients: ``sum_i R_ic(k) c_k(z_i)``, two tensors of shape (b, c, K)."""
    return _sum(*analysis(z, modes, z.ndim - 2), gain, "bik,cik->bck")


def gather(z: Tensor, gain: Tensor, modes: int, points: Grid | None = None) -> Tensor:
    """Decoder: p functions to c, ``y_c = sum_i multiplier_ic(z_i)``, shape (b, c, *points), by default on the points of the codes."""
    grid = tuple(z.shape[2:])
    if _one_channel_on_the_circle(z, gain):
        return synthesis(*gather_spectrum(z, gain, modes), points or grid, modes)
    matrices = _matrices(gain, modes, len(grid)).transpose(2, 3)
    return write_cells(_mixed(read_cells(z, modes), matrices), points or grid, modes)


def _one_channel_on_the_circle(x: Tensor, gain: Tensor) -> bool:
    """Where products by the entry are faster than a matrix for every mode."""
    return gain.shape[1] == 1 and x.ndim == 3


def _sum(a: Tensor, b: Tensor, gain: Tensor, pattern: str) -> tuple[Tensor, Tensor]:
    r, s = gain
    if gain.shape[1] == 1:  # one channel: products by the entry
        left, right = a * r[0] - b * s[0], a * s[0] + b * r[0]
        return (left, right) if pattern.endswith("bik") else (left.sum(1, keepdim=True), right.sum(1, keepdim=True))
    return (
        torch.einsum(pattern, a, r) - torch.einsum(pattern, b, s),
        torch.einsum(pattern, a, s) + torch.einsum(pattern, b, r),
    )


def _matrices(gain: Tensor, modes: int, dimension: int) -> Tensor:
    """Gains (2, c, i, K) as one matrix for every cell, shape (2, cells, c, i), with the weights of the cells."""
    cells = in_cells(gain, modes, dimension)
    return (cells * cell_weights(modes, dimension, gain.dtype)[:, None, None, None]).transpose(0, 1).contiguous()


def _mixed(cells: Tensor, matrices: Tensor) -> Tensor:
    """The product of complex matrices in every cell: (2, cells, b, c) times (2, cells, c, i)."""
    (a, b), (r, s) = cells, matrices
    return torch.stack([torch.baddbmm(a @ r, b, s, alpha=-1), torch.baddbmm(a @ s, b, r)])


def placed(taps: Tensor, grid: Grid, dilation: int = 1) -> Tensor:
    """Taps on a grid, ``dilation`` points apart on every axis, starting at the first point; shape (c, i, *grid)."""
    d = len(grid)
    at = [torch.arange(taps.shape[-d + a]) * dilation % n for a, n in enumerate(grid)]
    index = at[0] if d == 1 else (at[0][:, None] * grid[1] + at[1][None, :]).flatten()
    size = grid[0] if d == 1 else grid[0] * grid[1]
    flat = taps.new_zeros(*taps.shape[:-d], size).index_add(-1, index, taps.flatten(-d))
    return flat.unflatten(-1, grid)


def resampled(kernels: Tensor, grid: Grid) -> Tensor:
    """Kernels as functions, on another grid of the same domain: the same gains of all modes that both grids tell apart.

    Args:
        kernels: on the grid of training, shape (..., *old grid).
        grid: the new one.

    >>> resampled(torch.tensor([1.0, 0.0, 0.0]), (9,))[::3]
    tensor([0.3333, 0.0000, 0.0000])
    """
    d = len(grid)
    axes = tuple(range(-d, 0))
    spectrum = torch.fft.fftn(kernels, dim=axes)
    for a, n in zip(axes, grid, strict=True):
        old = kernels.shape[a]
        half = (min(old, n) - 1) // 2  # the unpaired frequency of an even grid belongs to no single function
        low, high = spectrum.narrow(a, 0, half + 1), spectrum.narrow(a, old - half, half)
        gap = list(spectrum.shape)
        gap[a] = n - 2 * half - 1
        spectrum = torch.cat([low, spectrum.new_zeros(gap), high], a)
    return torch.fft.ifftn(spectrum, dim=axes).real


def convolve(z: Tensor, kernels: Tensor) -> Tensor:
    """Circular convolution and sum over concepts: z (b, i, *grid), kernels (c, i, *grid); shape (b, c, *grid)."""
    return _multiplied(z, kernels, "bi...,ci...->bc...", adjoint=False)


def correlate(x: Tensor, kernels: Tensor) -> Tensor:
    """The adjoint of :func:`convolve`: inner products with the shifted kernels; x (b, c, *grid), shape (b, i, *grid)."""
    return _multiplied(x, kernels, "bc...,ci...->bi...", adjoint=True)


def _multiplied(x: Tensor, kernels: Tensor, pattern: str, *, adjoint: bool) -> Tensor:
    grid = tuple(x.shape[2:])
    axes = tuple(range(-len(grid), 0))
    h = torch.fft.rfftn(kernels, dim=axes)
    return torch.fft.irfftn(
        torch.einsum(pattern, torch.fft.rfftn(x, dim=axes), h.conj() if adjoint else h), s=grid, dim=axes
    )


def padded(x: Tensor, before: int, grid: Grid) -> Tensor:
    """Functions with zeros around: ``before`` points before every axis, up to the sizes of ``grid``."""
    d = len(grid)
    sides: list[int] = []
    for n, size in zip(reversed(x.shape[-d:]), reversed(grid), strict=True):
        sides += [before, size - n - before]
    return torch.nn.functional.pad(x, sides)


def cropped(x: Tensor, before: int, grid: Grid) -> Tensor:
    """The adjoint of :func:`padded`: the points from ``before`` on."""
    for a, n in zip(range(-len(grid), 0), grid, strict=True):
        x = x.narrow(a, before, n)
    return x
