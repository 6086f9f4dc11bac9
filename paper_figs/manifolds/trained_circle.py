"""A circle, trained: where gradient descent ends beside the closed forms of regular polygons."""

from __future__ import annotations

from fractions import Fraction
from typing import Any

import numpy as np

from paper_figs.spec import FigureSpec
from paper_figs.style import BLACK, BLUE, DOUBLE, GREY, ORANGE, VERMILION, legend_below, letter, panels
from paper_figs.table import Cell, Column, Table
from theory.claims import Budget

FIGURE = FigureSpec(
    name="trained_circle",
    title="A circle, trained",
    caption="""
        Small autoencoders on a uniform unit circle. (a) ReLU with an encoder bias and an L1 weight of 1/10: the best
        regular polygon in closed form (line) and the best and the worst of six trained runs; dotted: the limit of
        many atoms. (b) Top-2 without biases: share of 24 starts that reach an error below $10^{-3}$. Four atoms
        always do; five have zero error too, and half of the starts end at the stationary polygon of
        manifolds.top-k-polygon-values. (c) Eight atoms under L1: cost of regular octagons over the width of their
        receptive fields (line, with two minima), and costs at which 24 trained runs end, over their mean number of
        active atoms turned into a width: the lowest are irregular, below both octagons.""",
    source="this project, on the questions of arXiv 2604.28119 and arXiv 2509.02565",
    slow=True,
)
PENALTY = Fraction(1, 10)
SIZES, STARTS, STEPS, NODES = (3, 4, 5, 6, 8, 12, 16, 24), 6, 1500, 240
TOP_SIZES, TOP_STARTS, TOP_STEPS, EXACT = (4, 5, 6, 7, 8, 10, 12), 24, 1500, 1e-3
OCTAGON, WIDTHS, OCTAGON_STEPS = 8, 120, 2500
# trained runs end within this of each other on machines that round differently; a run may fall into another basin
COST, RUNS = 2e-3, 5.0
WIDTH_COLUMNS = (
    Column("atoms", "integer", means="N"),
    Column("polygon", "real", 1e-8, "least cost of a regular N-gon over gain and width"),
    Column("best", "real", COST, "least cost of the trained runs"),
    Column("worst", "real", 2 * COST, "largest cost of the trained runs"),
)
SUCCESS_COLUMNS = (
    Column("atoms", "integer", means="N"),
    Column("exact", "real", RUNS, f"runs of {TOP_STARTS} with an error below {EXACT:g}"),
    Column("largest", "real", 2e-2, "largest error of a run"),
)
OCTAGON_COLUMNS = (
    Column("width", "real", 1e-9, "half-width w of receptive fields, in units of pi/8"),
    Column("cost", "real", 1e-9, "least cost over the gain"),
)
RUN_COLUMNS = (
    Column("active", "real", 0.5, "mean number of active atoms"),
    Column("cost", "real", COST, "cost at the end, runs sorted by it"),
)


def polygon_minimum(size: int) -> float:
    """The least cost of a regular polygon: the best of a grid of widths, refined."""
    from scipy.optimize import minimize_scalar

    from solvers.manifolds.circle import polygon_cost

    def cost(w: float) -> float:
        return float(polygon_cost(size, Fraction(float(w)), PENALTY).mid())

    grid = np.linspace(0.1, 3.1, 200)
    best = int(np.argmin([cost(w) for w in grid]))
    around = (float(grid[max(0, best - 1)]), float(grid[min(len(grid) - 1, best + 1)]))
    found: Any = minimize_scalar(cost, bounds=around, method="bounded", options={"xatol": 1e-7})
    return float(found.fun)


