"""Two features, or one dimension, cannot refute the splitting theorem for ReLU; three features in the plane can."""

from __future__ import annotations

import random
from fractions import Fraction

from proofs_checks.sdl import _absorption as split
from proofs_checks.sdl import _splitting as typed
from proofs_checks.sdl._instances import distinct_units
from solvers.sdl.patterns.realizable import members_of, neuron_supports
from theory.claims import Budget, Claim, Evidence, Hypothesis, InstanceReport, Mutation, Source
from theory.formal import either, length, names
from theory.sdl import Problem
from theory.typed import either as one_of
from theory.typed import size

(W,) = names("W")
EVALUABLE = split.statement(split.RELU).assuming(small=either(length(W) <= 2, length(W[0]) == 1))
MINIMAL = [[Fraction(3, 5), Fraction(4, 5)], [1, 0], [Fraction(-3, 5), Fraction(4, 5)]]
EXAMPLE = ([[1, 0], [0, 1]], [[1, 1]])

PAGE = "absorption"
CLAIM = Claim(
    id="sdl.thm-3.8-minimality",
    title="The smallest counterexamples to splitting have three features in the plane",
    statement=r"""
        Let the features be distinct unit vectors with $n \le 2$ or $n_p = 1$. Then under ReLU every neuron with two
        or more features has a feature that splits off. Beyond the formal statement: with $n = 3$ and $n_p = 2$ this can
        fail (the drop test of the last hypothesis).""",
    source=Source(locator="Theorem 3.8", ours=True, note="minimality of the counterexample to the published statement"),
    kind="property",
    expected="proved",
    hypotheses=(
        *typed.hypotheses(
            EVALUABLE,
            EXAMPLE,
            {
                "unit-features": ([[1], [2]], [[1]], "w = 1, 2 on a line"),
                "distinct-features": ([[1], [1]], [[1]], "a feature twice"),
                "polysemantic-neurons": ([[1]], [[-1]], "a dead neuron has nothing to split"),
            },
        ),
        Hypothesis(
            "small",
            r"$n \le 2$ or $n_p = 1$",
            lambda: split.satisfied(EVALUABLE, *EXAMPLE),
            drop=lambda: split.counterexample(
                MINIMAL, [[Fraction(5, 6), 0]], of=EVALUABLE.without("small"), means="three features in the plane"
            ),
        ),
    ),
    depends_on=("sdl.thm-3.8",),
    typed=typed.statement(0, given={"small": one_of(size("n") <= 2, size("p") == 1)}),
)


def examples(budget: Budget) -> Evidence:
    """Two random features in two or three dimensions: every realizable set, by exact linear programs."""
    rng, failures, cases = random.Random(budget.seed), 0, 0
    for _ in range(budget.pick(quick=20, full=200)):
        features = distinct_units(rng, 2, rng.choice((2, 3)))
        for mask in neuron_supports(features):
            if mask.bit_count() >= 2:
                cases += 1
                failures += split.all_refutations(features, members_of(mask), split.RELU) is not None
    numbers = {"examples": cases, "seed": budget.seed, "violations": failures}
    return Evidence("property-test", "tested", "fixed-dimension", "Random pairs of unit features.", numbers=numbers)


def mutations() -> list[Mutation]:
    return [
        Mutation(
            "three-features",
            "three features in the plane cannot fail either",
            refuted_by=lambda: split.counterexample(MINIMAL, [[Fraction(5, 6), 0]]),
        ),
        Mutation(
            "equal-features",
            "two equal features cannot fail either",
            refuted_by=lambda: split.counterexample([[1], [1]], [[1]], of=EVALUABLE.without("distinct-features")),
        ),
    ]


def evaluate(problem: Problem, budget: Budget) -> InstanceReport:
    """Decided exactly when the problem is small."""
    if problem.activation.kind != "relu":
        return InstanceReport("not-applicable", "the claim is about ReLU")
    if problem.n > 2 and problem.p > 1:
        return InstanceReport("hypothesis-fails", f"small: {problem.n} features in {problem.p} dimensions")
    return split.decide(problem)
