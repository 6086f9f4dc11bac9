"""How likely random atoms span positively, so that non-negative pursuit converges: Wendel's law, with exact checks."""

from __future__ import annotations

import random
from fractions import Fraction
from math import comb
from typing import Any

from paper_figs.spec import FigureSpec
from paper_figs.style import BLACK, CYCLE, DOUBLE, GREY, legend_below, letter, panels
from paper_figs.table import Column, Table
from theory.claims import Budget

FIGURE = FigureSpec(
    name="positive_spanning",
    title="Non-negative pursuit converges only with enough atoms",
    caption=r"""
        Pursuit by largest positive products leaves nothing of any input exactly if the atoms span positively
        (pursuit.positive-span-no-stall). For $p$ independent Gaussian atoms in $m$ dimensions this has the
        probability $1 - 2^{1-p} \sum_{k<m} \binom{p-1}{k}$ (Wendel). (a) The law over $p / m$; dotted: the sizes of
        the experiments of arXiv 2506.03093 as reported: 1 (tree, m = 20), 4 (TinyStories), 25 (vision). At $p = m$ it
        never converges, at $p = 25 m$ surely. (b) The law at $m = 3$ against exact linear programs on random integer
        atoms.""",
    source="Wendel 1962; sizes of arXiv 2506.03093, as reported",
)
DIMENSIONS = (3, 20, 100, 768)
RATIOS = tuple(Fraction(k, 20) for k in range(20, 81)) + tuple(Fraction(k) for k in (5, 8, 12, 16, 20, 25))
PUBLISHED = ((20, 1, "tree"), (768, 4, "TinyStories"), (768, 25, "vision"))
SEED, SIZE = 0, 50


def wendel(p: int, m: int) -> Fraction:
    """The probability that p independent atoms with symmetric directions in general position span R^m positively.

    >>> wendel(5, 3), wendel(20, 20)
    (Fraction(5, 16), Fraction(0, 1))
    """
    return 1 - Fraction(sum(comb(p - 1, k) for k in range(m)), 2 ** (p - 1))


def compute(budget: Budget) -> dict[str, Table]:
    """The law from whole numbers, and exact decisions for random atoms."""
    curve = []
    for m in DIMENSIONS:
        for p in sorted({max(m, round(float(r * m))) for r in RATIOS}):
            curve.append((m, p, float(wendel(p, m))))
    return {
        "law": Table(
            (
                Column("m", "integer", means="dimensions"),
                Column("p", "integer", means="atoms"),
                Column("probability", "real", 1e-12, "that p atoms span positively"),
            ),
            tuple(curve),
        ),
        "decided": Table(
            (
                Column("p", "integer", means="atoms in three dimensions"),
                Column("law", "exact", means="probability"),
                Column("spanning", "integer", means="how many dictionaries span positively"),
                Column("drawn", "integer", means="dictionaries"),
            ),
            tuple(decided(p, budget.pick(quick=40, full=300)) for p in range(3, 13)),
            f"Independent whole coordinates between -{SIZE} and {SIZE}, seed {SEED}; each decided by an exact linear program.",
        ),
    }


def decided(p: int, draws: int) -> tuple[int, Fraction, int, int]:
    """How many random dictionaries of p atoms in space span positively."""
    from solvers.exact.positive_span import Separated, in_cone

    rng, found = random.Random(1000 * SEED + p), 0
    for _ in range(draws):
        atoms = [tuple(Fraction(rng.randint(-SIZE, SIZE)) for _ in range(3)) for _ in range(p)]
        minus = tuple(-sum(column, Fraction(0)) for column in zip(*atoms, strict=True))
        found += not isinstance(in_cone(atoms, minus), Separated)
    return p, wendel(p, 3), found, draws


def draw(tables: dict[str, Table]) -> Any:
    """Two panels."""
    figure, axes = panels(1, 2, width=DOUBLE, height=2.6)
    left, right = axes[0]
    letter(left, "a")
    letter(right, r"b $m = 3$")
    for m, colour in zip(DIMENSIONS, CYCLE, strict=False):
        part = tables["law"].where(m=m)
        left.plot([p / m for p in part["p"]], part["probability"], ".-", ms=2.5, color=colour, label=f"$m = {m}$")
    for place, (_, ratio, name) in enumerate(PUBLISHED):
        left.axvline(ratio, color=GREY, ls=":", lw=0.8)
        side, shift = ("right", 0.97) if ratio > 8 else ("left", 1.03)  # the last line is the edge of the panel
        left.text(ratio * shift, 0.5 - 0.14 * place, name, fontsize=6.5, color=BLACK, ha=side)
    left.set(xscale="log", xlabel="atoms per dimension $p / m$", ylabel="probability", xticks=[1, 2, 4, 8, 25])
    left.set_xticklabels(["1", "2", "4", "8", "25"])
    left.minorticks_off()
    table = tables["decided"]
    right.plot(table["p"], table.floats("law"), color=CYCLE[0])
    shares = [a / b for a, b in zip(table["spanning"], table["drawn"], strict=True)]
    right.plot(table["p"], shares, "o", color=BLACK, mfc="white", label="exact decisions")
    right.set(xlabel="atoms $p$")
    legend_below(figure, columns=5)
    return figure
