"""What is measured is what the formulas say, and what is exact is exact."""

from __future__ import annotations

import pytest

from paper_figs.operators import grids_and_domains as figure
from paper_figs.table import Table
from theory.claims import Budget

ROUNDING = 1e-12


@pytest.fixture(scope="module")
def tables() -> dict[str, Table]:
    return figure.compute(Budget())


@pytest.mark.parametrize(("part", "x"), [("grids", "points"), ("domains", "times")])
def test_formulas(tables: dict[str, Table], part: str, x: str) -> None:
    for how, _, predicted, measured in tables[part].rows:
        assert measured == pytest.approx(predicted, abs=ROUNDING)
        assert how in ("same taps", "by mode number") or predicted == 0


def test_same_taps_and_mode_numbers_do_something_else(tables: dict[str, Table]) -> None:
    assert all(e > 0.1 for n, e in _pairs(tables["grids"].where(how="same taps"), "points") if n != figure.GRID)
    assert all(e > 0.1 for t, e in _pairs(tables["domains"].where(how="by mode number"), "times") if t > 1)


def test_a_fixed_count_fades(tables: dict[str, Table]) -> None:
    for kept, ratio in (("4 points", 1 / 2), ("a quarter of the domain", 1), ("beyond 1", 1)):
        means = tables["codes"].where(kept=kept).floats("mean")
        assert means[-1] / means[-2] == pytest.approx(ratio, rel=0.02)


def _pairs(table: Table, x: str) -> list[tuple[int, float]]:
    return list(zip(table[x], table.floats("measured"), strict=True))
