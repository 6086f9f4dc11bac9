r"""How many concepts a context has: at most two to the smaller side, and far fewer when every row has at most k attributes."""

from __future__ import annotations

import math
import random

import numpy as np

from proofs_checks.concepts._contexts import (
    CONTEXT,
    K,
    T,
    call,
    context_point,
    context_statement,
    decision,
    every_context,
    extent,
    intent,
    let,
    sizes,
)
from proofs_checks.parts import hypotheses, wrong
from solvers.concepts.lattice import concept_lattice
from theory.claims import Budget, Certificate, Claim, Evidence, Mutation, Source
from theory.concepts import FormalContext
from theory.evidence import checked, proof, read
from theory.formal import (
    Expression,
    binomial,
    both,
    expr,
    for_all,
    implies,
    length,
    listing,
    maximum_over,
    member,
    names,
    op,
    smallest,
    span,
    subsets,
    total,
)

k = names("k")[0]
COUNT = Expression("count")

CONTRANOMINAL = [[0, 1, 1], [1, 0, 1], [1, 1, 0]]
N, D = length(K), length(T)


def _limit(k: Expression) -> Expression:
    return total(span(k + 1), lambda j: binomial(D, j), "j")


STATEMENT = context_statement(
    "k",
    {
        "rows-of-k": both(member(k, span(D + 1)), for_all(K, lambda r: total(r, lambda x: x, "x") <= k, "r")),
    },
    both(
        op("^", 2, smallest(N, D)) >= COUNT,
        1 + smallest(_limit(k), N * op("^", 2, k)) >= COUNT,
    ),
    {"count": total(subsets(D), lambda b: op("if", intent(extent(b)) == b, 1, 0), "B")},
)
POINT = context_point(CONTRANOMINAL, k=2)

CLAIM = Claim(
    id="concepts.lattice-size",
    title="Sizes of concept lattices",
    statement=r"""
        A finite context with $N$ objects and $d$ attributes has at most $2^{\min(N, d)}$ concepts. If every row has
        at most $k \le d$ attributes (a Top-$k$ dictionary), it has at most $1 + \min(\sum_{j \le k} \binom{d}{j}, N
        2^k)$. Beyond the formal statement: contranominal scales attain the first bound; neurons that are half-lines
        on $N$ points of the line have at most $\binom{N+1}{2} + 1$ concepts, attained by all of them.""",
    source=Source("statement of this project", arxiv="", ours=True),
    kind="bound",
    expected="argued",
    hypotheses=hypotheses(
        STATEMENT,
        POINT,
        {
            "context": CONTEXT,
            "rows-of-k": ("every row has at most k attributes (second bound)", {"k": 0}),
        },
    ),
    depends_on=("concepts.galois-connection",),
    statement_formal=STATEMENT,
)


def _weight(row: Expression) -> Expression:
    return total(row, lambda x: x, "x")


def _binomials(limit: Expression, d: int) -> Expression:
    return total(span(limit + 1), lambda j: binomial(d, j), "j")


def _counted(d: int, body: Expression) -> Expression:
    """``count``: the number of intents."""
    intents = total(subsets(d), lambda b: op("if", intent(extent(b)) == b, 1, 0), "b")
    return let({"count": intents}, body)


def _bounds(n: int, d: int) -> Expression:
    body = both(2 ** min(n, d) >= COUNT, 1 + smallest(_binomials(k, d), n * op("^", 2, k)) >= COUNT)
    return every_context(n, d, let({"k": maximum_over(K, _weight, "r")}, _counted(d, body)))


def small(budget: Budget) -> Certificate:
    return decision(
        *(_bounds(n, d) for n, d in (*sizes(budget), (4, 2))),
        means="both bounds in every context of these shapes, k the largest row",
    )


def attained() -> Certificate:
    return decision(
        let({"K": CONTRANOMINAL, "T": op("transpose", K)}, _counted3()),
        means="the contranominal scale of 3 has 8 concepts",
    )


def _counted3() -> Expression:
    closed = lambda b: call("prime", Expression("T"), call("prime", K, b)) == b  # noqa: E731
    return for_all(subsets(3), closed, "b")


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
    extents = total(subsets(points), lambda a: op("if", closed(a), 1, 0), "a")
    limit = binomial(points + 1, 2) + 1 if bound is None else expr(bound)
    return decision(
        let({"K": table, "T": op("transpose", "K")}, op("=", extents, limit)),
        means=f"{points} points of a line, all half-lines: binom(N + 1, 2) + 1 extents",
    )


