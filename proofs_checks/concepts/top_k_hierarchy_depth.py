"""A Top-k layer cannot hold a hierarchy deeper than k, not even with multi-neuron units and any width."""

from __future__ import annotations

import random

import numpy as np

from proofs_checks.concepts._neurons import own
from proofs_checks.vocabulary import Given, Theorem
from theory.claims import Budget, Evidence
from theory.concepts.formal import extent, on_at
from theory.typed import (
    BOOL,
    both,
    cardinal,
    family,
    for_all,
    implies,
    inside,
    ordinal,
    scalar,
    size,
    subset,
    total,
    var,
)

K, U = var("K", family("N", family("d", BOOL))), var("U", family("L", subset("d")))
k, length = size("k"), size("L")
LARGEST = for_all("N", lambda x: cardinal(on_at(K, x, "d")) <= k, "x")

T = Theorem(
    id="concepts.top-k-hierarchy-depth",
    title="Depth of a Top-k hierarchy",
    says=r"""
        If at most $k$ neurons are on at each of $N$ points, every chain $E_1 \supsetneq \dots \supsetneq E_L$ of
        non-empty units (activation sets of conjunctions of neurons, the empty conjunction included) has $L \le k + 1$;
        and $L \le k$ if none is the set of all points. So at most $k$ strictly nested non-empty concepts other than
        $X$ can be separated exactly by conjunctive units. Beyond the formal statement: for every $k$ this is
        attained (points $0, \dots, k$, point $j$ with neurons $1, \dots, j$ on).""",
    source=own("statement of this project"),
    kind="bound",
    sizes="N d k L",
    about=(K, U),
    given={
        "budget": Given("at most k neurons are on at a point", LARGEST, fails={"k": 1}),
        "chain": Given(
            "every unit is strictly smaller than the one before",
            for_all(
                "L",
                lambda i: for_all(
                    "L",
                    lambda j: implies(
                        ordinal(i) + 1 == ordinal(j),
                        both(inside(extent(K, U[j]), extent(K, U[i])), extent(K, U[j]) != extent(K, U[i])),
                    ),
                    "j",
                ),
            ),
            fails={"L": 4, "U": [[], [], [], []]},
        ),
        "not-empty": Given(
            "the units of the chain are not empty",
            for_all("L", lambda j: cardinal(extent(K, U[j])) >= 1, "j"),
            fails={"N": 2, "K": [[False, False], [True, False]], "k": 1},
        ),
    },
    then=both(
        length <= k + 1,
        implies(for_all("L", lambda j: cardinal(extent(K, U[j])) < size("N"), "j"), length <= k),
    ),
    # X = {0, 1, 2}, point j with neurons 0, ..., j - 1: the units of {}, {0}, {0, 1} are nested
    example={
        **{"N": 3, "d": 2, "k": 2, "L": 3, "K": [[False, False], [True, False], [True, True]]},
        "U": [[], [0], [0, 1]],
    },
    needs=("concepts.galois-connection",),
)
T.wrongly("k-members", "chains have at most k members", length <= k)
T.wrongly(
    "neurons",
    "a chain of L members uses fewer than L neurons, counted with repetition",
    total("L", lambda j: scalar(cardinal(U[j])), "j") < scalar(length),
)
# four nested units at four points with up to three neurons on
DEEP = {
    **{"N": 4, "d": 3, "L": 4, "U": [[], [0], [0, 1], [0, 1, 2]]},
    "K": [[False] * 3, [True, False, False], [True, True, False], [True] * 3],
}
T.wrongly("units-buy-depth", "four nested units need more than four neurons on at a point", length < k, k=3, **DEEP)
PAGE = "concepts-neurons"
CLAIM, mutations = T.claim(), T.mutations


def examples(budget: Budget) -> Evidence:
    """The longest chain of non-empty units by brute force on random tables, and k + 1 members in the staircase."""
    rng, violations, number = random.Random(budget.seed), 0, budget.pick(quick=60, full=1000)
    for _ in range(number):
        points, width = rng.randint(1, 7), rng.randint(1, 5)
        table = np.array([[rng.random() < 0.5 for _ in range(width)] for _ in range(points)])
        violations += _depth(table) > int(table.sum(axis=1).max()) + 1
    for top in range(1, 6):
        violations += _depth(np.tri(top + 1, top, -1, dtype=bool)) != top + 1
    numbers = {"examples": number + 5, "seed": budget.seed, "violations": violations}
    return Evidence("property-test", "tested", "family", "Longest chains in random activation tables.", numbers=numbers)


def _depth(table: np.ndarray) -> int:
    width = table.shape[1]
    units = {
        frozenset(np.flatnonzero(table[:, [i for i in range(width) if m >> i & 1]].all(axis=1)).tolist())
        for m in range(2**width)
    } - {frozenset()}
    depth: dict[frozenset[int], int] = {}
    for unit in sorted(units, key=len):
        depth[unit] = 1 + max((v for other, v in depth.items() if other < unit), default=0)
    return max(depth.values())
