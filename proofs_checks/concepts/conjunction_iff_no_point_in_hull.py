"""A concept is an intersection of half-spaces on the data exactly when its hull contains no other point."""

from __future__ import annotations

import random

from proofs_checks.concepts._neurons import integer_points, neuron, no_neuron, reported
from solvers.concepts.separability import Inseparable
from solvers.concepts.units import least_unit
from theory.claims import Budget, Certificate, Claim, Evidence, Hypothesis, Mutation
from theory.evidence import evaluation
from theory.formal import Expression, exists, for_all, names, op, span, subsets
from theory.formal import both as all_of
from theory.formal import either as one_of
from theory.typed import (
    SCALAR,
    Expr,
    TypedStatement,
    both,
    column,
    dot,
    family,
    iff,
    implies,
    index,
    mat,
    member,
    negation,
    subset,
    total,
    var,
    vec,
)
from theory.typed import exists as some
from theory.typed import for_all as every

z, s = names("z s")
TRIANGLE = [(0, 0), (2, 0), (-1, 2), (-1, -2)]
X, Y = var("X", mat("n", "k")), var("Y", mat("n", "m"))  # the points of C and of N, as columns


def unit(t: str) -> Expr:
    """Some t half-spaces contain C, and each point of N is outside one of them."""
    return some(
        mat("n", t),
        lambda w: some(
            vec(t),
            lambda b: both(
                every("k", lambda i: every(t, lambda h: dot(column(w, h), column(X, i)) + b[h] > 0, "h")),
                every("m", lambda j: some(t, lambda h: dot(column(w, h), column(Y, j)) + b[h] <= 0, "h"), "j"),
            ),
            "b",
        ),
        "W",
    )


def in_hull(j: Expr) -> Expr:
    """A point of N is an average of C."""
    return some(
        vec("k"),
        lambda a: both(every("k", lambda i: a[i] >= 0), total("k", lambda i: a[i]) == 1, X @ a == column(Y, j)),
        "a",
    )


def meets_hull(group: Expr) -> Expr:
    """An average of C is an average of a group of points of N."""
    return some(
        vec("k"),
        lambda a: some(
            vec("m"),
            lambda u: both(
                every("k", lambda i: a[i] >= 0),
                every("m", lambda j: u[j] >= 0, "j"),
                total("k", lambda i: a[i]) == 1,
                total("m", lambda j: u[j], "j") == 1,
                every("m", lambda j: implies(negation(member(j, group)), u[j] == 0), "j"),
                X @ a == Y @ u,
            ),
            "u",
        ),
        "a",
    )


COVER = some(
    family("t", subset("m")),
    lambda g: both(
        every("m", lambda j: some("t", lambda h: member(j, g[h]), "h"), "j"),
        every("t", lambda h: negation(meets_hull(g[h])), "h"),
    ),
    "G",
)
# points of the same colour are excluded by one half-space that contains C
COLOURING = some(
    family("m", index("t")),
    lambda c: every(
        "m",
        lambda i: every(
            "m",
            lambda j: implies(
                c[i] == c[j],
                some(
                    vec("n"),
                    lambda w: some(
                        SCALAR,
                        lambda b: both(
                            every("k", lambda a: dot(w, column(X, a)) + b > 0, "a"),
                            dot(w, column(Y, i)) + b <= 0,
                            dot(w, column(Y, j)) + b <= 0,
                        ),
                        "b",
                    ),
                    "w",
                ),
            ),
            "j",
        ),
    ),
    "c",
)
NONE_IN_HULL = every("m", lambda j: negation(in_hull(j)), "j")

PAGE = "concepts-neurons"
CLAIM = Claim(
    id="concepts.conjunction-iff-no-point-in-hull",
    title="Conjunctive units: no other point in the hull",
    statement=r"""
        For finite $C, N \subset \mathbb{R}^n$ and $X = C \cup N$: if some intersection of $t$ open half-spaces meets $X$
        exactly in $C$, then $\mathrm{conv}(C) \cap N = \emptyset$; and if this holds, some $|N|$ half-spaces do. A unit of
        $t$ half-spaces exists iff $N = S_1 \cup \dots \cup S_t$ with $\mathrm{conv}(S_j) \cap \mathrm{conv}(C) =
        \emptyset$; so $t$ is at least the chromatic number of the graph of pairs that no half-space containing $C$
        excludes together.""",
    source=reported("Separation by a multi-neuron unit; the bounds are ours"),
    kind="equivalence",
    expected="proved",
    hypotheses=(
        Hypothesis(
            "finite",
            "finitely many points",
            lambda: neuron([(0,), (1,)], {1}),
            drop_note="false without: concepts.infinite-sets-disjoint-hulls",
        ),
    ),
    depends_on=("concepts.neuron-separates-iff-hulls-disjoint",),
    remark="In the plane more half-spaces than the chromatic number can be needed: the centre and the corners of a triangle.",
    typed=TypedStatement(
        "n k m t",
        (X, Y),
        {},
        both(
            implies(unit("t"), NONE_IN_HULL),
            implies(NONE_IN_HULL, unit("m")),
            iff(unit("t"), COVER),
            implies(unit("t"), COLOURING),
        ),
    ),
)


