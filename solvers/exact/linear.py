"""Linear algebra over the rationals, by python-flint, on lists of Fractions."""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction
from typing import Any

from flint import fmpq_mat  # type: ignore[import-untyped]

from theory.exact import to_fmpq, to_fraction

Row = list[Fraction]


def matrix(rows: Sequence[Sequence[Any]]) -> fmpq_mat:
    """The flint matrix with these rows; at least one row."""
    return fmpq_mat([[to_fmpq(x) for x in row] for row in rows])


def inner(a: Sequence[Any], b: Sequence[Any]) -> Fraction:
    """Inner product of two rational vectors of one length."""
    return sum((x * y for x, y in zip(a, b, strict=True)), Fraction(0))


def rank(rows: Sequence[Sequence[Any]]) -> int:
    """The rank over Q of a list of rows (0 for an empty list).

    >>> rank([[1, 2], [2, 4]])
    1
    """
    return int(matrix(rows).rank()) if rows and len(rows[0]) else 0


def _echelon(rows: Sequence[Sequence[Any]]) -> tuple[list[Row], list[int]]:
    """Reduced row echelon form without zero rows, and its pivot columns."""
    if not rows or not len(rows[0]):
        return [], []
    reduced, size = matrix(rows).rref()
    out = [[to_fraction(reduced[i, j]) for j in range(len(rows[0]))] for i in range(size)]
    return out, [next(j for j, x in enumerate(row) if x) for row in out]


def independent(rows: Sequence[Sequence[Any]]) -> list[int]:
    """Indices of the rows that are not combinations of earlier rows.

    >>> independent([[0, 0], [1, 2], [2, 4], [0, 1]])
    [1, 3]
    """
    return _echelon([list(column) for column in zip(*rows, strict=True)])[1]


def kernel(rows: Sequence[Sequence[Any]], width: int) -> list[Row]:
    """A basis of ``{x in Q^width : row . x = 0 for every row}``.

    >>> kernel([[1, 2]], 2)
    [[Fraction(-2, 1), Fraction(1, 1)]]
    """
    reduced, pivots = _echelon(rows)
    out: list[Row] = []
    for free in (j for j in range(width) if j not in pivots):
        x = [Fraction(int(j == free)) for j in range(width)]
        for row, pivot in zip(reduced, pivots, strict=True):
            x[pivot] = -row[free]
        out.append(x)
    return out


def combination(target: Sequence[Any], rows: Sequence[Sequence[Any]]) -> Row | None:
    """Coefficients c with ``sum_k c_k rows[k] = target`` (zero on dependent rows), or None when there are none.

    >>> combination([3, 1], [[1, 0], [1, 1]])
    [Fraction(2, 1), Fraction(1, 1)]
    """
    if not rows:
        return None if any(target) else []
    columns = [[*column, t] for column, t in zip(zip(*rows, strict=True), target, strict=True)]
    reduced, pivots = _echelon(columns)
    if len(rows) in pivots:
        return None
    out = [Fraction(0)] * len(rows)
    for row, pivot in zip(reduced, pivots, strict=True):
        out[pivot] = row[-1]
    return out
