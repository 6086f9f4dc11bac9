"""Sparse Top-k against the dense definition: values, choices at ties and zeros, first derivatives."""

from __future__ import annotations

from typing import Literal

import numpy as np
import pytest
import torch
from hypothesis import given, settings
from hypothesis import strategies as st
from torch.autograd import gradcheck
from torch.nn import functional as F

from solvers.sdl.ensemble.activations_torch import sigma
from solvers.sdl.train.model.architecture import Architecture
from solvers.sdl.train.model.module import SDLModel
from solvers.sdl.train.model.sparse_topk import dense_codes, sparse_decode, sparse_encode, topk_select
from theory.sdl import Activation


@settings(max_examples=60, deadline=None, derandomize=True)
@given(st.integers(1, 6), st.integers(1, 9), st.data())
def test_choice_is_the_definition_at_ties_and_zeros(b: int, q: int, data: st.DataObject) -> None:
    k = data.draw(st.integers(1, q))
    rows = data.draw(st.lists(st.lists(st.integers(-2, 2), min_size=q, max_size=q), min_size=b, max_size=b))
    z = torch.tensor(rows, dtype=torch.float64)
    values, index = topk_select(z, k)
    expected, _ = sigma(Activation("topk", k=k), z)
    assert torch.equal(dense_codes(values, index, q), expected)
    assert np.array_equal(expected.numpy(), Activation("topk", k=k).numpy(z.numpy()))
    order = torch.argsort(z.relu(), dim=1, descending=True, stable=True)[:, :k].sort(dim=1).values
    assert torch.equal(index, order)


def test_nan_is_passed_on() -> None:
    values, index = topk_select(torch.tensor([[1.0, float("nan"), 2.0]]), 1)
    assert index.tolist() == [[1]]
    assert values.isnan().all()


@pytest.mark.parametrize("k", [0, 5])
def test_k_out_of_range(k: int) -> None:
    with pytest.raises(ValueError, match=f"k={k}: must be between 1 and the number of neurons 4"):
        topk_select(torch.zeros(2, 4), k)
    with pytest.raises(ValueError, match=f"k={k}: must be between 1 and the number of neurons 4"):
        sparse_encode(torch.zeros(2, 3), torch.zeros(4, 3), None, k)


def parameters(seed: int, b: int = 5, p: int = 3, q: int = 6, r: int = 4) -> list[torch.Tensor]:
    """x, W_E, b_E, W_D, b_D in float64, all differentiable."""
    g = torch.Generator().manual_seed(seed)
    shapes = (b, p), (q, p), (q,), (q, r), (r,)
    return [torch.randn(s, generator=g, dtype=torch.float64).requires_grad_() for s in shapes]


def dense(
    x: torch.Tensor, w: torch.Tensor, c: torch.Tensor, u: torch.Tensor, d: torch.Tensor, k: int
) -> list[torch.Tensor]:
    z = F.linear(x, w, c)
    _, mask = sigma(Activation("topk", k=k), z.detach())
    return [z, (z * mask) @ u + d]


def sparse(
    x: torch.Tensor, w: torch.Tensor, c: torch.Tensor, u: torch.Tensor, d: torch.Tensor, k: int
) -> list[torch.Tensor]:
    values, index, z = sparse_encode(x, w, c, k)
    return [z, sparse_decode(values, index, u, d)]


def centred(
    x: torch.Tensor, w: torch.Tensor, c: torch.Tensor, u: torch.Tensor, m: torch.Tensor, k: int
) -> list[torch.Tensor]:
    values, index, z = sparse_encode(x, w, c, k, centre_p=m)
    return [z, sparse_decode(values, index, u)]


LOSSES = {
    "reconstruction": lambda z, y: (y**2).sum(),
    "both": lambda z, y: (y**3).sum() + (z.relu() ** 2).sum(),
    "pre-activations": lambda z, y: (z**3).sum(),
}


@pytest.mark.parametrize("k", [1, 3, 6])
@pytest.mark.parametrize("loss", LOSSES)
def test_derivatives_are_those_of_the_dense_definition(k: int, loss: str) -> None:
    results = []
    for model in (dense, sparse):
        leaves = parameters(7)
        value = LOSSES[loss](*model(*leaves, k))
        results.append([value, *torch.autograd.grad(value, leaves, allow_unused=True)])
    for expected, found in zip(*results, strict=True):
        if expected is None:
            assert found is None
        else:
            torch.testing.assert_close(found, expected, rtol=1e-12, atol=1e-12)  # sums in another order


@pytest.mark.parametrize("k", [1, 3, 6])
def test_gradcheck(k: int) -> None:
    assert gradcheck(lambda *leaves: tuple(sparse(*leaves, k)), parameters(3))


