"""Top-k codes kept sparse: select, decode and differentiate with the k active neurons of every sample only.

Legend: b samples, q neurons, k active ones; ``values_bk`` and ``index_bk`` are the codes of ``sigma(z) = Top-k(ReLU(z))``; row j of
``encoder_qp`` is a_j, row j of ``decoder_qr`` is u_j.  With g the gradient by the codes, the dense definitions
``dW_E = g^T x``, ``dW_D = z^T dy`` and ``g = dy W_D^T`` have b k nonzero entries per matrix instead of b q, and so do all products here.
On a graphics processor with Triton the four inner functions are the kernels of :mod:`solvers.sdl.train.model.triton_topk`.
"""

from __future__ import annotations

import warnings
from collections.abc import Sequence
from typing import Any

import torch
from torch import Tensor
from torch.autograd.function import once_differentiable
from torch.nn import functional as F

from solvers.sdl.train.model import compiled_topk, triton_topk

Prefix = tuple[int, int]  # (m, k): k active ones among the first m neurons


def topk_select(pre_bq: Tensor, k: int) -> tuple[Tensor, Tensor]:
    """The k largest entries of ``ReLU(z)`` in every row.

    ``index`` is the set of the first k entries in the order of decreasing ``ReLU(z)``, ties to the smaller index, listed by
    increasing index; ``values = ReLU(z)[index]``.  So the indices of a row are distinct even where fewer than k entries are
    positive, and the entries that fill up have the value 0 and pass no gradient.  NaN counts as the largest and is passed on.

    Args:
        pre_bq: pre-activations, shape (b, q), any floating type.
        k: between 1 and q.

    Returns:
        values (b, k), differentiable, and indices (b, k), int64.

    Raises:
        ValueError: if k is not between 1 and q.

    >>> topk_select(torch.tensor([[2.0, -1.0, 3.0, 2.0]]), 2)
    (tensor([[2., 3.]]), tensor([[0, 2]]))
    """
    if not 1 <= k <= pre_bq.shape[-1]:
        raise ValueError(f"k={k}: must be between 1 and the number of neurons {pre_bq.shape[-1]}")
    with torch.no_grad():
        index = topk_index(pre_bq.detach(), k)
    return _Gather.apply(pre_bq, index), index


def topk_index(pre_bq: Tensor, k: int) -> Tensor:
    """The indices of :func:`topk_select`, without derivative."""
    b, q = pre_bq.shape
    if triton_topk.available(pre_bq) and q <= triton_topk.WIDEST:
        return triton_topk.topk_index(pre_bq, k)
    if k == q:
        return torch.arange(q, device=pre_bq.device).expand(b, q)
    if compiled_topk.available(pre_bq, k) and (found := compiled_topk.topk_index(pre_bq, k)) is not None:
        return found
    # one more than wanted: if the next value is smaller, the set is unique and no rule for ties is needed
    top, index = pre_bq.topk(k + 1, dim=1)
    index = index[:, :k].sort(dim=1).values
    last, following = top[:, k - 1].relu(), top[:, k].relu()
    tied = (last == following).nonzero().squeeze(1)
    if len(tied):
        index[tied] = _by_threshold(pre_bq[tied].relu(), last[tied, None], k)
    return index


def _by_threshold(codes_bq: Tensor, threshold_b1: Tensor, k: int) -> Tensor:
    """All entries above the k-th largest value, and the first ones that equal it, until there are k."""
    above = (codes_bq > threshold_b1) | codes_bq.isnan()
    equal = codes_bq == threshold_b1
    room = k - above.sum(1, keepdim=True)
    return (above | (equal & (equal.cumsum(1) <= room))).nonzero()[:, 1].view(-1, k)


class _Gather(torch.autograd.Function):
    """``ReLU(z)[index]``; the gradient goes back to the positive ones among the selected entries."""

    @staticmethod
    def forward(ctx: Any, pre_bq: Tensor, index_bk: Tensor) -> Tensor:
        values = pre_bq.gather(1, index_bk).relu()
        ctx.save_for_backward(values, index_bk)
        ctx.q = pre_bq.shape[1]
        return values

    @staticmethod
    @once_differentiable
    def backward(ctx: Any, grad_bk: Tensor) -> Any:  # pyright: ignore[reportIncompatibleMethodOverride]
        values, index = ctx.saved_tensors
        return grad_bk.new_zeros(len(index), ctx.q).scatter_(1, index, grad_bk * (values > 0)), None


