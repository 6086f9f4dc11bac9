"""Encoder against decoder: one row per run, and the stored models lie above the diagonal."""

from __future__ import annotations

from typing import Any

import pytest

from paper_figs.sdl import encoder_vs_decoder as figure
from tests.paper_figs.sdl.trained_runs import no_training, stored
from theory.claims import Budget

__all__ = ["no_training"]


def test_rows_of_known_runs_and_the_stored_ones(no_training: list[Any]) -> None:
    table = figure.compute(Budget(profile="full"))
    assert len(table.rows) == 8 * 5 * 2
    first = table.where(method="ReLU", anchors=0, seed=0)
    assert first.floats("encoder") == pytest.approx([(0.96 + 1.5) / 4])
    assert first.floats("decoder") == pytest.approx([0.94])
    found = stored("encoder_vs_decoder", table)
    assert len(found.rows) == len(table.rows)
    pairs = list(zip(found.floats("encoder"), found.floats("decoder"), strict=True))
    assert all(d > e for e, d in pairs)
    matched = zip(found.floats("encoder_matched"), found.floats("encoder"), strict=True)
    assert all(m <= best + 1e-9 for m, best in matched)
