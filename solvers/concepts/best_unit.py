"""The conjunctive unit of given neurons that fits a concept best, with a proof that none is better (concepts.best-unit-search).

Depth-first search over sets of neurons with the bound J(E, C) <= |theta and C| / |C| for every E inside theta.  Neurons
that fail the bound at a node are left out of everything below it, which usually leaves a handful.
"""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction

import numpy as np
from numpy.typing import NDArray

from solvers.concepts.columns import Columns
from theory.concepts import bits
from theory.concepts.best_unit_proof import BestUnitProof
from theory.concepts.bits import Words
from theory.concepts.context import FormalContext, Mask
from theory.concepts.metrics import Fit
from theory.errors import InputError

# visited sets; a proof of a million sets takes some 100 MB, and contexts that need more are better cut to fewer neurons
LIMIT = 1_000_000


@dataclass(frozen=True)
class BestUnit:
    """The best unit: neurons of which none can be left out, how it fits, and the proof that no other unit fits better."""

    neurons: tuple[int, ...]
    fit: Fit
    proof: BestUnitProof


def best_unit(columns: Columns | FormalContext, concept: Mask, *, limit: int = LIMIT) -> BestUnit:
    """A conjunctive unit with the largest Jaccard index, which has the largest F1 too.

    ``max { |theta_M and C| / |theta_M or C| : M a set of neurons }``

    The empty set of neurons counts as well: it is active everywhere.

    Args:
        columns: the neurons, as a context of N points or packed.
        concept: the points of C, at least one, as N truth values.
        limit: visited sets before giving up.

    Raises:
        InputError: the concept has no points, or is no mask of the N points, or more than ``limit`` sets were visited.

    Source: concepts.best-unit-search; concepts.units-are-extents (every such unit is an extent of the concept lattice).

    >>> from theory.concepts import FormalContext
    >>> k = FormalContext.of([{"a"}, {"a", "b"}, {"b"}])
    >>> best_unit(k, [False, True, False]).neurons
    (0, 1)
    """
    if isinstance(columns, FormalContext):
        columns = Columns.of(columns)
    concept = np.asarray(concept)
    if concept.dtype != bool or concept.shape != (columns.n_objects,):
        found = f"{concept.dtype}{list(concept.shape)}"
        raise InputError("concept", found, f"expected {columns.n_objects} truth values, one for each point")
    size = int(np.count_nonzero(concept))
    if not size:
        raise InputError("concept", "no points", "a concept must have at least one")
    return _Search(columns, columns.pack(concept), size, limit).run()


@dataclass(frozen=True)
class _Node:
    """An extension of a visited set (ranks in the order) by one neuron, with what is needed to visit it."""

    chosen: tuple[int, ...]
    parent: Words
    alive: NDArray[np.int64]
    place: int
    size: int
    common: int


class _Search:
    def __init__(self, columns: Columns, concept: Words, size: int, limit: int) -> None:
        self.columns, self.concept, self.size, self.limit = columns, concept, size, limit
        common = columns.common(concept)
        score = common / (size + columns.sizes - common)
        # promising neurons first: they get the whole tree below them while the bound is still weak
        self.order = np.lexsort([np.arange(len(score)), -score])
        self.best, self.chosen = Fraction(size, columns.n_objects), ()
        if len(score):
            top = int(self.order[0])
            self.offer(int(common[top]), int(columns.sizes[top]), (0,))
        # neurons that fail the bound now fail it everywhere below
        self.rank = np.flatnonzero(self.passes(common[self.order]))
        self.extents = columns.extents[self.order[self.rank]]
        self.inside = self.extents & concept
        self.visited: list[tuple[int, ...]] = []

    def passes(self, common: NDArray[np.int64]) -> NDArray[np.bool_]:
        """Whether the bound |theta and C| / |C| exceeds the best index; exact in integers (below 10^14 for 10^7 points)."""
        return common * self.best.denominator > self.best.numerator * self.size

    def offer(self, common: int, size: int, chosen: tuple[int, ...]) -> None:
        value = Fraction(common, self.size + size - common)
        if value > self.best:
            self.best, self.chosen = value, chosen

    def run(self) -> BestUnit:
        waiting = self.visit((), bits.full(self.columns.n_objects), np.arange(len(self.rank)), self.columns.n_objects)
        while waiting:
            node = waiting.pop()
            if node.common * self.best.denominator <= self.best.numerator * self.size:
                continue
            grown = node.parent & self.extents[node.alive[node.place]]
            earlier = node.alive[: node.place]
            if np.any(np.all(grown & ~self.extents[earlier] == 0, axis=1)):
                continue
            waiting += self.visit(node.chosen, grown, node.alive, node.size)
        return self.result()

    def visit(self, chosen: tuple[int, ...], extent: Words, alive: NDArray[np.int64], size: int) -> list[_Node]:
        """Compare all extensions by one neuron; returns those to visit, the most promising last.

        ``alive`` are the places, in increasing order, of the neurons that passed the bound above.
        """
        self.visited.append(chosen)
        if len(self.visited) > self.limit:
            many = f"more than {self.limit} sets of neurons"
            raise InputError("best unit", many, "too many units fit almost equally well", "use fewer neurons")
        both, sizes = bits.sizes(self.inside[alive] & extent), bits.sizes(self.extents[alive] & extent)
        smaller = sizes < size
        score = both / (self.size + sizes - both)
        if smaller.any():
            top = int(np.argmax(np.where(smaller, score, -1.0)))
            self.offer(int(both[top]), int(sizes[top]), (*chosen, int(self.rank[alive[top]])))
        kept = np.flatnonzero(self.passes(both) & smaller)
        alive, both, sizes, score = alive[kept], both[kept], sizes[kept], score[kept]
        ranks = self.rank[alive]
        after = np.flatnonzero(ranks > (chosen[-1] if chosen else -1))
        best_last = after[np.argsort(score[after], kind="stable")]
        return [_Node((*chosen, int(ranks[i])), extent, alive, int(i), int(sizes[i]), int(both[i])) for i in best_last]

    def result(self) -> BestUnit:
        """The unit without neurons that its others imply, and the proof."""

        def named(ranks: tuple[int, ...]) -> tuple[int, ...]:
            return tuple(int(self.order[r]) for r in ranks)

        unit = named(self.chosen)
        extent = self.intersection(unit)
        for i in reversed(unit):
            rest = tuple(j for j in unit if j != i)
            if np.array_equal(self.intersection(rest), extent):
                unit = rest
        tp, size = int(bits.sizes((extent & self.concept)[None, :])[0]), int(bits.sizes(extent[None, :])[0])
        proof = BestUnitProof(tuple(self.order.tolist()), tuple(map(named, self.visited)), unit, self.best)
        return BestUnit(tuple(sorted(unit)), Fit(tp, size - tp, self.size - tp), proof)

    def intersection(self, neurons: tuple[int, ...]) -> Words:
        out = bits.full(self.columns.n_objects)
        for i in neurons:
            out = out & self.columns.extents[i]
        return out
