"""Properties of small symmetric matrices in the statement language: positive semidefinite, copositive."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from theory.formal import Expression, both, det, expr, for_all, implies, length, listing, names, op, span, subsets


def bound(name: str, value: Any, body: Callable[[Expression], Any]) -> Expression:
    """``body`` of a value that is computed once, under this name."""
    return Expression(["let", [[name, expr(value).json]], expr(body(Expression(name))).json])


def positive_semidefinite(matrix: Expression, order: Any) -> Expression:
    """Every principal minor is not negative (for small matrices)."""

    def minors(entries: Expression) -> Expression:
        def minor(f: Expression) -> Expression:
            return det(listing(f, lambda d: listing(f, lambda e: entries[d, e], "e"), "d"))

        return for_all(subsets(order), lambda f: minor(f) >= 0, "f")

    return bound("the_matrix", matrix, minors)


def copositive(matrix: Expression, order: Any) -> Expression:
    """``y . A y >= 0`` for all y >= 0.

    Keller's criterion: every principal submatrix whose last row has cofactors >= 0 has a determinant >= 0.
    """

    (entries,) = names("the_matrix")

    def minor(rows: Expression, columns: Expression) -> Expression:
        return det(listing(rows, lambda d: listing(columns, lambda e: entries[d, e], "e"), "d"))

    def cofactor(f: Expression, j: Expression) -> Expression:
        last = length(f) - 1
        rows = listing(span(last), lambda k: f[k], "k")
        columns = listing(span(last), lambda k: op("if", k < j, f[k], f[k + 1]), "k")
        return op("^", -1, last + j) * minor(rows, columns)

    def criterion(f: Expression) -> Expression:
        return implies(
            both(length(f) >= 1, for_all(span(length(f)), lambda j: cofactor(f, j) >= 0, "j")), minor(f, f) >= 0
        )

    return bound("the_matrix", matrix, lambda _: for_all(subsets(order), criterion, "f"))
