"""All intents of a context, compiled: the same closures as ``enumeration_numpy``, one concept at a time, depth first.

One pass over the extent of a concept (A, B) ANDs every row into the closure of each attribute that the row has outside B;
a second pass hands the rows to the children.  For an iceberg a pass before them finds the attributes that are frequent
enough, which are few.  The results are the same sets as the numpy engine's.

The kernel stops before a concept when an array is full or when it has worked for a while; it then leaves its state behind,
and goes on where it stopped.  So nothing is done twice, and there is something to say on the way.
"""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray

from solvers.concepts.enumeration_kernel import (
    CONCEPTS_FULL,
    DONE,
    EDGES_FULL,
    LINE_FULL,
    MADE,
    PAIRS,
    PAUSED,
    WAITING_FULL,
    enumerate_more,
)
from solvers.concepts.found import Found, Progress, TooManyConcepts, no_progress
from theory.concepts import bits
from theory.concepts.context import Clarified

PAUSE = 1 << 24  # words of rows that are looked at between two reports: some tenths of a second


def enumerate_numba(
    clarified: Clarified,
    d: int,
    *,
    min_support: int,
    covers: bool,
    limit: int,
    progress: Progress = no_progress,
) -> Found:
    """All concepts with a non-empty extent of at least ``min_support`` objects; their neighbours too with ``covers``.

    Raises:
        TooManyConcepts: there are more than ``limit``.
    """
    rows, weights = np.ascontiguousarray(clarified.rows), clarified.weights
    n, width = rows.shape
    least, total = max(1, min_support), int(weights.sum())
    if total < least:
        nothing = np.zeros(0, np.int32)
        return Found(rows[:0], weights[:0], nothing, np.zeros(0, np.uint64), nothing)
    sizes = bits.sizes(rows)
    longest = int(sizes.max())
    room, edges, ahead, places = _first_guess(n, d, width, int(sizes.sum()), covers)
    intents, supports = np.empty((room, width), np.uint64), np.empty(room, np.int64)
    pairs = [np.empty(edges, np.int32), np.empty(edges, np.uint64), np.empty(edges, np.int32)]
    line, waiting = np.empty(places, np.int32), np.empty((ahead, 4), np.int64)
    intents[0], supports[0], line[:n] = np.bitwise_and.reduce(rows, axis=0), total, np.arange(n)
    waiting[0] = (0, 0, n, -1)
    state = np.array([1, 0, int(n > 1)])
    scratch = _scratch(d, width)
    form, code = (0,) if width == 1 else (0, 0), PAUSED
    while code != DONE:
        code = enumerate_more(
            form,
            rows,
            weights,
            longest,
            least,
            covers,
            PAUSE,
            state,
            intents,
            supports,
            *pairs,
            line,
            waiting,
            *scratch,
        )
        if state[MADE] > limit:
            raise TooManyConcepts
        if code == CONCEPTS_FULL:
            intents, supports = _grown(intents), _grown(supports)
        elif code == EDGES_FULL:
            pairs = [_grown(p) for p in pairs]
        elif code == LINE_FULL:
            line = _grown(line)
        elif code == WAITING_FULL:
            waiting = _grown(waiting)
        else:
            progress(int(state[MADE]))
    made, count = int(state[MADE]), int(state[PAIRS])
    return Found(intents[:made], supports[:made], *(p[:count] for p in pairs))


def _first_guess(n: int, d: int, width: int, entries: int, covers: bool) -> tuple[int, int, int, int]:
    """Room for concepts, neighbours, concepts that wait, and rows in extents: generous, for untouched memory costs nothing."""
    room = min(8 * n + 4096, (1 << 26) // width)
    return room, 32 * n + 16384 if covers else 1, 8 * d + 64, 4 * entries + 2 * n + 1024


def _scratch(d: int, width: int) -> tuple[NDArray[Any], ...]:
    """Closures, row counts and object counts of attributes; those seen; places of children; sets of attributes."""
    counts = np.zeros(d, np.int64), np.zeros(d, np.int64)
    sets = np.zeros(width, np.uint64), np.zeros(width, np.uint64)
    return np.empty((d, width), np.uint64), *counts, np.empty(d, np.int64), np.empty(d, np.int64), *sets


def _grown(array: NDArray[Any]) -> NDArray[Any]:
    """Twice the room; what lies beyond the old end is never touched before it is written."""
    out = np.empty((2 * len(array) + 1024, *array.shape[1:]), array.dtype)
    out[: len(array)] = array
    return out
