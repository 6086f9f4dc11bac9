"""Example 3.5: the map against least squares, and the paths against the polynomials of the caption."""

from __future__ import annotations

import itertools
from fractions import Fraction
from functools import cache

import numpy as np

from paper_figs.sdl import landscape_example_3_5 as figure
from paper_figs.table import Table
from theory.claims import Budget


@cache
def computed() -> dict[str, Table]:
    return figure.compute(Budget())


def test_the_map_by_least_squares_at_random_angles() -> None:
    rng = np.random.default_rng(0)
    for angle_1, angle_2, _, _, loss in computed()["regions"].rows:
        for _ in range(5):
            turn = np.radians([float(angle_1), float(angle_2)] + 90 * rng.uniform(0.02, 0.98, 2))
            codes = np.maximum(np.stack([np.cos(turn), np.sin(turn)]), 0)  # feature by neuron
            decoder, *_ = np.linalg.lstsq(codes, np.eye(2), rcond=1e-9)
            assert abs(((np.eye(2) - codes @ decoder) ** 2).sum() - float(loss)) < 1e-9


def test_the_diagonal_has_loss_one() -> None:
    row = [Fraction(2), Fraction(3)]
    assert figure.best_loss([row, row]) == 1


def test_the_paths_are_the_polynomials_of_the_caption() -> None:
    for activation, x, loss in computed()["paths"].rows:
        x = Fraction(x)
        wanted = 1 - 2 * x**2 + 2 * x**4 if activation == "relu" else 1 if x <= 1 else (1 - (x - 1) ** 2) ** 2
        assert loss == wanted


def test_neither_path_ever_rises() -> None:
    for activation in ("relu", "topk"):
        losses = computed()["paths"].where(activation=activation)["loss"]
        assert losses[0] == 1
        assert all(a >= b for a, b in itertools.pairwise(losses))
    assert losses[-1] == 0
