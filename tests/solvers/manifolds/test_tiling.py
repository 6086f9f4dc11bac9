"""Tiles and the competition among them, against closed forms."""

from __future__ import annotations

import numpy as np
import pytest

from solvers.manifolds.circle import tiling_error
from solvers.manifolds.tiling import tiles, tiling_autoencoder, written
from theory.manifolds.families import circle, segment
from theory.manifolds.mixture import Mixture

ANGLE = 2 * np.pi * (np.arange(1000) + 0.5) / 1000
CIRCLE = np.stack([np.cos(ANGLE), np.sin(ANGLE)], axis=1)


@pytest.mark.parametrize("count", [2, 3, 5, 8])
def test_tiles_of_a_circle_have_the_least_error(count: int) -> None:
    error = 1 - written(CIRCLE, tiles(CIRCLE, count))
    least = float(tiling_error(count).mid())
    assert least - 1e-4 <= error <= 1.02 * least  # 1,000 points for the circle; alternation stops a little above


def test_two_tiles_are_exact_on_a_segment_and_one_is_not() -> None:
    x = np.linspace(-1, 1, 201)[:, None]
    assert written(x, tiles(x, 2)) == pytest.approx(1)
    assert written(x, tiles(x, 1)) == pytest.approx(0.5, abs=0.01)


def test_codes_are_at_most_one_for_each_manifold() -> None:
    mixture = Mixture((circle(), segment(), circle()), width=9, active=2, noise=0.0)
    sae = tiling_autoencoder(mixture, [6, 2, 6], samples=300)
    x = mixture.sample(3, 200).x
    codes = sae.codes(x, 3)
    for group in range(3):
        assert ((codes[:, sae.group_q == group] > 0).sum(axis=1) <= 1).all()
    assert sae.explained(x, 3) > 0.9
    assert sae.explained(x, 3) > sae.explained(x, 3, competition=False)
    assert np.array_equal(sae.codes(x, 14, competition=False) > 0, x @ sae.encoder_qd.T > 0)


def test_dependent_subspaces_are_refused() -> None:
    with pytest.raises(ValueError, match="dependent"):
        tiling_autoencoder(Mixture((circle(), circle()), width=3, active=1), [4, 4], samples=50)
