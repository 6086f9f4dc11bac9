"""A symmetric matrix is positive semidefinite (or definite), by ``A = L diag(d) L^T`` with ``d >= 0``.

For every x, ``x^T A x = sum_k d_k (L^T x)_k^2 >= 0``.  If moreover L is square, unit lower triangular and ``d > 0``, then
A is positive definite.

asserts: ``matrix`` (expression), ``definite`` (true or false), optional ``field``, ``definitions``, ``let``, ``means``
witness: ``L`` (n x k matrix), ``d`` (k numbers)
"""

from __future__ import annotations

from typing import Any

from theory.certificates.algebra import matmul, transpose
from theory.certificates.exact_numbers import Rejected, sign
from theory.certificates.language import Evaluator, literal
from theory.certificates.statement import evaluator, items, only, setting
from theory.certificates.text import part, show
from theory.certificates.values import Value, columns, matrix, number, vector


def square_matrix(value: Value) -> list[list[Any]]:
    """A matrix of numbers with as many rows as columns."""
    rows = [[number(x) for x in row] for row in matrix(value)]
    if any(len(row) != len(rows) for row in rows):
        raise Rejected("matrix: must be square")
    return rows


def factorisation(rows: list[list[Any]], witness: dict[str, Any], names: Evaluator, *, definite: bool) -> None:
    """Raise :class:`Rejected` unless ``witness`` is an L, d factorisation of ``rows`` with the asserted signs."""
    only(witness, {"L", "d"}, set(), "witness")
    left = matrix(literal(items(witness["L"], "L"), names.field, "L"))
    d = [number(x) for x in vector(literal(items(witness["d"], "d"), names.field, "d"))]
    n = len(rows)
    if len(left) != n or (n and columns(left) != len(d)):
        raise Rejected(f"L: must be {n} x {len(d)}")
    scaled = [[x * c for x, c in zip(row, d, strict=True)] for row in left]
    product = matmul(scaled, transpose(left)) if d and n else [[0] * n for _ in range(n)]
    if any(product[i][j] != rows[i][j] for i in range(n) for j in range(n)):
        raise Rejected("L diag(d) L^T differs from the matrix")
    if any(sign(x) < 0 for x in d):
        raise Rejected("d: a negative entry")
    if definite:
        unit = all(left[i][j] == int(i == j) for i in range(n) for j in range(i, len(d)))
        if len(d) != n or not unit or any(sign(x) == 0 for x in d):
            raise Rejected("definite: L must be unit lower triangular and d positive")


def check(asserts: dict[str, Any], witness: dict[str, Any]) -> str:
    only(asserts, {"matrix", "definite"}, {"field", "definitions", "let", "means"})
    names = evaluator(asserts)
    if not isinstance(asserts["definite"], bool):
        raise Rejected("definite: must be true or false")
    factorisation(square_matrix(names.value(asserts["matrix"])), witness, names, definite=asserts["definite"])
    return sentence(asserts)


def sentence(asserts: dict[str, Any]) -> str:
    word = "definite" if asserts["definite"] else "semidefinite"
    return f"positive {word}: {part(show(asserts['matrix']))}{setting(asserts)}"
