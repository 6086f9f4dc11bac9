"""Additive drawings of a lattice: every irreducible element has a step aside, and an element stands at the sum of its steps.

    x(c) = sum of v_m over the meet-irreducible m above c  +  sum of w_j over the join-irreducible j not below c

(Wille 1989; Ganter & Obiedkov, Conceptual Exploration, 2016).  Equal steps are parallel lines, so Boolean lattices come out as
hypercubes and products as products.  Heights are the levels of the order: a distributive lattice is then additive in both
directions.  The steps are found by simulated annealing from an order of the levels with few crossings, then by descent.  All
random numbers are seeded: the same order has the same picture.
"""

from __future__ import annotations

import math

import numpy as np

from paper_figs.pictures.lattice_crowding import SPACE, Crowding
from paper_figs.pictures.lattice_order import Floats, Order

UNIT = SPACE / 6  # steps are whole multiples of this, so that many lines have the same direction
STARTS, SWEEPS = 6, 16  # of the order in the levels; more hardly lower the number of crossings
# looks at a whole drawing, times the pairs that one looks at: about a second of numpy
WORK, LEAST, MOST, EACH = 3.0e7, 150, 1500, 150  # the last for every step: few steps are soon tried


def additive(order: Order, crowding: Crowding) -> Floats:
    """Abscissae of the additive drawing with the least crowding that was found.

    Steps of meet-irreducible elements only, of join-irreducible ones only, and of both are tried.
    """
    start, best, least = few_crossings(order, crowding), np.zeros(order.size), math.inf
    meet, join = order.meet_irreducible(), order.join_irreducible()
    above: Floats = order.above[:, meet].astype(np.float64)
    beside: Floats = np.where(order.above[join].T, 0.0, 1.0)
    both: Floats = np.hstack([above, beside])
    looks = int(min(MOST, max(LEAST, WORK / (3 * (crowding.pairs + 5000)))))
    for steps in (above, beside, both) if len(meet) and len(join) else (both,):
        if steps.shape[1]:
            x, crowded = _annealed(steps, start, crowding, looks)
            if crowded < least:
                best, least = x, crowded
    return best - (best.max(initial=0) + best.min(initial=0)) / 2


def _annealed(steps: Floats, start: Floats, crowding: Crowding, looks: int) -> tuple[Floats, float]:
    count, rng = steps.shape[1], np.random.default_rng(0)
    looks = min(looks, EACH * count)
    # the steps whose sums come nearest to the start; the small diagonal keeps them small where they are not determined
    system = np.vstack([steps, 0.05 * np.eye(count)])
    now: Floats = np.round(np.linalg.lstsq(system, np.append(start, np.zeros(count)), rcond=None)[0] / UNIT).astype(
        np.float64
    )
    crowded = crowding(steps @ now * UNIT)
    best, least = now, crowded
    heat = max(2.0, 0.05 * crowded)
    for look in range(looks):
        changed = _neighbour(now, rng)
        other = crowding(steps @ changed * UNIT)
        if other < crowded or rng.random() < math.exp((crowded - other) / (heat * (1 - look / looks) ** 2)):
            now, crowded = changed, other
            if crowded < least:
                best, least = now, crowded
    return _descended(steps, best, least, crowding, looks // 2)


def _neighbour(now: Floats, rng: np.random.Generator) -> Floats:
    """One step longer or shorter, two steps exchanged, one turned round, or one thrown anew."""
    out, kind, k = now.copy(), rng.random(), rng.integers(len(now))
    if kind < 0.6:
        out[k] += rng.choice([-6, -3, -2, -1, 1, 2, 3, 6])
    elif kind < 0.8:
        other = rng.integers(len(now))
        out[k], out[other] = out[other], out[k]
    elif kind < 0.9:
        out[k] = -out[k]
    else:
        out[k] += rng.integers(-18, 19)
    return out


def _descended(steps: Floats, now: Floats, least: float, crowding: Crowding, looks: int) -> tuple[Floats, float]:
    """Change single steps by little while that helps, up to so many looks."""
    gained = True
    while gained and looks > 0:
        gained = False
        for k in range(len(now)):
            for change in (-1, 1, -2, 2, -3, 3):
                other = now.copy()
                other[k] += change
                crowded, looks = crowding(steps @ other * UNIT), looks - 1
                if crowded < least - 1e-9:
                    now, least, gained = other, crowded, True
    return steps @ now * UNIT, least


def few_crossings(order: Order, crowding: Crowding) -> Floats:
    """Elements of every level side by side, ordered by the middle of their neighbours (Sugiyama, Tagawa & Toda 1981)."""
    n = order.size
    levels = [np.flatnonzero(order.level == level) for level in np.unique(order.level)]
    down = np.zeros((n, n))
    down[order.edges[:, 0], order.edges[:, 1]] = 1
    best, least = np.zeros(n), math.inf
    for start in range(STARTS):
        rng, x = np.random.default_rng(start), np.zeros(n)
        for level in levels:
            _side_by_side(x, rng.permutation(level) if start else level)
        for sweep in range(SWEEPS):
            sides = down.T if sweep % 2 == 0 else down
            for level in levels if sweep % 2 == 0 else levels[::-1]:
                weight = sides[level].sum(axis=1)
                middle = np.where(weight > 0, sides[level] @ x / np.maximum(weight, 1), x[level])
                _side_by_side(x, level[np.lexsort((x[level], middle))])
            crossings = crowding.crossings(x)
            if crossings < least:
                best, least = x.copy(), crossings
    return best


def _side_by_side(x: Floats, nodes: np.ndarray) -> None:
    x[nodes] = (np.arange(len(nodes)) - (len(nodes) - 1) / 2) * 1.2 * SPACE
