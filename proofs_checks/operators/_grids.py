"""Layers on grids whose cosines are rational (N = 1, 2, 3, 4, 6), in the language of the checker."""

from __future__ import annotations

from fractions import Fraction
from typing import Any

from theory.formal import Expression, both, listing, names, op, span, total
from theory.operators.cyclotomic import cosine

COSINES = (1, 2, 3, 4, 6)  # cos(2 pi / N) is rational for no other N


def cosines(n: int, frequency: int = 1) -> list[Fraction]:
    """``cos(2 pi frequency i / n)`` at the points i = 0, ..., n - 1, exactly.

    >>> cosines(3)
    [Fraction(1, 1), Fraction(-1, 2), Fraction(-1, 2)]
    """
    return [cosine(n, frequency * i).rational() for i in range(n)]


def layer(x: Expression, n: int, gains: list[Any], stretch: int = 1) -> Expression:
    """Real gains R_0, R_1, ... of the modes 0, stretch, 2 stretch, ... applied to n samples x.

    ``y_i = (1/n) sum_j (R_0 + 2 sum_{k >= 1} R_k cos(2 pi k stretch (i - j) / n)) x_j``.
    """
    rows: list[Expression] = []
    for i in range(n):
        weights: list[Any] = []
        for j in range(n):
            waves = [2 * cosine(n, k * stretch * (i - j)).rational() * g for k, g in enumerate(gains) if k]
            weights.append((gains[0] + sum(waves, Fraction(0))) * Fraction(1, n))
        rows.append(op("+", *(x[j] * w for j, w in enumerate(weights))))
    return op("tuple", *rows)


def grid_mean(z: Expression, n: int) -> Expression:
    """The mean of n values."""
    return total(span(n), lambda i: z[i], "i") / n


def rectified(x: Expression, n: int) -> Expression:
    """ReLU at every point."""
    return listing(span(n), lambda i: op("pos", x[i]), "i")


__all__ = ["COSINES", "Expression", "both", "cosines", "grid_mean", "layer", "names", "op", "rectified"]
