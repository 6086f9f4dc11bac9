"""The loss with the decoder optimised away, with its first two derivatives, for batches of codes.

Legend: ``A = V sqrt(M)`` (r x n), codes ``Z`` (m x n, rows z_i, already times sqrt(M)).  The best decoder is
``D = A Z^T (Z Z^T)^{-1}``, the residual ``R = A - D Z`` and the reduced loss ``f(Z) = |R|^2``: it depends on the span of the rows only.
For a change E of Z, exactly up to third order in E (S = Z Z^T),

    f(Z + E) = f(Z) - 2 <R, D E> + |D E|^2 - |(D E Z^T - R E^T) S^{-1/2}|^2 + O(|E|^3).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

Array = NDArray[np.float64]


@dataclass(frozen=True)
class Reduced:
    """Values for a batch of b codes.

    ``loss`` (b,), ``decoder`` (b, r, m), ``residual`` (b, r, n), and ``regular`` (b,): whether the rows are independent enough
    for the decoder to be trusted.
    """

    codes: Array
    inverse: Array
    decoder: Array
    residual: Array
    loss: Array
    regular: NDArray[np.bool_]

    def slopes(self, moves: Array, rows: Sequence[int]) -> Array:
        """``df = -2 d_i . R e`` when row ``rows[j]`` moves by ``e = moves[:, j]``; moves of shape (b, f, n); returns (b, f)."""
        return -2 * np.einsum("brf,brn,bfn->bf", self.decoder[..., list(rows)], self.residual, moves, optimize=True)

    def hessian(self, moves: Array, rows: Sequence[int]) -> Array:
        """Second derivatives (b, f, f) of f along the moves."""
        d = self.decoder[..., list(rows)]
        away = np.einsum("brn,bfn->bfr", self.residual, moves)
        along = np.einsum("bmn,bfn->bfm", self.codes, moves)
        t = np.einsum("brf,bfm->bfrm", d, along)
        for i, row in enumerate(rows):
            t[:, i, :, row] -= away[:, i]
        half = np.einsum("bri,brj->bij", d, d) * np.einsum("bin,bjn->bij", moves, moves)
        return 2 * (half - np.einsum("birm,bmk,bjrk->bij", t, self.inverse, t, optimize=True))


def reduced(target: Array, codes: Array) -> Reduced:
    """Evaluate the reduced loss of ``codes`` (b, m, n) for the target ``A`` (r, n)."""
    gram = codes @ codes.transpose(0, 2, 1)
    size = np.trace(gram, axis1=1, axis2=2)
    m = codes.shape[1]
    # A Gram matrix this close to singular loses more than half of the digits; such rows span fewer than m dimensions.
    regular = np.linalg.det(gram / np.maximum(size, 1e-300)[:, None, None]) > 1e-14
    safe = np.where(regular[:, None, None], gram, np.eye(m))
    inverse = np.linalg.inv(safe)
    decoder = np.einsum("rn,bmn,bmk->brk", target, codes, inverse, optimize=True)
    residual = target - decoder @ codes
    return Reduced(codes, inverse, decoder, residual, (residual**2).sum(axis=(1, 2)), regular)
