"""Table 1 at mini size: the arithmetic of the rows, the published numbers, and what the stored table says."""

from __future__ import annotations

from typing import Any

import pytest

from paper_figs.sdl import _trained
from paper_figs.sdl import table_1_methods as figure
from proofs_checks.sdl._published_tables import TABLE_1
from tests.paper_figs.sdl.trained_runs import no_training, published, stored
from theory.claims import Budget

__all__ = ["no_training"]


def test_rows_are_means_and_ranges_of_the_runs(no_training: list[Any]) -> None:
    table = figure.compute(Budget(profile="full"))
    assert [a[1] for a in no_training] == [5] * 8
    plain = table.where(method="TopK", anchors=0)
    assert plain.floats("encoder_M_GT") == [25.0]
    assert plain.floats("encoder_M_IP") == pytest.approx([(0.96 + 1.5) / 4])
    assert plain.floats("decoder_M_GT") == [90.0]  # 50 for seed 0, 100 for the other four
    assert (plain.floats("decoder_M_GT_min"), plain.floats("decoder_M_GT_max")) == ([50.0], [100.0])
    assert plain.floats("error") == pytest.approx([0.03])
    assert plain.floats("rest_M_GT") == [90.0]
    held = table.where(method="TopK", anchors=1)
    assert held.floats("encoder_M_GT") == [50.0]
    assert held.floats("rest_M_GT") == pytest.approx([(100 / 3 + 4 * 100) / 5])  # without the first feature
    assert (plain["published_M_GT"], held["published_M_GT"]) == (["84.90"], ["87.63"])
    assert table.where(method="ReLU + L1")["published_M_GT"] == ["", ""]


def test_stored_table_has_every_published_number() -> None:
    found = published("table_1_methods")
    for method, row in TABLE_1.items():
        assert found["", method, 0] == row[:2]
        assert found["", method, 1] == row[2:]


def test_what_the_caption_says_of_the_stored_table() -> None:
    table = stored("table_1_methods", _trained.table([], ""))
    for method in ("TopK", "Transcoder", "Crosscoder", "Matryoshka"):
        assert table.where(method=method, anchors=0).floats("decoder_M_GT")[0] > 90
        assert table.where(method=method, anchors=0).floats("encoder_M_GT")[0] < 5
        assert table.where(method=method, anchors=4).floats("encoder_M_GT")[0] == pytest.approx(10, abs=3)
    assert table.where(method="ReLU", anchors=0).floats("decoder_M_GT") == [0.0]
    assert table.where(method="ReLU", anchors=4).floats("rest_M_GT") == [0.0]
    assert table.where(method="ReLU + L1", anchors=0).floats("decoder_M_GT")[0] > 80
