"""The concept lattice of a context, or the iceberg of its large concepts."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

import numpy as np
from numpy.typing import NDArray

from solvers.concepts.compiled import COMPILED
from solvers.concepts.covers import resolve_numba, resolve_numpy, sorted_pairs, with_bottom
from solvers.concepts.enumeration_numba import enumerate_numba
from solvers.concepts.enumeration_numpy import enumerate_numpy
from solvers.concepts.found import Progress, TooManyConcepts, no_progress
from theory.concepts import bits
from theory.concepts.bounds import concept_bound
from theory.concepts.context import Clarified, FormalContext
from theory.concepts.lattice import ConceptLattice
from theory.doors import an_instance
from theory.errors import InputError

Engine = Literal["auto", "numba", "numpy"]
# concepts; the arrays of such a lattice with five neighbours each and one word per intent take about half a gigabyte
LIMIT = 5_000_000
MOST_OCTETS = 1 << 31  # of all intents; only contexts with more than 3,000 attributes reach it before the limit above


def concept_lattice(
    context: FormalContext,
    *,
    min_support: int = 0,
    engine: Engine = "auto",
    limit: int = LIMIT,
    progress: Progress = no_progress,
) -> ConceptLattice:
    """All concepts (A, B) with ``|A| >= min_support`` and the covering relation among them.

    Args:
        context: up to about 10^6 objects and any number of attributes.
        min_support: 0 for the complete lattice; s >= 1 for the iceberg.
        engine: ``numba`` (an optional extra), ``numpy``, or ``auto``: numba when it is installed.  Both give the same.
        limit: refuse a lattice with more concepts, or one whose intents take more than two gigabytes.
        progress: called with the number of concepts found so far, every few tenths of a second.

    Raises:
        InputError: the threshold exceeds the number of objects, or the lattice has more than ``limit`` concepts; the
            message says the bound of concepts.lattice-size and offers an iceberg.

    Source: Ganter & Wille, Formal Concept Analysis (1999); concepts.lattice-size, concepts.iceberg.

    >>> k = FormalContext.of([{"a"}, {"a", "b"}])
    >>> lattice = concept_lattice(k)
    >>> [k.names(b) for b in lattice.intents], lattice.covers.tolist()
    ([('a',), ('a', 'b')], [[0, 1]])
    """
    an_instance(context, "context", FormalContext, "read_context reads one, FormalContext.from_bool makes one")
    found = enumerate_concepts(
        context, min_support=min_support, engine=engine, limit=limit, covers=True, progress=progress
    )
    intents, supports, upper, lower, n = found.intents, found.supports, found.upper, found.lower, len(found.intents)
    everything = bits.full(context.n_attributes)
    if min_support == 0 and not (n and np.any(np.all(intents == everything, axis=1))):
        upper, lower = with_bottom(upper, lower, n)
        intents = np.concatenate([intents, everything[None, :]])
        supports = np.append(supports, 0)
    order = np.lexsort([*intents.T, -supports])
    rank = np.empty_like(order)
    rank[order] = np.arange(len(order))
    return ConceptLattice(context, min_support, intents[order], supports[order], sorted_pairs(upper, lower, rank))


@dataclass(frozen=True)
class Concepts:
    """Intents and supports in no particular order; pair i of neighbours is (upper[i], lower[i])."""

    intents: bits.Words
    supports: NDArray[np.int64]
    upper: NDArray[np.int64]
    lower: NDArray[np.int64]


def enumerate_concepts(
    context: FormalContext,
    *,
    min_support: int = 0,
    engine: Engine = "auto",
    limit: int = LIMIT,
    covers: bool = False,
    progress: Progress = no_progress,
) -> Concepts:
    """All concepts with non-empty extent of at least ``min_support`` objects.

    Without ``covers`` the neighbours stay unknown and the search is several times faster.
    """
    n, d = context.n_objects, context.n_attributes
    if not 0 <= min_support <= n:
        raise InputError("--iceberg", min_support, f"the context has {n} objects", f"choose a number from 0 to {n}")
    enumerate_, resolve = (enumerate_numba, resolve_numba) if _compiled(engine) else (enumerate_numpy, resolve_numpy)
    limit = min(limit, MOST_OCTETS // (8 * bits.words(d)))
    rows, kept = _frequent(context, min_support)
    k = Clarified(*bits.distinct(rows))
    try:
        found = enumerate_(k, len(kept), min_support=min_support, covers=covers, limit=limit, progress=progress)
    except TooManyConcepts:
        raise _too_many(context, min_support, limit) from None
    intents = found.intents if len(kept) == d else _spread(found.intents, kept, d)
    return Concepts(intents, found.supports, found.edge_upper.astype(np.int64), resolve(found))


def _frequent(context: FormalContext, min_support: int) -> tuple[bits.Words, NDArray[np.int64]]:
    """The rows without the attributes of too few objects, which no concept of the iceberg has, and the attributes left."""
    if min_support > 1:
        columns = bits.transposed(context.rows, context.n_attributes)
        kept = np.flatnonzero(bits.sizes(columns) >= min_support)
        if bits.words(len(kept)) < bits.words(context.n_attributes):
            return bits.transposed(columns[kept], context.n_objects), kept
    return context.rows, np.arange(context.n_attributes)


def _spread(rows: bits.Words, kept: NDArray[np.int64], d: int) -> bits.Words:
    """Rows over the kept attributes as rows over all d."""
    columns = np.zeros((d, bits.words(len(rows))), dtype=np.uint64)
    columns[kept] = bits.transposed(rows, len(kept))
    return bits.transposed(columns, len(rows))


def _compiled(engine: Engine) -> bool:
    if engine not in ("auto", "numba", "numpy"):
        raise InputError("engine", engine, "expected auto, numba or numpy")
    if engine == "numba" and not COMPILED:
        raise InputError("engine", "numba", "numba is not installed", "install the extra sdl-atlas[fast], or use numpy")
    return COMPILED and engine != "numpy"


def _too_many(context: FormalContext, min_support: int, limit: int) -> InputError:
    bound = concept_bound(context.clarified().rows, context.n_objects, context.n_attributes)
    larger = f"--iceberg {max(2, 4 * min_support, context.n_objects // 100)}"
    what = "iceberg" if min_support else "lattice"
    return InputError(
        "lattice",
        f"more than {limit} concepts in the {what} of {context.n_objects} objects and {context.n_attributes} attributes",
        f"it could have up to {bound} concepts",
        f"keep the large concepts only, for example with {larger}",
    )