def triple() -> Certificate:
    """No half-space contains the centre and excludes all three corners."""
    return no_neuron(TRIANGLE, {0})


def line(count: int, *, hull: bool = True) -> Certificate:
    """On the line: a unit of half-lines exists iff no other point lies between two points of the concept."""

    def excluded(y: Expression) -> Expression:  # a half-line (threshold y) that contains the concept and not y
        return one_of(for_all(s, lambda c: c > y, "c"), for_all(s, lambda c: c < y, "c"))

    unit = for_all(span(count), lambda y: one_of(op("in", y, s), excluded(y)), "y")
    (v,) = names("v")
    between = exists(
        s, lambda c: exists(s, lambda e: all_of(c < v, v < e) if hull else all_of(c == v, e == v), "e"), "c"
    )
    inside = exists(span(count), lambda v: all_of(op("not", op("in", v, s)), between), "v")
    return evaluation(
        for_all(subsets(count), lambda s: op("=", unit, op("not", inside)), "s"),
        means="all concepts of the points 0, 1, ...: half-lines that contain C and exclude y, against hull(C)",
    )


def prove(budget: Budget) -> Evidence:
    """One half-space for every two corners, none for all three, in the plane."""
    pairs = tuple(neuron([TRIANGLE[0], TRIANGLE[i], TRIANGLE[j]], {0}) for i, j in ((1, 2), (1, 3), (2, 3)))
    text = "All concepts of six points on the line; chromatic number 1 and two half-spaces needed in the plane."
    return Evidence("exact-decision", "proved", "fixed-dimension", text, (line(6), *pairs, triple()))


def _in_hull(points: list[tuple[int, ...]], concept: set[int], y: tuple[int, ...]) -> bool:
    """Whether y is in a triangle, segment or point of the concept (Caratheodory), by signs of areas."""

    def side(a: tuple[int, ...], b: tuple[int, ...]) -> int:
        return (b[0] - a[0]) * (y[1] - a[1]) - (b[1] - a[1]) * (y[0] - a[0])

    corners = [points[i] for i in concept]
    for a in corners:
        for b in corners:
            if side(a, b) == 0 and all(min(p, q) <= v <= max(p, q) for p, q, v in zip(a, b, y, strict=True)):
                return True
            for c in corners:
                signs = [side(a, b), side(b, c), side(c, a)]
                if all(v > 0 for v in signs) or all(v < 0 for v in signs):
                    return True
    return False


def examples(budget: Budget) -> Evidence:
    """The set cover by linear programs, against point-in-triangle tests."""
    rng, violations, count = random.Random(budget.seed), 0, budget.pick(quick=25, full=500)
    for _ in range(count):
        points = integer_points(rng, 7, 2)
        concept = set(rng.sample(range(7), rng.randint(2, 4)))
        found = least_unit(points, concept)
        inside = any(_in_hull(points, concept, points[i]) for i in range(7) if i not in concept)
        violations += isinstance(found, Inseparable) != inside
        if not isinstance(found, Inseparable):
            violations += not 1 <= len(found.neurons) <= 7 - len(concept)
    numbers = {"examples": count, "seed": budget.seed, "violations": violations}
    text = "Seven random points of a planar grid: units against signs of areas."
    return Evidence("property-test", "tested", "fixed-dimension", text, numbers=numbers)


def mutations() -> list[Mutation]:
    return [
        Mutation(
            "concept-for-hull",
            r"$C \cap N = \emptyset$ instead of $\mathrm{conv}(C) \cap N = \emptyset$ is enough",
            refuted_by=lambda: no_neuron([(0,), (1,), (2,)], {0, 2}),
        ),
        Mutation("concept-for-hull-on-the-line", "the same, as a decision", rejected=lambda: line(4, hull=False)),
        Mutation("pairwise", "the least number is the chromatic number in the plane", refuted_by=triple),
        Mutation("one-neuron", "one neuron is enough whenever a unit exists", refuted_by=triple),
    ]
