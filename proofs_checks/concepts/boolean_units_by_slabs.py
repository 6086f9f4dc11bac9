r"""Any Boolean function of neurons: in general position a concept or its complement is a union of few slabs."""

from __future__ import annotations

import random
from fractions import Fraction
from itertools import combinations, product
from typing import Any

from proofs_checks.concepts._neurons import own
from proofs_checks.concepts.cover_dichotomies import GENERAL, LIFTED, M, N, X, cover, p, r, value
from proofs_checks.vocabulary import Given, Theorem
from solvers.exact.linear import rank
from theory.claims import Budget, Certificate, Evidence, Mutation
from theory.evidence import evaluation
from theory.formal import exists as some
from theory.formal import for_all as every
from theory.formal import names, op, span
from theory.typed import (
    absolute,
    both,
    cardinal,
    column,
    exists,
    for_all,
    iff,
    implies,
    mat,
    member,
    power,
    scalar,
    size,
    subset,
    var,
    vec,
)
from theory.typed.expression import lift
from theory.typed.types import NAT

F = Fraction
# one side of a concept, and a list of neurons (weights and bias) whose half-spaces are intersected
D, W = var("D", subset("N")), var("W", mat("p", "k"))
s, m, c = size("s"), size("m"), size("c")
SLABS = exists(
    mat("p", "s"),
    lambda u: exists(
        vec("s"),
        lambda e: for_all(
            "N", lambda x: iff(member(x, D), exists("s", lambda g: absolute(value(column(u, g), x)) < e[g], "g")), "x"
        ),
        "e",
    ),
    "U",
)
INTERSECTIONS = for_all(
    subset("N"),
    lambda a: exists(
        subset("k"),
        lambda h: both(
            cardinal(h) <= m,
            for_all(
                "N",
                lambda x: iff(member(x, a), for_all("k", lambda i: implies(member(i, h), value(column(W, i), x) > 0))),
                "x",
            ),
        ),
        "H",
    ),
    "A",
)
ALL_CONCEPTS = power(lift(2, NAT), N)
# a triangle: every concept is the trace of one half-space
SIGNS = list(product((1, -1), repeat=3))
TRIANGLE: dict[str, Any] = {
    "N": 3,
    "M": 2,
    "p": 3,
    "r": 2,
    "s": 1,
    "k": 8,
    "m": 1,
    "c": 8,
    "X": [[0, 1, 0], [0, 0, 1], [1, 1, 1]],
    "D": [0, 2],
    "W": [[b - a for a, b, _ in SIGNS], [b - a for a, _, b in SIGNS], [a for a, _, _ in SIGNS]],
}
# the points 1 and -1 of the line without bias: three neurons and the intersection of none
PLUS_MINUS: dict[str, Any] = {
    "N": 2,
    "M": 1,
    "p": 1,
    "r": 0,
    "k": 3,
    "c": 2,
    "X": [[1, -1]],
    "D": [],
    "W": [[1, -1, 0]],
}

PAGE = "concepts-neurons"
T = Theorem(
    id="concepts.boolean-units-by-slabs",
    title="Boolean units: slabs",
    says=r"""
        Let any $\min(N, n + 1)$ of the $N$ points of $X \subset \mathbb{R}^n$ be affinely independent. Then every $D
        \subseteq X$ with $|D| \le n s$ is the trace of a union of $s$ open slabs. So, with $s = \lceil \min(|C|, |X
        \setminus C|) / n \rceil$, $C$ or $X \setminus C$ is one, and $C$ a Boolean function of at most $2 s$
        half-spaces. Conversely, for points in any position: if every $C \subseteq X$ is an intersection of at most $m$
        half-spaces, then $2^N \le C(N, n + 1)^m$ with Cover's number $C$. (Formally $p = n + 1$ and the points are the
        columns $(x, 1)$ of $X$.)""",
    source=own("statement of this project", "classical for the slabs: Baum 1988"),
    kind="bound",
    sizes="N M p r s k m c",
    about=(X, D, W),
    given={
        "points": Given(r"$N \ge 1$", N == M + 1, fails={"M": 0, "c": 2}),
        "dimension": Given(r"$p = n + 1$", p == r + 1, fails={"r": 0, "c": 2}),
        "lifted": Given("the last coordinate of every point is 1", LIFTED, fails=PLUS_MINUS),
        "cover": Given("c is Cover's number", scalar(c) == cover(), fails={"c": 7}),
    },
    then=both(
        implies(both(GENERAL, cardinal(D) <= r * s), SLABS),
        implies(INTERSECTIONS, ALL_CONCEPTS <= power(c, m)),
    ),
    example=TRIANGLE,
    needs=("concepts.cover-dichotomies",),
    remark="""
        'No n + 1 points on one hyperplane' is not enough when N <= n: it says nothing then, and four collinear points
        of R^4 with alternating labels need three half-spaces, not two.""",
)
T.wrongly("exponent", "the same with $m - 1$ in place of $m$", implies(INTERSECTIONS, c * ALL_CONCEPTS <= power(c, m)))
PAGE = "concepts-neurons"
CLAIM = T.claim()


