"""A ReLU neuron that is dead on every single feature is dead on every nonnegative combination of features.  Proved."""

from __future__ import annotations

import random
from fractions import Fraction

from proofs_checks.sdl._instances import distinct_units, matrix, report
from theory.claims import Budget, Certificate, Claim, Evidence, Hypothesis, InstanceReport, Mutation, Source
from theory.evidence import checked, derivation, implication, proof, read, relation, term
from theory.formal import Expression, dot, for_all, length, listing, names, sigma, span, total
from theory.sdl import Problem
from theory.sdl.problem import dot as inner
from theory.statement import Statement

Q = Fraction
A, W, X, ACT, c, y = names("a W x activation c y")
n = length(W)
INPUT = listing(span(length(A)), lambda j: total(span(n), lambda d: X[d] * W[d, j], "d"), "j")


def statement(activation: dict[str, object]) -> Statement:
    """Dead on every single feature ``e_d`` implies dead on every ``x >= 0``."""
    return Statement(
        ("W", "a", "x"),
        {
            "dead-on-singles": for_all(W, lambda w: sigma(ACT, Expression(["tuple", dot(A, w).json])) == [0], "w"),
            "nonnegative-input": for_all(X, lambda s: s >= 0, "s"),
            "one-coefficient-each": length(X) == n,
        },
        sigma(ACT, Expression(["tuple", dot(A, Expression("input")).json])) == [0],
        {"activation": Expression(["data", activation]), "input": INPUT, "value": dot(A, Expression("input"))},
    )


RELU = statement({"type": "relu"})
EXAMPLE = {"W": [[1, 0], [0, 1]], "a": [-1, 0], "x": [2, 3]}

CLAIM = Claim(
    id="sdl.dead-on-singles",
    title="Dead on single features is dead on all data (ReLU)",
    statement=r"If a ReLU neuron has $a \cdot w_d \le 0$ for every feature $d$, it is off for every input $W x$ with $x \ge 0$.",
    source=Source(locator="Dead neurons", ours=True, note="why the single-feature loss sees dead neurons of the true loss"),
    kind="property",
    expected="argued",
    hypotheses=(
        Hypothesis(
            "dead-on-singles", r"$a \cdot w_d \le 0$ for all $d$", lambda: RELU.satisfied_by(EXAMPLE),
            drop=lambda: RELU.without("dead-on-singles").refuted_by({**EXAMPLE, "a": [1, 0]}, record="value"),
        ),
        Hypothesis(
            "nonnegative-input", r"$x \ge 0$", lambda: RELU.satisfied_by(EXAMPLE),
            drop=lambda: RELU.without("nonnegative-input").refuted_by({**EXAMPLE, "x": [-1, 0]}, record="value"),
        ),
        Hypothesis(
            "one-coefficient-each", "one coefficient for each feature", lambda: RELU.satisfied_by(EXAMPLE), drop_note="a shape"
        ),
    ),
    remark="False under JumpReLU: sdl.dead-on-singles-jumprelu.",
)  # fmt: skip


def one_term() -> Certificate:
    return implication(
        "c y",
        assume=[relation(c, ">="), relation(-y, ">=")],
        conclude=relation(-c * y, ">="),
        by=derivation(term(1, use=(0, 1))),
        means="x_d (a.w_d) <= 0 when x_d >= 0 >= a.w_d",
    )


def prove(budget: Budget) -> Evidence:
    certificate = proof(
        "If a.w_d <= 0 for every d then relu(a.(W x)) = 0 for every x >= 0.",
        read("sum", r"$a \cdot W x = \sum_d x_d (a \cdot w_d)$.", "linearity"),
        checked("term", "Every term is at most 0.", one_term()),
        read("off", "So the sum is at most 0 and the neuron is off.", "conclusion", "sum", "term"),
    )
    return Evidence("symbolic-proof", "proved", "all-parameters", "A sum of nonpositive terms.", (certificate,))


def examples(budget: Budget) -> Evidence:
    rng, violations, cases = random.Random(budget.seed), 0, 0
    for _ in range(budget.pick(quick=300, full=3000)):
        p = rng.choice((2, 3))
        features, row = distinct_units(rng, 3, p), matrix(rng, 1, p)[0]
        if any(inner(row, w) > 0 for w in features):
            continue
        cases += 1
        x = [Q(rng.randint(0, 9), rng.randint(1, 4)) for _ in features]
        mixture = [sum((s * w[j] for s, w in zip(x, features, strict=True)), Q(0)) for j in range(p)]
        violations += inner(row, mixture) > 0
    return Evidence(
        "property-test", "tested", "fixed-dimension", "Random rows that are dead on three random features, random mixtures.",
        numbers={"examples": cases, "seed": budget.seed, "violations": violations},
    )  # fmt: skip


def mutations() -> list[Mutation]:
    strict = RELU.concluding(Expression("value") < 0)
    alive = RELU.assuming(dead_on_singles=dot(A, W[0]) <= 0)

    def conversely() -> Certificate:
        return implication(
            "c y", assume=[relation(c, ">="), relation(y, ">=")], conclude=relation(-c * y, ">="),
            by=derivation(term(1, use=(0, 1))),
        )  # fmt: skip

    return [
        Mutation("strictly-dead", "the pre-activation is even negative", refuted_by=lambda: strict.refuted_by(EXAMPLE | {"x": [0, 3]})),
        Mutation(
            "one-feature", "dead on the first feature is enough",
            refuted_by=lambda: alive.refuted_by({**EXAMPLE, "a": [-1, 1], "x": [1, 2]}, record="value"),
        ),
        Mutation("wrong-sign", "the terms have that sign for live features too", rejected=conversely),
    ]  # fmt: skip


def evaluate(problem: Problem, budget: Budget) -> InstanceReport:
    """A row that is dead on all features of the problem, tried on the sum of all features."""
    from solvers.sdl.patterns.realizable import Farkas, realize

    if problem.activation.kind != "relu":
        return InstanceReport("not-applicable", "the claim is about ReLU")
    row = realize(problem.features_in, [])
    assert not isinstance(row, Farkas), "the zero row is always dead"
    assignment = {"W": [list(w) for w in problem.features_in], "a": list(row), "x": [1] * problem.n}
    return report(RELU, assignment, "a row that is dead on all features, tried on their sum", field=problem.field)
