"""The activations of ``theory.sdl`` on torch tensors, with the mask of what is copied."""

from __future__ import annotations

from typing import TYPE_CHECKING

from theory.sdl import Activation

if TYPE_CHECKING:
    from torch import Tensor


def sigma(activation: Activation, z: Tensor) -> tuple[Tensor, Tensor]:
    """``sigma(z)`` and the entries that it copies.

    Every activation copies some entries and sets the others to zero, so ``mask`` is also its derivative wherever it has one:
    ``sigma(z) = mask * z``.  A selected entry of topk that is not positive is not copied (Top-k of ReLU).

    Args:
        activation: any of ``theory.sdl.Activation``.
        z: pre-activations of shape (..., q); for batchtopk (..., n, q), each n x q table is one batch.

    Returns:
        values and mask, of the shape of ``z``; the mask is boolean.  Ties go to the smaller index.

    >>> import torch
    >>> sigma(Activation("topk", k=1), torch.tensor([[2.0, 2.0, -1.0]]))[0].tolist()
    [[2.0, 0.0, 0.0]]
    """
    import torch

    if activation.kind == "relu":
        mask = z > 0
    elif activation.kind == "jumprelu":
        mask = z > float(activation.theta or 0)
    elif activation.kind == "batchtopk":
        flat = z.flatten(-2)
        mask = _largest(flat, (activation.k or 0) * z.shape[-2]).reshape(z.shape) & (z > 0)
    else:
        mask = _largest(z, activation.k or 0)
        if activation.kind == "topk":
            mask &= z > 0
    return torch.where(mask, z, torch.zeros_like(z)), mask


FEW = 4  # entries among which counting takes half the time of sorting; equal at 6


def _largest(z: Tensor, k: int) -> Tensor:
    """The k largest entries along the last axis; of equal entries those of lower index."""
    import torch

    if (q := z.shape[-1]) <= FEW:  # an entry is kept when fewer than k others come before it
        earlier = torch.ones(q, q, dtype=torch.bool, device=z.device).tril(-1)
        here, other = z[..., :, None], z[..., None, :]
        return ((other > here) | ((other == here) & earlier)).sum(-1) < k
    order = torch.argsort(z, dim=-1, descending=True, stable=True)[..., :k]
    return torch.zeros_like(z, dtype=torch.bool).scatter_(-1, order, True)
