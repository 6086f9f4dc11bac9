"""Plain gradient descent of many small ReLU networks at once, in double precision: for searches, never for a verdict.

Legend: ``inputs`` (N, p), ``targets`` (N, r), ``weights`` (N,), encoders E (b, q, p), decoders D (b, r, q).
"""

from __future__ import annotations

import itertools
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

Array = NDArray[np.float64]


@dataclass(frozen=True)
class Sample:
    """Weighted inputs with their targets."""

    inputs: Array
    targets: Array
    weights: Array


def single_features(w: Array, weights: Array) -> Sample:
    """The n single features of an autoencoder: its single-feature loss."""
    return Sample(w, w, weights)


def sparse_inputs(w: Array, rate: float) -> Sample:
    """All nonzero 0/1 combinations with independent activities, scaled so that rate -> 0 gives the single features."""
    points = np.array([x for x in itertools.product((0.0, 1.0), repeat=len(w)) if any(x)])
    active = points.sum(axis=1)
    chances = rate ** (active - 1) * (1 - rate) ** (len(w) - active)
    return Sample(points @ w, points @ w, chances)


def losses(sample: Sample, encoders: Array, decoders: Array) -> Array:
    """The loss of every network."""
    codes = np.maximum(np.einsum("np,bqp->bnq", sample.inputs, encoders), 0)
    residual = sample.targets - np.einsum("bnq,brq->bnr", codes, decoders)
    return np.einsum("n,bnr,bnr->b", sample.weights, residual, residual)


def gradient(sample: Sample, encoders: Array, decoders: Array) -> tuple[Array, Array]:
    """The gradient in the encoders and in the decoders, where it exists."""
    pre = np.einsum("np,bqp->bnq", sample.inputs, encoders)
    codes = np.maximum(pre, 0)
    residual = (sample.targets - np.einsum("bnq,brq->bnr", codes, decoders)) * sample.weights[None, :, None]
    in_decoder = -2 * np.einsum("bnr,bnq->brq", residual, codes)
    back = np.einsum("bnr,brq->bnq", residual, decoders) * (pre > 0)
    return -2 * np.einsum("bnq,np->bqp", back, sample.inputs), in_decoder


def descend(
    sample: Sample, encoders: Array, decoders: Array, *, steps: int, rate: float = 0.05
) -> tuple[Array, Array, Array]:
    """Encoders, decoders and gradient norms after ``steps`` steps of momentum 0.9."""
    e, d = encoders.copy(), decoders.copy()
    speed_e, speed_d = np.zeros_like(e), np.zeros_like(d)
    for _ in range(steps):
        in_e, in_d = gradient(sample, e, d)
        speed_e, speed_d = 0.9 * speed_e - rate * in_e, 0.9 * speed_d - rate * in_d
        e, d = e + speed_e, d + speed_d
    in_e, in_d = gradient(sample, e, d)
    norms = np.sqrt((in_e**2).sum(axis=(1, 2)) + (in_d**2).sum(axis=(1, 2)))
    return e, d, norms


def starts(rng: np.random.Generator, count: int, width: int, p: int, r: int, scale: float = 0.6) -> tuple[Array, Array]:
    """Gaussian encoders and decoders."""
    return scale * rng.standard_normal((count, width, p)), scale * rng.standard_normal((count, r, width))
