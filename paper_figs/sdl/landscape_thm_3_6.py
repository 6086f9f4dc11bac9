"""Theorem 3.6: regions without a partial minimum, and a complete landscape in the plane."""

from __future__ import annotations

from fractions import Fraction
from typing import Any

import numpy as np

from paper_figs.sdl._plane_problem import PROBLEM
from paper_figs.spec import FigureSpec
from paper_figs.style import BLACK, BLUE, DOUBLE, GREEN, ORANGE, PURPLE, VERMILION, legend_below, letter, panels
from paper_figs.table import Column, Table
from solvers.sdl.landing.plane import Plane
from solvers.sdl.landing.plane_critical_points import critical_points
from theory.claims import Budget

FIGURE = FigureSpec(
    name="landscape_thm_3_6",
    title="Where shared neurons have minima, and where they have none",
    caption="""
        (a) One ReLU neuron shared by two features ($w_1, w_2$ orthonormal, best decoder): the loss over the direction
        of its code inside the region {1,2}. For orthogonal targets with weights (1,2) the loss has no stationary
        point: its infimum 1 is on the border, which refutes Theorem 3.6. With equal weights it is flat; targets with
        inner product 3/5 give a minimum in the middle, with $-3/5$ a maximum, so the partial minimum there is a
        saddle of the full loss. (b) The loss of an autoencoder with five features in the plane and two neurons, with
        the best decoder, over the angles of the two encoder rows. Thin lines are the walls between regions. A flat
        local minimum on the diagonal stands for the whole square in which both neurons share a region and together
        span its codes. Many minima lie on walls.""",
    source="this project, on Theorem 3.6 of arXiv 2512.05534",
)
CASES = (
    ("weights (1,2), orthogonal", 1, 2, Fraction(0)),
    ("weights (1,1), orthogonal", 1, 1, Fraction(0)),
    ("weights (1,1), inner product 3/5", 1, 1, Fraction(3, 5)),
    ("weights (1,1), inner product -3/5", 1, 1, Fraction(-3, 5)),
)
STEP = 3  # degrees of the map's grid
LOOKS: dict[str, dict[str, Any]] = {
    "minimum": {"marker": "o", "mfc": "white", "mec": BLACK, "ms": 4.5, "linestyle": "none"},
    "saddle": {"marker": "x", "mec": "white", "ms": 4, "linestyle": "none"},
    "flat_minimum": {"marker": "s", "mfc": "none", "mec": "white", "ms": 4.5, "linestyle": "none"},
}
SPLIT = 0.05  # degrees
_LOSS = 1e-8  # pseudo-inverses of 2 x 2 matrices with condition number up to 1e8, losses of order 5


def one_neuron_loss(x: Fraction, m1: int, m2: int, inner: Fraction) -> Fraction:
    """``sum M_d - z'Gz-quotient`` for codes (1-x, x): trace minus ``y'By/y'y`` with ``y = sqrt(M) z``, exactly."""
    z1, z2 = 1 - x, x
    top = m1 * m1 * z1 * z1 + 2 * m1 * m2 * inner * z1 * z2 + m2 * m2 * z2 * z2
    return m1 + m2 - top / (m1 * z1 * z1 + m2 * z2 * z2)


