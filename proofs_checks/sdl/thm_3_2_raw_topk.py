"""Theorem 3.2 with the Top-k of equation (7) taken literally, which may select negative values: refuted.

"sigma > 0" does not determine the selected set when negative values can be selected, so the codes are not linear on a region, the loss
even jumps there.  True instead: ``sdl.thm-3.2-topk`` (Top-k of ReLU), or raw Top-k with the selected set as the pattern.
"""

from __future__ import annotations

from fractions import Fraction
from typing import Any

from proofs_checks import parts
from proofs_checks.sdl import _biconvexity as convexity
from theory.claims import Budget, Claim, Evidence, InstanceReport, Mutation, Source
from theory.formal import codes, listing, names
from theory.sdl import Problem

F = Fraction
RAW = {"type": "rawtopk", "k": 1}
STATEMENT = convexity.IN_ENCODER.assuming(activation=convexity.activation == RAW)
STATEMENT_2 = convexity.IN_ENCODER.assuming(activation=convexity.activation == {"type": "rawtopk", "k": 2})
POINT: dict[str, Any] = {
    "activation": RAW,
    "w_p": [[1]],
    "w_r": [[1]],
    "m": [1],
    "W_D": [[-1, 0]],
    "W_E": [[-1], [-2]],
    "other": [[-1], [F(-1, 2)]],
    "lam": F(1, 6),
}
POINT_2 = {
    **POINT,
    "activation": {"type": "rawtopk", "k": 2},
    "W_D": [[-1, 0, 0]],
    "W_E": [[-1], [-2], [1]],
    "other": [[-1], [F(-1, 2)], [1]],
}
RECORD = "at_x at_y at_mix mix"


def _selected(encoder: Any) -> Any:
    return listing(
        codes(convexity.activation, encoder, convexity.w_p), lambda z: listing(z, lambda y: y != 0, "y"), "z"
    )


BY_SELECTION = STATEMENT.without("same-pattern").assuming(
    same_selection=_selected(convexity.W_E) == _selected(convexity.other)
)


PAGE = "biconvexity"
CLAIM = Claim(
    id="sdl.thm-3.2-raw-topk",
    title="Piecewise biconvexity for raw Top-k",
    statement=r"""
        For the activation that copies the $k$ largest preactivations (negative ones included) and every pattern of
        positive codes, $\tilde{L}$ is convex in $W_E$ on the region of the pattern.""",
    source=Source(locator="Theorem 3.2 with equation (7)", note="the activation taken literally"),
    kind="property",
    expected="refuted",
    refutes="published",
    hypotheses=parts.satisfied(
        lambda: STATEMENT.satisfied_by(POINT),
        ("weights", r"$M_d \ge 0$"),
        ("on-the-segment", r"$0 \le \lambda \le 1$"),
        ("same-pattern", "both encoders have the same positive codes"),
        ("activation", "raw Top-1"),
        note=parts.STRONGER,
    ),
    remark="Implementations apply ReLU first; for them sdl.thm-3.2-topk is proved.",
    statement_formal=STATEMENT,
)


def refute(budget: Budget) -> Evidence:
    return Evidence(
        "exact-decision",
        "refuted",
        "instance",
        "One feature: the selected neuron changes while no code is positive (k = 1), or while one is (k = 2).",
        (
            STATEMENT.refuted_by(POINT, record=RECORD, means="raw Top-1 on one feature"),
            STATEMENT_2.refuted_by(POINT_2, record=RECORD, means="raw Top-2 on one feature"),
        ),
    )


def evaluate(problem: Problem, budget: Budget) -> InstanceReport:
    """Problem files have no raw Top-k."""
    return InstanceReport("not-applicable", "problems use Top-k of ReLU, for which sdl.thm-3.2-topk holds")


def mutations() -> list[Mutation]:
    relu_first = {"type": "topk", "k": 1}
    statement = convexity.IN_ENCODER.assuming(activation=convexity.activation == relu_first)
    return [
        Mutation(
            "relu-first",
            "the same points must not refute Top-k of ReLU",
            rejected=lambda: statement.refuted_by({**POINT, "activation": relu_first}),
        ),
        Mutation(
            "pattern-of-selection",
            "the same points must not refute raw Top-k with the selected set as the pattern",
            rejected=lambda: BY_SELECTION.refuted_by(POINT),
        ),
        Mutation(
            "within-a-factor-of-one-and-a-tenth",
            "the loss is at most 11/10 of the chord",
            refuted_by=lambda: STATEMENT.concluding(
                names("at_mix")[0]
                <= F(11, 10) * (convexity.lam * names("at_x")[0] + (1 - convexity.lam) * names("at_y")[0])
            ).refuted_by(POINT, record=RECORD),
        ),
    ]
