"""How much units of several Top-k neurons can hold in total."""

from __future__ import annotations

import random
from itertools import combinations
from math import comb
from typing import Any

import numpy as np

from proofs_checks.concepts._neurons import own
from proofs_checks.vocabulary import Given, Theorem
from theory.claims import Budget, Evidence
from theory.concepts.formal import extent, on_at
from theory.typed import (
    BOOL,
    binomial,
    both,
    cardinal,
    exists,
    family,
    for_all,
    implies,
    scalar,
    size,
    subset,
    total,
    var,
)

K, U = var("K", family("N", family("d", BOOL))), var("U", family("m", subset("d")))
k, s = size("k"), size("s")
HELD = total("m", lambda j: scalar(cardinal(extent(K, U[j]))), "j")
MOST = scalar(size("N")) * scalar(binomial(k, s))
EQUAL = for_all("N", lambda x: cardinal(on_at(K, x, "d")) == k, "x")
ALL = for_all(subset("d"), lambda a: implies(cardinal(a) == s, exists("m", lambda j: U[j] == a, "j")), "A")

T = Theorem(
    id="concepts.top-k-total-size",
    title="Total size of Top-k units",
    says=r"""
        If at most $k$ of $d$ neurons are on at each of $N$ points, then $\sum_M |\theta_M| \le \binom{k}{s} N$ over
        distinct sets $M$ of $s$ neurons, $\theta_M$ the points at which all of $M$ are on. So concepts separated by
        distinct units of $s$ neurons have $\sum |C| \le \binom{k}{s} N$. Equality holds for all sets of $s$ neurons
        if exactly $k$ are on everywhere.""",
    source=own("statement of this project"),
    kind="bound",
    sizes="N d k s m",
    about=(K, U),
    given={
        "budget": Given(
            "at most k neurons are on at a point",
            for_all("N", lambda x: cardinal(on_at(K, x, "d")) <= k, "x"),
            fails={"k": 1},
        ),
        "units": Given(
            "the units have s neurons", for_all("m", lambda j: cardinal(U[j]) == s, "j"), fails={"U": [[], [0], [1]]}
        ),
        "distinct": Given(
            "the units are distinct",
            for_all("m", lambda i: for_all("m", lambda j: implies(U[i] == U[j], i == j), "j")),
            fails={"U": [[0, 1]] * 3},
        ),
    },
    then=both(HELD <= MOST, implies(both(EQUAL, ALL), HELD == MOST)),
    example={
        **{"N": 2, "d": 3, "k": 2, "s": 2, "m": 3, "K": [[True, True, False], [False, True, True]]},
        "U": [[0, 1], [0, 2], [1, 2]],
    },
)
FOUR: dict[str, Any] = {
    "N": 1,
    "d": 4,
    "k": 4,
    "m": 6,
    "K": [[True] * 4],
    "U": [list(c) for c in combinations(range(4), 2)],
}
T.wrongly("one-less", r"$\binom{k}{s} - 1$", HELD <= scalar(size("N")) * (scalar(binomial(k, s)) - 1))
T.wrongly("linear", "k times N for every s", HELD <= scalar(size("N")) * scalar(k), **FOUR)
T.wrongly(
    "always-equal", "equality always holds", implies(ALL, HELD == MOST), K=[[True, False, False], [False, True, True]]
)
T.wrongly("any-units", "equality for any units", implies(EQUAL, HELD == MOST), m=1, U=[[0, 1]])
PAGE = "concepts-neurons"
CLAIM, mutations = T.claim(), T.mutations


def examples(budget: Budget) -> Evidence:
    """Unit sizes summed over all units on random tables."""
    rng, violations, number = random.Random(budget.seed), 0, budget.pick(quick=60, full=1000)
    for _ in range(number):
        points, width = rng.randint(1, 12), rng.randint(1, 6)
        table = np.array([[rng.random() < 0.5 for _ in range(width)] for _ in range(points)])
        most = int(table.sum(axis=1).max())
        for of in range(width + 1):
            held = sum(int(table[:, list(c)].all(axis=1).sum()) for c in combinations(range(width), of))
            violations += held > comb(most, of) * points
    numbers = {"examples": number, "seed": budget.seed, "violations": violations}
    return Evidence("property-test", "tested", "family", "Random activation tables.", numbers=numbers)
