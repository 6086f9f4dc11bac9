"""The zero-loss path: exact zeros, its two ends, and the barrier in between by an independent evaluation."""

from __future__ import annotations

from fractions import Fraction
from functools import cache

import numpy as np
import pytest

from paper_figs.sdl import zero_loss_path as figure
from paper_figs.table import Table
from theory.claims import Budget


@cache
def computed() -> Table:
    return figure.compute(Budget())


def test_the_loss_is_exactly_zero_on_the_whole_path() -> None:
    assert set(computed()["loss"]) == {0}
    assert (computed()["position"][0], computed()["position"][-1]) == (0, 1)


def test_recovered_at_the_start_and_not_at_the_end() -> None:
    assert computed()["decoder"][0] == computed()["encoder"][0] == 1
    y = np.full((3, 3), 4.0) + np.eye(3)
    encoder = (y / np.linalg.norm(y, axis=1, keepdims=True)).max(axis=0).mean()
    inverse = np.linalg.inv(y)
    decoder = (inverse / np.linalg.norm(inverse, axis=0)).max(axis=1).mean()
    assert computed()["encoder"][-1] == pytest.approx(encoder, abs=1e-12)
    assert computed()["decoder"][-1] == pytest.approx(decoder, abs=1e-12)


def test_the_straight_segment_has_a_barrier() -> None:
    """At the middle: codes (I + Y)/2 and decoder (I + Y^-1)/2 in floating point."""
    y = np.full((3, 3), 4.0) + np.eye(3)
    middle = np.eye(3) - (np.eye(3) + np.linalg.inv(y)) / 2 @ (np.eye(3) + y) / 2
    straight = figure.between(figure.START, figure.END, Fraction(1, 2)).loss(figure.PROBLEM)
    assert float(straight) == pytest.approx((middle**2).sum(), abs=1e-12)
    assert straight > 5
    assert computed()["straight"][0] == computed()["straight"][-1] == 0
    assert max(computed()["straight"]) >= straight
