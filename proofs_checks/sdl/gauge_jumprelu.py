"""Positive scalings are symmetries of JumpReLU: refuted, even one common scale; they move values across the threshold.

True instead: ``sdl.gauge-jumprelu-repaired``: permutations only.
"""

from __future__ import annotations

from fractions import Fraction

from proofs_checks import parts
from proofs_checks.sdl import top_k_gauge as scalings
from theory.claims import Budget, Certificate, Claim, Evidence, InstanceReport, Mutation, Source
from theory.sdl import Problem

Q = Fraction
STATEMENT = scalings.STATEMENT
JUMP = {"type": "jumprelu", "theta": 1}
# feature 1 reaches 3/4 and is off; with the common scale 2 it reaches 3/2 and is on
COMMON = {
    "activation": JUMP,
    "W": [[1, 0], [0, 1]],
    "M": [1, 1],
    "W_E": [[Q(3, 4), 0]],
    "W_D": [[Q(4, 3)], [0]],
    "c": [2],
}
LOST = {"activation": JUMP, "W": [[1]], "M": [1], "W_E": [[2]], "W_D": [[Q(1, 2)]], "c": [Q(1, 2)]}

PAGE = "zero-loss"
CLAIM = Claim(
    id="sdl.gauge-jumprelu",
    title="Scalings are symmetries of JumpReLU",
    statement=r"""
        Under JumpReLU with a fixed threshold $\theta > 0$ the loss does not change when the rows $a_i$ of $W_E$ are
        multiplied by any $c_i > 0$ and the columns $u_i$ of $W_D$ divided by them.""",
    source=Source(locator="Gauge groups", arxiv="", ours=True, note="what the case of ReLU suggests"),
    kind="property",
    expected="refuted",
    refutes="ours",
    hypotheses=parts.satisfied(lambda: STATEMENT.satisfied_by(COMMON), *scalings.HYPOTHESES),
    remark="""
        Only permutations are exact symmetries (sdl.gauge-jumprelu-repaired). Scalings are symmetries locally, until a
        pre-activation crosses the threshold; with a trainable threshold of each neuron, scaled along, the full group
        returns.""",
    statement_formal=STATEMENT,
)


def refute(budget: Budget) -> list[Evidence]:
    return [
        parts.counterexample(
            "One neuron, common scale 2: an off feature comes on, the loss falls from 2 to 1.",
            STATEMENT,
            COMMON,
            record=scalings.RECORD,
        ),
        parts.counterexample(
            "Scale 1/2: a recovered feature is lost, the loss rises from 0 to 1.",
            STATEMENT,
            LOST,
            record=scalings.RECORD,
        ),
    ]


def mutations() -> list[Mutation]:
    def growing() -> Certificate:
        return STATEMENT.refuted_by({**LOST, "c": [2]})

    def no_threshold() -> Certificate:
        return STATEMENT.refuted_by({**COMMON, "activation": {"type": "jumprelu", "theta": 0}})

    return [
        Mutation(
            "growing", "enlarging a row that is already above the threshold changes the loss too", rejected=growing
        ),
        Mutation("threshold-zero", "it also fails for the threshold 0", rejected=no_threshold),
    ]


def evaluate(problem: Problem, budget: Budget) -> InstanceReport:
    """A one-neuron network of this problem, padded with dead neurons, whose loss changes."""
    theta = problem.activation.theta or Q(0)
    if problem.activation.kind != "jumprelu" or theta <= 0:
        return InstanceReport("not-applicable", "the claim is about JumpReLU with a positive threshold")
    reason = scalings.unsuitable(problem)
    if reason:
        return reason
    w, q = list(problem.features_in[0]), problem.width
    below = [theta * x * Q(3, 4) for x in w]
    encoder, decoder = [below] + [[0] * problem.p] * (q - 1), [[x / theta, *[0] * (q - 1)] for x in w]
    return scalings.scaled(problem, encoder, decoder, [2, *[1] * (q - 1)], "scaling one neuron by 2 changes the loss")
