"""The stem base, compiled: keys depth first, then quasi-closed sets smallest first."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from solvers.concepts.compiled import compiled, trailing_zeros
from solvers.concepts.stem_keys_numba import KEYS_FULL, STACK_FULL, list_keys
from theory.concepts import bits
from theory.concepts.bits import Words
from theory.concepts.context import Clarified

Result = tuple[Words, Words, NDArray[np.int64]]
_ONE, _ZERO = np.uint64(1), np.uint64(0)


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
        count = list_keys(rows, clarified.weights, d, everything, keys, closures, support, np.empty(stack, np.int32))
        if count == KEYS_FULL and room > limit:
            return None
        if count >= 0:
            break
        room *= 4 if count == KEYS_FULL else 1
        stack *= 4 if count == STACK_FULL else 1
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
