"""How fast errors fall with the number of atoms: the exponent depends on how many are active, and hybrids beat both extremes."""

from __future__ import annotations

from typing import Any

import numpy as np

from paper_figs.spec import FigureSpec
from paper_figs.style import BLACK, CYCLE, DOUBLE, letter, panels
from paper_figs.table import Column, Table
from theory.claims import Budget

FIGURE = FigureSpec(
    name="rates_and_hybrids",
    title="Rates of tilings, hybrids on a sphere, and covering bounds",
    caption=r"""
        (a) Mean squared error of a closed curve in six dimensions, $(\cos jt, \sin jt)_{j \le 3}/\sqrt 3$, by $N$
        atoms, of which $k$ consecutive ones are active with the weights of uniform B-splines of order $k$ (best curve
        of this kind; dots), and the slopes $N^{-2k}$ (lines). (b) The sphere in four dimensions with 16 atoms and two
        active: two blocks of eight that tile a circle each (hybrid), eight axes and opposites cut off at two
        (truncated capture), one active of sixteen (best of ten runs of k-means with best lengths). (c) Least numbers
        of atoms for a uniform error of 1/10 on the sphere in eight dimensions, by volume.""",
    source="this project",
)
CURVE_SIZES, ORDERS, NODES = (12, 16, 24, 32, 48, 64, 96), (1, 2, 3, 4), 4000
SAMPLES, RUNS, ITERATIONS = 20_000, 10, 40
RATES = (
    Column("order", "integer", means="k, active atoms"),
    Column("atoms", "integer", means="N"),
    Column("error", "real", 1e-9, "mean squared error"),
)
SPHERE = (
    Column("dictionary", "text"),
    Column("error", "real", 5e-3, "mean squared error"),
)
COVER = (
    Column("active", "integer", means="k"),
    Column("atoms", "integer", means="least N that the volume bound leaves, signed codes"),
)


def spline_error(size: int, order: int, nodes: int = NODES) -> float:
    """The error of the best periodic spline curve of an order with ``size`` knots: least squares over its control points.

    >>> spline_error(24, 2, 600) / spline_error(48, 2, 600) > 12
    True
    """
    t = (np.arange(nodes) + 0.5) / nodes
    angle = 2 * np.pi * t
    curve = np.stack([f(j * angle) for j in (1, 2, 3) for f in (np.cos, np.sin)], axis=1) / np.sqrt(3)
    place = t * size
    weights = np.zeros((nodes, size))
    for shift in range(order):
        knot = np.floor(place).astype(int) - shift
        weights[np.arange(nodes), knot % size] += _spline(order, place - knot)
    control = np.linalg.lstsq(weights, curve, rcond=None)[0]
    return float(np.square(curve - weights @ control).sum(1).mean())


def _spline(order: int, x: np.ndarray[Any, Any]) -> np.ndarray[Any, Any]:
    """The uniform B-spline of an order on [0, order], by its recursion."""
    if order == 1:
        return ((x >= 0) & (x < 1)).astype(float)
    below, above = _spline(order - 1, x), _spline(order - 1, x - 1)
    return (x * below + (order - x) * above) / (order - 1)


def _sphere(samples: int, runs: int) -> list[tuple[str, float]]:
    from solvers.manifolds.circle import tiling_error

    rng = np.random.default_rng(0)
    x = rng.standard_normal((samples, 4))
    x /= np.linalg.norm(x, axis=1, keepdims=True)
    squares = np.sort(np.square(x), axis=1)
    best = 1.0
    for _ in range(runs):
        atoms = x[rng.choice(samples, 16, replace=False)]
        for _ in range(ITERATIONS):
            nearest = (x @ atoms.T).argmax(axis=1)
            for j in range(16):  # the direction with the largest mean of squared codes: the first singular vector
                own = x[nearest == j]
                if len(own):
                    u = np.linalg.svd(own, full_matrices=False)[2][0]
                    atoms[j] = u if own.sum(0) @ u > 0 else -u
        best = min(best, float(1 - np.square(np.maximum((x @ atoms.T).max(axis=1), 0)).mean()))
    return [
        ("hybrid", float(tiling_error(8).mid())),
        ("truncated capture", float(squares[:, :2].sum(1).mean())),
        ("one active", best),
    ]


def cover(active: int, dimension: int = 8, error: float = 0.1) -> int:
    """The least N with ``C(N, k) I >= 1``, I the share of the sphere within the error of a k-dimensional subspace.

    >>> [cover(k) for k in (2, 4, 6, 7)]
    [1415, 19, 9, 8]
    """
    from math import comb

    from scipy.special import betainc

    share = float(betainc((dimension - active) / 2, active / 2, error**2))
    low, high = active - 1, active
    while comb(high, active) * share < 1:
        low, high = high, 2 * high
    while high - low > 1:
        middle = (low + high) // 2
        low, high = (low, middle) if comb(middle, active) * share >= 1 else (middle, high)
    return high


def compute(budget: Budget) -> dict[str, Table]:
    """All three panels."""
    rates = [(k, n, spline_error(n, k)) for k in ORDERS for n in CURVE_SIZES]
    sphere = _sphere(budget.pick(quick=2000, full=SAMPLES), budget.pick(quick=1, full=RUNS))
    return {
        "rates": Table(RATES, tuple(rates)),
        "sphere": Table(SPHERE, tuple(sphere), f"{SAMPLES} samples, seed 0; the hybrid in closed form"),
        "cover": Table(COVER, tuple((k, cover(k)) for k in (1, 2, 4, 6, 7))),
    }


def draw(tables: dict[str, Table]) -> Any:
    """Curves, bars, bars."""
    figure, axes = panels(1, 3, width=DOUBLE, height=2.4)
    left, middle, right = axes[0]
    letter(left, "a error of a curve")
    for k, colour in zip(ORDERS, CYCLE, strict=False):
        part = tables["rates"].where(order=k)
        n, error = np.array(part.floats("atoms")), np.array(part.floats("error"))
        left.loglog(n, error, "o", ms=3, color=colour, label=f"$k = {k}$")
        left.loglog(n, error[-1] * (n / n[-1]) ** (-2.0 * k), color=colour, lw=0.8)
    left.set_xticks([12, 24, 48, 96], labels=["12", "24", "48", "96"])
    left.set_xticks([], minor=True)
    left.set(xlabel="$N$")
    left.legend(loc="lower left")
    letter(middle, "b sphere in four dimensions")
    sphere = tables["sphere"]
    middle.barh(range(len(sphere.rows)), sphere.floats("error"), color=CYCLE[0])
    middle.set_yticks(range(len(sphere.rows)), labels=[x.replace(" ", "\n") for x in sphere["dictionary"]])
    middle.invert_yaxis()
    middle.set(xlabel="squared error")
    letter(right, "c least number of atoms")
    cover_table = tables["cover"]
    places = range(len(cover_table.rows))
    right.bar(places, cover_table.floats("atoms"), color=CYCLE[2])
    for place, n in zip(places, cover_table["atoms"], strict=True):
        right.annotate(f"{n:,}", (place, n), ha="center", va="bottom", fontsize=6, color=BLACK)
    right.set_xticks(list(places), labels=[str(k) for k in cover_table["active"]])
    right.set_yscale("log")
    right.set(xlabel="$k$ active", ylim=(1, 1e9))
    return figure
