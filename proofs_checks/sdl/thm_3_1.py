"""If 1 - S <= 1/n then the loss and the single-feature loss differ by at most n^2 C (1 - S)^2: refuted, for three reasons.

True instead: ``sdl.thm-3.1-repaired``, one-sided and with the constant n(n-1)/2.  The published proof fails because the event
{x = x_d e_d} also contains x = 0, because it scales single features through the activation (JumpReLU does not commute with
scaling), and because it bounds the probability of two active features without any assumption on their dependence.
"""

from __future__ import annotations

import random
from fractions import Fraction
from typing import Any

from proofs_checks.sdl import _laws as law
from proofs_checks.sdl._instances import data_of, report
from theory.claims import Budget, Claim, Evidence, Hypothesis, InstanceReport, Mutation, Source
from theory.formal import absolute
from theory.sdl import Problem

F = Fraction
RELU, JUMP = {"type": "relu"}, {"type": "jumprelu", "theta": "3/4"}
UNIT2 = [[1, 0], [0, 1]]
SILENT = {"activation": RELU, "w_p": UNIT2, "w_r": UNIT2, "W_E": [[1, 1]], "W_D": [[0], [0]]}

ZERO_COUNTED: dict[str, Any] = {**SILENT, "S": F(3, 4), **law.product_law([[(0, F(3, 4)), (1, F(1, 4))]] * 2)}
JUMP_SCALED: dict[str, Any] = {
    "activation": JUMP,
    "w_p": [[1]],
    "w_r": [[1]],
    "W_E": [[1]],
    "W_D": [[1]],
    "S": F(1, 2),
    **law.product_law([[(0, F(1, 2)), (F(1, 2), F(1, 2))]]),
}
TOGETHER: dict[str, Any] = {
    **SILENT,
    "S": F(9, 10),
    "inputs": [[0, 0], [1, 1]],
    "probabilities": [F(9, 10), F(1, 10)],
}
CORRECTED = law.Statement(
    law.VARIABLES, law.PUBLISHED.hypotheses, law.PUBLISHED.conclusion, law.losses(law.ACTIVE_ALONE_WEIGHTS)
)
RECORD = "true_loss single_loss C occurrence m"


def _witness() -> Any:
    return law.PUBLISHED.satisfied_by(ZERO_COUNTED)


def _noted(name: str, text: str, note: str) -> Hypothesis:
    return Hypothesis(name=name, text=text, witness=_witness, drop_note=note)


PAGE = "loss-approximation"
CLAIM = Claim(
    id="sdl.thm-3.1",
    title="The single-feature loss approximates the loss (as published)",
    statement=r"""
        Let $M_d = \Pr(x = x_d e_d)\, E[x_d^2 \mid x_d > 0]$, let every feature be active with probability at most $1
        - S \le 1/n$ and let $C$ be the largest squared error. Then $|L(W_D, W_E) - \tilde{L}(W_D, W_E)| \le n^2 C (1
        - S)^2$.""",
    source=Source(locator="Theorem 3.1", note="the event in M_d is read literally, and as 'only d is active'"),
    kind="bound",
    expected="refuted",
    refutes="published",
    hypotheses=(
        _noted("law", "probabilities are positive and add up to 1", "part of what a law is"),
        _noted(
            "nonnegative-inputs", r"$x \ge 0$", "the counterexamples satisfy it; dropping it only weakens the claim"
        ),
        _noted("unit-features", r"$\|w_d\| = 1$", "the counterexamples satisfy it; dropping it only weakens the claim"),
        _noted("sparse", r"$\Pr(x_d > 0) \le 1 - S$", "the counterexamples satisfy it with equality"),
        _noted("very-sparse", r"$1 - S \le 1/n$", "never used; where it fails the bound exceeds the trivial one, C"),
    ),
    remark="""
        With positively homogeneous activations, pairwise independent activities and the event 'only d is active' a
        sharper one-sided bound holds: sdl.thm-3.1-repaired.""",
    statement_formal=law.PUBLISHED,
)


