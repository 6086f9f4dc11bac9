"""A symmetric matrix is positive semidefinite (or definite), by ``A = L diag(d) L^T`` with ``d >= 0``.

For every x, ``x^T A x = sum_k d_k (L^T x)_k^2 >= 0``.  If moreover L is square, unit lower triangular and ``d > 0``, then
A is positive definite.

asserts: ``matrix`` (expression), ``definite`` (true or false), optional ``field``, ``definitions``, ``let``, ``means``
witness: ``L`` (n x k matrix), ``d`` (k numbers)
"""

from __future__ import annotations

from typing import Any

from theory.certificates.algebra import matmul, number, transpose
from theory.certificates.exact_numbers import Rejected, sign
from theory.certificates.language import Evaluator
from theory.certificates.statement import evaluator, only
from theory.certificates.text import data, show


def factorisation(matrix: list[list[Any]], witness: dict[str, Any], names: Evaluator, *, definite: bool) -> None:
    """Raise :class:`Rejected` unless ``witness`` is an L, d factorisation of ``matrix`` with the asserted signs."""
    only(witness, {"L", "d"}, set(), "witness")
    left, d = names.value(["data", witness["L"]]), [names.value(["data", x]) for x in witness["d"]]
    n = len(matrix)
    if any(len(row) != n for row in matrix):
        raise Rejected("matrix: must be square")
    if len(left) != n or any(len(row) != len(d) for row in left):
        raise Rejected(f"L: must be {n} x {len(d)}")
    scaled = [[x * c for x, c in zip(row, d, strict=True)] for row in left]
    product = matmul(scaled, transpose(left)) if d else [[0] * n for _ in range(n)]
    if any(product[i][j] != matrix[i][j] for i in range(n) for j in range(n)):
        raise Rejected("L diag(d) L^T differs from the matrix")
    if any(sign(number(x)) < 0 for x in d):
        raise Rejected("d: a negative entry")
    if definite:
        unit = all(left[i][j] == int(i == j) for i in range(n) for j in range(i, len(d)))
        if len(d) != n or not unit or any(sign(number(x)) == 0 for x in d):
            raise Rejected("definite: L must be unit lower triangular and d positive")


def check(asserts: dict[str, Any], witness: dict[str, Any]) -> str:
    only(asserts, {"matrix", "definite"}, {"field", "definitions", "let", "means"})
    names = evaluator(asserts)
    matrix = [[number(x) for x in row] for row in names.value(asserts["matrix"])]
    if not isinstance(asserts["definite"], bool):
        raise Rejected("definite: must be true or false")
    factorisation(matrix, witness, names, definite=asserts["definite"])
    word = "definite" if asserts["definite"] else "semidefinite"
    shown = asserts["matrix"]
    return f"positive {word}: {data(shown[1]) if shown[0] == 'data' else show(shown, limit=300)}"
