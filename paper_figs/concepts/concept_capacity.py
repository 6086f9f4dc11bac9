"""How many neurons it takes to single out many concepts: counting, and what the dimension adds for disjoint concepts."""

from __future__ import annotations

from math import comb
from typing import Any

from paper_figs.spec import FigureSpec
from paper_figs.style import BLACK, CYCLE, DOUBLE, GREY, legend_below, letter, panels
from paper_figs.table import Column, Table
from theory.claims import Budget

FIGURE = FigureSpec(
    name="concept_capacity",
    title="Neurons needed for a given number of concepts",
    caption=r"""
        (a) Least width $d$ that the counting bound allows: concepts that are separated by conjunctive units of
        exactly $k_c$ out of $d$ neurons number at most $\binom{d}{k_c}$ (concepts.conjunction-count, as reported).
        (b) Disjoint concepts of ReLU neurons in $\mathbb{R}^n$ number at most $\sum_{i \le n} \binom{d}{i}$, whatever
        the size of the units (concepts.disjoint-concepts-exponent): lines are the least $d$ that this allows. Dots:
        grids of boxes, $m$ cuts in both directions of every axis, which single out $m^n$ disjoint concepts by units
        of $2n$ out of $2nm$ neurons. So the exponent $1/n$ is right, and units of eight neurons do not do in the
        plane what the count of units suggests: for a million disjoint concepts that count with $k_c = 8$ allows 25
        neurons, the dimension demands 1,414.""",
    source="this project, on the theory of arXiv 2606.07007 (the count of units as reported, not checked against the paper)",
)
SIZES, DIMENSIONS = (1, 2, 3, 4, 8), (2, 3, 5, 10)
CONCEPTS = tuple(round(10 ** (e / 4)) for e in range(4, 25))  # 10 to a million, four per decade


def least(enough: Any, start: int = 1) -> int:
    """The least integer from ``start`` on with ``enough(d)``, a condition that stays true once it is true."""
    high = start
    while not enough(high):
        high *= 2
    low = start
    while low < high:
        middle = (low + high) // 2
        low, high = (low, middle) if enough(middle) else (middle + 1, high)
    return low


def least_by_units(concepts: int, size: int) -> int:
    """Least d with C(d, size) >= concepts.

    >>> least_by_units(10**6, 8)
    25
    """
    return least(lambda d: comb(d, size) >= concepts, size)


def least_by_cells(concepts: int, n: int) -> int:
    """Least d for which d hyperplanes of R^n can have ``concepts`` cells.

    >>> least_by_cells(10**6, 2)
    1414
    """
    return least(lambda d: sum(comb(d, i) for i in range(n + 1)) >= concepts)


def compute(budget: Budget) -> dict[str, Table]:
    """Exact integers."""
    number, width = Column("concepts", "integer", means="number of concepts"), "least number of neurons"
    return {
        "units": Table(
            (
                Column("size", "integer", means="neurons per unit, k_c"),
                number,
                Column("neurons", "integer", means=width),
            ),
            tuple((k, c, least_by_units(c, k)) for k in SIZES for c in CONCEPTS),
        ),
        "disjoint": Table(
            (Column("dimension", "integer", means="n"), number, Column("neurons", "integer", means=width)),
            tuple((n, c, least_by_cells(c, n)) for n in DIMENSIONS for c in CONCEPTS),
        ),
        "grids": Table(
            (Column("dimension", "integer", means="n"), number, Column("neurons", "integer", means="2 n m neurons")),
            tuple(
                (n, m**n, 2 * n * m) for n in DIMENSIONS for m in range(2, 1001) if 10 <= m**n <= 10**6 and _shown(m)
            ),
        ),
    }


def _shown(m: int) -> bool:
    """A few values per decade, so that dots stay apart."""
    return m in (2, 3, 4, 6, 10, 18, 32, 56, 100, 178, 316, 562, 1000)


def draw(tables: dict[str, Table]) -> Any:
    """Two panels with logarithmic axes."""
    figure, axes = panels(1, 2, width=DOUBLE, height=2.9)
    left, right = axes[0]
    letter(left, "a counting units")
    letter(right, "b disjoint concepts")
    for k, colour in zip(SIZES, CYCLE, strict=False):
        part = tables["units"].where(size=k)
        left.loglog(part["concepts"], part["neurons"], color=colour)
        left.text(1.15e6, part["neurons"][-1], f"$k_c = {k}$", color=colour, va="center", fontsize=7)
    for n, colour in zip(DIMENSIONS, CYCLE, strict=False):
        part, grid = tables["disjoint"].where(dimension=n), tables["grids"].where(dimension=n)
        right.loglog(part["concepts"], part["neurons"], color=colour)
        right.plot(grid["concepts"], grid["neurons"], "o", color=colour, markersize=3)
        right.text(1.15e6, part["neurons"][-1], f"$n = {n}$", color=colour, va="center", fontsize=7)
    for ax in (left, right):
        ax.set(xlabel="number of concepts", ylabel="neurons $d$", xlim=(10, 5e6))
    right.set_ylim(left.get_ylim())
    keys = [
        right.plot([], [], color=BLACK, label="least width allowed")[0],
        right.plot([], [], "o", color=GREY, markersize=3, label="grid of boxes (attained)")[0],
    ]
    legend_below(figure, keys, columns=2)
    return figure
