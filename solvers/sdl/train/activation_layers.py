"""Activations with a fixed number of active neurons: codes as values and indices, dense only on request."""

from __future__ import annotations

from dataclasses import dataclass

import torch
from torch import Tensor


@dataclass(frozen=True)
class SparseCodes:
    """At most k active neurons per sample.

    Args:
        values_bk: their values; zero where fewer than k pre-activations are positive.
        index_bk: their indices, different within a sample.
    """

    values_bk: Tensor
    index_bk: Tensor

    def dense(self, width: int) -> Tensor:
        """The codes as a dense (b, width) matrix."""
        zeros = self.values_bk.new_zeros(self.values_bk.shape[0], width)
        return zeros.scatter(1, self.index_bk, self.values_bk)

    def decode(self, decoder_qr: Tensor, bias_r: Tensor | None) -> Tensor:
        """``b_D + sum_j z_j u_j`` over the active neurons."""
        y_br = self.dense(decoder_qr.shape[0]) @ decoder_qr
        return y_br if bias_r is None else y_br + bias_r


def topk(pre_bq: Tensor, k: int) -> SparseCodes:
    """The k largest entries of relu(pre) in every sample, ties to the smaller index (``theory.sdl.Activation("topk", k=k)``).

    >>> topk(torch.tensor([[2.0, 3.0, 2.0, -1.0]]), 2).dense(4).tolist()
    [[2.0, 3.0, 0.0, 0.0]]
    """
    relu = pre_bq.relu()
    # a stable sort keeps equal entries in the order of their index
    index = torch.argsort(relu.detach(), dim=1, descending=True, stable=True)[:, : min(k, pre_bq.shape[1])]
    return SparseCodes(relu.gather(1, index), index)


def batch_topk(pre_bq: Tensor, k: int) -> Tensor:
    """The k b largest entries of relu(pre) in the whole batch, as dense codes; ties to the smaller sample, then index.

    Source: arXiv 2412.06410, section 3.

    >>> batch_topk(torch.tensor([[2.0, 3.0], [1.0, -1.0]]), 1).tolist()
    [[2.0, 3.0], [0.0, 0.0]]
    """
    flat = topk(pre_bq.reshape(1, -1), k * pre_bq.shape[0])
    return flat.dense(pre_bq.numel()).reshape(pre_bq.shape)
