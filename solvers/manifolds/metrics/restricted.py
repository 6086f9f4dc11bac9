"""Restricted R2: how much of a manifold a few atoms reproduce, as published and in the forms that repair it.

Legend: m_n in R^d are the contributions of one manifold (one per row of ``points_nd``), z_n >= 0 the codes of the same samples, u_j the
decoder rows.  A group S of atoms writes ``sum_{j in S} z_nj u_j``.

The published metric (arXiv 2604.28119, equation 14, as reported; not checked against the paper) picks as many atoms as the manifold has
linear dimensions k, by their directions alone.  Codes that cannot be negative need 2k atoms, so at perfect capture it is 1/2, not 1.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Literal

import numpy as np
from numpy.typing import NDArray

Array = NDArray[Any]  # of real numbers in double precision
Codes = Any  # a sparse (n, q) matrix of scipy, rows first; its stubs do not know that it can be indexed
SAME = 1e-12  # of the whole variance: what is left is rounding of double precision, and no direction is picked from it
ENOUGH = 0.95  # of the best R2: how soon a curve gets there decides between two that end alike


@dataclass(frozen=True)
class Curve:
    """Atoms in the order in which they were picked, and R2 of the first n of them for n = 1, 2, ...

    Args:
        atoms: numbers of the atoms.
        r2: as many numbers.
    """

    atoms: tuple[int, ...]
    r2: tuple[float, ...]

    def at(self, count: int) -> float:
        """R2 of the first ``count`` atoms, or of all where there are fewer; 0 for none.

        >>> Curve((4, 2), (0.5, 0.75)).at(1), Curve((4, 2), (0.5, 0.75)).at(9), Curve((), ()).at(3)
        (0.5, 0.75, 0.0)
        """
        return self.r2[min(count, len(self.r2)) - 1] if self.r2 and count > 0 else 0.0

    def first(self, level: float) -> int:
        """Least number of atoms that reach a level of R2; all where none does.

        >>> Curve((4, 2, 7), (0.5, 0.75, 0.8)).first(0.7)
        2
        """
        return next((n for n, r2 in enumerate(self.r2, 1) if r2 >= level), len(self.r2))


def span_basis(points_nd: Array, *, share: float = 1 - 1e-9) -> Array:
    """Orthonormal rows that span the centred points up to the share ``1 - share`` of their variance, largest variance first.

    >>> span_basis(np.array([[1.0, 0, 0], [-1, 0, 0], [0, 2, 0], [0, -2, 0]])).round(3).tolist()
    [[0.0, 1.0, 0.0], [1.0, 0.0, 0.0]]
    """
    centred = points_nd - points_nd.mean(axis=0)
    values, vectors = np.linalg.eigh(centred.T @ centred)
    values, vectors = np.maximum(values[::-1], 0.0), vectors[:, ::-1]
    if values.sum() <= 0:
        return np.zeros((0, points_nd.shape[1]))
    kept = int(np.searchsorted(np.cumsum(values) / values.sum(), share - SAME) + 1)
    rows = vectors[:, :kept].T
    signs = np.sign(rows[np.arange(kept), np.abs(rows).argmax(axis=1)])
    return rows * signs[:, None]


def greedy_directions(points_nd: Array, decoder_qd: Array, count: int) -> list[int]:
    """Atoms picked by direction, as published: the most variance first, then its projection is removed, and so on.

    The score of an atom is ``sum_n (r_n . u_j)^2 / |u_j|^2`` with r the centred contributions from which the directions of the atoms
    before have been projected out one after the other.  It cannot see signs: once u is picked, -u scores nothing.

    Args:
        points_nd: contributions, shape (n, d).
        decoder_qd: atoms, shape (q, d); those of length 0 are never picked.
        count: how many; fewer come back when nothing is left.
    """
    centred = points_nd - points_nd.mean(axis=0)
    left = centred.T @ centred
    whole = np.trace(left)
    lengths = np.linalg.norm(decoder_qd, axis=1)
    units = decoder_qd / np.where(lengths > 0, lengths, 1.0)[:, None]
    picked: list[int] = []
    while len(picked) < min(count, len(units)):
        scores = np.einsum("jd,jd->j", units @ left, units)
        scores[picked] = -1.0
        best = int(scores.argmax())
        if scores[best] <= SAME * whole:
            break
        picked.append(best)
        off = left - np.outer(units[best], units[best] @ left)
        left = off - np.outer(off @ units[best], units[best])
    return picked


def aligned_atoms(points_nd: Array, decoder_qd: Array, count: int, *, dimension: int | None = None) -> list[int]:
    """The atoms with the largest share ``|V u_j| / |u_j|`` in the span of the manifold, V its orthonormal rows, largest first.

    With ``count`` twice the dimension this is the corrected choice where the subspace is known.  More atoms than that in the span (a
    tight frame of three antipodal pairs in a plane, say) are ties: the first 2k of them then miss a part, and R2 says so.  The span is
    that of the first ``dimension`` principal axes, of all by default.
    """
    basis = span_basis(points_nd)[:dimension]
    lengths = np.linalg.norm(decoder_qd, axis=1)
    inside = np.linalg.norm(decoder_qd @ basis.T, axis=1) / np.where(lengths > 0, lengths, 1.0)
    return [int(j) for j in np.argsort(-inside, kind="stable")[:count]]


def spread_of(points_nd: Array) -> float:
    """``sum_n |m_n - mean|^2``, the denominator of every R2."""
    return float(np.square(points_nd - points_nd.mean(axis=0)).sum())


def restricted_r2(
    points_nd: Array,
    codes_nq: Codes,
    decoder_qd: Array,
    atoms: Sequence[int],
    *,
    weights_n: Array | None = None,
) -> float:
    """As published: ``1 - sum_n |m_n - sum_{j in S} z_nj u_j|^2 / sum_n |m_n - mean|^2``.

    Args:
        points_nd: contributions.
        codes_nq: codes of the same samples.
        decoder_qd: atoms.
        atoms: the group S.
        weights_n: how often each sample counts, for bootstrap samples; once by default.
    """
    return _r2(points_nd, points_nd - written(codes_nq, decoder_qd, atoms), weights_n)


def centred_r2(
    points_nd: Array,
    codes_nq: Codes,
    decoder_qd: Array,
    atoms: Sequence[int],
    *,
    weights_n: Array | None = None,
) -> float:
    """With the best constant: codes minus their mean, contributions minus theirs (the form of the released code, as reported)."""
    left = points_nd - written(codes_nq, decoder_qd, atoms)
    mean = np.average(left, axis=0, weights=weights_n)
    return _r2(points_nd, left - mean, weights_n)


def refit_r2(points_nd: Array, codes_nq: Codes, atoms: Sequence[int], *, weights_n: Array | None = None) -> float:
    """With directions and a constant fitted by least squares: how much of the manifold is linear in the codes of the group."""
    design = np.column_stack([_columns(codes_nq, atoms), np.ones(len(points_nd))])
    root = np.ones(len(points_nd)) if weights_n is None else np.sqrt(weights_n)
    fitted = design @ np.linalg.lstsq(design * root[:, None], points_nd * root[:, None], rcond=None)[0]
    return _r2(points_nd, points_nd - fitted, weights_n)


def written(codes_nq: Codes, decoder_qd: Array, atoms: Sequence[int]) -> Array:
    """What a group writes, shape (n, d)."""
    return _columns(codes_nq, atoms) @ decoder_qd[list(atoms)]


def code_curve(
    points_nd: Array,
    codes_nq: Codes,
    decoder_qd: Array,
    most: int,
    *,
    centred: bool = False,
    candidates: int = 512,
    way: Literal["forward", "backward", "best"] = "best",
) -> Curve:
    """Atoms chosen by what their own codes write, in an order in which n of them reproduce much for every n; signs count.

    The corrected choice where only the SAE is known.  With ``a = E z z^T * U U^T`` and ``b_j = E z_j (m . u_j)`` the error of a group is
    ``E|m|^2 - 2 sum_S b + sum_{S x S} a``, so a choice needs no sample.  Forward: each atom lowers the error most, until none lowers it.
    Backward: of all atoms the one without which the error is least goes, again and again; this finds groups none of whose atoms helps
    alone, such as the three always active atoms of an exact code of a circle.

    Args:
        points_nd: contributions, shape (n, d).
        codes_nq: codes of the same samples.
        decoder_qd: atoms.
        most: how many atoms at most.
        centred: allow a constant (see :func:`centred_r2`).
        candidates: only so many atoms, those that help most alone, are looked at.
        way: the better one by default: more in the end, or as much with fewer atoms.
    """
    n = len(points_nd)
    target = points_nd - points_nd.mean(axis=0) if centred else points_nd
    mean_q = np.asarray(codes_nq.mean(axis=0)).ravel() if centred else np.zeros(codes_nq.shape[1])
    towards = np.asarray(codes_nq.T @ target) / n
    b_q = np.einsum("jd,jd->j", towards, decoder_qd)
    square_q = np.asarray(codes_nq.multiply(codes_nq).mean(axis=0)).ravel() - mean_q**2
    gain_q = 2 * b_q - square_q * np.square(decoder_qd).sum(axis=1)
    chosen = np.argsort(-gain_q, kind="stable")[:candidates]
    part = codes_nq[:, chosen]
    moments = (part.T @ part).toarray() / n - np.outer(mean_q[chosen], mean_q[chosen])
    a = moments * (decoder_qd[chosen] @ decoder_qd[chosen].T)
    error, whole = float(np.square(target).sum()) / n, spread_of(points_nd) / n
    if whole <= 0:
        return Curve((), ())
    ways = {"forward": (_forward,), "backward": (_backward,), "best": (_forward, _backward)}[way]
    curves = [_until_best(chosen, *choose(a, b_q[chosen], error, whole, most)) for choose in ways]
    return max(curves, key=lambda c: (round(c.at(most), 3), -c.first(ENOUGH * c.at(most))))


def _until_best(chosen: NDArray[np.int64], order: list[int], r2: list[float]) -> Curve:
    """The curve as far as it helps."""
    length = int(np.argmax(r2)) + 1 if r2 and max(r2) > 0 else 0
    return Curve(tuple(int(chosen[i]) for i in order[:length]), tuple(r2[:length]))


def _forward(a: Array, b: Array, error: float, whole: float, most: int) -> tuple[list[int], list[float]]:
    gains, free = 2 * b - np.diag(a), np.ones(len(b), dtype=bool)
    order: list[int] = []
    r2: list[float] = []
    while free.any() and len(order) < most:
        best = int(np.where(free, gains, -np.inf).argmax())
        if gains[best] <= SAME * whole:
            break
        error -= gains[best]
        free[best] = False
        gains = gains - 2 * a[:, best]
        order.append(best)
        r2.append(float(1 - error / whole))
    return order, r2


def _backward(a: Array, b: Array, error: float, whole: float, most: int) -> tuple[list[int], list[float]]:
    rises = 2 * b + np.diag(a) - 2 * a.sum(axis=1)  # by how much the error rises without each atom
    error = error - 2 * b.sum() + a.sum()
    kept = np.ones(len(b), dtype=bool)
    order: list[int] = []
    r2: list[float] = []
    for _ in range(len(b)):
        worst = int(np.where(kept, rises, np.inf).argmin())
        order.append(worst)
        r2.append(float(1 - error / whole))
        error += rises[worst]
        kept[worst] = False
        rises = rises + 2 * a[:, worst]
    return order[::-1][:most], r2[::-1][:most]


def _columns(codes_nq: Codes, atoms: Sequence[int]) -> Array:
    return codes_nq[:, list(atoms)].toarray().astype(np.float64)


def _r2(points_nd: Array, left_nd: Array, weights_n: Array | None) -> float:
    w = np.ones(len(points_nd)) if weights_n is None else weights_n
    centred = points_nd - np.average(points_nd, axis=0, weights=w)
    whole = float(w @ np.square(centred).sum(axis=1))
    return float("nan") if whole <= 0 else float(1 - w @ np.square(left_nd).sum(axis=1) / whole)
