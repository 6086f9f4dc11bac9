"""A good exact point for problems that cannot be solved: gradient descent, rounded, with the best exact decoder.

Nothing is claimed about the point but its loss, which is exact: an upper bound of the infimum.
"""

from __future__ import annotations

from collections.abc import Callable
from fractions import Fraction

import numpy as np
from numpy.typing import NDArray

from solvers.sdl.critical.exact_point import ExactPoint
from theory.sdl import Problem

Array = NDArray[np.float64]
STARTS, STEPS, RATE = 6, 400, 0.05  # about a second for a hundred features; more starts improve the bound slowly
UNIT = 2**12  # encoder and decoder are rounded to this grid: the loss moves by about 1e-3 of itself


def descended_point(problem: Problem, *, seed: int = 0, breathe: Callable[[str], None]) -> ExactPoint:
    """The best of a few runs of Adam on the encoder (the decoder is optimal at every step), rounded.

    ``problem``: rational, relu, jumprelu or topk.
    """
    w, v, m = problem.arrays()
    root = np.sqrt(m)[:, None]
    rng = np.random.default_rng(seed)
    best, best_loss = np.zeros((problem.width, problem.p)), float((m[:, None] * v**2).sum())
    for start in range(STARTS):
        breathe(f"gradient descent: start {start + 1} of {STARTS}")
        encoder, loss = _adam(problem, rng.standard_normal((problem.width, problem.p)), w, v * root, root)
        if loss < best_loss:
            best, best_loss = encoder, loss
    scale = np.abs(best).max() or 1.0
    if problem.activation.theta:
        scale = 1.0  # the threshold fixes the scale
    rows = tuple(tuple(Fraction(round(float(x) * UNIT), UNIT) for x in row) for row in best / scale)
    z = problem.activation.numpy(w @ np.array([[float(x) for x in row] for row in rows]).T)
    decoder = np.linalg.lstsq(z * root, v * root, rcond=1e-10)[0].T  # below 1e-10 rows of codes count as dependent
    columns = tuple(tuple(Fraction(round(float(x) * UNIT), UNIT) for x in row) for row in decoder)
    return ExactPoint(problem, rows, columns, problem.field)


def _adam(problem: Problem, encoder: Array, w: Array, target: Array, root: Array) -> tuple[Array, float]:
    """Adam on the loss with the decoder optimised away; target and codes carry the square roots of the weights."""
    first, second = np.zeros_like(encoder), np.zeros_like(encoder)
    best, best_loss = encoder.copy(), np.inf
    for step in range(1, STEPS + 1):
        pre = w @ encoder.T
        on = problem.activation.numpy(pre) != 0
        z = np.where(on, pre, 0.0) * root
        # a small ridge keeps the decoder bounded where codes are nearly dependent; codes of length one, so that it counts
        # for entries of any size
        size = np.sqrt((z**2).sum(axis=0))
        unit = z / np.where(size > 0.0, size, 1.0)
        fitted = np.linalg.solve(unit.T @ unit + 1e-6 * np.eye(len(encoder)), unit.T @ target)
        decoder = (fitted / np.where(size > 0.0, size, 1.0)[:, None]).T
        residual = target - z @ decoder.T
        loss = float((residual**2).sum())
        if loss < best_loss:
            best, best_loss = encoder.copy(), loss
        gradient = -2 * (np.where(on, residual @ decoder, 0.0) * root).T @ w
        first, second = 0.9 * first + 0.1 * gradient, 0.999 * second + 0.001 * gradient**2
        size = np.sqrt(second / (1 - 0.999**step)) + 1e-12
        encoder = encoder - RATE * first / (1 - 0.9**step) / size
    return best, best_loss
