"""Counting units: how many concepts d neurons can separate by units of k neurons."""

from __future__ import annotations

import random
from itertools import combinations
from math import comb

import numpy as np

from proofs_checks.concepts._neurons import reported
from proofs_checks.vocabulary import Given, Theorem
from theory.claims import Budget, Evidence
from theory.concepts.formal import extent
from theory.typed import (
    BOOL,
    binomial,
    both,
    cardinal,
    factorial,
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

K, U = var("K", family("N", family("d", BOOL))), var("U", family("m", subset("d")))
C = var("C", family("m", subset("N")))
d, k, m = size("d"), size("k"), size("m")

T = Theorem(
    id="concepts.conjunction-count",
    title="Counting conjunctive units",
    says=r"""
        If $m$ distinct concepts are separated by units of exactly $k$ of $d$ neurons, then $m \le \binom{d}{k}$ and
        $k!\, m \le d^k$, so $d \ge (k!\, m)^{1/k}$ for $k \ge 1$; by units of at most $k$ neurons: $m \le \sum_{j \le k}
        \binom{d}{j}$.""",
    source=reported("Theorem 5.10"),
    kind="bound",
    sizes="N d k m",
    about=(K, U, C),
    given={
        "units": Given(
            "units of at most k neurons",
            for_all("m", lambda j: cardinal(U[j]) <= k, "j"),
            fails={"m": 5, "k": 1, "C": [[0, 1, 2], [1, 2], [0, 2], [0, 1], [2]], "U": [[], [0], [1], [2], [0, 1]]},
        ),
        "separated": Given(
            "each concept is the set of points at which its unit is on",
            for_all("m", lambda j: C[j] == extent(K, U[j]), "j"),
            fails={"m": 4, "k": 0, "C": [[], [0], [1], [2]], "U": [[], [], [], []]},
        ),
        "distinct": Given(
            "the concepts are distinct",
            for_all("m", lambda i: for_all("m", lambda j: implies(C[i] == C[j], i == j), "j")),
            fails={"k": 0, "C": [[0, 1, 2]] * 3, "U": [[]] * 3},
        ),
    },
    then=both(
        scalar(m) <= 1 + total("k", lambda i: scalar(binomial(d, ordinal(i)))),
        implies(
            for_all("m", lambda j: cardinal(U[j]) == k, "j"), both(m <= binomial(d, k), factorial(k) * m <= power(d, k))
        ),
    ),
    # three neurons, each off at one of three points: the three pairs separate the three singletons
    example={
        **{"N": 3, "d": 3, "k": 2, "m": 3, "K": [[False, True, True], [True, False, True], [True, True, False]]},
        **{"C": [[2], [1], [0]], "U": [[0, 1], [0, 2], [1, 2]]},
    },
    needs=("concepts.galois-connection",),
)
T.wrongly(
    "smaller-base",
    r"$k!\, m \le (d - 1)^k$",
    for_all("d", lambda i: implies(ordinal(i) + 1 == d, factorial(k) * m <= power(ordinal(i), k))),
)
T.wrongly("exponent", r"$k!\, m \le d^{k-1}$", factorial(k) * m * d <= power(d, k))
T.wrongly("one-less", r"$m < \binom{d}{k}$", m < binomial(d, k))
T.wrongly(
    "not-empty",
    "the empty unit is not counted: m is at most the number of neurons used",
    scalar(m) <= total("m", lambda j: scalar(cardinal(U[j])), "j"),
    **{"m": 2, "k": 1, "C": [[0, 1, 2], [1, 2]], "U": [[], [0]]},
)
PAGE = "concepts-neurons"
CLAIM, mutations = T.claim(), T.mutations


def examples(budget: Budget) -> Evidence:
    """Distinct units in random activation tables."""
    rng, violations, number = random.Random(budget.seed), 0, budget.pick(quick=60, full=1000)
    for _ in range(number):
        points, width = rng.randint(1, 8), rng.randint(1, 6)
        table = np.array([[rng.random() < 0.6 for _ in range(width)] for _ in range(points)])
        for s in range(1, width + 1):
            units = {table[:, list(c)].all(axis=1).tobytes() for c in combinations(range(width), s)}
            violations += len(units) > comb(width, s)
    numbers = {"examples": number, "seed": budget.seed, "violations": violations}
    return Evidence("property-test", "tested", "family", "Random activation tables.", numbers=numbers)
