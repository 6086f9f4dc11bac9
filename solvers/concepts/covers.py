"""The covering relation from the enumeration's pairs (concept, fingerprint of a lower neighbour)."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from solvers.concepts.found import Found
from theory.concepts import bits
from theory.concepts.bits import Words


def fingerprints_clash(intents: Words, salt: int) -> bool:
    """Whether two different intents share a fingerprint (then another salt is needed)."""
    return intents.shape[1] > 1 and len(np.unique(bits.fingerprint(intents, salt))) < len(intents)


def resolve_numpy(found: Found) -> NDArray[np.int64]:
    """The number of the lower concept of every pair."""
    keys = bits.fingerprint(found.intents, found.salt)
    order = np.argsort(keys)
    return order[np.searchsorted(keys[order], found.edge_lower)]


def with_bottom(upper: NDArray[np.int64], lower: NDArray[np.int64], n: int) -> NDArray[np.int64]:
    """All pairs when concept n with empty extent is added: it lies directly below the concepts with nothing below."""
    minimal = np.setdiff1d(np.arange(n), upper)
    return np.concatenate(
        [np.stack([upper, lower], axis=1), np.stack([minimal, np.full_like(minimal, n)], axis=1)]
    ).astype(np.int64)


def sorted_pairs(pairs: NDArray[np.int64], rank: NDArray[np.int64]) -> NDArray[np.int32]:
    """Pairs in the final numbering, sorted by upper then lower concept."""
    if not len(pairs):
        return np.zeros((0, 2), np.int32)
    n = len(rank)
    key = np.sort(rank[pairs[:, 0]] * n + rank[pairs[:, 1]])
    return np.stack([key // n, key % n], axis=1).astype(np.int32)
