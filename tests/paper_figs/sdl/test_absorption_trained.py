"""Absorption on purpose: a small run absorbs, the stored shares rise with the penalty, and children are parent plus child."""

from __future__ import annotations

from pathlib import Path

from paper_figs.sdl import absorption_trained as figure
from paper_figs.table import Table
from theory.claims import Budget

FIGURES = Path(__file__).resolve().parents[3] / "docs" / "figures"


def test_small_run_and_stored_table() -> None:
    made = figure.compute(Budget(profile="quick"))
    assert made.floats("absorbed")[-1] >= 0.5
    assert made.floats("children")[-1] == 0.0
    stored = Table.from_csv((FIGURES / "absorption_trained.csv").read_text("utf-8"), like=made)
    assert stored["weight"] == [str(w) for w in figure.WEIGHTS]
    absorbed = stored.floats("absorbed")
    assert absorbed[-1] > 0.9
    assert absorbed[0] < absorbed[-1]
    for low, mean, high in zip(*(stored.floats(f"absorbed{e}") for e in ("_min", "", "_max")), strict=True):
        assert low <= mean <= high
