r"""On finitely many weighted points the least error of a covering unit is the weight of the hull of the concept without the concept."""

from __future__ import annotations

import random
from fractions import Fraction
from typing import Any

from proofs_checks.concepts._neurons import integer_points, own
from proofs_checks.vocabulary import Given, Theorem
from solvers.concepts.separability import Separated, separate
from theory.claims import Budget, Evidence
from theory.typed import (
    Expr,
    both,
    column,
    dot,
    for_all,
    iff,
    implies,
    indicator,
    mat,
    member,
    negation,
    subset,
    total,
    var,
    vec,
)

X, mu, C, E = var("X", mat("n", "N")), var("mu", vec("N")), var("C", subset("N")), var("E", subset("N"))
# a unit; and for the points inside the hull averages that are equal to them, for the others neurons that cut them off
W, b = var("W", mat("n", "m")), var("b", vec("m"))
A, V, c = var("A", mat("N", "N")), var("V", mat("n", "N")), var("c", vec("N"))


def on(i: Expr) -> Expr:
    """The unit is on at a point."""
    return for_all("m", lambda j: dot(column(W, j), column(X, i)) + b[j] > 0, "j")


def cut(j: Expr, i: Expr) -> Expr:
    """The neuron that cuts off point j is on at point i."""
    return dot(column(V, j), column(X, i)) + c[j] > 0


def all_cuts(i: Expr) -> Expr:
    """The unit of all neurons that cut off a point outside the hull is on at a point."""
    return for_all("N", lambda j: implies(negation(member(j, E)), cut(j, i)), "j")


def error(unit: Any) -> Expr:
    """The weight of the points at which the unit differs from the concept."""
    return total("N", lambda i: indicator(negation(iff(unit(i), member(i, C)))) * mu[i])


def covers(unit: Any) -> Expr:
    """The unit is on at all points of the concept that have weight."""
    return for_all("N", lambda i: implies(both(member(i, C), mu[i] > 0), unit(i)))


EXCESS = total("N", lambda i: indicator(both(member(i, E), negation(member(i, C)))) * mu[i])
INSIDE = for_all(
    "N",
    lambda i: implies(
        member(i, E),
        both(
            for_all("N", lambda j: A[j, i] >= 0, "j"),
            total("N", lambda j: A[j, i], "j") == 1,
            for_all("N", lambda j: implies(A[j, i] != 0, both(member(j, C), mu[j] > 0)), "j"),
            X @ column(A, i) == column(X, i),
        ),
    ),
)
OUTSIDE = for_all(
    "N",
    lambda i: implies(
        negation(member(i, E)),
        both(negation(cut(i, i)), for_all("N", lambda j: implies(both(member(j, C), mu[j] > 0), cut(i, j)), "j")),
    ),
)
# 0, 1, 2, 3 on the line, the concept {0, 2}: the unit x > -1 and the cut x < 5/2 at the point 3
LINE: dict[str, Any] = {
    "n": 1,
    "N": 4,
    "m": 1,
    "X": [[0, 1, 2, 3]],
    "mu": [1, 1, 1, 1],
    "C": [0, 2],
    "E": [0, 1, 2],
    "W": [[1]],
    "b": [1],
    "A": [[1, Fraction(1, 2), 0, 0], [0] * 4, [0, Fraction(1, 2), 1, 0], [0] * 4],
    "V": [[0, 0, 0, -1]],
    "c": [0, 0, 0, Fraction(5, 2)],
}

PAGE = "concepts-neurons"
T = Theorem(
    id="concepts.irreducible-error-on-data",
    title="The irreducible error of covering units on data",
    says=r"""
        Let $\mu \ge 0$ be weights of $N$ points of $\mathbb{R}^n$, $C$ a concept and $E$ the points in the hull of the
        points of $C$ that have weight. Every unit that is on at all points of $C$ with weight differs from $C$ on a
        weight of at least $\mu(E \setminus C)$, and the unit of one neuron for each point outside $E$ on exactly that. So
        the least error of covering units is 0 iff $E$ is $C$ up to weight 0. (Every point is an average of points of $C$
        with weight, or a neuron cuts it off: concepts.neuron-separates-iff-hulls-disjoint.)""",
    source=own("statement of this project", "finite form of concepts.irreducible-error-repaired"),
    kind="identity",
    sizes="n N m",
    about=(X, mu, C, E, W, b, A, V, c),
    given={
        "weights": Given(r"$\mu \ge 0$", for_all("N", lambda i: mu[i] >= 0), fails={"mu": [1, 1, 1, -1]}),
        "inside": Given(
            "the points of E are averages of points of C with weight",
            INSIDE,
            fails={"E": [0, 1, 2, 3], "W": [[-1]], "b": [Fraction(5, 2)]},
        ),
        "outside": Given(
            "every other point is cut off by a neuron that is on at all points of C with weight",
            OUTSIDE,
            fails={"c": [0, 0, 0, 4]},
        ),
        "coverage": Given(
            "the unit is on at all points of C with weight",
            covers(on),
            fails={"W": [[0]], "b": [0], "mu": [1, 5, 1, 1]},
        ),
    },
    then=both(EXCESS <= error(on), error(all_cuts) == EXCESS, covers(all_cuts)),
    example=LINE,
    needs=("concepts.neuron-separates-iff-hulls-disjoint",),
    remark="""
        Units that need not cover C may be better: the best one is the best set of points with no other point in its hull
        (concepts.conjunction-iff-no-point-in-hull).""",
)
T.wrongly("strict", "the error of a covering unit is larger", error(all_cuts) > EXCESS)
T.wrongly("no-error", "covering units can be right everywhere", error(all_cuts) == 0)
T.wrongly("every-unit", "every covering unit is best", error(on) <= EXCESS)
T.wrongly(
    "without-weight",
    "points of C without weight are covered too",
    for_all("N", lambda i: implies(member(i, C), all_cuts(i))),
    C=[0, 2, 3],
    mu=[1, 1, 1, 0],
)
CLAIM, mutations = T.claim(), T.mutations


def examples(budget: Budget) -> Evidence:
    """Random points and weights: the excess by linear programs against units of random half-planes that cover the concept."""
    rng, wanted, count, violations = random.Random(budget.seed), budget.pick(quick=20, full=400), 0, 0
    while count < wanted:
        points = integer_points(rng, rng.randint(3, 7), 2)
        weights = [rng.randint(0, 3) for _ in points]
        concept = {i for i in range(len(points)) if rng.random() < 0.4}
        heavy = [i for i in concept if weights[i]]
        if not heavy:
            continue
        count += 1
        hull = {
            i
            for i, x in enumerate(points)
            if not isinstance(separate([*(points[k] for k in heavy), x], range(len(heavy))), Separated)
        }
        excess = sum(weights[i] for i in hull - concept)
        w, unit = (rng.randint(-3, 3), rng.randint(-3, 3)), set(range(len(points)))
        least = min(w[0] * points[i][0] + w[1] * points[i][1] for i in heavy)
        unit = {i for i in unit if w[0] * points[i][0] + w[1] * points[i][1] > least - 1}
        violations += sum(weights[i] for i in unit ^ concept) < excess
        violations += sum(weights[i] for i in hull ^ concept) != excess
    numbers = {"examples": count, "seed": budget.seed, "violations": violations}
    return Evidence("property-test", "tested", "family", "Random weighted points of the plane.", numbers=numbers)
