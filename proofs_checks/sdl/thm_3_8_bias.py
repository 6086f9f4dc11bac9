"""Absorption patterns are realizable by ReLU neurons with a bias, for distinct unit features.

So it is the missing bias that refutes the published statement: a bias is a threshold of each neuron's own, of any sign.
"""

from __future__ import annotations

import random
from fractions import Fraction

from proofs_checks.sdl import _absorption as split
from proofs_checks.sdl import _splitting as typed
from proofs_checks.sdl._instances import distinct_units
from solvers.sdl.patterns.realizable import members_of, neuron_supports
from theory.claims import Budget, Claim, Evidence, InstanceReport, Mutation, Source
from theory.sdl import Problem

Q = Fraction
LIFTED = split.statement(split.RELU, bias=True)
EXAMPLE = [[Q(3, 5), Q(4, 5)], [1, 0], [Q(-3, 5), Q(4, 5)]]
ARC = [[Q(3, 5), Q(4, 5)], [1, 0], [Q(3, 5), Q(-4, 5)], [-1, 0]]
LINE = ([[1], [2], [3]], [[-2, 5]], "w = 1, 2, 3 on a line, F = {1, 2}: no half-line contains 2 alone")

PAGE = "absorption"
CLAIM = Claim(
    id="sdl.thm-3.8-bias",
    title="Absorption patterns are realizable by ReLU neurons with biases",
    statement=r"""
        Let the features be distinct unit vectors and let neuron $i$ be on for $d$ when $a_i \cdot w_d + b_i > 0$. If
        $(F_1, \dots, F_M)$ with all $|F_i| \ge 2$ is realizable, then for every $i$ some $d \in F_i$ splits off:
        $(F_1, \dots, F_i \setminus \{d\}, \{d\}, \dots, F_M)$ is realizable, with all other rows and biases
        unchanged. (Every $d$ with the least pre-activation will do.)""",
    source=Source(locator="Theorem 3.8", ours=True, note="the published statement for an encoder with biases"),
    kind="existence",
    expected="proved",
    hypotheses=typed.hypotheses(
        LIFTED,
        (EXAMPLE, [[1, 0, 0]]),
        {
            "unit-features": LINE,
            "distinct-features": ([[1], [1]], [[1, 0]], "a feature twice"),
            "polysemantic-neurons": """
                a single feature splits off trivially, leaving a dead neuron; a dead neuron has nothing to split""",
        },
        bias=True,
    ),
    remark="Without biases it fails: sdl.thm-3.8.",
    typed=typed.statement(None, (typed.bias,)),
)


def examples(budget: Budget) -> Evidence:
    """Every realizable set of random lifted features, by exact linear programs."""
    rng, failures, cases = random.Random(budget.seed), 0, 0
    for _ in range(budget.pick(quick=8, full=100)):
        features = split.lifted(distinct_units(rng, rng.choice((3, 4, 5)), 2))
        for mask in neuron_supports(features):
            if mask.bit_count() >= 2:
                cases += 1
                failures += split.all_refutations(features, members_of(mask), split.RELU) is not None
    text = "Realizable sets of random rational unit features in the plane, with biases."
    numbers = {"examples": cases, "seed": budget.seed, "violations": failures}
    return Evidence("property-test", "tested", "fixed-dimension", text, numbers=numbers)


def mutations() -> list[Mutation]:
    return [
        Mutation(
            "without-bias",
            "it also holds without biases",
            refuted_by=lambda: split.counterexample(EXAMPLE, [[Q(5, 6), 0]]),
        ),
        Mutation(
            "any-length",
            "the features need not be unit vectors",
            refuted_by=lambda: split.counterexample(*LINE[:2], of=LIFTED.without("unit-features"), bias=True),
        ),
        Mutation(
            "every-feature",
            "every feature splits off (of three on an arc the middle one does not)",
            refuted_by=lambda: split.unrealizable(split.lifted(ARC), [0, 2]),
        ),
    ]


def evaluate(problem: Problem, budget: Budget) -> InstanceReport:
    """Every set that a neuron with a bias realizes on the problem's features, decided exactly."""
    if problem.activation.kind != "relu" or problem.n > split.MAX_FEATURES or problem.field is not None:
        return InstanceReport("not-applicable", f"decided for ReLU with up to {split.MAX_FEATURES} rational features")
    if any(sum((x * x for x in w), Q(0)) != 1 for w in problem.features_in):
        return InstanceReport("hypothesis-fails", "unit-features: an input feature does not have norm 1")
    if problem.duplicates:
        return InstanceReport("hypothesis-fails", f"distinct-features: {problem.duplicates[0]} are equal")
    supports = neuron_supports(split.lifted(problem.features_in))
    shared = [mask for mask in supports if mask.bit_count() >= 2]
    stuck = [
        mask
        for mask in shared
        if not any(1 << d in supports and mask & ~(1 << d) in supports for d in members_of(mask))
    ]
    if stuck:
        return InstanceReport("violated", f"no feature of {members_of(stuck[0])} splits off")
    return InstanceReport("holds", f"each of the {len(shared)} sets of two or more features has a split")
