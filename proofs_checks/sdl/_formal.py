"""Formal hypotheses and terms that many claims share.

Legend: ``act`` the activation, ``w`` and ``v`` the input and output features (rows), ``m`` their weights, ``W_E`` the encoder (a row for
each neuron), ``W_D`` the decoder (a column for each neuron), ``z`` the codes (a row for each feature), ``k`` a number of neurons.
"""

from __future__ import annotations

from typing import Any

from theory.formal import (
    Expression,
    both,
    codes,
    dot,
    for_all,
    length,
    loss,
    matvec,
    names,
    negation,
    norm2,
    op,
    rank,
    span,
    transpose,
)

act, w, v, m, W_E, W_D, z = names("act w v m W_E W_D z")
VARIABLES = ("act", "w", "v", "m", "W_E", "W_D")
RELU = {"type": "relu"}
TOP1 = {"type": "topk", "k": 1}

POSITIVE_WEIGHTS = for_all(m, lambda x: x > 0, "x")
ZERO_LOSS = loss(act, W_E, W_D, w, v, m) == 0
CODES: dict[str, Any] = {"z": codes(act, W_E, w)}
n, q = length(w), length(W_E)


def independent(vectors: Any) -> Expression:
    """The vectors are linearly independent."""
    return rank(vectors) == length(vectors)


def unit(vectors: Any) -> Expression:
    """All vectors have norm 1."""
    return for_all(vectors, lambda x: norm2(x) == 1, "x")


def distinct(vectors: Expression) -> Expression:
    """No two of the vectors are equal."""
    return for_all(
        span(length(vectors)), lambda d: for_all(span(d), lambda e: negation(vectors[d] == vectors[e]), "e"), "d"
    )


def parallel(x: Any, y: Any) -> Expression:
    """Two nonzero vectors are positive multiples of each other."""
    inner = dot(x, y)
    return both(inner > 0, inner**2 == norm2(x) * norm2(y))


def not_parallel(vectors: Expression) -> Expression:
    """No two of the vectors are positive multiples of each other."""
    return for_all(
        span(length(vectors)),
        lambda d: for_all(span(d), lambda e: negation(parallel(vectors[d], vectors[e])), "e"),
        "d",
    )


def delta(d: Any, e: Any) -> Expression:
    """1 when the two indices are equal, else 0."""
    return op("if", d == e, 1, 0)


def orthonormal(vectors: Expression) -> Expression:
    """All inner products are 0 or 1 as they should be."""
    size = span(length(vectors))
    return for_all(size, lambda d: for_all(size, lambda e: dot(vectors[d], vectors[e]) == delta(d, e), "e"), "d")


def anchored(k: Expression, targets: Expression = v) -> Expression:
    """The first k neurons are nailed to the first k features: ``a_i = w_i`` and ``u_i = v_i``."""
    return for_all(span(k), lambda i: both(W_E[i] == w[i], transpose(W_D)[i] == targets[i]), "i")


def interpolates(code: Expression, decoder: Any = W_D, targets: Expression = v) -> Expression:
    """Every target is the decoded code."""
    return for_all(span(length(targets)), lambda d: targets[d] == matvec(decoder, code[d]), "d")
