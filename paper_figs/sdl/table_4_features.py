"""Table 4 at mini size: ReLU autoencoders and the number of features."""

from __future__ import annotations

from typing import Any

from paper_figs.sdl import _trained
from paper_figs.spec import FigureSpec
from paper_figs.table import Table
from proofs_checks.sdl._published_tables import TABLE_4
from theory.claims import Budget

FIGURE = FigureSpec(
    name="table_4_features",
    title="Table 4 at mini size: ReLU and the number of features",
    caption="""
        Recovery by ReLU autoencoders for growing numbers n of features at the published ratios n/p, published
        (diamonds, p = 768, 100 anchors) and ours (dots, p = 32, 4 anchors, the same share; five seeds with their
        range). Without a sparsity penalty neither half recovers anything, as published. With anchors we find the
        anchored features and no others, for every n; the published $M_{GT}$ of 100 percent at n = 800 is not
        reproduced, and no single threshold is consistent with the published column (claim
        `sdl.table-4-one-threshold`). The published learning rate, number of steps and seeds are not stated.""",
    source="Table 4 of arXiv 2512.05534; runs of this project",
    slow=True,
)


def features(n: int) -> int:
    """The number of features in 32 dimensions with the published ratio to 768."""
    return round(32 * n / 768)


def compute(budget: Budget) -> Table:
    """Seven numbers of features, without and with anchors."""
    rows = []
    for n, published in TABLE_4.items():
        runs = _trained.trained("ReLU", budget, features=features(n))
        rows += _trained.rows_of(f"n = {features(n)} ({n})", "ReLU", published, runs)
    return _trained.table(rows, "Published: Table 4, S = 0.99, M = 0.1, 100 anchors, lambda = 0.1.")


def draw(table: Table) -> Any:
    """One line per number of features."""
    return _trained.draw_rows(table, height=3.1)
