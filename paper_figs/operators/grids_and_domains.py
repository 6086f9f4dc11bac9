"""The same parameters on another grid, on a longer circle, and with a code of fixed count: what stays one operator."""

from __future__ import annotations

from fractions import Fraction
from typing import Any

import numpy as np
import torch

from paper_figs.spec import FigureSpec
from paper_figs.style import BLACK, BLUE, DOUBLE, GREEN, GREY, ORANGE, VERMILION, legend_below, letter, panels
from paper_figs.table import Column, Table
from solvers.operators.train.functions import synthesised
from solvers.operators.train.layers import convolve, placed, spread
from solvers.operators.train.waves import stretched
from theory.claims import Budget
from theory.operators.sparsity import by_count, count_of

FIGURE = FigureSpec(
    name="grids_and_domains",
    title="Other grids, longer domains, fixed counts",
    caption=r"""
        (a) Five random taps at 32 points, used on $N$ points, on a function of band 10: relative error of the output. The same taps have at
        frequency $k$ the gain $H(2 \pi k / N)$ in place of $H(2 \pi k / 32)$ (line: this formula; dots: measured). With the taps
        moved apart by $N / 32$ the coarse points are exact (operators.dilated-convolution-is-exact), and a spectral layer with the same
        gains is exact from band + modes on. (b) A function repeated on a circle of so many times the length. Gains by mode number move
        the output (line: $\sum_k |R_{t k} - R_k|^2 |c_k|^2$, operators.index-tied-domain-extension); gains by physical frequency
        do not (operators.frequency-tied-domain-extension). (c) The constant mode of the largest entries of $(1 + \cos 2 \pi t)^2$: a fixed
        count fades like $1 / N$ (operators.fixed-count-codes-vanish), a fraction of the domain and a threshold converge.""",
    source="this project, on arXiv 2509.03738",
)
GRID, TAPS, BAND = 32, 5, 10
GRIDS = (32, 40, 48, 56, 64, 80, 96, 112, 128)
TIMES = (1, 2, 3, 4, 5, 6)
REFINED = (8, 16, 32, 64, 128, 256, 512)


def function() -> np.ndarray:
    """Coefficients of a random function of the band."""
    rng = np.random.default_rng(0)
    c = rng.standard_normal((1, BAND + 1)) + 1j * rng.standard_normal((1, BAND + 1))
    c[:, 0] = c[:, 0].real
    return c


def size(c: np.ndarray) -> float:
    """The L^2 norm of the function with these coefficients."""
    return float(np.sqrt(2 * (np.abs(c) ** 2).sum() - abs(c[0, 0]) ** 2))


def gains(taps: np.ndarray, n: int) -> np.ndarray:
    """H(2 pi k / n) for the frequencies of the band."""
    return np.exp(-2j * np.pi * np.arange(BAND + 1)[:, None] * np.arange(len(taps)) / n) @ taps


