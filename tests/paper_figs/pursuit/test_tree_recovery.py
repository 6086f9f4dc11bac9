"""The runs on the tree: a small one, and what the stored table must show."""

from __future__ import annotations

from pathlib import Path

from paper_figs.pursuit import tree_recovery as figure
from paper_figs.table import Table
from theory.claims import Budget

FIGURES = Path(__file__).resolve().parents[3] / "docs" / "figures"


def test_small_run_and_stored_table() -> None:
    made = figure.compute(Budget(profile="quick"))
    assert [m for m in dict.fromkeys(made["method"])] == list(figure.METHODS)
    stored = Table.from_csv((FIGURES / "tree_recovery.csv").read_text("utf-8"), like=made)
    assert len(stored.rows) == len(figure.METHODS) * len(figure.RHOS) * figure.SEEDS
    for rho in ("0.0", "0.1", "0.2"):
        part = stored.where(method="pursuit", rho=rho)
        assert max(part["flat"] + part["hierarchical"]) < 1e-6
        assert all(
            abs(v - 1.36) < 0.035 for v in part["active"]
        )  # of 1,000 test samples, whose own mean spreads as much
    high = stored.where(method="pursuit_recurring", rho="0.9")
    assert max(high["flat"] + high["hierarchical"]) < 1e-4
    assert min(stored.where(method="pursuit", rho="0.9")["flat"]) > 0.1
    free = stored.where(method="relu_apart", rho="0.0")
    assert max(free["absorption"]) < 0.02
    assert min(free["alignment"]) > 0.999
    assert min(stored.where(method="relu", rho="0.0")["absorption"]) > 0.4
