"""A square linear system over an exact field."""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction
from typing import Any


def solve(matrix: Sequence[Sequence[Any]], rhs: Sequence[Any]) -> list[Any] | None:
    """The solution of ``M y = b``, or None where M is singular.

    Args:
        matrix: shape (n, n), entries int, Fraction or elements of one number field.
        rhs: length n.

    >>> solve([[2, 1], [1, 1]], [3, 2]), solve([[1, 1], [1, 1]], [1, 2])
    ([Fraction(1, 1), Fraction(1, 1)], None)
    """
    n = len(matrix)
    rows = [[Fraction(1) * x for x in (*row, b)] for row, b in zip(matrix, rhs, strict=True)]
    for k in range(n):
        pivot = next((i for i in range(k, n) if rows[i][k] != 0), None)
        if pivot is None:
            return None
        rows[k], rows[pivot] = rows[pivot], rows[k]
        head = rows[k][k]
        rows[k] = [x / head for x in rows[k]]
        for i in range(n):
            if i != k and rows[i][k] != 0:
                factor = rows[i][k]
                rows[i] = [x - factor * y for x, y in zip(rows[i], rows[k], strict=True)]
    return [row[n] for row in rows]
