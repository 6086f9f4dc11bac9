"""What the claims about feature anchoring share: the anchored problem in the statement language, and anchored points."""

from __future__ import annotations

from fractions import Fraction
from typing import Any

from solvers.sdl.solution_set.anchored import unrecovered
from solvers.sdl.solution_set.path import Point
from theory.claims import Certificate
from theory.evidence import evaluation
from theory.formal import (
    Expression,
    both,
    dot,
    exists,
    for_all,
    length,
    listing,
    loss,
    matmul,
    names,
    norm2,
    span,
    transpose,
)
from theory.sdl import Activation

RELU = Activation("relu")
w, W_E, W_D, k = names("w W_E W_D k")
ONES = listing(w, lambda _: Expression(1), "m")
LOSS = loss(RELU, W_E, W_D, w, w, ONES)
FAR = Fraction(4, 5)
# what makes every entry of the two matrices count when the features span the space
RECORDED = {"preactivations": matmul(w, transpose(W_E)), "decoder_products": matmul(w, W_D)}


def identity(n: int) -> list[list[Fraction]]:
    """The n x n identity matrix: orthonormal features."""
    return [[Fraction(int(i == j)) for j in range(n)] for i in range(n)]


def anchored() -> Expression:
    """The first k neurons are nailed to the first k features: ``a_i = w_i`` and ``u_i = w_i``."""
    return for_all(span(k), lambda i: both(W_E[i] == w[i], transpose(W_D)[i] == w[i]), "i")


def zero_loss() -> Expression:
    """The loss of the SAE with unit weights vanishes."""
    return LOSS == 0


def orthonormal() -> Expression:
    """All inner products of features are 0 or 1 as they should be."""
    return for_all(
        span(length(w)), lambda d: for_all(span(length(w)), lambda e: dot(w[d], w[e]) == delta(d, e), "e"), "d"
    )


def delta(d: Expression, e: Expression) -> Expression:
    """1 when the two indices are equal, else 0."""
    return Expression(["if", (d == e).json, 1, 0])


def recovered(threshold: Fraction) -> Expression:
    """Every feature has a neuron whose encoder row has cosine >= threshold with it."""

    def near(i: Expression, d: Expression) -> Expression:
        return both(dot(W_E[i], w[d]) > 0, dot(W_E[i], w[d]) ** 2 >= threshold**2 * norm2(W_E[i]) * norm2(w[d]))

    return for_all(span(length(w)), lambda d: exists(span(length(W_E)), lambda i: near(i, d), "i"), "d")


def assignment(features: Any, point: Point, anchors: int) -> dict[str, Any]:
    """Values for the variables w, W_E, W_D, k."""
    return {"w": features, "W_E": list(point.rows), "W_D": point.decoder, "k": anchors}


def far_from_all(threshold: Fraction, start: Expression) -> Expression:
    """No neuron from ``start`` on has |cosine| above the threshold with any feature, in encoder or decoder."""
    columns = transpose(W_D)

    def far(vector: Expression, d: Expression) -> Expression:
        return dot(vector, w[d]) ** 2 <= threshold**2 * norm2(vector) * norm2(w[d])

    return for_all(
        span(start, length(W_E)),
        lambda i: for_all(span(length(w)), lambda d: both(far(W_E[i], d), far(columns[i], d)), "d"),
        "i",
    )


def unrecovered_zero(n: int, anchors: int, width: int, threshold: Fraction = FAR) -> Certificate:
    """n orthonormal features, k exact anchors, zero loss, and every other neuron far from all features."""
    values = assignment(identity(n), unrecovered(n, anchors, width), anchors)
    return evaluation(
        both(orthonormal(), anchored(), zero_loss(), far_from_all(threshold, k), length(W_E) == width),
        let={**values, **RECORDED},
        record="w W_E W_D k preactivations decoder_products",
        means=f"n = {n}, k = {anchors}, q = {width}: anchored, zero loss, nothing else recovered",
    )
