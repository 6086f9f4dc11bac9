"""Cover's count of the dichotomies that hyperplanes through the origin make, and of the concepts that one neuron can separate."""

from __future__ import annotations

import random
from math import comb
from typing import Any

from proofs_checks.concepts._neurons import own
from proofs_checks.vocabulary import Given, Theorem
from solvers.exact.linear import rank as exact_rank
from theory.claims import Budget, Evidence
from theory.typed import (
    Expr,
    binomial,
    both,
    cardinal,
    column,
    dot,
    either,
    exists,
    for_all,
    iff,
    implies,
    indicator,
    mat,
    member,
    negation,
    ordinal,
    power,
    rank,
    scalar,
    size,
    subset,
    tabulate,
    total,
    var,
    vec,
    zero,
)
from theory.typed.expression import lift
from theory.typed.types import NAT

# the points and the vectors that make the dichotomies are columns; a column of E excludes a dichotomy
X, W, E = var("X", mat("p", "N")), var("W", mat("p", "k")), var("E", mat("N", "q"))
N, M, p, r, k = (size(s) for s in ["N", "M", "p", "r", "k"])


def value(w: Expr, x: Expr) -> Expr:
    """The value of a vector at a point."""
    return dot(w, column(X, x))


def cover(last: str = "r") -> Expr:
    r"""$2 \sum_{i=0}^{r} \binom{M}{i}$."""
    return 2 * (1 + total(last, lambda i: scalar(binomial(M, ordinal(i)))))


def terms(i: Expr) -> Expr:
    """One term of Cover's sum."""
    return 2 * scalar(binomial(M, i))


GENERAL = for_all(
    subset("N"),
    lambda t: implies(
        cardinal(t) <= p,
        rank(tabulate("p", "N", lambda i, x: X[i, x] * indicator(member(x, t)), "i x")) == cardinal(t),
    ),
    "T",
)
# the points (x, 1): the last coordinate is 1
LIFTED = for_all("p", lambda i: implies(ordinal(i) == p, for_all("N", lambda x: X[i, x] == 1, "x")))
DIFFERENT = for_all(
    "k",
    lambda i: for_all(
        "k",
        lambda j: implies(
            for_all("N", lambda x: iff(value(column(W, i), x) > 0, value(column(W, j), x) > 0), "x"), i == j
        ),
        "j",
    ),
)
# every dichotomy that some vector makes, strictly, is in the list
ALL = for_all(
    vec("p"),
    lambda w: implies(
        for_all("N", lambda x: value(w, x) != 0, "x"),
        exists("k", lambda i: for_all("N", lambda x: iff(value(column(W, i), x) > 0, value(w, x) > 0), "x")),
    ),
    "w",
)


def excludes(j: Expr, a: Expr) -> Expr:
    """A combination of the points with the signs of the dichotomy vanishes, so that no vector makes it (Gordan)."""
    signed = for_all(
        "N", lambda x: both(implies(member(x, a), E[x, j] >= 0), implies(negation(member(x, a)), E[x, j] <= 0)), "x"
    )
    return both(X @ column(E, j) == zero(vec("p")), signed, exists("N", lambda x: E[x, j] != 0, "x"))


def _made(i: Expr, a: Expr) -> Expr:
    return for_all("N", lambda x: iff(value(column(W, i), x) > 0, member(x, a)), "x")


DECIDED = for_all(
    subset("N"),
    lambda a: either(exists("k", lambda i: _made(i, a)), exists("q", lambda j: excludes(j, a), "j")),
    "A",
)
# on the line z = 1 of the plane: three points, all dichotomies but + - + and - + -; and the same with two points equal
THREE: dict[str, Any] = {
    "N": 3,
    "M": 2,
    "p": 2,
    "r": 1,
    "k": 6,
    "q": 2,
    "X": [[0, 1, 2], [1, 1, 1]],
    "W": [[0, 0, -2, -2, 2, 2], [1, -1, 1, 3, -3, -1]],
    "E": [[1, -1], [-2, 2], [1, -1]],
}
EQUAL: dict[str, Any] = {
    "X": [[0, 0, 2], [1, 1, 1]],
    "k": 4,
    "W": [[0, 0, -1, 1], [1, -1, 1, -1]],
    "E": [[1, -1], [-1, 1], [0, 0]],
}
# the points 1 and -1 of the line and the vectors 1, -1, 0
ZERO: dict[str, Any] = {
    "N": 2,
    "M": 1,
    "p": 1,
    "r": 0,
    "X": [[1, -1]],
    "W": [[1, -1, 0]],
    "k": 3,
    "q": 0,
    "E": [[], []],
}

