"""Two circles and eight atoms, one active at a time: gradient descent ends at whatever allocation of atoms it begins near."""

from __future__ import annotations

from typing import Any

import numpy as np

from paper_figs.spec import FigureSpec
from paper_figs.style import BLACK, BLUE, SINGLE, panels
from paper_figs.table import Cell, Column, Table
from theory.claims import Budget

FIGURE = FigureSpec(
    name="allocation_traps",
    title="Allocation traps: two circles, eight atoms, one active",
    caption="""
        Two uniform unit circles in orthogonal planes, each present half of the time, and eight atoms of which one is
        active: runs from 60 Gaussian starts. Every allocation of at least three atoms to each circle is a strict
        local minimum up to rotation, with the loss $(E_1(n_1) + E_1(n_2))/2$ in closed form (lines); (4, 4) is the
        best. Dots are losses at the end, sorted; many runs end at (3, 5), which no small step improves.""",
    source="this project, on spurious optima of sparse autoencoders",
    slow=True,
)
ATOMS, STARTS, STEPS, NODES = 8, 60, 1500, 96
RUNS, LOSS = 12.0, 0.03  # a start near a border between two basins may fall to the other side on another processor
ALLOCATIONS = (
    Column(
        "allocation", "text", means="atoms of the two circles, the smaller number first; other: an atom between them"
    ),
    Column("loss", "real", 1e-9, "closed form; 0 where there is none"),
    Column("runs", "real", RUNS, f"runs of {STARTS} that end there"),
)
LOSSES = (
    Column("rank", "integer", means="of the run by its loss"),
    Column("loss", "real", LOSS, "at the end"),
)
PLANE = 0.99  # share of an atom in one plane that counts as lying in it


def allocation(decoder_qd: np.ndarray[Any, Any], used_q: np.ndarray[Any, Any]) -> str:
    """How the used atoms are shared out.

    >>> allocation(np.eye(4)[[0, 0, 1, 2, 3, 2, 2]], np.ones(7, dtype=bool))
    '(3, 4)'
    """
    share = np.square(decoder_qd[:, :2]).sum(1)[used_q]
    first, second = int((share > PLANE).sum()), int((share < 1 - PLANE).sum())
    return f"({min(first, second)}, {max(first, second)})" if first + second == len(share) else "other"


def compute(budget: Budget) -> dict[str, Table]:
    """All runs, and the closed forms of where they end."""
    from solvers.manifolds.circle import tiling_error
    from solvers.manifolds.small_runs import circle_points, train_runs

    plane = circle_points(budget.pick(quick=24, full=NODES))
    zero = np.zeros_like(plane)
    points = np.concatenate([np.concatenate([plane, zero], axis=1), np.concatenate([zero, plane], axis=1)])
    starts, steps = budget.pick(quick=3, full=STARTS), budget.pick(quick=30, full=STEPS)
    runs = train_runs(points, kind="topk", atoms=ATOMS, starts=starts, steps=steps, k=1)
    found = [allocation(d, u) for d, u in zip(runs.decoder_rqd, runs.used_rq, strict=True)]
    rows: list[tuple[Cell, ...]] = []
    for name in sorted(set(found)):
        sizes = [] if name == "other" else [int(x) for x in name[1:-1].split(", ")]
        closed = sum(float(tiling_error(n).mid()) for n in sizes) / 2 if sizes and min(sizes) > 0 else 0.0
        rows.append((name, closed, float(found.count(name))))
    losses = [(i, float(x)) for i, x in enumerate(np.sort(runs.loss_r))]
    return {"allocations": Table(ALLOCATIONS, tuple(rows)), "losses": Table(LOSSES, tuple(losses))}


def draw(tables: dict[str, Table]) -> Any:
    """Sorted losses, and the levels of the allocations."""
    figure, axes = panels(1, 1, width=SINGLE)
    ax, losses = axes[0, 0], tables["losses"]
    ax.plot(losses["rank"], losses["loss"], ".", color=BLUE)
    for name, level, count in tables["allocations"].rows:
        if float(level) > 0:
            ax.axhline(float(level), color=BLACK, lw=0.5, ls="--")
            ax.annotate(
                f"{name}: {float(count):.0f} run{'s' if float(count) != 1 else ''}",
                (0.02, float(level)),
                xycoords=("axes fraction", "data"),
                va="bottom",
                fontsize=6,
            )
    ax.set(xlabel="run, sorted", ylabel="loss at the end")
    return figure
