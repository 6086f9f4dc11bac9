"""Exact linear algebra on plain lists, for the checker: inner products, products, determinant, rank."""

from __future__ import annotations

from fractions import Fraction
from typing import Any

from theory.certificates.exact_numbers import Algebraic, Rejected
from theory.certificates.polynomials import Polynomial
from theory.certificates.work import bits, cost, row_operation, spend

Value = Any  # Fraction | Algebraic | Polynomial | bool | list[Value] | dict (an activation)


def number(value: Value) -> Fraction | Algebraic:
    """The number that a scalar is; a polynomial must be constant."""
    if isinstance(value, Polynomial):
        constant = value.constant()
        if constant is None:
            raise Rejected(f"the sign of the polynomial {str(value)[:60]} is not defined")
        return constant
    if isinstance(value, bool) or not isinstance(value, Fraction | Algebraic):
        raise Rejected(f"expected a number, found {type(value).__name__}")
    return value


def integer(value: Value) -> int:
    """A number that must be an integer of moderate size."""
    x = number(value)
    if isinstance(x, Algebraic) or x.denominator != 1:
        raise Rejected("expected an integer")
    if abs(x.numerator) > 10**6:
        raise Rejected("an integer outside -10^6..10^6 where a size or an index is expected")
    return x.numerator


def vector(value: Value) -> list[Value]:
    """A value that must be a list."""
    if not isinstance(value, list):
        raise Rejected("expected a list")
    return value


def dot(a: Value, b: Value) -> Value:
    """The inner product."""
    a, b = vector(a), vector(b)
    if len(a) != len(b):
        raise Rejected(f"inner product of vectors of lengths {len(a)} and {len(b)}")
    total: Value = Fraction(0)
    for x, y in zip(a, b, strict=True):
        total = total + x * y
    spend(3 * len(a) * cost(bits(total)))
    return total


def transpose(a: Value) -> Value:
    """Rows become columns."""
    return [list(column) for column in zip(*a, strict=True)] if vector(a) else []


def matmul(a: Value, b: Value) -> Value:
    """The matrix product."""
    columns = transpose(b)
    return [[dot(row, column) for column in columns] for row in vector(a)]


def determinant(a: Value) -> Value:
    """Leibniz by cofactors for polynomials (n <= 7), elimination for numbers."""
    n = len(vector(a))
    if any(len(vector(row)) != n for row in a):
        raise Rejected("determinant of a matrix that is not square")
    if any(isinstance(x, Polynomial) for row in a for x in row):
        if n > 7:
            raise Rejected("symbolic determinant larger than 7 x 7")
        if n == 0:
            return Fraction(1)
        total: Value = Fraction(0)
        for j in range(n):
            minor = [row[:j] + row[j + 1 :] for row in a[1:]]
            total = total + (-1) ** j * (a[0][j] * determinant(minor))
        return total
    rows, out = [list(row) for row in a], Fraction(1)
    for i in range(n):
        pivot = next((r for r in range(i, n) if rows[r][i] != 0), None)
        if pivot is None:
            return Fraction(0)
        if pivot != i:
            rows[i], rows[pivot], out = rows[pivot], rows[i], -out
        out = out * rows[i][i]
        for r in range(i + 1, n):
            row_operation(rows[r])
            factor = rows[r][i] / rows[i][i]
            rows[r] = [x - factor * y for x, y in zip(rows[r], rows[i], strict=True)]
    return out


def rank(a: Value) -> int:
    """The rank, by exact elimination."""
    rows = [[number(x) for x in vector(row)] for row in vector(a)]
    done, width = 0, max((len(r) for r in rows), default=0)
    for j in range(width):
        pivot = next((r for r in range(done, len(rows)) if rows[r][j] != 0), None)
        if pivot is None:
            continue
        rows[done], rows[pivot] = rows[pivot], rows[done]
        for r in range(done + 1, len(rows)):
            if rows[r][j] != 0:
                row_operation(rows[r])
                factor = rows[r][j] / rows[done][j]
                rows[r] = [x - factor * y for x, y in zip(rows[r], rows[done], strict=True)]
        done += 1
    return done
