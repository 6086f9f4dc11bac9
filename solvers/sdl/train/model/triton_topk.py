"""Triton kernels for graphics processors: Top-k selection by bisection, sparse decode, and the products of its backward.

Legend as in :mod:`solvers.sdl.train.model.sparse_topk`, whose functions these replace where Triton and a CUDA device are present; else
that module's own torch code runs, which has the same results.  Kernels are compiled at the first call.

Selection: one program per sample holds the row in registers.  For non-negative floats the order of the numbers is the order of
their bits read as integers, so the k-th largest of ``ReLU(z)`` is found by 31 halvings over those bits, exactly, with no sort; a
running count then fills up with the first entries that equal it, so ties go to the smaller index.
"""

from __future__ import annotations

import os
from functools import cache
from importlib.util import find_spec
from types import SimpleNamespace
from typing import Any

import torch
from torch import Tensor

WIDEST = 1 << 15  # entries of a row that 32 warps hold in registers, 32 each; wider rows spill and are left to torch


def available(tensor: Tensor) -> bool:
    """Whether the kernels can run on this tensor: Triton is installed, and the tensor is float32 on a CUDA device.

    With ``TRITON_INTERPRET=1`` Triton's own interpreter runs them on a CPU, which tests do.

    >>> available(torch.zeros(1, dtype=torch.float64))
    False
    """
    on_device = tensor.is_cuda or os.environ.get("TRITON_INTERPRET") == "1"
    return on_device and tensor.dtype == torch.float32 and _installed()


@cache
def _installed() -> bool:
    return find_spec("triton") is not None


