"""The circle in closed form: polygons that alias, Top-k points that are stationary and lossy, and the price at which tiling begins."""

from __future__ import annotations

from fractions import Fraction
from typing import Any

from paper_figs.spec import FigureSpec
from paper_figs.style import BLACK, CYCLE, DOUBLE, letter, panels
from paper_figs.table import Column, Table
from theory.claims import Budget

FIGURE = FigureSpec(
    name="circle_laboratory",
    title="A circle, its polygons and the first-order transition from capture to tiling",
    caption=r"""
        One uniform unit circle and $N$ unit atoms at equal angles, in closed form. (a) Squared error of the
        bias-free ReLU autoencoder at its best gain (zero, and not drawn, for even $N \ge 4$:
        manifolds.antipodal-pairs-are-exact; never for odd $N$: manifolds.exact-relu-kinks-cancel), of one active atom
        with the best code, and of the Top-2 point at which gradients vanish although its error is positive and zero
        error exists. (b) Least mean of error $+ \mu \cdot$ active atoms $+ \nu N$ over codes, minus its value at
        $N = 3$, for an atom price $\nu$ just above and just below $\kappa(\mu)$: the best $N$ jumps over everything
        between. (c) The price $\kappa(\mu)$ where this happens; above the line three atoms (capture), below it
        many (tiling).""",
    source="this project, on the questions of arXiv 2604.28119 and arXiv 2509.02565",
)
MU = Fraction(1, 20)
SIZES = range(3, 33)
SHIFTS = (Fraction(21, 20), Fraction(1), Fraction(19, 20))


def _middle(ball: Any) -> float:
    from solvers.manifolds.circle import bounds

    low, high = bounds(ball)
    # balls have 128 bits: one that contains 0 is 0 to thirty digits, and its middle would be noise
    return 0.0 if low <= 0 <= high else float((low + high) / 2)


def compute(budget: Budget) -> dict[str, Table]:
    """Middle points of rigorous balls, each far narrower than the twelve digits that are written."""
    from solvers.manifolds import circle

    kappa = circle.transition_price(MU)
    polygons = [(N, _middle(circle.relu_residual(N)), _middle(circle.tiling_error(N))) for N in SIZES]
    frozen = [(N, _middle(circle.frozen_topk(N, 2)[1])) for N in SIZES if N >= 4]
    base = {shift: circle.l0_cost(3, MU) + 3 * circle.ball(shift) * kappa for shift in SHIFTS}
    branches = [
        (N, shift, _middle(circle.l0_cost(N, MU) + N * circle.ball(shift) * kappa - base[shift]))
        for shift in SHIFTS
        for N in SIZES
    ]
    line = [(Fraction(k, 100), _middle(circle.transition_price(Fraction(k, 100)))) for k in range(1, 51)]
    number = Column("atoms", "integer", means="N")
    return {
        "polygons": Table(
            (
                number,
                Column("relu", "real", 1e-11, "squared error of the bias-free ReLU autoencoder at its best gain"),
                Column("one_active", "real", 1e-11, "squared error of the nearest atom with its best code"),
            ),
            tuple(polygons),
        ),
        "frozen": Table(
            (number, Column("error", "real", 1e-11, "squared error where the gradients of Top-2 vanish")), tuple(frozen)
        ),
        "branches": Table(
            (
                number,
                Column("price", "exact", means="price of an atom divided by kappa"),
                Column("cost", "real", 1e-11, "least cost minus that of three atoms, mu = 1/20"),
            ),
            tuple(branches),
        ),
        "line": Table(
            (
                Column("mu", "exact", means="price of an active atom"),
                Column("kappa", "real", 1e-11, "price of an atom"),
            ),
            tuple(line),
        ),
    }


def draw(tables: dict[str, Table]) -> Any:
    """Three panels."""
    figure, axes = panels(1, 3, width=DOUBLE)
    left, middle, right = axes[0]
    for ax, heading in ((left, "a error"), (middle, "b cost"), (right, "c where the best $N$ jumps")):
        letter(ax, heading)
    polygons, branches, line = tables["polygons"], tables["branches"], tables["line"]
    curves = {
        "ReLU, best gain": [(n, relu) for n, relu, _ in polygons.rows],
        "one active atom": [(n, one) for n, _, one in polygons.rows],
        "Top-2, stationary": tables["frozen"].rows,
    }
    for (label, rows), color in zip(curves.items(), CYCLE, strict=False):
        positive = [(n, v) for n, v in rows if v > 0]
        left.semilogy(*zip(*positive, strict=True), "o", ms=3, color=color, label=label)
    left.set(xlabel="$N$", ylabel="squared error", ylim=(None, 2))
    for shift, color in zip(SHIFTS, CYCLE, strict=False):
        rows = [(n, c) for n, s, c in branches.rows if s == shift]
        middle.plot(*zip(*rows, strict=True), ".-", color=color, label=rf"$\nu = {float(shift):g}\,\kappa$")
    middle.axhline(0, color=BLACK, lw=0.5)
    middle.set(xlabel="$N$", ylabel="cost over that of $N = 3$")
    right.plot(line.floats("mu"), line["kappa"], color=BLACK)
    right.text(0.1, 0.06, "capture", fontsize="small")
    right.text(0.36, 0.02, "tiling", fontsize="small")
    right.set(xlabel=r"$\mu$", ylabel=r"$\nu$", ylim=(0, None))
    left.legend(loc="upper right")
    middle.legend(loc="upper left")
    return figure
