"""Exact linear algebra on plain lists, for the checker: inner products, products, determinant, rank.

Arguments are vectors and matrices as ``values.py`` has them; every function announces its cost before it works.
"""

from __future__ import annotations

from collections.abc import Iterable
from fractions import Fraction

from theory.certificates.exact_numbers import Rejected
from theory.certificates.polynomials import Polynomial
from theory.certificates.values import NoRows, Value, columns, number, rows_or_none
from theory.certificates.work import bits, cost, longest, row_operation, spend


def total(values: Iterable[Value]) -> Value:
    """The sum; every addition is paid for before it is done, as sums of fractions grow."""
    out: Value = Fraction(0)
    for x in values:
        spend(1 + cost(bits(out) + bits(x)))
        out = out + x
    return out


def dot(a: list[Value], b: list[Value]) -> Value:
    """The inner product."""
    if len(a) != len(b):
        raise Rejected(f"inner product of vectors of lengths {len(a)} and {len(b)}")
    length = longest(a) + longest(b)
    spend(3 + 3 * len(a) * cost(length))
    if len(a) * length > 4096:
        return total(x * y for x, y in zip(a, b, strict=True))
    out: Value = Fraction(0)
    for x, y in zip(a, b, strict=True):
        out = out + x * y
    return out


def transpose(a: list[list[Value]]) -> list[list[Value]]:
    """Rows become columns, also where there are none."""
    width = columns(a)
    spend(1 + width + len(a) * width)
    return [list(column) for column in zip(*a, strict=True)] if a and width else rows_or_none([[]] * width, len(a))


def matmul(a: list[list[Value]], b: list[list[Value]]) -> list[list[Value]]:
    """The matrix product."""
    if columns(a) != len(b):
        raise Rejected(f"product of a matrix with {columns(a)} columns and one with {len(b)} rows")
    width = columns(b)
    spend(len(a) * width)
    if isinstance(a, NoRows):
        return NoRows(width)
    across = transpose(b)
    return [[dot(row, column) for column in across] for row in a]


def determinant(a: list[list[Value]]) -> Value:
    """Leibniz by cofactors for polynomials (n <= 7), elimination for numbers."""
    n = len(a)
    if any(len(row) != n for row in a) or (isinstance(a, NoRows) and a.columns):
        raise Rejected("determinant of a matrix that is not square")
    if any(isinstance(x, Polynomial) for row in a for x in row):
        if n > 7:
            raise Rejected("symbolic determinant larger than 7 x 7")
        minors = ([row[:j] + row[j + 1 :] for row in a[1:]] for j in range(n))
        return total(
            (-1) ** j * (a[0][j] * (determinant(minor) if minor else Fraction(1))) for j, minor in enumerate(minors)
        )
    rows, out = [list(row) for row in a], Fraction(1)
    for i in range(n):
        pivot = next((r for r in range(i, n) if rows[r][i] != 0), None)
        if pivot is None:
            return Fraction(0)
        if pivot != i:
            rows[i], rows[pivot], out = rows[pivot], rows[i], -out
        spend(3 * cost(longest([out, rows[i][i]])))
        out = out * rows[i][i]
        for r in range(i + 1, n):
            row_operation(rows[r], rows[i])
            factor = rows[r][i] / rows[i][i]
            rows[r] = [x - factor * y for x, y in zip(rows[r], rows[i], strict=True)]
    return out


def rank(a: list[list[Value]]) -> int:
    """The rank, by exact elimination."""
    rows = [[number(x) for x in row] for row in a]
    done = 0
    for j in range(len(rows[0]) if rows else 0):
        spend(len(rows))
        pivot = next((r for r in range(done, len(rows)) if rows[r][j] != 0), None)
        if pivot is None:
            continue
        rows[done], rows[pivot] = rows[pivot], rows[done]
        for r in range(done + 1, len(rows)):
            if rows[r][j] != 0:
                row_operation(rows[r], rows[done])
                factor = rows[r][j] / rows[done][j]
                rows[r] = [x - factor * y for x, y in zip(rows[r], rows[done], strict=True)]
        done += 1
    return done
