"""Codes of every kind of model: dense where any number of neurons may be active, values and indices where k of them are.

Legend: b samples, q neurons, ``pre_bq`` the pre-activations; Top-k always means the k largest entries of ReLU(pre), ties to the
smaller index, as in ``theory.sdl.Activation``; signed Top-k the k entries of largest absolute value.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

import torch
from torch import Tensor

from solvers.sdl.train.model.sparse_batch_topk import RaggedCodes
from solvers.sdl.train.model.sparse_topk import dense_codes, sparse_decode, topk_index, topk_select


@dataclass(frozen=True)
class SparseCodes:
    """At most k active neurons per sample, of q.

    Args:
        values_bk: their values; zero where fewer than k pre-activations are positive.
        index_bk: their indices; places of one sample with the same index add up.
        width: q.
    """

    values_bk: Tensor
    index_bk: Tensor
    width: int

    @cached_property
    def dense_bq(self) -> Tensor:
        """The codes as a dense matrix, made on first use."""
        return dense_codes(self.values_bk, self.index_bk, self.width)

    def decode(self, decoder_qr: Tensor, bias_r: Tensor | None = None) -> Tensor:
        """``b_D + sum_j z_j u_j`` over the active neurons."""
        return sparse_decode(self.values_bk, self.index_bk, decoder_qr, bias_r)


@dataclass(frozen=True)
class Codes:
    """What an encoder computes.

    Args:
        pre_bq: pre-activations (gated: ``W_E (x - b_D)`` without biases).
        dense: the codes (b, q); of dense, sparse and ragged exactly one is there.
        sparse: the codes, where every sample has k places.
        ragged: the codes, where the batch shares its places.
        shorter: matryoshka: the codes of every prefix but the last one, each of its own width.
        gate_bq: gated: pre-activations of the gate.
        residual_bp: pursuit: what the steps leave of the inputs.
    """

    pre_bq: Tensor
    dense: Tensor | None = None
    sparse: SparseCodes | None = None
    ragged: RaggedCodes | None = None
    shorter: tuple[SparseCodes, ...] = ()
    gate_bq: Tensor | None = None
    residual_bp: Tensor | None = None

    @property
    def codes_bq(self) -> Tensor:
        """The codes as a dense matrix; sparse ones become dense on first use."""
        if self.dense is not None:
            return self.dense
        codes = self.sparse or self.ragged
        assert codes is not None  # every kind fills one of the three
        return codes.dense_bq

    def decode(self, decoder_qr: Tensor, bias_r: Tensor | None) -> Tensor:
        """``b_D + W_D z``, by way of the active neurons where the codes are sparse."""
        codes = self.sparse or self.ragged
        if codes is not None:
            return codes.decode(decoder_qr, bias_r)
        y_br = self.codes_bq @ decoder_qr
        return y_br if bias_r is None else y_br + bias_r


def topk(pre_bq: Tensor, k: int) -> SparseCodes:
    """The k largest entries of ReLU(pre) in every sample.

    >>> topk(torch.tensor([[2.0, 3.0, 2.0, -1.0]]), 2).dense_bq
    tensor([[2., 3., 0., 0.]])
    """
    return SparseCodes(*topk_select(pre_bq, k), pre_bq.shape[1])


def signed_topk(pre_bq: Tensor, k: int) -> SparseCodes:
    """The k entries of largest absolute value in every sample, with their signs; ties to the smaller index.

    Source: the variant of Top-k "by absolute value" that replications of arXiv 2604.28119 name.

    >>> signed_topk(torch.tensor([[2.0, -3.0, -2.0, 1.0]]), 2).dense_bq
    tensor([[ 2., -3.,  0.,  0.]])
    """
    with torch.no_grad():
        index = topk_index(pre_bq.detach().abs(), k)
    return SparseCodes(pre_bq.gather(1, index), index, pre_bq.shape[1])


def batch_topk(pre_bq: Tensor, k: int) -> Tensor:
    """The k b largest entries of ReLU(pre) in the whole batch, as dense codes: what training computes by pairs.

    Ties go to the smaller sample, then index; see :mod:`solvers.sdl.train.model.sparse_batch_topk`.

    Source: arXiv 2412.06410, section 3; the same map as ``theory.sdl.Activation("batchtopk", k=k)``.

    >>> batch_topk(torch.tensor([[2.0, 3.0], [1.0, -1.0]]), 1)
    tensor([[2., 3.],
            [0., 0.]])
    """
    with torch.no_grad():
        flat = pre_bq.detach().reshape(1, -1)
        index = topk_index(flat, min(k * len(pre_bq), flat.shape[1]))
        selected = torch.zeros_like(flat, dtype=torch.bool).scatter_(1, index, True).reshape(pre_bq.shape)
    return torch.where(selected, pre_bq.relu(), 0.0)


def gated(gate_bq: Tensor, magnitude_bq: Tensor) -> Tensor:
    """``[gate > 0] ReLU(magnitude)``; the gate gets no gradient from here (arXiv 2404.16014, section 3.2).

    >>> gated(torch.tensor([[1.0, -1.0, 1.0]]), torch.tensor([[2.0, 2.0, -2.0]]))
    tensor([[2., 0., 0.]])
    """
    return torch.where(gate_bq > 0, magnitude_bq.relu(), 0.0)
