"""Absorption patterns are realizable under JumpReLU with a positive threshold: proved, for distinct unit features.

The published proof moves the common threshold of all neurons; below only the new rows are built and the others stay.
"""

from __future__ import annotations

import random
from collections.abc import Sequence
from dataclasses import replace
from fractions import Fraction
from typing import Any

from proofs_checks.sdl import _absorption as split
from proofs_checks.sdl._instances import distinct_units
from solvers.sdl.patterns.realizable import members_of, neuron_supports
from theory.claims import Budget, Certificate, Claim, Evidence, Hypothesis, InstanceReport, Mutation, Source
from theory.evidence import checked, derivation, implication, proof, read, relation, term
from theory.formal import dot, for_all, length, listing, names, negation, op, span
from theory.sdl import Activation, Problem

Q = Fraction
JUMP, ZERO = Activation("jumprelu", theta=Q(1)), Activation("relu")
# no vectors refute every split of a neuron; the threshold is a variable here
AT_ONE = split.statement(JUMP)
_codes = listing(
    split.W, lambda w: listing(split.W_E, lambda a: op("if", dot(a, w) > names("theta")[0], dot(a, w), 0), "a"), "w"
)
STATEMENT = replace(
    AT_ONE,
    variables=(*AT_ONE.variables, "theta"),
    hypotheses={**AT_ONE.hypotheses, "positive-threshold": names("theta")[0] > 0},
    conclusion=split.some_split(names("theta")[0]),
    let={
        **{name: value for name, value in AT_ONE.let.items() if name not in ("activation", "refutations")},
        "z": _codes,
    },
)
EXAMPLE = [[Q(3, 5), Q(4, 5)], [1, 0], [Q(-3, 5), Q(4, 5)]]
M, g, theta, c, y, x = names("M g theta c y x")


def assignment(features: Sequence[Any], row: Sequence[Any], threshold: Any) -> dict[str, Any]:
    """One neuron, the refutations of its splits (0 where there is none) and the threshold."""
    activation = Activation("jumprelu", theta=Q(threshold)) if threshold else ZERO
    on = [d for d, w in enumerate(features) if sum((a * b for a, b in zip(row, w, strict=True)), Q(0)) > threshold]
    found = [split.refutation(features, on, d, activation) for d in on]
    vectors = [c or [0] * len(features) for c in found]
    return {"W": [list(w) for w in features], "W_E": [list(row)], "C": [vectors], "theta": threshold}


def _witness() -> Certificate:
    return STATEMENT.satisfied_by(assignment(EXAMPLE, [2, 0], 1))


def _drop(name: str, features: Sequence[Any], row: Sequence[Any], threshold: Any, means: str = "") -> Certificate:
    return STATEMENT.without(name).refuted_by(
        assignment(features, row, threshold), record="F preactivations", means=means
    )


PAGE = "absorption"
CLAIM = Claim(
    id="sdl.thm-3.8-jumprelu",
    title="Absorption patterns are realizable under JumpReLU",
    statement=r"""
        Let $\theta > 0$ and let the features be distinct unit vectors. If $(F_1, \dots, F_M)$ with all $|F_i| \ge 2$
        is realizable by JumpReLU neurons, then for every $i$ some $d \in F_i$ splits off: $(F_1, \dots, F_i \setminus
        \{d\}, \{d\}, \dots, F_M)$ is realizable, with all other rows unchanged.""",
    source=Source(locator="Theorem 3.8", note="the published statement, for JumpReLU; proof repaired"),
    kind="existence",
    expected="argued",
    hypotheses=(
        Hypothesis(
            "unit-features",
            r"$\|w_d\| = 1$",
            _witness,
            drop=lambda: _drop(
                "unit-features",
                [[1], [2]],
                [2],
                1,
                "w = 1, 2 on a line: whatever switches the first on switches the second on",
            ),
        ),
        Hypothesis(
            "distinct-features",
            r"$w_d \ne w_e$ for $d \ne e$",
            _witness,
            drop=lambda: _drop("distinct-features", [[1], [1]], [2], 1, "a feature twice"),
        ),
        Hypothesis(
            "polysemantic-neurons",
            r"$|F_i| \ge 2$",
            _witness,
            drop=lambda: _drop("polysemantic-neurons", [[1], [-1]], [0], 1, "a dead neuron has nothing to split"),
        ),
        Hypothesis(
            "positive-threshold",
            r"$\theta > 0$",
            _witness,
            drop=lambda: _drop("positive-threshold", EXAMPLE, [Q(5, 6), 0], 0, "threshold 0 is ReLU"),
        ),
    ),
    remark="""
        With threshold zero, that is for ReLU, it fails: sdl.thm-3.8. Formally: no vectors C refute every split, which
        by Motzkin's theorem means that one is realizable.""",
    statement_formal=STATEMENT,
)


def alone() -> Certificate:
    """The row t w_d with t = 2 theta/(1 + M), M in [0, 1) a bound for the inner products, sees w_d alone."""
    return implication(
        "theta M g",
        assume=[relation(theta, ">"), relation(1 - M, ">"), relation(M - g, ">=")],
        conclude=relation((1 + M) * theta - 2 * theta * g, ">"),
        by=derivation(term(1, use=(0, 1)), term(2, use=(0, 2))),
        means="2 theta g/(1 + M) < theta for every inner product g <= M < 1 with another feature",
    )


