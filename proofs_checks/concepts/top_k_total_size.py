"""How much units of several Top-k neurons can hold in total."""

from __future__ import annotations

import random
from itertools import combinations
from math import comb
from typing import Any

import numpy as np

from proofs_checks.concepts._neurons import own
from proofs_checks.parts import hypotheses, wrong
from theory.claims import Budget, Certificate, Claim, Evidence, Mutation
from theory.evidence import checked, evaluation, proof, read
from theory.formal import (
    Expression,
    binomial,
    both,
    dot,
    for_all,
    implies,
    length,
    names,
    op,
    product,
    span,
    subsets,
    total,
)
from theory.statement import Statement

a, k, s = names("a k s")
A, d = names("A d")


def _on(row: Expression) -> Expression:
    """How many neurons are on."""
    return total(row, lambda x: x, "x")


# the sum of the sizes of all units of s neurons, in a table of points and neurons
SIZES = total(
    subsets(d),
    lambda unit: op("if", length(unit) == s, total(A, lambda row: product(unit, lambda i: row[i], "i"), "row"), 0),
    "unit",
)
STATEMENT = Statement(
    ("A", "d", "k", "s"),
    {
        "zero-one": for_all(A, lambda row: both(length(row) == d, for_all(row, lambda x: x * x == x, "x")), "row"),
        "budget": for_all(A, lambda row: _on(row) <= k, "row"),
        "sizes": both(k >= 0, s >= 0),
    },
    both(
        length(A) * binomial(k, s) >= SIZES,
        implies(for_all(A, lambda row: _on(row) == k, "row"), op("=", SIZES, length(A) * binomial(k, s))),
    ),
)
POINT: dict[str, Any] = {"A": [[1, 1, 0], [0, 1, 1]], "d": 3, "k": 2, "s": 2}

PAGE = "concepts-neurons"
CLAIM = Claim(
    id="concepts.top-k-total-size",
    title="Total size of Top-k units",
    statement=r"""
        If at most $k$ of $d$ neurons are on at each of $N$ points, then $\sum_{|M| = s} |\theta_M| \le \binom{k}{s}
        N$, over all conjunctive units of $s$ neurons. So a family of concepts separated by distinct units of $s$
        neurons has $\sum |C| \le \binom{k}{s} N$. Equality holds if exactly $k$ are on everywhere.""",
    source=own("statement of this project"),
    kind="bound",
    expected="argued",
    hypotheses=hypotheses(
        STATEMENT,
        POINT,
        {
            "zero-one": ("a neuron is on or not", {"A": [[-3, -3]], "d": 2, "k": 0}),
            "budget": ("at most k neurons are on at a point", {"k": 1}),
            "sizes": (r"$k, s \ge 0$", "they are numbers of neurons"),
        },
    ),
    statement_formal=STATEMENT,
)


def units(size: int) -> Expression:
    """The number of active units of s neurons at a point with activations a."""
    return total(
        subsets(size),
        lambda m: Expression(["if", op("=", op("length", m), s).json, product(m, lambda i: a[i], "i").json, 0]),
        "m",
    )


def point(size: int) -> Statement:
    """The bound at one point."""
    return Statement(
        ("a", "k", "s"),
        {"zero-one": for_all(a, lambda x: x**2 == x, "x"), "budget": dot(a, [1] * size) <= k},
        units(size) <= binomial(k, s),
    )


def one_point(size: int, *, less: int = 0) -> Certificate:
    """All activations, all k and s: the bound, and the exact count for a point with exactly k neurons on."""
    on = dot(a, [1] * size)
    holds = both(
        implies(on <= k, units(size) <= binomial(k, s) - less),
        implies(on == k, op("=", units(size), binomial(k, s) - less)),
    )
    bits = op("product_set", *[[0, 1]] * size)
    return evaluation(
        for_all(
            bits, lambda a: for_all(span(size + 1), lambda k: for_all(span(size + 1), lambda s: holds, "s"), "k"), "a"
        ),
        means="active sets of s neurons at one point",
    )


def prove(budget: Budget) -> list[Evidence]:
    certificate = proof(
        "The sizes of all units of s neurons add up to at most binom(k, s) N.",
        read(
            "double",
            r"$\sum_{|M| = s} |\theta_M|$ counts, over the points, the sets of $s$ neurons that are all on.",
            "counting",
        ),
        read("count", r"At a point with $j$ neurons on there are $\binom{j}{s}$ of them.", "counting"),
        checked("small", "All cases with up to four neurons, at one point.", one_point(4)),
        read(
            "monotone",
            r"$\binom{j}{s} \le \binom{k}{s}$ for $j \le k$: sets of $s$ among $j$ are sets of $s$ among $k$.",
            "counting",
        ),
        read("family", "Concepts of the family are some of the units.", "definition"),
        read(
            "all",
            "Together, with equality if j = k at every point.",
            "conclusion",
            "double",
            "count",
            "small",
            "monotone",
            "family",
        ),
    )
    return [
        Evidence("symbolic-proof", "proved", "all-parameters", "Counting the active sets at a point.", (certificate,)),
        Evidence(
            "exact-decision",
            "proved",
            "fixed-dimension",
            "Up to four neurons.",
            tuple(one_point(n) for n in range(1, 5)),
        ),
    ]


def examples(budget: Budget) -> Evidence:
    """Unit sizes summed over all units on random tables."""
    rng, violations, number = random.Random(budget.seed), 0, budget.pick(quick=60, full=1000)
    for _ in range(number):
        points, width = rng.randint(1, 12), rng.randint(1, 6)
        table = np.array([[rng.random() < 0.5 for _ in range(width)] for _ in range(points)])
        most = int(table.sum(axis=1).max())
        for size in range(width + 1):
            held = sum(int(table[:, list(m)].all(axis=1).sum()) for m in combinations(range(width), size))
            violations += held > comb(most, size) * points
    return Evidence(
        "property-test",
        "tested",
        "family",
        "Random activation tables.",
        numbers={"examples": number, "seed": budget.seed, "violations": violations},
    )


def mutations() -> list[Mutation]:
    one_less = length(A) * (binomial(k, s) - 1) >= SIZES
    return [
        wrong("one-less", r"$\binom{k}{s} - 1$", STATEMENT, POINT, one_less),
        wrong(
            "linear",
            "k times N for every s",
            STATEMENT,
            {"A": [[1, 1, 1, 1]], "d": 4, "k": 4, "s": 2},
            length(A) * k >= SIZES,
        ),
        wrong(
            "always-equal",
            "equality always holds",
            STATEMENT,
            {**POINT, "A": [[1, 0, 0], [0, 1, 1]]},
            op("=", SIZES, length(A) * binomial(k, s)),
        ),
        Mutation("one-less-at-a-point", r"$\binom{k}{s} - 1$ at one point", rejected=lambda: one_point(2, less=1)),
    ]
