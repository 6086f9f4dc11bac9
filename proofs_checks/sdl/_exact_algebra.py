"""Small exact linear algebra for claims: solving, inverting, the decoder that projects."""

from __future__ import annotations

from fractions import Fraction
from typing import Any

Rows = list[list[Any]]


def solve(a: Rows, b: Rows) -> Rows | None:
    """X with a X = b for a square matrix a, or None when a is singular.

    >>> solve([[2, 0], [0, 4]], [[1], [1]])
    [[Fraction(1, 2)], [Fraction(1, 4)]]
    """
    size = len(a)
    rows = [[x if not isinstance(x, int) else Fraction(x) for x in (*p, *q)] for p, q in zip(a, b, strict=True)]
    for i in range(size):
        pivot = next((k for k in range(i, size) if rows[k][i] != 0), None)
        if pivot is None:
            return None
        rows[i], rows[pivot] = rows[pivot], rows[i]
        scale = rows[i][i]
        rows[i] = [x / scale for x in rows[i]]
        for k in range(size):
            factor = rows[k][i]
            if k != i and factor != 0:
                rows[k] = [x - factor * y for x, y in zip(rows[k], rows[i], strict=True)]
    return [row[size:] for row in rows]


def identity(size: int) -> Rows:
    """The identity matrix."""
    return [[Fraction(int(i == j)) for j in range(size)] for i in range(size)]


def product(a: Rows, b: Rows) -> Rows:
    """The matrix product."""
    columns = list(zip(*b, strict=True))
    return [[sum((x * y for x, y in zip(row, c, strict=True)), Fraction(0)) for c in columns] for row in a]


def transposed(a: Rows) -> Rows:
    """Rows become columns."""
    return [list(c) for c in zip(*a, strict=True)]


def gram(a: Rows) -> Rows:
    """``a a^T``."""
    return product(a, transposed(a))


def projecting_decoder(encoder: Rows) -> Rows | None:
    """``A^T (A A^T)^{-1}``: with it the linear network A projects onto the span of its rows; None if they are dependent."""
    inverse = solve(gram(encoder), identity(len(encoder)))
    return None if inverse is None else product(transposed(encoder), inverse)
