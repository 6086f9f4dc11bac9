"""The explicit construction is a global minimum: refuted; it need not even be stationary.

For two features with cosine 3/5 its loss is 18/25, while the dual basis as encoder gives 0; and the loss has a nonzero slope in the
decoder there.  True instead: if M <= 0 the construction has loss 0 for ReLU and is a global minimum (``sdl.thm-3.3-repaired``).
"""

from __future__ import annotations

from fractions import Fraction
from typing import Any

from proofs_checks import parts
from proofs_checks.sdl import _construction as star
from proofs_checks.sdl._instances import data_of, report
from proofs_checks.sdl.thm_3_3 import PAIR, SQUARE
from theory.claims import Budget, Claim, Evidence, InstanceReport, Mutation, Source
from theory.formal import loss, names
from theory.sdl import Problem
from theory.statement import Statement

F = Fraction
E_other, D_other, step = names("E_other D_other step")
at_other, ahead, behind = names("at_other ahead behind")
HYPOTHESES = {
    name: star.PUBLISHED.hypotheses[name]
    for name in ("unit-features", "distinct", "weights", "wide", "selective-activation")
}
GLOBAL = Statement(
    (*star.PUBLISHED.variables, "E_other", "D_other"),
    HYPOTHESES,
    star.at_star <= at_other,
    {**star.LET, "at_other": loss(star.activation, E_other, D_other, star.w_p, star.w_r, star.m)},
)
# the loss is quadratic in the decoder, so this central difference is twice its exact derivative along the step
STATIONARY = Statement(
    (*star.PUBLISHED.variables, "step"),
    HYPOTHESES,
    ahead == behind,
    {
        **star.LET,
        "ahead": loss(star.activation, star.W_E, star.W_D + step, star.w_p, star.w_r, star.m),
        "behind": loss(star.activation, star.W_E, star.W_D - step, star.w_p, star.w_r, star.m),
    },
)
PAIR_PROBLEM: dict[str, Any] = {"activation": {"type": "relu"}, "w_p": PAIR, "w_r": PAIR, "m": [1, 1], "q": 2}
DUAL: dict[str, Any] = {"E_other": [[1, F(-3, 4)], [0, F(5, 4)]], "D_other": [[1, F(3, 5)], [0, F(4, 5)]]}
STEP = {"step": [[1, 0], [0, 0]]}
TOP2 = {**PAIR_PROBLEM, "activation": {"type": "topk", "k": 2}}


PAGE = "construction"
CLAIM = Claim(
    id="sdl.thm-3.3-global-minimum",
    title="The explicit construction is a global minimum",
    statement=r"""
        Under the conditions of Theorem 3.3 the point $W_E = [W_p, 0]^T$, $W_D = [W_r, 0]$ is a global minimum of
        $\tilde{L}$ (first reading), or at least a stationary point (second reading).""",
    source=Source(locator="Theorem 3.3, discussion", note="called a constructive global minimum"),
    kind="property",
    expected="refuted",
    refutes="published",
    hypotheses=parts.satisfied(
        lambda: GLOBAL.satisfied_by({**PAIR_PROBLEM, **DUAL}),
        ("unit-features", r"$\|w_d\| = 1$"),
        ("distinct", r"$M < 1$"),
        ("weights", r"$M_d > 0$"),
        ("wide", r"$q \ge n$"),
        ("selective-activation", r"$\sigma_i(z) \in \{0, z_i\}$"),
        note=parts.STRONGER,
    ),
    remark="""
        Interference is removed by re-fitting either half of the network. How far the loss of the point is from 0 is bounded in
        sdl.thm-3.3-repaired.""",
    statement_formal=GLOBAL,
)


def refute(budget: Budget) -> list[Evidence]:
    return [
        Evidence(
            "exact-decision",
            "refuted",
            "instance",
            "Two features with cosine 3/5, ReLU and Top-2: the dual basis as encoder has loss 0.",
            tuple(GLOBAL.refuted_by({**p, **DUAL}, record="at_star at_other M") for p in (PAIR_PROBLEM, TOP2)),
        ),
        Evidence(
            "exact-decision",
            "refuted",
            "instance",
            "At the same point the loss has a nonzero slope in one decoder entry.",
            (STATIONARY.refuted_by({**PAIR_PROBLEM, **STEP}, record="at_star ahead behind"),),
        ),
    ]


def evaluate(problem: Problem, budget: Budget) -> InstanceReport:
    """Loss 0 is a global minimum; otherwise an exact line search down the decoder gradient refutes the claim."""
    if problem.width < problem.n:
        return InstanceReport("hypothesis-fails", "the construction needs width >= n")
    given = {**data_of(problem), "q": problem.width}
    spare = problem.width - problem.n
    encoder = [*given["w_p"], *([F(0)] * problem.p for _ in range(spare))]
    decoder = [[*row, *([F(0)] * spare)] for row in zip(*given["w_r"], strict=True)]
    other = {"E_other": encoder, "D_other": _refitted(problem, encoder, decoder)}
    what = "against the same encoder with the decoder moved down the gradient"
    return report(GLOBAL, {**given, **other}, what, field=problem.field)


def _refitted(problem: Problem, encoder: Any, decoder: Any) -> list[list[Any]]:
    """The decoder after one exact line search along its gradient."""
    codes = problem.codes(encoder)
    residuals = [
        [v - sum((a * b for a, b in zip(row, z, strict=True)), F(0)) for v, row in zip(target, decoder, strict=True)]
        for target, z in zip(problem.features_out, codes, strict=True)
    ]
    step: list[list[Any]] = [
        [
            sum((w * r[i] * z[j] for w, r, z in zip(problem.weights, residuals, codes, strict=True)), F(0))
            for j in range(problem.width)
        ]
        for i in range(problem.r)
    ]
    moved = [[sum((a * b for a, b in zip(row, z, strict=True)), F(0)) for row in step] for z in codes]
    curvature = sum((w * x * x for w, row in zip(problem.weights, moved, strict=True) for x in row), F(0))
    slope = sum((x * x for row in step for x in row), F(0))
    rate = slope / curvature if curvature != 0 else F(0)
    return [[a + rate * b for a, b in zip(p, q, strict=True)] for p, q in zip(decoder, step, strict=True)]


def mutations() -> list[Mutation]:
    orthonormal = {**PAIR_PROBLEM, "w_p": SQUARE, "w_r": SQUARE}
    return [
        Mutation(
            "orthonormal",
            "no point may refute the claim for orthonormal features, where the loss is 0",
            rejected=lambda: GLOBAL.refuted_by({**orthonormal, **DUAL}),
        ),
        Mutation(
            "orthonormal-stationary",
            "nor is there a slope",
            rejected=lambda: STATIONARY.refuted_by({**orthonormal, **STEP}),
        ),
        Mutation(
            "within-one-half",
            "the construction is within 1/2 of every other point",
            refuted_by=lambda: GLOBAL.concluding(star.at_star <= at_other + F(1, 2)).refuted_by(
                {**PAIR_PROBLEM, **DUAL}, record="at_star at_other"
            ),
        ),
    ]
