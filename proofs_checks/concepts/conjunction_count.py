"""Counting units: how many concepts d neurons can separate by units of k neurons."""

from __future__ import annotations

import random
from itertools import combinations
from math import comb
from typing import Any

import numpy as np

from proofs_checks.concepts._neurons import reported
from proofs_checks.parts import hypotheses, wrong
from theory.claims import Budget, Certificate, Claim, Evidence, Mutation
from theory.evidence import checked, evaluation, proof, read
from theory.formal import (
    Expression,
    binomial,
    both,
    for_all,
    implies,
    length,
    listing,
    member,
    names,
    op,
    product,
    span,
    support,
    total,
)
from theory.statement import Statement

d, k, m = names("d k m")
K, concepts, units = names("K concepts units")


def _is_unit(unit: Expression) -> Expression:
    """An increasing list of at most k neurons."""
    return both(
        length(unit) <= k,
        for_all(unit, lambda i: member(i, span(d)), "i"),
        for_all(span(1, length(unit)), lambda i: unit[i - 1] < unit[i], "i"),
    )


# the concepts as increasing lists of points, and for each of them a unit of neurons that separates it
STATEMENT = Statement(
    ("K", "d", "k", "concepts", "units"),
    {
        "sizes": both(k >= 1, k <= d),
        "zero-one": for_all(K, lambda r: both(length(r) == d, for_all(r, lambda x: x * x == x, "x")), "r"),
        "units": both(length(units) == m, for_all(units, _is_unit, "u")),
        "separated": for_all(
            span(m),
            lambda j: concepts[j] == support(listing(K, lambda r: product(units[j], lambda i: r[i], "i"), "r")),
            "j",
        ),
        "distinct": for_all(span(m), lambda j: for_all(span(j), lambda i: concepts[i] != concepts[j], "i"), "j"),
    },
    both(
        m <= total(span(k + 1), lambda j: binomial(d, j), "j"),
        implies(
            for_all(units, lambda u: length(u) == k, "u"),
            both(m <= binomial(d, k), op("factorial", k) * m <= op("^", d, k)),
        ),
    ),
    {"m": length(concepts)},
)
# three neurons, each off at one of three points: the three pairs separate the three singletons
POINT: dict[str, Any] = {
    "K": [[0, 1, 1], [1, 0, 1], [1, 1, 0]],
    "d": 3,
    "k": 2,
    "concepts": [[2], [1], [0]],
    "units": [[0, 1], [0, 2], [1, 2]],
}
# five concepts by units of up to two neurons, where units of one neuron and the empty one would separate four at most
TOO_LARGE = {
    **POINT,
    "k": 1,
    "concepts": [[0, 1, 2], [1, 2], [0, 2], [0, 1], [2]],
    "units": [[], [0], [1], [2], [0, 1]],
}
ONE = {**POINT, "K": [[1], [0]], "d": 1, "k": 1}

PAGE = "concepts-neurons"
CLAIM = Claim(
    id="concepts.conjunction-count",
    title="Counting conjunctive units",
    statement=r"""
        If $m$ distinct concepts are separated by units of exactly $k$ of $d$ neurons, $1 \le k \le d$, then $m \le
        \binom{d}{k} \le d^k / k!$, so $d \ge (k!\, m)^{1/k}$; by units of at most $k$ neurons: $m \le \sum_{j \le k}
        \binom{d}{j}$.""",
    source=reported("Theorem 5.10"),
    kind="bound",
    expected="argued",
    hypotheses=hypotheses(
        STATEMENT,
        POINT,
        {
            "sizes": (
                r"$1 \le k \le d$",
                "for k > d or k = 0 there is no unit of exactly k neurons, or one, and the counts hold as well",
            ),
            "zero-one": (
                "a neuron is on or off at a point",
                "only the form of the table: units are sets of neurons in any case",
            ),
            "units": ("units of at most k neurons", TOO_LARGE),
            "separated": ("each concept is the set of its unit", {**ONE, "concepts": [[0], [1]], "units": [[0], [0]]}),
            "distinct": ("the concepts are distinct", {**ONE, "concepts": [[0], [0]], "units": [[0], [0]]}),
        },
    ),
    statement_formal=STATEMENT,
)