@pytest.mark.parametrize("loss", ["reconstruction", "both"])
def test_the_centre_is_subtracted(loss: str) -> None:
    x, w, c, u, _ = parameters(3)
    m = torch.randn(3, generator=torch.Generator().manual_seed(9), dtype=torch.float64).requires_grad_()
    leaves = [x, w, c, u, m]
    # each alone: a loss of y only goes the sparse way back, one of z and y the dense way
    assert gradcheck(lambda *a: LOSSES[loss](*centred(*a, 3)), leaves)
    found = torch.autograd.grad(LOSSES[loss](*centred(*leaves, 3)), leaves)
    d = torch.zeros(4, dtype=torch.float64)
    expected = torch.autograd.grad(LOSSES[loss](*dense(x - m, w, c, u, d, 3)), leaves)
    for one, other in zip(found, expected, strict=True):
        torch.testing.assert_close(one, other, rtol=1e-12, atol=1e-12)


@pytest.mark.parametrize(
    ("neurons", "rows"),
    [(5, [[3, 0, 3, 3], [4, 2, 1, 0], [2, 2, 2, 2]]), (2, [[1, 0, 1, 1], [0, 0, 1, 0]]), (1, [[0, 0]])],
)
def test_decode_with_repeated_and_unsorted_indices(neurons: int, rows: list[list[int]]) -> None:
    """Also more entries than neurons; against gathered rows, and derivatives by differences."""
    g, index = torch.Generator().manual_seed(4), torch.tensor(rows)
    values, u = (torch.randn(s, generator=g, dtype=torch.float64).requires_grad_() for s in (index.shape, (neurons, 2)))
    assert gradcheck(lambda v, rows: sparse_decode(v, index, rows), [values, u])
    torch.testing.assert_close(sparse_decode(values, index, u), (values[:, :, None] * u[index]).sum(1))


def test_second_derivatives_are_refused_not_wrong() -> None:
    x, w, c, u, d = parameters(3)
    first = torch.autograd.grad(sparse(x, w, c, u, d, 3)[1].square().sum(), w, create_graph=True)[0]
    with pytest.raises(RuntimeError, match="once_differentiable"):
        first.square().sum().backward()


@pytest.mark.parametrize("kind", ["topk", "batchtopk", "matryoshka"])
def test_models_have_the_derivatives_of_the_dense_definition(kind: Literal["topk", "batchtopk", "matryoshka"]) -> None:
    prefixes = (3, 8) if kind == "matryoshka" else ()
    architecture = Architecture(kind, inputs=(4,), outputs=(4,), width=8, k=2, prefixes=prefixes)
    model = SDLModel(architecture, seed=1, dtype=torch.float64)
    x = torch.randn(6, 4, generator=torch.Generator().manual_seed(2), dtype=torch.float64)
    names = ["encoder_qp", "decoder_qr", "encoder_bias_q", "decoder_bias_r"]
    w, u, c, d = leaves = [model.get_parameter(name) for name in names]
    with torch.no_grad():
        c += 0.1 * torch.arange(8)
        d += 0.2

    output = model(x)
    found = torch.autograd.grad(sum((y - x).square().sum() for y in (output.y_br, *output.prefix_y)), leaves)
    z = (x - d) @ w.t() + c
    rule = "batchtopk" if kind == "batchtopk" else "topk"
    masks = [F.pad(sigma(Activation(rule, k=2), z.detach()[:, :m])[1], (0, 8 - m)) for m in prefixes or (8,)]
    expected = torch.autograd.grad(sum(((z * mask) @ u + d - x).square().sum() for mask in masks), leaves)
    for one, other in zip(found, expected, strict=True):
        torch.testing.assert_close(one, other, rtol=1e-11, atol=1e-11)  # sums in another order


@pytest.mark.parametrize(("row", "k"), [([2, 2, 1, 1, -1], 2), ([3, 2, 2, -1, -2], 3), ([1, -1, -2, -1, -3], 4)])
def test_gradcheck_of_the_selection_where_it_is_smooth(row: list[float], k: int) -> None:
    """Ties on one side of the limit, and fewer positive entries than k."""
    z = torch.tensor([row, row[::-1]], dtype=torch.float64, requires_grad=True)
    assert gradcheck(lambda x: topk_select(x, k)[0], [z])


@pytest.mark.parametrize(("row", "k"), [([2, 2, 2, 1], 2), ([1, 0, 0, -1], 2), ([0, 0, 0, 0], 4), ([1, 3, 1, 0], 4)])
def test_derivative_at_ties_and_zeros_is_the_mask_of_the_definition(row: list[float], k: int) -> None:
    z = torch.tensor([row, row[::-1]], dtype=torch.float64, requires_grad=True)
    values, index = topk_select(z, k)
    weight = torch.arange(1.0, 9.0, dtype=torch.float64).reshape(2, 4)
    (dense_codes(values, index, 4) * weight).sum().backward()
    _, mask = sigma(Activation("topk", k=k), z.detach())
    assert z.grad is not None
    assert torch.equal(z.grad, weight * mask)
