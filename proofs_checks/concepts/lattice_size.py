r"""How many concepts a context has: at most two to the smaller side, and far fewer when every row has at most k attributes."""

from __future__ import annotations

import math
import random

import numpy as np

from proofs_checks.concepts._contexts import call, decision, let
from proofs_checks.vocabulary import Given, Theorem
from solvers.concepts.lattice import concept_lattice
from theory.claims import Budget, Certificate, Evidence, Mutation, Source
from theory.concepts import FormalContext
from theory.concepts.formal import extent, intent, on_at
from theory.formal import Expression, expr, listing, op, span, subsets
from theory.formal import binomial as choose
from theory.formal import total as add_up
from theory.typed import (
    BOOL,
    binomial,
    both,
    cardinal,
    family,
    for_all,
    implies,
    ordinal,
    power,
    scalar,
    size,
    subset,
    total,
    var,
)

K, E = var("K", family("N", family("d", BOOL))), var("E", family("t", subset("N")))
N, d, t, k = (size(n) for n in ["N", "d", "t", "k"])
SMALL_SETS = 1 + total("k", lambda i: scalar(binomial(d, ordinal(i))))

T = Theorem(
    id="concepts.lattice-size",
    title="Sizes of concept lattices",
    says=r"""
        A context with $N$ objects and $d$ attributes has at most $2^{\min(N, d)}$ concepts. If every row has at most
        $k$ attributes (a Top-$k$ dictionary), it has at most $1 + \min(\sum_{j \le k} \binom{d}{j}, N 2^k)$; formally,
        so many distinct extents $E_1, \dots, E_t$. Beyond the formal statement: contranominal scales attain the first
        bound, and all half-lines as neurons on $N$ points of the line have exactly $\binom{N+1}{2} + 1$ concepts.""",
    source=Source("statement of this project", arxiv="", ours=True),
    kind="bound",
    sizes="N d t k",
    about=(K, E),
    given={
        "concepts": Given(
            "the sets are extents",
            for_all("t", lambda i: extent(K, intent(K, E[i])) == E[i]),
            fails={
                **{"N": 3, "d": 1, "K": [[True]] * 3, "k": 1, "t": 4},
                "E": [[], [0], [1], [0, 1]],
            },
        ),
        "distinct": Given(
            "none is listed twice",
            for_all("t", lambda i: for_all("t", lambda j: implies(E[i] == E[j], i == j), "j")),
            fails={"E": [[0]] * 8, "N": 1, "K": [[False] * 3]},
        ),
    },
    then=both(
        t <= power(2, N),
        t <= power(2, d),
        implies(
            for_all("N", lambda x: cardinal(on_at(K, x, "d")) <= k, "x"),
            both(scalar(t) <= 1 + SMALL_SETS, t <= 1 + N * power(2, k)),
        ),
    ),
    # the contranominal scale of 3: every set is an extent
    example={
        **{"N": 3, "d": 3, "t": 8, "k": 2, "K": [[False, True, True], [True, False, True], [True, True, False]]},
        "E": [[], [0], [1], [2], [0, 1], [0, 2], [1, 2], [0, 1, 2]],
    },
    needs=("concepts.galois-connection",),
)
T.wrongly("one-fewer", r"fewer than $2^{\min(N, d)}$", t < power(2, d))
T.wrongly(
    "without-the-one",
    r"at most $\sum_{j \le k} \binom{d}{j}$, without the intent of the empty extent",
    implies(for_all("N", lambda x: cardinal(on_at(K, x, "d")) <= k, "x"), scalar(t) <= SMALL_SETS),
    **{"k": 1, "t": 5, "E": [[], [0], [1], [2], [0, 1, 2]]},
    K=[[True, False, False], [False, True, False], [False, False, True]],
)
T.wrongly("rows-only", "at most N + 1 concepts", t <= N + 1)
T.wrongly("any-rows", "the second bound for rows of any size", t <= 1 + N * power(2, k), k=0)
CLAIM = T.claim()


def half_lines(points: int, *, bound: int | None = None) -> Certificate:
    """All half-lines on the points 0, 1, ..., N - 1: the extents are the intervals and the empty set."""
    cuts = span(-1, points)
    table = listing(
        span(points),
        lambda x: op(
            "append",
            listing(cuts, lambda c: op("if", x > c, 1, 0), "c"),
            listing(cuts, lambda c: op("if", x <= c, 1, 0), "c"),
        ),
        "x",
    )
    closed = lambda a: call("prime", Expression("K"), call("prime", Expression("T"), a)) == a  # noqa: E731
    extents = add_up(subsets(points), lambda a: op("if", closed(a), 1, 0), "a")
    limit = choose(points + 1, 2) + 1 if bound is None else expr(bound)
    return decision(
        let({"K": table, "T": op("transpose", "K")}, op("=", extents, limit)),
        means=f"{points} points of a line, all half-lines: binom(N + 1, 2) + 1 extents",
    )


def prove(budget: Budget) -> Evidence:
    lines = tuple(half_lines(n) for n in (1, 2, 3, 5, 6))
    return Evidence("exact-decision", "proved", "fixed-dimension", "Half-lines on up to six points.", lines)


def examples(budget: Budget) -> Evidence:
    """The lattice algorithm on random Top-k contexts."""
    rng, count, violations = np.random.default_rng(budget.seed), budget.pick(quick=40, full=600), 0
    draw = random.Random(budget.seed)
    for _ in range(count):
        n, d = draw.randint(1, 30), draw.randint(1, 12)
        top = draw.randint(1, d)
        table = np.zeros((n, d), dtype=bool)
        for row in table:
            row[rng.permutation(d)[: draw.randint(0, top)]] = True
        found = len(concept_lattice(FormalContext.from_bool(table)))
        violations += found > min(2 ** min(n, d), 1 + sum(math.comb(d, j) for j in range(top + 1)), 1 + n * 2**top)
    numbers = {"examples": count, "seed": budget.seed, "violations": violations}
    return Evidence("property-test", "tested", "family", "Random contexts up to 30 x 12.", numbers=numbers)


def mutations() -> list[Mutation]:
    text = r"half-lines on N points have at most $\binom{N+1}{2}$ concepts"
    return [*T.mutations(), Mutation("no-empty-extent", text, rejected=lambda: half_lines(3, bound=6))]
