"""Where gradient descent ends: losses of many runs on top of the predicted critical points."""

from __future__ import annotations

from typing import Any

from paper_figs.sdl._plane_problem import PROBLEM
from paper_figs.spec import FigureSpec
from paper_figs.style import BLUE, DOUBLE, GREY, ORANGE, PURPLE, legend_below, panels
from paper_figs.table import Column, Table
from solvers.sdl.landing.plane_critical_points import critical_points
from theory.claims import Budget

FIGURE = FigureSpec(
    name="ensemble_histogram",
    title="Gradient descent ends at the predicted points",
    caption="""
        2000 runs of full-batch gradient descent from Gaussian starts on an autoencoder with five features in the
        plane and two ReLU neurons, and the loss at which they end (bars). The ticks below the axis are the critical
        points that Newton's method lists in advance, from the regions and walls alone: local minima, points at which
        spare neurons are left, and the others (saddles and points with a descent across a wall). Every bar stands on
        a listed point, and runs are matched by the function they compute and not by their loss. The global minimum is
        the leftmost tick; the runs that end elsewhere are stuck in spurious minima. The last rows of the table count
        runs without a listed point: still moving, or blown up by the constant step.""",
    source="this project (landing test)",
    slow=True,
)
STEPS = 12_000
# Of the 2000 runs, some that start next to a border between basins may fall to either side on another processor.
_COUNT = 10.0


def compute(budget: Budget) -> Table:
    """Train, predict, match."""
    from solvers.sdl.ensemble.descent import Schedule, train_ensemble
    from solvers.sdl.landing.match import Prediction, land

    runs, predicted = budget.pick(quick=200, full=2000), critical_points(PROBLEM, say=budget.say)
    ensemble = train_ensemble(PROBLEM, runs=runs, seed=budget.seed, schedule=Schedule(steps=STEPS), say=budget.say)
    landing = land(
        ensemble, [Prediction(c.loss, c.function, c.kind, attained=c.kind != "collision") for c in predicted]
    )
    counts = [sum(i == j for i in landing.index) for j in range(len(predicted))]
    rows = [(point.loss, point.kind, float(count)) for point, count in zip(predicted, counts, strict=True)]
    rows += [(-1.0, name, float(landing.count(name))) for name in ("stationary_not_on_list", "moving", "diverged")]
    columns = (
        Column("loss", "real", 1e-8, "loss of the predicted point; -1 for runs without one"),  # Newton's accuracy
        Column("kind", "text", means="kind of the predicted point, or what became of runs without one"),
        Column("runs", "real", _COUNT, f"number of runs, out of {runs}, that end there"),
    )
    notes = f"Seed {budget.seed}, {STEPS} steps of size 0.05, the last 40 % annealed by 1e-5; points of one function are listed once."
    return Table(columns, tuple(rows), notes)


def draw(table: Table) -> Any:
    """Bars at the predicted losses, ticks below."""
    figure, axes = panels(1, 1, width=DOUBLE, height=2.7)
    ax = axes[0, 0]
    groups = (
        ("local minimum", ("minimum", "flat_minimum", "zero_loss"), BLUE),
        ("spare neurons left", ("fewer_neurons",), ORANGE),
        ("saddle or descent across a wall", ("saddle", "wall_descent"), GREY),
        ("infimum, not attained", ("collision",), PURPLE),
    )
    on_list = [row for row in table.rows if float(row[0]) >= 0]  # type: ignore[arg-type]
    listed = [group for group in groups if any(row[1] in group[1] for row in on_list)]
    for level, (label, kinds, colour) in enumerate(listed):
        part = [row for row in on_list if row[1] in kinds]
        ax.bar([r[0] for r in part], [r[2] for r in part], width=0.014, color=colour, label=label)
        ax.plot([r[0] for r in part], [-14 - 16 * level] * len(part), "|", color=colour, ms=5, mew=1.0, clip_on=False)
    top = max(float(row[2]) for row in on_list)  # type: ignore[arg-type]
    _numbers(ax, [(float(r[0]), float(r[2])) for r in on_list if float(r[2]) >= 1], top)  # type: ignore[arg-type]
    ax.axhline(0, color="black", linewidth=0.6)
    ax.spines["bottom"].set_visible(False)
    ax.set(
        xlabel="loss at the end of training",
        ylabel="runs",
        ylim=(-16 * len(listed) - 8, top * 1.1),
        xlim=(min(float(r[0]) for r in on_list) - 0.1, max(float(r[0]) for r in on_list) + 0.1),
    )
    ax.set_yticks([t for t in ax.get_yticks() if t >= 0 and t <= top * 1.1])
    legend_below(figure, columns=4)
    return figure


def _numbers(ax: Any, bars: list[tuple[float, float]], top: float) -> None:
    """Write the number of runs over every bar; over two close bars, to the left and to the right."""
    for i, (loss, runs) in enumerate(bars):
        before = i > 0 and loss - bars[i - 1][0] < 0.06
        after = i + 1 < len(bars) and bars[i + 1][0] - loss < 0.06
        side = "left" if before and not after else "right" if after and not before else "center"
        shift = {"left": -0.012, "right": 0.012, "center": 0.0}[side]
        ax.text(loss + shift, runs + top * 0.015, f"{runs:.0f}", ha=side, fontsize=6)
