"""Figure 5: a realizable pattern, the absorption pattern made from it, and the split that is impossible, each with its certificate."""

from __future__ import annotations

import math
from fractions import Fraction
from typing import Any

from paper_figs.spec import FigureSpec
from paper_figs.style import BLACK, BLUE, DOUBLE, GREEN, GREY, ORANGE, VERMILION, letter, panels
from paper_figs.table import Column, Table
from theory.claims import Budget, Certificate

F = Fraction
FIGURE = FigureSpec(
    name="fig5_absorption",
    title="Feature absorption, with certificates",
    caption=r"""
        Five rational unit features and JumpReLU neurons with threshold 1; a neuron is on beyond its line $a \cdot w =
        1$ (shaded). (a) The pattern P = {1,2,3}, {4,5} is realized by two rows. (b) So is the absorption pattern P' =
        {2,3}, {4,5}, {1}: the first neuron no longer fires on feature 1, which has a neuron of its own. (c) Feature 2
        cannot be split off: {1,3} is realized by no row, because the cross lies both on the segment from $w_1$ to
        $w_3$ and in the hull of 0 and the other features (affine Farkas). All three statements are certificates that
        the checker accepts; they are in the table. Under JumpReLU some feature always splits off (claim
        `sdl.thm-3.8-jumprelu`), under ReLU not always (`sdl.thm-3.8`).""",
    source="Definition 3.2, Theorem 3.8 and Figure 5 of arXiv 2512.05534",
)
FEATURES = ((F(12, 13), F(5, 13)), (F(3, 5), F(4, 5)), (F(0), F(1)), (F(-12, 13), F(-5, 13)), (F(-3, 5), F(-4, 5)))
PARENT, OTHER = (F(1), F(5, 4)), (F(-1), F(-1))
SMALLER, OWN = (F(1, 4), F(3, 2)), (F(5, 4), F(0))
PATTERNS = {
    "P": (((0, 1, 2), PARENT), ((3, 4), OTHER)),
    "absorbed": (((1, 2), SMALLER), ((3, 4), OTHER), ((0,), OWN)),
}
BLOCKED = (0, 2)
_ROUNDED = 1e-11  # rationals rounded to 12 digits


def certificates() -> dict[str, Certificate]:
    """Both patterns with their rows, and the refutation of the third."""
    from proofs_checks.sdl._absorption import realizable, unrealizable
    from theory.sdl import Activation

    jump = Activation("jumprelu", theta=F(1))
    out = {name: realizable(FEATURES, [row for _, row in n], activation=jump) for name, n in PATTERNS.items()}
    return {**out, "blocked": unrealizable(FEATURES, BLOCKED, activation=jump)}


def compute(budget: Budget) -> dict[str, Table]:
    """Vectors, the common point of (c), and what the checker says."""
    from theory.certificates import check

    found = certificates()
    vectors = [("all", f"w{d + 1}", "feature", float(x), float(y)) for d, (x, y) in enumerate(FEATURES)]
    for name, neurons in PATTERNS.items():
        vectors += [(name, _set(on), "row", float(x), float(y)) for on, (x, y) in neurons]
    multipliers = [Fraction(c) for c in found["blocked"]["witness"]["multipliers"]]
    at = [sum(c * FEATURES[d][i] for c, d in zip(multipliers, BLOCKED, strict=False)) for i in (0, 1)]
    vectors.append(("blocked", _set(BLOCKED), "common point", float(at[0]), float(at[1])))
    said = tuple((name, str(c["kind"]), check(c)) for name, c in found.items())
    return {
        "vectors": Table(
            (
                Column("panel", "text", means="all, P, absorbed or blocked"),
                Column("name", "text", means="feature, or the set of features of a neuron"),
                Column("kind", "text", means="feature, encoder row, or the common point of the two hulls"),
                Column("x", "real", _ROUNDED, "first coordinate"),
                Column("y", "real", _ROUNDED, "second coordinate"),
            ),
            tuple(vectors),
        ),
        "certificates": Table(
            (
                Column("panel", "text", means="P, absorbed or blocked"),
                Column("kind", "text", means="kind of certificate"),
                Column("accepted", "text", means="what the checker says that it proves"),
            ),
            said,
        ),
    }


def _set(on: tuple[int, ...]) -> str:
    return "{" + ",".join(str(d + 1) for d in on) + "}"


def draw(tables: dict[str, Table]) -> Any:
    """Three unit circles."""
    figure, axes = panels(1, 3, width=DOUBLE, height=2.45)
    vectors = tables["vectors"]
    features = vectors.where(kind="feature")
    for ax, panel, heading in zip(
        axes[0], ("P", "absorbed", "blocked"), ("a P", "b P', absorption", "c {1,3} impossible"), strict=True
    ):
        letter(ax, heading)
        for (name, x, y), colour in zip(
            _points(vectors.where(panel=panel, kind="row")), (BLUE, ORANGE, GREEN), strict=False
        ):
            _half_plane(ax, x, y, name, colour)
        for name, x, y in _points(features):
            ax.annotate(
                "", xy=(x, y), xytext=(0, 0), arrowprops={"arrowstyle": "-|>", "color": BLACK, "linewidth": 1.0}
            )
            ax.annotate(name[1:], (1.17 * x, 1.17 * y), ha="center", va="center", fontsize=7)
        turn = [math.radians(k) for k in range(0, 361, 3)]
        ax.plot([math.cos(a) for a in turn], [math.sin(a) for a in turn], color=GREY, linewidth=0.5)
        ax.set(xlim=(-1.6, 1.6), ylim=(-1.6, 1.6), aspect="equal", xticks=[-1, 0, 1], yticks=[-1, 0, 1])
    _hulls(axes[0, 2], {name: (x, y) for name, x, y in _points(features)}, vectors.where(panel="blocked"))
    return figure


def _points(table: Table) -> list[tuple[str, float, float]]:
    return list(zip(table["name"], table.floats("x"), table.floats("y"), strict=True))


def _half_plane(ax: Any, x: float, y: float, name: str, colour: str) -> None:
    """Where ``a.w > 1``: a large quadrangle beyond the line."""
    size = x * x + y * y
    foot, along, away = (
        (x / size, y / size),
        (-y / math.sqrt(size), x / math.sqrt(size)),
        (x / math.sqrt(size), y / math.sqrt(size)),
    )
    corners = [
        (foot[0] + 5 * s * along[0] + t * away[0], foot[1] + 5 * s * along[1] + t * away[1])
        for s, t in ((-1, 0), (1, 0), (1, 5), (-1, 5))
    ]
    ax.fill(*zip(*corners, strict=True), color=colour, alpha=0.16, linewidth=0)
    ax.plot(*zip(*corners[:2], strict=True), color=colour, linewidth=0.9)
    ax.annotate(name, (1.42 * away[0], 1.42 * away[1]), color=colour, ha="center", va="center", fontsize=7)


def _hulls(ax: Any, at: dict[str, tuple[float, float]], common: Table) -> None:
    ax.plot(*zip(at["w1"], at["w3"], strict=True), color=VERMILION, linewidth=1.6)
    others = [(0.0, 0.0), at["w2"], at["w4"], at["w5"]]
    hull = [at["w2"], at["w4"], at["w5"]]  # 0 lies on its border or inside
    ax.fill(*zip(*hull, strict=True), color=GREY, alpha=0.25, linewidth=0)
    ax.plot([p[0] for p in others[:2]], [p[1] for p in others[:2]], color=GREY, linewidth=0.8)
    ax.plot(common.floats("x"), common.floats("y"), "x", color=VERMILION, ms=7, mew=1.6)
