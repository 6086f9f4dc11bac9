"""Cover's threshold: when a ReLU neuron can be on for one feature alone."""

from __future__ import annotations

from fractions import Fraction
from typing import Any

from paper_figs.spec import FigureSpec
from paper_figs.style import BLACK, CYCLE, SINGLE, legend_below, panels
from paper_figs.table import Column, Table
from theory.claims import Budget

FIGURE = FigureSpec(
    name="cover_threshold",
    title="Monosemantic ReLU codes have a superposition limit at n = 2p",
    caption=r"""
        Probability that a given feature among $n$ can be switched on by a ReLU neuron without any other, for features
        in general position in $\mathbb{R}^p$ whose distribution is symmetric under sign changes: exactly
        $P(\mathrm{Bin}(n-1, 1/2) \le p-1)$ (Cover 1965). As $p$ grows it becomes a step at $n = 2p$. The same value
        is the probability that the feature cone lies in a half-space. The second table gives the probability of
        failure at the sizes of the published benchmark ($p = 768$). JumpReLU and Top-1 have no such limit.""",
    source="this project (sdl.superposition-threshold); Cover, IEEE Trans. Electron. Comput. 14 (1965) 326-334",
)
DIMENSIONS = (4, 16, 64, 256, 768)
BENCHMARK = (800, 1000, 1200, 1400, 1536, 1700)


def isolated(n: int, p: int) -> Fraction:
    """``P(Bin(n-1, 1/2) <= p-1)``, exactly."""
    total, term = 0, 1
    for k in range(min(p, n)):
        total += term
        term = term * (n - 1 - k) // (k + 1)
    return Fraction(total, 2 ** (n - 1))


def compute(budget: Budget) -> dict[str, Table]:
    """Exact probabilities, rounded once when they are written."""
    columns = (
        Column("p", "integer", means="dimension"),
        Column("n", "integer", means="number of features"),
        Column("ratio", "exact", means="n / p"),
        # relative rounding of 12 digits; the probabilities themselves are exact fractions with up to 700 digits
        Column("isolated", "real", 1e-11, "probability that a given feature can be isolated"),
    )
    rows = []
    for p in DIMENSIONS:
        budget.say(f"p = {p}")
        step = max(1, p // 64)
        rows += [(p, n, Fraction(n, p), isolated(n, p)) for n in range(p, 3 * p + p // 2 + 1, step)]
    failure = Column("failure", "real", 1e-11, "probability that a given feature cannot be isolated")
    size = Column("log10_failure", "real", 1e-9, "its decimal logarithm")
    sizes = tuple((n, (f := 1 - isolated(n, 768)), _log10(f)) for n in BENCHMARK)
    return {
        "curves": Table(columns, tuple(rows)),
        "benchmark": Table((Column("n", "integer", means="number of features, p = 768"), failure, size), sizes),
    }


def _log10(x: Fraction) -> float:
    from math import log10

    return log10(x.numerator) - log10(x.denominator)  # of integers, so that 1e-68 keeps its digits


def draw(tables: dict[str, Table]) -> Any:
    """One curve per dimension over n/p."""
    figure, axes = panels(1, 1, width=SINGLE, height=2.5)
    ax, curves = axes[0, 0], tables["curves"]
    for p, colour in zip(sorted(set(curves["p"])), CYCLE, strict=False):
        part = curves.where(p=p)
        ax.plot(part.floats("ratio"), part.floats("isolated"), color=colour, label=f"$p = {p}$")
    ax.axvline(2, color=BLACK, linestyle=":", linewidth=0.8)
    ax.set(
        xlabel="features per dimension, $n/p$", ylabel="P(feature can be isolated)", xlim=(1, 3.5), ylim=(-0.02, 1.03)
    )
    legend_below(figure, columns=5 if len(set(curves["p"])) < 4 else 3)
    return figure
