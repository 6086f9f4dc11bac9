"""The torch activations against the exact ones and the numpy ones, ties included."""

from __future__ import annotations

from fractions import Fraction

import numpy as np
import pytest
import torch
from hypothesis import given, settings
from hypothesis import strategies as st

from solvers.sdl.ensemble.activations_torch import sigma
from theory.sdl import Activation

# quarters are exact in floating point, and small ones make ties and hits of the threshold frequent
quarters = st.integers(-4, 4).map(lambda k: Fraction(k, 4))
tables = st.integers(1, 4).flatmap(
    lambda q: st.lists(st.lists(quarters, min_size=q, max_size=q), min_size=1, max_size=4)
)
ACTIVATIONS = [
    Activation("relu"),
    Activation("jumprelu", theta=Fraction(1, 2)),
    *(Activation(kind, k=k) for kind in ("topk", "batchtopk", "rawtopk") for k in (1, 2, 5)),
]


@pytest.mark.parametrize("activation", ACTIVATIONS, ids=lambda a: f"{a.kind}-{a.k or a.theta or ''}")
@settings(derandomize=True, max_examples=60, deadline=None)
@given(table=tables)
def test_torch_numpy_and_exact_agree(activation: Activation, table: list[list[Fraction]]) -> None:
    if activation.kind == "rawtopk" and (activation.k or 0) > len(table[0]):
        activation = Activation("rawtopk", k=len(table[0]))
    exact = [[float(x) for x in row] for row in activation.exact_batch(table)]
    z = np.array([[float(x) for x in row] for row in table])
    values, mask = sigma(activation, torch.from_numpy(z))
    assert values.tolist() == exact
    assert np.array_equal(activation.numpy(z), values.numpy())
    assert torch.equal(values, torch.from_numpy(z) * mask)


@pytest.mark.parametrize("activation", ACTIVATIONS, ids=lambda a: f"{a.kind}-{a.k or a.theta or ''}")
def test_a_stack_of_batches_is_each_batch(activation: Activation) -> None:
    z = torch.from_numpy(np.random.default_rng(0).integers(-3, 4, (7, 3, 6)) / 2.0)
    values, mask = sigma(activation, z)
    for i in range(7):
        one, its_mask = sigma(activation, z[i])
        assert torch.equal(values[i], one)
        assert torch.equal(mask[i], its_mask)


def test_ties_go_to_the_smaller_index() -> None:
    values, _ = sigma(Activation("topk", k=2), torch.tensor([[1.0, 3.0, 1.0, 1.0]]))
    assert values.tolist() == [[1.0, 3.0, 0.0, 0.0]]
