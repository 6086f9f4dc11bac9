"""The infimum over a region: the formal statement."""

from __future__ import annotations

from fractions import Fraction
from typing import Any

from proofs_checks.matrices import copositive
from proofs_checks.sdl import _formal as formal
from proofs_checks.sdl import _partition_patterns as patterns
from theory.formal import (
    Expression,
    both,
    codes,
    dot,
    exists,
    for_all,
    gram,
    identity,
    implies,
    length,
    listing,
    loss,
    matmul,
    names,
    norm2,
    op,
    rank,
    scale,
    support,
    total,
    transpose,
)
from theory.statement import Statement

F = Fraction
GRAM = [[F(1), F(3, 5), F(1, 10)], [F(3, 5), F(1), F(-1, 5)], [F(1, 10), F(-1, 5), F(1)]]
NU = F(8, 5)
GAP = [[NU * (i == j) - GRAM[i][j] for j in range(3)] for i in range(3)]
REST = [[F(0), F(0), F(0)], [F(0), F(0), F(1, 10)], [F(0), F(1, 10), F(0)]]
UNIT = [[1, 0], [0, 1]]

w, v, m, W_E, W_D, z = formal.w, formal.v, formal.m, formal.W_E, formal.W_D, patterns.z
nu, y, step, inverse, near = names("nu y step inverse near")
at_E, at_size, at_fit = names("at_E at_size at_fit")
FEATURES, NEURONS = patterns.FEATURES, patterns.NEURONS
LIVE = listing(NEURONS, lambda i: length(support(transpose(z)[i])) >= 1, "i")
LEAST = patterns.whole - total(NEURONS, lambda i: op("if", names("live")[0][i], nu[i], 0), "i")


def gap(i: Expression) -> Expression:
    """``nu diag(M) - diag(M) G diag(M)`` on the cluster of neuron i, zero elsewhere: copositive iff nu is large enough."""

    def entry(d: Expression, e: Expression) -> Expression:
        value = op("if", d == e, nu[i] * m[d], 0) - m[d] * m[e] * dot(v[d], v[e])
        return op("if", both(z[d, i] > 0, z[e, i] > 0), value, 0)

    return listing(FEATURES, lambda d: listing(FEATURES, lambda e: entry(d, e), "e"), "d")


def _quotient(i: Expression) -> Expression:
    """y reaches the value nu on the cluster: ``|sum M_d y_d v_d|^2 = nu sum M_d y_d^2 > 0``."""
    chosen = listing(FEATURES, lambda d: op("if", z[d, i] > 0, y[d], 0), "d")
    square = total(FEATURES, lambda d: m[d] * chosen[d] ** 2, "d")
    image = patterns.NOTHING + total(FEATURES, lambda d: scale(m[d] * chosen[d], v[d]), "d")
    return both(square > 0, norm2(image) == nu[i] * square)


def _span_of_targets(i: Expression) -> Expression:
    return rank(listing(FEATURES, lambda d: op("if", z[d, i] > 0, v[d], scale(0, v[d])), "d"))


MAXIMA = for_all(
    NEURONS, lambda i: implies(names("live")[0][i], both(copositive(gap(i), patterns.n), _quotient(i))), "i"
)
# codes with the same pattern, a little inside: y + step on every cluster; their encoder and their best columns
LET: dict[str, Any] = {
    "act": Expression(["data", formal.RELU]),
    **patterns.TERMS,
    "live": LIVE,
    "near": listing(FEATURES, lambda d: listing(NEURONS, lambda i: op("if", z[d, i] > 0, y[d] + step, 0), "i"), "d"),
    "at_E": matmul(transpose(near), matmul(inverse, w)),
    "at_size": patterns.sizes(near),
    "at_fit": patterns.fits(near),
}


def _best(i: Expression) -> Expression:
    size = at_size[i]
    return scale(op("if", size == 0, 0, 1 / op("if", size == 0, 1, size)), at_fit[i])


NEAR_LOSS = loss(formal.act, at_E, transpose(listing(NEURONS, _best, "i")), w, v, m)
NEAR_VALUE = patterns.whole - total(
    NEURONS,
    lambda i: op("if", at_size[i] == 0, 0, norm2(at_fit[i]) / op("if", at_size[i] == 0, 1, at_size[i])),
    "i",
)
STATEMENT = Statement(
    variables=("w", "v", "m", "W_E", "W_D", "inverse", "nu", "y", "step"),
    hypotheses={
        "positive-weights": formal.POSITIVE_WEIGHTS,
        "full-column-rank": matmul(inverse, gram(w)) == identity(patterns.n),
        "partition": patterns.partition(codes(formal.RELU, W_E, w)),
        "maxima": both(for_all(y, lambda x: x >= 0, "x"), MAXIMA),
        "step": step >= 0,
    },
    conclusion=both(
        # a lower bound, and it is approached: codes y + step give the continuous value of the quotients there
        patterns.at >= LEAST,
        codes(formal.act, at_E, w) == near,
        NEAR_LOSS == NEAR_VALUE,
        implies(step == 0, NEAR_VALUE == LEAST),
        # attained: only by maximisers, and by every strictly positive one
        implies(
            patterns.at == LEAST,
            for_all(NEURONS, lambda i: implies(names("live")[0][i], patterns.rayleigh[i] == nu[i]), "i"),
        ),
        # positive as soon as some cluster has two independent targets
        implies(exists(NEURONS, lambda i: _span_of_targets(i) >= 2, "i"), LEAST > 0),
    ),
    let=LET,
)
