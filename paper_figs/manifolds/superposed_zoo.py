"""The same manifolds in fewer dimensions than their spans have together: where linear read-out ends, antipodal pairs disappear first."""

from __future__ import annotations

from typing import Any

from paper_figs.manifolds._zoo import ALIGNED, BATCH, COUNT, SEEDS, SHARE, STEPS, Setting, means
from paper_figs.spec import FigureSpec
from paper_figs.style import CYCLE, DOUBLE, legend_below, letter, panels
from paper_figs.table import Column, Table
from theory.claims import Budget

FIGURE = FigureSpec(
    name="superposed_zoo",
    title="Out of the separable regime: the benchmark in fewer dimensions",
    caption="""
        The 48 manifolds of the benchmark have spans of 126 dimensions together. In 128 dimensions they are linearly
        separable; in 64 and 40 they are not, and no linear read-out tells all of them apart. Top-k autoencoders with
        512 atoms, one run for each d and k. (a) Variance explained. (b) Restricted $R^2$ of $2k_i$ atoms. (c)
        Antipodal pairs per manifold among the atoms whose share in its span is above 0.9; capture has 2.6. A larger
        budget does not repair the read-out.""",
    source="this project, on the regime that arXiv 2604.28119 names and its benchmark does not enter",
    slow=True,
)
DIMENSIONS, KS, TOTAL = (128, 64, 40), (10, 16), 126

COLUMNS = (
    Column("dimension", "integer", means="d, of the space"),
    Column("k", "integer", means="budget"),
    Column("seed", "integer", means="of data, subspaces and start"),
    Column("explained", "real", SHARE, "variance of x explained"),
    Column("raw", "real", SHARE, "restricted R2 of k_i atoms picked by direction"),
    Column("refit", "real", SHARE, "the same with fitted directions and a constant"),
    Column("raw_pairs", "real", 2 * SHARE, "restricted R2 of the 2 k_i atoms with the largest share in the span"),
    Column("refit_pairs", "real", SHARE, "the same with fitted directions and a constant"),
    Column("pairs", "real", COUNT, f"antipodal pairs among live atoms with a share above {ALIGNED} in the span"),
    Column("live", "real", 40.0, "atoms that fire at all"),
)
NOTES = f"Top-k, 512 atoms, {STEPS} steps of Adam on batches of {BATCH}, no biases, unit decoders; the ratio 512/d changes with d."


def compute(budget: Budget) -> Table:
    """Trained autoencoders at every dimension and budget."""
    full = budget.profile == "full"
    dimensions, ks, seeds = (DIMENSIONS, KS, SEEDS) if full else (DIMENSIONS[2:3], KS[:1], SEEDS[:1])
    rows = []
    for d in dimensions:
        for k in ks:
            for seed in seeds:
                m = means(Setting(k, dimension=d, seed=seed), budget)
                rows.append(
                    (d, k, seed, m.explained, m.raw, m.refit, m.raw_pairs, m.refit_pairs, m.pairs, float(m.live))
                )
    return Table(COLUMNS, tuple(rows), NOTES)


def draw(table: Table) -> Any:
    """Three metrics over the ratio of dimensions."""
    figure, axes = panels(1, 3, width=DOUBLE, height=2.3)
    heads = (
        ("explained", "a variance explained"),
        ("raw_pairs", "b $R^2$ of $2k_i$ atoms"),
        ("pairs", "c pairs per manifold"),
    )
    for ax, (name, head) in zip(axes[0], heads, strict=True):
        letter(ax, head)
        for k, colour in zip(KS, CYCLE, strict=False):
            part = table.where(k=k)
            ax.plot(
                [TOTAL / d for d in part["dimension"]],
                part[name],
                "o",
                ms=3,
                color=colour,
                mfc="none",
                label=f"$k = {k}$",
            )
        ax.axvline(1, color="0.6", lw=0.6, ls="--")
        ax.set(xlabel=r"$\Sigma k_i / d$", ylim=(0, 1.04 if name != "pairs" else None))
    legend_below(figure, columns=2)
    return figure
