"""How often two atoms are active together: all pairs of thousands of atoms over many samples.

Two engines with the same counts: a compiled one where numba is installed, and the product of sparse matrices.  The compiled one goes
through the samples of an atom and counts, in each, the atoms behind it: a row of counts stays in the fastest cache.
"""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray
from scipy import sparse

from theory.errors import InputError

try:
    import numba
except ImportError:
    numba = None

compiled: Any = (lambda function: function) if numba is None else numba.njit(cache=True, nogil=True)
MOST = 1 << 16  # atoms: numbers of atoms are read as 16 bits, and the counts of more would not fit into memory


def coactivation_counts(codes_nq: sparse.csr_matrix, *, engine: str | None = None) -> NDArray[np.int32]:
    """Entry (i, j): number of samples in which atoms i and j are both active (above 0); the diagonal has the firings of each.

    Args:
        codes_nq: codes, shape (n, q), q at most 65,536.
        engine: ``numba`` or ``scipy``; the first where it is installed.

    Raises:
        InputError: too many atoms, or an engine that is not there.

    >>> coactivation_counts(sparse.csr_matrix([[1.0, 2.0, 0], [0, 0.5, 0], [-1.0, 1.0, 3.0]])).tolist()
    [[1, 1, 0], [1, 3, 1], [0, 1, 1]]
    """
    chosen = engine or ("scipy" if numba is None else "numba")
    if chosen not in ("numba", "scipy") or (chosen == "numba" and numba is None):
        raise InputError("engine", chosen, "must be numba, where that is installed, or scipy")
    n, q = codes_nq.shape  # pyright: ignore[reportGeneralTypeIssues]  # scipy's stubs: a shape may be None
    if q > MOST or n >= 1 << 31:
        raise InputError("codes", f"shape ({n}, {q})", f"at most {MOST} atoms and 2^31 samples", "take a part of them")
    active = _active(sparse.csr_matrix(codes_nq))
    if chosen == "scipy":
        whole = sparse.csr_matrix((np.ones(active.nnz, np.int32), active.indices, active.indptr), shape=active.shape)
        return (whole.T @ whole).toarray().astype(np.int32)
    out = np.empty((q, q), np.int32)
    indptr, indices = active.indptr.astype(np.int64), active.indices.astype(np.uint16)
    _upper(indptr, indices, *_transposed(indptr, indices, q), out)
    _mirror(out)
    return out


def _active(codes: sparse.csr_matrix) -> sparse.csr_matrix:
    """Where codes are positive, rows sorted; the codes themselves where nothing else is stored."""
    codes = codes if not codes.nnz or codes.data.min() > 0 else sparse.csr_matrix(codes > 0)
    if not codes.has_sorted_indices:
        codes = codes.sorted_indices()
    return codes


@compiled
def _transposed(indptr: Any, indices: Any, q: Any) -> Any:
    """Per atom its samples, and where the atom stands in the row of each."""
    first = np.zeros(q + 1, np.int64)
    for f in range(len(indices)):
        first[indices[f] + 1] += 1
    for j in range(q):
        first[j + 1] += first[j]
    at = first[:-1].copy()
    samples, places = np.empty(len(indices), np.int32), np.empty(len(indices), np.int64)
    for s in range(len(indptr) - 1):
        for f in range(indptr[s], indptr[s + 1]):
            e = at[indices[f]]
            at[indices[f]] = e + 1
            samples[e], places[e] = s, f
    return first, samples, places


@compiled
def _upper(indptr: Any, indices: Any, first: Any, samples: Any, places: Any, out: Any) -> None:
    """Counts of the pairs (i, j) with j >= i; rows are sorted, so what stands behind i in a row is larger."""
    row = np.zeros(out.shape[0], np.int32)
    for i in range(out.shape[0]):
        row[:] = 0
        for e in range(first[i], first[i + 1]):
            for f in range(places[e], indptr[samples[e] + 1]):
                row[np.uint32(indices[f])] += np.int32(1)
        out[i, :] = row


@compiled
def _mirror(out: Any) -> None:
    """The lower half from the upper one, tile by tile, so that both halves of a tile stay in the cache."""
    q, tile = out.shape[0], 64
    for a in range(0, q, tile):
        for b in range(0, a + 1, tile):
            for i in range(a, min(q, a + tile)):
                for j in range(b, min(i, b + tile)):
                    out[i, j] = out[j, i]
