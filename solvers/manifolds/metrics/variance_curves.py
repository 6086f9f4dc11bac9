"""Greedy curves of the released evaluation code: variance explained by n atoms, by their span and by their codes.

As reported by replications; not checked against the paper (arXiv 2604.28119).
"""

from __future__ import annotations

import numpy as np

from solvers.manifolds.metrics.restricted import SAME, Array, Codes, Curve


def geometric_curve(points_nd: Array, decoder_qd: Array, most: int) -> Curve:
    """Variance of the points inside the span of n atoms, picked one by one for the largest ``sum_n (r_n . u_j)^2 / |u_j|^2``.

    r is what the span of the atoms before leaves.  No n atoms do better than n principal components (:func:`principal_curve`).
    """
    centred = points_nd - points_nd.mean(axis=0)
    left, whole = centred.copy(), float(np.square(centred).sum())
    lengths = np.linalg.norm(decoder_qd, axis=1)
    units = decoder_qd / np.where(lengths > 0, lengths, 1.0)[:, None]
    atoms, r2 = [], []
    while whole > 0 and len(atoms) < min(most, len(units)):
        scores = np.square(left @ units.T).sum(axis=0)
        scores[atoms] = -1.0
        best = int(scores.argmax())
        if scores[best] <= SAME * whole:
            break
        atoms.append(best)
        basis = np.linalg.qr(units[atoms].T)[0]
        left = centred - centred @ basis @ basis.T
        r2.append(1 - float(np.square(left).sum()) / whole)
    return Curve(tuple(atoms), tuple(r2))


def principal_curve(points_nd: Array, most: int) -> list[float]:
    """Variance inside the first n principal components, n = 1, 2, ...

    >>> principal_curve(np.array([[2.0, 0], [-2, 0], [0, 1], [0, -1]]), 2)
    [0.8, 1.0]
    """
    values = np.linalg.svd(points_nd - points_nd.mean(axis=0), compute_uv=False) ** 2
    return [float(v) for v in (np.cumsum(values) / values.sum())[:most].round(12)]


def random_curve(points_nd: Array, count: int, most: int, *, seed: int) -> list[float]:
    """:func:`geometric_curve` of ``count`` random unit vectors: what a dictionary that knows nothing gives."""
    rows = np.random.default_rng(np.random.SeedSequence([seed, *b"random dictionary"])).standard_normal(
        (count, points_nd.shape[1])
    )
    return list(geometric_curve(points_nd, rows, most).r2)


def statistical_curve(points_nd: Array, codes_nq: Codes, decoder_qd: Array, most: int) -> Curve:
    """Variance by the centred contributions ``(z_j - mean z_j) u_j`` of atoms, picked while one lowers the error.

    The score of an atom is ``2 sum_n r_n . c_nj - sum_n |c_nj|^2``; r is what those before leave.  No direction is fitted.
    """
    left = points_nd - points_nd.mean(axis=0)
    whole = float(np.square(left).sum())
    codes = codes_nq.toarray().astype(np.float64)
    codes -= codes.mean(axis=0)
    sizes = np.square(codes).sum(axis=0) * np.square(decoder_qd).sum(axis=1)
    atoms, r2 = [], []
    while whole > 0 and len(atoms) < min(most, len(decoder_qd)):
        scores = 2 * np.einsum("jd,jd->j", codes.T @ left, decoder_qd) - sizes
        scores[atoms] = -np.inf
        best = int(scores.argmax())
        if scores[best] <= SAME * whole:
            break
        atoms.append(best)
        left = left - np.outer(codes[:, best], decoder_qd[best])
        r2.append(1 - float(np.square(left).sum()) / whole)
    return Curve(tuple(atoms), tuple(r2))
