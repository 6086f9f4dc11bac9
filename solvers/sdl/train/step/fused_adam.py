"""Adam in one pass over memory, with clipping inside the pass, and decoder rows that stay on the unit sphere.

A step of Adam reads and writes every parameter and two moments; the arithmetic costs nothing beside that.  So the kernel of torch that
does it in one pass is used (it works entry by entry, so the number of threads cannot change its results), the factor of the clipping
goes into it, and what is removed from the gradient of the decoder is removed block by block.

Torch wraps the methods of its optimisers for its compiler and imports that at their first call, which takes two seconds of every run;
nothing is compiled here, so the methods that are called are those inside the wrappings.
"""

from __future__ import annotations

import inspect
from collections.abc import Iterable
from typing import Any

import torch
from torch import Tensor, nn

BLOCK = (
    1 << 19
)  # entries worked on at a time on a CPU: temporaries of 2 MB are recycled, larger ones are fresh pages every time
TINY = 1e-12  # a row this short has no direction; dividing by more than that keeps float32 finite


class PlainAdam(torch.optim.Adam):
    """Torch's Adam without the wrappings for the compiler: the same numbers.

    >>> p = nn.Parameter(torch.tensor([1.0, -1.0]))
    >>> p.grad = torch.tensor([0.5, -2.0])
    >>> PlainAdam([p], lr=0.25).step()
    >>> p.detach().round(decimals=4).tolist()
    [0.75, -0.75]
    """

    def add_param_group(self, param_group: dict[str, Any]) -> None:
        """As torch has it."""
        inspect.unwrap(torch.optim.Adam.add_param_group)(self, param_group)

    def zero_grad(self, set_to_none: bool = True) -> None:
        """As torch has it."""
        inspect.unwrap(torch.optim.Adam.zero_grad)(self, set_to_none)

    @torch.no_grad()
    def step(self, closure: None = None) -> None:  # pyright: ignore[reportIncompatibleMethodOverride]
        """As torch has it, without a closure."""
        inspect.unwrap(torch.optim.Adam.step)(self)


class FusedAdam(PlainAdam):
    """Adam (Kingma and Ba, arXiv 1412.6980), bias-corrected, without weight decay.

    Args:
        parameters: moved in place by :meth:`step`; or groups of them, as torch has it.
        lr: step size; may be set anew in ``param_groups`` before every step.
        betas: memory of the two moments, each in [0, 1).
        eps: added to the root of the second moment, positive.

    >>> p = nn.Parameter(torch.tensor([1.0, -1.0]))
    >>> p.grad = torch.tensor([0.5, -2.0])
    >>> FusedAdam([p], lr=0.25).clipped_step(None)
    tensor(2.0616)
    >>> p.detach().round(decimals=4).tolist()
    [0.75, -0.75]
    """

    def __init__(
        self,
        parameters: Iterable[nn.Parameter] | Iterable[dict[str, Any]],
        *,
        lr: float,
        betas: tuple[float, float] = (0.9, 0.999),
        eps: float = 1e-8,
    ) -> None:
        super().__init__(parameters, lr=lr, betas=betas, eps=eps, fused=True)

    @torch.no_grad()
    def clipped_step(self, clip_norm: float | None) -> Tensor:
        """One step with gradients scaled to a joint norm of at most ``clip_norm``, which clears them.

        Returns:
            the norm before the scaling, a scalar tensor.
        """
        gradients = [p.grad for group in self.param_groups for p in group["params"] if p.grad is not None]
        norm = nn.utils.get_total_norm(gradients)
        # the kernel divides gradients by this number; nothing is ever scaled up, and a NaN stays one
        self.grad_scale = None if clip_norm is None else (norm / clip_norm).clamp_min(1.0).to(torch.float32)
        self.found_inf = None if clip_norm is None else torch.zeros_like(norm, dtype=torch.float32)
        self.step()
        self.zero_grad(set_to_none=True)
        return norm


def _blocks(rows_qr: Tensor) -> int:
    return max(1, BLOCK // rows_qr.shape[1]) if rows_qr.device.type == "cpu" else max(1, len(rows_qr))


@torch.no_grad()
def remove_parallel_(gradient_qr: Tensor, rows_qr: Tensor) -> None:
    """``g_j <- g_j - <g_j, u_j> u_j / |u_j|^2`` in place: what would only change the norm of a row; rows of norm 0 stay as they are.

    Args:
        gradient_qr: changed.
        rows_qr: u_j, any norms.

    >>> g = torch.tensor([[3.0, 4.0]])
    >>> remove_parallel_(g, torch.tensor([[0.0, 2.0]]))
    >>> g
    tensor([[3., 0.]])
    """
    size = _blocks(rows_qr)
    for g, u in zip(gradient_qr.split(size), rows_qr.split(size), strict=True):
        square = torch.linalg.vecdot(u, u).clamp_min_(TINY**2)
        share = torch.linalg.vecdot(g, u).div_(square)
        g.addcmul_(u, share.unsqueeze(1), value=-1)


@torch.no_grad()
def normalise_rows_(rows_qr: Tensor) -> None:
    """``u_j <- u_j / |u_j|`` in place; a row of norm 0 stays.

    >>> u = torch.tensor([[3.0, 4.0], [0.0, 0.0]])
    >>> normalise_rows_(u)
    >>> u
    tensor([[0.6000, 0.8000],
            [0.0000, 0.0000]])
    """
    rows_qr.div_(torch.linalg.vector_norm(rows_qr, dim=1, keepdim=True).clamp_min_(TINY))