def fewer_half_lines(points: int) -> Certificate:
    """Every set of half-lines that face right or left, given by their cuts: at most binom(N + 1, 2) + 1 extents."""
    cuts = points + 1
    right, left = names("right left")
    table = listing(
        span(points),
        lambda x: op(
            "append",
            listing(right, lambda c: op("if", x >= c, 1, 0), "c"),
            listing(left, lambda c: op("if", x < c, 1, 0), "c"),
        ),
        "x",
    )
    closed = lambda a: call("prime", Expression("K"), call("prime", Expression("T"), a)) == a  # noqa: E731
    extents = total(subsets(points), lambda a: op("if", closed(a), 1, 0), "a")
    body = let({"K": table, "T": op("transpose", "K")}, binomial(points + 1, 2) + 1 >= extents)
    some = both(length(right) + length(left) > 0)
    return decision(
        for_all(subsets(cuts), lambda _: for_all(subsets(cuts), lambda _: implies(some, body), "left"), "right"),
        means=f"{points} points of a line, every choice of half-lines",
    )


def prove(budget: Budget) -> list[Evidence]:
    certificate = proof(
        "At most 2^min(N, d) concepts; with rows of at most k attributes at most 1 + min(sum of binomials, N 2^k).",
        read(
            "sides",
            r"A concept is determined by its extent and by its intent: at most $2^N$ and at most $2^d$.",
            "counting",
        ),
        read(
            "row",
            """
            An intent with non-empty extent lies inside the row of any of its objects; there is at most one with empty
            extent.""",
            "definition",
        ),
        read(
            "binomials",
            r"""
            So the others have at most k elements, $\sum_{j \le k} \binom{d}{j}$ sets, and lie in one of N sets with
            $2^k$ subsets.""",
            "counting",
            "row",
        ),
        checked("attained", "In the contranominal scale of 3 every set is an intent.", attained()),
        read(
            "scale", r"In general: $B' = G \setminus B$ and $B'' = B$ for the relation $\ne$.", "definition", "attained"
        ),
        read(
            "intervals",
            r"""
            A set where some half-lines are on is an interval of the N points in their order: $\binom{N+1}{2}$ that
            are not empty, and the empty one.""",
            "counting",
        ),
        checked("line", "All half-lines on four points: every interval is an extent.", half_lines(4)),
        read(
            "every-interval",
            "In general an interval is where one half-line to the right and one to the left are on.",
            "definition",
            "line",
        ),
        read("all", "Together.", "conclusion", "sides", "binomials", "scale", "intervals", "every-interval"),
    )
    return [
        Evidence("symbolic-proof", "proved", "all-parameters", "Intents lie inside rows.", (certificate,)),
        Evidence(
            "exact-decision", "proved", "fixed-dimension", "Every context of these small shapes.", (small(budget),)
        ),
        Evidence(
            "exact-decision",
            "proved",
            "fixed-dimension",
            "Half-lines on up to six points; every choice of them on two and three points.",
            (*(half_lines(n) for n in (1, 2, 3, 5, 6)), fewer_half_lines(2), fewer_half_lines(3)),
        ),
    ]


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
    return Evidence(
        "property-test",
        "tested",
        "family",
        "Random contexts up to 30 x 12 with bounded rows.",
        numbers={"examples": count, "seed": budget.seed, "violations": violations},
    )


def mutations() -> list[Mutation]:
    return [
        wrong("one-fewer", r"fewer than $2^{\min(N, d)}$", STATEMENT, POINT, op("^", 2, smallest(N, D)) > COUNT),
        wrong(
            "without-the-one",
            r"at most $\sum_{j \le k} \binom{d}{j}$, without the intent of the empty extent",
            STATEMENT,
            context_point([[1, 0, 0], [0, 1, 0], [0, 0, 1]], k=1),
            _limit(k) >= COUNT,
        ),
        Mutation(
            "no-empty-extent",
            r"half-lines on N points have at most $\binom{N+1}{2}$ concepts",
            rejected=lambda: half_lines(3, bound=6),
        ),
        wrong("rows-only", "at most N + 1 concepts", STATEMENT, POINT, N + 1 >= COUNT),
    ]