def compute(budget: Budget) -> dict[str, Table]:
    """Curves in exact arithmetic, the map in floating point, the critical points by Newton's method."""
    curves = [
        (name, x, one_neuron_loss(x, m1, m2, inner))
        for name, m1, m2, inner in CASES
        for x in (Fraction(k, 40) for k in range(41))
    ]
    plane = Plane(PROBLEM)
    grid = [Fraction(STEP, 2) + STEP * k for k in range(360 // STEP)]
    pairs = [(a, b) for a in grid for b in grid if a <= b]
    # two equal rows span one code only, a set without area that a grid would show as a band: take rows that differ a little
    apart = np.array([[float(a) - (a == b) * SPLIT, float(b) + (a == b) * SPLIT] for a, b in pairs])
    losses = plane.loss(np.radians(apart))
    points = []
    for point in critical_points(PROBLEM, say=budget.say):
        if len(point.angles) == 2 or (point.slots and point.slots[0].kind == "plane"):
            angles = [float(np.degrees(a)) % 360 for a in point.angles] * (3 - len(point.angles))
            points.append((point.kind, *sorted(angles), point.loss))
    angle = (
        Column("angle_1", "real", 1e-6, "smaller encoder angle, degrees"),
        Column("angle_2", "real", 1e-6, "larger encoder angle, degrees"),
    )
    return {
        "curves": Table(
            (
                Column("case", "text", means="weights and inner product of the targets"),
                Column("x", "exact", means="the code is (1-x, x)"),
                Column("loss", "exact", means="loss with the best decoder"),
            ),
            tuple(curves),
        ),
        "map": Table(
            (
                Column("angle_1", "exact", means="encoder angle in degrees"),
                Column("angle_2", "exact", means="encoder angle in degrees, at least angle_1; the map is symmetric"),
                Column("loss", "real", _LOSS, f"loss with the best decoder (equal angles: {2 * SPLIT} degrees apart)"),
            ),
            tuple((a, b, float(f)) for (a, b), f in zip(pairs, losses, strict=True)),
        ),
        "points": Table(
            (Column("kind", "text", means="kind of critical point"), *angle, Column("loss", "real", _LOSS, "its loss")),
            tuple(sorted(points, key=lambda row: (row[3], row[1]))),
        ),
        "walls": Table(
            (Column("angle", "real", 1e-9, "angle of a wall between regions, degrees"),),
            tuple((float(np.degrees(a)),) for a in plane.walls()),
        ),
    }


def draw(tables: dict[str, Table]) -> Any:
    """Curves and a map."""
    figure, axes = panels(1, 2, width=DOUBLE, height=3.7, width_ratios=(1, 1.25))
    ax, curves = axes[0, 0], tables["curves"]
    letter(ax, "a one neuron for two features")
    for (name, *_), colour, style in zip(CASES, (VERMILION, PURPLE, BLUE, GREEN), ("-", "--", "-", "-."), strict=True):
        part = curves.where(case=name)
        ax.plot(part.floats("x"), part.floats("loss"), style, color=colour, label=name)
    ax.plot([1], [1], "o", color=VERMILION, mfc="white", clip_on=False, zorder=5)
    ax.set(
        xlabel="code $(1-x,\\ x)$ of the two features", ylabel="loss with the best decoder", xlim=(0, 1), ylim=(0, 2.1)
    )
    _map(figure, axes[0, 1], tables)
    handles, _ = ax.get_legend_handles_labels()
    legend_below(figure, [*handles, *_keys(axes[0, 1])], columns=2)
    return figure


def _keys(ax: Any) -> list[Any]:
    marks = (
        ("minimum", "local minimum (orange: global)"),
        ("saddle", "saddle"),
        ("flat_minimum", "flat local minimum"),
    )
    return [ax.plot([], [], label=label, **{**LOOKS[kind], "mec": BLACK})[0] for kind, label in marks]


def _map(figure: Any, ax: Any, tables: dict[str, Table]) -> None:
    table, points = tables["map"], tables["points"]
    letter(ax, "b two neurons, five features")
    edges = np.arange(0, 361, STEP)
    values = np.zeros((len(edges) - 1,) * 2)
    for a, b, loss in zip(table["angle_1"], table["angle_2"], table["loss"], strict=True):
        values[int(a / STEP), int(b / STEP)] = values[int(b / STEP), int(a / STEP)] = loss
    image = ax.pcolormesh(edges, edges, values, cmap="cividis", rasterized=True)
    bar = figure.colorbar(image, ax=ax, shrink=0.85, pad=0.02)
    bar.set_label("loss with the best decoder")
    bar.outline.set_linewidth(0.4)
    for wall in tables["walls"]["angle"]:
        ax.axvline(wall, color="white", linewidth=0.35, alpha=0.7)
        ax.axhline(wall, color="white", linewidth=0.35, alpha=0.7)
    best = min(points["loss"])
    for kind, x, y, loss in points.rows:
        if kind in LOOKS:
            look: dict[str, Any] = dict(LOOKS[str(kind)])
            if loss == best:
                look |= {"mfc": ORANGE, "ms": 6}
            ax.plot([x, y], [y, x], **look)
    ticks = [0, 90, 180, 270, 360]
    ax.set(xlim=(0, 360), ylim=(0, 360), aspect="equal", xticks=ticks, yticks=ticks)
    ax.set(xlabel="angle of encoder row 1 (degrees)", ylabel="angle of encoder row 2 (degrees)")