def compute(budget: Budget) -> dict[str, Table]:
    """Closed forms, and runs from Gaussian starts."""
    from solvers.manifolds.circle import polygon_cost
    from solvers.manifolds.small_runs import circle_points, train_runs

    full = budget.profile == "full"
    points = circle_points(NODES if full else 60)
    weight = float(PENALTY)
    costs: list[tuple[Cell, ...]] = []
    for size in SIZES if full else SIZES[:2]:
        budget.say(f"ReLU, {size} atoms")
        steps, starts = budget.pick(quick=20, full=STEPS), budget.pick(quick=2, full=STARTS)
        runs = train_runs(points, kind="relu", atoms=size, starts=starts, steps=steps, l1=weight, bias=True)
        costs.append((size, polygon_minimum(size), float(runs.loss_r.min()), float(runs.loss_r.max())))
    success: list[tuple[Cell, ...]] = []
    for size in TOP_SIZES if full else TOP_SIZES[:2]:
        budget.say(f"Top-2, {size} atoms")
        steps, starts = budget.pick(quick=20, full=TOP_STEPS), budget.pick(quick=2, full=TOP_STARTS)
        runs = train_runs(points, kind="topk", atoms=size, starts=starts, steps=steps, k=2)
        success.append((size, float((runs.loss_r < EXACT).sum()), float(runs.loss_r.max())))
    units = np.linspace(0.4, 4.0, WIDTHS)
    line = [
        (float(u), float(polygon_cost(OCTAGON, Fraction(float(u)) * Fraction(355, 113) / 8, PENALTY).mid()))
        for u in units
    ]
    budget.say("ReLU, octagons")
    steps, starts = budget.pick(quick=20, full=OCTAGON_STEPS), budget.pick(quick=2, full=TOP_STARTS)
    runs = train_runs(points, kind="relu", atoms=OCTAGON, starts=starts, steps=steps, l1=weight, bias=True, rate=0.01)
    order = np.argsort(runs.loss_r, kind="stable")
    return {
        "widths": Table(WIDTH_COLUMNS, tuple(costs), f"{STARTS} starts, {STEPS} steps of Adam on {NODES} points."),
        "top2": Table(
            SUCCESS_COLUMNS, tuple(success), f"{TOP_STARTS} starts, {TOP_STEPS} steps of Adam on {NODES} points."
        ),
        "octagons": Table(OCTAGON_COLUMNS, tuple(line), "pi taken as 355/113 in the widths"),
        "runs": Table(RUN_COLUMNS, tuple((float(runs.active_r[i]), float(runs.loss_r[i])) for i in order)),
    }


def draw(tables: dict[str, Table]) -> Any:
    """Cost over atoms, success of Top-2, and the octagons."""
    figure, axes = panels(1, 3, width=DOUBLE, height=2.5)
    left, middle, right = axes[0]
    widths, top, line, runs = tables["widths"], tables["top2"], tables["octagons"], tables["runs"]
    letter(left, "a cost under L1")
    left.plot(widths["atoms"], widths["polygon"], color=BLACK, label="best regular polygon")
    left.plot(widths["atoms"], widths["best"], "o", color=BLUE, label="trained, best")
    left.plot(widths["atoms"], widths["worst"], "x", color=VERMILION, label="trained, worst")
    left.axhline(float(PENALTY - PENALTY**2 / 4), color=GREY, lw=0.7, ls=":")
    left.set(xlabel="$N$", ylim=(0.096, 0.15))
    letter(middle, "b Top-2: exact runs")
    middle.bar(top["atoms"], [x / TOP_STARTS for x in top.floats("exact")], color=BLUE)
    middle.set(xlabel="$N$", ylim=(0, 1.05))
    letter(right, "c octagons")
    right.plot(line["width"], line["cost"], color=BLACK)
    right.plot(runs["active"], runs["cost"], "o", color=ORANGE, mfc="none", label="trained, 24 starts")
    right.set(xlabel=r"$8w/\pi$, or mean active atoms", ylim=(0.1085, 0.116), xlim=(1.2, 3.6))
    legend_below(figure, columns=4)
    return figure
