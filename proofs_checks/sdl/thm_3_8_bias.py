"""Absorption patterns are realizable by ReLU neurons with a bias: proved, for distinct unit features.

So it is the missing bias that refutes the published statement: a bias is a threshold of each neuron's own, of any sign.
"""

from __future__ import annotations

import random
from fractions import Fraction

from proofs_checks.sdl import _absorption as split
from proofs_checks.sdl._instances import distinct_units
from solvers.sdl.patterns.realizable import members_of, neuron_supports
from theory.claims import Budget, Certificate, Claim, Evidence, Hypothesis, InstanceReport, Mutation, Source
from theory.evidence import checked, derivation, implication, proof, read, relation, term
from theory.formal import names
from theory.sdl import Problem

Q = Fraction
STATEMENT = split.statement(split.RELU, bias=True)
EXAMPLE = [[Q(3, 5), Q(4, 5)], [1, 0], [Q(-3, 5), Q(4, 5)]]
M, g, y = names("M g y")


def _witness() -> Certificate:
    return split.satisfied(STATEMENT, EXAMPLE, [[1, 0, 0]], bias=True)


PAGE = "absorption"
CLAIM = Claim(
    id="sdl.thm-3.8-bias",
    title="Absorption patterns are realizable by ReLU neurons with biases",
    statement=r"""
        Let the features be distinct unit vectors and let neuron $i$ be on for $d$ when $a_i \cdot w_d + b_i > 0$. If
        $(F_1, \dots, F_M)$ with all $|F_i| \ge 2$ is realizable, then for every $i$ some $d \in F_i$ splits off:
        $(F_1, \dots, F_i \setminus \{d\}, \{d\}, \dots, F_M)$ is realizable, with all other rows and biases
        unchanged.""",
    source=Source(locator="Theorem 3.8", ours=True, note="the published statement for an encoder with biases"),
    kind="existence",
    expected="argued",
    hypotheses=(
        Hypothesis(
            "unit-features",
            r"$\|w_d\| = 1$",
            _witness,
            drop=lambda: split.counterexample(
                [[1], [2], [3]],
                [[-2, 5]],
                of=STATEMENT.without("unit-features"),
                bias=True,
                means="w = 1, 2, 3 on a line, F = {1, 2}: no half-line contains 2 alone",
            ),
        ),
        Hypothesis(
            "distinct-features",
            r"$w_d \ne w_e$ for $d \ne e$",
            _witness,
            drop=lambda: split.counterexample(
                [[1], [1]], [[1, 0]], of=STATEMENT.without("distinct-features"), bias=True, means="a feature twice"
            ),
        ),
        Hypothesis(
            "polysemantic-neurons",
            r"$|F_i| \ge 2$",
            _witness,
            drop_note="a single feature splits off trivially, leaving a dead neuron; a dead neuron has nothing to split",
        ),
    ),
    remark="""
        Without biases it fails: sdl.thm-3.8. Formally: no vectors C refute every split, which by Motzkin's theorem
        means that one is realizable.""",
    statement_formal=STATEMENT,
)


def kept() -> Certificate:
    """With the bias -c, c = (y_1 + y_2)/2, a feature with a value y >= y_2 > y_1 stays on."""
    y1, y2 = names("y1 y2")
    return implication(
        "y y1 y2",
        assume=[relation(y2 - y1, ">"), relation(y - y2, ">=")],
        conclude=relation(y - (y1 + y2) / 2, ">"),
        by=derivation(term(Q(1, 2), use=(0,)), term(1, use=(1,))),
        means="values from the second smallest on exceed c",
    )


def switched_off() -> Certificate:
    """A feature with a value y <= y_1 < y_2 is off."""
    y1, y2 = names("y1 y2")
    return implication(
        "y y1 y2",
        assume=[relation(y2 - y1, ">"), relation(y1 - y, ">=")],
        conclude=relation((y1 + y2) / 2 - y, ">"),
        by=derivation(term(Q(1, 2), use=(0,)), term(1, use=(1,))),
        means="the smallest value, and those off the set, are below c",
    )


def alone_on() -> Certificate:
    """The row w_d with the bias -(1 + M)/2 has the value (1 - M)/2 on w_d."""
    return implication(
        "M",
        assume=[relation(1 - M, ">")],
        conclude=relation(1 - (1 + M) / 2, ">"),
        by=derivation(term(Q(1, 2), use=(0,))),
        means="1 - (1 + M)/2 = (1 - M)/2 > 0",
    )


def alone_off() -> Certificate:
    return implication(
        "M g",
        assume=[relation(1 - M, ">"), relation(M - g, ">=")],
        conclude=relation((1 + M) / 2 - g, ">"),
        by=derivation(term(Q(1, 2), use=(0,)), term(1, use=(1,))),
        means="g <= M < 1 for every other feature: g - (1 + M)/2 < 0",
    )


def prove(budget: Budget) -> Evidence:
    certificate = proof(
        "With biases and distinct unit features every neuron with two or more features has a feature that splits off.",
        read("row", r"Let $a \cdot w + b > 0$ exactly on $F_i$.", "definition"),
        read(
            "distinct-values",
            r"""
            The $w_d - w_e$ are not zero, so some h has different values on all features. For small $\epsilon > 0$ the
            row $a + \epsilon h$ has different values on $F_i$, all above -b, and the values off $F_i$ (before: at
            most -b) are below all of them.""",
            "continuity",
            "row",
        ),
        read(
            "level",
            """
            Let d have the smallest value $y_1$ on $F_i$, $y_2$ the second smallest, $c = (y_1 + y_2)/2$; the values
            off $F_i$ are below $y_1$.""",
            "counting",
            "distinct-values",
        ),
        checked("kept", r"With the bias -c the new row is on for $F_i \setminus \{d\}$", kept()),
        checked("switched-off", "and off for d and all other features.", switched_off()),
        read(
            "bound",
            r"Distinct unit vectors have $w_d \cdot w_e < 1$; let $M < 1$ be the largest of these.",
            "linear-algebra",
        ),
        checked("alone-on", r"The row $w_d$ with the bias $-(1 + M)/2$ is on for d.", alone_on()),
        checked("alone-off", "It is off for every other feature.", alone_off()),
        read(
            "split",
            "The other neurons are unchanged.",
            "conclusion",
            "level",
            "kept",
            "switched-off",
            "bound",
            "alone-on",
            "alone-off",
        ),
    )
    return Evidence(
        "symbolic-proof", "proved", "all-parameters", "Explicit rows and biases, in every dimension.", (certificate,)
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
    return Evidence(
        "property-test",
        "tested",
        "fixed-dimension",
        "Realizable sets of random rational unit features in the plane, with biases.",
        numbers={"examples": cases, "seed": budget.seed, "violations": failures},
    )


def mutations() -> list[Mutation]:
    def touching() -> Certificate:
        return implication(
            "M",
            assume=[relation(1 - M, ">=")],
            conclude=relation(1 - (1 + M) / 2, ">"),
            by=derivation(term(Q(1, 2), use=(0,))),
        )

    return [
        Mutation(
            "without-bias",
            "it also holds without biases",
            refuted_by=lambda: split.counterexample(EXAMPLE, [[Q(5, 6), 0]]),
        ),
        Mutation(
            "every-feature",
            "every feature splits off (of three on an arc the middle one does not)",
            refuted_by=lambda: split.unrealizable(
                split.lifted([[Q(3, 5), Q(4, 5)], [1, 0], [Q(3, 5), Q(-4, 5)], [-1, 0]]), [0, 2]
            ),
        ),
        Mutation("parallel", "a feature is alone also when M = 1", rejected=touching),
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
