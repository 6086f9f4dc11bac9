"""Every realizable pattern can be refined by splitting one feature off a neuron: refuted for ReLU.

True instead: ``sdl.thm-3.8-conditions`` (exactly when), ``sdl.thm-3.8-jumprelu`` and ``sdl.thm-3.8-top-1`` (always).  The published
proof raises a positive threshold inside the neuron until it separates one feature; ReLU without a bias has the
threshold zero, and a positive factor of the encoder row cannot replace it.
"""

from __future__ import annotations

import random
from fractions import Fraction

from proofs_checks import parts
from proofs_checks.sdl import _absorption as split
from proofs_checks.sdl._instances import distinct_units
from solvers.sdl.patterns.realizable import members_of, neuron_supports
from theory.certificates import seal
from theory.claims import Budget, Certificate, Claim, Evidence, InstanceReport, Mutation, Source
from theory.exact import NumberField, json_tree
from theory.sdl import Activation, Problem

Q = Fraction
STATEMENT = split.statement(split.RELU)

MINIMAL = [[Q(3, 5), Q(4, 5)], [1, 0], [Q(-3, 5), Q(4, 5)]]
MINIMAL_ROWS = [[Q(5, 6), 0]]
PARTITION = [[Q(3, 5), Q(4, 5)], [1, 0], [Q(-5, 13), Q(12, 13)], [Q(-4, 5), Q(-3, 5)]]
PARTITION_ROWS = [[2, -1], [-1, Q(1, 2)]]

# s = sin 72 degrees generates the field; cos 72 = 2 s^2 - 3/2 and sin 144 = 2 s cos 72
SINE = NumberField((Q(5), Q(0), Q(-20), Q(0), Q(16)), (Q(9, 10), Q(1)))
s = SINE.generator
COSINE = 2 * (s * s) - Q(3, 2)
PENTAGON = [
    [SINE.element([Q(1)]), SINE.element([Q(0)])],
    [COSINE, s],
    [COSINE * COSINE * 2 - 1, s * COSINE * 2],
    [COSINE * COSINE * 2 - 1, s * COSINE * -2],
    [COSINE, -s],
]
# the direction at 36 degrees, w_0 + w_1, sees exactly w_0 and w_1
PENTAGON_ROWS = [[1 + COSINE, s]]


def _witness() -> Certificate:
    return split.satisfied(STATEMENT, MINIMAL, MINIMAL_ROWS)


PAGE = "absorption"
CLAIM = Claim(
    id="sdl.thm-3.8",
    title="Absorption patterns are realizable (ReLU, as published)",
    statement=r"""
        If $(F_1, \dots, F_M)$ with all $|F_i| \ge 2$ is realizable by ReLU neurons, then for every $i$ some $d \in
        F_i$ splits off: $(F_1, \dots, F_i \setminus \{d\}, \{d\}, \dots, F_M)$ is realizable.""",
    source=Source(
        locator="Theorem 3.8",
        note="formally: no vectors C refute all splits of a neuron, which is the same by Motzkin's theorem",
    ),
    kind="existence",
    expected="refuted",
    refutes="published",
    hypotheses=parts.satisfied(
        _witness,
        ("unit-features", r"$\|w_d\| = 1$"),
        ("distinct-features", r"$w_d \ne w_e$ for $d \ne e$"),
        ("polysemantic-neurons", r"$|F_i| \ge 2$"),
    ),
    remark="""
        True for ReLU neurons with biases (sdl.thm-3.8-bias), under JumpReLU with a positive threshold
        (sdl.thm-3.8-jumprelu) and under Top-1 when every feature is covered (sdl.thm-3.8-top-1). Under ReLU exactly
        when two cone conditions hold: sdl.thm-3.8-conditions. Fewer than three features, or one dimension, cannot
        give a counterexample: sdl.thm-3.8-minimality.""",
    statement_formal=STATEMENT,
)


