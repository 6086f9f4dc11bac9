"""Theorem 3.2 for JumpReLU with a negative threshold: refuted.

For theta < 0 values in (theta, 0] are copied although they are not positive, so the pattern of positive codes does not determine
which entries are copied.  True instead: ``sdl.thm-3.2-jumprelu``, for theta >= 0.
"""

from __future__ import annotations

from fractions import Fraction
from typing import Any

from proofs_checks import parts
from proofs_checks.sdl import _biconvexity as convexity
from theory.claims import Budget, Claim, Evidence, InstanceReport, Mutation, Source
from theory.formal import names
from theory.sdl import Problem

F = Fraction
JUMP = {"type": "jumprelu", "theta": "-1"}
STATEMENT = convexity.IN_ENCODER.assuming(activation=convexity.activation == JUMP)
POINT: dict[str, Any] = {
    "activation": JUMP,
    "w_p": [[1]],
    "w_r": [[1]],
    "m": [1],
    "W_D": [[-1]],
    "W_E": [[-3]],
    "other": [[F(-9, 10)]],
    "lam": F(1, 21),
}
RECORD = "at_x at_y at_mix mix"


PAGE = "biconvexity"
CLAIM = Claim(
    id="sdl.thm-3.2-jumprelu-negative",
    title="Piecewise biconvexity for JumpReLU with a negative threshold",
    statement=r"""
        For JumpReLU with $\theta = -1$ and every pattern of positive codes, $\tilde{L}$ is convex in $W_E$ on the
        region of the pattern.""",
    source=Source(locator="Theorem 3.2", note="which does not restrict the threshold"),
    kind="property",
    expected="refuted",
    refutes="published",
    hypotheses=parts.satisfied(
        lambda: STATEMENT.satisfied_by(POINT),
        ("weights", r"$M_d \ge 0$"),
        ("on-the-segment", r"$0 \le \lambda \le 1$"),
        ("same-pattern", "both encoders have the same positive codes"),
        ("activation", r"JumpReLU with $\theta = -1$"),
        note="the counterexample satisfies it; dropping it only makes the claim stronger",
    ),
    remark="The loss jumps from 1 to below 1/4 inside one region. For thresholds of at least 0 the theorem holds: sdl.thm-3.2-jumprelu.",
    statement_formal=STATEMENT,
)


def refute(budget: Budget) -> Evidence:
    text = "One feature and one neuron: at a = -3 and a = -1 nothing is copied, at a = -9/10 the value is."
    return Evidence("exact-decision", "refuted", "instance", text, (STATEMENT.refuted_by(POINT, record=RECORD),))


def evaluate(problem: Problem, budget: Budget) -> InstanceReport:
    """Problem files have positive thresholds only."""
    return InstanceReport("not-applicable", "problems have thresholds above 0, for which sdl.thm-3.2-jumprelu holds")


def mutations() -> list[Mutation]:
    positive = {"type": "jumprelu", "theta": "1"}
    return [
        Mutation(
            "positive-threshold",
            "the same points must not refute the claim for theta = 1",
            rejected=lambda: convexity.IN_ENCODER.assuming(activation=convexity.activation == positive).refuted_by(
                {**POINT, "activation": positive}
            ),
        ),
        Mutation(
            "within-a-factor-of-ten",
            "the loss is at most ten times the chord",
            refuted_by=lambda: STATEMENT.concluding(
                names("at_mix")[0] <= 10 * (convexity.lam * names("at_x")[0] + (1 - convexity.lam) * names("at_y")[0])
            ).refuted_by(POINT, record=RECORD),
        ),
    ]
