"""Local minima are top eigenvectors: the formal statement."""

from __future__ import annotations

from fractions import Fraction
from typing import Any

from proofs_checks.sdl import _formal as formal
from proofs_checks.sdl import _partition_patterns as patterns
from theory.formal import (
    Expression,
    both,
    codes,
    dot,
    for_all,
    gram,
    identity,
    implies,
    length,
    listing,
    loss,
    matmul,
    names,
    op,
    scale,
    support,
    total,
    transpose,
)
from theory.sdl import Activation
from theory.statement import Statement

F = Fraction
PAIR = [[F(1), F(0)], [F(3, 5), F(4, 5)]]
OBTUSE = [[F(1), F(0)], [F(-3, 5), F(4, 5)]]
RELU = Activation("relu")
w, v, m, W_E, W_D = formal.w, formal.v, formal.m, formal.W_E, formal.W_D
z, u, size, rayleigh = patterns.z, patterns.u, patterns.size, patterns.rayleigh
other_E, other_D, inverse, i, y, mu, step = names("other_E other_D inverse i y mu step")
part, direction, along, pace, moved_E, moved_D = names("part direction along pace moved_E moved_D")
FEATURES, NEURONS = patterns.FEATURES, patterns.NEURONS

# the curve that leads down: row i moves so that its activations move by step y on its cluster, and column i follows
CURVE: dict[str, Any] = {
    "part": listing(FEATURES, lambda d: op("if", z[d, i] > 0, y[d], 0), "d"),
    "direction": total(FEATURES, lambda d: scale(dot(inverse[d], part), w[d]), "d"),
    "along": total(FEATURES, lambda d: scale(m[d] * part[d], v[d]), "d"),
    "pace": op("if", size[i] == 0, 0, step / op("if", size[i] == 0, 1, size[i])),
    "moved_E": listing(NEURONS, lambda j: op("if", j == i, W_E[j] + scale(step, direction), W_E[j]), "j"),
    "moved_D": transpose(listing(NEURONS, lambda j: op("if", j == i, u[j] + scale(pace, along), u[j]), "j")),
}
LENGTH = total(FEATURES, lambda d: m[d] * part[d] ** 2, "d")
LARGER = both(
    size[i] > 0,
    mu > rayleigh[i],
    for_all(FEATURES, lambda d: implies(z[d, i] > 0, dot(along, v[d]) == mu * y[d]), "d"),
)
SMALL = both(
    LENGTH > 0,
    step > 0,
    step**2 * LENGTH * mu < (mu - rayleigh[i]) * size[i],
    for_all(FEATURES, lambda d: implies(z[d, i] > 0, z[d, i] + step * y[d] > 0), "d"),
)
OFF_KEPT = patterns.each_pair(lambda d, i: op("or", dot(W_E[i], w[d]) >= 0, dot(other_E[i], w[d]) <= 0))
LET = {"act": Expression(["data", formal.RELU]), **patterns.TERMS, **CURVE}
STATEMENT = Statement(
    variables=("w", "v", "m", "W_E", "W_D", "other_E", "other_D", "inverse", "i", "y", "mu", "step"),
    hypotheses={
        "weights": for_all(m, lambda x: x >= 0, "x"),
        "full-column-rank": matmul(inverse, gram(w)) == identity(patterns.n),
        "partition": for_all(codes(formal.RELU, W_E, w), lambda row: length(support(row)) == 1, "row"),
        "strictly-off": patterns.each_pair(lambda d, i: dot(W_E[i], w[d]) != 0),
        "partial-minimum": patterns.stationary(),
    },
    conclusion=both(
        # top eigenvalues: every point at which the strictly negative preactivations are not positive has at least this loss
        implies(both(patterns.top_eigenvalues(), OFF_KEPT), loss(formal.act, other_E, other_D, w, v, m) >= patterns.at),
        # a larger eigenvalue: points as near as one likes have a smaller loss
        implies(both(LARGER, SMALL), loss(formal.act, moved_E, moved_D, w, v, m) < patterns.at),
    ),
    let=LET,
)
