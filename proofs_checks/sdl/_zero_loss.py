"""Shared statements about zero-loss solutions (Theorem 3.4 and the remarks around it).

Legend: ``act`` the activation, ``W_E`` (q x p), ``W_D`` (r x q), ``w``, ``v`` lists of feature vectors, ``M`` weights, ``Z`` codes.
"""

from __future__ import annotations

from fractions import Fraction
from typing import Any

from theory.formal import (
    Expression,
    both,
    codes,
    exists,
    for_all,
    listing,
    loss,
    matvec,
    names,
    norm2,
    op,
    permutations,
    span,
    total,
)

F = Fraction
act, W_E, W_D, w, v, M, Z = names("act W_E W_D w v M Z")
UNIT = [[1, 0], [0, 1]]
MIXED = {"W_E": [[2, 1], [1, 2]], "W_D": [[F(2, 3), F(-1, 3)], [F(-1, 3), F(2, 3)]]}

CODES: dict[str, Any] = {"Z": codes(act, W_E, w), "L": loss(act, W_E, W_D, w, v, M)}
INTERPOLATES = for_all(span(op("length", w)), lambda d: v[d] == matvec(W_D, Z[d]), "d")


def parallel(x: Any, y: Any) -> Expression:
    """x and y are nonzero positive multiples of each other."""
    inner = op("dot", x, y)
    return both(inner > 0, inner**2 == norm2(x) * norm2(y))


def same_encoders(first: Expression, second: Expression, q: Any) -> Expression:
    """The rows agree up to a permutation and positive factors."""
    return exists(permutations(q), lambda pi: for_all(span(q), lambda i: parallel(first[i], second[pi[i]]), "i"), "pi")


def true_loss_zero(samples: Expression) -> Expression:
    """``W_D sigma(W_E W_p x) = W_r x`` for every listed coefficient vector x >= 0."""

    def combine(vectors: Expression, x: Expression) -> Expression:
        return total(span(op("length", vectors)), lambda d: op("scale", x[d], vectors[d]), "d")

    return for_all(samples, lambda x: matvec(W_D, op("sigma", act, matvec(W_E, combine(w, x)))) == combine(v, x), "x")


def jacobian(features: Expression) -> Expression:
    """Derivatives of the residuals ``W_D z_d - v_d`` on a region of constant pattern (rows: d and output coordinate c).

    Columns: first the entries of W_D (row by row), then those of W_E: ``d/dW_D[c',j] = [c = c'] z_dj`` and
    ``d/dW_E[j,k] = W_D[c,j] w_dk`` where the code z_dj is positive, else 0.
    """
    n, r, q = (op("length", x) for x in (features, W_D, W_E))

    def row(d: Expression, c: Expression) -> Expression:
        decoder = listing(span(r), lambda c2: op("scale", op("if", c == c2, 1, 0), Z[d]), "c2")
        encoder = listing(span(q), lambda j: op("scale", op("if", Z[d][j] > 0, W_D[c][j], 0), features[d]), "j")
        return op("append", op("flatten", decoder), op("flatten", encoder))

    # flatten takes one level of lists away: n x r rows become a list of n r rows
    return op("flatten", listing(span(n), lambda d: listing(span(r), lambda c: row(d, c), "c"), "d"))
