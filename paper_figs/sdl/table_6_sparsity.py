"""Table 6 at mini size: recovery and the probability that a feature is active."""

from __future__ import annotations

from typing import Any

from paper_figs.sdl import _trained
from paper_figs.spec import FigureSpec
from paper_figs.table import Table
from proofs_checks.sdl._published_tables import TABLE_6
from theory.claims import Budget

# three times the published probabilities, so that the middle block is the default S = 0.97 of the mini size
PROBABILITIES = {"0.005": 0.015, "0.01": 0.03, "0.1": 0.3}
FIGURE = FigureSpec(
    name="table_6_sparsity",
    title="Table 6 at mini size: how often a feature is active",
    caption="""
        Recovery for three probabilities that a feature is active, published (diamonds; the table calls the parameter
        S, but its rows S = 0.01 are those of S = 0.99 elsewhere, claim `sdl.table-6-sparsity-reading`) and ours
        (dots, three times the probability, so that 0.6, 1.2 and 12 of 40 features are active on average; three seeds
        with their range). In both, the encoders of the Top-k models are best where features are most often active,
        which is the densest setting: a row must then tell its feature from sums of many others. Decoders recover at
        all three, also where 12 features share K = 4 places. The published K is not stated, nor are learning rate,
        steps and seeds.""",
    source="Table 6 of arXiv 2512.05534; runs of this project",
    slow=True,
)


def compute(budget: Budget) -> Table:
    """Three probabilities, five methods, without and with anchors."""
    blocks = dict(list(TABLE_6.items())[: budget.pick(quick=1, full=3)])
    rows = []
    for printed, block in blocks.items():
        active = PROBABILITIES[printed]
        for name, published in block.items():
            runs = _trained.trained(name, budget, seeds=_trained.FEWER_SEEDS, sparsity=1 - active)
            rows += _trained.rows_of(f"{active} ({printed})", name, published, runs)
    return _trained.table(rows, "Published: Table 6, n = 1000, 100 anchors by its caption.")


def draw(table: Table) -> Any:
    """One line per probability and method."""
    return _trained.draw_rows(table, height=5.4)
