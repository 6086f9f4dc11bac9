"""The rotation family: zero loss by an independent formula, and cosines by plain trigonometry."""

from __future__ import annotations

import math
from functools import cache

import numpy as np

from paper_figs.sdl import fig4_zero_loss_without_recovery as figure
from paper_figs.table import Table
from theory.claims import Budget


@cache
def computed() -> dict[str, Table]:
    return figure.compute(Budget())


def test_every_loss_is_exactly_zero() -> None:
    assert set(computed()["family"]["loss"]) == {0}


def test_the_best_cosine_is_that_of_the_angle() -> None:
    family = computed()["family"]
    for angle, cosine in zip(family["angle"], family.floats("best_cosine"), strict=True):
        turn = math.radians(angle)
        assert abs(max(math.cos(turn), math.sin(turn)) - cosine) < 1e-12


def test_the_rotated_model_is_the_identity_and_matches_no_feature() -> None:
    model = computed()["directions"].where(model="rotated", kind="decoder")
    w = np.array([model.floats("x"), model.floats("y")]).T
    for x in np.random.default_rng(0).standard_normal((20, 2)):
        assert np.allclose(w.T @ np.maximum(w @ x, 0), x)
    features = computed()["directions"].where(model="rotated", kind="feature")
    f = np.array([features.floats("x"), features.floats("y")]).T
    assert abs(np.abs(w @ f.T).max() - 0.8) < 1e-12


def test_another_decoder_would_have_a_loss() -> None:
    rows = figure.encoder(figure.Fraction(1, 3))
    swapped = [[-x for x in column] for column in zip(*rows, strict=True)]
    assert figure.PROBLEM.loss(rows, swapped) == 16
