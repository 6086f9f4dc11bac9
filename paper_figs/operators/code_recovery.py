"""How many active points a non-negative code may have: recovery against the wall s = M - 1, by the distance of the points."""

from __future__ import annotations

from typing import Any

import numpy as np
from scipy.optimize import nnls

from paper_figs.spec import FigureSpec
from paper_figs.style import DOUBLE, VERMILION, letter, panels
from paper_figs.table import Column, Table
from theory.claims import Budget

FIGURE = FigureSpec(
    name="code_recovery",
    title="Recovery of domain-sparse codes",
    caption=r"""
        Share of 20 random non-negative codes (amplitudes between 1/2 and 3/2) of $s$ active points on 32 that
        are found again, every entry within 0.01, from the output of a layer with $M$ modes with gains of
        modulus 1, by non-negative least squares without noise. (a) Points anywhere. (b) Points at least two
        apart. (c) Points next to each other. Left of the line lie the codes of at most $M - 1$ points, which
        the output determines (operators.domain-sparse-codes-identified): all of them are found again. Beyond it
        codes whose points are apart share their output with other ones. Neighbours are an exception that the
        theorem allows, which is about all codes of $s$ points: a block of them is often the only non-negative
        code with its output.""",
    source="this project, on arXiv 2509.03738",
)
POINTS, TRIALS, CLOSE = 32, 20, 0.01
MODES = (2, 3, 4, 5, 6, 7, 8)
ACTIVE = (1, 2, 3, 4, 5, 6, 7, 8)
PLACES = ("anywhere", "two apart", "adjacent")


def places(how: str, count: int, rng: np.random.Generator) -> np.ndarray:
    """So many different points of the circle."""
    if how == "anywhere":
        return rng.choice(POINTS, count, replace=False)
    if how == "adjacent":
        return (rng.integers(POINTS) + np.arange(count)) % POINTS
    gaps = rng.multinomial(POINTS - 2 * count, np.full(count, 1 / count)) + 2
    return (rng.integers(POINTS) + np.cumsum(gaps)) % POINTS


def layer(modes: int, rng: np.random.Generator) -> np.ndarray:
    """The output in the 2 M - 1 real modes, as a matrix of the code: the constant, cosines and sines with random phases."""
    k, phase = np.arange(1, modes), rng.uniform(0, 2 * np.pi, modes - 1)
    angle = 2 * np.pi * k[:, None] * np.arange(POINTS) / POINTS - phase[:, None]
    return np.concatenate([np.ones((1, POINTS)), np.cos(angle), np.sin(angle)])


def found_again(how: str, modes: int, count: int) -> int:
    """How many of the codes."""
    rng, hits = np.random.default_rng([PLACES.index(how), modes, count]), 0
    for _ in range(TRIALS):
        matrix, z = layer(modes, rng), np.zeros(POINTS)
        z[places(how, count, rng)] = rng.uniform(0.5, 1.5, count)
        hits += bool(np.abs(nnls(matrix, matrix @ z, maxiter=3000)[0] - z).max() < CLOSE)
    return hits


def compute(budget: Budget) -> Table:
    """Counts of recovered codes, with seeds that belong to the cell."""
    columns = (
        Column("places", means="where the points are"),
        Column("modes", "integer", means="M"),
        Column("active", "integer", means="s"),
        # a code whose error is near the limit may go either way on another machine
        Column("share", "real", tolerance=0.15, means="of 20 codes that are found again"),
    )
    rows = [(how, m, s, found_again(how, m, s) / TRIALS) for how in PLACES for m in MODES for s in ACTIVE]
    return Table(columns, tuple(rows))


def draw(table: Table) -> Any:
    """Three maps with the wall."""
    figure, axes = panels(1, 3, width=DOUBLE, height=2.6, sharey=True)
    for axis, how, text in zip(axes[0], PLACES, ("a anywhere", "b two apart", "c adjacent"), strict=True):
        letter(axis, text)
        shares = np.array(table.where(places=how).floats("share")).reshape(len(MODES), len(ACTIVE))
        extent = (ACTIVE[0] - 0.5, ACTIVE[-1] + 0.5, MODES[0] - 0.5, MODES[-1] + 0.5)
        image = axis.imshow(shares, origin="lower", extent=extent, vmin=0, vmax=1, cmap="Blues", aspect="auto")
        axis.step(
            [m - 0.5 for m in (*MODES, MODES[-1] + 1)],
            [m - 0.5 for m in (*MODES, MODES[-1] + 1)],
            where="pre",
            color=VERMILION,
        )
        axis.set(xlabel="active points $s$", xlim=extent[:2], ylim=extent[2:], xticks=ACTIVE)
    axes[0, 0].set(ylabel="modes $M$", yticks=MODES)
    figure.colorbar(image, ax=axes[0].tolist(), label="share found again", shrink=0.8)
    return figure
