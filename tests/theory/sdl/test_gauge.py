from __future__ import annotations

import random
from fractions import Fraction

import numpy as np
import pytest

from theory.sdl import Activation, Problem
from theory.sdl.gauge import GaugeElement, GaugeGroup

JUMP = Activation("jumprelu", theta=Fraction(1, 2))
EVERY = [
    (Activation("relu"), "each"),
    (JUMP, "none"),
    (Activation("jumprelu", theta=Fraction(0)), "each"),
    (Activation("topk", k=1), "common"),
    (Activation("topk", k=3), "each"),
    (Activation("batchtopk", k=2), "common"),
    (Activation("rawtopk", k=2), "common"),
]


def numbers(rng: random.Random, rows: int, columns: int) -> list[list[Fraction]]:
    return [[Fraction(rng.randint(-9, 9), rng.randint(1, 9)) for _ in range(columns)] for _ in range(rows)]


@pytest.mark.parametrize(("activation", "scaling"), EVERY)
def test_gauge_elements_keep_every_output(activation: Activation, scaling: str) -> None:
    rng = random.Random(1)
    group = GaugeGroup.of(activation, 3)
    assert group.scaling == scaling
    compared = 0
    while compared < 25:
        w, encoder, decoder = numbers(rng, 4, 2), numbers(rng, 3, 2), numbers(rng, 2, 3)
        problem = Problem.sae(w, activation=activation, width=3)
        values = [sum(x * y for x, y in zip(a, b, strict=True)) for a in encoder for b in w]
        if len(set(values)) < len(values):  # ties go to the smaller index, which a permutation may change
            continue
        compared += 1
        moved = group.sample(rng).apply(encoder, decoder)
        assert problem.loss(*moved) == problem.loss(encoder, decoder)
        assert group.equivalent((encoder, decoder), moved)


def test_scalings_outside_the_group_change_the_loss() -> None:
    """Top-1: a losing neuron scaled up wins.  JumpReLU: a passing one scaled down stops passing."""
    encoder, decoder = [[Fraction(1)], [Fraction(1, 2)]], [[Fraction(1), Fraction(5)]]
    stretch = GaugeElement((0, 1), (Fraction(1), Fraction(4)))
    shrink = GaugeElement((0, 1), (Fraction(1, 4), Fraction(1, 4)))
    for activation, element in ((Activation("topk", k=1), stretch), (JUMP, shrink)):
        problem = Problem.sae([[Fraction(1)]], activation=activation, width=2)
        assert not GaugeGroup.of(activation, 2).contains(element)
        assert problem.loss(*element.apply(encoder, decoder)) != problem.loss(encoder, decoder)


def test_raw_top_k_of_everything_is_refused() -> None:
    with pytest.raises(ValueError, match=r"GL\(2\)"):
        GaugeGroup.of(Activation("rawtopk", k=2), 2)


def test_group_laws() -> None:
    rng = random.Random(2)
    group = GaugeGroup(4, "each")
    encoder, decoder = numbers(rng, 4, 3), numbers(rng, 2, 4)
    for _ in range(20):
        g, h = group.sample(rng), group.sample(rng)
        assert h.apply(*g.apply(encoder, decoder)) == g.then(h).apply(encoder, decoder)
        assert g.inverse().apply(*g.apply(encoder, decoder)) == (encoder, decoder)
        assert group.contains(g.then(h))
    assert not group.contains(GaugeElement((0, 0, 1, 2), (Fraction(1),) * 4))
    assert not group.contains(GaugeElement((0, 1, 2, 3), (Fraction(-1),) * 4))


@pytest.mark.parametrize("scaling", ["each", "common", "none"])
def test_canonical_forms_separate_orbits(scaling: str) -> None:
    rng = random.Random(3)
    group = GaugeGroup(3, scaling)  # type: ignore[arg-type]
    for _ in range(30):
        encoder, decoder = numbers(rng, 3, 2), numbers(rng, 2, 3)
        encoder[0] = [Fraction(0)] * 2
        other = [list(row) for row in decoder]
        other[rng.randrange(2)][rng.randrange(3)] += 1
        canonical = group.canonical(encoder, decoder)
        assert group.canonical(*canonical) == canonical
        # one changed entry leaves the orbit, unless it only rescales the zero row's own decoder column
        if group.equivalent((encoder, decoder), (encoder, other)):
            assert scaling == "each"
            assert [row[1:] for row in other] == [row[1:] for row in decoder]


def test_orbit_dimension_is_the_rank_of_the_infinitesimal_scalings() -> None:
    rng = random.Random(4)
    for scaling in ("each", "common", "none"):
        encoder, decoder = numbers(rng, 4, 3), numbers(rng, 2, 4)
        encoder[1], decoder[0][1], decoder[1][1] = [Fraction(0)] * 3, Fraction(0), Fraction(0)
        a, u = np.array(encoder, float), np.array(decoder, float)
        single = [np.concatenate([(a * e[:, None]).ravel(), (-u * e).ravel()]) for e in np.eye(4)]
        generators = {"each": single, "common": [sum(single)], "none": [0 * single[0]]}[scaling]
        found = GaugeGroup(4, scaling).orbit_dimension(encoder, decoder)  # type: ignore[arg-type]
        assert found == np.linalg.matrix_rank(np.array(generators))
