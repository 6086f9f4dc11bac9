"""Rotated pairs: what the predictions are, a small run, and the stored edges."""

from __future__ import annotations

import math
from pathlib import Path

import pytest

from paper_figs.pursuit import tree_basin as figure
from paper_figs.table import Table
from theory.claims import Budget

FIGURES = Path(__file__).resolve().parents[3] / "docs" / "figures"


def test_small_run_and_stored_table() -> None:
    made = figure.compute(Budget(profile="quick"))
    law = math.asin(0.05 / 1.5)
    for name in ("by_mean", "by_least"):  # all magnitudes are equal
        assert made["edges"].floats(name) == pytest.approx([law, law], rel=1e-6)
    stored = {p: Table.from_csv((FIGURES / f"tree_basin.{p}.csv").read_text("utf-8"), like=t) for p, t in made.items()}
    assert len(stored["runs"].rows) == len(figure.OPTIMISERS) * len(figure.DEVIATIONS) * len(figure.ANGLES)
    for optimiser, deviation, returned, stayed, by_mean, by_least in stored["edges"].rows:
        assert float(by_mean) <= float(by_least) + 1e-9
        if deviation == "0.0":
            assert float(returned) <= law <= float(stayed) < 1.1 * law, optimiser
        else:
            assert law < float(returned) < float(stayed) < float(by_least) + 0.01
