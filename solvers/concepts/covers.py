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
