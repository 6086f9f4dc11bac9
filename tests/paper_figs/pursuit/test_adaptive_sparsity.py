"""Errors over the number of steps at inference: pursuit never rises, and is below Top-k and BatchTopK beyond the number of training."""

from __future__ import annotations

from pathlib import Path

from paper_figs.pursuit import adaptive_sparsity as figure
from paper_figs.table import Table
from theory.claims import Budget

FIGURES = Path(__file__).resolve().parents[3] / "docs" / "figures"


def test_small_run_and_stored_table() -> None:
    made = figure.compute(Budget(profile="quick"))
    stored = Table.from_csv((FIGURES / "adaptive_sparsity.csv").read_text("utf-8"), like=made)
    for table in (made, stored):
        errors = table.where(kind="pursuit").floats("error")
        assert errors == sorted(errors, reverse=True)
    at = {kind: dict(zip(figure.NUMBERS, stored.where(kind=kind)["error"], strict=True)) for kind in figure.KINDS}
    for k in range(6, 17):
        assert at["pursuit"][k] < min(at["topk"][k], at["batchtopk"][k])
    assert at["topk"][16] > at["topk"][10]
