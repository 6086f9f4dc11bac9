"""JumpReLU with a trainable threshold: values are exact, gradients of the threshold are straight-through estimates.

Legend: ``JumpReLU_theta(z) = z [z > theta]``, ``H(z - theta) = [z > theta]``, kernel ``K(t) = [-1/2 < t < 1/2]`` of width ``epsilon``.
Both are piecewise constant in theta, so the true derivative is zero almost everywhere; the estimates below are those whose
expectation is the derivative of the expected value, with the density at theta estimated by the kernel (arXiv 2407.14435, section 3).
"""

from __future__ import annotations

from typing import Any

import torch
from torch import Tensor


def jumprelu(pre_bq: Tensor, threshold_q: Tensor, bandwidth: float) -> Tensor:
    """``z [z > theta]`` with a gradient for theta.

    The gradient of z is the exact one, ``[z > theta]``; the pseudo-gradient of theta is ``-(theta / epsilon) K((z - theta) / epsilon)``.

    Args:
        pre_bq: pre-activations z, shape (b, q).
        threshold_q: thresholds theta > 0, shape (q,).
        bandwidth: width epsilon > 0 of the kernel.

    Source: arXiv 2407.14435, section 3, the pseudo-derivative of JumpReLU.

    >>> jumprelu(torch.tensor([[0.5, 0.6]]), torch.tensor([0.5, 0.5]), 0.1).tolist()[0] == [0.0, torch.tensor(0.6).item()]
    True
    """
    return _JumpReLU.apply(pre_bq, threshold_q, bandwidth)  # type: ignore[return-value]


def step(pre_bq: Tensor, threshold_q: Tensor, bandwidth: float) -> Tensor:
    """``[z > theta]`` with a gradient for theta only: ``-(1 / epsilon) K((z - theta) / epsilon)``.

    Args:
        pre_bq: pre-activations z, shape (b, q); they get no gradient.
        threshold_q: thresholds theta > 0, shape (q,).
        bandwidth: width epsilon > 0 of the kernel.

    Source: arXiv 2407.14435, section 3, the pseudo-derivative of the step.

    >>> theta = torch.tensor([0.5], requires_grad=True)
    >>> step(torch.tensor([[0.54], [0.7]]), theta, 0.1).sum().backward()
    >>> theta.grad.tolist()
    [-10.0]
    """
    return _Step.apply(pre_bq, threshold_q, bandwidth)  # type: ignore[return-value]


def _kernel(pre_bq: Tensor, threshold_q: Tensor, bandwidth: float) -> Tensor:
    return ((pre_bq - threshold_q).abs() < bandwidth / 2).to(pre_bq.dtype)


class _JumpReLU(torch.autograd.Function):
    @staticmethod
    def forward(ctx: Any, pre_bq: Tensor, threshold_q: Tensor, bandwidth: float) -> Tensor:
        ctx.save_for_backward(pre_bq, threshold_q)
        ctx.bandwidth = bandwidth
        return torch.where(pre_bq > threshold_q, pre_bq, torch.zeros_like(pre_bq))

    @staticmethod
    def backward(ctx: Any, *grads: Any) -> Any:
        pre_bq, threshold_q = ctx.saved_tensors
        by_pre = grads[0] * (pre_bq > threshold_q)
        near = _kernel(pre_bq, threshold_q, ctx.bandwidth)
        return by_pre, -(threshold_q / ctx.bandwidth) * (grads[0] * near).sum(0), None


class _Step(torch.autograd.Function):
    @staticmethod
    def forward(ctx: Any, pre_bq: Tensor, threshold_q: Tensor, bandwidth: float) -> Tensor:
        ctx.save_for_backward(pre_bq, threshold_q)
        ctx.bandwidth = bandwidth
        return (pre_bq > threshold_q).to(pre_bq.dtype)

    @staticmethod
    def backward(ctx: Any, *grads: Any) -> Any:
        pre_bq, threshold_q = ctx.saved_tensors
        near = _kernel(pre_bq, threshold_q, ctx.bandwidth)
        return None, -(grads[0] * near).sum(0) / ctx.bandwidth, None
