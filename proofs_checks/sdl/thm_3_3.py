"""The explicit construction has loss at most n^2 M^2 sum M_d: refuted.

It fails when the activation copies negative values (raw Top-k, identity), when it does not copy the value 1 (JumpReLU with theta >= 1),
and when output features are longer than 1.  True instead: ``sdl.thm-3.3-repaired``, with the sharp constant and M_+ for M.
"""

from __future__ import annotations

from fractions import Fraction
from typing import Any

from proofs_checks.sdl import _construction as star
from theory.claims import Budget, Claim, Evidence, Hypothesis, InstanceReport, Mutation, Source
from theory.sdl import Problem

F = Fraction
ANTIPODAL, SQUARE = [[1, 0], [-1, 0], [0, 1]], [[1, 0], [0, 1]]
PAIR = [[1, 0], [F(3, 5), F(4, 5)]]
NEGATIVE: dict[str, Any] = {
    "activation": {"type": "rawtopk", "k": 3},
    "w_p": ANTIPODAL,
    "w_r": ANTIPODAL,
    "m": [1, 1, 1],
    "q": 3,
}
LINEAR = {**NEGATIVE, "activation": {"type": "identity"}}
BLOCKED: dict[str, Any] = {
    "activation": {"type": "jumprelu", "theta": 1},
    "w_p": SQUARE,
    "w_r": SQUARE,
    "m": [1, 1],
    "q": 2,
}
ZERO = {**BLOCKED, "activation": {"type": "jumprelu", "theta": 2}}
LONG = {**BLOCKED, "activation": {"type": "relu"}, "w_p": PAIR, "w_r": [[10, 0], [0, 10]]}
SHORT = star.PUBLISHED.assuming(short_targets=star.SHORT_TARGETS)
RECORD = "at_star M weight"


def _hypothesis(name: str, text: str, note: str = "the counterexamples satisfy it") -> Hypothesis:
    return Hypothesis(name, text, lambda: star.PUBLISHED.satisfied_by(BLOCKED), drop_note=note)


PAGE = "construction"
CLAIM = Claim(
    id="sdl.thm-3.3",
    title="The explicit construction has near-zero loss (as published)",
    statement=r"""
        Let $q \ge n$, $\sigma_i(z) \in \{0, z_i\}$, $M = \max_{i \ne j} \langle w_i, w_j \rangle$. For $W_E = [W_p,
        0]^T$, $W_D = [W_r, 0]$: $\tilde{L}(W_D, W_E) \le n^2 M^2 \sum_d M_d$.""",
    source=Source(locator="Theorem 3.3"),
    kind="bound",
    expected="refuted",
    refutes="published",
    hypotheses=(
        _hypothesis("unit-features", r"$\|w_d\| = 1$"),
        _hypothesis("at-least-two", r"$n \ge 2$", "M is not defined for a single feature"),
        _hypothesis(
            "distinct", r"$M < 1$", "the counterexamples satisfy it; for duplicates see sdl.thm-3.3-duplicates"
        ),
        _hypothesis("weights", r"$M_d > 0$"),
        _hypothesis("wide", r"$q \ge n$", "the construction needs it"),
        _hypothesis("selective-activation", r"$\sigma_i(z) \in \{0, z_i\}$"),
    ),
    remark="""
        The repaired theorem, sdl.thm-3.3-repaired, needs three conditions: positive values only, the value 1 passes,
        |v_d| <= 1.""",
    statement_formal=star.PUBLISHED,
)


def refute(budget: Budget) -> list[Evidence]:
    activations = tuple(
        SHORT.refuted_by(given, record=RECORD, means=text)
        for given, text in (
            (NEGATIVE, "raw Top-3 copies <w_1, w_2> = -1"),
            (LINEAR, "the identity satisfies the condition on the activation, too"),
            (BLOCKED, "JumpReLU with theta = 1 blocks a feature of norm 1"),
            (ZERO, "JumpReLU with theta = 2 never fires: the constant zero satisfies the condition"),
        )
    )
    long = star.PUBLISHED.refuted_by(LONG, record=RECORD, means="output features of length 10")
    blocked = star.PUBLISHED.refuted_by(BLOCKED, record=RECORD, means="JumpReLU with theta = 1, as published")
    return [
        Evidence(
            "exact-decision",
            "refuted",
            "instance",
            "As published: long output features, or theta = 1.",
            (long, blocked),
        ),
        Evidence(
            "exact-decision", "refuted", "instance", "Even with unit output features: four activations.", activations
        ),
    ]


def evaluate(problem: Problem, budget: Budget) -> InstanceReport:
    """The published bound on the user's features, weights and activation."""
    return star.on_instance(star.PUBLISHED, problem)


def mutations() -> list[Mutation]:
    relu = {"type": "relu"}
    return [
        Mutation(
            "relu",
            "the antipodal features must not refute the claim for ReLU",
            rejected=lambda: star.PUBLISHED.refuted_by({**NEGATIVE, "activation": relu}),
        ),
        Mutation(
            "theta-below-one",
            "nor orthonormal features for theta = 9/10",
            rejected=lambda: star.PUBLISHED.refuted_by(
                {**BLOCKED, "activation": {"type": "jumprelu", "theta": "9/10"}}
            ),
        ),
        Mutation(
            "unit-targets",
            "nor the pair with cosine 3/5 and unit output features",
            rejected=lambda: star.PUBLISHED.refuted_by({**LONG, "w_r": SQUARE}),
        ),
        Mutation(
            "ten-times",
            "even ten times the bound fails",
            refuted_by=lambda: star.PUBLISHED.concluding(
                star.at_star <= 10 * star.n**2 * star.M**2 * star.weight
            ).refuted_by(LONG, record=RECORD),
        ),
    ]
