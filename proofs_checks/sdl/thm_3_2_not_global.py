"""The loss is biconvex on the whole space, and jointly convex on a region: both refuted.

Theorem 3.2 cannot be strengthened in either direction: in W_E the loss is convex only piece by piece, and on one piece it is convex in
each block but not in both together.
"""

from __future__ import annotations

from fractions import Fraction
from typing import Any

from proofs_checks import parts
from proofs_checks.sdl import _biconvexity as convexity
from proofs_checks.sdl._instances import data_of
from theory.claims import Budget, Claim, Evidence, InstanceReport, Mutation, Source
from theory.evidence import evaluation
from theory.formal import both, diff, loss, names, op, scale
from theory.sdl import Problem
from theory.statement import Statement

F = Fraction
RELU, TOP1, JUMP = {"type": "relu"}, {"type": "topk", "k": 1}, {"type": "jumprelu", "theta": "1/2"}
GLOBAL = convexity.IN_ENCODER.without("same-pattern").concluding(
    convexity.at_mix <= convexity.lam * convexity.at_x + (1 - convexity.lam) * convexity.at_y
)
RECORD = "at_x at_y at_mix"

activation, w_p, w_r, m, lam = convexity.activation, convexity.w_p, convexity.w_r, convexity.m, convexity.lam
D_x, E_x, D_y, E_y = names("D_x E_x D_y E_y")
mix_d, mix_e = names("mix_d mix_e")
JOINT = Statement(
    ("activation", "w_p", "w_r", "m", "D_x", "E_x", "D_y", "E_y", "lam"),
    {
        "weights": convexity.POSITIVE_WEIGHTS,
        "on-the-segment": convexity.SEGMENT,
        "same-pattern": convexity.pattern(E_x) == convexity.pattern(E_y),
    },
    convexity.at_mix <= lam * convexity.at_x + (1 - lam) * convexity.at_y,
    {
        "mix_d": scale(lam, D_x) + scale(1 - lam, D_y),
        "mix_e": scale(lam, E_x) + scale(1 - lam, E_y),
        "at_x": loss(activation, E_x, D_x, w_p, w_r, m),
        "at_y": loss(activation, E_y, D_y, w_p, w_r, m),
        "at_mix": loss(activation, mix_e, mix_d, w_p, w_r, m),
    },
)
SADDLE: dict[str, Any] = {
    "activation": RELU,
    "w_p": [[1]],
    "w_r": [[1]],
    "m": [1],
    "D_x": [[2]],
    "E_x": [[F(1, 2)]],
    "D_y": [[F(1, 2)]],
    "E_y": [[2]],
    "lam": F(1, 2),
}


PAGE = "biconvexity"
CLAIM = Claim(
    id="sdl.thm-3.2-not-global",
    title="Biconvexity on the whole space",
    statement=r"""
        For every $W_D$ the loss $\tilde{L}$ is convex in $W_E$ on the whole space (first reading); on every pattern
        region it is jointly convex in $(W_D, W_E)$ (second reading).""",
    source=Source(locator="Theorem 3.2, strengthened", ours=True),
    kind="property",
    expected="refuted",
    refutes="ours",
    hypotheses=parts.satisfied(
        lambda: GLOBAL.satisfied_by(convexity.bend(RELU)),
        ("weights", r"$M_d \ge 0$"),
        ("on-the-segment", r"$0 \le \lambda \le 1$"),
        note=parts.STRONGER,
    ),
    remark="""
        Results about biconvex functions therefore apply only within one region; at its boundary a partial minimum of
        the region need not be one of the problem (sdl.partial-optima-whole-problem).""",
    statement_formal=GLOBAL,
)


def refute(budget: Budget) -> list[Evidence]:
    a, u = names("a u")
    hessian = evaluation(
        both(diff(diff(names("f")[0], a), a) == 2 * u**2, op("-", diff(diff(names("f")[0], a), u), 4 * a * u) == -2),
        let={"f": (1 - a * u) ** 2},
        indeterminates="a u",
        means="the Hessian of (1 - au)^2: at a = u = 0 it is [[0, -2], [-2, 0]], with eigenvalues 2 and -2",
    )
    bends = tuple(GLOBAL.refuted_by(convexity.bend(act), record=RECORD) for act in (RELU, TOP1, JUMP))
    return [
        Evidence("exact-decision", "refuted", "instance", "(1 - sigma(a))^2 at a = -1, 0, 1 is 1, 1, 0.", bends),
        Evidence(
            "exact-decision",
            "refuted",
            "instance",
            "(1 - au)^2 vanishes at (1/2, 2) and (2, 1/2) but not between them.",
            (JOINT.refuted_by(SADDLE, record=RECORD), hessian),
        ),
    ]


def evaluate(problem: Problem, budget: Budget) -> InstanceReport:
    """From -W to W (W: the features as rows), with the feature decoder; violated whenever the chord is crossed."""
    given = data_of(problem)
    chosen = range(min(problem.width, problem.n))
    rows = [[2 * x for x in given["w_p"][d]] for d in chosen]
    assignment = {
        **given,
        "W_D": [[x / 2 for x in row] for row in zip(*(given["w_r"][d] for d in chosen), strict=True)],
        "W_E": [[-x for x in row] for row in rows],
        "other": rows,
        "lam": F(1, 2),
    }
    if GLOBAL.holds(assignment, field=problem.field):
        return InstanceReport(
            "not-applicable", "this segment does not decide whether the loss is convex in the encoder"
        )
    shown = GLOBAL.refuted_by(assignment, field=problem.field, record=RECORD)
    return InstanceReport("violated", "on the segment from -2W to 2W the loss exceeds its chord", (shown,))


def mutations() -> list[Mutation]:
    return [
        Mutation(
            "same-pattern",
            "the bend must not refute convexity on one region",
            rejected=lambda: convexity.IN_ENCODER.refuted_by(convexity.bend(RELU)),
        ),
        Mutation(
            "one-block",
            "with equal decoders the second counterexample must fail",
            rejected=lambda: JOINT.refuted_by({**SADDLE, "D_x": [[1]], "D_y": [[1]]}),
        ),
        Mutation(
            "quasiconvex",
            "even: the loss is at most the larger end (joint, on a region)",
            refuted_by=lambda: JOINT.concluding(
                convexity.at_mix <= op("max", convexity.at_x, convexity.at_y)
            ).refuted_by(SADDLE, record=RECORD),
        ),
    ]
