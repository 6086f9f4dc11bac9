"""What a grid does to a layer and to a ReLU: aliasing that ends at B + M points, and a nonlinearity whose error falls like N^-2."""

from __future__ import annotations

from math import cos, pi
from typing import Any

from paper_figs.spec import FigureSpec
from paper_figs.style import CYCLE, DOUBLE, GREY, legend_below, letter, panels
from paper_figs.table import Column, Table
from theory.claims import Budget
from theory.operators.grids import aliases, least_exact_grid

FIGURE = FigureSpec(
    name="functions_on_grids",
    title="Layers and codes of functions on grids",
    caption=r"""
        (a) A function with all coefficients $c_k = 1$, $|k| \le 10$, read on $N$ points by a layer with gains 1 of
        the modes $|k| < M$: squared error of what is read, $\sum_{|k| < M} |\sum_{l \ne 0} c_{k + l N}|^2$. It is
        zero exactly from $N = 10 + M$ points on (triangles; operators.alias-free-grid), less than the 21 points of
        the sampling theorem (grey) that show the whole function. (b) Mean over $N$ points of $\mathrm{relu}(\cos 2
        \pi t)$ minus its integral $1 / \pi$, times $N^2$: three limits, for $N$ odd, divisible by 4, and neither. A
        band-limited function has a ReLU code that depends on the grid (operators.relu-code-independent-of-grid), and
        more modes in the layers do not help.""",
    source="this project, on arXiv 2509.03738",
)
BAND, MODES = 10, (2, 5, 8)
LIMITS = (("odd", pi / 24), ("4 divides N", -pi / 3), ("N = 2 mod 4", pi / 6))


def alias_energy(band: int, modes: int, n: int) -> int:
    """``sum_{|k| < modes} (number of aliases of k in the band)^2``: the squared error where all coefficients are 1.

    >>> alias_energy(3, 2, 4), alias_energy(3, 2, 5)
    (2, 0)
    """
    return sum(len(aliases(k, n, band)) ** 2 for k in range(1 - modes, modes))


def rectified_mean(n: int) -> float:
    """The mean of relu(cos) on n points."""
    return sum(max(cos(2 * pi * i / n), 0.0) for i in range(n)) / n


def kind_of(n: int) -> str:
    """Which of the three limits belongs to n."""
    return "odd" if n % 2 else "4 divides N" if n % 4 == 0 else "N = 2 mod 4"


def compute(budget: Budget) -> dict[str, Table]:
    """Exact counts of aliases, and means in double precision."""
    aliasing = tuple((m, n, alias_energy(BAND, m, n)) for m in MODES for n in range(2 * m - 1, 25))
    scaled = tuple((kind_of(n), n, (rectified_mean(n) - 1 / pi) * n**2) for n in range(3, 65))
    points = Column("points", "integer", means="N")
    # a mean of at most 64 numbers of size 1 is off by less than 1e-14, times N^2 = 4096
    error = Column("scaled_error", "real", tolerance=1e-9, means="N^2 (mean over N points - 1/pi)")
    return {
        "aliasing": Table(
            (
                Column("modes", "integer", means="M"),
                points,
                Column("squared_error", "integer", means="what aliases add"),
            ),
            aliasing,
        ),
        "rectified": Table((Column("kind", means="residue of N modulo 4"), points, error), scaled),
    }


def draw(tables: dict[str, Table]) -> Any:
    """Two panels."""
    figure, axes = panels(1, 2, width=DOUBLE, height=2.6)
    left, right = axes[0]
    letter(left, "a reading a function")
    letter(right, "b its ReLU code")
    keys: list[Any] = []
    for m, colour in zip(MODES, CYCLE, strict=False):
        part = tables["aliasing"].where(modes=m)
        keys += left.plot(part["points"], part["squared_error"], "o-", color=colour, markersize=2.5, label=f"$M = {m}$")
        left.plot(least_exact_grid(BAND, m), 0, "^", color=colour, markersize=7)
    left.axvline(2 * BAND + 1, color=GREY, linewidth=0.8)
    left.set(xlabel="points $N$", ylabel="squared error", yscale="symlog", ylim=(-0.5, 150))
    for (kind, limit), colour in zip(LIMITS, CYCLE[3:], strict=False):
        part = tables["rectified"].where(kind=kind)
        keys += right.plot(
            part["points"],
            part.floats("scaled_error"),
            "o",
            color=colour,
            markersize=2.5,
            label=kind.replace("N", "$N$"),
        )
        right.axhline(limit, color=colour, linewidth=0.8)
    right.set(xlabel="points $N$", ylabel="$N^2 \\cdot$ error of the mean")
    legend_below(figure, keys, columns=6)
    return figure