@cache
def _kernels() -> SimpleNamespace:
    """The kernels; a function, because Triton is not a dependency and must not be imported before it is needed."""
    import triton  # pyright: ignore[reportMissingImports]
    import triton.language as tl  # pyright: ignore[reportMissingImports]

    @triton.jit
    def select(pre, index, q, k, step: tl.constexpr, block: tl.constexpr):  # type: ignore[no-untyped-def]
        row = tl.program_id(0)
        column = tl.arange(0, block)
        z = tl.load(pre + row.to(tl.int64) * step + column, mask=column < q, other=-1.0)
        # the bits of a NaN, with the sign cleared, are above those of every number: NaN counts as the largest
        bits = tl.where(z != z, 0x7FFFFFFF, tl.where(z > 0, z.to(tl.int32, bitcast=True), 0))
        bits = tl.where(column < q, bits, -1)
        low = tl.zeros((), dtype=tl.int32)
        for place in tl.static_range(30, -1, -1):
            tried = low | (1 << place)
            low = tl.where(tl.sum((bits >= tried).to(tl.int32)) >= k, tried, low)
        above, equal = bits > low, bits == low
        room = k - tl.sum(above.to(tl.int32))
        chosen = above | (equal & (tl.cumsum(equal.to(tl.int32)) <= room))
        slot = tl.cumsum(chosen.to(tl.int32)) - 1
        tl.store(index + row.to(tl.int64) * k + slot, column.to(tl.int64), mask=chosen)

    @triton.jit
    def combine(values, index, rows, out, k, r, block: tl.constexpr):  # type: ignore[no-untyped-def]
        row, column = tl.program_id(0).to(tl.int64), tl.program_id(1) * block + tl.arange(0, block)
        total = tl.zeros((block,), dtype=tl.float32)
        for j in range(k):
            neuron = tl.load(index + row * k + j)
            total += tl.load(values + row * k + j) * tl.load(rows + neuron * r + column, mask=column < r, other=0.0)
        tl.store(out + row * r + column, total, mask=column < r)

    @triton.jit
    def products(left, index, rows, out, k, r, block: tl.constexpr):  # type: ignore[no-untyped-def]
        row, j = tl.program_id(0).to(tl.int64), tl.program_id(1)
        neuron = tl.load(index + row * k + j)
        total = tl.zeros((block,), dtype=tl.float32)
        for start in range(0, r, block):
            column = start + tl.arange(0, block)
            inside = column < r
            total += tl.load(left + row * r + column, mask=inside, other=0.0) * tl.load(
                rows + neuron * r + column, mask=inside, other=0.0
            )
        tl.store(out + row * k + j, tl.sum(total))

    @triton.jit
    def accumulate(values, order, starts, left, out, k, p, block: tl.constexpr):  # type: ignore[no-untyped-def]
        neuron, column = tl.program_id(0).to(tl.int64), tl.program_id(1) * block + tl.arange(0, block)
        total = tl.zeros((block,), dtype=tl.float32)
        for at in range(tl.load(starts + neuron), tl.load(starts + neuron + 1)):
            entry = tl.load(order + at)
            total += tl.load(values + entry) * tl.load(left + (entry // k) * p + column, mask=column < p, other=0.0)
        tl.store(out + neuron * p + column, total, mask=column < p)

    return SimpleNamespace(select=select, combine=combine, products=products, accumulate=accumulate, cdiv=triton.cdiv)


def _power(n: int) -> int:
    return 1 << max(0, n - 1).bit_length()


def topk_index(pre_bq: Tensor, k: int) -> Tensor:
    """The indices of :func:`solvers.sdl.train.model.sparse_topk.topk_select`: the same set, in the same order."""
    b, q = pre_bq.shape
    pre_bq = pre_bq if pre_bq.stride(1) == 1 else pre_bq.contiguous()
    index = torch.empty(b, k, dtype=torch.int64, device=pre_bq.device)
    if b:
        block = _power(q)
        warps = min(32, max(4, block // 1024))  # 32 entries per thread at most
        _kernels().select[(b,)](pre_bq, index, q, k, step=pre_bq.stride(0), block=block, num_warps=warps)
    return index


def combine(values_bk: Tensor, index_bk: Tensor, rows_qr: Tensor) -> Tensor:
    """``sum_j values_bj rows[index_bj]``, shape (b, r)."""
    (b, k), r = index_bk.shape, rows_qr.shape[1]
    out, block = rows_qr.new_empty(b, r), min(1024, _power(r))
    arguments = values_bk.contiguous(), index_bk.contiguous(), rows_qr.contiguous(), out
    if b:
        _launch("combine", b, r, block, *arguments, k, r)
    return out


def products(left_br: Tensor, rows_qr: Tensor, index_bk: Tensor) -> Tensor:
    """``<left_b, rows[index_bj]>``, shape (b, k)."""
    (b, k), r = index_bk.shape, rows_qr.shape[1]
    out, block = left_br.new_empty(b, k), min(1024, _power(r))
    if b:
        kernel = _kernels().products[(b, k)]
        kernel(left_br.contiguous(), index_bk.contiguous(), rows_qr.contiguous(), out, k, r, block=block)
    return out


def accumulate(values_bk: Tensor, index_bk: Tensor, left_bp: Tensor, width: int) -> Tensor:
    """``sum_{b, j: index_bj = i} values_bj left_b`` for every neuron i, shape (q, p), each sum in the order of the samples."""
    flat, p = index_bk.flatten(), left_bp.shape[1]
    order = flat.argsort(stable=True)
    ends = torch.bincount(flat, minlength=width).cumsum(0)
    starts = torch.cat((ends.new_zeros(1), ends))
    out, block = left_bp.new_empty(width, p), min(1024, _power(p))
    arguments = values_bk.contiguous(), order, starts, left_bp.contiguous(), out
    _launch("accumulate", width, p, block, *arguments, index_bk.shape[1], p)
    return out


def _launch(name: str, rows: int, columns: int, block: int, *arguments: Any) -> None:
    kernels = _kernels()
    getattr(kernels, name)[(rows, kernels.cdiv(columns, block))](*arguments, block=block)
