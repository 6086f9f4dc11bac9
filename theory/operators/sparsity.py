"""Sparse codes on grids: by threshold, by count, by fraction of the domain, and jointly over concepts and domain.

A code of an SAE on functions is a table: one row per concept, one column per grid point.  Concept sparsity limits the rows that are not
zero, domain sparsity the points that are not zero in a row.  A threshold and a fraction mean the same at every resolution; a count does
not: the same number of points is a smaller part of a finer grid.
"""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction
from math import ceil
from typing import Any

from theory.errors import InputError

Table = Sequence[Sequence[Any]]


def by_threshold(z: Sequence[Any], threshold: Any) -> list[Any]:
    """The entries larger than the threshold (at least 0) in absolute value, zero elsewhere.

    >>> by_threshold([3, -1, 2, -4], 1)
    [3, 0, 2, -4]
    """
    if threshold < 0:
        raise InputError("threshold", threshold, "must be at least 0")
    return [x if abs(x) > threshold else 0 for x in z]


def by_count(z: Sequence[Any], count: int) -> list[Any]:
    """The ``count`` entries of largest absolute value, ties to the smaller index, zero elsewhere.

    >>> by_count([3, -1, 3, -4], 2)
    [3, 0, 0, -4]
    """
    if count < 0:
        raise InputError("count", count, "must be at least 0")
    kept = set(sorted(range(len(z)), key=lambda i: (-abs(z[i]), i))[:count])
    return [x if i in kept else 0 for i, x in enumerate(z)]


def count_of(fraction: Fraction, n: int) -> int:
    """How many of n points a fraction of the domain is: ``ceil(fraction n)``.

    >>> count_of(Fraction(1, 3), 4), count_of(Fraction(0), 4)
    (2, 0)
    """
    if not 0 <= fraction <= 1:
        raise InputError("fraction", fraction, "must be between 0 and 1")
    return ceil(fraction * n)


def by_fraction(z: Sequence[Any], fraction: Fraction) -> list[Any]:
    """The largest entries on this fraction of the domain: the same part of the circle at every resolution.

    >>> by_fraction([3, -1, 3, -4], Fraction(1, 4))
    [0, 0, 0, -4]
    """
    return by_count(z, count_of(fraction, len(z)))


def energy(z: Sequence[Any]) -> Any:
    """The sum of squares."""
    return sum((x * x for x in z), 0)


def joint_projection(z: Table, concepts: int, points: int) -> list[list[Any]]:
    """A nearest table with at most ``concepts`` rows that are not zero and at most ``points`` such entries in each row.

    First the largest points of every row, then the rows in which most energy is *left*.  The other order (rows by their whole energy,
    then points) is not the projection.

    Source: proved for all dimensions as operators.joint-projection; the other order refuted as operators.concepts-first.

    >>> joint_projection([[1, 1, 1, 1], [Fraction(3, 2), 0, 0, 0]], 1, 1)[0]
    [0, 0, 0, 0]
    """
    rows = [by_count(row, points) for row in z]
    left = by_count([energy(row) for row in rows], concepts)
    return [row if e else [0] * len(row) for row, e in zip(rows, left, strict=True)]


def concepts_first(z: Table, concepts: int, points: int) -> list[list[Any]]:
    """The other order: the rows of largest energy, then their largest points.

    >>> concepts_first([[1, 1, 1, 1], [Fraction(3, 2), 0, 0, 0]], 1, 1)[0]
    [1, 0, 0, 0]
    """
    chosen = by_count([energy(row) for row in z], concepts)
    return [by_count(row, points) if e else [0] * len(row) for row, e in zip(z, chosen, strict=True)]


def joint_shrinkage(z: Table, one: float, group: float) -> list[list[float]]:
    """The minimiser w of ``|w - z|^2 / 2 + one sum |w_ij| + group sum_i |w_i|``: soft threshold, then shrinkage of rows.

    Args:
        z: one row per concept.
        one: weight of the entries, at least 0.
        group: weight of the norms of rows, at least 0.

    >>> joint_shrinkage([[3.0, 1.0], [0.5, 0.0]], 1.0, 1.0)
    [[1.0, 0.0], [0.0, 0.0]]
    """
    if one < 0 or group < 0:
        raise InputError("weights", (one, group), "must be at least 0")
    out: list[list[float]] = []
    for row in z:
        soft = [(1 if x > 0 else -1) * max(abs(x) - one, 0.0) for x in row]
        norm = float(energy(soft)) ** 0.5
        out.append([x * (1 - group / norm) if norm > group else 0.0 for x in soft])
    return out
