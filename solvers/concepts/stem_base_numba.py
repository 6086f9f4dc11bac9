"""The stem base, compiled: keys depth first, then quasi-closed sets smallest first."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from solvers.concepts.compiled import compiled, trailing_zeros
from theory.concepts import bits
from theory.concepts.bits import Words
from theory.concepts.context import Clarified

Result = tuple[Words, Words, NDArray[np.int64]]
_ONE, _ZERO, _ALL = np.uint64(1), np.uint64(0), np.uint64(2**64 - 1)
_ODD, _FOLD = np.uint64(0x9E3779B97F4A7C15), np.uint64(29)
_KEYS_FULL, _STACK_FULL = -1, -2


def stem_base_numba(clarified: Clarified, d: int, limit: int) -> Result | None:
    """Premises, closures and supports of the stem base; None when there are more than ``limit`` keys."""
    rows = np.ascontiguousarray(clarified.rows)
    n, width = rows.shape
    everything = bits.full(d)
    if n == 0 or d == 0:
        none = np.zeros((0 if d == 0 else 1, width), np.uint64)
        return none, none | everything, np.zeros(len(none), np.int64)
    room, stack = 16 * n + 65536, 4 * int(bits.sizes(rows).sum()) + 2 * n + 1024
    while True:
        room = min(room, limit + 1)
        keys, closures, support = (
            np.empty((room, width), np.uint64),
            np.empty((room, width), np.uint64),
            np.empty(room, np.int64),
        )
        count = _keys(rows, clarified.weights, d, everything, keys, closures, support, np.empty(stack, np.int32))
        if count == _KEYS_FULL and room > limit:
            return None
        if count >= 0:
            break
        room *= 4 if count == _KEYS_FULL else 1
        stack *= 4 if count == _STACK_FULL else 1
    keys, closures, support = keys[:count], closures[:count], support[:count]
    rest = np.any(keys != closures, axis=1)
    sets, closures, support = keys[rest], closures[rest], support[rest]
    of_empty = np.bitwise_and.reduce(rows, axis=0)
    sets[np.any(sets != 0, axis=1)] |= of_empty
    rest = np.any(sets != closures, axis=1)
    sets, closures, support = sets[rest], closures[rest], support[rest]
    heads = np.full(1 << min(22, max(4, (d * d).bit_length())), -1, np.int32)
    chosen = np.empty(len(sets), np.int64)
    total = _saturate(sets, closures, d, heads, chosen)
    chosen = chosen[:total]
    return sets[chosen], closures[chosen], support[chosen]


@compiled
def _keys(rows, weights, d, everything, keys, closures, support, line):
    """All keys.  Children are visited from the last attribute to the first, so all subsets of a key come before it."""
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
                    return _KEYS_FULL
                for v in range(width):
                    keys[made, v] = keys[key, v]
                    closures[made, v] = closure[m, v] if c > 0 else everything[v]
                keys[made, w] |= _ONE << np.uint64(m & 63)
                support[made] = c
                if c > 0:
                    if free + t > line.shape[0]:
                        return _STACK_FULL
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
            _hand_over(rows, line, start, end, wanted, place)
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
def _hand_over(rows, line, start, end, wanted, place):
    for i in range(start, end):
        g = line[i]
        for w in range(rows.shape[1]):
            word = rows[g, w] & wanted[w]
            while word != _ZERO:
                m = (w << 6) + trailing_zeros(word)
                word &= word - _ONE
                line[place[m]] = g
                place[m] += 1


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


@compiled
def _saturate(sets, closures, d, heads, chosen):
    """Grow the sets in place; returns how many are premises, their numbers in ``chosen``."""
    n = sets.shape[0]
    by_size, after = np.full(d + 1, -1, np.int32), np.empty(n, np.int32)
    chain = np.empty(n, np.int32)  # next premise with the same first and last attribute
    members = np.empty(d, np.int64)
    mask = heads.shape[0] - 1
    for i in range(n):
        size = _members(sets, i, members)
        after[i] = by_size[size]
        by_size[size] = i
    total = 0
    for size in range(d + 1):
        # sets that grow move to a later list, so this one is complete when its turn comes
        while by_size[size] >= 0:
            i = by_size[size]
            by_size[size] = after[i]
            _members(sets, i, members)
            if _grow(sets, closures, i, members, size, heads, chain, d):
                continue
            larger = _members(sets, i, members)
            if larger > size:
                after[i] = by_size[larger]
                by_size[larger] = i
                continue
            chosen[total] = i
            total += 1
            if size > 0:
                pair = (members[0] * d + members[size - 1]) & mask
                chain[i] = heads[pair]
                heads[pair] = i
    return total


@compiled
def _members(sets, i, members):
    size = 0
    for w in range(sets.shape[1]):
        word = sets[i, w]
        while word != _ZERO:
            members[size] = (w << 6) + trailing_zeros(word)
            size += 1
            word &= word - _ONE
    return size


@compiled
def _grow(sets, closures, i, members, size, heads, chain, d):
    """Add the closures of all premises inside set i; True when the set is a premise itself or reaches its closure."""
    width = sets.shape[1]
    mask = heads.shape[0] - 1
    for a in range(size):
        for b in range(a, size):
            p = heads[(members[a] * d + members[b]) & mask]
            while p >= 0:
                inside, equal = True, True
                for w in range(width):
                    inside = inside and (sets[p, w] & ~sets[i, w]) == _ZERO
                    equal = equal and sets[p, w] == sets[i, w]
                if equal:
                    return True
                if inside:
                    complete = True
                    for w in range(width):
                        sets[i, w] |= closures[p, w]
                        complete = complete and sets[i, w] == closures[i, w]
                    if complete:
                        return True
                p = chain[p]
    return False