def dense_codes(values_bk: Tensor, index_bk: Tensor, width: int) -> Tensor:
    """The codes as a (b, q) table, differentiable by the values; repeated indices of a sample add up.

    >>> dense_codes(torch.tensor([[2.0, 3.0]]), torch.tensor([[0, 2]]), 4)
    tensor([[2., 0., 3., 0.]])
    """
    return values_bk.new_zeros(len(values_bk), width).scatter_add(1, index_bk, values_bk)


def sparse_decode(values_bk: Tensor, index_bk: Tensor, decoder_qr: Tensor, bias_r: Tensor | None = None) -> Tensor:
    """``y_b = b_D + sum_j values_bj u_{index_bj}``, shape (b, r), with a backward that touches the listed rows only.

    Args:
        values_bk: shape (b, k).
        index_bk: shape (b, k), int64, entries in 0 ... q - 1; repeated entries add up.
        decoder_qr: one neuron per row.
        bias_r: added to every sample.

    >>> sparse_decode(torch.tensor([[2.0, 3.0]]), torch.tensor([[0, 2]]), torch.eye(3))
    tensor([[2., 0., 3.]])
    """
    y = _Decode.apply(values_bk, index_bk, decoder_qr)
    return y if bias_r is None else y + bias_r


class _Decode(torch.autograd.Function):
    """``y = Z W_D`` with Z sparse, and the derivatives by its values and by W_D."""

    @staticmethod
    def forward(ctx: Any, values_bk: Tensor, index_bk: Tensor, decoder_qr: Tensor) -> Tensor:
        ctx.save_for_backward(values_bk, index_bk, decoder_qr)
        return combine(values_bk, index_bk, decoder_qr)

    @staticmethod
    @once_differentiable
    def backward(ctx: Any, grad_br: Tensor) -> Any:  # pyright: ignore[reportIncompatibleMethodOverride]
        values, index, decoder = ctx.saved_tensors
        by_values, _, by_decoder = ctx.needs_input_grad
        return (
            products(grad_br, decoder, index) if by_values else None,
            None,
            accumulate(values, index, grad_br, len(decoder)) if by_decoder else None,
        )


def combine(values_bk: Tensor, index_bk: Tensor, rows_qr: Tensor) -> Tensor:
    """``sum_j values_bj rows[index_bj]``, shape (b, r)."""
    if triton_topk.available(rows_qr):
        return triton_topk.combine(values_bk, index_bk, rows_qr)
    return F.embedding_bag(index_bk, rows_qr, per_sample_weights=values_bk, mode="sum")


def products(left_br: Tensor, rows_qr: Tensor, index_bk: Tensor) -> Tensor:
    """``<left_b, rows[index_bj]>``, shape (b, k)."""
    if triton_topk.available(left_br):
        return triton_topk.products(left_br, rows_qr, index_bk)
    b, k = index_bk.shape
    if left_br.device.type != "cpu" or k > len(rows_qr):  # a sparse matrix holds no more entries than a dense one
        return torch.einsum("br,bkr->bk", left_br, rows_qr[index_bk])
    row = torch.arange(0, b * k + 1, k)
    with warnings.catch_warnings():
        # the only call that reads the rows where they lie: gathering b k of them takes thirty times as long
        warnings.filterwarnings("ignore", message="Sparse CSR tensor support is in beta", category=UserWarning)
        pattern = torch.sparse_csr_tensor(
            row, index_bk.flatten(), left_br.new_zeros(b * k), (b, len(rows_qr)), check_invariants=False
        )
    return torch.sparse.sampled_addmm(pattern, left_br, rows_qr.t(), beta=0.0).values().view(b, k)


def accumulate(values_bk: Tensor, index_bk: Tensor, left_bp: Tensor, width: int) -> Tensor:
    """``sum_{b, j: index_bj = i} values_bj left_b`` for every neuron i, shape (q, p): the dense ``Z^T left``."""
    if triton_topk.available(left_bp):
        return triton_topk.accumulate(values_bk, index_bk, left_bp, width)
    flat = index_bk.flatten()
    if compiled_topk.available(left_bp):
        order, starts = compiled_topk.by_neuron(flat, width)
    else:
        order = flat.argsort(stable=True)  # by neuron, then by sample: the order of the sum is fixed
        ends = flat.bincount(minlength=width).cumsum(0)
        starts = torch.cat((ends.new_zeros(1), ends[:-1]))
    samples = order.div(index_bk.shape[1], rounding_mode="floor")
    return F.embedding_bag(samples, left_bp, starts, per_sample_weights=values_bk.flatten()[order], mode="sum")


