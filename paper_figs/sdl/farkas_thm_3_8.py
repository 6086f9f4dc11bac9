"""Theorem 3.8: two realizable patterns from which no feature can be split off, with the combination that forbids it."""

from __future__ import annotations

import math
from fractions import Fraction
from typing import Any

from paper_figs.spec import FigureSpec
from paper_figs.style import BLACK, BLUE, DOUBLE, GREY, VERMILION, legend_below, letter, panels
from paper_figs.table import Column, Table
from theory.claims import Budget

FIGURE = FigureSpec(
    name="farkas_thm_3_8",
    title="Absorption can be impossible: Farkas combinations",
    caption=r"""
        A bias-free ReLU neuron is on for feature $d$ alone only if $w_d$ is not a nonnegative combination of the
        other features. (a) Regular pentagon: $w_0 = \varphi\,(w_1 + w_4)$ with the golden ratio $\varphi$, so $w_0$
        lies in the shaded cone of $w_1$ and $w_4$; by symmetry no feature can be isolated, although an encoder row at
        36 degrees (dashed) realizes {0,1}. (b, c) Four rational features and the partition {1,2}, {3,4}: $w_1 =
        \frac{14}{15} w_2 + \frac{13}{15} w_3$ and $w_3 = \frac{45}{13} w_1 + \frac{40}{13} w_4$. Splitting {1,2}
        needs a row that is on for 1 alone and splitting {3,4} one that is on for 3 alone, so no feature can be split
        off; dashed, two rows that realize the partition. This refutes Theorem 3.8 for ReLU.""",
    source="this project, on Theorem 3.8 of arXiv 2512.05534",
)
_ROUNDED = 1e-11  # cosines rounded to 12 digits
RATIONAL = {
    "w1": (Fraction(3, 5), Fraction(4, 5)),
    "w2": (Fraction(1), Fraction(0)),
    "w3": (Fraction(-5, 13), Fraction(12, 13)),
    "w4": (Fraction(-4, 5), Fraction(-3, 5)),
}
# encoder rows that realize {1,2} and {3,4}: the signs are in the table
ROWS = {"{1,2}": (Fraction(5), Fraction(-2)), "{3,4}": (Fraction(-2), Fraction(1))}
COMBINATIONS = (
    ("w1", "w2", Fraction(14, 15)),
    ("w1", "w3", Fraction(13, 15)),
    ("w3", "w1", Fraction(45, 13)),
    ("w3", "w4", Fraction(40, 13)),
)


def compute(budget: Budget) -> dict[str, Table]:
    """Vectors and combinations of both cases."""
    golden = (1 + math.sqrt(5)) / 2
    vectors: list[Any] = [
        ("pentagon", f"w{k}", "feature", math.cos(math.tau * k / 5), math.sin(math.tau * k / 5)) for k in range(5)
    ]
    vectors.append(("pentagon", "{0,1}", "row", math.cos(math.pi / 5), math.sin(math.pi / 5)))
    vectors += [("partition", name, "feature", float(x), float(y)) for name, (x, y) in RATIONAL.items()]
    vectors += [("partition", name, "row", float(x), float(y)) for name, (x, y) in ROWS.items()]
    weights: list[Any] = [("pentagon", "w0", "w1", golden), ("pentagon", "w0", "w4", golden)]
    weights += [("partition", target, name, float(c)) for target, name, c in COMBINATIONS]
    case = Column("case", "text", means="pentagon or partition")
    return {
        "vectors": Table(
            (
                case,
                Column("name", "text", means="feature, or the set of features that a row switches on"),
                Column("kind", "text", means="feature or encoder row"),
                Column("x", "real", _ROUNDED, "first coordinate"),
                Column("y", "real", _ROUNDED, "second coordinate"),
            ),
            tuple(vectors),
        ),
        "combinations": Table(
            (
                case,
                Column("target", "text", means="feature that cannot be isolated"),
                Column("uses", "text", means="feature in its combination"),
                Column("coefficient", "real", _ROUNDED, "nonnegative coefficient"),
            ),
            tuple(weights),
        ),
    }


def draw(tables: dict[str, Table]) -> Any:
    """One panel for the pentagon, two for the partition."""
    figure, axes = panels(1, 3, width=DOUBLE, height=2.75)
    for ax, case, target, heading in zip(
        axes[0],
        ("pentagon", "partition", "partition"),
        ("w0", "w1", "w3"),
        ("a pentagon: 0 blocked", "b partition: 1 blocked", "c partition: 3 blocked"),
        strict=True,
    ):
        letter(ax, heading)
        _panel(ax, tables["vectors"].where(case=case), tables["combinations"].where(case=case, target=target), target)
    legend_below(figure, _keys(axes[0, 0]), columns=4)
    return figure


def _panel(ax: Any, vectors: Table, weights: Table, target: str) -> None:
    at = dict(zip(vectors["name"], zip(vectors.floats("x"), vectors.floats("y"), strict=True), strict=True))
    used = weights["uses"]
    _cone(ax, at[used[0]], at[used[1]])
    for name, kind, (x, y) in zip(vectors["name"], vectors["kind"], at.values(), strict=True):
        size = math.hypot(x, y)
        feature = kind == "feature"
        colour = GREY if not feature else VERMILION if name == target else BLUE if name in used else BLACK
        ax.annotate(
            "",
            xy=(x / size, y / size),
            xytext=(0, 0),
            arrowprops={
                "arrowstyle": "-|>" if feature else "->",
                "color": colour,
                "linestyle": "-" if feature else (0, (4, 2)),
                "linewidth": 1.5 if feature else 0.9,
                "shrinkA": 0,
                "shrinkB": 0,
            },
        )
        label = f"$w_{name[1]}$" if feature else name
        ax.text(1.17 * x / size, 1.17 * y / size, label, color=colour, ha="center", va="center")
    ax.set(xlim=(-1.4, 1.4), ylim=(-1.3, 1.3), aspect="equal", xticks=[], yticks=[])
    for side in ax.spines.values():
        side.set_visible(False)


def _cone(ax: Any, a: tuple[float, float], b: tuple[float, float]) -> None:
    first, second = math.atan2(a[1], a[0]), math.atan2(b[1], b[0])
    turn = (second - first + math.pi) % math.tau - math.pi
    arc = [first + turn * k / 60 for k in range(61)]
    ax.fill([0, *(math.cos(t) for t in arc)], [0, *(math.sin(t) for t in arc)], color=BLUE, alpha=0.15, linewidth=0)


def _keys(ax: Any) -> list[Any]:
    looks = (
        ({"color": VERMILION}, "cannot be isolated"),
        ({"color": BLUE}, "features that combine to it (cone shaded)"),
        ({"color": BLACK}, "other features"),
        ({"color": GREY, "linestyle": (0, (4, 2)), "linewidth": 0.9}, "rows that realize the pattern"),
    )
    return [ax.plot([], [], label=label, **look)[0] for look, label in looks]
