"""The largest margin of a neuron on a concept, with both sides of the duality gap in exact numbers (concepts.margin-duality).

Legend: D the distance between conv(C) and conv(N); the largest margin is D / 2.  Any p in conv(C), q in conv(N) give
D <= |p - q|, and any direction u gives D >= (min over C of u . x - max over N of u . y) / |u|.  Wolfe's algorithm for the nearest
point of the difference body proposes p and q in floating point; the active points are then solved exactly.
"""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from fractions import Fraction
from typing import Any

import numpy as np
from flint import fmpq_mat  # type: ignore[import-untyped]
from numpy.typing import NDArray

from solvers.concepts.separability import Points
from theory.exact import to_fmpq, to_fraction

Pair = tuple[int, int]
ROUNDS = 10_000
# relative to the squared size of the data: below it the float algorithm cannot tell progress from rounding; the exact
# bounds computed afterwards do not depend on it
PROGRESS = 1e-12


@dataclass(frozen=True)
class Margin:
    """``lower <= D^2 <= upper``: squared bounds of the distance of the two hulls, from a direction and from a pair.

    ``p`` is in conv(C), ``q`` in conv(N), with the weights given.  The largest margin of a neuron is D / 2; ``exact`` when both agree.
    """

    lower: Fraction
    upper: Fraction
    direction: tuple[Fraction, ...]
    on: dict[int, Fraction]
    off: dict[int, Fraction]

    @property
    def exact(self) -> bool:
        """Whether the duality gap is closed."""
        return self.lower == self.upper


def margin(points: Points, concept: Collection[int]) -> Margin:
    """The squared distance of conv(C) and conv(N), between two exact bounds.

        max over |u| = 1 of (min_C u . x - max_N u . y)  =  D  =  min over conv(C) x conv(N) of |p - q|

    Args:
        points: exact coordinates (int or Fraction); concept: indices of C, at least one and not all.

    Raises:
        ValueError: C is empty or everything.

    Source: concepts.margin-duality.

    >>> found = margin([(0, 0), (0, 2), (3, 1)], {2})
    >>> found.lower, found.upper
    (Fraction(9, 1), Fraction(9, 1))
    """
    on = sorted(set(concept))
    off = [i for i in range(len(points)) if i not in set(on)]
    if not on or not off:
        raise ValueError("the concept is empty or contains all points: there are no two sides to measure")
    weights = _wolfe(np.array([[float(v) for v in x] for x in points]), on, off)
    best = _bounds(points, on, off, {k: Fraction(v).limit_denominator(10**9) for k, v in weights.items() if v > 0})
    exact = _exact_weights(points, list(weights))
    if exact is not None and not best.exact:
        better = _bounds(points, on, off, exact)
        best = better if better.upper - better.lower <= best.upper - best.lower else best
    return best


def _bounds(points: Points, on: list[int], off: list[int], weights: dict[Pair, Fraction]) -> Margin:
    total = sum(weights.values(), Fraction(0))
    lam: dict[int, Fraction] = {}
    kap: dict[int, Fraction] = {}
    for (i, j), v in weights.items():
        lam[i] = lam.get(i, Fraction(0)) + v / total
        kap[j] = kap.get(j, Fraction(0)) + v / total
    size = range(len(points[0]))
    u = [
        sum((v * points[i][c] for i, v in lam.items()), Fraction(0))
        - sum((v * points[j][c] for j, v in kap.items()), Fraction(0))
        for c in size
    ]
    upper = sum((v * v for v in u), Fraction(0))
    values = [sum((a * b for a, b in zip(u, x, strict=True)), Fraction(0)) for x in points]
    gap = min(values[i] for i in on) - max(values[j] for j in off)
    lower = gap * gap / upper if gap > 0 else Fraction(0)
    return Margin(lower, upper, tuple(u), lam, kap)


def _wolfe(x: NDArray[np.float64], on: list[int], off: list[int]) -> dict[Pair, float]:
    """Weights of pairs (i, j) for which sum of weights times (x_i - x_j) is the point nearest to 0, up to rounding."""
    scale = float(np.max(np.abs(x))) ** 2 * x.shape[1] + 1.0
    corral: list[Pair] = [(on[0], off[0])]
    weights = np.ones(1)
    for _ in range(ROUNDS):
        vectors = np.array([x[i] - x[j] for i, j in corral])
        point = weights @ vectors
        values = x @ point
        new = (on[int(np.argmin(values[on]))], off[int(np.argmax(values[off]))])
        if values[new[0]] - values[new[1]] >= point @ point - PROGRESS * scale or new in corral:
            break
        corral.append(new)
        weights = np.append(weights, 0.0)
        corral, weights = _shrink(x, corral, weights)
    return dict(zip(corral, (float(v) for v in weights), strict=True))


def _shrink(
    x: NDArray[np.float64], corral: list[Pair], weights: NDArray[np.float64]
) -> tuple[list[Pair], NDArray[np.float64]]:
    """Move to the nearest point of the affine hull; drop points until it lies inside their convex hull."""
    while True:
        vectors = np.array([x[i] - x[j] for i, j in corral])
        size = len(corral)
        kkt = np.ones((size + 1, size + 1))
        kkt[:size, :size], kkt[size, size] = vectors @ vectors.T, 0.0
        target = np.append(np.zeros(size), 1.0)
        affine: NDArray[Any] = np.linalg.lstsq(kkt, target, rcond=None)[0][:size]
        # weights below this are rounding of zero: they are of order one otherwise
        if np.all(affine > 1e-13):
            return corral, affine
        down = affine <= 1e-13
        steps = weights[down] / np.maximum(weights[down] - affine[down], 1e-300)
        weights = weights + min(1.0, float(np.min(steps))) * (affine - weights)
        keep = weights > 1e-13
        if np.all(keep):
            keep[int(np.argmin(weights))] = False
        corral = [p for p, k in zip(corral, keep, strict=True) if k]
        weights = weights[keep] / weights[keep].sum()
        if len(corral) == 1:
            return corral, np.ones(1)


def _exact_weights(points: Points, corral: list[Pair]) -> dict[Pair, Fraction] | None:
    """Exact weights of the nearest point of the affine hull, when they are unique and not negative."""
    size = len(corral)
    vectors = [[a - b for a, b in zip(points[i], points[j], strict=True)] for i, j in corral]
    v = fmpq_mat([[to_fmpq(entry) for entry in row] for row in vectors])
    product = v * v.transpose()
    kkt = [
        [product[i, j] if max(i, j) < size else to_fmpq(int(i != j)) for j in range(size + 1)] for i in range(size + 1)
    ]
    for i in range(size):
        kkt[i][size] = kkt[size][i] = to_fmpq(1)
    try:
        solution = fmpq_mat(kkt).solve(fmpq_mat([[to_fmpq(int(i == size))] for i in range(size + 1)]))
    except ZeroDivisionError:  # the active points are affinely dependent
        return None
    weights = [to_fraction(solution[i, 0]) for i in range(size)]
    return dict(zip(corral, weights, strict=True)) if min(weights) >= 0 else None