def alone_on() -> Certificate:
    return implication(
        "theta M",
        assume=[relation(theta, ">"), relation(1 - M, ">")],
        conclude=relation(2 * theta - (1 + M) * theta, ">"),
        by=derivation(term(1, use=(0, 1))),
        means="2 theta/(1 + M) > theta, the value on w_d itself",
    )


def kept() -> Certificate:
    return implication(
        "theta c y",
        assume=[relation(theta, ">"), relation(y - c, ">")],
        conclude=relation(theta * y - theta * c, ">"),
        by=derivation(term(1, use=(0, 1))),
        means="values above c stay above theta after multiplying the row by theta/c, c > 0",
    )


def removed() -> Certificate:
    return implication(
        "theta c x",
        assume=[relation(theta, ">"), relation(c - x, ">=")],
        conclude=relation(theta * c - theta * x, ">="),
        by=derivation(term(1, use=(0, 1))),
        means="values up to c end up at most theta",
    )


def prove(budget: Budget) -> Evidence:
    certificate = proof(
        """
        Under JumpReLU(theta > 0) with distinct unit features every neuron of a realizable pattern with two or more
        features has a feature that splits off.""",
        read(
            "row",
            r"Let a be the row of neuron i: $a \cdot w > \theta$ on $F_i$ and $a \cdot w \le \theta$ off $F_i$.",
            "definition",
        ),
        read(
            "distinct-values",
            r"""
            The vectors $w_d - w_e$ are not zero, so some b has different values on all features; for small $\epsilon
            > 0$ the row $a + \epsilon b$ has different values on $F_i$, all above $\theta$, and the values off $F_i$
            are below the smallest of them (before: at most $\theta$).""",
            "continuity",
            "row",
        ),
        read(
            "level",
            r"""
            Let d have the smallest value on $F_i$. Since $|F_i| \ge 2$ there is a c above that value and below the
            second smallest; c is positive, above the values off $F_i$ and on d, below the others on $F_i$.""",
            "counting",
            "distinct-values",
        ),
        checked("kept", r"Multiply the row by $\theta/c$: features of $F_i$ other than d stay on.", kept()),
        checked("removed", r"The feature d and all features off $F_i$ are off.", removed()),
        read("rest", r"This row realizes $F_i \setminus \{d\}$.", "conclusion", "level", "kept", "removed"),
        read(
            "bound",
            r"Distinct unit vectors have $w_d \cdot w_e < 1$; let $M \in [0, 1)$ be at least all of these.",
            "linear-algebra",
        ),
        checked("alone-on", r"The row $2 \theta w_d / (1 + M)$ is on for d.", alone_on()),
        checked("alone-off", r"It is off for every other feature.", alone()),
        read(
            "split",
            """
            Neurons do not influence each other, so the two new rows and the old rows of the other neurons realize the
            split pattern.""",
            "conclusion",
            "rest",
            "alone-on",
            "alone-off",
            "bound",
        ),
    )
    return Evidence(
        "symbolic-proof",
        "proved",
        "all-parameters",
        "Explicit rows for both new neurons, in every dimension.",
        (certificate,),
    )


def examples(budget: Budget) -> Evidence:
    """Every realizable set of random features: some split must be realizable, by exact linear programs."""
    rng, failures, cases = random.Random(budget.seed), 0, 0
    for _ in range(budget.pick(quick=10, full=150)):
        features = distinct_units(rng, rng.choice((3, 4, 5)), rng.choice((2, 3)))
        for mask in neuron_supports(features, JUMP):
            if len(members_of(mask)) >= 2:
                cases += 1
                failures += split.all_refutations(features, members_of(mask), JUMP) is not None
    return Evidence(
        "property-test",
        "tested",
        "fixed-dimension",
        "Realizable sets of random rational unit features in 2 and 3 dimensions.",
        numbers={"examples": cases, "seed": budget.seed, "violations": failures},
    )


def mutations() -> list[Mutation]:
    def closed() -> Certificate:
        return implication(
            "theta M g",
            assume=[relation(theta, ">"), relation(1 - M, ">="), relation(M - g, ">=")],
            conclude=relation((1 + M) * theta - 2 * theta * g, ">"),
            by=derivation(term(1, use=(0, 1)), term(2, use=(0, 2))),
        )

    def every() -> Certificate:
        features = [[Q(3, 5), Q(4, 5)], [1, 0], [Q(3, 5), Q(-4, 5)]]
        neuron = names("F")[0][0]
        each = STATEMENT.concluding(
            for_all(
                span(length(neuron)),
                lambda k: negation(split.refuted(split.C[0, k], neuron, neuron[k], threshold=names("theta")[0])),
                "k",
            )
        )
        return each.refuted_by(assignment(features, [2, 0], 1), record="F preactivations")

    return [
        Mutation("parallel-features", "the single row also exists when an inner product is 1", rejected=closed),
        Mutation(
            "every-feature", "every feature of a neuron splits off (the middle one of three does not)", refuted_by=every
        ),
    ]


def evaluate(problem: Problem, budget: Budget) -> InstanceReport:
    """Every realizable set of the problem's features, decided exactly (JumpReLU with a positive threshold)."""
    if problem.activation.kind != "jumprelu" or not (problem.activation.theta or 0) > 0:
        return InstanceReport("not-applicable", "the claim is about JumpReLU with a positive threshold")
    return split.decide(problem)
