from __future__ import annotations

import itertools
import random

import numpy as np
import pytest

from solvers.sdl.landing.gauge_distance import best_scales, gauge_distance, output_distance
from solvers.sdl.solution_set.families import rational_rotation, rotation_point
from tests.solvers.sdl.random_problems import RELU, sae
from theory.sdl.gauge import GaugeGroup

SCALINGS = ["each", "common", "none"]


def pair(rng: np.random.Generator, q: int, p: int, r: int) -> tuple[np.ndarray, np.ndarray]:
    return rng.normal(size=(q, p)), rng.normal(size=(r, q))


def on_a_grid(scaling: str, model: tuple, reference: tuple) -> float:
    """Brute force: all permutations, a fine grid of scales."""
    (a, u), (b, v) = model, reference
    c = np.exp(np.linspace(-7, 7, 2001))[:, None]
    c = np.ones((1, 1)) if scaling == "none" else c
    best = np.inf
    for order in itertools.permutations(range(len(a))):
        costs = [
            ((a[i] - c * b[j]) ** 2).sum(axis=1) + ((u[:, i] - v[:, j] / c) ** 2).sum(axis=1)
            for i, j in enumerate(order)
        ]
        best = min(best, sum(costs).min() if scaling == "common" else sum(x.min() for x in costs))  # type: ignore[union-attr]
    return float(np.sqrt(best))


@pytest.mark.parametrize("scaling", SCALINGS)
def test_against_brute_force(scaling: str) -> None:
    rng = np.random.default_rng(1)
    for k in range(40):
        q, p, r = (int(x) for x in rng.integers(1, 4, size=3))
        model, reference = pair(rng, q, p, r), pair(rng, q, p, r)
        if k % 5 == 0:
            reference[0][0] = 0  # a reference neuron without encoder, whose best scale is a limit
        if k % 7 == 0:
            reference[1][:, -1] = 0
        found = gauge_distance(GaugeGroup(q, scaling), model, reference)  # type: ignore[arg-type]
        grid = on_a_grid(scaling, model, reference)
        assert found.distance <= grid + 1e-12
        assert found.distance >= grid - 2e-2  # the grid's steps are 0.7 percent, and it ends at exp(7)


@pytest.mark.parametrize("scaling", SCALINGS)
def test_gauge_copies_are_at_distance_zero(scaling: str) -> None:
    rng, chance = np.random.default_rng(2), random.Random(2)
    for _ in range(30):
        group = GaugeGroup(5, scaling)  # type: ignore[arg-type]
        encoder, decoder = pair(rng, 5, 4, 3)
        element = group.sample(chance)
        copy = element.apply(encoder.tolist(), decoder.tolist())
        moved = tuple(np.array([[float(x) for x in row] for row in m]) for m in copy)
        found = gauge_distance(group, moved, (encoder, decoder))  # type: ignore[arg-type]
        assert found.distance < 1e-13  # about 35 entries of size up to 20, each rounded a few times
        assert found.permutation == element.permutation
        assert np.allclose(found.scales, [float(c) for c in element.scales], rtol=1e-12)


def test_the_distance_is_not_zero_off_the_orbit() -> None:
    """Scaling one neuron is free under ReLU, and costs something under a common scale and under none."""
    encoder, decoder = np.eye(2), np.eye(2)
    stretched = (np.diag([2.0, 1.0]), np.diag([0.5, 1.0]))
    found = {s: gauge_distance(GaugeGroup(2, s), stretched, (encoder, decoder)).distance for s in SCALINGS}  # type: ignore[arg-type]
    assert found["each"] < 1e-15
    assert 0.5 < found["common"] < found["none"] == pytest.approx(np.sqrt(1.25))


def test_symmetry_and_triangle_against_the_orbit() -> None:
    """The distance to any gauge copy of the reference is the same."""
    rng, chance = np.random.default_rng(3), random.Random(3)
    group = GaugeGroup(4, "common")
    model, reference = pair(rng, 4, 3, 2), pair(rng, 4, 3, 2)
    first = gauge_distance(group, model, reference).distance
    copy = group.sample(chance).apply(reference[0].tolist(), reference[1].tolist())
    again = gauge_distance(group, model, tuple(np.array(m, dtype=float) for m in copy)).distance  # type: ignore[arg-type]
    assert again == pytest.approx(first, rel=1e-12)


def test_best_scales_against_a_grid() -> None:
    rng = np.random.default_rng(4)
    a, b, u, v = (rng.normal(size=(200, 3)) for _ in range(4))
    alpha, beta, c2, f = (a * b).sum(1), (u * v).sum(1), (b * b).sum(1), (v * v).sum(1)
    c = best_scales(alpha, beta, c2, f)

    def cost(x: np.ndarray) -> np.ndarray:
        return c2 * x**2 - 2 * alpha * x + f / x**2 - 2 * beta / x

    grid = np.min([cost(np.full(200, x)) for x in np.exp(np.linspace(-5, 5, 5001))], axis=0)
    assert np.all(cost(c) <= grid + 1e-9)


def test_output_distance_vanishes_on_families() -> None:
    """Two rotations compute the same function, and their parameters are far apart."""
    problem = sae(4, 2, 4, RELU, random.Random(1))
    models = []
    for seed in (1, 2):
        at = rotation_point(problem, rational_rotation(2, random.Random(seed)))
        models.append((np.array(at.rows, dtype=float), np.array(at.decoder, dtype=float)))
    assert output_distance(problem, *models) < 1e-14
    assert gauge_distance(GaugeGroup(4, "each"), *models).distance > 0.1
    shifted = (models[0][0], models[0][1] + 1.0)
    assert output_distance(problem, shifted, models[0]) > 0.1


def test_shapes_are_checked() -> None:
    with pytest.raises(ValueError, match="width 3"):
        gauge_distance(GaugeGroup(3, "each"), (np.eye(2), np.eye(2)), (np.eye(2), np.eye(2)))
