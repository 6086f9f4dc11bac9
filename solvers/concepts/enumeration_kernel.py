"""The compiled kernel of ``enumeration_numba``: closures and neighbours of one concept after the other, depth first.

Arrays that grow inside a kernel are reference counted, so they grow outside; an integer and an unsigned word together become
a float.  The length of the tuple ``form`` is part of its type: with rows of one word all loops over words disappear, which
saves a third of the time.
"""

from __future__ import annotations

import numpy as np

from solvers.concepts.compiled import compiled, hand_over, trailing_zeros

DONE, PAUSED, CONCEPTS_FULL, EDGES_FULL, LINE_FULL, WAITING_FULL = 0, 1, 2, 3, 4, 5
MADE, PAIRS, DEPTH = 0, 1, 2  # places in the state
_ONE, _ZERO, _ALL = np.uint64(1), np.uint64(0), np.uint64(2**64 - 1)
# the same constants as theory.concepts.bits.fingerprint, which must give the same words
_FIRST, _SECOND = np.uint64(0xBF58476D1CE4E5B9), np.uint64(0x94D049BB133111EB)
_A, _B, _C = np.uint64(30), np.uint64(27), np.uint64(31)


@compiled
def enumerate_more(
    form,
    rows,
    weights,
    longest,
    least,
    covers,
    pause,
    state,
    intents,
    supports,
    upper,
    lower,
    via,
    line,
    waiting,
    closure,
    times,
    count,
    touched,
    place,
    wanted,
    outside,
):
    """Go on until nothing waits, an array is full or ``pause`` words were looked at; says which of these, by its code."""
    width, work = 1 if len(form) == 1 else rows.shape[1], 0
    made, pairs, depth = state[MADE], state[PAIRS], state[DEPTH]
    room, edges, most, length = intents.shape[0], upper.shape[0], waiting.shape[0], line.shape[0]
    while depth > 0:
        b, start, end, core = waiting[depth - 1, 0], waiting[depth - 1, 1], waiting[depth - 1, 2], waiting[depth - 1, 3]
        if work > pause:
            return _left(state, made, pairs, depth, PAUSED)
        work += (end - start) * width
        _beyond(form, intents, b, core, covers, outside)
        if least > 1:
            _keep_frequent(form, rows, weights, line, start, end, least, count, touched, outside)
        seen = _scan(form, rows, weights, line, start, end, outside, closure, times, count, touched)
        code = DONE
        if made + seen > room:
            code = CONCEPTS_FULL
        elif covers and pairs + seen > edges:
            code = EDGES_FULL
        elif depth + seen > most:
            code = WAITING_FULL
        # a quick bound first: the children together have each row as often as it has attributes
        elif end + (end - start) * longest > length and end + _rows_of_children(touched, times, seen, core) > length:
            code = LINE_FULL
        if code != DONE:
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
            hand_over(form, rows, line, start, end, wanted, place)
            for w in range(width):
                wanted[w] = _ZERO
    return _left(state, made, pairs, depth, DONE)


@compiled
def _left(state, made, pairs, depth, code):
    state[MADE], state[PAIRS], state[DEPTH] = made, pairs, depth
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
def _fingerprint(form, sets, i):
    out = sets[i, 0]
    for w in range(1, 1 if len(form) == 1 else sets.shape[1]):
        out = (out ^ (out >> _A)) * _FIRST
        out = (out ^ (out >> _B)) * _SECOND
        out ^= out >> _C
        out ^= sets[i, w]
    return out
