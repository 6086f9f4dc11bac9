r"""Disjoint concepts need more neurons than counting units says: the dimension caps the exponent."""

from __future__ import annotations

import random
from collections.abc import Callable
from itertools import combinations
from math import comb

import numpy as np

from proofs_checks.concepts._neurons import own
from proofs_checks.vocabulary import Given, Theorem
from theory.claims import Budget, Certificate, Evidence, Mutation
from theory.concepts.formal import extent
from theory.evidence import evaluation
from theory.formal import Expression, span
from theory.formal import binomial as choose
from theory.formal import both as all_of
from theory.formal import for_all as every
from theory.formal import total as add_up
from theory.typed import (
    BOOL,
    Expr,
    binomial,
    both,
    cardinal,
    column,
    dot,
    family,
    for_all,
    implies,
    listed,
    mat,
    member,
    ordinal,
    scalar,
    size,
    subset,
    total,
    var,
    vec,
)

X, W, b = var("X", mat("n", "N")), var("W", mat("n", "d")), var("b", vec("d"))
U, K = var("U", family("c", subset("d"))), var("K", family("N", family("d", BOOL)))
ON = listed("N", lambda x: listed("d", lambda i: dot(column(W, i), column(X, x)) + b[i] > 0), "x")
c, d, k = size("c"), size("d"), size("k")


def concept(j: Expr) -> Expr:
    """The points at which all neurons of the unit are on."""
    return extent(K, U[j])


def non_empty(concept: Callable[[Expr], Expr]) -> Expr:
    """Every one of the c concepts has a point."""
    return for_all("c", lambda j: cardinal(concept(j)) >= 1, "j")


def disjoint(concept: Callable[[Expr], Expr]) -> Expr:
    """No point x of the N is in two of the c concepts."""

    def alone(x: Expr, i: Expr) -> Expr:
        return for_all("c", lambda j: implies(both(member(x, concept(i)), member(x, concept(j))), i == j), "j")

    return for_all("N", lambda x: for_all("c", lambda i: alone(x, i)), "x")


T = Theorem(
    id="concepts.disjoint-concepts-exponent",
    title="Disjoint concepts: the dimension caps the exponent",
    says=r"""
        If $c$ non-empty, pairwise disjoint concepts on $N$ points of $\mathbb{R}^n$ are separated by conjunctive units of
        $d$ ReLU neurons, then $c \le \min(N, \sum_{i=0}^{n} \binom{d}{i})$, whatever the size of the units. With units of
        exactly $k$ neurons also $c \le \binom{d}{k}$, so $d = \Omega(c^{1 / \min(k, n)})$.""",
    source=own("statement of this project"),
    kind="bound",
    sizes="n N d c k",
    about=(X, W, b, U),
    let=((K, ON),),
    given={
        "non-empty": Given(
            "no concept is empty",
            non_empty(concept),
            fails={"N": 0, "X": [[]]},
        ),
        "disjoint": Given(
            "no point is in two concepts",
            disjoint(concept),
            fails={"N": 2, "X": [[0, 1]], "U": [[], [], []]},
        ),
    },
    then=both(
        c <= size("N"),
        scalar(c) <= 1 + total("n", lambda i: scalar(binomial(d, ordinal(i)))),
        implies(for_all("c", lambda j: cardinal(U[j]) == k, "j"), c <= binomial(d, k)),
    ),
    # x < 1/2, 1/2 < x < 5/2 and x > 5/2: cells of four half-lines
    example={
        **{"n": 1, "N": 4, "d": 4, "c": 3, "k": 1, "X": [[0, 1, 2, 3]], "W": [[-2, 2, -2, 2]], "b": [1, -1, 5, -5]},
        "U": [[0], [1, 2], [3]],
    },
    needs=("concepts.conjunction-count",),
    remark="Counting units alone would allow binom(d, k): concepts.disjoint-concepts-count.",
)
T.wrongly(
    "neurons-only",
    "at most d - 1 concepts",
    c + 1 <= d,
    **{"N": 2, "d": 2, "c": 2, "X": [[0, 1]], "W": [[-2, 2]], "b": [1, -1], "U": [[0], [1]]},
)
T.wrongly("half-the-points", "at most half as many concepts as points", c + c <= size("N"))
T.wrongly("one-dimension-less", "the sum runs to n - 1 only", c <= 1)
PAGE = "concepts-neurons"
CLAIM = T.claim()


def cells(d: Expression, dimension: Expression | int) -> Expression:
    """sum_{i <= n} binom(d, i)."""
    return add_up(span(dimension + 1), lambda i: choose(d, i), "i")


def numbers(count: int = 10**6, *, shift: int = 0) -> Certificate:
    """The least widths for a million concepts: 25 by counting units of 8, and 1414, 182, 43, 21 in dimension 2, 3, 5, 10."""
    rows = [[2, 1414], [3, 182], [5, 43], [10, 21]]
    return evaluation(
        all_of(
            choose(25, 8) >= count,
            choose(24, 8) < count,
            every(
                rows, lambda r: all_of(cells(r[1] - shift, r[0]) >= count, cells(r[1] - 1 - shift, r[0]) < count), "r"
            ),
        ),
        means=f"least d with binom(d, 8) >= {count}, and with sum_(i <= n) binom(d, i) >= {count}",
    )


def prove(budget: Budget) -> Evidence:
    return Evidence("exact-decision", "proved", "instance", "Least widths for a million concepts.", (numbers(),))


def examples(budget: Budget) -> Evidence:
    """Random neurons, many of them parallel or equal, on grids: different patterns are counted."""
    rng, violations, count = random.Random(budget.seed), 0, budget.pick(quick=60, full=1500)
    for _ in range(count):
        dimension, width = rng.randint(1, 3), rng.randint(1, 6)
        draw = np.random.default_rng(rng.randrange(2**32))
        grid = np.stack(np.meshgrid(*[np.arange(-12, 13)] * dimension), axis=-1).reshape(-1, dimension)
        z = grid @ draw.integers(-2, 3, size=(dimension, width)) + draw.integers(-6, 7, size=width)
        patterns = {row.tobytes() for row in z > 0}
        violations += len(patterns) > sum(comb(width, i) for i in range(dimension + 1))
        # disjoint concepts among the units of two neurons, chosen greedily
        taken, chosen = np.zeros(len(grid), dtype=bool), 0
        for pair in combinations(range(width), min(2, width)):
            unit = (z[:, list(pair)] > 0).all(axis=1)
            if unit.any() and not (unit & taken).any():
                taken |= unit
                chosen += 1
        violations += chosen > min(len(grid), len(patterns))
    counted = {"examples": count, "seed": budget.seed, "violations": violations}
    return Evidence("property-test", "tested", "family", "Random integer neurons on grids.", numbers=counted)


def mutations() -> list[Mutation]:
    narrower = Mutation("one-narrower", "widths 1413, 181, 42, 20 are enough", rejected=lambda: numbers(shift=1))
    return [*T.mutations(), narrower]
