r"""Autoencoders in superposition: interior partial minima are the principal directions of the clusters with positive loadings.

Proved in every dimension, dependent features included.
"""

from __future__ import annotations

import random
from fractions import Fraction
from typing import Any

from proofs_checks.parts import hypotheses, wrong
from proofs_checks.sdl import _formal as formal
from proofs_checks.sdl import _landscape as one
from proofs_checks.sdl import _partition_patterns as patterns
from theory.claims import Budget, Certificate, Claim, Evidence, Mutation, Source
from theory.evidence import checked, derivation, evaluation, illustration, implication, proof, read, relation
from theory.formal import (
    Expression,
    both,
    codes,
    dot,
    expr,
    for_all,
    implies,
    length,
    listing,
    names,
    norm2,
    op,
    rank,
    scale,
    span,
    support,
    total,
    transpose,
)
from theory.statement import Statement

F = Fraction
h, s, N, ak, uk, lam = names("h s N a u lam")
PLANE = [[F(1), F(0)], [F(3, 5), F(4, 5)], [F(-3, 5), F(-4, 5)]]
w, v, m, W_E, z, u = formal.w, formal.v, formal.m, formal.W_E, patterns.z, patterns.u
projected_rows, mu = names("projected_rows mu")
FEATURES, NEURONS = patterns.FEATURES, patterns.NEURONS


def _covariance(i: Expression, x: Expression) -> Expression:
    """``H_F x`` for the cluster F of neuron i."""
    return scale(0, w[0]) + total(FEATURES, lambda d: scale(op("if", z[d, i] > 0, m[d] * dot(x, w[d]), 0), w[d]), "d")


def _on_cluster(i: Expression, row: Expression) -> Expression:
    """The row is the projection of ``a_i`` on the span of the cluster (0 for an empty one)."""
    same = for_all(FEATURES, lambda d: implies(z[d, i] > 0, dot(row, w[d]) == z[d, i]), "d")
    spanning = listing(FEATURES, lambda d: op("if", z[d, i] > 0, w[d], scale(0, w[d])), "d")
    return both(same, rank(op("append", spanning, op("tuple", row))) == rank(spanning))


def _principal(i: Expression) -> Expression:
    """``H Pi a = lambda Pi a`` with the Rayleigh quotient ``lambda > 0``, and ``u = Pi a / |Pi a|^2``."""
    row = projected_rows[i]
    return both(
        scale(norm2(row), _covariance(i, row)) == scale(dot(row, _covariance(i, row)), row),
        dot(row, _covariance(i, row)) > 0,
        scale(norm2(row), u[i]) == row,
    )


def _minimal(multiplier: Any) -> Expression:
    """The criterion of the region: the gradient in row i is a combination of the off features on the wall, multipliers >= 0."""

    def on_the_wall(i: Expression) -> Expression:
        zero = scale(0, w[0])
        return zero + total(
            FEATURES, lambda e: op("if", dot(W_E[i], w[e]) == 0, scale(multiplier(e, i), w[e]), zero), "e"
        )

    return both(
        patterns.best_columns(),
        patterns.each_pair(lambda e, i: multiplier(e, i) >= 0),
        for_all(NEURONS, lambda i: patterns.encoder_gradient(i) == on_the_wall(i), "i"),
    )


