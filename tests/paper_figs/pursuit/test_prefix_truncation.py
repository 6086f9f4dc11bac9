"""Prefixes never make a sample worse, largest codes do."""

from __future__ import annotations

from pathlib import Path

from paper_figs.pursuit import prefix_truncation as figure
from paper_figs.table import Table
from theory.claims import Budget

FIGURES = Path(__file__).resolve().parents[3] / "docs" / "figures"


def test_small_run_and_stored_table() -> None:
    made = figure.compute(Budget(profile="quick"))
    stored = Table.from_csv((FIGURES / "prefix_truncation.csv").read_text("utf-8"), like=made)
    for table in (made, stored):
        for dictionary in ("random", "trained"):
            prefix, largest = (table.where(dictionary=dictionary, kept=way) for way in ("prefix", "largest"))
            assert set(prefix["rising"]) == {0}
            assert max(largest["rising"]) > 0
            assert prefix["error"] == sorted(prefix["error"], reverse=True)
            assert prefix["error"][0] <= largest["error"][0]
