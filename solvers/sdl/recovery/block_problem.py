"""A trained model on a finite set of points, within one activation region: what the gaps of its blocks are computed from."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

Array = NDArray[np.float64]
Mask = NDArray[np.bool_]


@dataclass(frozen=True)
class BlockProblem:
    """A model on a finite set of points, in one activation region.

    Args:
        points_mp: what the encoder sees (``x - b_D``, with a last column of ones where the encoder bias belongs to the block).
        targets_mr: ``y - b_D``.
        weights_m: positive.
        encoder_qp: rows a_j, with the bias as last entry where the points have the column of ones.
        decoder_qr: rows u_j.
        on_mq: which neuron is on at which point.
        level_q: l_j; ignored at points with a free level.
        slope_q: s_j.
        offset_q: o_j.
        free_m: points whose level is free (Top-k with k active neurons); None: no such point.
    """

    points_mp: Array
    targets_mr: Array
    weights_m: Array
    encoder_qp: Array
    decoder_qr: Array
    on_mq: Mask
    level_q: Array
    slope_q: Array
    offset_q: Array
    free_m: Mask | None = None

    @property
    def pre_mq(self) -> Array:
        """Preactivations, shape (points, neurons)."""
        return self.points_mp @ self.encoder_qp.T

    @property
    def codes_mq(self) -> Array:
        """Codes on the fixed pattern, shape (points, neurons)."""
        return np.where(self.on_mq, self.slope_q * self.pre_mq + self.offset_q, 0.0)

    @property
    def loss(self) -> float:
        """The weighted sum of squared errors."""
        residual = self.targets_mr - self.codes_mq @ self.decoder_qr
        return float(self.weights_m @ (residual**2).sum(axis=1))

    def violation(self) -> float:
        """By how much the encoder leaves its region, at most; 0 inside its closure."""
        level = np.broadcast_to(self.level_q, self.on_mq.shape).copy()
        if self.free_m is not None:
            off = np.where(self.on_mq, -np.inf, self.pre_mq).max(axis=1)
            level[self.free_m] = np.maximum(off, 0.0)[self.free_m, None]
        outside = np.where(self.on_mq, level - self.pre_mq, self.pre_mq - level)
        return float(max(0.0, outside.max(initial=0.0)))
