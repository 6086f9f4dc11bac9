r"""Under plain ReLU the point of Example 3.5 is a saddle: stationary, with a curve along which the loss is ``1 - 2 e^2 + 2 e^4``.

The dead neuron starts on feature 1 alone: ``a_2 = e (1, 0)``, ``u_2 = e (1, -1)``.
"""

from __future__ import annotations

import random
from fractions import Fraction

from proofs_checks.parts import hypotheses, wrong
from proofs_checks.sdl import _landscape as one
from proofs_checks.sdl.ex_3_5 import DECODER, ENCODER, RELU, UNIT, point
from theory.claims import Budget, Certificate, Claim, Evidence, Mutation, Source
from theory.evidence import derivation, evaluation, implication, relation, term
from theory.formal import both, code_loss, loss, names, op
from theory.sdl import Problem
from theory.statement import Statement

F = Fraction
e, t = names("e t")
ON_THE_CURVE = loss(RELU, [[1, 1], [e, 0]], [[F(1, 2), e], [F(1, 2), -e]], UNIT, UNIT, [1, 1])
STATEMENT = Statement(
    ("e", "t"),
    {"step": both(e > 0, e < 1)},
    both(
        loss(RELU, [[1, 1], [0, 0]], [[F(1, 2), 0], [F(1, 2), 0]], UNIT, UNIT, [1, 1]) == 1,
        1 - 2 * e**2 + 2 * e**4 == ON_THE_CURVE,
        ON_THE_CURVE < 1,
        loss(RELU, [[1, 1], [0, 0]], [[F(1, 2) + t, 0], [F(1, 2), 0]], UNIT, UNIT, [1, 1]) == 1 + 2 * t**2,
    ),
)

PAGE = "partial-minima"
CLAIM = Claim(
    id="sdl.ex-3.5-relu-saddle",
    title="Under ReLU Example 3.5 is a saddle",
    statement=r"""
        For $w_1 = e_1$, $w_2 = e_2$ (SAE), $M = (1, 1)$ and ReLU the point $W_E = ((1,1),(0,0))$, $W_D =
        ((1/2,0),(1/2,0))$ has the loss 1, the loss rises in some directions, and with $a_2 = (\epsilon, 0)$, $u_2 =
        (\epsilon, -\epsilon)$ it is $1 - 2\epsilon^2 + 2\epsilon^4 < 1$ for $0 < \epsilon < 1$. Beyond the formal
        statement: the point is stationary.""",
    source=Source(locator="Example 3.5", ours=True),
    kind="property",
    expected="argued",
    hypotheses=hypotheses(STATEMENT, {"e": F(1, 2), "t": 1}, {"step": (r"$0 < \epsilon < 1$", {"e": 1})}),
    statement_formal=STATEMENT,
)


def strictly_dead() -> Certificate:
    """With a_2 = (-1, -1) the point is a local minimum: neuron 1 alone never gets below 1, and a_2 stays dead nearby."""
    y1, y2, u1, u2 = names("y1 y2 u1 u2")
    return implication(
        "y1 y2 u1 u2",
        assume=[],
        conclude=relation((1 - u1 * y1) ** 2 + (u2 * y1) ** 2 + (u1 * y2) ** 2 + (1 - u2 * y2) ** 2, ">=", 1),
        by=derivation(term(1, square=1 - u1 * y1 - u2 * y2), term(1, square=u1 * y2 - u2 * y1)),
        means="|I - u y^T|^2 >= 1 for all u, y",
    )


def curve() -> Certificate:
    encoder, decoder = [[1, 1], [e, 0]], [[F(1, 2), e], [F(1, 2), -1 * e]]
    value = code_loss(op("pattern_codes", [[0, 1], [0]], encoder, UNIT), decoder, UNIT, [1, 1])
    return evaluation(
        value == 1 - 2 * e**2 + 2 * e**4, indeterminates="e", means="pattern ({1,2},{1}), realized for e > 0"
    )


def lower() -> Certificate:
    return implication(
        "e",
        assume=[relation(e, ">"), relation(1 - e**2, ">")],
        conclude=relation(1 - (1 - 2 * e**2 + 2 * e**4), ">"),
        by=derivation(term(2, use=(0, 0, 1))),
        means="the loss on the curve is below 1 for 0 < e < 1",
    )


