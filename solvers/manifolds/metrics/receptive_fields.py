"""Where on the manifold atoms fire: support size, spread of receptive fields, and what half-spaces would give.

Source: arXiv 2604.28119, appendix E, as reported; not checked against the paper.  What the report leaves open is an option here.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray
from scipy import sparse

from solvers.manifolds.metrics.restricted import Array, Codes, span_basis

POINTS = 2000  # of a manifold whose distances are computed, as published


def support(
    codes_nq: Codes, *, share: float = 0.1, dropped: float = 0.1, least: int = 30, drop_first: bool = False
) -> list[int]:
    """Atoms that fire on at least ``share`` of the manifold's points and on at least ``least`` of them.

    Args:
        codes_nq: codes of samples in which the manifold is present.
        share: of the points (exactly this share counts).
        dropped: activations of an atom below this quantile of its own positive ones do not count as firing.
        least: firings.
        drop_first: whether small activations are dropped before the share is counted.  Then a tiling of ten equal tiles has
            support 0, since each atom is left with 9% of the points; otherwise it has ten.
    """
    fires = firing(codes_nq, dropped=dropped if drop_first else 0.0)
    count_q = np.asarray(fires.sum(axis=0)).ravel()
    # the share is compared as counts: in floating point a tenth of the points may be more than a tenth
    needed = max(int(np.ceil(share * codes_nq.shape[0] - 1e-9 * codes_nq.shape[0])), least)
    return [int(j) for j in np.flatnonzero(count_q >= needed)]


def firing(codes_nq: Codes, *, dropped: float = 0.1) -> sparse.csc_matrix:
    """Which atoms fire where, bool, without activations below the quantile ``dropped`` of the positive ones of the atom."""
    columns = sparse.csc_matrix(codes_nq)
    values = columns.data > 0
    if dropped > 0:
        for first, last in zip(columns.indptr[:-1], columns.indptr[1:], strict=True):
            own = columns.data[first:last]
            if (own > 0).any():
                values[first:last] &= own >= np.quantile(own[own > 0], dropped)
    out = sparse.csc_matrix((values, columns.indices, columns.indptr), shape=columns.shape)
    out.eliminate_zeros()
    return out


def spreads(points_nd: Array, fires_na: NDArray[np.bool_], *, seed: int = 0, limit: int = POINTS) -> Array:
    """Mean distance of two points where an atom fires over that of two points of the manifold, for every column.

    It is 0 for one point, near 1 for half-spaces of high dimension, and may exceed 1: 3/2 for the two ends of a segment.  NaN where an
    atom fires on fewer than two of the points that are looked at.

    Args:
        points_nd: contributions, shape (n, d).
        fires_na: where the atoms fire, shape (n, a).
        seed: of the choice of points where there are more than ``limit``.
        limit: points that are looked at.
    """
    if len(points_nd) > limit:
        rng = np.random.default_rng(np.random.SeedSequence([seed, *b"spread"]))
        rows = rng.choice(len(points_nd), limit, replace=False)
        points_nd, fires_na = points_nd[rows], fires_na[rows]
    basis = span_basis(points_nd, share=1.0)
    local = (points_nd - points_nd.mean(axis=0)) @ basis.T
    square_n = np.square(local).sum(axis=1)
    distances = np.sqrt(np.maximum(square_n[:, None] + square_n - 2 * local @ local.T, 0.0))
    np.fill_diagonal(distances, 0.0)
    n, fires = len(points_nd), fires_na.astype(np.float64)
    count_a = fires.sum(axis=0)
    inside = np.einsum("na,na->a", distances @ fires, fires)
    with np.errstate(invalid="ignore", divide="ignore"):
        return inside / (count_a * (count_a - 1)) / (distances.sum() / (n * (n - 1)))


def receptive_spread(points_nd: Array, codes_nq: Codes, atoms: Sequence[int], *, seed: int = 0) -> float | None:
    """Median of :func:`spreads` over a group, small activations dropped as in :func:`support`; None where no atom can be measured."""
    return _median(spreads(points_nd, firing(codes_nq[:, list(atoms)]).toarray(), seed=seed))


def half_space_spread(points_nd: Array, *, dimension: int | None = None, seed: int = 0) -> float | None:
    """The spread at perfect capture along the principal axes: median over the half-spaces ``+-(u . (m - mean)) > 0``."""
    return _median(spreads(points_nd, _half_spaces(points_nd, dimension), seed=seed))


def both_spreads(
    points_nd: Array, codes_nq: Codes, atoms: Sequence[int], *, dimension: int | None = None, seed: int = 0
) -> tuple[float | None, float | None]:
    """:func:`receptive_spread` and :func:`half_space_spread`, over the same distances."""
    fires = firing(codes_nq[:, list(atoms)]).toarray()
    found = spreads(points_nd, np.concatenate([fires, _half_spaces(points_nd, dimension)], axis=1), seed=seed)
    return _median(found[: len(atoms)]), _median(found[len(atoms) :])


def _half_spaces(points_nd: Array, dimension: int | None) -> NDArray[np.bool_]:
    along = (points_nd - points_nd.mean(axis=0)) @ span_basis(points_nd)[:dimension].T
    return np.concatenate([along > 0, along < 0], axis=1)


def _median(found_a: Array) -> float | None:
    return float(np.nanmedian(found_a)) if np.isfinite(found_a).any() else None
