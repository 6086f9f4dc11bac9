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

# odd 64-bit constants with well mixed bits (the fractional parts of the golden ratio and of sqrt 3)
_ODD, _SALT = 0x9E3779B97F4A7C15, 0xBB67AE8584CAA73B


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


def fingerprint(rows: Words, salt: int = 0) -> Words:
    """One word per row; injective for rows of one word, and almost always for longer ones (callers check).

    >>> fingerprint(np.array([[5], [7]], dtype=np.uint64)).tolist()
    [5, 7]
    """
    if rows.shape[1] == 1:
        return rows[:, 0]
    odd = np.uint64((_ODD + 2 * salt * _SALT) & (2**64 - 1))
    out = np.zeros(len(rows), dtype=np.uint64)
    for w in range(rows.shape[1]):
        out = (out ^ rows[:, w]) * odd
        out ^= out >> np.uint64(29)
    return out


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
