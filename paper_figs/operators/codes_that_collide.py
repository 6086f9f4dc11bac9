"""Two codes with one output, and how many active points a code may have."""

from __future__ import annotations

from typing import Any

import numpy as np

from paper_figs.spec import FigureSpec
from paper_figs.style import BLACK, BLUE, CYCLE, DOUBLE, GREY, VERMILION, legend_below, letter, panels
from paper_figs.table import Column, Table
from solvers.operators.spark import identifiability
from theory.claims import Budget
from theory.operators.layers import SpectralLayer

FIGURE = FigureSpec(
    name="codes_that_collide",
    title="Domain-sparse codes that no output tells apart",
    caption=r"""
        (a) Two codes on 16 points of a layer with $M = 4$ modes: unit events at $j / 4$, and half-way between.
        (b) Both outputs are the same function, exactly (operators.domain-sparse-codes-unique): combs of $M$
        events have only frequencies that are multiples of $M$. (c) The largest $s$ such that every code of $s$
        active points is determined by the output, decided over the cyclotomic field for each grid: $M - 1$ from
        $N = 2 M$ points on (operators.domain-sparse-codes-identified), however fine the grid; only on $2 M - 1$
        points, where the layer is invertible, everything is determined. (d) Cosine of a kernel with flat gains
        and its neighbour one point further, $\sin((2 M - 1) \pi / N) / ((2 M - 1) \sin(\pi / N))$: on fine
        grids neighbours are the same.""",
    source="this project, on arXiv 2509.03738",
)
MODES, POINTS = 4, 16
GAINS = (1, 3, 2, 1)
DECIDED = {1: 7, 2: 9, 3: 10, 4: 10}  # up to how many points it is decided, by modes: sets of columns grow fast
GRIDS = (16, 24, 32, 48, 64, 96, 128, 192, 256)


def neighbours(modes: int, n: int) -> float:
    """The largest cosine between two shifts of a kernel with gains 1.

    >>> round(neighbours(5, 16), 10), round(neighbours(5, 256), 10)
    (0.5585932769, 0.9979932129)
    """
    k = np.arange(1, modes)
    shifts = np.arange(1, n)
    return float(((1 + 2 * np.cos(2 * np.pi * k[:, None] * shifts / n).sum(0)) / (2 * modes - 1)).max())


def compute(budget: Budget) -> dict[str, Table]:
    """Exact codes, outputs and decisions; cosines in double precision."""
    layer = SpectralLayer(GAINS)
    one, other = ([int(i % 4 == offset) for i in range(POINTS)] for offset in (0, 2))
    outputs = [[complex(y).real for y in layer(z)] for z in (one, other)]
    same = [y == w for y, w in zip(layer(one), layer(other), strict=True)]
    codes = tuple((i, one[i], other[i], outputs[0][i], outputs[1][i], int(same[i])) for i in range(POINTS))
    most = tuple(
        (m, n, identifiability(SpectralLayer((1,) * m), n).most)
        for m, top in DECIDED.items()
        for n in range(2 * m - 1, top + 1)
    )
    cosines = tuple((m, n, neighbours(m, n)) for m in (2, 5, 8) for n in GRIDS if n >= 2 * m - 1)
    real = 1e-12  # sums of a few cosines
    return {
        "codes": Table(
            (
                Column("point", "integer", means="of 16"),
                Column("one", "integer", means="events at j / 4"),
                Column("other", "integer", means="events half-way between"),
                Column("output_one", "real", tolerance=real, means="of the first code"),
                Column("output_other", "real", tolerance=real, means="of the second code"),
                Column("same", "integer", means="1: equal in the cyclotomic field"),
            ),
            codes,
        ),
        "most": Table(
            (
                Column("modes", "integer", means="M"),
                Column("points", "integer", means="N"),
                Column("most", "integer", means="largest s"),
            ),
            most,
        ),
        "cosines": Table(
            (
                Column("modes", "integer", means="M"),
                Column("points", "integer", means="N"),
                Column("cosine", "real", tolerance=real, means="of neighbours"),
            ),
            cosines,
        ),
    }


def draw(tables: dict[str, Table]) -> Any:
    """Four panels."""
    figure, axes = panels(2, 2, width=DOUBLE, height=4.2)
    for axis, text in zip(
        axes.flat, ("a two codes", "b their outputs", "c active points determined", "d neighbours"), strict=True
    ):
        letter(axis, text)
    codes = tables["codes"]
    for name, colour, look in (("one", BLUE, "o"), ("other", VERMILION, "s")):
        where = [p for p, z in zip(codes["point"], codes[name], strict=True) if z]
        axes[0, 0].vlines(where, 0, 1, color=colour)
        axes[0, 0].plot(where, [1] * len(where), look, color=colour)
    axes[0, 1].plot(codes["point"], codes.floats("output_one"), "o-", color=BLUE)
    axes[0, 1].plot(
        codes["point"], codes.floats("output_other"), "s", color=VERMILION, markerfacecolor="none", markersize=7
    )
    for axis in axes[0]:
        axis.set(xlabel="point", xlim=(-0.7, POINTS - 0.3), ylim=(0, None))
    keys: list[Any] = []
    for m, colour in zip(DECIDED, CYCLE, strict=False):
        part = tables["most"].where(modes=m)
        keys += axes[1, 0].plot(part["points"], part["most"], "o-", color=colour, label=f"$M = {m}$")
    axes[1, 0].axline((0, 0), slope=1, color=GREY, linewidth=0.6)
    axes[1, 0].set(xlabel="points $N$", ylabel="largest $s$", xlim=(0.5, 10.5), ylim=(-0.3, 8))
    for m, colour in zip((2, 5, 8), (CYCLE[1], CYCLE[4], CYCLE[5]), strict=True):
        part = tables["cosines"].where(modes=m)
        drawn = axes[1, 1].plot(part["points"], part.floats("cosine"), "o-", color=colour, label=f"$M = {m}$")
        keys += drawn if m != 2 else []
    axes[1, 1].axhline(1, color=BLACK, linewidth=0.6)
    axes[1, 1].set(
        xlabel="points $N$",
        ylabel="cosine",
        xscale="log",
        xticks=(16, 32, 64, 128, 256),
        xticklabels=["16", "32", "64", "128", "256"],
    )
    axes[1, 1].minorticks_off()
    legend_below(figure, keys, columns=6)
    return figure
