"""All intents of a context, compiled: the same closures as ``enumeration_numpy``, one concept at a time, depth first.

One pass over the extent of a concept (A, B) ANDs every row into the closure of each attribute that the row has outside B;
a second pass hands the rows to the children.  The results are the same sets as the numpy engine's.

Traps that cost factors: arrays that grow inside a kernel are reference counted, so the kernel returns when an array is
full and starts again with a larger one; and an integer and an unsigned word together become a float.  The length of the
tuple ``form`` is part of its type: with rows of one word all loops over words disappear, which saves a third of the time.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from solvers.concepts.compiled import compiled, trailing_zeros
from solvers.concepts.found import Found, TooManyConcepts
from theory.concepts import bits
from theory.concepts.context import Clarified

_CONCEPTS_FULL, _EDGES_FULL, _STACK_FULL = -1, -2, -3
_ONE, _ZERO, _ALL = np.uint64(1), np.uint64(0), np.uint64(2**64 - 1)
# the same constants as theory.concepts.bits.fingerprint, which must give the same words
_ODD, _SALT, _FOLD = np.uint64(0x9E3779B97F4A7C15), np.uint64(0xBB67AE8584CAA73B), np.uint64(29)


def enumerate_numba(
    clarified: Clarified, d: int, *, min_support: int, covers: bool, limit: int, salt: int = 0
) -> Found:
    """All concepts with a non-empty extent of at least ``min_support`` objects; their neighbours too with ``covers``.

    Raises:
        TooManyConcepts: there are more than ``limit``.
    """
    rows, weights = np.ascontiguousarray(clarified.rows), clarified.weights
    n, width = rows.shape
    least = max(1, min_support)
    if int(weights.sum()) < least:
        return Found(rows[:0], weights[:0], np.zeros(0, np.int64), np.zeros(0, np.uint64), salt)
    # memory that is never touched costs nothing, so the first guess is generous; a second run is the price of a small one
    room, edges, stack = 8 * n + 4096, 32 * n + 16384 if covers else 1, 4 * int(bits.sizes(rows).sum()) + 2 * n + 1024
    form = (0,) if width == 1 else (0, 0)
    while True:
        room = min(room, limit + d + 1)
        intents, supports = np.empty((room, width), np.uint64), np.empty(room, np.int64)
        upper, lower = np.empty(edges, np.int32), np.empty(edges, np.uint64)
        line = np.empty(stack, np.int32)
        count, pairs = _enumerate(form, rows, weights, d, least, covers, salt, intents, supports, upper, lower, line)
        if count > limit or (count == _CONCEPTS_FULL and room == limit + d + 1):
            raise TooManyConcepts
        if count >= 0:
            return Found(
                intents[:count].copy(),
                supports[:count].copy(),
                upper[:pairs].astype(np.int64),
                lower[:pairs].copy(),
                salt,
            )
        room *= 4 if count == _CONCEPTS_FULL else 1
        edges *= 4 if count == _EDGES_FULL else 1
        stack *= 4 if count == _STACK_FULL else 1


def resolve_numba(found: Found) -> NDArray[np.int64]:
    """The number of the lower concept of every pair, by a hash table of the fingerprints."""
    size = 1 << max(4, (2 * len(found.intents)).bit_length())
    keys = np.ascontiguousarray(bits.fingerprint(found.intents, found.salt))
    return _resolve(keys, found.edge_lower, np.full(size, -1, np.int32))


@compiled
def _enumerate(form, rows, weights, d, least, covers, salt, intents, supports, upper, lower, line):
    n, width = rows.shape[0], 1 if len(form) == 1 else rows.shape[1]
    closure, times, count = np.empty((d, width), np.uint64), np.zeros(d, np.int64), np.zeros(d, np.int64)
    touched, place, wanted = np.empty(d, np.int64), np.empty(d, np.int64), np.zeros(width, np.uint64)
    # a path of the tree has at most d nodes, each with at most d siblings waiting
    waiting = np.empty((min(d * d + 1, intents.shape[0]) + 1, 4), np.int64)
    for w in range(width):
        intents[0, w] = _ALL
    total, made, pairs, depth = 0, 1, 0, 0
    for g in range(n):
        total += weights[g]
        line[g] = g
        for w in range(width):
            intents[0, w] &= rows[g, w]
    supports[0] = total
    if n > 1:
        waiting[0, 0], waiting[0, 1], waiting[0, 2], waiting[0, 3] = 0, 0, n, -1
        depth = 1
    while depth > 0:
        depth -= 1
        b, start, end, core = waiting[depth, 0], waiting[depth, 1], waiting[depth, 2], waiting[depth, 3]
        seen = _scan(form, rows, weights, line, start, end, intents, b, core, covers, closure, times, count, touched)
        if made + seen > intents.shape[0]:
            return _CONCEPTS_FULL, 0
        if covers and pairs + seen > upper.shape[0]:
            return _EDGES_FULL, 0
        if covers:
            pairs = _neighbours(form, intents, b, closure, count, touched, seen, least, salt, upper, lower, pairs)
        free, before = end, depth
        for i in range(seen):
            m = touched[i]
            if m > core and count[m] >= least and _agree_before(form, closure, intents, b, m):
                for w in range(width):
                    intents[made, w] = closure[m, w]
                supports[made] = count[m]
                if times[m] > 1:  # the intent of a single row is that row: nothing lies below it
                    if free + times[m] > line.shape[0] or depth >= waiting.shape[0]:
                        return _STACK_FULL, 0
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
    return made, pairs


@compiled
def _scan(form, rows, weights, line, start, end, intents, b, core, covers, closure, times, count, touched):
    """Closures, row counts and object counts of every attribute outside B (after the core only, without covers)."""
    width = 1 if len(form) == 1 else rows.shape[1]
    seen = 0
    first = 0 if covers or core < 0 else core >> 6
    for i in range(start, end):
        g = line[i]
        weight = weights[g]
        for w in range(first, width):
            word = rows[g, w] & ~intents[b, w]
            if not covers and core >= 0 and w == first:
                word &= (_ALL << np.uint64(core & 63)) << _ONE
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
def _neighbours(form, intents, b, closure, count, touched, seen, least, salt, upper, lower, pairs):
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
            lower[pairs] = _fingerprint(form, closure, m, salt)
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
def _fingerprint(form, sets, i, salt):
    if len(form) == 1:
        return sets[i, 0]
    out = _ZERO
    odd = _ODD + np.uint64(2) * np.uint64(salt) * _SALT
    for w in range(sets.shape[1]):
        out = (out ^ sets[i, w]) * odd
        out ^= out >> _FOLD
    return out


@compiled
def _resolve(keys, wanted, table):
    mask = np.uint64(table.shape[0] - 1)
    for i in range(keys.shape[0]):
        at = ((keys[i] * _ODD) >> np.uint64(32)) & mask
        while table[at] >= 0:
            at = (at + _ONE) & mask
        table[at] = i
    out = np.empty(wanted.shape[0], np.int64)
    for e in range(wanted.shape[0]):
        at = ((wanted[e] * _ODD) >> np.uint64(32)) & mask
        while keys[table[at]] != wanted[e]:
            at = (at + _ONE) & mask
        out[e] = table[at]
    return out
