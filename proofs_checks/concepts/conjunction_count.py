"""Counting units: how many concepts d neurons can separate by units of k neurons."""

from __future__ import annotations

import random
from itertools import combinations
from math import comb

import numpy as np

from proofs_checks.concepts._neurons import reported
from theory.claims import Budget, Certificate, Claim, Evidence, Hypothesis, Mutation
from theory.evidence import checked, evaluation, proof, read
from theory.formal import binomial, both, for_all, names, op, product, span
from theory.statement import Statement

d, k, m = names("d k m")
SIZES = both(k >= 1, k <= d)
SETS = Statement(
    ("d", "k", "m"), {"sizes": SIZES, "distinct": m <= binomial(d, k)}, op("factorial", k) * m <= op("^", d, k)
)

CLAIM = Claim(
    id="concepts.conjunction-count",
    title="Counting conjunctive units",
    statement=r"If $m$ distinct concepts are separated by units of exactly $k$ of $d$ neurons, $1 \le k \le d$, then "
    r"$m \le \binom{d}{k} \le d^k / k!$, so $d \ge (k!\, m)^{1/k}$; by units of at most $k$ neurons: $m \le \sum_{j "
    r"\le k} \binom{d}{j}$.",
    source=reported("Theorem 5.10"),
    kind="bound",
    expected="argued",
    hypotheses=(
        Hypothesis(
            "distinct",
            "the concepts are distinct, so they need distinct units",
            lambda: SETS.satisfied_by({"d": 3, "k": 2, "m": 3}),
            drop=lambda: SETS.without("distinct").refuted_by({"d": 1, "k": 1, "m": 2}),
        ),
    ),
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
    return [
        Mutation("smaller-base", r"$\binom{d}{k} \le (d - 1)^k / k!$", rejected=lambda: powers(4, shift=1)),
        Mutation(
            "exponent",
            r"$k!\, m \le d^{k-1}$",
            refuted_by=lambda: SETS.concluding(op("factorial", k) * m <= op("^", d, k - 1)).refuted_by(
                {"d": 3, "k": 2, "m": 3}
            ),
        ),
    ]
