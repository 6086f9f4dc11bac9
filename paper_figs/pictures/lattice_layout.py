"""Places for the elements of an order, with straight lines that keep away from elements that they do not touch.

The drawing is additive where that is readable (``lattice_additive``).  Where a line would still come near a foreign element,
elements are pushed apart along their levels, which keeps the order and gives up equal steps.
"""

from __future__ import annotations

import functools
from dataclasses import dataclass

import numpy as np
from scipy.optimize import minimize

from paper_figs.pictures.lattice_additive import additive
from paper_figs.pictures.lattice_crowding import CLEAR, LEVEL, SPACE, Crowding, Quality
from paper_figs.pictures.lattice_order import Floats, Order

ENOUGH = 0.06  # inches between a line and the middle of a foreign element; less is mended
TRIES = 8


@dataclass(frozen=True)
class Layout:
    """Abscissa and ordinate of every element in inches, what can be counted, and whether all steps are additive."""

    x: tuple[float, ...]
    y: tuple[float, ...]
    quality: Quality
    additive: bool


@functools.lru_cache(maxsize=64)  # the picture and the page of a lattice need the same one
def layout(lower: tuple[tuple[int, ...], ...]) -> Layout:
    """Lay out an order given by the lower neighbours of every element, upper elements first.

    >>> chain = layout(((1,), (2,), ()))
    >>> chain.x, chain.quality.crossings
    ((0.0, 0.0, 0.0), 0)
    """
    order = Order.of(lower)
    crowding = Crowding(order, LEVEL * max(1.0, np.sqrt(_widest(order)) / 3))
    x = additive(order, crowding)
    whole = _readable(crowding, x)
    for attempt in range(TRIES):
        if _readable(crowding, x):
            break
        # a fixed irrational step for every element: nothing stays exactly on a line
        shift = (np.arange(order.size) * 0.6180339887498949) % 1 - 0.5
        x = _relaxed(crowding, x + 0.05 * (attempt + 1) * shift)
    x = x - (x.max(initial=0) + x.min(initial=0)) / 2
    return Layout(tuple(x.tolist()), tuple(crowding.y.tolist()), crowding.quality(x), whole)


def _widest(order: Order) -> int:
    return int(np.unique(order.level, return_counts=True)[1].max(initial=1))


def _readable(crowding: Crowding, x: Floats) -> bool:
    quality = crowding.quality(x)
    return quality.clearance >= ENOUGH and quality.spacing >= 2 * ENOUGH


def _relaxed(crowding: Crowding, x: Floats) -> Floats:
    """Push elements off lines and off each other, and pull lines upright a little, until nothing moves."""
    found = minimize(lambda z: _force(crowding, z), x, jac=True, method="L-BFGS-B", options={"maxiter": 200})
    return found.x


def _force(crowding: Crowding, x: Floats) -> tuple[float, Floats]:
    """Energy and its derivative: squares of how far distances fall short, and of how far lines lean."""
    out, slope = 0.0, np.zeros_like(x)
    left, right = crowding.left, crowding.right
    distance = np.maximum(crowding.node_distances(x), 1e-9)
    short = np.maximum(0, 1 - distance / SPACE)
    out += float((short**2).sum())
    pull = -2 * short / SPACE * (x[left] - x[right]) / distance
    np.add.at(slope, left, pull)
    np.add.at(slope, right, -pull)
    u, v = crowding.upper[crowding.line], crowding.lower[crowding.line]
    along, drop = x[v] - x[u], crowding.drop[crowding.line]
    aside = x[crowding.node] - x[u]
    t = np.clip((aside * along + crowding.down * drop) / (along**2 + drop**2), 0, 1)
    away = aside - t * along
    distance = np.maximum(np.hypot(away, crowding.down - t * drop), 1e-9)
    short = np.maximum(0, 1 - distance / CLEAR)
    out += float((short**2).sum())
    pull = -2 * short / CLEAR * away / distance
    np.add.at(slope, crowding.node, pull)
    np.add.at(slope, u, -(1 - t) * pull)
    np.add.at(slope, v, -t * pull)
    lean = x[crowding.lower] - x[crowding.upper]
    out += float(0.001 * (lean**2).sum())
    np.add.at(slope, crowding.lower, 0.002 * lean)
    np.add.at(slope, crowding.upper, -0.002 * lean)
    return out, slope
