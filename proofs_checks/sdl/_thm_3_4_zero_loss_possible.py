"""When zero loss is possible: the formal statement."""

from __future__ import annotations

from fractions import Fraction
from typing import Any

from proofs_checks.sdl import _formal as formal
from theory.formal import (
    Expression,
    both,
    code_loss,
    dot,
    either,
    for_all,
    implies,
    length,
    listing,
    loss,
    maximum_over,
    names,
    norm2,
    op,
    scale,
    span,
    total,
    transpose,
)
from theory.statement import Statement

F = Fraction
THREE = [[F(1), F(0)], [F(3, 5), F(4, 5)], [F(-3, 5), F(4, 5)]]

w, v, m, n, q = formal.w, formal.v, formal.m, formal.n, formal.q
theta, rows, k, most = names("theta rows k most")


def _threshold(z: Expression) -> Expression:
    """JumpReLU: entries above theta pass."""
    return listing(z, lambda x: op("if", x > theta, x, 0), "x")


def largest(z: Expression) -> Expression:
    """Top-k of ReLU: the k largest positive entries pass, ties to the smaller index."""

    def before(i: Expression) -> Expression:
        return total(
            span(length(z)),
            lambda j: op("if", either(z[j] > z[i], both(z[j] == z[i], j < i)), 1, 0),
            "j",
        )

    return listing(span(length(z)), lambda i: op("if", both(z[i] > 0, before(i) < k), z[i], 0), "i")


def network_loss(encoder: Any, columns: Any, passed: Any) -> Expression:
    """The loss of a network whose activation is written out."""
    linear = listing(w, lambda x: listing(encoder, lambda a: dot(a, x), "a"), "x")
    return code_loss(listing(linear, passed, "z"), transpose(columns), v, m)


def _copies(vectors: Any) -> Expression:
    """Every vector k times, one after the other."""
    return op("flatten", listing(vectors, lambda x: listing(span(k), lambda _: x, "c"), "x"))


ALPHA = 2 * theta / (1 + most)
ALONE = for_all(
    span(n),
    lambda d: both(dot(rows[d], w[d]) > 0, for_all(span(n), lambda e: either(d == e, dot(rows[d], w[e]) <= 0), "e")),
    "d",
)
DIFFERENT = both(for_all(v, lambda x: norm2(x) > 0, "x"), formal.not_parallel(v))
FITTED = loss(formal.TOP1, formal.W_E, formal.W_D, w, v, m) == 0
STATEMENT = Statement(
    variables=("w", "v", "m", "W_E", "W_D", "theta", "k", "rows"),
    hypotheses={
        "distinct-unit-inputs": both(formal.unit(w), formal.distinct(w)),
        "positive-weights": formal.POSITIVE_WEIGHTS,
        "parameters": both(theta > 0, k >= 1),
    },
    conclusion=both(
        # (i) Top-1: rows w_d and columns v_d have zero loss, and fewer neurons never do
        loss(formal.TOP1, w, transpose(v), w, v, m) == 0,
        implies(both(DIFFERENT, FITTED), q >= n),
        # (ii) JumpReLU: rows alpha w_d, columns v_d / alpha
        network_loss(scale(ALPHA, w), scale(1 / ALPHA, v), _threshold) == 0,
        # (iii) Top-k of ReLU: k copies of every row w_d with columns v_d / k; or rows that see one feature alone
        network_loss(_copies(w), _copies(scale(1 / k, v)), largest) == 0,
        implies(
            ALONE,
            network_loss(rows, listing(span(n), lambda d: scale(1 / dot(rows[d], w[d]), v[d]), "d"), largest) == 0,
        ),
    ),
    let={
        "most": maximum_over(
            span(n), lambda i: maximum_over(span(n), lambda j: op("if", i == j, 0, dot(w[i], w[j])), "j"), "i"
        )
    },
)
