r"""Under plain ReLU the point of Example 3.5 is no local minimum: a curve leads down from it, with the loss ``1 - 2 e^2 + 2 e^4``.

The dead neuron starts on feature 1 alone: ``a_2 = e (1, 0)``, ``u_2 = e (1, -1)``.
"""

from __future__ import annotations

import random
from fractions import Fraction

from proofs_checks.sdl import _landscape as one
from proofs_checks.sdl.ex_3_5 import DECODER, ENCODER, RELU, UNIT, point
from proofs_checks.vocabulary import Given, Theorem
from theory.claims import Budget, Evidence, Source
from theory.evidence import evaluation
from theory.formal import both as all_of
from theory.sdl import Problem
from theory.sdl.minima import local_minimum
from theory.sdl.pair import FEATURES, WEIGHTS, relu_loss, table
from theory.typed import SCALAR, both, negation, var

F = Fraction
e, t = var("e", SCALAR, r"\epsilon"), var("t", SCALAR)
ON_THE_CURVE = relu_loss(table([[F(1, 2), e], [F(1, 2), -e]]), table([[1, 1], [e, 0]]))

T = Theorem(
    id="sdl.ex-3.5-relu-saddle",
    title="Under ReLU Example 3.5 is a saddle",
    says=r"""
        For $w_1 = e_1$, $w_2 = e_2$ (SAE), $M = (1, 1)$ and ReLU the point $W_E = ((1,1),(0,0))$, $W_D =
        ((1/2,0),(1/2,0))$ has the loss 1 and is no local minimum: with $a_2 = (\epsilon, 0)$, $u_2 = (\epsilon,
        -\epsilon)$ the loss is $1 - 2\epsilon^2 + 2\epsilon^4 < 1$ for $0 < \epsilon < 1$, while it rises to $1 + 2 t^2$
        when $u_1$ moves by $(t, 0)$. Beyond the formal statement: the point is stationary.""",
    source=Source(locator="Example 3.5", ours=True),
    kind="property",
    sizes="",
    about=(e, t),
    given={"step": Given(r"$0 < \epsilon < 1$", both(e > 0, e < 1), fails={"e": 1})},
    then=both(
        relu_loss(table(DECODER), table(ENCODER)) == 1,
        ON_THE_CURVE == 1 - 2 * e**2 + 2 * e**4,
        ON_THE_CURVE < 1,
        relu_loss(table([[F(1, 2) + t, 0], [F(1, 2), 0]]), table(ENCODER)) == 1 + 2 * t**2,
        negation(local_minimum(table(DECODER), table(ENCODER), FEATURES, FEATURES, WEIGHTS)),
    ),
    example={"e": F(1, 2), "t": 1},
)
T.wrongly("other-coefficient", "the loss on the curve is 1 - 2 e^2 + e^4", ON_THE_CURVE == 1 - 2 * e**2 + e**4)
T.wrongly("much-lower", "it falls below 1/4", ON_THE_CURVE < F(1, 4))
T.wrongly(
    "dead-neuron-anywhere",
    "also where the dead neuron is strictly dead",
    relu_loss(table([[F(1, 2), e], [F(1, 2), -e]]), table([[1, 1], [e - 1, -1]])) < 1,
)
PAGE = "partial-minima"
CLAIM, mutations = T.claim(), T.mutations


def prove(budget: Budget) -> Evidence:
    """The gradient of the live neuron is zero; the dead one enters only through products u_2 (a_2.w_d)_+ of two small numbers."""
    let = {"w": UNIT, "v": UNIT, "M": [1, 1], "a": ENCODER[0], "u": [row[0] for row in DECODER], **one.ONE_NEURON}
    stationary = evaluation(all_of(one.STATIONARY, one.loss == 1), let=let, record="z r step_u step_a loss")
    certificates = (point(RELU), stationary, one.gradient_identity())
    return Evidence("certified-instances", "proved", "instance", "The point is stationary.", certificates)


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
