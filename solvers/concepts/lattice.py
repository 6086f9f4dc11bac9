"""The concept lattice of a context, or the iceberg of its large concepts."""

from __future__ import annotations

from collections.abc import Callable
from typing import Literal

import numpy as np
from numpy.typing import NDArray

from solvers.concepts.compiled import COMPILED
from solvers.concepts.covers import fingerprints_clash, resolve_numpy, sorted_pairs, with_bottom
from solvers.concepts.enumeration_numba import enumerate_numba, resolve_numba
from solvers.concepts.enumeration_numpy import enumerate_numpy
from solvers.concepts.found import Found, TooManyConcepts
from theory.concepts import bits
from theory.concepts.bounds import concept_bound
from theory.concepts.context import Clarified, FormalContext
from theory.concepts.lattice import ConceptLattice
from theory.errors import InputError

Engine = Literal["auto", "numba", "numpy"]
# concepts; the arrays of such a lattice with five neighbours each and one word per intent take about half a gigabyte
LIMIT = 5_000_000


def concept_lattice(
    context: FormalContext, *, min_support: int = 0, engine: Engine = "auto", limit: int = LIMIT
) -> ConceptLattice:
    """All concepts (A, B) with |A| >= min_support and the covering relation among them.

    Args:
        context: up to about 10^6 objects and any number of attributes.
        min_support: 0 for the complete lattice; s >= 1 for the iceberg.
        engine: ``numba`` (an optional extra), ``numpy``, or ``auto``: numba when it is installed.  Both give the same.
        limit: refuse a lattice with more concepts.

    Raises:
        InputError: the threshold exceeds the number of objects, or the lattice has more than ``limit`` concepts; the
            message says the bound of concepts.lattice-size and offers an iceberg.

    Source: Ganter & Wille, Formal Concept Analysis (1999); concepts.lattice-size, concepts.iceberg.

    >>> k = FormalContext.of([{"a"}, {"a", "b"}])
    >>> lattice = concept_lattice(k)
    >>> [k.names(b) for b in lattice.intents], lattice.covers.tolist()
    ([('a',), ('a', 'b')], [[0, 1]])
    """
    found = enumerate_concepts(context, min_support=min_support, engine=engine, limit=limit, covers=True)
    intents, supports, n = found.intents, found.supports, len(found.intents)
    upper, lower = found.edge_upper, _resolver(engine)(found)
    everything = bits.full(context.n_attributes)
    if min_support == 0 and not (n and np.any(np.all(intents == everything, axis=1))):
        upper, lower = with_bottom(upper, lower, n)
        intents = np.concatenate([intents, everything[None, :]])
        supports = np.append(supports, 0)
    order = np.lexsort([*intents.T, -supports])
    rank = np.empty_like(order)
    rank[order] = np.arange(len(order))
    return ConceptLattice(context, min_support, intents[order], supports[order], sorted_pairs(upper, lower, rank))


def enumerate_concepts(
    context: FormalContext,
    *,
    min_support: int = 0,
    engine: Engine = "auto",
    limit: int = LIMIT,
    covers: bool = False,
    clarified: Clarified | None = None,
) -> Found:
    """All concepts with non-empty extent of at least ``min_support`` objects, in no particular order.

    Without ``covers`` the neighbours stay unknown and the search is several times faster.
    """
    n, d = context.n_objects, context.n_attributes
    if not 0 <= min_support <= n:
        raise InputError("--iceberg", min_support, f"the context has {n} objects", f"choose a number from 0 to {n}")
    k = context.clarified() if clarified is None else clarified
    enumerate_ = _enumerator(engine)
    salt = 0
    while True:
        try:
            found = enumerate_(k, d, min_support=min_support, covers=covers, limit=limit, salt=salt)
        except TooManyConcepts:
            raise _too_many(context, k, min_support, limit) from None
        if not covers or not fingerprints_clash(found.intents, salt):
            return found
        salt += 1


def _enumerator(engine: Engine) -> Callable[..., Found]:
    return enumerate_numba if _compiled(engine) else enumerate_numpy


def _resolver(engine: Engine) -> Callable[[Found], NDArray[np.int64]]:
    return resolve_numba if _compiled(engine) else resolve_numpy


def _compiled(engine: Engine) -> bool:
    if engine not in ("auto", "numba", "numpy"):
        raise InputError("engine", engine, "expected auto, numba or numpy")
    if engine == "numba" and not COMPILED:
        raise InputError("engine", "numba", "numba is not installed", "install the extra sdl-atlas[fast], or use numpy")
    return COMPILED and engine != "numpy"


def _too_many(context: FormalContext, k: Clarified, min_support: int, limit: int) -> InputError:
    bound = concept_bound(k.rows, context.n_objects, context.n_attributes)
    larger = f"--iceberg {max(2, 4 * min_support, context.n_objects // 100)}"
    what = "iceberg" if min_support else "lattice"
    return InputError(
        "lattice",
        f"more than {limit} concepts in the {what} of {context.n_objects} objects and {context.n_attributes} attributes",
        f"it could have up to {bound} concepts",
        f"keep the large concepts only, for example with {larger}",
    )