PRINCIPAL = for_all(NEURONS, lambda i: implies(length(support(transpose(z)[i])) >= 1, _principal(i)), "i")
BEST_LOSS = patterns.whole - total(
    NEURONS,
    lambda i: op(
        "if",
        length(support(transpose(z)[i])) >= 1,
        dot(projected_rows[i], _covariance(i, projected_rows[i])) / norm2(projected_rows[i]),
        0,
    ),
    "i",
)
STATEMENT = Statement(
    variables=("w", "v", "m", "W_E", "W_D", "projected_rows", "mu"),
    hypotheses={
        "autoencoder": v == w,
        "positive-weights": formal.POSITIVE_WEIGHTS,
        "partition": patterns.partition(codes(formal.RELU, W_E, w)),
        "interior": patterns.each_pair(lambda d, i: dot(W_E[i], w[d]) != 0),
        "projection": for_all(NEURONS, lambda i: _on_cluster(i, projected_rows[i]), "i"),
    },
    conclusion=both(
        implies(_minimal(lambda e, i: mu[e, i]), both(PRINCIPAL, patterns.at == BEST_LOSS)),
        implies(PRINCIPAL, _minimal(lambda e, i: expr(0))),
    ),
    let={"act": Expression(["data", formal.RELU]), **patterns.TERMS},
)
RECORD = "z u rayleigh"
# F = {1, 2}, a = (2, 1): H a = (8/5) a, feature 3 is served by the second neuron along itself; loss 2/5
POINT: dict[str, Any] = {
    "w": PLANE, "v": PLANE, "m": [1, 1, 1], "W_E": [[2, 1], [F(-3, 5), F(-4, 5)]],
    "W_D": [[F(2, 5), F(-3, 5)], [F(1, 5), F(-4, 5)]], "projected_rows": [[2, 1], [F(-3, 5), F(-4, 5)]],
    "mu": [[0, 0], [0, 0], [0, 0]],
}  # fmt: skip
# orthonormal inputs, weights (1, 2), other outputs: a = (1, 2) is a partial minimum and no eigenvector of H = diag(1, 2)
TRANSCODER = {
    **POINT, "w": [[1, 0], [0, 1]], "v": [[1, 1, 1, 0], [0, 2, 0, 1]], "m": [1, 2], "W_E": [[1, 2]],
    "W_D": [[F(1, 9)], [1], [F(1, 9)], [F(4, 9)]], "projected_rows": [[1, 2]],
    "mu": [[0], [0]],
}  # fmt: skip

UNIT2 = [[1, 0], [0, 1]]
# a feature of weight 0: any value on it is minimal
WEIGHTLESS = {
    **TRANSCODER, "v": UNIT2, "m": [1, 0], "W_E": [[1, 1]], "W_D": [[1], [0]], "projected_rows": [[1, 1]],
}  # fmt: skip
TWICE = {
    **TRANSCODER, "w": [[1]], "v": [[1]], "m": [1], "W_E": [[1], [1]], "W_D": [[1, 1]], "projected_rows": [[1], [1]],
    "mu": [[0, 0]],
}  # fmt: skip
# feature 3 lies on the wall of neuron 1, and its multiplier is 30/289: the row (4, 3) is no eigenvector of diag(1, 2)
WALL = [[1, 0], [0, 1], [F(-3, 5), F(4, 5)]]
ON_THE_WALL: dict[str, Any] = {
    "w": WALL, "v": WALL, "m": [1, 2, 1], "W_E": [[4, 3], [-1, 0]],
    "W_D": [[F(2, 17), -1], [F(3, 17), F(4, 3)]], "projected_rows": [[4, 3], [F(-9, 25), F(12, 25)]],
    "mu": [[0, 0], [0, 0], [F(30, 289), 0]],
}  # fmt: skip

PAGE = "partial-minima"
CLAIM = Claim(
    id="sdl.thm-3.6-principal-directions",
    title="Partial minima of autoencoders are principal directions",
    statement=r"""
        Let $V = W$ (an SAE, any $n$ and $p$), $M_d > 0$, $H_F = \sum_{d \in F} M_d w_d w_d^T$ and $\Pi$ the projector
        on the span of the cluster. A point of a partition pattern under ReLU with $a_i \cdot w_e < 0$ for all $e
        \notin F_i$ is a partial minimum relative to the region if and only if for each nonempty $F_i$: $\Pi a_i$ is
        an eigenvector of $H_{F_i}$ with an eigenvalue $\lambda_i > 0$, and $u_i = \Pi a_i / \|\Pi a_i\|^2$. Then
        $\tilde{L} = \sum_d M_d \|w_d\|^2 - \sum_i \lambda_i$. (A partial minimum is meant by the criterion of
        sdl.thm-3.6-region-criterion.)""",
    source=Source(locator="Theorem 3.6, repaired (c)", ours=True),
    kind="equivalence",
    expected="argued",
    hypotheses=hypotheses(
        STATEMENT,
        POINT,
        {
            "autoencoder": ("output features equal input features", TRANSCODER),
            "positive-weights": (r"$M_d > 0$", WEIGHTLESS),
            "partition": ("each feature is on for exactly one neuron", TWICE),
            "interior": (r"$a_i \cdot w_e < 0$ for $e \notin F_i$", ON_THE_WALL),
            "projection": (r"the rows compared are $\Pi a_i$", {"projected_rows": [[1, 0], [F(-3, 5), F(-4, 5)]]}),
        },
        record=RECORD,
    ),
    depends_on=("sdl.thm-3.6-region-criterion",),
    statement_formal=STATEMENT,
)


