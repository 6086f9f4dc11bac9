"""Table 6 at mini size: the probabilities, the published numbers, and what the caption says."""

from __future__ import annotations

from typing import Any

import pytest

from paper_figs.sdl import _trained
from paper_figs.sdl import table_6_sparsity as figure
from proofs_checks.sdl._published_tables import TABLE_6
from tests.paper_figs.sdl.trained_runs import no_training, published, stored
from theory.claims import Budget

__all__ = ["no_training"]


def test_probabilities_are_three_times_the_published_ones(no_training: list[Any]) -> None:
    figure.compute(Budget(profile="full"))
    assert len(no_training) == 15
    for ask, printed in zip(no_training[::5], TABLE_6, strict=True):
        assert 1 - ask[2]["sparsity"] == pytest.approx(3 * float(printed))


def test_stored_table() -> None:
    found = published("table_6_sparsity")
    for printed, block in TABLE_6.items():
        setting = f"{figure.PROBABILITIES[printed]} ({printed})"
        for method, row in block.items():
            assert (*found[setting, method, 0], *found[setting, method, 1]) == row
    table = stored("table_6_sparsity", _trained.table([], ""))
    for method in ("TopK", "BatchTopK", "Matryoshka"):
        rare, usual, often = table.where(method=method, anchors=0).floats("encoder_M_IP")
        assert often > max(rare, usual)  # encoders are best in the densest setting