def transfer() -> list[tuple[str, int, float, float]]:
    """Predicted and measured errors of three ways to use taps on another grid."""
    c, taps = function(), np.random.default_rng(1).standard_normal(TAPS)
    wanted, rows = c * gains(taps, GRID), list[tuple[str, int, float, float]]()
    symbol = torch.from_numpy(np.stack([np.real(gains(taps, GRID)), np.imag(gains(taps, GRID))]))[:, None, None]
    for n in GRIDS:
        x, target = torch.from_numpy(synthesised(c, (n,)))[:, None], synthesised(wanted, (n,))[:, None]

        def away(y: torch.Tensor, target: np.ndarray = target, step: int = 1) -> float:
            return float(np.sqrt(((y.numpy() - target) ** 2)[..., ::step].mean()) / size(wanted))

        kernel = torch.from_numpy(taps)[None, None]
        law = size(c * gains(taps, n) - wanted) / size(wanted)
        rows.append(("same taps", n, law, away(convolve(x, placed(kernel, (n,))))))
        if n % GRID == 0:
            rows.append(("dilated", n, 0.0, away(convolve(x, placed(kernel, (n,), n // GRID)), step=n // GRID)))
        rows.append(("spectral", n, 0.0, away(spread(x, symbol, BAND + 1))))
    return rows


def domains() -> list[tuple[str, int, float, float]]:
    """Predicted and measured errors on a repeated function."""
    c = function()
    r = 1 / (1 + np.arange(BAND + 1) / 4)
    wanted, rows = size(c * r), list[tuple[str, int, float, float]]()
    symbol = torch.from_numpy(np.stack([r, 0 * r]))[:, None, None]
    x = torch.from_numpy(synthesised(c, (GRID,)))[:, None]
    y = spread(x, symbol, BAND + 1)
    for times in TIMES:
        other = np.array([r[times * k] if times * k <= BAND else 0.0 for k in range(BAND + 1)])
        law = size(c * (other - r)) / wanted
        for name, gain, predicted in (
            ("by mode number", (symbol, BAND + 1), law),
            ("by frequency", stretched(symbol, BAND + 1, times), 0.0),
        ):
            moved = spread(x.repeat(1, 1, times), *gain) - y.repeat(1, 1, times)
            rows.append((name, times, predicted, float(moved.square().mean().sqrt()) / wanted))
    return rows


def codes() -> list[tuple[str, int, float]]:
    """The mean over the grid of what is kept of one code."""
    rows: list[tuple[str, int, float]] = []
    for n in REFINED:
        u = (1 + np.cos(2 * np.pi * np.arange(n) / n)) ** 2
        kept = {
            "4 points": by_count(u.tolist(), 4),
            "a quarter of the domain": by_count(u.tolist(), count_of(Fraction(1, 4), n)),
            "beyond 1": [v if v > 1 else 0.0 for v in u],
        }
        rows += [(name, n, float(np.mean(z))) for name, z in kept.items()]
    return rows


def compute(budget: Budget) -> dict[str, Table]:
    """Three tables, in double precision, with the seed 0."""
    tolerance = 1e-12  # a few dozen numbers of size 1
    predicted = Column("predicted", "real", tolerance=tolerance, means="relative error by the formula")
    measured = Column("measured", "real", tolerance=tolerance, means="relative error of the layer")
    how, points = Column("how", means="how the parameters are used"), Column("points", "integer", means="N")
    return {
        "grids": Table((how, points, predicted, measured), tuple(transfer())),
        "domains": Table(
            (how, Column("times", "integer", means="length of the circle"), predicted, measured), tuple(domains())
        ),
        "codes": Table(
            (
                Column("kept", means="which entries"),
                points,
                Column("mean", "real", tolerance=tolerance, means="the constant mode of what is kept"),
            ),
            tuple(codes()),
        ),
    }


def draw(tables: dict[str, Table]) -> Any:
    """Three panels."""
    figure, axes = panels(1, 3, width=DOUBLE, height=2.7)
    for axis, text in zip(axes[0], ("a another grid", "b a longer circle", "c a finer grid"), strict=True):
        letter(axis, text)
    keys: list[Any] = []
    looks = {
        "grids": ("how", "points", {"same taps": VERMILION, "dilated": GREEN, "spectral": BLUE}),
        "domains": ("how", "times", {"by mode number": ORANGE, "by frequency": BLACK}),
    }
    for axis, (part, (column, x, colours)) in zip(axes[0], looks.items(), strict=False):
        for name, colour in colours.items():
            rows = tables[part].where(**{column: name})
            axis.plot(rows[x], rows.floats("predicted"), "-", color=colour, linewidth=0.9)
            keys += axis.plot(
                rows[x],
                rows.floats("measured"),
                "o" if name != "dilated" else "s",
                color=colour,
                markersize=5 if name == "dilated" else 3,
                label=name,
                markerfacecolor="none" if name == "dilated" else colour,
            )
    for name, colour in (("4 points", VERMILION), ("a quarter of the domain", GREEN), ("beyond 1", GREY)):
        rows = tables["codes"].where(kept=name)
        keys += axes[0, 2].loglog(rows["points"], rows.floats("mean"), "^-", color=colour, label=name)
    axes[0, 0].set(xlabel="points $N$", ylabel="relative error", xticks=(32, 64, 96, 128))
    axes[0, 1].set(xlabel="times as long", ylabel="output moved by")
    axes[0, 2].set(xlabel="points $N$", ylabel="mean of the code")
    legend_below(figure, keys, columns=4)
    return figure