def powers(size: int, *, shift: int = 0) -> Certificate:
    """k! binom(d, k) is a falling factorial of k factors, each at most d."""
    factors = product(op("range", k), lambda i: d - i, "i")
    return evaluation(
        for_all(
            span(1, size + 1),
            lambda d: for_all(
                span(1, d + 1),
                lambda k: both(
                    op("=", op("factorial", k) * binomial(d, k), factors),
                    op("factorial", k) * binomial(d, k) <= op("^", d - shift, k),
                ),
                "k",
            ),
            "d",
        ),
        means="k! binom(d, k) = d (d - 1) ... (d - k + 1) <= d^k, written out",
    )


def prove(budget: Budget) -> list[Evidence]:
    size = budget.pick(quick=20, full=60)
    certificate = proof(
        "m distinct concepts separated by units of k of d neurons satisfy m <= binom(d, k) <= d^k / k!.",
        read("map", "A set M of neurons has one unit; so distinct concepts have distinct sets M.", "definition"),
        read(
            "count",
            r"There are $\binom{d}{k}$ sets of $k$ neurons, and $\sum_{j \le k} \binom{d}{j}$ of at most $k$.",
            "counting",
            "map",
        ),
        read(
            "product",
            r"$k! \binom{d}{k} = d (d-1) \cdots (d-k+1)$ has $k$ factors, each positive and at most $d$.",
            "counting",
        ),
        checked("written-out", f"The product and the inequality for d up to {size}.", powers(size)),
        read("all", "Together; the k-th root is increasing.", "conclusion", "count", "product", "written-out"),
    )
    return [
        Evidence("symbolic-proof", "proved", "all-parameters", "A set of neurons has only one unit.", (certificate,))
    ]


def examples(budget: Budget) -> Evidence:
    """Distinct units in random activation tables."""
    rng, violations, number = random.Random(budget.seed), 0, budget.pick(quick=60, full=1000)
    for _ in range(number):
        points, width = rng.randint(1, 8), rng.randint(1, 6)
        table = np.array([[rng.random() < 0.6 for _ in range(width)] for _ in range(points)])
        for size in range(1, width + 1):
            units = {table[:, list(s)].all(axis=1).tobytes() for s in combinations(range(width), size)}
            violations += len(units) > comb(width, size)
    return Evidence(
        "property-test",
        "tested",
        "family",
        "Random activation tables.",
        numbers={"examples": number, "seed": budget.seed, "violations": violations},
    )


def mutations() -> list[Mutation]:
    smaller = op("factorial", k) * m <= op("^", d - 1, k)
    exponent = op("factorial", k) * m <= op("^", d, k - 1)
    single = {
        **POINT,
        "k": 1,
        "K": [[0, 1, 1], [1, 0, 1], [1, 1, 0]],
        "concepts": [[0, 1, 2], [1, 2]],
        "units": [[], [0]],
    }
    one_less = m <= binomial(d, k) - 1
    return [
        wrong("smaller-base", r"$\binom{d}{k} \le (d - 1)^k / k!$", STATEMENT, POINT, smaller),
        wrong("exponent", r"$k!\, m \le d^{k-1}$", STATEMENT, POINT, exponent),
        wrong("one-less", r"$m < \binom{d}{k}$", STATEMENT, POINT, one_less),
        wrong(
            "not-empty",
            "the empty unit is not counted: m is the number of neurons used",
            STATEMENT,
            single,
            m <= length(op("flatten", units)),
        ),
        Mutation("smaller-base-in-general", r"$\binom{d}{k} \le (d - 1)^k / k!$", rejected=lambda: powers(4, shift=1)),
    ]
