"""Random integer Top-k encoders on orthonormal features, and whether some decoder has zero loss on sparse inputs.

Legend: inputs x in R^n with at most k active features; codes are Top-k of ReLU of ``W_E x``; the decoder is the least-squares one.
"""

from __future__ import annotations

import itertools

import numpy as np
from numpy.typing import NDArray

Array = NDArray[np.float64]
MAGNITUDES = (0.25, 0.5, 1.0, 2.0, 4.0)


def sparse_inputs(n: int, k: int) -> Array:
    """A grid of inputs with at most k active features, one of them with value 1."""
    out = []
    for size in range(1, k + 1):
        for chosen in itertools.combinations(range(n), size):
            for values in itertools.product(MAGNITUDES, repeat=size - 1):
                x = np.zeros(n)
                x[list(chosen)] = (1.0, *values)
                out.append(x)
    return np.array(out)


def top_k(pre: Array, k: int) -> Array:
    """Top-k of ReLU for rows; ties go to the smaller index."""
    codes = np.maximum(pre, 0)
    drop = np.argsort(-codes, axis=1, kind="stable")[:, k:]
    np.put_along_axis(codes, drop, 0.0, axis=1)
    return codes


def zero_loss(encoder: Array, inputs: Array, k: int) -> Array | None:
    """The least-squares decoder if it reconstructs all inputs up to rounding, else None."""
    codes = top_k(inputs @ encoder.T, k)
    decoder = np.asarray(np.linalg.lstsq(codes, inputs, rcond=None)[0], dtype=np.float64)
    # integer encoders and grid inputs: residuals that are not zero are far above the rounding of a small least squares
    return decoder.T if np.abs(codes @ decoder - inputs).max() < 1e-9 else None


def recovered(decoder: Array) -> int:
    """The number of features (unit vectors) that some decoder column is a positive multiple of."""
    lengths = np.linalg.norm(decoder, axis=0)
    unit = decoder[:, lengths > 1e-9] / lengths[lengths > 1e-9]
    return int((unit.max(axis=1) > 1 - 1e-9).sum()) if unit.size else 0


def candidates(rng: np.random.Generator, n: int, width: int, count: int) -> Array:
    """Random integer encoders: mostly zeros, one positive entry in most rows, a few others of either sign."""
    values = rng.integers(-2, 3, size=(count, width, n)) * (rng.random((count, width, n)) < 0.15)
    place = rng.integers(0, n, size=(count, width, 1))
    there = np.take_along_axis(values, place, axis=2)
    chosen = np.where(rng.random((count, width, 1)) < 0.75, rng.integers(1, 4, size=(count, width, 1)), there)
    np.put_along_axis(values, place, chosen, axis=2)
    return values.astype(float)
