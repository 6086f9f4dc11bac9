"""Theorem 3.3: the published bound of the explicit reconstruction, the sharp one and the zero decoder."""

from __future__ import annotations

from fractions import Fraction
from typing import Any

from paper_figs.spec import FigureSpec
from paper_figs.style import BLACK, BLUE, CYCLE, DOUBLE, GREY, VERMILION, legend_below, letter, panels
from paper_figs.table import Column, Table
from theory.claims import Budget

FIGURE = FigureSpec(
    name="bounds_3_3",
    title="How good the explicit reconstruction is",
    caption=r"""
        Bounds on the loss of the explicit reconstruction $W_E = W^\top$, $W_D = W$ of an autoencoder with unit
        features and largest interference $M$, in units of $\sum_d M_d$. (a) ReLU with $M = 1/10$: the published bound
        $n^2M^2$ exceeds the loss 1 of the zero decoder as soon as $n > 1/M$; the sharp bound $(n-1)M^2(1+(n-2)M)$
        does so from $n = 29$ on. Dots: the exact loss for equiangular features, which attain it. (b) Top-K of ReLU at
        $n = 1000$: at most $k = \min(n, K)$ neurons are active and $k$ takes the place of $n$ in the sharp bound;
        Top-1 has loss exactly 0. The dotted line is the zero decoder.""",
    source="this project (repaired Theorem 3.3), on Theorem 3.3 of arXiv 2512.05534",
)
INTERFERENCE = Fraction(1, 10)
SIZES = (2, 3, 4, 5, 6, 8, 10, 12, 16, 20, 28, 29, 50, 100, 200, 300, 500, 700, 1000)
SPARSITIES = (1, 32, 64, 128, 1000)


def sharp(k: int, m: Fraction) -> Fraction:
    """``(k-1) m^2 (1 + (k-2) m)`` for k >= 2, and 0 for k = 1."""
    return (k - 1) * m**2 * (1 + max(k - 2, 0) * m)


def equiangular_loss(n: int, m: Fraction) -> Fraction:
    """Exact loss of the explicit reconstruction per unit weight, for n unit features with all inner products m > 0.

    ``sum_d M_d e_d^T (G_+ - I) G (G_+ - I) e_d`` with ``G = (1-m) I + m J``: every d gives the same number.
    """
    error = [Fraction(0) if i == 0 else m for i in range(n)]  # (G_+ - I) e_0
    total = sum(error)
    return sum(((1 - m) * x * x for x in error), Fraction(0)) + m * total * total


def compute(budget: Budget) -> dict[str, Table]:
    """Exact values."""
    n, m = (
        Column("n", "integer", means="number of features"),
        Column("interference", "exact", means="largest inner product M"),
    )
    relu = tuple(
        (k, INTERFERENCE, k**2 * INTERFERENCE**2, sharp(k, INTERFERENCE), equiangular_loss(k, INTERFERENCE))
        for k in SIZES
    )
    grid = [Fraction(k, 200) for k in range(1, 101)]
    topk = tuple((k, x, min(1000, k), sharp(min(1000, k), x), 1000**2 * x**2) for k in SPARSITIES for x in grid)
    return {
        "relu": Table(
            (
                n,
                m,
                Column("published", "exact", means="n^2 M^2"),
                Column("sharp", "exact", means="(n-1) M^2 (1 + (n-2) M)"),
                Column("equiangular", "exact", means="loss of the reconstruction for equiangular features"),
            ),
            relu,
        ),
        "topk": Table(
            (
                Column("K", "integer", means="K of Top-K, n = 1000"),
                m,
                Column("k", "integer", means="min(n, K)"),
                Column("sharp", "exact", means="(k-1) M^2 (1 + (k-2) M)"),
                Column("published", "exact", means="n^2 M^2"),
            ),
            topk,
        ),
    }


def draw(tables: dict[str, Table]) -> Any:
    """Panel a over n, panel b over M."""
    figure, axes = panels(1, 2, width=DOUBLE, height=2.8)
    ax, relu = axes[0, 0], tables["relu"]
    letter(ax, "a ReLU, $M = 1/10$")
    n = relu["n"]
    ax.loglog(n, relu.floats("published"), color=VERMILION, label="published")
    ax.loglog(n, relu.floats("sharp"), color=BLUE, label="sharp")
    ax.loglog(n, relu.floats("equiangular"), "o", color=BLUE, mfc="white", ms=3.5, label="equiangular features")
    ax.set(xlabel="features $n$", ylabel="loss $/\\,\\Sigma_d M_d$")
    ax, topk = axes[0, 1], tables["topk"]
    letter(ax, "b Top-K, $n = 1000$")
    first = topk.where(K=1000)
    ax.loglog(first.floats("interference"), first.floats("published"), color=VERMILION)
    for k, colour in zip(SPARSITIES[1:], (CYCLE[2], CYCLE[3], CYCLE[4], BLUE), strict=True):
        part = topk.where(K=k)
        name = "sharp" if k == 1000 else f"sharp, $K = {k}$"
        ax.loglog(part.floats("interference"), part.floats("sharp"), color=colour, label=name)
    ax.set(xlabel="largest interference $M$", ylim=(1e-4, 1e6), xlim=(0.005, 0.5))
    for ax in axes[0]:
        ax.axhline(1, color=BLACK, linestyle=":", label="zero decoder")
        ax.grid(True, color=GREY, alpha=0.2, linewidth=0.4)
    legend_below(figure, columns=4)
    return figure
