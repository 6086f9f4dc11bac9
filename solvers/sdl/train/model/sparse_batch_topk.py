"""BatchTopK kept sparse: any number of active neurons per sample, k on average, and no other neuron is touched.

Legend: b samples, q neurons, m = at most k b active pairs; pair i says that neuron ``index_m[i]`` has the value ``values_m[i]`` on sample
``sample_m[i]``; pairs are sorted by sample, then by neuron.  The same function and derivative as the dense definition
``where(selected, ReLU(z), 0)``; compare :mod:`solvers.sdl.train.model.sparse_topk`, where every sample has k places.
"""

from __future__ import annotations

import warnings
from dataclasses import dataclass
from functools import cached_property
from typing import Any

import torch
from torch import Tensor
from torch.autograd.function import once_differentiable
from torch.nn import functional as F

from solvers.sdl.train.model.sparse_topk import topk_index

STRIDE = 61  # one entry in so many is looked at for a first guess of the threshold; no divisor of the usual widths
SPARE = (
    1.3  # by this factor more entries than wanted should pass the guess; when fewer than wanted do, all are looked at
)


@dataclass(frozen=True)
class RaggedCodes:
    """The active pairs of a batch; see the legend above.

    Args:
        values_m: positive values.
        sample_m: whose.
        index_m: which neuron.
        samples: b.
        width: q.
    """

    values_m: Tensor
    sample_m: Tensor
    index_m: Tensor
    samples: int
    width: int

    @cached_property
    def dense_bq(self) -> Tensor:
        """The codes as a dense matrix, differentiable by the values."""
        empty = self.values_m.new_zeros(self.samples, self.width)
        return empty.index_put((self.sample_m, self.index_m), self.values_m)

    def decode(self, decoder_qr: Tensor, bias_r: Tensor | None = None) -> Tensor:
        """``b_D + sum_j z_j u_j`` over the active neurons of every sample."""
        y_br = _Decode.apply(self.values_m, self.sample_m, self.index_m, self.samples, decoder_qr)
        return y_br if bias_r is None else y_br + bias_r


def sparse_batch_encode(
    x_bp: Tensor, encoder_qp: Tensor, bias_q: Tensor | None, k: int, *, centre_p: Tensor | None = None
) -> tuple[RaggedCodes, Tensor]:
    """The k b largest entries of ``ReLU(W_E (x - c) + b_E)`` in the whole batch, ties to the smaller sample, then neuron.

    Args:
        x_bp: shape (b, p).
        encoder_qp: one neuron per row.
        bias_q: or None.
        k: at least 1.
        centre_p: subtracted from every sample.

    Returns:
        the codes, differentiable, and the pre-activations (b, q), differentiable too.

    Source: arXiv 2412.06410, section 3.

    >>> codes, _ = sparse_batch_encode(torch.tensor([[2.0, 3.0], [1.0, -1.0]]), torch.eye(2), None, 1)
    >>> codes.dense_bq
    tensor([[2., 3.],
            [0., 0.]])
    """
    pre_bq, values, sample, index = _Encode.apply(x_bp, encoder_qp, bias_q, centre_p, k)  # pyright: ignore[reportGeneralTypeIssues]
    return RaggedCodes(values, sample, index, len(x_bp), len(encoder_qp)), pre_bq


def batch_places(pre_bq: Tensor, k: int) -> Tensor:
    """Places in the flattened (b, q) table of the positive ones among its k b largest entries, increasing; NaN counts as the largest.

    >>> batch_places(torch.tensor([[2.0, 2.0], [2.0, -1.0]]), 1)
    tensor([0, 1])
    """
    flat, wanted = pre_bq.reshape(-1), k * len(pre_bq)
    guess = _guess(flat, wanted)
    places = (~(flat < guess) & ~(flat <= 0)).nonzero()[:, 0]
    if guess > 0 and len(places) < wanted:  # the sample misled: everything that is positive competes
        places = (~(flat <= 0)).nonzero()[:, 0]
    if len(places) <= wanted:
        return places
    # candidates are listed by increasing place, so that ties go to the smaller place here as in the whole table
    return places[topk_index(flat[places][None], wanted)[0]]


def _guess(flat: Tensor, wanted: int) -> float:
    """A value that somewhat more than ``wanted`` entries should reach."""
    looked = flat[::STRIDE]
    count = int(wanted / STRIDE * SPARE) + 16
    if count >= len(looked):
        return 0.0
    value = float(looked.topk(count).values[-1])
    return value if value == value else 0.0


