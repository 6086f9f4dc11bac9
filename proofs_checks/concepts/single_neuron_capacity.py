r"""How many concepts single neurons can separate: at most one each, out of at most Cover's number of candidates."""

from __future__ import annotations

import random
from itertools import product
from typing import Any

from proofs_checks.concepts import cover_dichotomies as hyperplanes
from proofs_checks.concepts._neurons import own
from proofs_checks.concepts.cover_dichotomies import (
    GENERAL,
    LIFTED,
    M,
    N,
    X,
    cover,
    excludes,
    formula,
    p,
    r,
    terms,
    value,
)
from proofs_checks.vocabulary import Given, Theorem
from solvers.concepts.separability import Separated, separate
from theory.claims import Budget, Evidence
from theory.typed import (
    Expr,
    both,
    column,
    either,
    exists,
    family,
    for_all,
    iff,
    implies,
    mat,
    member,
    scalar,
    size,
    subset,
    var,
    vec,
)

# the neurons of a layer, weights and bias in one column, and a list of concepts
W, C = var("W", mat("p", "d")), var("C", family("c", subset("N")))
c, d = size("c"), size("d")


def holds(concept: Expr, w: Expr) -> Expr:
    """The concept is the activation set of a neuron."""
    return for_all("N", lambda x: iff(member(x, concept), value(w, x) > 0), "x")


# the list has the activation set of every neuron; or every other set is excluded by a combination
ALL = for_all(vec("p"), lambda w: exists("c", lambda j: holds(C[j], w), "j"), "w")
DECIDED = for_all(
    subset("N"),
    lambda a: either(exists("c", lambda j: C[j] == a, "j"), exists("q", lambda j: excludes(j, a), "j")),
    "A",
)
THREE: dict[str, Any] = {
    **{key: value for key, value in hyperplanes.THREE.items() if key != "k"},
    "d": 6,
    "c": 6,
    "C": [[0, 1, 2], [], [0], [0, 1], [2], [1, 2]],
}
EQUAL: dict[str, Any] = {
    **{key: value for key, value in hyperplanes.EQUAL.items() if key != "k"},
    "d": 4,
    "c": 4,
    "C": [[0, 1, 2], [], [0, 1], [2]],
}
# the points 1 and -1 of the line without bias, three neurons: on at one, at the other, nowhere
PLUS_MINUS: dict[str, Any] = {
    **{key: value for key, value in hyperplanes.ZERO.items() if key != "k"},
    "d": 3,
    "c": 3,
    "C": [[0], [1], []],
}

PAGE = "concepts-neurons"
T = Theorem(
    id="concepts.single-neuron-capacity",
    title="Capacity of a layer of single neurons",
    says=r"""
        A layer of $d$ neurons with fixed thresholds separates at most $d$ distinct concepts by single neurons.
        Exactly $C(N, n + 1) = 2 \sum_{i=0}^{n} \binom{N-1}{i}$ of the $2^N$ concepts on $N \ge 1$ points of
        $\mathbb{R}^n$ are separable by some neuron when any $\min(N, n + 1)$ points are affinely independent, and at
        most so many in any position. (Formally $p = n + 1$, the points are the columns $(x, 1)$ of $X$, and a list of
        concepts has all that are separable, or the others are excluded by combinations.)""",
    source=own("statement of this project"),
    kind="bound",
    sizes="N M p r d c q",
    about=(X, W, C, var("E", mat("N", "q"))),
    given={
        "points": Given(r"$N \ge 1$", N == M + 1, fails={"M": 0}),
        "dimension": Given(r"$p = n + 1$", p == r + 1, fails={"r": 0}),
        "lifted": Given(
            "the last coordinate of every point is 1",
            LIFTED,
            fails=PLUS_MINUS,
        ),
        "distinct": Given(
            "the concepts are distinct",
            for_all("c", lambda i: for_all("c", lambda j: implies(C[i] == C[j], i == j), "j")),
            fails={"c": 7, "C": [[]] * 7},
        ),
        "separated": Given(
            "each concept is the activation set of one neuron",
            for_all("c", lambda j: exists("d", lambda i: holds(C[j], column(W, i))), "j"),
            fails={"c": 7, "C": [*THREE["C"], [1]]},
        ),
    },
    then=both(
        c <= d,
        scalar(c) <= cover(),
        implies(both(GENERAL, ALL), scalar(c) == cover()),
        implies(both(GENERAL, DECIDED), scalar(c) == cover()),
    ),
    example=THREE,
    needs=("concepts.cover-dichotomies",),
    remark="""
        So in general position m independent uniformly random concepts are all separable with probability (C(N, n + 1) / 2^N)^m.""",
)
T.wrongly("strict", "fewer than d concepts", c < d)
T.wrongly("one-term-fewer", "the sum ends one term earlier", scalar(c) <= cover() - terms(r))
T.wrongly("any-position", "equality for equal points", implies(DECIDED, scalar(c) == cover()), **EQUAL)
T.wrongly(
    "every-concept",
    "one more concept is separable in general position",
    implies(both(GENERAL, DECIDED), scalar(c) == cover() + 1),
)
CLAIM, mutations = T.claim(), T.mutations


def examples(budget: Budget) -> Evidence:
    """All subsets of random points on a moment curve (equality) and of random points (bound), by linear programs."""
    rng, violations, tried = random.Random(budget.seed), 0, budget.pick(quick=6, full=100)
    for _ in range(tried):
        count, n = rng.randint(2, 5), rng.randint(1, 3)
        curve = [[t ** (k + 1) for k in range(n)] for t in sorted(rng.sample(range(-6, 7), count))]
        grid = sorted(rng.sample(list(product(range(3), repeat=max(n, 2))), count))
        for points, equal in ((curve, True), (grid, False)):
            masks = [{i for i in range(count) if code >> i & 1} for code in range(2**count)]
            found = sum(isinstance(separate(points, mask), Separated) for mask in masks)
            bound = formula(count, len(points[0]) + 1)
            violations += found != bound if equal else found > bound
    return Evidence(
        "property-test",
        "tested",
        "family",
        "Every concept on random points of a moment curve and of a grid with collinear points.",
        numbers={"examples": tried, "seed": budget.seed, "violations": violations},
    )
