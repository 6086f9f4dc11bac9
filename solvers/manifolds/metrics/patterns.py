"""Samples as patterns of active atoms with their counts: what every model of co-firing rests on."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy import sparse

from solvers.manifolds.metrics.restricted import Array, Codes


@dataclass(frozen=True)
class Patterns:
    """Distinct patterns of a group of atoms.

    Args:
        active_up: whether an atom is active, bool, shape (u, p).
        count_u: in how many samples.
    """

    active_up: NDArray[np.bool_]
    count_u: Array

    @property
    def samples(self) -> int:
        """The number of samples behind the patterns."""
        return int(self.count_u.sum())

    @property
    def spins_up(self) -> Array:
        """+1 where an atom is active, -1 elsewhere."""
        return 2.0 * self.active_up - 1.0


def patterns_of(codes_nq: Codes, atoms: Sequence[int]) -> Patterns:
    """The patterns of some atoms over all samples.

    >>> found = patterns_of(sparse.csr_matrix([[1.0, 0, 2], [0, 0, 0], [3, 0, 1], [0, 5, 0]]), [0, 2])
    >>> found.active_up.astype(int).tolist(), found.count_u.tolist()
    ([[0, 0], [1, 1]], [2.0, 2.0])
    """
    part: Codes = sparse.csr_matrix(codes_nq[:, list(atoms)] > 0)
    touched = np.flatnonzero(np.diff(part.indptr))  # most samples show nothing of a group
    packed = np.packbits(part[touched].toarray(), axis=1)
    kinds, counts = np.unique(packed, axis=0, return_counts=True)
    active = np.unpackbits(kinds, axis=1, count=len(atoms)).astype(bool)
    silent = part.shape[0] - len(touched)
    if silent:
        active = np.concatenate([np.zeros((1, len(atoms)), dtype=bool), active])
        counts = np.concatenate([[silent], counts])
    return Patterns(active, counts.astype(np.float64))
