"""Copy this file to ``paper_figs/<subject>/<name>.py`` and fill it in; the runner finds it by itself.

``compute`` does all the work and returns a table (or several by part: ``{"part": table}``); ``draw`` gets the table only.
"""

from __future__ import annotations

from fractions import Fraction
from typing import Any

from paper_figs.spec import FigureSpec
from paper_figs.style import BLUE, SINGLE, panels
from paper_figs.table import Column, Table
from theory.claims import Budget

FIGURE = FigureSpec(
    name="template",
    title="Powers of one half",
    caption="The numbers $2^{-m}$ for $m = 1, \\dots, 8$. They fall by one half at every step.",
    source="this project",
)


def compute(budget: Budget) -> Table:
    """Exact powers."""
    columns = (Column("m", "integer", means="exponent"), Column("power", "exact", means="2^-m"))
    return Table(columns, tuple((m, Fraction(1, 2**m)) for m in range(1, 9)))


def draw(table: Table) -> Any:
    """One curve."""
    figure, axes = panels(1, 1, width=SINGLE)
    axes[0, 0].semilogy(table["m"], table.floats("power"), "o-", color=BLUE)
    axes[0, 0].set(xlabel="$m$", ylabel="$2^{-m}$")
    return figure
