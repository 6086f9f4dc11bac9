"""What an SAE that was never trained explains: the axes of the manifolds as antipodal pairs, and the k largest of their codes.

Where the stacked orthonormal axes V of all manifolds have full row rank K <= d, ``x A = local coordinates`` with A = pinv(V), and the SAE
with atoms +-rows of V and encoders +-columns of A has zero loss for budgets that hold all coordinates; smaller budgets truncate.  There is
no parameter to fit, so a trained SAE that does as well shows nothing but truncated capture.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from solvers.manifolds.metrics.restricted import Array
from theory.errors import InputError

INDEPENDENT = 1e-9  # smallest singular value of the stacked axes, over the largest, that counts as full rank


@dataclass(frozen=True)
class Untrained:
    """Encoders and atoms, two per axis: shapes (2K, d) and (2K, d)."""

    encoder_qd: Array
    decoder_qd: Array

    def codes(self, x_nd: Array, k: int | None = None) -> Array:
        """Positive parts of the coordinates; with ``k`` the k largest of every sample."""
        codes = np.maximum(x_nd @ self.encoder_qd.T, 0.0)
        if k is not None and k < codes.shape[1]:
            np.put_along_axis(codes, np.argpartition(codes, -k, axis=1)[:, :-k], 0.0, axis=1)
        return codes

    def reconstruct(self, x_nd: Array, k: int | None = None) -> Array:
        """What it writes."""
        return self.codes(x_nd, k) @ self.decoder_qd


def untrained(axes: Sequence[Array]) -> Untrained:
    """The SAE of the axes.

    Args:
        axes: orthonormal rows of every manifold, shapes (k_i, d); principal axes first give the best truncation.

    Raises:
        InputError: the axes together are linearly dependent, so that no linear read-out exists.

    >>> untrained([np.array([[1.0, 0]]), np.array([[0.6, 0.8]])]).codes(np.array([[1.6, 0.8]])).round(6).tolist()
    [[1.0, 1.0, 0.0, 0.0]]
    """
    stacked = np.concatenate(list(axes))
    total, d = stacked.shape
    values = np.linalg.svd(stacked, compute_uv=False)
    if total > d or (total and values[-1] <= INDEPENDENT * values[0]):
        why = "the axes of the manifolds are linearly dependent, so no linear read-out tells their parts apart"
        raise InputError("axes", f"{total} axes in R^{d}", why, "take fewer manifolds or more dimensions")
    dual = np.linalg.pinv(stacked).T
    return Untrained(np.concatenate([dual, -dual]), np.concatenate([stacked, -stacked]))


def variance_explained(x_nd: Array, written_nd: Array) -> float:
    """``1 - sum |x - y|^2 / sum |x - mean|^2``.

    >>> variance_explained(np.array([[1.0], [-1.0]]), np.array([[0.5], [-0.5]]))
    0.75
    """
    whole = float(np.square(x_nd - x_nd.mean(axis=0)).sum())
    return float("nan") if whole <= 0 else 1 - float(np.square(x_nd - written_nd).sum()) / whole