def _combine(values_m: Tensor, sample_m: Tensor, index_m: Tensor, samples: int, rows_qr: Tensor) -> Tensor:
    """``sum of values_m rows[index_m]`` over the pairs of every sample, shape (b, r)."""
    starts = sample_m.bincount(minlength=samples).cumsum(0).roll(1)
    starts[0] = 0
    return F.embedding_bag(index_m, rows_qr, starts, per_sample_weights=values_m, mode="sum")


def _products(left_br: Tensor, rows_qr: Tensor, sample_m: Tensor, index_m: Tensor) -> Tensor:
    """``<left[sample_m], rows[index_m]>`` for every pair."""
    if left_br.device.type != "cpu" or not len(index_m):
        return (left_br[sample_m] * rows_qr[index_m]).sum(1)
    ends = sample_m.bincount(minlength=len(left_br)).cumsum(0)
    with warnings.catch_warnings():
        # the only call that reads the rows where they lie, see sparse_topk.products
        warnings.filterwarnings("ignore", message="Sparse CSR tensor support is in beta", category=UserWarning)
        pattern = torch.sparse_csr_tensor(
            torch.cat((ends.new_zeros(1), ends)),
            index_m,
            left_br.new_zeros(len(index_m)),
            (len(left_br), len(rows_qr)),
            check_invariants=False,
        )
    return torch.sparse.sampled_addmm(pattern, left_br, rows_qr.t(), beta=0.0).values()


def _accumulate(values_m: Tensor, sample_m: Tensor, index_m: Tensor, left_bp: Tensor, width: int) -> Tensor:
    """``sum of values_m left[sample_m]`` over the pairs of every neuron, shape (q, p): the dense ``Z^T left``."""
    order = index_m.argsort(stable=True)  # by neuron, then by sample: the order of the sum is fixed
    values, samples, neurons = values_m[order], sample_m[order], index_m[order]
    return _combine(values, neurons, samples, width, left_bp)


class _Decode(torch.autograd.Function):
    """``y = Z W_D`` with Z sparse, and the derivatives by its values and by W_D."""

    @staticmethod
    def forward(ctx: Any, values: Tensor, sample: Tensor, index: Tensor, samples: int, decoder_qr: Tensor) -> Tensor:
        ctx.save_for_backward(values, sample, index, decoder_qr)
        return _combine(values, sample, index, samples, decoder_qr)

    @staticmethod
    @once_differentiable
    def backward(ctx: Any, grad_br: Tensor) -> Any:  # pyright: ignore[reportIncompatibleMethodOverride]
        values, sample, index, decoder = ctx.saved_tensors
        by_values = _products(grad_br, decoder, sample, index) if ctx.needs_input_grad[0] else None
        by_decoder = _accumulate(values, sample, index, grad_br, len(decoder)) if ctx.needs_input_grad[4] else None
        return by_values, None, None, None, by_decoder


class _Encode(torch.autograd.Function):
    """Pre-activations and the selected pairs; a gradient through the selection alone costs m rows, not b q."""

    @staticmethod
    def forward(
        ctx: Any, x_bp: Tensor, encoder_qp: Tensor, bias_q: Tensor | None, centre_p: Tensor | None, k: int
    ) -> tuple[Tensor, ...]:
        x_bp = x_bp if centre_p is None else x_bp - centre_p
        pre = F.linear(x_bp, encoder_qp, bias_q)
        places = batch_places(pre, k)
        sample, index = places // len(encoder_qp), places % len(encoder_qp)
        ctx.save_for_backward(x_bp, encoder_qp, sample, index)
        ctx.mark_non_differentiable(sample, index)
        ctx.set_materialize_grads(False)
        return pre, pre.reshape(-1)[places], sample, index

    @staticmethod
    @once_differentiable
    def backward(ctx: Any, grad_pre_bq: Tensor | None, grad_m: Tensor | None, *_places: None) -> Any:  # pyright: ignore[reportIncompatibleMethodOverride]
        x, encoder, sample, index = ctx.saved_tensors
        by_x, by_encoder, by_bias, by_centre = ctx.needs_input_grad[:4]
        if grad_pre_bq is not None:
            g = grad_pre_bq if grad_m is None else grad_pre_bq.index_put((sample, index), grad_m, accumulate=True)
            total = g.sum(0)
            by = (g @ encoder if by_x else None, g.t() @ x if by_encoder else None)
        elif grad_m is not None:
            total = grad_m.new_zeros(len(encoder)).index_add_(0, index, grad_m)
            by = (
                _combine(grad_m, sample, index, len(x), encoder) if by_x else None,
                _accumulate(grad_m, sample, index, x, len(encoder)) if by_encoder else None,
            )
        else:
            return (None,) * 5
        return *by, total if by_bias else None, -(total @ encoder) if by_centre else None, None
