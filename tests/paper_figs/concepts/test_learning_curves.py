"""A quickly trained model measured as the figure does, and the stored table against what theory forbids."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from paper_figs.concepts import learning_curves as figure
from paper_figs.concepts._trained import Setting, grid, trained
from paper_figs.table import Table
from theory.claims import Budget

STORED = Path(__file__).resolve().parents[3] / "docs" / "figures" / "learning_curves.csv"


def test_a_row_is_what_its_columns_say_and_repeats() -> None:
    setting = Setting("topk", 2.0, 12, 0)
    model = trained(setting, steps=40)
    made = figure.row(setting, Budget(), 40)
    names = [c.name for c in figure.columns()]
    assert len(made) == len(names)
    got = dict(zip(names, made, strict=True))
    assert got["active"] <= 2
    assert got["single"] <= got["pair"] <= got["unit"]
    shares = np.array([4, 12, 24]) / 40
    assert got["single"] == pytest.approx(float(shares @ [got["roots"], got["middle"], got["leaves"]]))
    trained.__globals__["_train"].cache_clear()
    assert (trained(setting, steps=40).activations_nd == model.activations_nd).all()


def test_the_data_have_points_of_parents_alone() -> None:
    model = trained(Setting("topk", 2.0, 12, 0), steps=40)
    depth = model.concepts_nc.sum(axis=1)
    assert set(depth) == {1, 2, 3}
    assert len(model.concepts_nc) == 4096
    # a quarter stops at the root: 4096 / 4 with a standard deviation of 28
    assert abs(int((depth == 1).sum()) - 1024) < 4 * 28


def test_stored_table() -> None:
    table = Table.from_csv(STORED.read_text(), like=Table(figure.columns(), ()))
    assert len(table.rows) == len(list(grid()))
    for single, pair, unit in zip(*(table.floats(n) for n in ("single", "pair", "unit")), strict=True):
        assert single <= pair <= unit
    # concepts.forced-absorption: with k = 1, roots and middle nodes cannot be covered by neurons of their own while their children are, too
    ones = table.where(kind="topk", sparsity=1.0)
    assert max(ones.floats("active")) <= 1
    assert max(ones.floats("detected")) < 1
