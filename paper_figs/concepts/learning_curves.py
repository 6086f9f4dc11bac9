"""What trained autoencoders learn of a tree of concepts, by width and by sparsity."""

from __future__ import annotations

from typing import Any

from paper_figs.concepts._trained import L1S, SEEDS, WIDTHS, grid, trained
from paper_figs.spec import FigureSpec
from paper_figs.style import BLUE, DOUBLE, GREEN, GREY, ORANGE, VERMILION, legend_below, letter, panels
from paper_figs.table import Column, Table
from theory.claims import Budget

FIGURE = FigureSpec(
    name="learning_curves",
    title="Concepts detected, separated and approximated by trained autoencoders",
    caption="""
        Share of the 40 concepts of a tree (4 roots, 12 children, 24 leaves in 48 dimensions, 4,096 points, a quarter
        of the paths stopping at each inner node) that neurons of a trained sparse autoencoder detect (one neuron
        covers at least 99.9 % of the concept), separate (one neuron with a free threshold) or approximate with a
        Jaccard index of at least 0.9: by one neuron, by a unit of at most two, and by the best unit of any size,
        found with proof of optimality. Lines are means over two seeds, bars their range. Detection alone is vacuous:
        eight neurons of which eight may be on detect everything and separate nothing.""",
    source="this project, on the theory of arXiv 2606.07007; its own settings are not known to us",
    slow=True,
)
GOOD, COVERED = 0.9, 0.999
MEASURES = {
    "detected": ("detected", GREY),
    "separated": ("separated", BLUE),
    "single": ("one neuron", VERMILION),
    "pair": ("pair", ORANGE),
    "unit": ("best unit", GREEN),
}
# a share is a multiple of 1/40; another processor may end at another optimum, then a handful of concepts move
_MOVES = 0.15


def row(setting: Any, budget: Budget, steps: int | None = None) -> tuple[Any, ...]:
    """One trained model as a row of the table."""
    from solvers.concepts.learning import learned

    model = trained(setting, budget.say, **({} if steps is None else {"steps": steps}))
    got = learned(model.activations_nd, model.concepts_nc)
    shares = (got.recall >= COVERED, got.separated, got.single >= GOOD, got.pair >= GOOD, got.unit >= GOOD)
    levels = [float((got.single >= GOOD)[model.levels_c == level].mean()) for level in range(3)]
    return (
        setting.kind,
        setting.sparsity,
        setting.width,
        setting.seed,
        model.unexplained,
        float((model.activations_nd > 0).sum(axis=1).mean()),
        *(float(s.mean()) for s in shares),
        *levels,
        float(got.single.mean()),
    )


def columns() -> tuple[Column, ...]:
    """What a row holds."""
    share = "share of the concepts "
    return (
        Column("kind", "text", means="topk or relu"),
        Column("sparsity", "real", 1e-9, "k, or the weight of the L1 penalty"),
        Column("width", "integer", means="number of neurons"),
        Column("seed", "integer", means="of data, start and order"),
        Column("unexplained", "real", 0.05, "squared error over the variance of the data"),
        Column("active", "real", 0.5, "mean number of active neurons"),
        Column("detected", "real", _MOVES, share + "that one neuron covers to 99.9 %"),
        Column("separated", "real", _MOVES, share + "that one neuron and a threshold separate"),
        Column("single", "real", _MOVES, share + "with a neuron of Jaccard index 0.9 or more"),
        Column("pair", "real", _MOVES, share + "with a unit of at most two such neurons"),
        Column("unit", "real", _MOVES, share + "with a unit of any size"),
        Column("roots", "real", 0.5, "of the 4 roots, the share with such a neuron"),
        Column("middle", "real", 0.35, "of the 12 middle nodes"),
        Column("leaves", "real", 0.25, "of the 24 leaves"),
        Column("mean_jaccard", "real", 0.1, "mean over concepts of the best neuron's Jaccard index"),
    )


def compute(budget: Budget) -> Table:
    """Train the grid and measure every model."""
    return Table(columns(), tuple(row(setting, budget) for setting in grid()))


def draw(table: Table) -> Any:
    """Three panels: against width, against k, against the L1 weight."""
    figure, axes = panels(1, 3, width=DOUBLE, height=2.6, sharey=True)
    a, b, c = axes[0]
    widest = max(WIDTHS)
    letter(a, "a Top-k, k = 4")
    letter(b, f"b Top-k, d = {widest}")
    letter(c, f"c ReLU, d = {widest}")
    _curves(a, table.where(kind="topk", sparsity=4.0), "width")
    _curves(b, table.where(kind="topk", width=widest), "sparsity")
    _curves(c, table.where(kind="relu", width=widest), "sparsity")
    a.set(
        xlabel="width $d$",
        xscale="log",
        xticks=WIDTHS,
        xticklabels=[str(d) for d in WIDTHS],
        ylabel="share of concepts",
    )
    b.set(xlabel="$k$", xscale="log", xticks=[1, 2, 4, 8], xticklabels=["1", "2", "4", "8"])
    c.set(xlabel=r"L1 weight $\lambda$", xticks=L1S)
    for ax in (a, b, c):
        ax.minorticks_off()
        ax.set_ylim(-0.03, 1.03)
    legend_below(figure, columns=5)
    return figure


def _curves(ax: Any, part: Table, x: str) -> None:
    places = sorted(set(part[x]))
    for name, (label, colour) in MEASURES.items():
        values = [part.where(**{x: place}).floats(name) for place in places]
        means = [sum(v) / len(SEEDS) for v in values]
        low = [m - min(v) for m, v in zip(means, values, strict=True)]
        high = [max(v) - m for m, v in zip(means, values, strict=True)]
        ax.errorbar(places, means, yerr=[low, high], fmt="o-", color=colour, label=label, capsize=2, linewidth=1)
