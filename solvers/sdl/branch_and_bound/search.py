"""Branch and bound over multisets of cones: multistart, screening, best-first refinement.

Every number here is a float; a bound becomes a theorem only through ``proof.py``.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from itertools import combinations_with_replacement, islice, permutations, product
from math import comb, inf

import numpy as np

from solvers.sdl.branch_and_bound.bound import spectral_gain
from solvers.sdl.branch_and_bound.cones import Cones
from solvers.sdl.branch_and_bound.instance import Instance
from solvers.sdl.branch_and_bound.jit import COMPILED
from solvers.sdl.branch_and_bound.local import minimise_from, multistart
from solvers.sdl.branch_and_bound.screening import screen
from solvers.sdl.branch_and_bound.tree import codes, expand, goal_of, inner_products, insert

# Multisets per screening call and nodes per tree call: few enough that the clock and Ctrl-C are noticed in a second.
CHUNK, NODES = (4096, 500) if COMPILED else (32, 8)
MAX_OPEN = 4_000_000  # open nodes; beyond this the memory of the pool, not time, is the limit


@dataclass(frozen=True)
class Progress:
    """What a progress callback receives: bounds so far, nodes split, open nodes, seconds."""

    upper: float
    lower: float
    nodes: int
    open_nodes: int
    seconds: float


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
        self.u_all = [[_unit(g) for g in s] for s in self.cones.simplices]
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

    def _model(self) -> tuple:
        ridge = float(self.instance.ridge)
        return (
            self.counts, self.masks, self.X, self.A, self.outer, ridge, self.orders, bool(self.use_b8),
            float(self.relative), float(self.absolute),
        )  # fmt: skip

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
        u, z = _unit(ray), np.zeros(self.X.shape[0])
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
        insert(            u, cells, labels, inherited, self.pool_u, self.pool_cells, self.pool_labels, self.pool_pick, self.lower,
            self.heap, self.open, self._model(), self.best, self.best_u, self.best_cells,
        )  # fmt: skip

    def grow(self, limit: int) -> int:
        """Split up to ``limit`` nodes; returns how many were split."""
        if self.size + limit * self.instance.width >= len(self.heap) and len(self.heap) < MAX_OPEN:
            self._allocate(2 * len(self.heap))
        done = expand(
            self.pool_u, self.pool_cells, self.pool_labels, self.pool_pick, self.lower, self.heap, self.open,
            self._model(), self.best, self.best_u, self.best_cells, limit,
        )  # fmt: skip
        self.nodes += done
        self.polish()
        return done


def _unit(ray: tuple[int, ...]) -> np.ndarray:
    largest = max(abs(x) for x in ray) or 1
    return np.array([x / largest for x in ray])


def column_orders(k: int) -> np.ndarray:
    """Column orders tried for the output basis: all of them for k <= 3, the cyclic ones beyond."""
    if k <= 3:
        return np.array(list(permutations(range(k))), np.int64)
    return np.array([[(i + s) % k for i in range(k)] for s in range(k)], np.int64)


Table = tuple[np.ndarray, np.ndarray, np.ndarray, np.ndarray]


def _table(search: Search, vectors: list[np.ndarray]) -> Table:
    """(counts, starts, gram, target) of blocks of unit vectors, one block per cell."""
    stacked = np.ascontiguousarray(np.concatenate(vectors))
    gram, target = np.empty((len(stacked), len(stacked))), np.empty((search.A.shape[0], len(stacked)))
    inner_products(stacked, search.A, gram, target)
    sizes = np.array([len(v) for v in vectors], np.int64)
    return sizes, np.concatenate([[0], np.cumsum(sizes)[:-1]]).astype(np.int64), gram, target


def _tables(search: Search) -> tuple[Table, Table]:
    """Tables of all generators of all cells, and of an orthonormal basis of the span of each cell's codes."""
    generators, bases = [], []
    for cell, members in enumerate(search.cones.members):
        rays = sorted({g for s in members for g in search.cones.simplices[s]})
        Z = np.zeros((len(rays), search.X.shape[0]))
        for g, z in zip(rays, Z, strict=True):
            codes(_unit(g), search.X, search.masks[cell], z)
        generators.append(Z)
        # the codes of a cell are the image of its independent generators: their number is the exact dimension
        bases.append(np.linalg.svd(Z)[2][: search.counts[cell]])
    return _table(search, generators), _table(search, bases)


def _refined(cells: tuple[int, ...], cones: Cones) -> Iterator[tuple[int, ...]]:
    """Multisets of simplices below a multiset of cells."""
    distinct = sorted(set(cells))
    parts = [combinations_with_replacement(cones.members[c], cells.count(c)) for c in distinct]
    for choice in product(*parts):
        yield tuple(s for part in choice for s in part)


class OutOfTime(Exception):
    """Raised inside the search when the clock or the progress callback says stop."""


def run(search: Search, *, deadline: float, progress: Callable[[Progress], None] | None = None) -> bool:
    """Search until the gap is closed (True) or time is up (False); the state stays valid in either case."""
    started = time.perf_counter()

    def report() -> None:
        now = time.perf_counter()
        if progress is not None:
            progress(Progress(float(search.best[0]), search.floor(), search.nodes, search.size, now - started))
        if now > deadline:
            raise OutOfTime

    try:
        if search.waiting >= search.goal():
            search.waiting = inf
            return True
        survivors = _screen(search, report)
        for at, (bound, cells) in enumerate(survivors):
            search.waiting = bound
            if bound >= search.goal():
                break
            for simplices in _refined(cells, search.cones):
                search.push(simplices, bound)
            search.polish()
            if at % 256 == 0:
                report()
        search.waiting = inf
        while search.size and search.floor() < search.goal():
            if not search.grow(NODES):
                return search.floor() >= search.goal()
            report()
    except (OutOfTime, KeyboardInterrupt):
        return False
    return search.best[1] >= search.goal()


def _screen(search: Search, report: Callable[[], None]) -> list[tuple[float, tuple[int, ...]]]:
    """Bounds of all multisets of cells, smallest first, those that the incumbent closes left out."""
    rays, spans = _tables(search)
    k, ridge = search.instance.width, float(search.instance.ridge)
    everything = combinations_with_replacement(range(len(rays[0])), k)
    total = comb(len(rays[0]) + k - 1, k)
    survivors: list[tuple[float, tuple[int, ...]]] = []
    while search.screened < total:
        block = np.array(list(islice(everything, CHUNK)), np.int64)
        lower, values = np.zeros(len(block)), np.zeros(len(block))
        screen(block, rays, spans, search.outer, ridge, search.goal(), search.orders, lower, values)
        search.consider(float(values.min()), block[int(np.argmin(values))])
        for i in np.flatnonzero(lower < search.goal()):
            survivors.append((float(lower[i]), tuple(int(c) for c in block[i])))
        search.screened += len(block)
        report()
    return sorted(survivors)
