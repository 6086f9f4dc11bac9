r"""Vacuous separation: with at most n + 1 points any concept has a neuron, in convex position any concept has a unit."""

from __future__ import annotations

import random
from fractions import Fraction
from typing import Any

from proofs_checks.concepts._neurons import XOR, integer_points, no_neuron, own
from proofs_checks.vocabulary import Theorem
from solvers.concepts.separability import Inseparable, Separated, separate
from solvers.concepts.units import least_unit
from solvers.exact.linear import rank
from theory.claims import Budget, Certificate, Evidence, Mutation
from theory.evidence import evaluation
from theory.formal import (
    Expression,
    for_all,
    names,
    op,
    span,
    subsets,
)
from theory.formal import dot as inner
from theory.formal import either as one_of
from theory.typed import (
    SCALAR,
    Expr,
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


DISTINCT = every("k", lambda i: every("k", lambda j: implies(column(P, i) == column(P, j), i == j), "j"))


def of_norm(r: Expr) -> Expr:
    """All points have this squared norm."""
    return every("k", lambda i: norm2(column(P, i)) == r)


ON_A_SPHERE = every(SCALAR, lambda r: implies(of_norm(r), implies(DISTINCT, POSITION)), "r")
# three points of a circle; the weights of an average that is none of them, 1/2 (5, 0) + 1/2 (3, 4)
CIRCLE: dict[str, Any] = {"n": 2, "k": 3, "X": [[5, 4, 3], [0, 3, 4]], "r": 25, "a": [F(1, 2), 0, F(1, 2)]}
ON_A_LINE: dict[str, Any] = {"n": 1, "X": [[0, 1, 2]]}
TWICE: dict[str, Any] = {"X": [[5, 3, 3], [0, 4, 4]], "a": [0, 0, 1]}

PAGE = "concepts-neurons"
T = Theorem(
    id="concepts.separability-without-information",
    title="Where separation says nothing",
    says=r"""
        (a) If the $k$ points of $X \subset \mathbb{R}^n$ are affinely independent, some neuron takes any given values on
        them, so every $C \subseteq X$ is the activation set of one neuron. (b) If they are in convex position (none is an
        average of the others), for every point one neuron is on everywhere but at this point; so every singleton is the
        activation set of one neuron and every $C \subseteq X$ that of a conjunctive unit of $|X \setminus C|$ neurons, each
        off at one point only. (c) Distinct points with equal $\|x\|$ are in convex position.""",
    source=own("statement of this project"),
    kind="property",
    sizes="n k",
    about=(P,),
    given={},
    then=both(
        implies(INDEPENDENT, both(ANY_VALUES, ANY_CONCEPT)),
        implies(POSITION, some(mat("n", "k"), lambda w: some(vec("k"), lambda b: units(w, b), "b"), "W")),
        ON_A_SPHERE,
    ),
    example=CIRCLE,
    needs=("concepts.neuron-separates-iff-hulls-disjoint",),
    remark="""
        On normalised activations in high dimension 'some unit separates the concept' carries no information; the
        number of neurons, the ambient version, or the trained neurons do.""",
)
T.wrongly("any-norms", "distinct points are in convex position", implies(DISTINCT, POSITION), **ON_A_LINE)
T.wrongly(
    "equal-points",
    "points of equal norm are in convex position, equal or not",
    every(SCALAR, lambda r: implies(of_norm(r), POSITION), "r"),
    **TWICE,
)
CLAIM = T.claim()


def _circle(*, missing: int = 0) -> Certificate:
    """Every subset of six points of a circle: the unit of the neurons t_y - <y, x>, y not in C, is on exactly at C."""
    points = [[5, 0], [4, 3], [3, 4], [0, 5], [-3, 4], [-4, -3]]
    bounds, s, X = names("T s X")
    thresholds = [
        F(25 + max(sum(a * b for a, b in zip(x, y, strict=True)) for x in points if x != y), 2) for y in points
    ]

    def on(x: Expression) -> Expression:
        neurons = span(missing, len(points))
        return for_all(neurons, lambda j: one_of(op("in", j, s), bounds[j] - inner(X[j], x) > 0), "j")

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
    line = [(0,), (1,), (2,)]
    return [
        *T.mutations(),
        Mutation("dependent", "three points of a line, every concept", refuted_by=lambda: no_neuron(line, {0, 2})),
        Mutation("average", "the point between two others is separable", refuted_by=lambda: no_neuron(line, {1})),
        Mutation(
            "one-more-point",
            "n + 2 points, n = 2, every concept has a neuron",
            refuted_by=lambda: no_neuron(XOR, {0, 1}),
        ),
        Mutation(
            "fewer-neurons", "the unit without the neuron of one excluded point", rejected=lambda: _circle(missing=1)
        ),
    ]
