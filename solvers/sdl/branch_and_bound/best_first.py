"""Branch and bound over multisets of cones: screening of all multisets of whole cells, then best-first refinement."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from itertools import combinations_with_replacement, islice, product
from math import comb, inf

import numpy as np

from solvers.sdl.branch_and_bound.cones import Cones
from solvers.sdl.branch_and_bound.jit import COMPILED
from solvers.sdl.branch_and_bound.screening import screen
from solvers.sdl.branch_and_bound.search import Search, unit
from solvers.sdl.branch_and_bound.tree import codes, inner_products

# Multisets per screening call and nodes per tree call: few enough that the clock and Ctrl-C are noticed in a second.
CHUNK, NODES = (4096, 500) if COMPILED else (32, 8)


@dataclass(frozen=True)
class Progress:
    """What a progress callback receives: bounds so far, nodes split, open nodes, seconds."""

    upper: float
    lower: float
    nodes: int
    open_nodes: int
    seconds: float


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
            codes(unit(g), search.X, search.masks[cell], z)
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