class _Encode(torch.autograd.Function):
    """Pre-activations and the largest of every prefix; a gradient through the selections alone costs b k rows, not b q."""

    @staticmethod
    def forward(
        ctx: Any, x_bp: Tensor, encoder_qp: Tensor, bias_q: Tensor | None, centre_p: Tensor | None, *prefixes: Prefix
    ) -> tuple[Tensor, ...]:
        x_bp = x_bp if centre_p is None else x_bp - centre_p
        pre = F.linear(x_bp, encoder_qp, bias_q)
        indices = [topk_index(pre[:, :m], k) for m, k in prefixes]
        values = [pre.gather(1, index).relu() for index in indices]
        ctx.save_for_backward(x_bp, encoder_qp, *values, *indices)
        ctx.mark_non_differentiable(*indices)
        ctx.set_materialize_grads(False)
        return pre, *values, *indices

    @staticmethod
    @once_differentiable
    def backward(ctx: Any, grad_pre_bq: Tensor | None, *grads: Tensor | None) -> Any:  # pyright: ignore[reportIncompatibleMethodOverride]
        x, encoder, *saved = ctx.saved_tensors
        count = len(saved) // 2
        by_x, by_encoder, by_bias, by_centre = ctx.needs_input_grad[:4]
        reached = [
            (g * (v > 0), i) for g, v, i in zip(grads, saved[:count], saved[count:], strict=False) if g is not None
        ]
        if grad_pre_bq is None and not reached:
            return (None,) * (4 + count)
        active = torch.cat([g for g, _ in reached], dim=1) if reached else x.new_zeros(len(x), 0)
        index = torch.cat([i for _, i in reached], dim=1) if reached else saved[count][:, :0]
        if grad_pre_bq is not None:
            g = grad_pre_bq.scatter_add(1, index, active)
            total = g.sum(0)
            by = (g @ encoder if by_x else None, g.t() @ x if by_encoder else None)
        else:
            total = active.new_zeros(len(encoder)).index_add_(0, index.flatten(), active.flatten())
            by = (
                combine(active, index, encoder) if by_x else None,
                accumulate(active, index, x, len(encoder)) if by_encoder else None,
            )
        return *by, total if by_bias else None, -(total @ encoder) if by_centre else None, *(None,) * count


def sparse_encode(
    x_bp: Tensor, encoder_qp: Tensor, bias_q: Tensor | None, k: int, *, centre_p: Tensor | None = None
) -> tuple[Tensor, Tensor, Tensor]:
    """Values and indices of :func:`topk_select` for ``z = W_E (x - c) + b_E``, and z itself; all but the indices are differentiable.

    The same function and derivative as ``topk_select(linear(x - c, W_E, b_E), k)``.  Where no loss reads z, the gradient by W_E is
    ``sum over active (b, j) of g_bj x_b`` and nothing of the size (b, q) is touched on the way back.

    Args:
        x_bp: shape (b, p).
        encoder_qp: one neuron per row.
        bias_q: or None.
        k: between 1 and q.
        centre_p: subtracted from every sample; its gradient costs one row of numbers, that of every x would cost b.

    Returns:
        values (b, k), indices (b, k) and pre-activations (b, q).

    Raises:
        ValueError: if k is not between 1 and q.

    >>> sparse_encode(torch.tensor([[1.0, -2.0]]), torch.eye(2), None, 1)[:2]
    (tensor([[1.]]), tensor([[0]]))
    """
    pairs, pre_bq = sparse_encode_prefixes(x_bp, encoder_qp, bias_q, [(len(encoder_qp), k)], centre_p=centre_p)
    return *pairs[0], pre_bq


def sparse_encode_prefixes(
    x_bp: Tensor,
    encoder_qp: Tensor,
    bias_q: Tensor | None,
    prefixes: Sequence[Prefix],
    *,
    centre_p: Tensor | None = None,
) -> tuple[list[tuple[Tensor, Tensor]], Tensor]:
    """:func:`sparse_encode` for several prefixes of the neurons at once: one product by W_E, one sparse way back for all of them.

    Args:
        x_bp: shape (b, p).
        encoder_qp: one neuron per row.
        bias_q: or None.
        prefixes: at least one pair (m, k), 1 <= k <= m <= q: the k largest among the first m neurons.
        centre_p: subtracted from every sample.

    Returns:
        for every prefix values (b, k) and indices (b, k); and the pre-activations (b, q) of all neurons.

    Raises:
        ValueError: if k is not between 1 and m.
    """
    for m, k in prefixes:
        if not 1 <= k <= m:
            raise ValueError(f"k={k}: must be between 1 and the number of neurons {m}")
    pre_bq, *found = _Encode.apply(x_bp, encoder_qp, bias_q, centre_p, *prefixes)  # pyright: ignore[reportGeneralTypeIssues]
    return list(zip(found[: len(prefixes)], found[len(prefixes) :], strict=True)), pre_bq
