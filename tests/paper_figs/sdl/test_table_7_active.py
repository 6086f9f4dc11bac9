"""Table 7 at mini size: K in the same ratio to the active features, the published numbers, and the trend."""

from __future__ import annotations

from typing import Any

import pytest

from paper_figs.sdl import _trained
from paper_figs.sdl import table_7_active as figure
from proofs_checks.sdl._published_tables import TABLE_7
from tests.paper_figs.sdl.trained_runs import no_training, published, stored
from theory.claims import Budget

__all__ = ["no_training"]


def test_ratios_to_the_active_features(no_training: list[Any]) -> None:
    figure.compute(Budget(profile="full"))
    ours = [a[3] / (40 * 0.03) for a in no_training]
    assert ours == pytest.approx([k / (1000 * 0.01) for k in TABLE_7], rel=0.05)


def test_stored_table() -> None:
    found = published("table_7_active")
    for k, row in TABLE_7.items():
        setting = f"K = {figure.ACTIVE[k]} ({k})"
        assert (*found[setting, "TopK", 0], *found[setting, "TopK", 1]) == row
    table = stored("table_7_active", _trained.table([], ""))
    for anchors in (0, 4):
        small, middle, large = table.where(anchors=anchors).floats("decoder_M_GT")
        assert small >= middle > large  # recovery falls as K grows