def refute(budget: Budget) -> list[Evidence]:
    """Three counterexamples to the literal text; two of them survive the corrected event."""
    literal = (
        law.PUBLISHED.refuted_by(ZERO_COUNTED, record=RECORD, means="x = 0 is counted as a single feature"),
        law.PUBLISHED.refuted_by(JUMP_SCALED, record=RECORD, means="JumpReLU does not commute with scaling"),
        law.PUBLISHED.refuted_by(TOGETHER, record=RECORD, means="two features that are always active together"),
    )
    corrected = (
        CORRECTED.refuted_by(JUMP_SCALED, record=RECORD, means="corrected event, JumpReLU"),
        CORRECTED.refuted_by(TOGETHER, record=RECORD, means="corrected event, dependent features"),
    )
    return [
        Evidence("exact-decision", "refuted", "instance", "The text as it stands: three counterexamples.", literal),
        Evidence(
            "exact-decision",
            "refuted",
            "instance",
            "With the event 'd is active and no other feature is': two counterexamples remain.",
            corrected,
        ),
    ]


def examples(budget: Budget) -> Evidence:
    """How often the literal bound fails for independent laws: a silent decoder, S as sharp as the law allows."""
    rng, count, broken = random.Random(budget.seed), budget.pick(quick=20, full=200), 0
    for _ in range(count):
        law_ = law.product_law([law.random_marginal(rng, F(1, 2)) for _ in UNIT2])
        rate = max(
            sum((q for x, q in zip(law_["inputs"], law_["probabilities"], strict=True) if x[d] > 0), F(0))
            for d in range(2)
        )
        broken += not law.PUBLISHED.holds({**SILENT, "S": 1 - rate, **law_})
    return Evidence(
        "property-test",
        "tested",
        "instance",
        "Independent laws under the literal reading, silent decoder; violations are violations of the published bound.",
        numbers={"examples": count, "seed": budget.seed, "violations": broken},
    )


def evaluate(problem: Problem, budget: Budget) -> InstanceReport:
    """Independent 0/1 features active with probability 1/(2n), read by the feature encoder; up to 8 features."""
    if problem.n > 8:
        return too_large()
    if problem.activation.kind == "batchtopk":
        return a_batch()
    return report(law.PUBLISHED, *instance(problem), field=problem.field)


def a_batch() -> InstanceReport:
    return InstanceReport("not-applicable", "BatchTopK is a map of a batch, so the error of one input is not defined")


def too_large() -> InstanceReport:
    return InstanceReport("not-applicable", "the law of n independent features has 2^n values; n is at most 8 here")


def instance(problem: Problem) -> tuple[dict[str, Any], str]:
    """The problem with independent 0/1 features at rate 1/(2n), encoder and decoder the first q features."""
    rate = F(1, 2 * problem.n)
    given = data_of(problem)
    chosen = range(min(problem.width, problem.n))
    features_out = [given["w_r"][d] for d in chosen]
    law_ = law.product_law([[(0, 1 - rate), (1, rate)]] * problem.n)
    del given["m"]
    given |= {"W_E": [given["w_p"][d] for d in chosen], "W_D": [list(r) for r in zip(*features_out, strict=True)]}
    return {**given, **law_, "S": 1 - rate}, "independent 0/1 features at rate 1/(2n), encoder and decoder are features"


def mutations() -> list[Mutation]:
    true_version = law.PUBLISHED.assuming(
        homogeneous_activation=law.HOMOGENEOUS, pairwise_independent_activity=law.PAIRS
    )
    repaired = law.Statement(
        law.VARIABLES, true_version.hypotheses, true_version.conclusion, law.losses(law.REPAIRED_WEIGHTS)
    )
    return [
        Mutation(
            "all-repairs",
            "the three counterexamples must not refute the statement once everything is repaired: zero counted",
            rejected=lambda: repaired.refuted_by(ZERO_COUNTED),
        ),
        Mutation("all-repairs-jump", "the same for JumpReLU", rejected=lambda: repaired.refuted_by(JUMP_SCALED)),
        Mutation("all-repairs-together", "the same for dependence", rejected=lambda: repaired.refuted_by(TOGETHER)),
        Mutation(
            "four-times-the-bound",
            "even 4 n^2 C (1-S)^2 fails for dependent features",
            refuted_by=lambda: law.PUBLISHED.concluding(
                absolute(law.true_loss - law.single_loss) <= 4 * law.n**2 * law.C * (1 - law.S) ** 2
            ).refuted_by({**TOGETHER, "S": F(99, 100), "probabilities": [F(99, 100), F(1, 100)]}),
        ),
    ]
