"""Layers on the circle in PyTorch: Fourier multipliers by a product with kept waves, and circular convolutions.

Legend: b samples, i concepts, n grid points, k modes.  A multiplier acts on the coefficients of the norm "forward", those of the function
itself, so a trained layer means the same at every resolution.
"""

from __future__ import annotations

from functools import lru_cache

import numpy as np
import torch
from torch import Tensor


@lru_cache(maxsize=64)
def _waves(n: int, modes: int, dtype: torch.dtype) -> tuple[Tensor, Tensor]:
    """``cos(2 pi k j / n)`` and ``sin(2 pi k j / n)``, shape (n, modes), with the angle reduced before it is rounded."""
    angle = 2 * np.pi * ((np.arange(n)[:, None] * np.arange(modes)[None, :]) % n) / n
    return torch.from_numpy(np.cos(angle)).to(dtype), torch.from_numpy(np.sin(angle)).to(dtype)


def analysis(x: Tensor, modes: int) -> tuple[Tensor, Tensor]:
    """Real and imaginary parts of the coefficients c_0, ..., c_{modes-1} of functions on n points (the last axis)."""
    cos_nk, sin_nk = _waves(x.shape[-1], modes, x.dtype)
    return x @ cos_nk / x.shape[-1], -(x @ sin_nk) / x.shape[-1]


def synthesis(real: Tensor, imaginary: Tensor, n: int) -> Tensor:
    """The real functions with these coefficients, on n points."""
    modes = real.shape[-1]
    cos_nk, sin_nk = _waves(n, modes, real.dtype)
    twice = torch.full((modes,), 2.0, dtype=real.dtype)
    twice[0] = 1.0
    return (real * twice) @ cos_nk.T - (imaginary * twice) @ sin_nk.T


def spread(x_bn: Tensor, gain_2ik: Tensor, points: int | None = None) -> Tensor:
    """Encoder: one function to p functions, ``u_i = multiplier_i(x)``, shape (b, i, points).

    Args:
        x_bn: functions on n points.
        gain_2ik: real and imaginary parts of R_i(k); the imaginary part at k = 0 is not used.
        points: of the results; left out: n.
    """
    a, b = analysis(x_bn, gain_2ik.shape[-1])
    r, s = gain_2ik
    return synthesis(a[:, None] * r - b[:, None] * s, a[:, None] * s + b[:, None] * r, points or x_bn.shape[-1])


def gather_spectrum(z_bin: Tensor, gain_2ik: Tensor) -> tuple[Tensor, Tensor]:
    """Decoder, as coefficients: ``c_k = sum_i R_i(k) c_k(z_i)``, two tensors of shape (b, k)."""
    a, b = analysis(z_bin, gain_2ik.shape[-1])
    r, s = gain_2ik
    return (a * r - b * s).sum(1), (a * s + b * r).sum(1)


def gather(z_bin: Tensor, gain_2ik: Tensor, points: int | None = None) -> Tensor:
    """Decoder: p functions to one, ``y = sum_i multiplier_i(z_i)``, shape (b, points), by default on the points of the codes."""
    return synthesis(*gather_spectrum(z_bin, gain_2ik), points or z_bin.shape[-1])


def stretched(gain_2ik: Tensor, times: int) -> Tensor:
    """The same gains by physical frequency on a circle of ``times`` the length: R_k at mode ``times k``, zero between.

    >>> stretched(torch.tensor([[[1.0, 2.0]], [[0.0, 3.0]]]), 2)[0]
    tensor([[1., 0., 2.]])
    """
    out = gain_2ik.new_zeros(*gain_2ik.shape[:-1], times * (gain_2ik.shape[-1] - 1) + 1)
    out[..., ::times] = gain_2ik
    return out


def placed(taps_ik: Tensor, n: int, dilation: int = 1) -> Tensor:
    """Taps on n points, ``dilation`` points apart, starting at point 0; shape (i, n)."""
    out = taps_ik.new_zeros(len(taps_ik), n)
    where = (torch.arange(taps_ik.shape[1]) * dilation) % n
    return out.index_add(1, where, taps_ik)


def convolve(x: Tensor, kernels_in: Tensor) -> Tensor:
    """Circular convolution of every function with the kernel of its concept; the last axis is the grid."""
    return torch.fft.irfft(torch.fft.rfft(x) * torch.fft.rfft(kernels_in), n=x.shape[-1])


def correlate(x: Tensor, kernels_in: Tensor) -> Tensor:
    """The adjoint of :func:`convolve`: inner products with the shifted kernels."""
    return torch.fft.irfft(torch.fft.rfft(x) * torch.fft.rfft(kernels_in).conj(), n=x.shape[-1])
