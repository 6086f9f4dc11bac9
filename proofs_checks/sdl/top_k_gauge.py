"""Positive scalings of single neurons are symmetries of Top-k: refuted; they change the ranking.

True instead: ``sdl.top-k-gauge-repaired``: one common scale, and permutations away from ties.
"""

from __future__ import annotations

from fractions import Fraction
from typing import Any

from proofs_checks import parts
from proofs_checks.sdl._instances import bad_features
from theory.claims import Budget, Certificate, Claim, Evidence, InstanceReport, Mutation, Source
from theory.formal import Expression, diag, dot, for_all, length, listing, loss, matmul, names
from theory.sdl import Problem
from theory.statement import Statement

Q = Fraction
ACT, C, W, M, W_E, W_D = names("activation c W M W_E W_D")
BEFORE = loss(ACT, W_E, W_D, W, W, M)
AFTER = loss(ACT, matmul(diag(C), W_E), matmul(W_D, diag(Expression("inverse"))), W, W, M)
LET = {
    "inverse": listing(C, lambda s: 1 / s, "s"),
    "before": BEFORE,
    "after": AFTER,
}
STATEMENT = Statement(
    ("activation", "W", "M", "W_E", "W_D", "c"),
    {
        "positive-scales": for_all(C, lambda s: s > 0, "s"),
        "unit-features": for_all(W, lambda w: dot(w, w) == 1, "w"),
        "one-scale-each": length(C) == length(W_E),
    },
    Expression("before") == Expression("after"),
    LET,
)
PLANE = [[1, 0], [0, 1]]
TOP1, TOP2 = ({"type": "topk", "k": k} for k in (1, 2))
# both neurons are positive on the first feature; scaling the second one by 3 makes it win
INSTANCE = {
    "activation": TOP1,
    "W": PLANE,
    "M": [1, 1],
    "W_E": [[2, 0], [1, 1]],
    "W_D": [[Q(1, 2), 0], [0, 1]],
    "c": [1, 3],
}
THREE = {
    "activation": TOP2,
    "W": [[1, 0], [0, 1]],
    "M": [1, 1],
    "W_E": [[3, 0], [2, 0], [1, 1]],
    "W_D": [[Q(1, 3), 0, 0], [0, 0, 1]],
    "c": [1, 1, 4],
}

RECORD = "before after inverse M W_E"
HYPOTHESES = (
    ("positive-scales", "$c_i > 0$"),
    ("unit-features", r"$\|w_d\| = 1$"),
    ("one-scale-each", "one scale for each neuron"),
)

PAGE = "zero-loss"
CLAIM = Claim(
    id="sdl.top-k-gauge",
    title="Individual scalings are symmetries of Top-k",
    statement="""
        Under Top-k of ReLU with $k < q$ the loss does not change when the rows $a_i$ of $W_E$ are multiplied by any
        $c_i > 0$ and the columns $u_i$ of $W_D$ divided by them.""",
    source=Source(locator="Gauge groups", arxiv="", ours=True, note="what the case of ReLU suggests"),
    kind="property",
    expected="refuted",
    refutes="ours",
    hypotheses=parts.satisfied(lambda: STATEMENT.satisfied_by(INSTANCE), *HYPOTHESES),
    remark="""
        Only one common scale and permutations are exact symmetries (sdl.top-k-gauge-repaired); individual scalings
        close to 1 are symmetries near a point without ties. With k = q Top-k is ReLU and the full group returns.""",
    statement_formal=STATEMENT,
)


def refute(budget: Budget) -> list[Evidence]:
    return [
        parts.counterexample(
            "Top-1, two orthonormal features: the loss goes from 0 to 1.", STATEMENT, INSTANCE, record=RECORD
        ),
        parts.counterexample("Top-2 of three neurons.", STATEMENT, THREE, record=RECORD),
    ]


def mutations() -> list[Mutation]:
    def common() -> Certificate:
        return STATEMENT.refuted_by({**INSTANCE, "c": [3, 3]})

    def full() -> Certificate:
        return STATEMENT.refuted_by({**INSTANCE, "activation": TOP2})

    return [
        Mutation("common-scale", "a common scale is no symmetry either", rejected=common),
        Mutation("k-equals-q", "it also fails for k = q", rejected=full),
    ]


def evaluate(problem: Problem, budget: Budget) -> InstanceReport:
    """A network of this problem whose loss changes: neuron 1 reads feature 1, neuron k+1 comes second and is scaled up."""
    k, q = problem.activation.k or 0, problem.width
    if problem.activation.kind != "topk" or k >= q:
        return InstanceReport("not-applicable", "the claim is about Top-k with k < q")
    reason = unsuitable(problem)
    if reason:
        return reason
    w = list(problem.features_in[0])
    encoder = [[2 * x for x in w]] * k + [w] + [[0] * problem.p] * (q - k - 1)
    # only neuron k + 1, which is not selected, writes something
    decoder = [[x if i == k else 0 for i in range(q)] for x in w]
    scales = [3 if i == k else 1 for i in range(q)]
    return scaled(problem, encoder, decoder, scales, "scaling one neuron by 3 changes the loss")


def unsuitable(problem: Problem) -> InstanceReport | None:
    """Why the examples of both claims about scalings do not fit a problem, or None."""
    if problem.features_in != problem.features_out or problem.field is not None:
        return InstanceReport("not-applicable", "the example is built for a rational SAE")
    return bad_features(problem)


def scaled(problem: Problem, encoder: Any, decoder: Any, scales: list[int], text: str) -> InstanceReport:
    """Whether these scales change the loss of the problem at this point; ``text`` says so."""
    bad = {
        "activation": problem.activation.json(),
        "W": [list(x) for x in problem.features_in],
        "M": list(problem.weights),
        "W_E": encoder,
        "W_D": decoder,
        "c": scales,
    }
    if STATEMENT.holds(bad):
        return InstanceReport("not-applicable", "this example does not change the loss here")
    return InstanceReport("violated", text, (STATEMENT.refuted_by(bad),))
