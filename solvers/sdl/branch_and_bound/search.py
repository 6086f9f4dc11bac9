"""The state of branch and bound over multisets of cones: the incumbent, the pool of open nodes, and the steps on them.

Every number here is a float; a bound becomes a theorem only through ``proof.py``.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from itertools import permutations
from math import inf

import numpy as np

from solvers.sdl.branch_and_bound.bound import spectral_gain
from solvers.sdl.branch_and_bound.cones import Cones
from solvers.sdl.branch_and_bound.instance import Instance
from solvers.sdl.branch_and_bound.local import minimise_from, multistart
from solvers.sdl.branch_and_bound.tree import codes, expand, goal_of, insert

MAX_OPEN = 4_000_000  # open nodes; beyond this the memory of the pool, not time, is the limit


@dataclass
class Search:
    """The running state: incumbent, pool of open nodes, and what has not been looked at yet."""

    instance: Instance
    cones: Cones
    relative: float
    absolute: float
    use_b8: bool = True
    best: np.ndarray = field(default_factory=lambda: np.array([inf, inf]))
    best_u: np.ndarray = field(init=False)
    nodes: int = 0
    waiting: float = field(init=False)
    screened: int = 0

    def __post_init__(self) -> None:
        self.X, self.A = self.instance.floats()
        self.outer = self.A @ self.A.T
        k, p = self.instance.width, self.X.shape[1]
        self.orders = column_orders(k)
        self.masks = self.cones.mask(len(self.instance.rays))
        self.u_all = [[unit(g) for g in s] for s in self.cones.simplices]
        self.counts = np.array([len(self.cones.simplices[m[0]]) for m in self.cones.members], np.int64)
        self.best_u = np.zeros((k, p))
        self.best_cells = np.zeros(k, np.int64)
        self.polished = inf
        self.slots = int(self.counts.max())
        self.open = np.zeros(1, np.int64)
        self.waiting = self.tail()
        self._allocate(1024)

    def _allocate(self, capacity: int) -> None:
        k, p = self.instance.width, self.X.shape[1]
        old = (
            (self.pool_u, self.pool_cells, self.pool_labels, self.pool_pick, self.lower, self.heap) if self.size else ()
        )
        self.pool_u = np.zeros((capacity, k, self.slots, p))
        self.pool_cells = np.zeros((capacity, k), np.int64)
        self.pool_labels = np.zeros((capacity, k), np.int64)
        self.pool_pick = np.zeros((capacity, 3), np.int64)
        self.lower = np.zeros(capacity)
        self.heap = np.arange(capacity)
        new = (self.pool_u, self.pool_cells, self.pool_labels, self.pool_pick, self.lower, self.heap)
        for source, copy in zip(old, new, strict=bool(old)):
            copy[: len(source)] = source

    def _tree(self) -> tuple:
        """What the compiled kernels work on: the open nodes, the problem, and the best point so far."""
        pool = (self.pool_u, self.pool_cells, self.pool_labels, self.pool_pick, self.lower, self.heap, self.open)
        return (*pool, self._model(), self.best, self.best_u, self.best_cells)

    def _model(self) -> tuple:
        ridge = float(self.instance.ridge)
        return (
            self.counts,
            self.masks,
            self.X,
            self.A,
            self.outer,
            ridge,
            self.orders,
            bool(self.use_b8),
            float(self.relative),
            float(self.absolute),
        )

    @property
    def size(self) -> int:
        """Number of open nodes."""
        return int(self.open[0])

    def tail(self) -> float:
        """The spectral bound over all encoders at once: what no rank-k reconstruction can do better."""
        k = self.instance.width
        sigma = np.linalg.svd(self.A, compute_uv=False)
        norm = float((sigma**2).sum())
        return norm - float(spectral_gain(sigma[:k].copy(), float(self.instance.ridge) / k))

    def goal(self) -> float:
        """The lower bound at which the gap counts as closed."""
        return float(goal_of(self.best[0], float(self.relative), float(self.absolute)))

    def floor(self) -> float:
        """A lower bound from everything closed, open and waiting (valid up to rounding)."""
        open_bound = float(self.lower[self.heap[0]]) if self.size else inf
        return max(0.0, min(self.goal(), open_bound, self.waiting, float(self.best[1])))

    def start(self, starts: int, seed: int) -> None:
        """Multistart for the incumbent (relu only: a jump stops a descent method)."""
        if self.instance.theta is not None:
            return
        rng = np.random.default_rng(seed)
        U = rng.normal(size=(starts, *self.best_u.shape))
        values = np.empty(starts)
        multistart(U, self.X, self.A, float(self.instance.ridge), 60, values)
        pick = int(np.argmin(values))
        if values[pick] < self.best[0]:
            self.best[0], self.polished = values[pick], values[pick]
            self.best_u[:] = U[pick]

    def polish(self) -> None:
        """The tree's incumbents are box centres; walk from there to a local minimum."""
        if self.best[0] < self.polished and self.instance.theta is None:
            U = self.best_u.copy()
            value = minimise_from(U, self.X, self.A, float(self.instance.ridge), 200)
            if value < self.best[0]:
                self.best[0] = value
                self.best_u[:] = U
            self.polished = float(self.best[0])

    def consider(self, value: float, cells: np.ndarray) -> None:
        """Take the centre of a multiset of whole cells as incumbent if its value is better."""
        if value < self.best[0]:
            self.best[0] = value
            self.best_cells[:] = cells
            for i, cell in enumerate(cells):
                rays = sorted({g for s in self.cones.members[cell] for g in self.cones.simplices[s]})
                units = [self.unit_generator(g, int(cell)) for g in rays]
                self.best_u[i] = np.sum(units, axis=0)
            self.polish()

    def unit_generator(self, ray: tuple[int, ...], cell: int) -> np.ndarray:
        """The generator scaled so that its code has length one."""
        u, z = unit(ray), np.zeros(self.X.shape[0])
        codes(u, self.X, self.masks[cell], z)
        return u

    def push(self, simplices: tuple[int, ...], inherited: float) -> None:
        """Put a multiset of simplices on the heap, unless its bound closes it."""
        k = self.instance.width
        if self.size + k + 4 >= len(self.heap):
            self._allocate(2 * len(self.heap))
        u = np.zeros((k, self.slots, self.X.shape[1]))
        for i, s in enumerate(simplices):
            u[i, : len(self.u_all[s])] = self.u_all[s]
        cells = np.array([self.cones.cell[s] for s in simplices], np.int64)
        labels = np.array([simplices.index(s) for s in simplices], np.int64)
        insert(
            u,
            cells,
            labels,
            inherited,
            *self._tree(),
        )

    def grow(self, limit: int) -> int:
        """Split up to ``limit`` nodes; returns how many were split."""
        if self.size + limit * self.instance.width >= len(self.heap) and len(self.heap) < MAX_OPEN:
            self._allocate(2 * len(self.heap))
        done = expand(*self._tree(), limit)  # pyright: ignore[reportCallIssue]  # the tuple holds all but the last
        self.nodes += done
        self.polish()
        return done


def unit(ray: tuple[int, ...]) -> np.ndarray:
    """The ray as floats, its largest entry 1 in size."""
    largest = max(abs(x) for x in ray) or 1
    return np.array([x / largest for x in ray])


def column_orders(k: int) -> np.ndarray:
    """Column orders tried for the output basis: all of them for k <= 3, the cyclic ones beyond."""
    if k <= 3:
        return np.array(list(permutations(range(k))), np.int64)
    return np.array([[(i + s) % k for i in range(k)] for s in range(k)], np.int64)
