"""The covering relation from the enumeration's pairs (concept B, fingerprint of a lower neighbour D, attribute m).

D is the concept with the most objects among those that have the attributes B + m, so it is known without any fingerprint:
of two concepts that contain B + m, D is the larger.  The fingerprint finds the few candidates; where several concepts
share it, the intents are compared.  The answer is exact however many fingerprints are equal.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from solvers.concepts.compiled import compiled
from solvers.concepts.found import Found
from theory.concepts import bits
from theory.concepts.bits import WORD, Words

_ONE, _ZERO = np.uint64(1), np.uint64(0)
# spreads fingerprints over a table: rows of one word are their own fingerprint (2^64 over the golden ratio)
_ODD = np.uint64(0x9E3779B97F4A7C15)


def resolve_numpy(found: Found, keys: Words | None = None) -> NDArray[np.int64]:
    """The number of the lower concept of every pair; ``keys`` are the fingerprints of the intents."""
    keys = bits.fingerprint(found.intents) if keys is None else keys
    order = np.argsort(keys, kind="stable")
    sorted_keys = keys[order]
    at = np.searchsorted(sorted_keys, found.edge_lower)
    out = order[at]
    shared = np.searchsorted(sorted_keys, found.edge_lower, side="right") - at
    for pair in np.flatnonzero(shared > 1):
        some = order[at[pair] : at[pair] + shared[pair]]
        upper, m = found.intents[found.edge_upper[pair]], int(found.edge_attribute[pair])
        has = found.intents[some, m // WORD] >> np.uint64(m % WORD) & _ONE == _ONE
        below = some[has & np.all(found.intents[some] & upper == upper, axis=1)]
        out[pair] = below[np.argmax(found.supports[below])]
    return out


def resolve_numba(found: Found, keys: Words | None = None) -> NDArray[np.int64]:
    """The same by a hash table."""
    keys = np.ascontiguousarray(bits.fingerprint(found.intents)) if keys is None else keys
    size = max(4, (2 * len(keys)).bit_length())
    table, high = np.full(1 << size, -1, np.int32), np.uint64(64 - size)
    shared = _fill(keys, table, high)
    pairs = found.edge_upper, found.edge_lower, found.edge_attribute
    return _resolve(keys, table, high, shared, found.intents, found.supports, *pairs)


@compiled
def _fill(keys, table, high):
    """Enter all keys, each at the high bits of its product or after; returns whether two of them are equal."""
    mask, shared = np.uint64(table.shape[0] - 1), False
    for i in range(keys.shape[0]):
        at = (keys[i] * _ODD) >> high
        while table[at] >= 0:
            shared = shared or keys[table[at]] == keys[i]
            at = (at + _ONE) & mask
        table[at] = i
    return shared


@compiled
def _resolve(keys, table, high, shared, intents, supports, edge_upper, edge_lower, edge_attribute):
    mask = np.uint64(table.shape[0] - 1)
    out = np.empty(edge_lower.shape[0], np.int64)
    for e in range(edge_lower.shape[0]):
        at, best = (edge_lower[e] * _ODD) >> high, -1
        while table[at] >= 0:
            i = table[at]
            at = (at + _ONE) & mask
            if keys[i] != edge_lower[e]:
                continue
            if not shared:
                best = i
                break
            larger = best < 0 or supports[i] > supports[best]
            if larger and _below(intents, i, edge_upper[e], edge_attribute[e]):
                best = i
        out[e] = best
    return out


@compiled
def _below(intents, i, upper, m):
    """Whether concept i has the attribute m and all attributes of the upper concept."""
    if (intents[i, m >> 6] >> np.uint64(m & 63)) & _ONE == _ZERO:
        return False
    rest = _ZERO
    for w in range(intents.shape[1]):
        rest |= intents[upper, w] & ~intents[i, w]
    return rest == _ZERO


def with_bottom(
    upper: NDArray[np.int64], lower: NDArray[np.int64], n: int
) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """All pairs when concept n with empty extent is added: it lies directly below the concepts with nothing below."""
    above_something = np.zeros(n, dtype=bool)
    above_something[upper] = True
    minimal = np.flatnonzero(~above_something)
    return np.append(upper, minimal), np.append(lower, np.full_like(minimal, n))


def sorted_pairs(upper: NDArray[np.int64], lower: NDArray[np.int64], rank: NDArray[np.int64]) -> NDArray[np.int32]:
    """Pairs in the final numbering, sorted by upper then lower concept."""
    key = np.sort(rank[upper] << 32 | rank[lower])
    return np.stack([key >> 32, key & 0xFFFFFFFF], axis=1).astype(np.int32)
