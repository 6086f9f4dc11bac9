"""Table 5 at mini size: recovery and the largest interference of the features."""

from __future__ import annotations

from typing import Any

from paper_figs.sdl import _trained
from paper_figs.spec import FigureSpec
from paper_figs.table import Table
from proofs_checks.sdl._published_tables import TABLE_5
from theory.claims import Budget

FIGURE = FigureSpec(
    name="table_5_interference",
    title="Table 5 at mini size: the largest interference M",
    caption="""
        Recovery for features whose largest inner product is at most M, published (diamonds, n = 1000, p = 768, 100
        anchors) and ours (dots, n = 40, p = 32, 4 anchors, three seeds with their range). At the published size
        random features already have M below 0.2, so that the blocks M = 0.2 and M = 0.5 differ by noise (claim
        `sdl.table-5-noise`). At mini size random features reach 0.5: M = 0.2 does bind, encoder rows turn away from
        their features as M grows (they have to be silent on the others), and most decoders still recover. The
        published K, learning rate, steps and seeds are not stated.""",
    source="Table 5 of arXiv 2512.05534; runs of this project",
    slow=True,
)


def compute(budget: Budget) -> Table:
    """Three values of M, five methods, without and with anchors."""
    blocks = dict(list(TABLE_5.items())[: budget.pick(quick=1, full=3)])
    rows = []
    for limit, block in blocks.items():
        for name, published in block.items():
            runs = _trained.trained(name, budget, seeds=_trained.FEWER_SEEDS, interference=float(limit))
            rows += _trained.rows_of(f"M = {limit}", name, published, runs)
    return _trained.table(rows, "Published: Table 5, S = 0.99, 100 anchors.")


def draw(table: Table) -> Any:
    """One line per M and method."""
    return _trained.draw_rows(table, height=5.4)