def collinear(cuts: int = 2) -> Certificate:
    """Four points of a line, alternating labels: two half-spaces always give points 0 or 2 the pattern of 1 or 3."""
    (h,) = names("h")
    alike = some(
        [0, 2],
        lambda i: some([1, 3], lambda j: every(h, lambda t: op("=", i < t, j < t), "t"), "j"),
        "i",
    )
    return evaluation(
        every(op("product_set", *[span(5)] * cuts), lambda _: alike, "h"),
        means="a half-space cuts a line once: on 4 collinear points it is, up to its complement, {i < t}; equal patterns "
        "on points with different labels exclude every Boolean function",
    )


def examples(budget: Budget) -> Evidence:
    """Random points in general position: a slab for every group, with a generic affine function found by search."""
    rng, violations, count = random.Random(budget.seed), 0, budget.pick(quick=20, full=400)
    done = 0
    while done < count:
        n, N = rng.randint(1, 3), rng.randint(2, 7)
        points = [[rng.randint(-6, 6) for _ in range(n)] for _ in range(N)]
        if any(rank([[*x, 1] for x in c]) < len(c) for c in combinations(points, min(N, n + 1))):
            continue
        done += 1
        concept = rng.sample(range(N), rng.randint(1, N - 1))
        side = concept if 2 * len(concept) <= N else [i for i in range(N) if i not in concept]
        parts = [side[k : k + n] for k in range(0, len(side), n)]
        violations += len(parts) != -(-len(side) // n)
        violations += sum(not _has_slab(points, part) for part in parts)
    return Evidence(
        "property-test",
        "tested",
        "family",
        "Random points in general position: small integer affine functions that vanish on the group only.",
        numbers={"examples": count, "seed": budget.seed, "violations": violations},
    )


def _has_slab(points: list[list[int]], group: list[int]) -> bool:
    """A combination of a basis of the functions that vanish on the group, nonzero at all other points."""
    from flint import fmpq_mat  # type: ignore[import-untyped]

    lifted = [[*points[i], 1] for i in group]
    width = len(lifted[0])
    reduced, size = fmpq_mat([[int(v) for v in row] for row in lifted]).rref()
    pivots = [next(c for c in range(width) if reduced[r, c] != 0) for r in range(size)]
    free = [c for c in range(width) if c not in pivots]
    for weights in product((1, -1, 2, -3, 5), repeat=len(free)):
        f = [F(0)] * width
        for c, v in zip(free, weights, strict=True):
            f[c] += v
            for row, pivot in enumerate(pivots):
                entry = reduced[row, c]
                f[pivot] -= v * F(int(entry.p), int(entry.q))
        values = [sum(a * b for a, b in zip(f, [*x, 1], strict=True)) for x in points]
        if all((value == 0) == (i in group) for i, value in enumerate(values)):
            return True
    return False


def mutations() -> list[Mutation]:
    return [
        *T.mutations(),
        Mutation("any-position", "two half-spaces are enough for collinear points", refuted_by=collinear),
        Mutation(
            "collinear-three",
            "three half-spaces are too few for the alternating labels as well",
            rejected=lambda: collinear(3),
        ),
    ]
