r"""Vacuous separation: with at most n + 1 points any concept has a neuron, in convex position any concept has a unit."""

from __future__ import annotations

import random
from fractions import Fraction
from typing import Any

from proofs_checks.concepts._neurons import XOR, integer_points, no_neuron, own
from proofs_checks.parts import wrong
from solvers.concepts.separability import Inseparable, Separated, separate
from solvers.concepts.units import least_unit
from solvers.exact.linear import rank
from theory.claims import Budget, Certificate, Claim, Evidence, Hypothesis, Mutation
from theory.evidence import evaluation
from theory.formal import (
    Expression,
    exists,
    for_all,
    gram,
    identity,
    length,
    listing,
    matmul,
    matvec,
    names,
    op,
    span,
    subsets,
    transpose,
)
from theory.formal import both as all_of
from theory.formal import dot as inner
from theory.formal import either as one_of
from theory.statement import Statement
from theory.typed import (
    SCALAR,
    Expr,
    TypedStatement,
    both,
    column,
    dot,
    iff,
    implies,
    mat,
    member,
    negation,
    norm2,
    subset,
    total,
    var,
    vec,
    zero,
)
from theory.typed import exists as some
from theory.typed import for_all as every

F = Fraction
X, y, R2 = names("X y R2")


def _level() -> Expression:
    """The largest inner product of y with another point; a number below all possible ones when there is none."""
    return Expression(["max_over", "v", "X", ["if", ["=", "v", "y"], ["-", ["neg", "R2"], 1], ["dot", "v", "y"]]])


# points on a sphere: the neuron of the singleton {y}, 2 z(x) = 2 <y, x> - R^2 - (largest <y, v> of another point v), is on at y only
SPHERE = Statement(
    ("X", "y", "R2"),
    {"one-norm": for_all(X, lambda x: inner(x, x) == R2, "x"), "a-point": op("in", y, X)},
    for_all(X, lambda x: op("=", 2 * inner(y, x) > R2 + _level(), op("=", x, y)), "x"),
)
CIRCLE: dict[str, Any] = {"X": [[3, 4], [4, 3], [5, 0], [-3, 4]], "y": [4, 3], "R2": 25}
labels, inverse, lifted, normal = names("labels inverse lifted normal")
# affinely independent points: the neuron with prescribed values, by the inverse Gram matrix of the points (x, 1)
PRESCRIBED = Statement(
    ("X", "labels", "inverse"),
    {
        "one-value-each": length(labels) == length(X),
        "affinely-independent": matmul(inverse, gram(lifted)) == identity(length(X)),
    },
    for_all(span(length(X)), lambda i: inner(normal, lifted[i]) == labels[i], "i"),
    {
        "lifted": listing(X, lambda x: op("append", x, op("tuple", 1)), "x"),
        "normal": matvec(transpose(lifted), matvec(inverse, labels)),
    },
)
LINE: dict[str, Any] = {"X": [[0], [1]], "labels": [1, -1], "inverse": [[2, -1], [-1, 1]]}

P = var("X", mat("n", "k"))  # the points as columns


def value(w: Expr, b: Expr, i: Expr) -> Expr:
    """The pre-activation of a neuron at a point."""
    return dot(w, column(P, i)) + b


def some_neuron(holds: Any) -> Expr:
    """Some neuron has a property."""
    return some(vec("n"), lambda w: some(SCALAR, lambda b: holds(w, b), "b"), "w")


INDEPENDENT = every(
    vec("k"),
    lambda a: implies(total("k", lambda i: a[i]) == 0, implies(P @ a == zero(vec("n")), a == zero(vec("k")))),
    "a",
)
POSITION = every(
    "k",
    lambda i: negation(
        some(
            vec("k"),
            lambda a: both(
                every("k", lambda j: a[j] >= 0, "j"),
                total("k", lambda j: a[j], "j") == 1,
                a[i] == 0,
                P @ a == column(P, i),
            ),
            "a",
        )
    ),
)
# any values at independent points, so any concept
ANY_VALUES = every(vec("k"), lambda s: some_neuron(lambda w, b: every("k", lambda i: value(w, b, i) == s[i])), "s")
ANY_CONCEPT = every(
    subset("k"),
    lambda c: some_neuron(lambda w, b: every("k", lambda i: iff(member(i, c), value(w, b, i) > 0))),
    "C",
)


def units(w: Expr, b: Expr) -> Expr:
    """Neuron i is negative at point i and positive at the others; so the neurons of the points outside C are a unit for C."""
    z = lambda i, x: value(column(w, i), b[i], x)  # noqa: E731
    return both(
        every("k", lambda i: every("k", lambda j: both(iff(z(i, j) < 0, i == j), iff(z(i, j) > 0, i != j)), "j")),
        every(
            subset("k"),
            lambda c: every(
                "k",
                lambda x: iff(member(x, c), every("k", lambda v: implies(negation(member(v, c)), z(v, x) > 0), "v")),
                "x",
            ),
            "C",
        ),
    )


ON_A_SPHERE = every(
    SCALAR,
    lambda r: implies(
        every("k", lambda i: norm2(column(P, i)) == r),
        implies(
            every("k", lambda i: every("k", lambda j: implies(column(P, i) == column(P, j), i == j), "j")), POSITION
        ),
    ),
    "r",
)