def eigenvector(features: list, weights: list, row: list, value: Fraction) -> dict:
    """Names for: H a, and the projected row (here the cluster spans the space, so the projection is the row itself)."""
    w, m, a = names("w M a")
    ha = total(span(len(features)), lambda d: scale(m[d] * dot(a, w[d]), w[d]), "d")
    return {"w": features, "M": weights, "a": row, "Ha": ha, "lam": value}


def instance() -> Certificate:
    """Three features in the plane, F = {1,2}, a = (2, 1): H a = (8/5) a, feature 3 strictly off, gradient zero, loss 2/5."""
    cluster = PLANE[:2]
    let = {**eigenvector(cluster, [1, 1], [2, 1], F(8, 5)), "v": cluster, "u": [F(2, 5), F(1, 5)], **one.ONE_NEURON}
    ha = names("Ha")[0]
    holds = both(
        ha == scale(lam, one.a),
        one.STATIONARY,
        one.ACTIVE,
        dot(one.a, PLANE[2]) < 0,
        one.loss == 2 - lam,
        one.u == scale(1 / norm2(one.a), one.a),
    )
    return evaluation(
        holds, let=let, record="Ha z step_u step_a loss", means="a principal direction of two features in superposition"
    )


def projected() -> Certificate:
    """In a coordinate along an eigenvector of H with eigenvalue h != 0: h (u - s a) = 0 and N u = h a give h a = N s a."""
    return implication(
        "h s N a u lam",
        assume=[
            relation(h, ">"),
            relation(h * (uk - s * ak), "="),
            relation(N * uk, "=", h * ak),
            relation(lam, "=", N * s),
        ],
        conclude=relation(h * ak, "=", lam * ak),
        by=derivation(multiples={1: N, 2: -1 * h, 3: -1 * h * ak}, factor=(1, (0,))),
        means="coordinates of range(H): (H Pi a)_k = lam (Pi a)_k with lam = N |u|^2",
    )


def column() -> Certificate:
    """u = s Pi a in the same coordinate."""
    return implication(
        "h s a u",
        assume=[relation(h, ">"), relation(h * (uk - s * ak), "=")],
        conclude=relation(uk, "=", s * ak),
        by=derivation(multiples={1: 1}, factor=(1, (0,))),
        means="u = |u|^2 Pi a, hence |u|^2 |Pi a|^2 = 1 and u = Pi a / |Pi a|^2",
    )


def back() -> Certificate:
    """With H Pi a = lam Pi a, u = c Pi a, c |Pi a|^2 = 1, N = lam |Pi a|^2: both conditions hold, coordinate by coordinate."""
    c, big_p = names("c P")
    return implication(
        "h lam c P a N",
        assume=[relation(h * ak, "=", lam * ak), relation(c * big_p, "=", 1), relation(N, "=", lam * big_p)],
        conclude=relation(N * c * ak, "=", h * ak),
        by=derivation(multiples={0: -1, 1: lam * ak, 2: c * ak}),
        means="N u = H a; and u - |u|^2 Pi a = 0 because |u|^2 = c^2 P = c",
    )


