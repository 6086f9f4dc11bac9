"""Keys for the stem base, compiled: depth first, with the rows of every key handed over to its children."""

from __future__ import annotations

import numpy as np

from solvers.concepts.compiled import compiled, hand_over, trailing_zeros

KEYS_FULL, STACK_FULL = -1, -2
_ONE, _ZERO, _ALL = np.uint64(1), np.uint64(0), np.uint64(2**64 - 1)
_ODD, _FOLD = np.uint64(0x9E3779B97F4A7C15), np.uint64(29)


@compiled
def list_keys(rows, weights, d, everything, keys, closures, support, line):
    """All keys: how many, or ``KEYS_FULL`` or ``STACK_FULL`` where the room given is too small.

    Children are visited from the last attribute to the first, so all subsets of a key come before it.
    """
    n, width = rows.shape
    room = keys.shape[0]
    forward = np.zeros((room, width), np.uint64)  # attributes after the last that make a larger key of positive support
    size = 16
    while size < 2 * room:
        size *= 2
    table = np.full(size, -1, np.int32)
    closure, count, times = np.empty((d, width), np.uint64), np.zeros(d, np.int64), np.zeros(d, np.int64)
    place, allowed, wanted = np.empty(d, np.int64), np.empty(width, np.uint64), np.zeros(width, np.uint64)
    probe = np.zeros(width, np.uint64)
    waiting = np.empty((min(d * d + 1, room) + 1, 4), np.int64)
    for w in range(width):
        keys[0, w], closures[0, w] = _ZERO, _ALL
    support[0] = 0
    for g in range(n):
        line[g] = g
        support[0] += weights[g]
        for w in range(width):
            closures[0, w] &= rows[g, w]
    _insert(table, keys, 0)
    waiting[0, 0], waiting[0, 1], waiting[0, 2], waiting[0, 3] = 0, 0, n, -1
    made, depth = 1, 1
    while depth > 0:
        depth -= 1
        key, start, end, last = waiting[depth, 0], waiting[depth, 1], waiting[depth, 2], waiting[depth, 3]
        _candidates(keys, key, last, everything, forward, table, allowed, probe)
        _count(rows, weights, line, start, end, allowed, closure, count, times)
        free, before = end, depth
        for w in range(width):
            word = allowed[w]
            while word != _ZERO:
                m = (w << 6) + trailing_zeros(word)
                word &= word - _ONE
                c = count[m]
                count[m] = 0
                t = times[m]
                times[m] = 0
                if c == support[key] or (c > 0 and not _is_key(keys, key, m, c, support, table, probe)):
                    continue
                if made == room:
                    return KEYS_FULL
                for v in range(width):
                    keys[made, v] = keys[key, v]
                    closures[made, v] = closure[m, v] if c > 0 else everything[v]
                keys[made, w] |= _ONE << np.uint64(m & 63)
                support[made] = c
                if c > 0:
                    if free + t > line.shape[0]:
                        return STACK_FULL
                    _insert(table, keys, made)
                    bit = _ONE << np.uint64(m & 63)
                    forward[key, w] |= bit
                    wanted[w] |= bit
                    place[m] = free
                    waiting[depth, 0], waiting[depth, 1], waiting[depth, 2], waiting[depth, 3] = made, free, free + t, m
                    free += t
                    depth += 1
                made += 1
        if depth > before:
            hand_over((0, 0), rows, line, start, end, wanted, place)
            for w in range(width):
                wanted[w] = _ZERO
    return made


@compiled
def _candidates(keys, key, last, everything, forward, table, allowed, probe):
    """Attributes m after the last one such that (K + m) minus x is a key of positive support for all x in K."""
    width = keys.shape[1]
    for w in range(width):
        probe[w] = keys[key, w]
        allowed[w] = everything[w]
    if last >= 0:
        for w in range(last >> 6):
            allowed[w] = _ZERO
        allowed[last >> 6] &= (_ALL << np.uint64(last & 63)) << _ONE
    for w in range(width):
        word = keys[key, w]
        while word != _ZERO:
            bit = word & (~word + _ONE)
            word ^= bit
            probe[w] ^= bit
            other = _look_up(table, keys, probe)
            probe[w] ^= bit
            for v in range(width):
                allowed[v] &= forward[other, v]


@compiled
def _is_key(keys, key, m, c, support, table, probe):
    """Whether (K + m) minus x has more than c objects for all x in K."""
    width = keys.shape[1]
    for w in range(width):
        probe[w] = keys[key, w]
    probe[m >> 6] |= _ONE << np.uint64(m & 63)
    for w in range(width):
        word = keys[key, w]
        while word != _ZERO:
            bit = word & (~word + _ONE)
            word ^= bit
            probe[w] ^= bit
            other = _look_up(table, keys, probe)
            probe[w] ^= bit
            if support[other] == c:
                return False
    return True


@compiled
def _count(rows, weights, line, start, end, allowed, closure, count, times):
    width = rows.shape[1]
    for i in range(start, end):
        g = line[i]
        weight = weights[g]
        for w in range(width):
            word = rows[g, w] & allowed[w]
            while word != _ZERO:
                m = (w << 6) + trailing_zeros(word)
                word &= word - _ONE
                if times[m] == 0:
                    for v in range(width):
                        closure[m, v] = rows[g, v]
                else:
                    for v in range(width):
                        closure[m, v] &= rows[g, v]
                times[m] += 1
                count[m] += weight


@compiled
def _hash(sets, i):
    out = _ZERO
    for w in range(sets.shape[1]):
        out = (out ^ sets[i, w]) * _ODD
        out ^= out >> _FOLD
    return out


@compiled
def _insert(table, keys, i):
    mask = np.uint64(table.shape[0] - 1)
    at = _hash(keys, i) & mask
    while table[at] >= 0:
        at = (at + _ONE) & mask
    table[at] = i


@compiled
def _look_up(table, keys, probe):
    """Number of a key that is known to be in the table."""
    width = probe.shape[0]
    out = _ZERO
    for w in range(width):
        out = (out ^ probe[w]) * _ODD
        out ^= out >> _FOLD
    mask = np.uint64(table.shape[0] - 1)
    at = out & mask
    while True:
        i = table[at]
        same = True
        for w in range(width):
            same = same and keys[i, w] == probe[w]
        if same:
            return i
        at = (at + _ONE) & mask
