"""Zero loss without any feature recovered: an exact family of rotations."""

from __future__ import annotations

import math
from fractions import Fraction
from typing import Any

from paper_figs.spec import FigureSpec
from paper_figs.style import BLACK, BLUE, DOUBLE, GREY, VERMILION, legend_below, letter, panels
from paper_figs.table import Column, Table
from theory.claims import Budget
from theory.sdl import Activation, Problem

FIGURE = FigureSpec(
    name="fig4_zero_loss_without_recovery",
    title="Zero loss without recovery",
    caption=r"""
        Four features $\pm e_1, \pm e_2$ in the plane and a ReLU autoencoder with four neurons. (a) The decoder
        recovers every feature. (b) The same model turned by a rational rotation: every $|\cos|$ between a decoder or
        encoder direction and a feature is at most 4/5, and the loss is still exactly 0. In both, the encoder rows are
        the decoder columns. (c) Along the whole family $W_E = [Q; -Q]$, $W_D = [Q^\top, -Q^\top]$ of rotations $Q$
        the loss, evaluated exactly at rational points, is 0, while the best match with a feature falls to
        $1/\sqrt{2}$. Such a model is the identity map, so this does not depend on the features; loss alone cannot
        tell these models apart.""",
    source="this project, on Section 3 and Figure 4 of arXiv 2512.05534",
)
FEATURES = tuple((Fraction(x), Fraction(y)) for x, y in ((1, 0), (-1, 0), (0, 1), (0, -1)))
PROBLEM = Problem.sae(FEATURES, activation=Activation("relu"), width=4)
_SINE_COSINE = 1e-11  # square roots and arc tangents, rounded to 12 digits


def rotation(t: Fraction) -> tuple[Fraction, Fraction]:
    """Cosine and sine of the angle ``2 arctan t``, both rational."""
    return (1 - t * t) / (1 + t * t), 2 * t / (1 + t * t)


def encoder(t: Fraction) -> list[list[Fraction]]:
    """``[Q; -Q]`` for the rotation with parameter t."""
    c, s = rotation(t)
    return [[c, s], [-s, c], [-c, -s], [s, -c]]


def _loss(t: Fraction) -> Any:
    rows = encoder(t)
    return PROBLEM.loss(rows, [list(column) for column in zip(*rows, strict=True)])


def compute(budget: Budget) -> dict[str, Table]:
    """Directions of two models, and the family between them."""
    directions = [
        (model, kind, i, x, y)
        for model, t in (("recovered", Fraction(0)), ("rotated", Fraction(1, 3)))
        for kind, vectors in (("feature", FEATURES), ("decoder", encoder(t)))
        for i, (x, y) in enumerate(vectors)
    ]
    family = []
    for t in (Fraction(k, 24) for k in range(25)):
        c, s = rotation(t)
        best = max(c, s)
        family.append((t, math.degrees(2 * math.atan(float(t))), best, _loss(t)))
    return {
        "directions": Table(
            (
                Column("model", "text", means="recovered (Q = 1) or rotated (cosine 4/5, sine 3/5)"),
                Column("kind", "text", means="feature, or decoder column (equal to the encoder row)"),
                Column("index", "integer", means="number of the vector"),
                Column("x", "exact", means="first coordinate"),
                Column("y", "exact", means="second coordinate"),
            ),
            tuple(directions),
        ),
        "family": Table(
            (
                Column("t", "exact", means="tangent of half the rotation angle"),
                Column("angle", "real", _SINE_COSINE * 90, "rotation angle in degrees"),
                Column("best_cosine", "exact", means="largest |cos| between a decoder direction and a feature"),
                Column("loss", "exact", means="loss of the rotated model"),
            ),
            tuple(family),
        ),
    }


def draw(tables: dict[str, Table]) -> Any:
    """Two compass roses and a curve."""
    figure, axes = panels(1, 3, width=DOUBLE, height=2.35)
    for ax, model, heading in zip(axes[0], ("recovered", "rotated"), ("a recovered", "b rotated"), strict=False):
        letter(ax, f"{heading}, loss 0")
        _rose(ax, tables["directions"].where(model=model))
    ax, family = axes[0, 2], tables["family"]
    letter(ax, "c the family between them")
    ax.plot(family.floats("angle"), family.floats("best_cosine"), "-", color=BLUE)
    ax.plot(family.floats("angle"), family.floats("loss"), ".", color=VERMILION, ms=3)
    ax.annotate("best $|\\cos|$ with a feature", (45, 0.6), ha="center", color=BLUE)
    ax.annotate("loss", (44, 0.06), ha="center", color=VERMILION)
    ax.set(xlabel="rotation angle in degrees", ylim=(-0.05, 1.08), xticks=[0, 15, 30, 45, 60, 75, 90])
    legend_below(figure, _keys(axes[0, 0]), columns=2)
    return figure


def _rose(ax: Any, table: Table) -> None:
    for kind, x, y in zip(table["kind"], table.floats("x"), table.floats("y"), strict=True):
        feature = kind == "feature"
        ax.annotate(
            "",
            xy=(x, y),
            xytext=(0, 0),
            arrowprops={
                "arrowstyle": "-|>",
                "color": BLACK if feature else VERMILION,
                "linewidth": 2.6 if feature else 1.1,
                "alpha": 0.35 if feature else 1.0,
                "shrinkA": 0,
                "shrinkB": 0,
            },
        )
    turn = [math.radians(k) for k in range(0, 361, 3)]
    ax.plot([math.cos(a) for a in turn], [math.sin(a) for a in turn], color=GREY, linewidth=0.5)
    ax.set(xlim=(-1.12, 1.12), ylim=(-1.12, 1.12), aspect="equal", xticks=[-1, 0, 1], yticks=[-1, 0, 1])


def _keys(ax: Any) -> list[Any]:
    (feature,) = ax.plot([], [], color=BLACK, alpha=0.35, linewidth=2.6, label="features")
    (decoder,) = ax.plot([], [], color=VERMILION, linewidth=1.1, label="decoder columns (= encoder rows)")
    return [feature, decoder]
