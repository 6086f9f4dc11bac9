"""Learning and interpreting: how often the best neuron of a concept has another best concept."""

from __future__ import annotations

from typing import Any

from paper_figs.concepts._trained import grid, trained
from paper_figs.spec import FigureSpec
from paper_figs.style import BLUE, DOUBLE, GREY, VERMILION, legend_below, panels
from paper_figs.table import Column, Table
from theory.claims import Budget

FIGURE = FigureSpec(
    name="two_directions",
    title="From concepts to neurons and back",
    caption="""
        For every concept the neuron with the best Jaccard index, and for that neuron its best concept, in the trained
        models of the learning curves. Bars: share of the 40 concepts that do not come back, by model (two seeds side
        by side). Crosses: the same when neurons answer by recall instead. One score in both directions always leaves
        at least one mutual best pair (concepts.one-score-mutual-pairs); mixed scores need not
        (concepts.mixed-metrics-no-mutual-pair), and longer cycles, counted above the bars where there are any, can
        appear.""",
    source="this project, on concepts.two-directions-disagree and concepts.one-score-mutual-pairs",
    slow=True,
)


def compute(budget: Budget) -> Table:
    """One row per model."""
    from solvers.concepts.learning import learned

    rows = []
    for setting in grid():
        model = trained(setting, budget.say)
        got = learned(model.activations_nd, model.concepts_nc)
        count = model.concepts_nc.shape[1]
        rows.append(
            (
                setting.kind,
                setting.sparsity,
                setting.width,
                setting.seed,
                1 - float(got.agreed.mean()),
                got.mutual,
                1 - got.mixed_mutual / count,
                got.mixed_mutual,
                got.mixed_cycles,
            )
        )
    # counts follow where training ended: on another processor a few concepts change sides
    return Table(
        (
            Column("kind", "text", means="topk or relu"),
            Column("sparsity", "real", 1e-9, "k, or the weight of the L1 penalty"),
            Column("width", "integer", means="number of neurons"),
            Column("seed", "integer", means="of data, start and order"),
            Column("disagree", "real", 0.2, "share of concepts whose best neuron has another best concept"),
            Column(
                "mutual",
                "real",
                8,
                "mutual best pairs, one score in both directions; at least one (concepts.one-score-mutual-pairs)",
            ),
            Column("mixed_disagree", "real", 0.2, "the share when neurons answer by recall"),
            Column("mixed_mutual", "real", 8, "mutual best pairs then"),
            Column("mixed_cycles", "real", 3, "cycles of more than one concept then"),
        ),
        tuple(rows),
    )


def draw(table: Table) -> Any:
    """Grouped bars."""
    figure, axes = panels(1, 1, width=DOUBLE, height=2.7)
    ax = axes[0, 0]
    settings = list(dict.fromkeys(zip(table["kind"], table["sparsity"], table["width"], strict=True)))
    seeds = sorted(set(table["seed"]))
    for at, (kind, sparsity, width) in enumerate(settings):
        part = table.where(kind=kind, sparsity=sparsity, width=width)
        for i, seed in enumerate(seeds):
            x = at + 0.36 * (i - (len(seeds) - 1) / 2)
            one, both, cycles = (
                part.where(seed=seed).floats(c)[0] for c in ("disagree", "mixed_disagree", "mixed_cycles")
            )
            label = {"label": "one score (Jaccard)"} if at + i == 0 else {}
            ax.bar(x, one, width=0.32, color=BLUE if kind == "topk" else GREY, **label)
            label = {"label": "mixed scores (Jaccard, recall)"} if at + i == 0 else {}
            ax.plot([x], [both], "x", color=VERMILION, **label)
            if cycles:
                ax.text(x, max(one, both) + 0.04, f"{cycles:g}", ha="center", fontsize=6, color=VERMILION)
    names = [f"{'k' if kind == 'topk' else 'L1'}={s:g}\nd={d}" for kind, s, d in settings]
    ax.set(xticks=range(len(settings)), xticklabels=names, ylabel="share of concepts", ylim=(0, 1.1))
    ax.tick_params(axis="x", labelsize=6)
    legend_below(figure, columns=2)
    return figure
