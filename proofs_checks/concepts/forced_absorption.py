"""The activation budget: in a Top-k layer concepts that overlap more than k-fold must lose points, and this many at least."""

from __future__ import annotations

import random
from typing import Any

import numpy as np

from proofs_checks.concepts._neurons import own
from proofs_checks.vocabulary import Given, Theorem
from theory.claims import Budget, Certificate, Evidence
from theory.concepts.units import topk_active
from theory.evidence import evaluation
from theory.formal import both as all_of
from theory.formal import dot, names, op, positive_part, span
from theory.formal import exists as some
from theory.formal import for_all as every
from theory.formal import implies as if_then
from theory.typed import (
    BOOL,
    Expr,
    absolute,
    both,
    cardinal,
    either,
    exists,
    family,
    for_all,
    implies,
    index,
    indicator,
    larger,
    negation,
    scalar,
    size,
    those,
    total,
    var,
)

# which concepts a point is in, which neurons are on at it, the neuron of each concept
C = var("C", family("N", family("c", BOOL)))
A = var("A", family("N", family("d", BOOL)))
neuron = var("i", family("c", index("d")))
k, points = scalar(size("k")), scalar(size("N"))


def over(condition: Any) -> Expr:
    """How many pairs of a point and a concept have a property."""
    return total("N", lambda x: total("c", lambda j: indicator(condition(x, j)), "j"), "x")


degree = lambda x: cardinal(those("c", lambda j: C[x][j], "j"))  # noqa: E731
lost = over(lambda x, j: both(C[x][j], negation(A[x][neuron[j]])))
kept = over(lambda x, j: both(C[x][j], A[x][neuron[j]]))
excess = total("N", lambda x: larger(scalar(degree(x)) - k, 0), "x")
COVERED = for_all("N", lambda x: for_all("c", lambda j: implies(C[x][j], A[x][neuron[j]]), "j"), "x")
below = lambda j, l: for_all("N", lambda x: implies(C[x][j], C[x][l]), "x")  # noqa: E731, E741
CHAIN = for_all("c", lambda j: for_all("c", lambda l: either(below(j, l), below(l, j)), "l"), "j")  # noqa: E741
NOT_EMPTY = for_all("c", lambda j: exists("N", lambda x: C[x][j], "x"), "j")

PAGE = "concepts-neurons"
T = Theorem(
    id="concepts.forced-absorption",
    title="Activation budget and forced absorption",
    says=r"""
        Let at most $k$ neurons be on at each of $N$ points, and let $C \mapsto i(C)$ assign different neurons to the
        concepts of a finite family. With $\deg(x)$ the number of concepts that contain $x$: $\sum_C |C \setminus
        A_{i(C)}| \ge \sum_x (\deg(x) - k)^+$. So if every concept is covered by its neuron, $\deg \le k$ everywhere;
        a chain of $L$ non-empty concepts needs $k \ge L$; and $\sum_C |C \cap A_{i(C)}| \le kN$. Beyond the formal
        statement: equality holds for suitable activation tables.""",
    source=own("statement of this project", "the sum bound was reported; pointwise form and equality are ours"),
    kind="bound",
    sizes="N c d k",
    about=(C, A, neuron),
    given={
        "budget": Given(
            "at most k neurons are on at a point",
            for_all("N", lambda x: cardinal(those("d", lambda j: A[x][j], "j")) <= size("k"), "x"),
            fails={"A": [[True, True], [True, True]]},
        ),
        "injective": Given(
            "different concepts have different neurons",
            for_all("c", lambda j: for_all("c", lambda l: implies(neuron[j] == neuron[l], j == l), "l"), "j"),  # noqa: E741
            fails={"i": [0, 0], "A": [[True, False], [True, False]]},
        ),
    },
    then=both(
        lost >= excess,
        implies(COVERED, for_all("N", lambda x: degree(x) <= size("k"), "x")),
        implies(both(COVERED, CHAIN, NOT_EMPTY), size("c") <= size("k")),
        kept <= k * points,
    ),
    # two points, both in the two nested concepts, one of two neurons on at each; two points are lost
    example={
        "N": 2,
        "c": 2,
        "d": 2,
        "k": 1,
        "C": [[True, True], [True, True]],
        "A": [[True, False], [False, True]],
        "i": [0, 1],
    },
)
T.wrongly("strict", "strictly more points are lost", lost > excess)
T.wrongly("one-more", r"$\deg(x) - k + 1$ are lost", lost >= excess + points)
T.wrongly(
    "no-positive-part",
    "every point loses |deg(x) - k| or more",
    lost >= total("N", lambda x: absolute(scalar(degree(x)) - k), "x"),
    C=[[True, False], [False, True]],
    k=2,
)
T.wrongly("half-the-budget", "at most k N / 2 points are kept", 2 * kept <= k * points)
T.wrongly(
    "any-family",
    "k concepts at most, when all are covered, also when they are no chain",
    implies(both(COVERED, NOT_EMPTY), size("c") <= size("k")),
    C=[[True, False], [False, True]],
)
CLAIM, mutations = T.claim(), T.mutations


c, a, k_ = names("c a k")


def one_point(size: int) -> Certificate:
    """All memberships, all activations and all k at one point with ``size`` concepts; equality for some activation."""
    bits = op("product_set", *[[0, 1]] * size)
    ones = [1] * size
    bound = positive_part(dot(c, ones) - k_)
    lost = dot(c, ones) - dot(c, a)
    within = every(bits, lambda a: if_then(dot(a, ones) <= k_, lost >= bound), "a")
    attained = some(bits, lambda a: all_of(dot(a, ones) <= k_, op("=", lost, bound)), "a")
    return evaluation(
        every(bits, lambda c: every(span(size + 1), lambda _: all_of(within, attained), "k"), "c"),
        means="c_i: the point is in concept i; a_i: its neuron is on",
    )


def prove(budget: Budget) -> Evidence:
    top = budget.pick(quick=4, full=5)  # six are more work than one check may take
    return Evidence(
        "exact-decision",
        "proved",
        "fixed-dimension",
        f"Everything that can happen at a point with up to {top} concepts; equality too.",
        tuple(one_point(n) for n in range(1, top + 1)),
    )


def examples(budget: Budget) -> Evidence:
    """Random Top-k layers on random points with random concepts."""
    rng, violations, number = random.Random(budget.seed), 0, budget.pick(quick=200, full=5000)
    for _ in range(number):
        points, width, kept = rng.randint(1, 30), rng.randint(1, 12), rng.randint(1, 12)
        kept = min(kept, width)
        table: Any = np.array([[rng.randint(-9, 30) for _ in range(width)] for _ in range(points)])
        active = topk_active(table, kept)
        family = np.array([[rng.random() < 0.5 for _ in range(width)] for _ in range(points)])
        lost = int(np.count_nonzero(family & ~active))
        violations += lost < int(np.maximum(family.sum(axis=1) - kept, 0).sum()) or int(active.sum()) > kept * points
    return Evidence(
        "property-test",
        "tested",
        "family",
        "Random Top-k layers (ties included), neuron i assigned to concept i.",
        numbers={"examples": number, "seed": budget.seed, "violations": violations},
    )