def prove(budget: Budget) -> Evidence:
    certificate = proof(
        """
        Interior partial minima of an autoencoder on a partition pattern are principal directions with positive
        loadings.""",
        read(
            "criterion",
            r"""
            No constraint off the cluster is active, so the criterion (a) reads $N u = \sum M_d z_d w_d = H a$ with $N
            = a \cdot H a > 0$, and $\sum M_d (\langle u, w_d \rangle - s z_d) w_d = H u - s H a = 0$ with $s =
            \|u\|^2$.""",
            "instance",
        ),
        read(
            "coordinates",
            r"""
            Take an orthonormal eigenbasis of $H$. Its eigenvectors with eigenvalue $h > 0$ span the cluster's span,
            and $H a = H \Pi a$; $u = H a / N$ lies in that span.""",
            "linear-algebra",
            "criterion",
        ),
        checked("column", r"In each coordinate of the span $u = s \Pi a$.", column()),
        checked("eigen", r"And $H \Pi a = \lambda \Pi a$ with $\lambda = N s$.", projected()),
        read(
            "positive",
            r"$u \cdot a = a \cdot H a / N = 1$, so $u \ne 0$, $\lambda > 0$ and $s \|\Pi a\|^2 = 1$.",
            "linear-algebra",
            "column",
        ),
        read(
            "given",
            r"Conversely let $H \Pi a = \lambda \Pi a$, $P = \|\Pi a\|^2$, $u = \Pi a / P$; then $N = \lambda P$.",
            "definition",
            "criterion",
        ),
        checked("back", "Both conditions hold.", back()),
        read(
            "value",
            r"The loss of the cluster is $T - 2 u \cdot \sum M_d z_d w_d + N s = T - N s = T - \lambda$.",
            "linear-algebra",
            "criterion",
        ),
        read("all", "Together.", "conclusion", "coordinates", "eigen", "positive", "given", "back", "value"),
    )
    return Evidence(
        "symbolic-proof",
        "proved",
        "all-parameters",
        "Coordinates along the eigenvectors of H.",
        (
            certificate,
            illustration("An instance in superposition.", instance()),
        ),
    )


def examples(budget: Budget) -> Evidence:
    """Random rational clusters in the plane: an exact eigenvector with positive loadings satisfies both conditions."""
    rng, seen, violations = random.Random(budget.seed), 0, 0
    for _ in range(budget.pick(quick=200, full=2000)):
        x, y = F(rng.randint(1, 6), rng.randint(1, 6)), F(rng.randint(1, 6), rng.randint(1, 6))
        w = [[x, y], [y, x]]  # symmetric: a = (1, 1) is an eigenvector of H for equal weights
        m, a = F(rng.randint(1, 5)), [F(1), F(1)]
        z = [sum(p * q for p, q in zip(a, f, strict=True)) for f in w]
        u = [F(1, 2), F(1, 2)]
        gradient = [
            sum(m * sum(u[i] * (f[i] - c * u[i]) for i in range(2)) * f[k] for f, c in zip(w, z, strict=True))
            for k in range(2)
        ]
        fit = [sum(m * c * (f[k] - c * u[k]) for f, c in zip(w, z, strict=True)) for k in range(2)]
        seen += 1
        violations += any(gradient) or any(fit)
    numbers = {"examples": seen, "seed": budget.seed, "violations": violations}
    return Evidence(
        "property-test",
        "tested",
        "family",
        "Pairs (x,y), (y,x) of equal weight: a = (1,1) is stationary.",
        numbers=numbers,
    )


def mutations() -> list[Mutation]:
    minimal = _minimal(lambda e, i: mu[e, i])
    tied = implies(minimal, for_all(NEURONS, lambda i: u[i] == projected_rows[i], "i"))
    direction = {**POINT, "W_E": [[1, 0], [F(-3, 5), F(-4, 5)]], "W_D": [[1, F(-3, 5)], [F(6, 17), F(-4, 5)]],
                 "projected_rows": [[1, 0], [F(-3, 5), F(-4, 5)]]}  # fmt: skip
    fitted = implies(patterns.best_columns(), minimal)
    # one cluster feature in the plane: a = (1, 1) has loading 1, its projection is (1, 0), and H a = (1, 0) is not parallel to a
    plane = {**TRANSCODER, "w": [[1, 0]], "v": [[1, 0]], "m": [1], "W_E": [[1, 1]], "W_D": [[1], [0]],
             "projected_rows": [[1, 0]], "mu": [[0]]}  # fmt: skip
    itself = implies(
        minimal,
        for_all(NEURONS, lambda i: scale(norm2(W_E[i]), _covariance(i, W_E[i])) == scale(
            dot(W_E[i], _covariance(i, W_E[i])), W_E[i]), "i"),
    )  # fmt: skip
    return [
        wrong("tied-without-scale", "u = a", STATEMENT, POINT, tied, record=RECORD),
        wrong("any-direction", "every row with its best column is a partial minimum", STATEMENT, direction, fitted),
        wrong("without-projection", "a itself is an eigenvector of H", STATEMENT, plane, itself, record=RECORD),
    ]
