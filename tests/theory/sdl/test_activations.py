"""One definition, four evaluations: pieces, exact, numpy, and the checker's own."""

from __future__ import annotations

from fractions import Fraction

import numpy as np
import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from theory.certificates import sdl as checker
from theory.sdl import Activation, Problem

small = st.integers(-3, 3).map(Fraction)  # few values: ties and zeros occur all the time
ACTIVATIONS = [
    Activation("relu"),
    Activation("jumprelu", theta=Fraction(1)),
    Activation("jumprelu", theta=Fraction(-1)),
    Activation("topk", k=1),
    Activation("topk", k=2),
    Activation("topk", k=9),
    Activation("rawtopk", k=1),
    Activation("rawtopk", k=2),
]


@given(st.sampled_from(ACTIVATIONS), st.lists(small, min_size=1, max_size=5))
def test_all_definitions_agree(activation: Activation, z: list[Fraction]) -> None:
    exact = activation.exact(z)
    assert exact == checker.activate(checker.read_activation(activation.json()), list(z))
    assert [float(x) for x in exact] == activation.numpy(np.array([[float(x) for x in z]]))[0].tolist()
    pieces = [p for p in activation.pieces(len(z)) if all(c.holds(z) for c in p.conditions)]
    assert len(pieces) == 1, "the pieces must be disjoint and cover the space"
    assert exact == [x if i in pieces[0].selected else 0 for i, x in enumerate(z)]


@given(st.lists(st.lists(small, min_size=2, max_size=2), min_size=1, max_size=4), st.integers(1, 2))
def test_batch_topk(table: list[list[Fraction]], k: int) -> None:
    activation = Activation("batchtopk", k=k)
    exact = activation.exact_batch(table)
    ours = activation.numpy(np.array([[float(x) for x in z] for z in table]))
    assert [[float(x) for x in z] for z in exact] == ours.tolist()
    identity = [[Fraction(1), Fraction(0)], [Fraction(0), Fraction(1)]]
    assert checker.codes(checker.read_activation(activation.json()), identity, table) == exact
    assert sum(x != 0 for z in exact for x in z) <= k * len(table)


@given(st.sampled_from(ACTIVATIONS), st.data())
def test_loss_agrees_with_the_checker_and_numpy(activation: Activation, data: st.DataObject) -> None:
    matrix = lambda m, n: data.draw(st.lists(st.lists(small, min_size=n, max_size=n), min_size=m, max_size=m))  # noqa: E731
    w, v, encoder, decoder = matrix(3, 2), matrix(3, 2), matrix(2, 2), matrix(2, 2)
    assume(all(any(row) for row in w))  # a problem has no zero feature
    weights = [Fraction(1), Fraction(2), Fraction(1, 3)]
    problem = Problem.transcoder(w, v, weights=weights, activation=activation, width=2)
    exact = problem.loss(encoder, decoder)
    assert exact == checker.loss(checker.read_activation(activation.json()), encoder, decoder, w, v, weights)
    w_np, v_np, m_np = problem.arrays()
    z = activation.numpy(w_np @ np.array(encoder, dtype=float).T)
    residual = v_np - z @ np.array(decoder, dtype=float).T
    assert float(exact) == pytest.approx(float((m_np[:, None] * residual**2).sum()), rel=1e-12, abs=1e-12)  # rounding


@pytest.mark.parametrize("bad", [("relu", {"k": 1}), ("topk", {}), ("topk", {"k": 0}), ("jumprelu", {})])
def test_wrong_parameters(bad: tuple) -> None:
    with pytest.raises(ValueError):  # noqa: PT011
        Activation(bad[0], **bad[1])


def test_crosscoder_stacks_its_sources() -> None:
    p = Problem.crosscoder([[[1, 0], [0, 1]], [[2], [3]]], activation=Activation("relu"), width=2)
    assert p.features_in == ((1, 0, 2), (0, 1, 3))
    assert (p.n, p.p, p.r) == (2, 3, 3)
