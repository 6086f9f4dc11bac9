"""Absorption patterns are realizable under JumpReLU with a positive threshold, for distinct unit features.

The published proof moves the common threshold of all neurons; here only the new rows are built and the others stay: the old row,
tilted against its lowest feature, and that feature's own direction.
"""

from __future__ import annotations

import random
from fractions import Fraction

from proofs_checks.sdl import _absorption as split
from proofs_checks.sdl import _splitting as typed
from proofs_checks.sdl._instances import distinct_units
from solvers.sdl.patterns.realizable import members_of, neuron_supports
from theory.claims import Budget, Claim, Evidence, Hypothesis, InstanceReport, Mutation, Source
from theory.sdl import Activation, Problem

Q = Fraction
JUMP = Activation("jumprelu", theta=Q(1))
AT_ONE = split.statement(JUMP)
EXAMPLE = [[Q(3, 5), Q(4, 5)], [1, 0], [Q(-3, 5), Q(4, 5)]]
ARC = [[Q(3, 5), Q(4, 5)], [1, 0], [Q(3, 5), Q(-4, 5)]]

PAGE = "absorption"
CLAIM = Claim(
    id="sdl.thm-3.8-jumprelu",
    title="Absorption patterns are realizable under JumpReLU",
    statement=r"""
        Let $\theta > 0$ and let the features be distinct unit vectors. If $(F_1, \dots, F_M)$ with all $|F_i| \ge 2$
        is realizable by JumpReLU neurons, then for every $i$ some $d \in F_i$ splits off: $(F_1, \dots, F_i \setminus
        \{d\}, \{d\}, \dots, F_M)$ is realizable, with all other rows unchanged. (Every $d$ with the least pre-activation
        will do.)""",
    source=Source(locator="Theorem 3.8", note="the published statement, for JumpReLU; proof repaired"),
    kind="existence",
    expected="proved",
    hypotheses=(
        *typed.hypotheses(
            AT_ONE,
            (EXAMPLE, [[2, 0]]),
            {
                "unit-features": ([[1], [2]], [[2]], "w = 1, 2: whatever switches the first on switches the second on"),
                "distinct-features": ([[1], [1]], [[2]], "a feature twice"),
                "polysemantic-neurons": ([[1], [-1]], [[0]], "a dead neuron has nothing to split"),
            },
            activation=JUMP,
        ),
        Hypothesis(
            "positive-threshold",
            r"$\theta > 0$",
            lambda: split.satisfied(AT_ONE, EXAMPLE, [[2, 0]], activation=JUMP),
            drop=lambda: split.counterexample(EXAMPLE, [[Q(5, 6), 0]], means="threshold 0 is ReLU"),
        ),
    ),
    remark="With threshold zero, that is for ReLU, it fails: sdl.thm-3.8.",
    typed=typed.statement(typed.theta, (typed.theta,), {"positive-threshold": typed.theta > 0}),
)


def examples(budget: Budget) -> Evidence:
    """Every realizable set of random features: some split must be realizable, by exact linear programs."""
    rng, failures, cases = random.Random(budget.seed), 0, 0
    for _ in range(budget.pick(quick=10, full=150)):
        features = distinct_units(rng, rng.choice((3, 4, 5)), rng.choice((2, 3)))
        for mask in neuron_supports(features, JUMP):
            if mask.bit_count() >= 2:
                cases += 1
                failures += split.all_refutations(features, members_of(mask), JUMP) is not None
    text = "Realizable sets of random rational unit features in 2 and 3 dimensions."
    numbers = {"examples": cases, "seed": budget.seed, "violations": failures}
    return Evidence("property-test", "tested", "fixed-dimension", text, numbers=numbers)


def mutations() -> list[Mutation]:
    return [
        Mutation(
            "any-threshold",
            "the threshold may be 0",
            refuted_by=lambda: split.counterexample(EXAMPLE, [[Q(5, 6), 0]]),
        ),
        Mutation(
            "any-length",
            "the features need not be unit vectors",
            refuted_by=lambda: split.counterexample(
                [[1], [2]], [[2]], activation=JUMP, of=AT_ONE.without("unit-features")
            ),
        ),
        Mutation(
            "every-feature",
            "every feature of a neuron splits off (the middle one of three does not)",
            refuted_by=lambda: split.unrealizable(ARC, [0, 2], activation=JUMP),
        ),
    ]


def evaluate(problem: Problem, budget: Budget) -> InstanceReport:
    """Every realizable set of the problem's features, decided exactly (JumpReLU with a positive threshold)."""
    if problem.activation.kind != "jumprelu" or not (problem.activation.theta or 0) > 0:
        return InstanceReport("not-applicable", "the claim is about JumpReLU with a positive threshold")
    return split.decide(problem)