def lower_nearby() -> Certificate:
    """Arbitrarily near the point the loss is below 1, its value at e = 0: the curve itself, for every 0 < e < 1."""
    encoder, decoder = [[1, 1], [e, 0]], [[F(1, 2), e], [F(1, 2), -1 * e]]
    value = code_loss(op("pattern_codes", [[0, 1], [0]], encoder, UNIT), decoder, UNIT, [1, 1])
    return implication(
        "e",
        assume=[relation(e, ">"), relation(1 - e**2, ">")],
        conclude=relation(1 - value, ">"),
        by=derivation(term(2, use=(0, 0, 1))),
        means="a_2 = e e_1, u_2 = e (1, -1) leaves the point of Example 3.5 (e = 0, loss 1) downhill",
    )


def realized() -> Certificate:
    """At e = 1/2 the network itself has the loss 5/8."""
    act, enc, dec = names("act W_E W_D")
    let = {"act": RELU, "W_E": [[1, 1], [F(1, 2), 0]], "W_D": [[F(1, 2), F(1, 2)], [F(1, 2), F(-1, 2)]]}
    return evaluation(loss(act, enc, dec, UNIT, UNIT, [1, 1]) == F(5, 8), let=let, record="W_E W_D", means="e = 1/2")


def stationary() -> Certificate:
    """The gradient of the live neuron is zero; the dead one enters only through products u_2 (a_2.w_d)_+ of two small numbers."""
    let = {"w": UNIT, "v": UNIT, "M": [1, 1], "a": ENCODER[0], "u": [row[0] for row in DECODER], **one.ONE_NEURON}
    return evaluation(both(one.STATIONARY, one.loss == 1), let=let, record="z r step_u step_a loss")


def upward() -> Certificate:
    t = names("t")[0]
    value = one.cluster_loss(UNIT, UNIT, [1, 1], [1, 1], [F(1, 2) + t, F(1, 2)])
    return evaluation(value == 1 + 2 * t**2, indeterminates="t", means="moving u_1 alone raises the loss")


def decide(budget: Budget) -> Evidence:
    certificates = (point(RELU), stationary(), one.gradient_identity(), upward(), curve(), lower(), realized())
    return Evidence(
        "exact-decision", "proved", "instance", "A descending curve through a stationary point.", certificates
    )


def examples(budget: Budget) -> Evidence:
    """The network's loss against the formula at random rational e."""
    problem = Problem.sae(UNIT, activation=RELU, width=2)
    rng, count, violations = random.Random(budget.seed), budget.pick(quick=100, full=2000), 0
    for _ in range(count):
        x = F(rng.randint(1, 99), 100)
        value = problem.loss([[1, 1], [x, 0]], [[F(1, 2), x], [F(1, 2), -x]])
        violations += value != 1 - 2 * x**2 + 2 * x**4 or value >= 1
    numbers = {"examples": count, "seed": budget.seed, "violations": violations}
    return Evidence("property-test", "tested", "instance", "Loss of the network on the curve.", numbers=numbers)


def mutations() -> list[Mutation]:
    def wrong_power() -> Certificate:
        encoder, decoder = [[1, 1], [e, 0]], [[F(1, 2), e], [F(1, 2), -1 * e]]
        value = code_loss(op("pattern_codes", [[0, 1], [0]], encoder, UNIT), decoder, UNIT, [1, 1])
        return evaluation(value == 1 - 2 * e**2 + e**4, indeterminates="e")

    def to_one() -> Certificate:
        return implication(
            "e",
            assume=[relation(e, ">"), relation(1 - e**2, ">=")],
            conclude=relation(1 - (1 - 2 * e**2 + 2 * e**4), ">"),
            by=derivation(term(2, use=(0, 0, 1))),
        )

    return [
        wrong(
            "other-coefficient",
            "the loss on the curve is 1 - 2 e^2 + e^4",
            STATEMENT,
            {"e": F(1, 2), "t": 1},
            1 - 2 * e**2 + e**4 == ON_THE_CURVE,
        ),
        wrong("much-lower", "it falls below 1/4", STATEMENT, {"e": F(1, 2), "t": 1}, F(1, 4) > ON_THE_CURVE),
        Mutation("dead-neuron-anywhere", "also where the dead neuron is strictly dead", refuted_by=strictly_dead),
        Mutation("wrong-coefficient", "the loss on the curve is 1 - 2 e^2 + e^4", rejected=wrong_power),
        Mutation("up-to-one", "the loss is below 1 for e = 1 too", rejected=to_one),
        Mutation("local-minimum", "the point is a local minimum under ReLU", refuted_by=lower_nearby),
    ]
