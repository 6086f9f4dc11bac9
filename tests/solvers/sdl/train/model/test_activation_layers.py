"""Codes of every kind against the activations of the theory, at ties, zeros and too few positive entries."""

from __future__ import annotations

from fractions import Fraction

import numpy as np
import torch
from hypothesis import given, settings
from hypothesis import strategies as st
from torch.autograd import gradcheck

from solvers.sdl.train.model.activation_layers import Codes, SparseCodes, batch_topk, gated, signed_topk, topk
from solvers.sdl.train.model.architecture import SPARSE, Architecture
from solvers.sdl.train.model.module import SDLModel
from theory.sdl import Activation

# quarters are exact in floating point, and small ones make ties, zeros and hits of the threshold frequent
quarters = st.integers(-4, 4).map(lambda k: Fraction(k, 4))
tables = st.integers(1, 5).flatmap(
    lambda q: st.lists(st.lists(quarters, min_size=q, max_size=q), min_size=1, max_size=4)
)
kinds = st.sampled_from(["relu", "jumprelu", "topk", "batchtopk", "gated", "matryoshka"])


def _identity_model(kind: str, width: int, k: int) -> SDLModel:
    """A model whose pre-activations are its inputs."""
    sparse = kind in SPARSE
    architecture = Architecture(
        kind,  # type: ignore[arg-type]
        inputs=(width,),
        outputs=(width,),
        width=width,
        k=k if sparse else None,
        prefixes=(width,) if kind == "matryoshka" else (),
        threshold=0.5,
    )
    model = SDLModel(architecture, seed=0, dtype=torch.float64)
    with torch.no_grad():
        model.encoder_qp.copy_(torch.eye(width))
    return model


@settings(derandomize=True, max_examples=150, deadline=None)
@given(kinds, tables, st.integers(1, 5))
def test_codes_are_those_of_the_theory(kind: str, table: list[list[Fraction]], k: int) -> None:
    width = len(table[0])
    model = _identity_model(kind, width, min(k, width))
    name = {"gated": "relu", "matryoshka": "topk"}.get(kind, kind)
    activation = Activation(
        name,  # type: ignore[arg-type]
        theta=Fraction(1, 2) if kind == "jumprelu" else None,
        k=model.architecture.k,
    )
    x = torch.tensor([[float(v) for v in row] for row in table], dtype=torch.float64)
    codes = model.codes(x).detach()
    assert codes.tolist() == [[float(v) for v in row] for row in activation.exact_batch(table)]
    assert np.array_equal(codes.numpy(), activation.numpy(x.numpy()))
    output = model(x)
    assert torch.equal(output.codes_bq, codes)
    assert torch.allclose(output.y_br, model.decode(codes), rtol=0, atol=1e-14)


def test_sparse_and_dense_decoding_agree_with_their_gradients() -> None:
    rng = torch.Generator().manual_seed(0)
    pre = torch.randn(6, 9, generator=rng, dtype=torch.float64) - 0.8  # some samples have fewer than 4 positive entries
    decoder = torch.randn(9, 3, generator=rng, dtype=torch.float64, requires_grad=True)
    bias = torch.randn(3, generator=rng, dtype=torch.float64, requires_grad=True)
    assert int((pre > 0).sum(1).min()) < 4
    results = []
    for dense in (False, True):
        z = pre.clone().requires_grad_()
        sparse = topk(z, 4)
        codes = Codes(z, dense=sparse.dense_bq) if dense else Codes(z, sparse=sparse)
        y = codes.decode(decoder, bias)
        grads = torch.autograd.grad(y.square().sum(), [z, decoder, bias])
        results.append([y, *grads])
    for a, b in zip(*results, strict=True):
        assert torch.allclose(a, b, rtol=0, atol=1e-12)


def test_batch_topk_counts_over_the_batch_and_breaks_ties_by_sample() -> None:
    z = torch.tensor([[1.0, 1.0, 0.0], [1.0, 1.0, -1.0]])
    assert batch_topk(z, 1).tolist() == [[1, 1, 0], [0, 0, 0]]
    assert torch.equal(batch_topk(z, 3), z.relu())


def test_gradients_by_finite_differences() -> None:
    rng = torch.Generator().manual_seed(1)
    z = torch.randn(3, 5, generator=rng, dtype=torch.float64, requires_grad=True)
    decoder = torch.randn(5, 2, generator=rng, dtype=torch.float64, requires_grad=True)
    gate = torch.randn(3, 5, generator=rng, dtype=torch.float64)
    assert gradcheck(lambda a, d: topk(a, 2).decode(d), (z, decoder))
    assert gradcheck(lambda a: batch_topk(a, 2), (z,))
    assert gradcheck(lambda a: gated(gate, a), (z,))


def test_the_gate_gets_no_gradient_through_the_codes() -> None:
    gate = torch.tensor([[1.0, -1.0]], requires_grad=True)
    magnitude = torch.tensor([[2.0, 3.0]], requires_grad=True)
    codes = gated(gate, magnitude)
    codes.sum().backward()
    assert codes.tolist() == [[2, 0]]
    assert magnitude.grad is not None
    assert magnitude.grad.tolist() == [[1, 0]]
    assert gate.grad is None


def test_dense_codes_are_made_once() -> None:
    codes = SparseCodes(torch.tensor([[2.0]]), torch.tensor([[1]]), 3)
    assert codes.dense_bq is codes.dense_bq
    assert codes.dense_bq.tolist() == [[0, 2, 0]]


@settings(derandomize=True, max_examples=60, deadline=None)
@given(tables, st.integers(1, 5))
def test_signed_topk_keeps_the_largest_absolute_values(table: list[list[Fraction]], k: int) -> None:
    k = min(k, len(table[0]))
    codes = _identity_model("signedtopk", len(table[0]), k).codes(
        torch.tensor([[float(v) for v in r] for r in table]).double()
    )
    for row, found in zip(table, codes.tolist(), strict=True):
        kept = sorted(range(len(row)), key=lambda j: (-abs(row[j]), j))[:k]
        assert found == [float(v) if j in kept else 0.0 for j, v in enumerate(row)]


def test_signed_topk_has_a_gradient_on_both_sides() -> None:
    pre = torch.tensor([[2.0, -3.0, 0.5]], requires_grad=True)
    signed_topk(pre, 2).dense_bq.sum().backward()
    assert pre.grad is not None
    assert pre.grad.tolist() == [[1.0, 1.0, 0.0]]
