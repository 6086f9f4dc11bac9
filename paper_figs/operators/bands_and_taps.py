"""How little a truncated FNO and a local CNN have in common, and what truncation buys."""

from __future__ import annotations

from typing import Any

import numpy as np

from paper_figs.spec import FigureSpec
from paper_figs.style import BLACK, CYCLE, DOUBLE, letter, panels
from paper_figs.table import Column, Table
from solvers.operators.spark import common_kernels
from theory.claims import Budget

FIGURE = FigureSpec(
    name="bands_and_taps",
    title="Kernels of few modes, kernels of few taps, and the price of either",
    caption=r"""
        (a) Dimension of the kernels on 14 points that have at most $K$ consecutive taps and only the modes $|k|
        < M$, decided exactly over the cyclotomic field: $\max(0, K + \min(2 M - 1, 14) - 14)$. Below the
        diagonal of zeros (white) a truncated FNO and a local CNN have no kernel in common
        (operators.common-kernels-of-band-and-taps). (b) Estimating a kernel with known white codes on 64
        points: risk with $M$ modes over that with all, for kernels with coefficients $(1 + k)^{-a}$. Curves:
        $(2 M - 1) / 64$ of the variance plus the energy of the modes that are cut
        (operators.truncation-bias-and-variance); dots: means over 2000 noisy samples. Few modes are better
        where that energy is below the variance they save, and rough kernels need all of them.""",
    source="this project, on arXiv 2509.03738",
)
POINTS, N, TRIALS, NOISE = 14, 64, 2000, 0.05
DECAYS = (1, 2, 3)
SHOWN = (1, 2, 3, 5, 8, 12, 16, 24, 32)


def kernel(decay: int) -> np.ndarray:
    """Coefficients c_0, ..., c_31 of a kernel of norm 1 without the unpaired mode, in the unitary scaling."""
    c = (1.0 + np.arange(N // 2)) ** -decay
    return c / np.sqrt(c[0] ** 2 + 2 * (c[1:] ** 2).sum())


def predicted(decay: int, modes: int) -> float:
    """Variance of the modes that are kept plus the energy of the others, over the variance of all N."""
    return ((2 * modes - 1) * NOISE**2 + 2 * (kernel(decay)[modes:] ** 2).sum()) / (N * NOISE**2)


def measured(decay: int, seed: int) -> dict[int, float]:
    """The same by drawing: every real mode of the kernel is seen with the noise of one sample."""
    rng, c = np.random.default_rng(seed), kernel(decay)
    true = np.concatenate(
        [c[:1], np.sqrt(2) * c[1:], np.zeros(N // 2 - 1), [0.0]]
    )  # real orthonormal modes: cos, sin, unpaired
    error = (NOISE * rng.standard_normal((TRIALS, N))) ** 2
    frequency = np.concatenate([np.arange(N // 2), np.arange(1, N // 2), [N // 2]])
    return {m: float((np.where(frequency < m, error, true**2).sum(1).mean()) / error.sum(1).mean()) for m in SHOWN}


def compute(budget: Budget) -> dict[str, Table]:
    """Dimensions by elimination; risks by formula and by drawing."""
    dimensions = tuple(
        (k, m, common_kernels(POINTS, k, m)) for k in range(1, POINTS + 1) for m in range(1, POINTS // 2 + 2)
    )
    risks: list[tuple[int, int, float, float]] = []
    for decay in DECAYS:
        drawn = measured(decay, seed=decay)
        risks += [(decay, m, float(predicted(decay, m)), drawn[m]) for m in SHOWN]
    return {
        "dimensions": Table(
            (
                Column("taps", "integer", means="K"),
                Column("modes", "integer", means="M"),
                Column("dimension", "integer", means="of the common kernels"),
            ),
            dimensions,
        ),
        "risks": Table(
            (
                Column("decay", "integer", means="a: the coefficients fall like (1 + k)^-a"),
                Column("modes", "integer", means="M"),
                # sums of squares of at most 128,000 numbers, far from cancelling
                Column("predicted", "real", tolerance=1e-9, means="risk over that with all modes, by the formula"),
                Column("measured", "real", tolerance=1e-9, means="the same, drawn"),
            ),
            tuple(risks),
        ),
    }


def draw(tables: dict[str, Table]) -> Any:
    """A map, and three curves with dots."""
    figure, axes = panels(1, 2, width=DOUBLE, height=2.9)
    left, right = axes[0]
    letter(left, "a common kernels on 14 points")
    letter(right, "b risk of truncation")
    table = tables["dimensions"]
    shown = np.array(table["dimension"]).reshape(POINTS, POINTS // 2 + 1).T
    left.imshow(
        np.where(shown > 0, shown, np.nan),
        origin="lower",
        cmap="viridis",
        extent=(0.5, POINTS + 0.5, 0.5, POINTS // 2 + 1.5),
        aspect="auto",
    )
    for (k, m, text), d in zip(table.rows, table.floats("dimension"), strict=True):
        left.text(k, m, str(text), ha="center", va="center", fontsize=6, color="white" if 0 < d < 9 else BLACK)
    left.set(xlabel="taps $K$", ylabel="modes $M$")
    for decay, colour in zip(DECAYS, CYCLE, strict=False):
        part = tables["risks"].where(decay=decay)
        right.loglog(part["modes"], part.floats("predicted"), "-", color=colour, label=f"$(1 + k)^{{-{decay}}}$")
        right.loglog(part["modes"], part.floats("measured"), "o", color=colour, markersize=3)
    right.axhline(1, color=BLACK, linewidth=0.6)
    right.set(xlabel="modes $M$", ylabel="risk, all modes = 1", xticks=SHOWN, xticklabels=[str(m) for m in SHOWN])
    right.minorticks_off()
    right.legend()
    return figure
