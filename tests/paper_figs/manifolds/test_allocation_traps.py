"""The stored runs against the closed forms of where they may end."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from paper_figs.manifolds import allocation_traps as figure
from paper_figs.table import Table
from solvers.manifolds.circle import tiling_error

STORED = Path(__file__).resolve().parents[3] / "docs" / "figures"


def test_every_stored_run_ends_at_a_closed_form() -> None:
    rows = Table.from_csv((STORED / "allocation_traps.allocations.csv").read_text(), like=Table(figure.ALLOCATIONS, ()))
    losses = Table.from_csv((STORED / "allocation_traps.losses.csv").read_text(), like=Table(figure.LOSSES, ()))
    assert sum(rows.floats("runs")) == len(losses.rows) == figure.STARTS
    levels = [level for level in rows.floats("loss") if level > 0]
    # 96 points of a circle and the last steps of Adam
    assert all(min(abs(x - level) for level in levels) < 1e-3 for x in losses.floats("loss"))
    best = rows.where(allocation="(4, 4)").floats("loss")
    assert best == pytest.approx([float(tiling_error(4).mid())])
    assert sum(rows.where(allocation="(3, 5)").floats("runs")) >= 10  # a trap, not an accident


def test_allocations_are_counted() -> None:
    lying, between = np.eye(4)[[0, 1, 2]], np.array([[0.8, 0.0, 0.6, 0.0]])
    assert figure.allocation(lying, np.ones(3, dtype=bool)) == "(1, 2)"
    assert figure.allocation(lying, np.array([True, False, True])) == "(1, 1)"
    assert figure.allocation(np.concatenate([lying, between]), np.ones(4, dtype=bool)) == "other"
