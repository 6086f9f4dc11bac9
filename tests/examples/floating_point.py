"""Points of a landscape in floating point, read without the project's own arithmetic, and slopes of the loss by differences."""

from __future__ import annotations

from typing import Any

import numpy as np

from theory.sdl import Activation, Problem


def floats(matrix: list[list[Any]], field: dict[str, Any] | None) -> np.ndarray:
    alpha = root(field) if field else 0.0

    def number(x: Any) -> float:
        if isinstance(x, dict):
            return sum(fraction(c) * alpha**i for i, c in enumerate(x["alg"]))
        return fraction(x)

    return np.array([[number(x) for x in row] for row in matrix])


def fraction(x: Any) -> float:
    top, _, bottom = str(x).partition("/")
    return int(top) / int(bottom or 1)


def root(field: dict[str, Any]) -> float:
    lo, hi = (fraction(x) for x in field["interval"])
    found = [r.real for r in np.roots([fraction(c) for c in reversed(field["poly"])]) if abs(r.imag) < 1e-9]
    (alpha,) = [x for x in found if lo < x < hi]
    return float(alpha)


def loss(problem: Problem, encoder: np.ndarray, decoder: np.ndarray) -> float:
    w, v, m = problem.arrays()
    z = Activation(problem.activation.kind, problem.activation.theta, problem.activation.k).numpy(w @ encoder.T)
    return float((m[:, None] * (v - z @ decoder.T) ** 2).sum())


def slopes(problem: Problem, encoder: np.ndarray, decoder: np.ndarray, h: float = 1e-6) -> np.ndarray:
    """Central differences; at a dead neuron with a zero row and column they vanish as well."""
    out = []
    for part in (encoder, decoder):
        for index in np.ndindex(part.shape):
            old = part[index]
            part[index] = old + h
            up = loss(problem, encoder, decoder)
            part[index] = old - h
            down = loss(problem, encoder, decoder)
            part[index] = old
            out.append((up - down) / (2 * h))
    return np.array(out)
