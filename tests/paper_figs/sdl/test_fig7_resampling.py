"""Resampling: the promise of sdl.resampling-gain is kept exactly, and without it dead neurons stay dead."""

from __future__ import annotations

from pathlib import Path

import pytest

from paper_figs.sdl import _resampled
from paper_figs.sdl import fig7_resampling as figure
from paper_figs.table import Table
from theory.claims import Budget

FIGURES = Path(__file__).resolve().parents[3] / "docs" / "figures"


@pytest.fixture
def small(monkeypatch: pytest.MonkeyPatch) -> None:
    """Few steps, few neurons, few samples."""
    for name, value in {"NEURONS": 16, "ALIVE": 8, "EVERY": 20, "BATCH": 32, "PROBE": 128, "DEAD_AFTER": 15}.items():
        monkeypatch.setattr(_resampled, name, value)


def test_promises_are_kept(small: None) -> None:
    outcome = _resampled.train(1, steps=60)
    assert outcome.dead[0] == 8  # nobody helped them
    kinds = {r.how for r in outcome.resamplings}
    assert kinds == {"heuristic", "optimal"}
    for r in outcome.resamplings:
        if r.how == "optimal":
            assert r.promised > 0
            assert r.before - r.after == pytest.approx(r.promised, abs=1e-4)
    assert outcome.losses[-1][1][2] < outcome.losses[-1][1][0]


def test_runs_repeat_to_the_last_digit(small: None) -> None:
    assert _resampled.train(1, steps=60) == _resampled.train(1, steps=60)


def test_stored_tables(small: None) -> None:
    made = figure.compute(Budget(profile="quick"))
    stored = {
        part: Table.from_csv((FIGURES / f"fig7_resampling.{part}.csv").read_text("utf-8"), like=table)
        for part, table in made.items()
    }
    calls = stored["resamplings"].where(how="optimal")
    assert len(calls.rows) == 3
    assert all(abs(x) < 1e-3 for x in calls.floats("excess"))
    last = max(stored["curves"]["step"])
    ends = {how: stored["curves"].where(how=how, step=last).floats("loss") for how in figure.LABELS}
    assert max(ends["optimal"]) < 0.2 * min(ends["none"])
    assert max(ends["heuristic"]) < 0.2 * min(ends["none"])
