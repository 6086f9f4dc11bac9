"""Sparse autoencoders on functions: an encoder to one code function per concept, sparsity, a decoder that adds the concepts up."""

from __future__ import annotations

from math import ceil

import torch
from torch import Tensor, nn

from solvers.operators.train.config import OperatorModel
from solvers.operators.train.layers import convolve, correlate, gather, placed, spread, stretched
from theory.errors import InputError

DTYPES = {"float32": torch.float32, "float64": torch.float64}


class OperatorSAE(nn.Module):
    """``z = sparse(ReLU(E x - theta))``, ``y = D z + b``: functions on n points in, codes (b, i, n) and functions out.

    More iterations of the encoder unroll ISTA: ``z <- sparse(ReLU(z + alpha (E (x - D z - b) - theta)))`` from z = 0, alpha trained.

    Args:
        model: the section of the configuration.
        grid: number of grid points in training.
        seed: of the starting parameters.

    Parameters by kind (c = 2 modes for sae-fno, the taps for sae-cnn, the grid for sae-mlp):
        ``encoder``, ``decoder``: multipliers (2, i, modes), taps (i, taps) or rows (i, grid); ``threshold_i``; ``bias`` (a number,
        or one per grid point for sae-mlp); ``log_step`` with more than one iteration.

    >>> sae = OperatorSAE(OperatorModel("sae-fno", concepts=3, modes=4), grid=16, seed=0)
    >>> sae(torch.zeros(2, 32))[1].shape  # trained at 16 points, used at 32
    torch.Size([2, 3, 32])
    """

    def __init__(self, model: OperatorModel, *, grid: int, seed: int) -> None:
        super().__init__()
        self.model, self.grid = model, grid
        dtype = DTYPES[model.dtype]
        generator = torch.Generator().manual_seed(seed)
        start = torch.randn(self.shape(), generator=generator, dtype=torch.float64)
        if model.kind == "sae-fno":  # kernels of norm 1 in L^2, whatever the number of modes
            start[1, :, 0] = 0.0
            start /= (start.square().sum((0, 2), keepdim=True) * 2 - start[:1, :, :1].square()).sqrt()
        else:
            start /= start.square().sum(1, keepdim=True).sqrt()
        # the code of an sae-fno is a density over the domain: a unit event on one of n points has height n
        scale = {"sae-fno": float(grid), "sae-cnn": 1.0, "sae-mlp": 1.0}[model.kind]
        flipped = start * torch.tensor([1.0, -1.0], dtype=torch.float64)[:, None, None] if start.ndim == 3 else start
        self.decoder = nn.Parameter((start * scale**0.5).to(dtype))
        self.encoder = nn.Parameter((flipped * scale**0.5).to(dtype))
        self.threshold_i = nn.Parameter(torch.zeros(model.concepts, dtype=dtype))
        self.bias = nn.Parameter(torch.zeros(grid if model.kind == "sae-mlp" else 1, dtype=dtype))
        self.log_step = nn.Parameter(-self._curvature().log()) if model.iterations > 1 else None

    def shape(self) -> tuple[int, ...]:
        """The shape of the encoder and of the decoder."""
        m = self.model
        if m.kind == "sae-fno":
            return 2, m.concepts, m.modes or 1
        return m.concepts, (m.taps or 1) if m.kind == "sae-cnn" else self.grid

    def forward(self, x_bn: Tensor, *, dilation: int = 1) -> tuple[Tensor, Tensor]:
        """Outputs (b, n) and codes (b, i, n); for sae-mlp codes (b, i, 1), oversampled codes have that many more points.

        Args:
            x_bn: functions on n points.
            dilation: sae-cnn: distance of two taps, in grid points; sae-fno: how many times the circle is as long as in training, with
                gains by physical frequency.

        Raises:
            InputError: a grid that the model cannot read.
        """
        self.check_grid(x_bn.shape[-1], dilation)
        z = self._read(x_bn - self.bias, dilation)
        for _ in range(self.model.iterations - 1):
            z = self._read(x_bn - self.decode(z, dilation), dilation, z)
        return self.decode(z, dilation), z

    def _read(self, rest_bn: Tensor, dilation: int, z_bin: Tensor | None = None) -> Tensor:
        """One step of the encoder on what the codes do not explain yet."""
        u = self.encode(rest_bn, dilation) - self.threshold_i[:, None]
        if self.log_step is not None:
            u = u * self.log_step.exp()
        return self.sparse(u if z_bin is None else z_bin + u)

    @torch.no_grad()
    def _curvature(self) -> Tensor:
        """The largest eigenvalue of D^T D at the start: with its reciprocal as step size ISTA descends."""
        d = self.decoder
        if self.model.kind == "sae-fno":
            return d.square().sum((0, 1)).max()
        if self.model.kind == "sae-cnn":
            return torch.fft.rfft(placed(d, self.grid)).abs().square().sum(0).max()
        return torch.linalg.matrix_norm(d, 2).square()

    def check_grid(self, n: int, dilation: int = 1) -> None:
        """Refuse a grid that the model cannot read.

        Raises:
            InputError: too few points for the modes or taps, or any other grid than that of training for an sae-mlp.
        """
        m = self.model
        if m.kind == "sae-mlp" and n != self.grid:
            raise InputError(
                "points", n, f"an sae-mlp reads the {self.grid} points it was trained on", "resample the functions"
            )
        least = 2 * (m.modes - 1) * dilation + 1 if m.modes else m.taps or 1
        if n < least:
            raise InputError("points", n, f"this {m.kind} needs at least {least} points")

    def encode(self, x_bn: Tensor, dilation: int = 1) -> Tensor:
        """``E x`` without threshold and sparsity, shape (b, i, n)."""
        if self.model.kind == "sae-fno":
            return spread(x_bn, stretched(self.encoder, dilation), self.model.oversample * x_bn.shape[-1])
        if self.model.kind == "sae-cnn":
            return correlate(x_bn[:, None], placed(self.encoder, x_bn.shape[-1], dilation))
        return (x_bn @ self.encoder.T)[:, :, None]

    def decode(self, z_bin: Tensor, dilation: int = 1) -> Tensor:
        """``D z + b``, shape (b, n)."""
        if self.model.kind == "sae-fno":
            return (
                gather(z_bin, stretched(self.decoder, dilation), z_bin.shape[-1] // self.model.oversample) + self.bias
            )
        if self.model.kind == "sae-cnn":
            return convolve(z_bin, placed(self.decoder, z_bin.shape[-1], dilation)).sum(1) + self.bias
        return z_bin[:, :, 0] @ self.decoder + self.bias

    def norms_i(self) -> Tensor:
        """The norms of what the concepts write: a penalty of codes without them is lowered by small codes and large kernels."""
        d = self.decoder
        if self.model.kind == "sae-fno":
            return (2 * d.square().sum((0, 2)) - d[0, :, 0].square()).sqrt()
        return d.square().sum(1).sqrt()

    def sparse(self, u_bin: Tensor) -> Tensor:
        """ReLU, then the sparsity of the configuration: points of every concept first, then the concepts with most energy left."""
        z = u_bin.relu()
        n, m = z.shape[-1], self.model
        count = {"threshold": n, "count": (m.points or n) * m.oversample, "fraction": ceil((m.fraction or 1.0) * n)}[
            m.sparsity
        ]
        if count < n:
            z = _largest(z, z, count)
        if m.active is not None and m.active < m.concepts:
            energy = z.detach().square().sum(-1)
            z = z * _largest(torch.ones_like(energy), energy, m.active)[:, :, None]
        return z


def _largest(values: Tensor, by: Tensor, count: int) -> Tensor:
    """The values at the ``count`` largest entries of ``by`` along the last axis, zero elsewhere."""
    index = by.detach().topk(count, dim=-1).indices
    return values * torch.zeros_like(values).scatter(-1, index, 1.0)
