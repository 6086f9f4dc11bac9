"""The published recovery metrics do not change when ReLU neurons are rescaled: refuted.

They use inner products with the encoder rows as they are.  Multiplying a row by c > 0 and dividing its decoder column by c changes no
output, but moves M_GT from 1 to 0.  True instead: with normalised rows (cosines) both metrics are invariant.
"""

from __future__ import annotations

from fractions import Fraction
from typing import Any

from proofs_checks import parts
from proofs_checks.sdl._instances import data_of, report
from theory.claims import Budget, Claim, Evidence, InstanceReport, Mutation, Source
from theory.formal import (
    Expression,
    both,
    codes,
    dot,
    for_all,
    listing,
    matvec,
    maximum_over,
    names,
    norm2,
    op,
    scale,
    span,
    total,
)
from theory.sdl import Problem
from theory.statement import Statement

F = Fraction
VARIABLES = ("activation", "w_p", "W_E", "W_D", "c", "tau")
activation, w_p, W_E, W_D, c, tau = names(" ".join(VARIABLES))
E_scaled, D_scaled, before, after, n = names("E_scaled D_scaled before after n")


def _recovered(encoder: Expression) -> Expression:
    best = listing(w_p, lambda w: maximum_over(encoder, lambda a: dot(a, w), "a"), "w")
    return total(best, lambda x: op("if", x >= tau, 1, 0), "x") / op("length", w_p)


def _recovered_by_cosine(encoder: Expression) -> Expression:
    """The share of features with some row of cosine at least tau > 0, without square roots (features of norm 1)."""

    def hit(w: Expression) -> Expression:
        return op(
            "exists",
            "a",
            encoder,
            both(dot(Expression("a"), w) > 0, dot(Expression("a"), w) ** 2 >= tau**2 * norm2(Expression("a"))),
        )

    return total(w_p, lambda w: op("if", hit(w), 1, 0), "w") / op("length", w_p)


def _outputs(encoder: Expression, decoder: Expression) -> Expression:
    return listing(codes(activation, encoder, w_p), lambda z: matvec(decoder, z), "z")


LET: dict[str, Any] = {
    "E_scaled": listing(span(op("length", W_E)), lambda i: scale(c[i], W_E[i]), "i"),
    "D_scaled": listing(W_D, lambda row: listing(span(op("length", row)), lambda i: row[i] / c[i], "i"), "row"),
    "before": _recovered(W_E),
    "after": _recovered(E_scaled),
}
STATEMENT = Statement(
    VARIABLES,
    {
        "positive-scales": for_all(c, lambda x: x > 0, "x"),
        "unit-features": for_all(w_p, lambda w: norm2(w) == 1, "w"),
        "same-outputs": _outputs(W_E, W_D) == _outputs(E_scaled, D_scaled),
    },
    before == after,
    LET,
)
COSINE = Statement(
    VARIABLES,
    STATEMENT.hypotheses,
    before == after,
    {**LET, "before": _recovered_by_cosine(W_E), "after": _recovered_by_cosine(E_scaled)},
)
UNIT = [[1, 0], [0, 1]]
HALVED: dict[str, Any] = {
    "activation": {"type": "relu"},
    "w_p": UNIT,
    "W_E": UNIT,
    "W_D": UNIT,
    "c": [F(1, 2), F(1, 2)],
    "tau": F(19, 20),
}
DOUBLED = {**HALVED, "W_E": [[F(1, 2), 0], [0, F(1, 2)]], "W_D": [[2, 0], [0, 2]], "c": [2, 2]}
# columns of an unrelated encoder grow until every feature counts as recovered
GROWN = {**HALVED, "W_E": [[F(3, 5), F(4, 5)], [0, 0]], "W_D": [[1, 0], [0, 1]], "c": [10, 1]}
RECORD = "before after E_scaled"


PAGE = "published-numbers"
CLAIM = Claim(
    id="sdl.metrics-gauge",
    title="The recovery metric does not depend on the scale of ReLU neurons",
    statement=r"""
        For $c_i > 0$ let $W_E' = \mathrm{diag}(c) W_E$ and $W_D' = W_D \mathrm{diag}(c)^{-1}$. Then $M_{GT} =
        \frac{1}{n} |\{d : \max_i \langle a_i, w_d \rangle \ge \tau\}|$ is the same for $W_E$ and $W_E'$.""",
    source=Source(locator="definition of the metrics", note="computed from encoder rows that are not normalised"),
    kind="property",
    expected="refuted",
    refutes="ours",
    hypotheses=parts.satisfied(
        lambda: STATEMENT.satisfied_by(HALVED),
        ("positive-scales", r"$c_i > 0$"),
        ("unit-features", r"$\|w_d\| = 1$"),
        ("same-outputs", "both networks have the same outputs"),
        note=parts.STRONGER,
    ),
    remark="Report cosines with normalised rows, and decoder scores as well: the encoder is not identifiable even for Top-1.",
    statement_formal=STATEMENT,
)


def refute(budget: Budget) -> Evidence:
    certificates = (
        STATEMENT.refuted_by(HALVED, record=RECORD, means="perfect recovery becomes none: 1 to 0"),
        STATEMENT.refuted_by(DOUBLED, record=RECORD, means="none becomes perfect recovery: 0 to 1"),
        STATEMENT.refuted_by(GROWN, record=RECORD, means="one neuron that mixes two features counts as both: 0 to 1"),
    )
    return Evidence("exact-decision", "refuted", "instance", "Two orthonormal features, tau = 19/20.", certificates)


def evaluate(problem: Problem, budget: Budget) -> InstanceReport:
    """The feature encoder and the same network with rows half as long, tau = 19/20."""
    if problem.activation.kind != "relu":
        return InstanceReport("not-applicable", "the rescaling is an exact symmetry for ReLU only")
    given, chosen = data_of(problem), range(min(problem.n, problem.width))
    assignment = {
        "activation": given["activation"],
        "w_p": given["w_p"],
        "W_E": [given["w_p"][d] for d in chosen],
        "W_D": [list(r) for r in zip(*(given["w_r"][d] for d in chosen), strict=True)],
        "c": [F(1, 2)] * len(chosen),
        "tau": F(19, 20),
    }
    return report(STATEMENT, assignment, "the feature encoder against itself halved", field=problem.field)


def mutations() -> list[Mutation]:
    return [
        Mutation(
            "cosines-halved",
            "cosines must not be refuted by the first example",
            rejected=lambda: COSINE.refuted_by(HALVED),
        ),
        Mutation("cosines-grown", "nor by the third", rejected=lambda: COSINE.refuted_by(GROWN)),
        Mutation(
            "within-one-half",
            "M_GT changes by at most 1/2",
            refuted_by=lambda: STATEMENT.concluding(op("abs", before - after) <= F(1, 2)).refuted_by(
                HALVED, record=RECORD
            ),
        ),
    ]
