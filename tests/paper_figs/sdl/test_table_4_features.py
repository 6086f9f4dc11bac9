"""Table 4 at mini size: the same ratios n / p, the published numbers, and what the caption says."""

from __future__ import annotations

from typing import Any

import pytest

from paper_figs.sdl import _trained
from paper_figs.sdl import table_4_features as figure
from proofs_checks.sdl._published_tables import TABLE_4
from tests.paper_figs.sdl.trained_runs import no_training, published, stored
from theory.claims import Budget

__all__ = ["no_training"]


def test_ratios_are_the_published_ones(no_training: list[Any]) -> None:
    figure.compute(Budget(profile="full"))
    asked = [a[2]["features"] for a in no_training]
    assert asked == [33, 38, 42, 46, 50, 54, 58]
    assert all(abs(n / 32 - m / 768) < 0.02 for n, m in zip(asked, TABLE_4, strict=True))
    assert {a[0] for a in no_training} == {"ReLU"}


def test_stored_table() -> None:
    found = published("table_4_features")
    for n, row in TABLE_4.items():
        assert found[f"n = {figure.features(n)} ({n})", "ReLU", 0] == row[:2]
        assert found[f"n = {figure.features(n)} ({n})", "ReLU", 1] == row[2:]
    table = stored("table_4_features", _trained.table([], ""))
    assert table.where(anchors=0).floats("decoder_M_GT") == [0.0] * 7
    assert table.where(anchors=4).floats("rest_M_GT") == [0.0] * 7
    for n, share in zip(TABLE_4, table.where(anchors=4).floats("encoder_M_GT"), strict=True):
        assert share == pytest.approx(400 / figure.features(n), abs=1)  # the anchored features and no others
