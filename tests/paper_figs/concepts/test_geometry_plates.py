"""Every plate, point by point in exact arithmetic: the neurons drawn do what the caption says."""

from __future__ import annotations

from fractions import Fraction
from functools import cache
from itertools import combinations
from typing import Any

import pytest

from paper_figs.concepts import geometry_plates as figure
from paper_figs.table import Table
from theory.claims import Budget


@cache
def computed() -> dict[str, Table]:
    return figure.compute(Budget())


def layer(plate: str) -> tuple[int, list[tuple[Fraction, Fraction, Fraction]]]:
    part = computed()["neurons"].where(plate=plate)
    return part["k"][0], list(zip(part["weight_x"], part["weight_y"], part["bias"], strict=True))


def points(plate: str) -> list[tuple[int, tuple[int, int]]]:
    part = computed()["points"].where(plate=plate)
    return [(c, (x, y)) for c, x, y in zip(part["concept"], part["x"], part["y"], strict=True)]


@pytest.mark.parametrize("plate", ["a", "c"])
def test_units_hold_exactly_the_concept(plate: str) -> None:
    _, neurons = layer(plate)
    for concept, (x, y) in points(plate):
        assert all(a * x + b * y + c > 0 for a, b, c in neurons) == bool(concept)


@pytest.mark.parametrize("plate", ["d", "e"])
def test_top_k_neurons_are_on_exactly_at_the_concept(plate: str) -> None:
    k, neurons = layer(plate)
    for concept, at in points(plate):
        assert figure.active(neurons, k, at) == bool(concept)


def test_the_slab_concept_has_no_half_plane_and_no_three_points_on_a_line() -> None:
    from solvers.concepts.separability import Inseparable, separate

    everyone = [at for _, at in points("e")]
    assert isinstance(separate(everyone, [i for i, (c, _) in enumerate(points("e")) if c]), Inseparable)
    for (x1, y1), (x2, y2), (x3, y3) in combinations(everyone, 3):
        assert (x2 - x1) * (y3 - y1) != (x3 - x1) * (y2 - y1)


def test_the_wedge_is_not_convex() -> None:
    k, neurons = layer("d")
    assert figure.active(neurons, k, (-3, 1))
    assert figure.active(neurons, k, (3, 1))
    assert not figure.active(neurons, k, (0, 1))


def test_the_averages_of_the_two_classes_of_exclusive_or_agree() -> None:
    combination = computed()["combination"]
    on = dict(zip(zip(combination["x"], combination["y"], strict=True), combination["weight"], strict=True))
    averages: list[Any] = []
    for side in figure.XOR:
        weights = [on[at] for at in side]
        assert sum(weights) == 1
        averages.append([sum(w * at[i] for w, at in zip(weights, side, strict=True)) for i in (0, 1)])
    assert averages[0] == averages[1]


def test_the_parent_neuron_misses_exactly_the_child() -> None:
    k, neurons = layer("f")
    child = {(4, 1), (5, 0), (4, -1)}
    for concept, at in points("f"):
        assert figure.active(neurons, k, at) == (bool(concept) and at not in child)
