"""The stored runs on a circle against closed forms: nothing ends below what is possible, and traps are where they were found."""

from __future__ import annotations

from pathlib import Path

import pytest

from paper_figs.manifolds import trained_circle as figure
from paper_figs.table import Table

STORED = Path(__file__).resolve().parents[3] / "docs" / "figures"


def _read(part: str, columns: tuple[figure.Column, ...]) -> Table:
    return Table.from_csv((STORED / f"trained_circle.{part}.csv").read_text(), like=Table(columns, ()))


def test_the_best_polygons_are_those_of_the_closed_form() -> None:
    found = dict(zip(*(_read("widths", figure.WIDTH_COLUMNS)[name] for name in ("atoms", "polygon")), strict=True))
    digits = {4: 0.1223770, 5: 0.1137652, 6: 0.1113104, 8: 0.1094007, 12: 0.1034001, 16: 0.1009780, 24: 0.0992221}
    assert all(float(found[n]) == pytest.approx(value, abs=1e-7) for n, value in digits.items())
    assert figure.polygon_minimum(4) == pytest.approx(digits[4], abs=1e-7)


def test_training_ends_near_the_best_polygon_or_at_worse_points() -> None:
    table = _read("widths", figure.WIDTH_COLUMNS)
    for polygon, best, worst in zip(*(table.floats(c) for c in ("polygon", "best", "worst")), strict=True):
        assert best <= worst
        assert best > polygon - 5e-4  # irregular arrangements are a little better, by 2e-4 for eight atoms


def test_four_atoms_always_find_capture_under_top_2_and_more_do_not() -> None:
    table = _read("top2", figure.SUCCESS_COLUMNS)
    exact = dict(zip(table["atoms"], table.floats("exact"), strict=True))
    assert exact[4] == figure.TOP_STARTS
    assert max(exact[n] for n in exact if n > 5) < figure.TOP_STARTS


def test_some_runs_beat_both_octagons() -> None:
    least = min(_read("octagons", figure.OCTAGON_COLUMNS).floats("cost"))
    runs = _read("runs", figure.RUN_COLUMNS).floats("cost")
    assert least > 0.10918  # manifolds.irregular-beats-octagons
    assert 0.109 < min(runs) < 0.1094
