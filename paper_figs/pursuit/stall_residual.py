"""What non-negative pursuit leaves of two atoms that are active together, over their inner product; exact."""

from __future__ import annotations

from fractions import Fraction
from typing import Any

from paper_figs.spec import FigureSpec
from paper_figs.style import BLACK, CYCLE, DOUBLE, GREY, letter, panels
from paper_figs.table import Column, Table
from theory.claims import Budget

FIGURE = FigureSpec(
    name="stall_residual",
    title="Non-negative pursuit of two coherent atoms stalls",
    caption=r"""
        $x = a d_1 + b d_2$ with unit atoms of inner product $c$ and $a = 3/2$, $b = 1$; what is left after $t$ steps,
        by exact arithmetic. (a) The rule of the released code, largest positive product: for $c > 0$ it stops after
        two steps and leaves $b c \sqrt{1 - c^2}$ for ever (black line, pursuit.stall-two-atoms), for $c \leq 0$ it
        goes on (pursuit.nonnegative-residual-vanishes). (b) Largest absolute product (the rule of the cited theorem):
        every further step shrinks the rest by $|c|$. Only orthogonal atoms, and equal ones, are written exactly in
        finitely many steps.""",
    source="this project, on algorithm 1 of arXiv 2506.03093 and the code released with it",
)
STEPS = (2, 4, 8)
A, B = Fraction(3, 2), Fraction(1)
CIRCLE = tuple(Fraction(k, 16) for k in range(-15, 17))  # parameters of rational points of the circle


def compute(budget: Budget) -> Table:
    """Energies of the exact encoder."""
    from theory.pursuit import pursue

    rows = []
    for t in CIRCLE:
        c, s = 2 * t / (1 + t * t), (1 - t * t) / (1 + t * t)
        atoms = [(Fraction(1), Fraction(0)), (c, s)]
        x = [A * u + B * v for u, v in zip(*atoms, strict=True)]
        for rule in ("nonnegative", "absolute"):
            for steps in STEPS:
                rows.append((rule, steps, c, pursue(atoms, x, rule=rule, steps=steps).energies[-1]))
    rows.sort(key=lambda row: (row[0], row[1], row[2]))
    return Table(
        (
            Column("rule", "text", means="of selection"),
            Column("steps", "integer", means="at most"),
            Column("c", "exact", means="inner product of the two atoms"),
            Column("energy", "exact", means="squared norm of what is left"),
        ),
        tuple(rows),
    )


def draw(table: Table) -> Any:
    """One panel for each rule."""
    figure, axes = panels(1, 2, width=DOUBLE, sharey=True)
    grid = [k / 200 for k in range(201)]
    for ax, rule, heading in (
        (axes[0, 0], "nonnegative", "a largest positive product"),
        (axes[0, 1], "absolute", "b largest absolute product"),
    ):
        letter(ax, heading)
        if rule == "nonnegative":
            ax.plot(grid, [float(B) * c * (1 - c * c) ** 0.5 for c in grid], color=BLACK, label=r"$b c \sqrt{1 - c^2}$")
        for steps, colour in zip(STEPS, CYCLE, strict=False):
            part = table.where(rule=rule, steps=steps)
            left = [e**0.5 for e in part.floats("energy")]
            ax.plot(part.floats("c"), left, ".", color=colour, label=f"{steps} steps")
        ax.axvline(0, color=GREY, lw=0.5)
        ax.set(xlabel=r"inner product $c$", ylim=(-0.02, 0.62))
        ax.legend(loc="upper center")
    axes[0, 0].set(ylabel="norm of what is left")
    return figure
