"""Figure 6: recovery against the threshold tau, for every method, with and without anchors, by encoder and by decoder."""

from __future__ import annotations

from typing import Any

from paper_figs.sdl import _trained
from paper_figs.spec import FigureSpec
from paper_figs.style import BLUE, CYCLE, DOUBLE, GREY, legend_below, letter, panels
from paper_figs.table import Column, Table
from theory.claims import Budget

FIGURE = FigureSpec(
    name="fig6_recovery_threshold",
    title="Recovery against the threshold",
    caption=r"""
        Share of features whose best cosine with a neuron is at least $\tau$, at mini size (n = 40, p = 32, q = 160,
        mean of five seeds), (a) by the encoder rows, as the source measures but normalised, (b) by the decoder
        columns; solid without, dashed with 4 anchors. Models whose decoder recovers every feature at $\tau = 0.95$
        have encoders that recover none; the step of the dashed curves at $\tau \to 1$ is the share of anchored
        features, one tenth. The vertical line is the threshold of Table 1.""",
    source="Figure 6 of arXiv 2512.05534; runs of this project",
    slow=True,
)
TAUS = tuple(round(0.4 + 0.01 * i, 2) for i in range(61))


def compute(budget: Budget) -> Table:
    """Both halves of every method on a grid of thresholds."""
    from solvers.sdl.recovery.experiments import METHODS

    rows = []
    for method in METHODS:
        budget.say(method)
        runs = _trained.trained(method, budget)
        for anchors in sorted({r.anchored for r in runs}):
            chosen = [r for r in runs if r.anchored == anchors]
            for tau in TAUS:
                halves = [
                    sum(100 * getattr(r, h).at(tau) for r in chosen) / len(chosen) for h in ("encoder", "decoder")
                ]
                rows.append((method, anchors, str(tau), *halves))
    columns = (
        Column("method", "text", means="kind of model"),
        Column("anchors", "integer", means="number of anchored features"),
        Column("tau", "text", means="threshold"),
        Column("encoder", "real", _trained.CURVE, "percent of features recovered by an encoder row, mean over seeds"),
        Column("decoder", "real", _trained.CURVE, "percent of features recovered by a decoder column, mean over seeds"),
    )
    return Table(columns, tuple(rows), _trained.SIZE_NOTE)


def draw(table: Table) -> Any:
    """One panel per half."""
    figure, axes = panels(1, 2, width=DOUBLE, height=3.0, sharey=True)
    methods = list(dict.fromkeys(table["method"]))
    colours = dict(zip(methods, (GREY, *CYCLE, "#8B4513"), strict=True))
    for ax, half, heading in zip(axes[0], ("encoder", "decoder"), ("a encoder rows", "b decoder columns"), strict=True):
        letter(ax, heading)
        for method in methods:
            for anchors in sorted(set(table["anchors"])):
                part = table.where(method=method, anchors=anchors)
                style: dict[str, Any] = {"linestyle": "--"} if anchors else {"label": method}
                taus = [float(t) for t in part["tau"]]
                ax.plot(taus, part.floats(half), color=colours[method], linewidth=1.0, **style)
        ax.axvline(_trained.TAU, color=BLUE, linewidth=0.5)
        ax.set(xlabel=r"threshold $\tau$", xlim=(TAUS[0], 1.0))
    axes[0, 0].set(ylabel="features recovered, percent", ylim=(-3, 103))
    legend_below(figure, columns=4)
    return figure
