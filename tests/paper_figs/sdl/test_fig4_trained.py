"""Trained zero loss: counts add up, and the stored histogram shows both recovered and unrecovered models without loss."""

from __future__ import annotations

from pathlib import Path

import pytest

from paper_figs.sdl import fig4_trained as figure
from paper_figs.table import Table
from theory.claims import Budget

FIGURES = Path(__file__).resolve().parents[3] / "docs" / "figures"


def test_counts(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(figure, "STEPS", 3000)
    made = figure.compute(Budget(profile="quick"))
    assert sum(made["losses"].floats("runs")) == 100
    zero = made["losses"].floats("runs")[0]
    assert sum(made["recovery"].floats("decoder")) == sum(made["recovery"].floats("encoder")) == zero > 0

    stored = {
        part: Table.from_csv((FIGURES / f"fig4_trained.{part}.csv").read_text("utf-8"), like=table)
        for part, table in made.items()
    }
    assert sum(stored["losses"].floats("runs")) == 1000
    counts = dict(zip(stored["recovery"]["score"], stored["recovery"].floats("decoder"), strict=True))
    assert sum(c for s, c in counts.items() if float(s) < 0.85) > 100
    assert sum(c for s, c in counts.items() if float(s) >= 0.95) > 50