def other_convention() -> Certificate:
    """On for ``a.w >= 0``, off for ``a.w < 0``: feature 1 alone is impossible too, by the same combination."""
    rows = [[MINIMAL[0], ">=", 0]] + [[[-x for x in w], ">", 0] for w in MINIMAL[1:]]
    asserts = {"rows": [[json_tree(w), relation, bound] for w, relation, bound in rows]}
    return seal("farkas", {**asserts, "means": "w_1 = (6/5) w_2 + w_3"}, {"multipliers": json_tree([1, Q(6, 5), 1])})


def refute(budget: Budget) -> list[Evidence]:
    minimal = (
        split.counterexample(MINIMAL, MINIMAL_ROWS, means="w_1 = (6/5) w_2 + w_3, so no neuron sees w_1 alone"),
        split.realizable(MINIMAL, MINIMAL_ROWS),
        split.unrealizable(MINIMAL, [0]),
        other_convention(),
    )
    partition = (
        split.counterexample(PARTITION, PARTITION_ROWS, means="a partition of all features; both neurons fail"),
        split.realizable(PARTITION, PARTITION_ROWS),
        split.unrealizable(PARTITION, [0]),
        split.unrealizable(PARTITION, [2]),
    )
    pentagon = (
        split.counterexample(
            PENTAGON, PENTAGON_ROWS, field=SINE, means="regular pentagon: no single feature is realizable"
        ),
        split.realizable(PENTAGON, PENTAGON_ROWS, field=SINE),
        *(split.unrealizable(PENTAGON, [d], field=SINE) for d in range(5)),
    )
    return [
        Evidence(
            "exact-decision",
            "refuted",
            "instance",
            """
            Minimal: three features in the plane, one neuron on for features 1 and 2; also if a value of 0 counts as
            on.""",
            minimal,
        ),
        Evidence(
            "exact-decision",
            "refuted",
            "instance",
            "The pattern is a partition of all four features, and no feature of either neuron splits off.",
            partition,
        ),
        Evidence(
            "exact-decision",
            "refuted",
            "instance",
            "Five features at angles of 72 degrees: neurons never see one feature alone.",
            pentagon,
        ),
    ]


def examples(budget: Budget) -> Evidence:
    """How often it fails: all realizable sets of random features in the plane."""
    rng, failures, cases = random.Random(budget.seed), 0, 0
    for _ in range(budget.pick(quick=12, full=200)):
        features = distinct_units(rng, rng.choice((4, 5)), 2)
        for mask in neuron_supports(features):
            if len(members_of(mask)) >= 2:
                cases += 1
                failures += split.all_refutations(features, members_of(mask), split.RELU) is not None
    return Evidence(
        "property-test",
        "tested",
        "fixed-dimension",
        """
        Realizable sets of two or more features, four or five random features in the plane; violations are sets of
        which no feature splits off.""",
        numbers={"examples": cases, "seed": budget.seed, "violations": failures},
    )


def mutations() -> list[Mutation]:
    jump = Activation("jumprelu", theta=Q(1))

    def square() -> Certificate:
        return split.counterexample([[1, 0], [0, 1], [-1, 0], [0, -1]], [[1, 1]])

    def threshold() -> Certificate:
        return split.counterexample(MINIMAL, [[2, 0]], activation=jump)

    def moved() -> Certificate:
        return split.counterexample([*MINIMAL[:2], [Q(-4, 5), Q(-3, 5)]], MINIMAL_ROWS)

    return [
        Mutation("square", "it also fails for four features at right angles", rejected=square),
        Mutation("with-a-threshold", "the minimal counterexample also works for JumpReLU", rejected=threshold),
        Mutation("third-feature-moved", "it also fails with w_3 = (-4/5, -3/5)", rejected=moved),
    ]


def evaluate(problem: Problem, budget: Budget) -> InstanceReport:
    """Every realizable set of the problem's features, decided exactly."""
    if problem.activation.kind != "relu":
        return InstanceReport("not-applicable", "this claim is about ReLU; see sdl.thm-3.8-* for other activations")
    return split.decide(problem)
