"""Table 5 at mini size: which M are asked for, and the published numbers."""

from __future__ import annotations

from typing import Any

from paper_figs.sdl import table_5_interference as figure
from proofs_checks.sdl._published_tables import TABLE_5
from tests.paper_figs.sdl.trained_runs import no_training, published
from theory.claims import Budget

__all__ = ["no_training"]


def test_every_cell_is_asked_for(no_training: list[Any]) -> None:
    table = figure.compute(Budget(profile="full"))
    assert [(a[0], a[2]["interference"]) for a in no_training] == [(m, float(x)) for x, b in TABLE_5.items() for m in b]
    assert {a[1] for a in no_training} == {3}
    assert len(table.rows) == 30


def test_stored_table_has_every_published_number() -> None:
    found = published("table_5_interference")
    for limit, block in TABLE_5.items():
        for method, row in block.items():
            assert (*found[f"M = {limit}", method, 0], *found[f"M = {limit}", method, 1]) == row
