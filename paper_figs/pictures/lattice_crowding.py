"""How hard a drawing of an order is to read: nodes on lines that do not touch them, nodes on nodes, crossings, flat lines.

Heights are fixed by the levels; only the abscissae move.  So it is known beforehand which pairs can come near each other or
cross, and every quantity is a few array operations on these pairs.  Everything is in inches.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from paper_figs.pictures.lattice_order import Floats, Order

LEVEL = 0.8  # height of a level
SPACE = 0.42  # between the middles of two nodes: their circles and the number beside them
CLEAR = 0.17  # between a line and the middle of a node that it does not touch: more than the largest radius
# Weights, found by looking at classic lattices: a conflict must never pay, a crossing costs as much as a line that leads
# two and a half levels aside.
_NEAR, _BLATANT, _CROSSING, _FLAT, _SLOPE = 60.0, 8.0, 1.0, 0.15, 0.05


@dataclass(frozen=True)
class Quality:
    """What can be counted in a drawing.

    Attributes:
        clearance: smallest distance of a line from the middle of a node that it does not touch (infinite without such).
        spacing: smallest distance of two nodes.
        crossings: pairs of lines that cross.
        slopes: different directions of lines.
    """

    clearance: float
    spacing: float
    crossings: int
    slopes: int


class Crowding:
    """The pairs of an order that can get into each other's way, for given heights of its elements."""

    def __init__(self, order: Order, level: float = LEVEL) -> None:
        self.order, self.y = order, -order.level * level
        self.level = level
        y, n = self.y, order.size
        self.upper, self.lower = order.edges[:, 0], order.edges[:, 1]
        self.drop = y[self.lower] - y[self.upper]
        i, j = np.triu_indices(n, 1)
        close = np.abs(y[i] - y[j]) < SPACE
        self.left, self.right = i[close], j[close]
        self.apart = (y[self.left] - y[self.right]) ** 2
        self._lines_and_nodes()
        self._pairs_of_lines()

    @property
    def pairs(self) -> int:
        """How many pairs are looked at; the time of one look grows with it."""
        return len(self.left) + len(self.line) + len(self.first)

    def _lines_and_nodes(self) -> None:
        y, u, v = self.y, self.upper, self.lower
        lines, nodes = [], []
        for w in range(self.order.size):
            near = (y[w] <= y[u] + CLEAR) & (y[w] >= y[v] - CLEAR) & (u != w) & (v != w)
            found = np.flatnonzero(near)
            lines.append(found)
            nodes.append(np.full(len(found), w))
        self.line = np.concatenate(lines) if lines else np.zeros(0, np.int64)
        self.node = np.concatenate(nodes) if nodes else np.zeros(0, np.int64)
        self.down = y[self.node] - y[u[self.line]]

    def _pairs_of_lines(self) -> None:
        y, u, v = self.y, self.upper, self.lower
        i, j = np.triu_indices(len(u), 1)
        high, low = np.minimum(y[u[i]], y[u[j]]), np.maximum(y[v[i]], y[v[j]])
        meet = (u[i] == u[j]) | (v[i] == v[j]) | (u[i] == v[j]) | (v[i] == u[j])
        some = (high > low + 1e-9) & ~meet  # heights are multiples of half a level: this is rounding only
        i, j, high, low = i[some], j[some], high[some], low[some]
        self.first, self.second = i, j
        # how far along each line of a pair the part of the height begins and ends that both have
        self.start = (high - y[u[i]]) / self.drop[i], (high - y[u[j]]) / self.drop[j]
        self.end = (low - y[u[i]]) / self.drop[i], (low - y[u[j]]) / self.drop[j]

    def node_distances(self, x: Floats) -> Floats:
        """Of the pairs of nodes that can come near each other."""
        return np.sqrt((x[self.left] - x[self.right]) ** 2 + self.apart)

    def line_distances(self, x: Floats) -> Floats:
        """Of the pairs of a line and a node that it does not touch, near in height."""
        begin = x[self.upper[self.line]]
        along, drop = x[self.lower[self.line]] - begin, self.drop[self.line]
        aside = x[self.node] - begin
        t = np.clip((aside * along + self.down * drop) / (along**2 + drop**2), 0, 1)
        return np.hypot(aside - t * along, self.down - t * drop)

    def crossings(self, x: Floats) -> int:
        """Pairs of lines that cross: one is left of the other at one end of their common height, and right at the other."""
        begin, along = x[self.upper], x[self.lower] - x[self.upper]
        i, j = self.first, self.second
        gaps = [begin[i] + s * along[i] - begin[j] - t * along[j] for s, t in (self.start, self.end)]
        return int(np.count_nonzero(gaps[0] * gaps[1] < -1e-12))  # lines that only touch differ by rounding

    def slopes(self, x: Floats) -> int:
        """Different directions of lines, up to a hundredth of an inch per level."""
        if not len(self.upper):
            return 0
        return len(np.unique(np.round((x[self.lower] - x[self.upper]) / self.drop * 100)))

    def __call__(self, x: Floats) -> float:
        """The sum that the layout makes small."""
        near = np.maximum(0, 1 - self.node_distances(x) / SPACE)
        on_line = np.maximum(0, 1 - self.line_distances(x) / CLEAR)
        blatant = np.count_nonzero(near > 0.5) + np.count_nonzero(on_line > 0.5)
        flat = ((x[self.lower] - x[self.upper]) / self.level) ** 2
        return float(
            _NEAR * ((near**2).sum() + (on_line**2).sum())
            + _BLATANT * blatant
            + _CROSSING * self.crossings(x)
            + _FLAT * flat.sum()
            + _SLOPE * self.slopes(x)
        )

    def quality(self, x: Floats) -> Quality:
        """What can be counted."""
        return Quality(
            float(self.line_distances(x).min(initial=np.inf)),
            float(self.node_distances(x).min(initial=np.inf)),
            self.crossings(x),
            self.slopes(x),
        )
