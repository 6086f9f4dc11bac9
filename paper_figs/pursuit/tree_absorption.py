"""Table 1: how far the atoms of children point to their parents, over the size of the children's magnitudes, beside the printed values."""

from __future__ import annotations

from statistics import median
from typing import Any

from paper_figs.pursuit._tree_runs import LABELS, PUBLISHED, STEPS, trained
from paper_figs.spec import FigureSpec
from paper_figs.style import BLACK, CYCLE, SINGLE, legend_below, panels
from paper_figs.table import Column, Table
from theory.claims import Budget

FIGURE = FigureSpec(
    name="tree_absorption",
    title="Table 1: absorption of parents by the atoms of their children",
    caption=(
        "Mean cosine of the atom of a child with the feature of its parent; both are orthogonal in truth. Magnitudes of parents are "
        "N(1, 1/16), those of children have the mean on the axis and a quarter of it as deviation. Circles: medians of our runs, with the "
        "range of seeds; diamonds: values of Table 1 of the source, as reported (none is reported for ReLU, Matryoshka and BatchTopK at "
        ".1). At .1 those models do not recover the children at all (column alignment), so that a small value there is no merit. Pursuit "
        "subtracts the parent first and sees small children on a clean residual. ReLU agrees with the printed values; BatchTopK is lower, "
        "with a wide spread between seeds; Matryoshka, with the released code's law of prefixes, loss and order of latents, is near the "
        "printed value at 1 and above it at .5, with a spread between seeds as wide as the axis; three seeds of 2,000 steps do not decide "
        "whether it differs."
    ),
    source="Table 1 of arXiv 2506.03093, as reported; runs of this project",
    slow=True,
)
CHILDREN = ((1.0, 0.25), (0.5, 0.125), (0.1, 0.025))
SEEDS = 3
PRINTED = {  # as reported; empty: not a number there
    ("pursuit", 1.0): "0.0011",
    ("pursuit", 0.5): "0.043",
    ("pursuit", 0.1): "0.0050",
    ("matryoshka", 1.0): "0.22",
    ("matryoshka", 0.5): "0.096",
    ("relu", 1.0): "0.47",
    ("relu", 0.5): "0.70",
    ("batchtopk", 1.0): "0.42",
    ("batchtopk", 0.5): "0.49",
}


def compute(budget: Budget) -> Table:
    """Runs of the four published models at coherence 0."""
    from solvers.pursuit.tree.stream import Setting

    quick = budget.profile == "quick"
    seeds, steps = range(1 if quick else SEEDS), budget.pick(quick=40, full=STEPS)
    runs = tuple(
        Setting(seed, mean=1.0, deviation=0.25, child_mean=mean, child_deviation=spread)
        for mean, spread in CHILDREN
        for seed in seeds
    )
    rows = []
    for method in PUBLISHED:
        budget.say(LABELS[method])
        for run in trained(method, runs, steps):
            s, mean = run.score, run.setting.child_mean
            printed = PRINTED.get((method, mean), "")
            rows.append((method, str(mean), run.setting.seed, printed, s.absorption, s.alignment, s.active))
    # as in tree_recovery: other rounding moves single runs by up to the spread between seeds
    return Table(
        (
            Column("method", "text", means=", ".join(PUBLISHED)),
            Column("child_mean", "text", means="mean magnitude of a child"),
            Column("seed", "integer", means="of the data; the parameters have seed 100 more"),
            Column("published", "text", means="as reported, for the deviation of the row; empty where there is none"),
            Column("absorption", "real", 0.2, "mean cosine of a child's atom with the feature of its parent"),
            Column("alignment", "real", 0.2, "mean cosine of an atom with its feature"),
            Column("active", "real", 1.0, "mean number of active atoms; 1.36 in truth"),
        ),
        tuple(rows),
        f"{STEPS} steps, batches of 200; the source has 15 runs of 15,000 steps.",
    )


def draw(table: Table) -> Any:
    """A dot plot."""
    figure, axes = panels(1, 1, width=SINGLE, height=2.6)
    ax, means = axes[0, 0], [str(m) for m, _ in CHILDREN]
    for i, (method, colour) in enumerate(zip(PUBLISHED, CYCLE, strict=False)):
        for x, mean in enumerate(means):
            part, at = table.where(method=method, child_mean=mean), x + 0.16 * (i - 1.5)
            values = part.floats("absorption")
            ax.plot([at, at], [min(values), max(values)], color=colour, lw=0.8)
            ax.plot(at, median(values), "o", color=colour, label=LABELS[method] if not x else None)
            if part["published"][0]:
                ax.plot(at + 0.06, float(part["published"][0]), "D", ms=3, color=BLACK, mfc="white")
    ax.plot([], [], "D", ms=3, color=BLACK, mfc="white", label="published")
    ax.set(xticks=range(len(means)), xticklabels=means, xlabel="mean magnitude of a child", ylabel="absorption")
    legend_below(figure)
    return figure
