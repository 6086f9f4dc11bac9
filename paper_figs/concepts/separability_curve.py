"""Cover's curve: the share of random concepts that one neuron separates, exactly and by drawing concepts."""

from __future__ import annotations

import random
from fractions import Fraction
from math import comb
from typing import Any

from paper_figs.spec import FigureSpec
from paper_figs.style import BLACK, CYCLE, SINGLE, legend_below, panels
from paper_figs.table import Column, Table
from theory.claims import Budget

FIGURE = FigureSpec(
    name="separability_curve",
    title="Share of random concepts that one neuron separates",
    caption=r"""
        Lines: probability that a uniformly random concept on $N$ points in general position in $\mathbb{R}^n$ is the
        activation set of one neuron with bias, $2^{1-N} \sum_{i \le n} \binom{N-1}{i}$ (Cover 1965;
        concepts.cover-dichotomies). Dots: random concepts on random integer points, each decided exactly, with a
        separating neuron or a Farkas combination. Up to $N = n + 1$ points every concept is separable, so separation
        says nothing there (concepts.separability-without-information); at $N = 2(n + 1)$ it is one half.""",
    source="this project, on the theory of arXiv 2606.07007; Cover, IEEE Trans. Electron. Comput. 14 (1965) 326-334",
)
DRAWS = {5: 80, 10: 60, 20: 40}  # concepts per dot, fewer where a decision costs more
EXACT = (5, 10, 20, 50, 200)
RATIOS = tuple(Fraction(k, 4) for k in range(3, 13))
SEED = 0


def separable(points: int, n: int) -> Fraction:
    """Share of the 2^N concepts that one neuron with bias separates.

    >>> separable(4, 2)
    Fraction(7, 8)
    """
    return Fraction(sum(comb(points - 1, i) for i in range(n + 1)), 2 ** (points - 1))


def drawn(points: int, n: int, draws: int) -> int:
    """How many of ``draws`` random concepts are separable; every answer carries a certificate."""
    from solvers.concepts.separability import Separated, separate

    rng = random.Random(f"{SEED}/{n}/{points}")
    out = 0
    for _ in range(draws):
        x = [[rng.randint(-99, 99) for _ in range(n)] for _ in range(points)]
        out += isinstance(separate(x, [i for i in range(points) if rng.random() < 0.5]), Separated)
    return out


def compute(budget: Budget) -> dict[str, Table]:
    """Exact shares, and counts of decided concepts."""
    counts: list[Any] = []
    for n, draws in DRAWS.items():
        budget.say(f"n = {n}")
        counts += [(n, N, draws, drawn(N, n, draws)) for N in (round(ratio * (n + 1)) for ratio in RATIOS)]
    dimension, number = (
        Column("dimension", "integer", means="n"),
        Column("points", "integer", means="N"),
    )
    curve = [
        (n, N, separable(N, n))
        for n in EXACT
        for N in range((n + 1) // 2, 3 * (n + 1) + 1, max(1, (n + 1) // 16))
        if N >= 1
    ]
    return {
        # probabilities are exact fractions with up to 180 digits, written with 12
        "curves": Table((dimension, number, Column("share", "real", 1e-11, "probability of separation")), tuple(curve)),
        "draws": Table(
            (
                dimension,
                number,
                Column("draws", "integer", means="random concepts"),
                Column("separated", "integer", means="how many of them one neuron separates"),
            ),
            tuple(counts),
        ),
    }


def draw(tables: dict[str, Table]) -> Any:
    """Curves and dots over N/(n+1)."""
    figure, axes = panels(1, 1, width=SINGLE, height=2.6)
    ax = axes[0, 0]
    for n, colour in zip(EXACT, CYCLE, strict=False):
        part = tables["curves"].where(dimension=n)
        ax.plot([N / (n + 1) for N in part["points"]], part.floats("share"), color=colour, label=f"$n = {n}$")
        dots = tables["draws"].where(dimension=n)
        share = [s / d for s, d in zip(dots["separated"], dots["draws"], strict=True)]
        ax.plot([N / (n + 1) for N in dots["points"]], share, "o", color=colour, markersize=3)
    ax.axvline(2, color=BLACK, linestyle=":", linewidth=0.8)
    ax.set(xlabel="points per parameter, $N/(n+1)$", ylabel="share of separable concepts", xlim=(0.5, 3))
    legend_below(figure, columns=3)
    return figure
