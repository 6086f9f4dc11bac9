"""Example 3.5: which patterns of two neurons are worth what, and how to leave the point of the example."""

from __future__ import annotations

from fractions import Fraction
from typing import Any

from paper_figs.spec import FigureSpec
from paper_figs.style import BLACK, BLUE, DOUBLE, VERMILION, legend_below, letter, panels
from paper_figs.table import Column, Table
from theory.claims import Budget
from theory.sdl import Activation, Problem

FIGURE = FigureSpec(
    name="landscape_example_3_5",
    title="Example 3.5 is neither a trap nor a valley",
    caption=r"""
        Two orthonormal features of equal weight and an autoencoder with two neurons. (a) ReLU: the loss with the best
        decoder over the angles of the two encoder rows. Black lines are the borders of the regions; in each region
        the loss is constant, except on the dashed diagonal, where the two rows agree and the loss is 1. Star: the
        point of Example 3.5 (row 1 at 45 degrees, row 2 dead). Hatched regions have zero loss at all angles inside,
        so a zero loss says little about the direction of a row. (b) Two ways out of the point of the example. With
        ReLU the dead neuron can start with $a_2 = \varepsilon e_1$, $u_2 = \varepsilon(1, -1)$: the loss $1 -
        2\varepsilon^2 + 2\varepsilon^4$ falls at once, so the point is a saddle. With Top-1 the loss stays at 1 while
        $a_1 = (1, 1-x)$ turns ($x \le 1$, with its best decoder) and then falls to 0 as neuron 2 takes over feature
        2: a plateau with an exit. All values are exact.""",
    source="this project, on Example 3.5 of arXiv 2512.05534",
)
E1, E2 = (Fraction(1), Fraction(0)), (Fraction(0), Fraction(1))
# one generic direction in each quadrant: which features a row sees there, from 0 to 360 degrees
QUADRANTS = (("12", (3, 1), (1, 3)), ("2", (-1, 2), (-2, 1)), ("none", (-1, -2), (-2, -1)), ("1", (2, -1), (1, -2)))


def _problem(activation: Activation) -> Problem:
    return Problem.sae([E1, E2], activation=activation, width=2, name="example-3.5")


def best_loss(z: list[list[Fraction]]) -> Fraction:
    """The loss of codes z_1, z_2 in R^2 with the best decoder: 2 minus the rank (orthonormal features, equal weights)."""
    (a, b), (c, d) = z
    rank = 2 if a * d != b * c else int(any((a, b, c, d)))
    return Fraction(2 - rank)


def compute(budget: Budget) -> dict[str, Table]:
    """Losses of the sixteen pairs of regions, and two paths."""
    relu = _problem(Activation("relu"))
    regions = []
    for i, (name1, first, _) in enumerate(QUADRANTS):
        for j, (name2, _, second) in enumerate(QUADRANTS):
            rows = [[Fraction(x) for x in row] for row in (first, second)]
            regions.append((90 * i, 90 * j, name1, name2, best_loss(relu.codes(rows))))  # type: ignore[arg-type]
    return {
        "regions": Table(
            (
                Column("angle_1", "integer", means="where the region of row 1 begins, degrees; it is 90 degrees wide"),
                Column("angle_2", "integer", means="the same for row 2"),
                Column("sees_1", "text", means="features that row 1 sees there"),
                Column("sees_2", "text", means="features that row 2 sees there"),
                Column("loss", "exact", means="loss with the best decoder, for rows that differ"),
            ),
            tuple(regions),
        ),
        "paths": Table(
            (
                Column("activation", "text", means="relu or topk (k = 1)"),
                Column(
                    "x", "exact", means="relu: epsilon; topk: position on the path, turning until 1, growing until 2"
                ),
                Column("loss", "exact", means="loss at that point"),
            ),
            (*_relu_path(relu), *_top1_path(_problem(Activation("topk", k=1)))),
        ),
    }


def _relu_path(problem: Problem) -> list[tuple[str, Fraction, Any]]:
    half, out = Fraction(1, 2), []
    for x in (Fraction(k, 20) for k in range(15)):
        out.append(("relu", x, problem.loss([[Fraction(1)] * 2, [x, Fraction(0)]], [[half, x], [half, -x]])))
    return out


def _top1_path(problem: Problem) -> list[tuple[str, Fraction, Any]]:
    out = []
    for x in (Fraction(k, 20) for k in range(41)):
        s, t = max(1 - x, Fraction(0)), max(x - 1, Fraction(0))
        size = 1 + s * s
        out.append(
            ("topk", x, problem.loss([[Fraction(1), s], [Fraction(0), t]], [[1 / size, Fraction(0)], [s / size, t]]))
        )
    return out


def draw(tables: dict[str, Table]) -> Any:
    """A map and two curves."""
    figure, axes = panels(1, 2, width=DOUBLE, height=3.1, width_ratios=(1, 1.15))
    _map(axes[0, 0], tables["regions"])
    ax, paths = axes[0, 1], tables["paths"]
    letter(ax, "b two ways out of the example")
    for activation, colour, label in (("relu", BLUE, "ReLU, $x = \\varepsilon$"), ("topk", VERMILION, "Top-1")):
        part = paths.where(activation=activation)
        ax.plot(part.floats("x"), part.floats("loss"), color=colour, label=label)
    ax.plot([0], [1], "*", color=BLACK, ms=9, clip_on=False, label="point of Example 3.5")
    ax.set(xlabel="position $x$ on the path", ylabel="loss", xlim=(0, 2), ylim=(-0.03, 1.1))
    legend_below(figure, columns=3)
    return figure


def _map(ax: Any, regions: Table) -> None:
    shades = {0: "#FFFFFF", 1: "#9CC9E3", 2: "#3A7CA5"}
    letter(ax, "a ReLU, best decoder")
    for x, y, loss in zip(regions["angle_1"], regions["angle_2"], regions["loss"], strict=True):
        hatch = {"hatch": "////", "edgecolor": "#BBBBBB", "linewidth": 0.0} if loss == 0 else {}
        ax.fill([x, x + 90, x + 90, x], [y, y, y + 90, y + 90], facecolor=shades[int(loss)], **hatch)
        ax.text(
            x + (62 if x == y or (x, y) == (0, 180) else 45),
            y + (28 if x == y or (x, y) == (0, 180) else 45),  # clear of the diagonal and the star
            str(loss),
            ha="center",
            va="center",
            color="white" if loss == 2 else "black",
            bbox={"facecolor": "white", "edgecolor": "none", "pad": 1.2} if loss == 0 else None,
        )
    for border in (90, 180, 270):
        ax.axvline(border, color=BLACK, linewidth=0.8)
        ax.axhline(border, color=BLACK, linewidth=0.8)
    ax.plot([0, 90], [0, 90], "--", color=VERMILION, linewidth=1)
    ax.plot([45], [225], "*", color=BLACK, ms=9)
    ticks, names = [45, 135, 225, 315], ["{1,2}", "{2}", "dead", "{1}"]
    ax.set(
        xlim=(0, 360), ylim=(0, 360), aspect="equal", xticks=ticks, yticks=ticks, xticklabels=names, yticklabels=names
    )
    ax.set(xlabel="angle of row 1 (features it sees)", ylabel="angle of row 2 (features it sees)")
    ax.tick_params(length=0)
