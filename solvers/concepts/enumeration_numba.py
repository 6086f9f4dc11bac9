"""All intents of a context, compiled: the same closures as ``enumeration_numpy``, one concept at a time, depth first.

One pass over the extent of a concept (A, B) ANDs every row into the closure of each attribute that the row has outside B;
a second pass hands the rows to the children.  For an iceberg a pass before them finds the attributes that are frequent
enough, which are few.  The results are the same sets as the numpy engine's.

The kernel stops before a concept when an array is full or when it has worked for a while; it then leaves its state behind,
and goes on where it stopped.  So nothing is done twice, and there is something to say on the way.

Traps that cost factors: arrays that grow inside a kernel are reference counted, so they grow outside; and an integer and an
unsigned word together become a float.  The length of the tuple ``form`` is part of its type: with rows of one word all
loops over words disappear, which saves a third of the time.
"""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray

from solvers.concepts.compiled import compiled, trailing_zeros
from solvers.concepts.found import Found, Progress, TooManyConcepts, no_progress
from theory.concepts import bits
from theory.concepts.context import Clarified

_DONE, _PAUSED, _CONCEPTS_FULL, _EDGES_FULL, _LINE_FULL, _WAITING_FULL = 0, 1, 2, 3, 4, 5
_MADE, _PAIRS, _DEPTH = 0, 1, 2  # places in the state
_ONE, _ZERO, _ALL = np.uint64(1), np.uint64(0), np.uint64(2**64 - 1)
# the same constants as theory.concepts.bits.fingerprint, which must give the same words
_FIRST, _SECOND = np.uint64(0xBF58476D1CE4E5B9), np.uint64(0x94D049BB133111EB)
_A, _B, _C = np.uint64(30), np.uint64(27), np.uint64(31)
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
    form, code = (0,) if width == 1 else (0, 0), _PAUSED
    while code != _DONE:
        code = _enumerate(
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
        if state[_MADE] > limit:
            raise TooManyConcepts
        if code == _CONCEPTS_FULL:
            intents, supports = _grown(intents), _grown(supports)
        elif code == _EDGES_FULL:
            pairs = [_grown(p) for p in pairs]
        elif code == _LINE_FULL:
            line = _grown(line)
        elif code == _WAITING_FULL:
            waiting = _grown(waiting)
        else:
            progress(int(state[_MADE]))
    made, count = int(state[_MADE]), int(state[_PAIRS])
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


@compiled
def _enumerate(
    form, rows, weights, longest, least, covers, pause, state, intents, supports, upper, lower, via, line, waiting,
    closure, times, count, touched, place, wanted, outside,
):  # fmt: skip
    width, work = 1 if len(form) == 1 else rows.shape[1], 0
    made, pairs, depth = state[_MADE], state[_PAIRS], state[_DEPTH]
    room, edges, most, length = intents.shape[0], upper.shape[0], waiting.shape[0], line.shape[0]
    while depth > 0:
        b, start, end, core = waiting[depth - 1, 0], waiting[depth - 1, 1], waiting[depth - 1, 2], waiting[depth - 1, 3]
        if work > pause:
            return _left(state, made, pairs, depth, _PAUSED)
        work += (end - start) * width
        _beyond(form, intents, b, core, covers, outside)
        if least > 1:
            _keep_frequent(form, rows, weights, line, start, end, least, count, touched, outside)
        seen = _scan(form, rows, weights, line, start, end, outside, closure, times, count, touched)
        code = _DONE
        if made + seen > room:
            code = _CONCEPTS_FULL
        elif covers and pairs + seen > edges:
            code = _EDGES_FULL
        elif depth + seen > most:
            code = _WAITING_FULL
        # a quick bound first: the children together have each row as often as it has attributes
        elif end + (end - start) * longest > length and end + _rows_of_children(touched, times, seen, core) > length:
            code = _LINE_FULL
        if code != _DONE:
            for i in range(seen):
                times[touched[i]], count[touched[i]] = 0, 0
            return _left(state, made, pairs, depth, code)
        depth -= 1
        if covers:
            pairs = _neighbours(form, intents, b, closure, count, touched, seen, least, upper, lower, via, pairs)
        free, before = end, depth
        for i in range(seen):
            m = touched[i]
            if m > core and count[m] >= least and _agree_before(form, closure, intents, b, m):
                for w in range(width):
                    intents[made, w] = closure[m, w]
                supports[made] = count[m]
                if times[m] > 1:  # the intent of a single row is that row: nothing lies below it
                    waiting[depth, 0], waiting[depth, 1], waiting[depth, 2], waiting[depth, 3] = (
                        made,
                        free,
                        free + times[m],
                        m,
                    )
                    place[m] = free
                    wanted[m >> 6] |= _ONE << np.uint64(m & 63)
                    free += times[m]
                    depth += 1
                made += 1
            times[m], count[m] = 0, 0
        if depth > before:
            _hand_over(form, rows, line, start, end, wanted, place)
            for w in range(width):
                wanted[w] = _ZERO
    return _left(state, made, pairs, depth, _DONE)


@compiled
def _left(state, made, pairs, depth, code):
    state[_MADE], state[_PAIRS], state[_DEPTH] = made, pairs, depth
    return code


@compiled
def _rows_of_children(touched, times, seen, core):
    out = 0
    for i in range(seen):
        if touched[i] > core:
            out += times[touched[i]]
    return out


@compiled
def _beyond(form, intents, b, core, covers, outside):
    """The attributes outside B; without covers, only those after the core."""
    for w in range(1 if len(form) == 1 else intents.shape[1]):
        outside[w] = ~intents[b, w]
        if not covers and core >= 0:
            if w < core >> 6:
                outside[w] = _ZERO
            elif w == core >> 6:
                outside[w] &= (_ALL << np.uint64(core & 63)) << _ONE


@compiled
def _keep_frequent(form, rows, weights, line, start, end, least, count, touched, outside):
    """Leave out attributes with fewer than ``least`` objects: no concept of the iceberg below B has them."""
    width = 1 if len(form) == 1 else rows.shape[1]
    seen = 0
    for i in range(start, end):
        g = line[i]
        for w in range(width):
            word = rows[g, w] & outside[w]
            while word != _ZERO:
                m = (w << 6) + trailing_zeros(word)
                word &= word - _ONE
                if count[m] == 0:
                    touched[seen] = m
                    seen += 1
                count[m] += weights[g]
    for i in range(seen):
        m = touched[i]
        if count[m] < least:
            outside[m >> 6] &= ~(_ONE << np.uint64(m & 63))
        count[m] = 0


@compiled
def _scan(form, rows, weights, line, start, end, outside, closure, times, count, touched):
    """Closures, row counts and object counts of the attributes of the set."""
    width = 1 if len(form) == 1 else rows.shape[1]
    seen = 0
    for i in range(start, end):
        g = line[i]
        weight = weights[g]
        for w in range(width):
            word = rows[g, w] & outside[w]
            while word != _ZERO:
                m = (w << 6) + trailing_zeros(word)
                word &= word - _ONE
                if times[m] == 0:
                    touched[seen] = m
                    seen += 1
                    for v in range(width):
                        closure[m, v] = rows[g, v]
                else:
                    for v in range(width):
                        closure[m, v] &= rows[g, v]
                times[m] += 1
                count[m] += weight
    return seen


@compiled
def _agree_before(form, closure, intents, b, m):
    word = 0 if len(form) == 1 else m >> 6
    for w in range(word):
        if closure[m, w] != intents[b, w]:
            return False
    return (closure[m, word] ^ intents[b, word]) & ((_ONE << np.uint64(m & 63)) - _ONE) == _ZERO


@compiled
def _neighbours(form, intents, b, closure, count, touched, seen, least, upper, lower, via, pairs):
    """D is a lower neighbour when all its attributes outside B have the same support; the first of them reports it."""
    width = 1 if len(form) == 1 else intents.shape[1]
    for i in range(seen):
        m = touched[i]
        if count[m] < least:
            continue
        cover = True
        for w in range(width):
            word = closure[m, w] & ~intents[b, w]
            while cover and word != _ZERO:
                other = (w << 6) + trailing_zeros(word)
                word &= word - _ONE
                cover = other >= m and count[other] == count[m]
        if cover:
            upper[pairs] = b
            lower[pairs] = _fingerprint(form, closure, m)
            via[pairs] = m
            pairs += 1
    return pairs


@compiled
def _hand_over(form, rows, line, start, end, wanted, place):
    """Append every row to the lists of the children that it belongs to."""
    for i in range(start, end):
        g = line[i]
        for w in range(1 if len(form) == 1 else rows.shape[1]):
            word = rows[g, w] & wanted[w]
            while word != _ZERO:
                m = (w << 6) + trailing_zeros(word)
                word &= word - _ONE
                line[place[m]] = g
                place[m] += 1


@compiled
def _fingerprint(form, sets, i):
    out = sets[i, 0]
    for w in range(1, 1 if len(form) == 1 else sets.shape[1]):
        out = (out ^ (out >> _A)) * _FIRST
        out = (out ^ (out >> _B)) * _SECOND
        out ^= out >> _C
        out ^= sets[i, w]
    return out