PAGE = "concepts-neurons"
CLAIM = Claim(
    id="concepts.separability-without-information",
    title="Where separation says nothing",
    statement=r"""
        (a) If the $k$ points of $X \subset \mathbb{R}^n$ are affinely independent, some neuron takes any given values on
        them, so every $C \subseteq X$ is the activation set of one neuron. (b) If they are in convex position (none is an
        average of the others), for every point one neuron is on everywhere but at this point; so every singleton is the
        activation set of one neuron and every $C \subseteq X$ that of a conjunctive unit of $|X \setminus C|$ neurons, each
        off at one point only. (c) Distinct points with equal $\|x\|$ are in convex position.""",
    source=own("statement of this project"),
    kind="property",
    expected="proved",
    hypotheses=(
        Hypothesis(
            "affinely-independent",
            "(a) the points are affinely independent",
            lambda: PRESCRIBED.satisfied_by(LINE),
            drop=lambda: no_neuron([(0,), (1,), (2,)], {0, 2}),
        ),
        Hypothesis(
            "convex-position",
            "(b) no point is an average of the others",
            lambda: SPHERE.satisfied_by(CIRCLE),
            drop=lambda: no_neuron([(0,), (1,), (2,)], {1}),
        ),
        Hypothesis(
            "one-norm",
            "(c) equal norms",
            lambda: SPHERE.satisfied_by(CIRCLE),
            drop=lambda: SPHERE.without("one-norm").refuted_by({**CIRCLE, "X": [[1, 0], [2, 0]], "y": [1, 0], "R2": 1}),
        ),
    ),
    depends_on=("concepts.neuron-separates-iff-hulls-disjoint",),
    remark="""
        On normalised activations in high dimension 'some unit separates the concept' carries no information; the
        number of neurons, the ambient version, or the trained neurons do.""",
    typed=TypedStatement(
        "n k",
        (P,),
        {},
        both(
            implies(INDEPENDENT, both(ANY_VALUES, ANY_CONCEPT)),
            implies(POSITION, some(mat("n", "k"), lambda w: some(vec("k"), lambda b: units(w, b), "b"), "W")),
            ON_A_SPHERE,
        ),
    ),
)


def _circle(*, missing: int = 0) -> Certificate:
    """Every subset of six points of a circle: the unit of the neurons t_y - <y, x>, y not in C, is on exactly at C."""
    points = [[5, 0], [4, 3], [3, 4], [0, 5], [-3, 4], [-4, -3]]
    (T, s) = names("T s")
    thresholds = [
        F(25 + max(sum(a * b for a, b in zip(x, y, strict=True)) for x in points if x != y), 2) for y in points
    ]

    def on(x: Expression) -> Expression:
        neurons = span(missing, len(points))
        return for_all(neurons, lambda j: one_of(op("in", j, s), T[j] - inner(X[j], x) > 0), "j")

    return evaluation(
        for_all(
            subsets(len(points)),
            lambda s: for_all(span(len(points)), lambda i: op("=", op("in", i, s), on(X[i])), "i"),
            "s",
        ),
        let={"X": points, "T": thresholds},
        means="the neurons T_j - <x_j, x> for the points x_j outside C",
    )


def prove(budget: Budget) -> Evidence:
    text = "All 64 subsets of six points of a circle, with the units written out."
    return Evidence("exact-decision", "proved", "fixed-dimension", text, (_circle(),))


def examples(budget: Budget) -> Evidence:
    """Random independent points and points of a sphere: all concepts, decided by linear programs."""
    rng, violations, count = random.Random(budget.seed), 0, budget.pick(quick=8, full=150)
    for _ in range(count):
        n = rng.randint(1, 3)
        points = integer_points(rng, rng.randint(1, n + 1), n)
        if rank([[*x, 1] for x in points]) == len(points):
            for code in range(2 ** len(points)):
                concept = {i for i in range(len(points)) if code >> i & 1}
                violations += not isinstance(separate(points, concept), Separated)
        sphere = sorted(
            {
                (a, b, c)
                for a in (-2, -1, 1, 2)
                for b in (-2, -1, 1, 2)
                for c in (-2, 2, -1)
                if a * a + b * b + c * c == 9
            }
        )
        chosen = rng.sample(sphere, 5)
        concept = set(rng.sample(range(5), rng.randint(0, 4)))
        unit = least_unit(chosen, concept)
        violations += isinstance(unit, Inseparable) or len(unit.neurons) > 5 - len(concept)
    numbers = {"examples": count, "seed": budget.seed, "violations": violations}
    text = "Random affinely independent points, all concepts; random concepts on points of a sphere."
    return Evidence("property-test", "tested", "family", text, numbers=numbers)


def mutations() -> list[Mutation]:
    return [
        Mutation(
            "one-more-point",
            "n + 2 points, n = 2, every concept has a neuron",
            refuted_by=lambda: no_neuron(XOR, {0, 1}),
        ),
        wrong(
            "nearest-only",
            "the neuron of a point is off at its neighbours only",
            SPHERE,
            CIRCLE,
            exists(X, lambda x: all_of(op("!=", x, y), 2 * inner(y, x) > R2 + _level()), "x"),
        ),
        wrong("zero-bias", "the neuron has no bias", PRESCRIBED, LINE, normal[length(normal) - 1] == 0),
        Mutation(
            "fewer-neurons", "the unit without the neuron of one excluded point", rejected=lambda: _circle(missing=1)
        ),
    ]
