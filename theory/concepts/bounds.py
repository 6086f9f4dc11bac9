"""How large a concept lattice can be (concepts.lattice-size)."""

from __future__ import annotations

from math import comb

import numpy as np

from theory.concepts import bits
from theory.concepts.bits import Words


def concept_bound(rows: Words, n_objects: int, d: int) -> int:
    """Upper bound on the number of concepts.

        |B(K)| <= min(2^min(N, d),  1 + min(sum_{j <= k} binom(d, j),  sum_g 2^|g'|))

    with k the largest row and g over the distinct rows: every intent other than M lies inside a row.

    Args:
        rows: packed distinct rows.
        n_objects: N.
        d: number of attributes.

    Source: concepts.lattice-size (Top-k contexts have |g'| <= k); Ganter & Wille (1999) for the first term.

    >>> from theory.concepts import FormalContext
    >>> k = FormalContext.of([{"a"}, {"b"}, {"c"}])
    >>> concept_bound(k.rows, 3, 3)
    5
    """
    lengths, times = np.unique(bits.sizes(rows), return_counts=True)
    k = int(lengths.max(initial=0))
    inside = sum(int(t) << int(s) for s, t in zip(lengths, times, strict=True))
    return min(1 << min(n_objects, d), 1 + min(sum(comb(d, j) for j in range(k + 1)), inside))


def height_bound(rows: Words) -> int:
    """Most members of a chain of concepts with non-empty extents: k + 1 for rows of size at most k (concepts.top-k-hierarchy-depth)."""
    return int(bits.sizes(rows).max(initial=0)) + 1
