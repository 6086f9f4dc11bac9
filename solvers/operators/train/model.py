"""Sparse autoencoders on functions: an encoder to one code function per concept, sparsity, a decoder that adds the concepts up."""

from __future__ import annotations

from collections.abc import Callable
from math import ceil, prod
from typing import Literal

import torch
from torch import Tensor, nn

from solvers.operators.train.layers import (
    convolve,
    correlate,
    cropped,
    gather,
    padded,
    placed,
    resampled,
    spread,
)
from solvers.operators.train.lift import Lift
from solvers.operators.train.sections import OperatorModel
from solvers.operators.train.waves import Grid, kept, stretched, twice
from theory.errors import InputError

DTYPES = {"float32": torch.float32, "float64": torch.float64}
How = Literal["as trained", "dilated", "resampled"]


class OperatorSAE(nn.Module):
    """``z = sparse(ReLU(E x - theta))``, ``y = D z + b``: functions on a grid in, codes (b, i, *grid) and functions out.

    More iterations of the encoder unroll ISTA: ``z <- sparse(ReLU(z + alpha (E (x - D z - b) - theta)))`` from z = 0, alpha trained;
    or FISTA, in which the step starts from z plus its last move times (t - 1) / t', t' = (1 + sqrt(1 + 4 t^2)) / 2.

    Args:
        model: the section of the configuration.
        grid: grid points in training.
        channels: numbers at every point.
        seed: of the starting parameters.

    Parameters by kind (h channels, lifted if there is a lift):
        ``encoder``, ``decoder``: multipliers (2, h, i, K), taps (h, i, *taps) or rows (h, i) where h counts all numbers of a
        sample; ``threshold_i``; ``bias`` (a number per channel, or one per number of a sample for sae-mlp); ``log_step`` with more
        than one iteration; ``lift.matrix`` (h, channels).

    >>> sae = OperatorSAE(OperatorModel("sae-fno", concepts=3, modes=4), grid=(16,), seed=0)
    >>> sae(torch.zeros(2, 1, 32))[1].shape  # trained at 16 points, used at 32
    torch.Size([2, 3, 32])
    >>> torus = OperatorSAE(OperatorModel("sae-cnn", concepts=3, taps=5), grid=(16, 12), channels=2, seed=0)
    >>> torus(torch.zeros(2, 2, 16, 12))[1].shape
    torch.Size([2, 3, 16, 12])
    """

    def __init__(self, model: OperatorModel, *, grid: Grid, channels: int = 1, seed: int) -> None:
        super().__init__()
        self.model, self.grid, self.channels = model, grid, channels
        dtype = DTYPES[model.dtype]
        generator = torch.Generator().manual_seed(seed)
        numbers = channels * (prod(grid) if model.kind == "sae-mlp" else 1)
        self.lift = Lift(model, numbers, generator)
        start = torch.randn(self.shape(), generator=generator, dtype=torch.float64)
        if model.kind == "sae-fno":
            start[1, ..., 0] = 0.0
        start /= self._squares(start).sqrt()[:, *(None,) * (start.ndim - self._concept_axis() - 1)]
        # the code of an sae-fno is a density over the domain: a unit event on one of n points has height n
        start *= float(prod(grid)) ** 0.5 if model.kind == "sae-fno" else 1.0
        if model.kind == "sae-fno" and model.balanced:
            start[..., 1:] *= 2**0.5
        flipped = torch.stack([start[0], -start[1]]) if model.kind == "sae-fno" else start
        self.decoder = nn.Parameter(start.clone().to(dtype))
        self.encoder = nn.Parameter(flipped.clone().to(dtype))
        self.threshold_i = nn.Parameter(torch.zeros(model.concepts, dtype=dtype))
        self.bias = nn.Parameter(torch.zeros(numbers, dtype=dtype))
        self.log_step = nn.Parameter(-self._curvature().log()) if model.iterations > 1 else None

    def shape(self) -> tuple[int, ...]:
        """The shape of the encoder and of the decoder."""
        m, h, d = self.model, self.lift.height, len(self.grid)
        if m.kind == "sae-fno":
            return 2, h, m.concepts, kept(m.modes or 1, d)
        return (h, m.concepts, *[m.taps or 1] * d) if m.kind == "sae-cnn" else (h, m.concepts)

    def _concept_axis(self) -> int:
        return 2 if self.model.kind == "sae-fno" else 1

    def gains(self, which: Literal["encoder", "decoder"]) -> Tensor:
        """The effective encoder or decoder: lifted parameters seen from the data, balanced ones as gains."""
        out = self.lift.effective(getattr(self, which), which, self._concept_axis() - 1)
        if self.model.kind != "sae-fno" or not self.model.balanced:
            return out
        scale = torch.full((out.shape[-1],), 0.5**0.5, dtype=out.dtype)
        scale[0] = 1.0
        return out * scale

    def forward(self, x: Tensor, *, how: How = "as trained", times: int = 1) -> tuple[Tensor, Tensor]:
        """Outputs (b, channels, *grid) and codes (b, i, *grid); sae-mlp: codes (b, i, 1); oversampled codes have more points.

        Args:
            x: functions, shape (b, channels, *grid).
            how: sae-cnn on another grid than that of training: the same taps, taps moved apart by ``times`` points, or the kernel
                resampled as a function.
            times: sae-cnn: distance of two taps, in grid points; sae-fno: how many times the domain is as long as in training, with
                gains by physical frequency.

        Raises:
            InputError: a grid that the model cannot read.
        """
        grid = tuple(x.shape[2:])
        self.check_grid(grid, times, how)
        read, write = self._layers(grid, how, times)
        bias = self.bias.reshape(self.channels, *((1,) * len(grid) if self.model.kind != "sae-mlp" else grid))
        x, z = x - bias, None
        start, t = None, 1.0
        for _ in range(self.model.iterations):
            u = read(x if start is None else x - write(start)) - self.threshold_i[:, *(None,) * self._code_axes(grid)]
            if self.log_step is not None:
                u = u * self.log_step.exp()
            before, z = z, self.sparse(u if start is None else start + u)
            start = z
            if self.model.accelerated:
                after = (1 + (1 + 4 * t * t) ** 0.5) / 2
                start = z if before is None else z + (z - before) * ((t - 1) / after)
                t = after
        assert z is not None  # there is at least one iteration
        return write(z) + bias, z

    def _code_axes(self, grid: Grid) -> int:
        return 1 if self.model.kind == "sae-mlp" else len(grid)

    def _layers(
        self, grid: Grid, how: How, times: int
    ) -> tuple[Callable[[Tensor], Tensor], Callable[[Tensor], Tensor]]:
        """Reading ``E x`` and writing ``D z``, without threshold, sparsity and bias."""
        m, e, d = self.model, self.gains("encoder"), self.gains("decoder")
        if m.kind == "sae-mlp":
            return (
                lambda x: (x.flatten(1) @ e)[:, :, None],
                lambda z: (z[:, :, 0] @ d.T).reshape(len(z), self.channels, *grid),
            )
        if m.kind == "sae-fno":
            (e, modes), (d, _) = (stretched(g, m.modes or 1, times, len(grid)) for g in (e, d))
            finer = tuple(n * m.oversample for n in grid)
            return lambda x: spread(x, e, modes, finer), lambda z: gather(z, d, modes, grid)
        if how == "resampled":
            e, d = (resampled(placed(g, self.grid), grid) for g in (e, d))
            return lambda x: correlate(x, e), lambda z: convolve(z, d)
        if m.boundary == "circular":
            e, d = (placed(g, grid, times) for g in (e, d))
            return lambda x: correlate(x, e), lambda z: convolve(z, d)
        taps, half = m.taps or 1, times * ((m.taps or 1) // 2)
        whole = tuple(n + times * (taps - 1) for n in grid)
        e, d = (placed(g, whole, times) for g in (e, d))
        return (
            lambda x: cropped(correlate(padded(x, half, whole), e), 0, grid),
            lambda z: cropped(convolve(padded(z, 0, whole), d), half, grid),
        )

    @torch.no_grad()
    def _curvature(self) -> Tensor:
        """The largest eigenvalue of D^T D at the start (of a circular convolution): with its reciprocal as step size ISTA descends."""
        d = self.gains("decoder")
        if self.model.kind == "sae-mlp":
            return torch.linalg.matrix_norm(d, 2).square()
        if self.model.kind == "sae-cnn":
            d = torch.fft.fftn(placed(d, self.grid), dim=tuple(range(2, d.ndim))).flatten(2)
        else:
            d = torch.complex(d[0], d[1])
        return torch.linalg.matrix_norm(d.movedim(-1, 0), 2).square().max()

    def check_grid(self, grid: Grid, times: int = 1, how: How = "as trained") -> None:
        """Refuse a grid that the model cannot read.

        Raises:
            InputError: too few points for the modes or taps, another number of axes, or any other grid than that of training for an
                sae-mlp.
        """
        m, n = self.model, min(grid, default=0)
        if len(grid) != len(self.grid):
            raise InputError("points", list(grid), f"this {m.kind} reads functions of {len(self.grid)} variable(s)")
        if m.kind == "sae-mlp" and grid != self.grid:
            raise InputError(
                "points",
                _text(grid),
                f"an sae-mlp reads the {_text(self.grid)} points it was trained on",
                "resample the functions",
            )
        least = 2 * (m.modes - 1) * times + 1 if m.modes else m.taps or 1
        if n < least:
            raise InputError("points", _text(grid), f"this {m.kind} needs at least {least} points")
        if how == "resampled" and m.boundary == "zero":
            raise InputError("boundary", m.boundary, "a kernel is resampled on the circle", 'use boundary = "circular"')

    def norms_i(self) -> Tensor:
        """The norms of what the concepts write: a penalty of codes without them is lowered by small codes and large kernels."""
        return self._squares(self.gains("decoder")).sqrt()

    def _squares(self, d: Tensor) -> Tensor:
        """Squared norms of the kernels of the concepts."""
        if self.model.kind == "sae-fno":
            return (d.square().sum((0, 1)) * twice(self.model.modes or 1, len(self.grid), d.dtype)).sum(-1)
        return d.square().sum(tuple(a for a in range(d.ndim) if a != 1))

    def sparse(self, u: Tensor) -> Tensor:
        """ReLU, then the sparsity of the configuration: points of every concept first, then the concepts with most energy left."""
        z = u.relu()
        n, m = z[0, 0].numel(), self.model
        dense = m.oversample ** len(self.grid)
        count = {"threshold": n, "count": (m.points or n) * dense, "fraction": ceil((m.fraction or 1.0) * n)}[
            m.sparsity
        ]
        if count < n:
            flat = z.flatten(2)
            z = _largest(flat, flat, count).reshape(z.shape)
        if m.active is not None and m.active < m.concepts:
            energy = z.detach().square().flatten(2).sum(-1)
            z = z * _largest(torch.ones_like(energy), energy, m.active)[:, :, *(None,) * (z.ndim - 2)]
        return z


def _text(grid: Grid) -> str:
    return " x ".join(map(str, grid))


def _largest(values: Tensor, by: Tensor, count: int) -> Tensor:
    """The values at the ``count`` largest entries of ``by`` along the last axis, zero elsewhere."""
    index = by.detach().topk(count, dim=-1).indices
    return values * torch.zeros_like(values).scatter(-1, index, 1.0)
