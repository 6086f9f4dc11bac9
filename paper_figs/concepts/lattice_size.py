"""How large the concept lattices of trained layers are, against what the sparsity allows."""

from __future__ import annotations

import math
from typing import Any

from paper_figs.concepts._trained import grid, trained
from paper_figs.spec import FigureSpec
from paper_figs.style import BLACK, CYCLE, DOUBLE, GREY, legend_below, letter, panels
from paper_figs.table import Column, Table
from theory.claims import Budget

FIGURE = FigureSpec(
    name="lattice_size",
    title="Lattices of trained layers against their bounds",
    caption="""
        Concept lattices of the activations of the trained Top-k models of the learning curves with k up to 4 (4,096
        points). (a) Number of concepts against the bound from the sizes of the rows (concepts.lattice-size): a
        trained layer uses a small part of what its sparsity allows. (b) Members of a longest chain against the bound
        of concepts.top-k-hierarchy-depth, $k + 1$ with points and one without. (c) Implications in the stem base, for
        layers with at most 80 neurons.""",
    source="this project, on concepts.lattice-size and concepts.top-k-hierarchy-depth",
    slow=True,
)
MOST_ACTIVE = (
    4  # a row of k neurons has up to 2^k intents below it: k = 8 and dense ReLU layers have millions of concepts
)
STEM_WIDTH = 80  # the stem base of wider layers takes minutes


def compute(budget: Budget) -> Table:
    """One row per model."""
    from solvers.concepts.lattice import concept_lattice
    from solvers.concepts.stem_base import stem_base
    from theory.concepts.bounds import concept_bound, height_bound
    from theory.concepts.context import FormalContext

    rows: list[Any] = []
    for setting in grid():
        if setting.kind == "relu" or setting.sparsity > MOST_ACTIVE:
            continue
        on = trained(setting, budget.say).activations_nd > 0
        context = FormalContext.from_bool(on, attributes=[f"n{i}" for i in range(on.shape[1])])
        k = context.clarified()
        lattice = concept_lattice(context)
        stem = len(stem_base(context)) if setting.width <= STEM_WIDTH else -1
        rows.append(
            (
                setting.kind,
                setting.sparsity,
                setting.width,
                setting.seed,
                len(lattice),
                math.log10(concept_bound(k.rows, context.n_objects, context.n_attributes)),
                lattice.height() + 1,
                height_bound(k.rows) + 1,
                stem,
            )
        )
    # sizes follow where training ended: on another processor they come out somewhat different
    return Table(
        (
            Column("kind", "text", means="topk"),
            Column("sparsity", "real", 1e-9, "k"),
            Column("width", "integer", means="number of neurons"),
            Column("seed", "integer", means="of data, start and order"),
            Column("concepts", "real", 3000, "number of concepts"),
            Column("log10_bound", "real", 0.5, "decimal logarithm of the bound on it"),
            Column("height", "real", 1.5, "members of the longest chain"),
            Column("height_bound", "real", 1.5, "bound on them: k + 2"),
            Column("stem_base", "real", 3000, "implications in the stem base; -1: not computed"),
        ),
        tuple(rows),
    )


def draw(table: Table) -> Any:
    """Concepts, heights, implications."""
    figure, axes = panels(1, 3, width=DOUBLE, height=2.6)
    a, b, c = axes[0]
    letter(a, "a concepts")
    letter(b, "b height")
    letter(c, "c stem base")
    for k, colour, marker in zip(sorted(set(table["sparsity"])), CYCLE, "o^sD", strict=False):
        part = table.where(sparsity=k)
        bound = [10**x for x in part.floats("log10_bound")]
        a.loglog(bound, part.floats("concepts"), marker, color=colour, label=f"$k = {k:g}$", markersize=3.5)
        b.plot(part.floats("height_bound"), part.floats("height"), marker, color=colour, markersize=3.5)
        known = [(w, s) for w, s in zip(part["width"], part["stem_base"], strict=True) if s >= 0]
        if known:
            c.loglog(*zip(*known, strict=True), marker, color=colour, markersize=3.5)
    for ax, low in ((a, 10.0), (b, 0.0)):
        high = max(ax.get_xlim()[1], ax.get_ylim()[1])
        ax.plot([low, high], [low, high], "-", color=BLACK, linewidth=0.6, label="equal to the bound")
    a.set(xlabel="bound", ylabel="number of concepts")
    b.set(xlabel="bound", ylabel="longest chain")
    widths = sorted({w for w, s in zip(table["width"], table["stem_base"], strict=True) if s >= 0})
    c.set(xlabel="width $d$", ylabel="implications", xticks=widths, xticklabels=[str(w) for w in widths])
    c.minorticks_off()
    c.grid(True, axis="y", color=GREY, alpha=0.2)
    legend_below(figure, columns=5)
    return figure
