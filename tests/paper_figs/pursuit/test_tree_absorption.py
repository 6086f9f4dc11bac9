"""Absorption by the size of children: a small run, and the stored table beside the printed values."""

from __future__ import annotations

from pathlib import Path
from statistics import median

from paper_figs.pursuit import tree_absorption as figure
from paper_figs.table import Table
from theory.claims import Budget

FIGURES = Path(__file__).resolve().parents[3] / "docs" / "figures"


def test_small_run_and_stored_table() -> None:
    made = figure.compute(Budget(profile="quick"))
    stored = Table.from_csv((FIGURES / "tree_absorption.csv").read_text("utf-8"), like=made)
    assert len(stored.rows) == len(figure.PUBLISHED) * len(figure.CHILDREN) * figure.SEEDS
    at = {
        (method, str(mean)): median(stored.where(method=method, child_mean=str(mean))["absorption"])
        for method in figure.PUBLISHED
        for mean, _ in figure.CHILDREN
    }
    for mean in ("1.0", "0.5", "0.1"):
        pursuit = stored.where(method="pursuit", child_mean=mean)
        assert max(abs(a) for a in pursuit.floats("absorption")) < 0.01
        assert min(pursuit.floats("alignment")) > 0.99
    for mean in ("1.0", "0.5"):
        assert abs(at["relu", mean] - float(figure.PRINTED["relu", float(mean)])) < 0.02
        assert at["batchtopk", mean] > 0.1
    weak = [min(stored.where(method=m, child_mean="0.1").floats("alignment")) for m in figure.PUBLISHED[:3]]
    assert max(weak) < 0.7  # the children are not recovered at all