PAGE = "concepts-neurons"
T = Theorem(
    id="concepts.cover-dichotomies",
    title="Cover's count of dichotomies",
    says=r"""
        For $N \ge 1$ points of $\mathbb{R}^p$, $p \ge 1$, any $\min(N, p)$ of them independent, the number of
        dichotomies that a hyperplane through the origin makes is $2 \sum_{i=0}^{p-1} \binom{N-1}{i}$; with bias in
        $\mathbb{R}^n$, any $\min(N, n + 1)$ points affinely independent, put $p = n + 1$ (the points $(x, 1)$). For
        points in any position it is an upper bound. For $N = 2p$ it is $2^{2p-1}$. Formally a list of $k$ vectors
        makes $k$ different dichotomies; the list has all of them, or the others are excluded by combinations.""",
    source=own("statement of this project", "classical: Cover 1965, Schläfli"),
    kind="identity",
    sizes="N M p r k q",
    about=(X, W, E),
    given={
        "points": Given(r"$N \ge 1$", N == M + 1, fails={"M": 0}),
        "dimension": Given(r"$p \ge 1$", p == r + 1, fails={"r": 0}),
        "strict": Given(
            "no point on one of the hyperplanes",
            for_all("k", lambda i: for_all("N", lambda x: value(column(W, i), x) != 0, "x")),
            fails=ZERO,
        ),
        "different": Given("the dichotomies are different", DIFFERENT, fails={"k": 7, "W": [[0] * 7, [1] * 7]}),
    },
    then=both(
        scalar(k) <= cover(),
        implies(both(GENERAL, ALL), scalar(k) == cover()),
        implies(both(GENERAL, DECIDED), scalar(k) == cover()),
        implies(N == p + p, 2 * cover() == scalar(power(lift(2, NAT), N))),
    ),
    example=THREE,
)
T.wrongly("one-term-more", r"the sum runs to $i = p$", implies(both(GENERAL, DECIDED), scalar(k) == cover() + terms(p)))
T.wrongly("one-term-fewer", r"the sum runs to $i = p - 2$", scalar(k) <= cover() - terms(r))
T.wrongly("any-position", "the count holds in any position", implies(DECIDED, scalar(k) == cover()), **EQUAL)
T.wrongly(
    "undecided", "any list in general position has so many", implies(GENERAL, scalar(k) == cover()), k=1, W=[[0], [1]]
)
CLAIM, mutations = T.claim(), T.mutations


def formula(points: int, dimension: int) -> int:
    """2 sum_{i < p} binom(N - 1, i)."""
    return 2 * sum(comb(points - 1, i) for i in range(dimension))


def examples(budget: Budget) -> Evidence:
    """Random points in any position: sign patterns seen in a rational sample of neurons never exceed the formula."""
    rng, violations, tried = random.Random(budget.seed), 0, budget.pick(quick=12, full=200)
    for _ in range(tried):
        count, width = rng.randint(2, 6), rng.randint(1, 3)
        points = [[rng.randint(-5, 5) for _ in range(width)] for _ in range(count)]
        seen = set()
        for _ in range(400):
            u = [rng.randint(-50, 50) for _ in range(width)]
            values = [sum(a * b for a, b in zip(u, x, strict=True)) for x in points]
            if all(values):
                seen.add(tuple(v > 0 for v in values))
        violations += len(seen) > formula(count, width)
        violations += exact_rank(points) == 1 and len(seen) > 2
    return Evidence(
        "property-test",
        "tested",
        "family",
        "Sampled neurons on random points in any position never make more dichotomies.",
        numbers={"examples": tried, "seed": budget.seed, "violations": violations},
    )
