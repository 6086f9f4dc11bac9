"""Sets of attributes as rows of machine words.

Attribute m is bit ``m % 64`` of word ``m // 64``; a set of d attributes takes ``words(d)`` unsigned 64-bit words, and the
bits beyond d are zero.
"""

from __future__ import annotations

from collections.abc import Iterable

import numpy as np
from numpy.typing import NDArray

Words = NDArray[np.uint64]
WORD = 64

# the finaliser of SplitMix64 (Steele, Lea & Flood 2014): every bit of the word reaches every bit of the result
_FIRST, _SECOND = np.uint64(0xBF58476D1CE4E5B9), np.uint64(0x94D049BB133111EB)


def words(d: int) -> int:
    """Words that a set of d attributes takes; at least one, so that the empty set has a row too.

    >>> words(0), words(64), words(65)
    (1, 1, 2)
    """
    return max(1, -(-d // WORD))


def pack(table: NDArray[np.bool_]) -> Words:
    """Rows of a boolean table as packed words, shape (N, d) -> (N, words(d)).

    >>> pack(np.array([[True, False, True]])).tolist()
    [[5]]
    """
    n, d = table.shape
    octets = np.zeros((n, words(d) * 8), dtype=np.uint8)
    octets[:, : -(-d // 8)] = np.packbits(table, axis=1, bitorder="little")
    return octets.view("<u8").astype(np.uint64, copy=False)


def unpack(rows: Words, d: int) -> NDArray[np.bool_]:
    """The boolean table again.

    >>> unpack(pack(np.array([[True, False, True]])), 3).tolist()
    [[True, False, True]]
    """
    octets = np.ascontiguousarray(rows).astype("<u8", copy=False).view(np.uint8)
    return np.unpackbits(octets, axis=1, count=d, bitorder="little").view(np.bool_)


def row(members: Iterable[int], d: int) -> Words:
    """One packed set.

    >>> row([0, 64], 65).tolist()
    [1, 1]
    """
    out = np.zeros(words(d), dtype=np.uint64)
    for m in members:
        if not 0 <= m < d:
            raise ValueError(f"attribute {m} of {d}: attributes are numbered from 0 to {d - 1}")
        out[m // WORD] |= np.uint64(1 << (m % WORD))
    return out


def full(d: int) -> Words:
    """The set of all d attributes.

    >>> full(3).tolist()
    [7]
    """
    return pack(np.ones((1, d), dtype=bool))[0]


def members(packed: Words, d: int) -> tuple[int, ...]:
    """The attributes of one packed set, in increasing order.

    >>> members(row([3, 1], 5), 5)
    (1, 3)
    """
    return tuple(int(m) for m in np.flatnonzero(unpack(packed[None, :], d)[0]))


def sizes(rows: Words) -> NDArray[np.int64]:
    """Number of attributes in every row."""
    return np.bitwise_count(rows).sum(axis=1, dtype=np.int64)


def transposed(rows: Words, d: int) -> Words:
    """The columns of N packed rows as packed rows of their own, shape (N, words(d)) -> (d, words(N)).

    Blocks of 64 x 64 bits are transposed in place by exchanging halves, quarters, ... (Warren, Hacker's Delight, 7-3).

    >>> transposed(pack(np.array([[1, 0], [1, 1], [0, 1]], dtype=bool)), 2).tolist()
    [[3], [6]]
    """
    n, width = rows.shape
    blocks = words(n)
    out = np.zeros((width * WORD, blocks), dtype=np.uint64)
    # some megabytes at a time stay in the cache through all six rounds
    step = max(1, (1 << 18) // (WORD * width))
    for first in range(0, blocks, step):
        last = min(blocks, first + step)
        part = np.zeros(((last - first) * WORD, width), dtype=np.uint64)
        some = rows[first * WORD : last * WORD]
        part[: len(some)] = some
        part = part.reshape(last - first, WORD, width)
        for size in (32, 16, 8, 4, 2, 1):
            low, shift = np.uint64(sum(1 << i for i in range(WORD) if not i & size)), np.uint64(size)
            halves = part.reshape(last - first, WORD // (2 * size), 2, size, width)
            moved = ((halves[:, :, 0] >> shift) ^ halves[:, :, 1]) & low
            halves[:, :, 1] ^= moved
            halves[:, :, 0] ^= moved << shift
        out[:, first:last] = part.transpose(2, 1, 0).reshape(width * WORD, last - first)
    return out[:d]


def fingerprint(rows: Words) -> Words:
    """One word per row; injective for rows of one word, and almost always for longer ones (callers compare the rows).

    >>> fingerprint(np.array([[5], [7]], dtype=np.uint64)).tolist()
    [5, 7]
    """
    out = rows[:, 0].copy()
    for w in range(1, rows.shape[1]):
        out = _mixed(out) ^ rows[:, w]
    return out


def _mixed(words: Words) -> Words:
    out = (words ^ (words >> np.uint64(30))) * _FIRST
    out = (out ^ (out >> np.uint64(27))) * _SECOND
    return out ^ (out >> np.uint64(31))


def distinct(rows: Words) -> tuple[Words, NDArray[np.int64]]:
    """The distinct rows in a fixed order, and how often each occurs.

    >>> rows, times = distinct(pack(np.array([[1, 0], [0, 1], [1, 0]], dtype=bool)))
    >>> rows[:, 0].tolist(), times.tolist()
    ([1, 2], [2, 1])
    """
    if rows.shape[1] == 1:
        values, times = np.unique(rows[:, 0], return_counts=True)
        return values[:, None], times.astype(np.int64)
    keys = fingerprint(rows)
    order = np.argsort(keys, kind="stable")
    changed = np.concatenate([[True], np.any(rows[order[1:]] != rows[order[:-1]], axis=1)])[: len(rows)]
    starts = np.flatnonzero(changed)
    if len(starts) != np.unique(keys).size:  # two different rows share a fingerprint, so equal rows may lie apart
        values, times = np.unique(rows, axis=0, return_counts=True)
        return values, times.astype(np.int64)
    return np.ascontiguousarray(rows[order[starts]]), np.diff(np.append(starts, len(rows))).astype(np.int64)
