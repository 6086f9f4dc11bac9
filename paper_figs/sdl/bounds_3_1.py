"""Theorem 3.1: the published bound on L - Lt, the sharp one and the trivial one."""

from __future__ import annotations

from fractions import Fraction
from math import comb
from typing import Any

from paper_figs.spec import FigureSpec
from paper_figs.style import BLACK, BLUE, DOUBLE, GREEN, GREY, VERMILION, legend_below, letter, panels
from paper_figs.table import Column, Table
from theory.claims import Budget

FIGURE = FigureSpec(
    name="bounds_3_1",
    title="How far the single-feature loss can be from the true loss",
    caption=r"""
        Bounds on $L - \tilde L$ in units of the largest squared error $C$, when each of $n$ independent features is
        active with probability $1-S$. Published: $n^2(1-S)^2$. Pairs: $\binom{n}{2}(1-S)^2$, valid for pairwise
        independent features. Sharp: $\beta = P(\text{at least two active}) = 1 - S^n - n(1-S)S^{n-1}$, attained by a
        ReLU network for every $n$ and $S$. The trivial bound is 1. Grey: where the published hypothesis $1-S \le 1/n$
        fails. The marked point is the published benchmark ($n = 1000$, $S = 0.99$, ten active features on average):
        the published bound is 100 times the trivial one there.""",
    source="this project (repaired Theorem 3.1), on Theorem 3.1 of arXiv 2512.05534",
)
SIZES = (10, 1000)
MEAN_ACTIVE = tuple(Fraction(round(10 ** (k / 12) * 1000), 1000) for k in range(-24, 13))


def beta(n: int, density: Fraction) -> Fraction:
    """Probability that at least two of n independent events of probability ``density`` happen."""
    s = 1 - density
    return 1 - s**n - n * density * s ** (n - 1)


def compute(budget: Budget) -> Table:
    """Exact values on a grid of the mean number of active features."""
    bound = 1e-10  # values up to 1e2, written with 12 significant digits
    columns = (
        Column("n", "integer", means="number of features"),
        Column("mean_active", "exact", means="n (1 - S)"),
        Column("density", "exact", means="1 - S"),
        Column("published", "real", bound, "n^2 (1-S)^2"),
        Column("pairs", "real", bound, "binom(n,2) (1-S)^2"),
        Column("sharp", "real", bound, "1 - S^n - n (1-S) S^(n-1)"),
    )
    rows = []
    for n in SIZES:
        budget.say(f"n = {n}")
        for mean in MEAN_ACTIVE:
            if mean <= n:
                x = mean / n
                rows.append((n, mean, x, n**2 * x**2, comb(n, 2) * x**2, beta(n, x)))
    return Table(columns, tuple(rows))


def draw(table: Table) -> Any:
    """One panel per n."""
    figure, axes = panels(1, 2, width=DOUBLE, height=2.6, sharey=True)
    for ax, n, mark in zip(axes[0], SIZES, "ab", strict=True):
        part = table.where(n=n)
        x = part.floats("mean_active")
        letter(ax, f"{mark} $n = {n}$")
        ax.axvspan(1, x[-1], color=GREY, alpha=0.15, linewidth=0)
        for name, colour, style, label in (
            ("published", VERMILION, "-", "published"),
            ("pairs", GREEN, "--", "pairs"),
            ("sharp", BLUE, "-", "sharp"),
        ):
            ax.loglog(x, part.floats(name), style, color=colour, label=label)
        ax.axhline(1, color=BLACK, linestyle=":", label="trivial")
        ax.set(xlabel="active features on average, $n(1-S)$", xlim=(x[0], x[-1]))
        if n == 1000:
            ax.plot(
                [10, 10],
                [part.floats("published")[-1], part.floats("sharp")[-1]],
                "o",
                color=BLACK,
                mfc="white",
                clip_on=False,
            )
    axes[0, 0].set_ylabel("bound on $(L-\\tilde L)\\,/\\,C$")
    legend_below(figure, columns=4)
    return figure
