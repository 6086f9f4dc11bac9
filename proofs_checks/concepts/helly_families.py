r"""Families of neurons: all can be on together iff every n + 1 of them can (Helly); on data, iff they share an object."""

from __future__ import annotations

import itertools
import random
from typing import Any

import numpy as np

from proofs_checks.concepts._contexts import random_context
from proofs_checks.concepts._neurons import own
from proofs_checks.vocabulary import Theorem
from solvers.concepts.lattice import concept_lattice
from solvers.concepts.separability import Separated, separate
from theory.claims import Budget, Evidence
from theory.concepts.formal import extent, intent, single
from theory.typed import (
    BOOL,
    Expr,
    both,
    cardinal,
    column,
    dot,
    exists,
    family,
    for_all,
    iff,
    implies,
    inside,
    listed,
    mat,
    member,
    negation,
    size,
    subset,
    var,
    vec,
    zero,
)

W, b, X = var("W", mat("n", "d")), var("b", vec("d")), var("X", mat("n", "N"))
K = var("K", family("N", family("d", BOOL)))  # which neurons are on at which of the points of X
M, a = var("M", subset("d")), var("a", vec("d"))
n, d = size("n"), size("d")


def on(w: Expr, c: Expr, y: Expr, i: Expr) -> Expr:
    """Neuron i of the weights and biases is on at a point."""
    return dot(column(w, i), y) + c[i] > 0


def together(w: Expr, c: Expr, some: Expr | None = None) -> Expr:
    """All neurons, or those of a set, are on together at a point."""
    each = lambda i, y: on(w, c, y, i) if some is None else implies(member(i, some), on(w, c, y, i))  # noqa: E731
    return exists(vec("n"), lambda y: for_all("d", lambda i: each(i, y)), "y")


def shared(m: Expr) -> Expr:
    """A set of neurons is a family: all of it is on at one of the points of X."""
    return cardinal(extent(K, m)) >= 1


def every_few(most: Expr) -> Expr:
    """Every set of so few neurons is a family."""
    return for_all(subset("d"), lambda m: implies(cardinal(m) <= most, shared(m)), "F")


def row(i: Expr, name: str) -> Expr:
    """The neurons that are on at a point of X."""
    return intent(K, single("N", i, name))


def no_weights(*conditions: Expr) -> Expr:
    """No nonnegative weights exclude a common point (Motzkin)."""
    return for_all(
        vec("d"),
        lambda a: implies(both(for_all("d", lambda i: a[i] >= 0), W @ a == zero(vec("n")), *conditions), dot(b, a) > 0),
        "a",
    )


NO_WEIGHTS = no_weights(negation(a == zero(vec("d"))))
HELLY = iff(together(W, b), for_all(subset("d"), lambda m: implies(cardinal(m) <= n + 1, together(W, b, m)), "F"))
TIGHT = exists(
    mat("n", "d"),
    lambda v: exists(
        vec("d"),
        lambda c: both(
            for_all(subset("d"), lambda m: implies(cardinal(m) <= n, together(v, c, m)), "F"), negation(together(v, c))
        ),
        "c",
    ),
    "V",
)
MAXIMAL = exists(
    "N",
    lambda j: both(
        inside(M, row(j, "j1")),
        for_all("N", lambda k: implies(inside(row(j, "j1"), row(k, "k1")), row(k, "k1") == row(j, "j1")), "k"),
    ),
    "j",
)
ON_DATA = both(
    iff(shared(M), exists("N", lambda j: inside(M, row(j, "j1")), "j")),
    implies(shared(M), MAXIMAL),
)

# x > 0, y > 0 and x + y < 1: a common point; with x + y < 0 every two have one, all three have none
TRIANGLE: dict[str, Any] = {
    "n": 2,
    "d": 3,
    "N": 1,
    "W": [[1, 0, -1], [0, 1, -1]],
    "b": [0, 0, 1],
    "X": [["1/4"], ["1/4"]],
    "M": [0, 1],
    "a": [1, 1, 1],
}
PAIRS: dict[str, Any] = {"b": [0, 0, 0], "N": 3, "X": [[1, 1, -2], [1, -2, 1]]}

PAGE = "concepts-neurons"
T = Theorem(
    id="concepts.helly-families",
    title="Families of neurons and Helly's theorem",
    says=r"""
        Finitely many ReLU neurons on $\mathbb{R}^n$ are all on at some point of $\mathbb{R}^n$ iff every $n + 1$ of
        them are (or all, if there are fewer); no weights $a \ge 0$, $a \ne 0$ with $\sum a_i w_i = 0$ have $\sum a_i
        b_i \le 0$ then. For every $n$ there are $n + 1$ neurons of which every $n$ are on together and never all. On
        data: $M$ is a family (all of $M$ is on at some data point) iff $M$ lies in the intent of an object, and every
        family lies in a maximal one of these.""",
    source=own(
        "statement of this project",
        "families: arXiv 2606.07007, as reported; not checked against the paper. Helly (1923)",
    ),
    kind="equivalence",
    sizes="n d N",
    about=(W, b, X, M),
    given={},
    let=((K, listed("N", lambda j: listed("d", lambda i: on(W, b, column(X, j), i)), "j")),),
    then=both(HELLY, implies(every_few(n + 1), NO_WEIGHTS), implies(d == n + 1, TIGHT), ON_DATA),
    example=TRIANGLE,
    remark="""
        False for Top-k neurons: of the values 1, x + 2, 2 - x on the line with k = 2 every two are on together, and
        never all three (concepts.activation-sets-convex). False for infinitely many: the half-lines x > c.""",
)
T.wrongly("pairs-in-the-plane", "n neurons at a time are enough", implies(every_few(n), NO_WEIGHTS), **PAIRS)
T.wrongly("zero-weights", "the same for weights that are all 0", no_weights(), a=[0, 0, 0])
T.wrongly(
    "closed-sets",
    "on data, the families are the intents",
    implies(shared(M), intent(K, extent(K, M)) == M),
)
T.wrongly(
    "one-row",
    "every row is maximal",
    for_all(
        "N",
        lambda j: for_all(
            "N", lambda k: implies(inside(row(j, "j1"), row(k, "k1")), row(k, "k1") == row(j, "j1")), "k"
        ),
        "j",
    ),
    N=2,
    X=[["1/4", 1], ["1/4", 1]],
)
CLAIM, mutations = T.claim(), T.mutations


def _common_point(rows: list[tuple[int, int, int]]) -> bool:
    """Whether half-planes w . x + b > 0 have a common point: a hull question about the rows (w, b) and (0, 0, 1)."""
    # a solution (x, 1) of the homogeneous system w . x + b t > 0, t > 0
    return isinstance(separate([*rows, (0, 0, 1)], range(len(rows) + 1), mode="bias-free-strict"), Separated)


def examples(budget: Budget) -> list[Evidence]:
    """Random half-planes by exact linear programs; maximal intents of objects by the lattice algorithm."""
    rng, count, violations = random.Random(budget.seed), budget.pick(quick=12, full=200), 0
    for _ in range(count):
        rows = [(rng.randint(-4, 4), rng.randint(-4, 4), rng.randint(-3, 4)) for _ in range(rng.randint(3, 6))]
        threes = all(_common_point(list(t)) for t in itertools.combinations(rows, 3))
        violations += _common_point(rows) != threes
    helly = Evidence(
        "property-test",
        "tested",
        "fixed-dimension",
        "Up to six random half-planes, every three against all.",
        numbers={"examples": count, "seed": budget.seed, "violations": violations},
    )
    count, violations = budget.pick(quick=30, full=600), 0
    for _ in range(count):
        k = random_context(rng, rng.randint(1, 8), rng.randint(1, 6))
        rows_ = {frozenset(np.flatnonzero(r).tolist()) for r in k.table()}
        maximal = {r for r in rows_ if not any(r < s for s in rows_)}
        lattice = concept_lattice(k)
        intents = [frozenset(b) for b, n in zip(lattice.intent_lists(), lattice.supports.tolist(), strict=True) if n]
        violations += {b for b in intents if not any(b < c for c in intents)} != maximal
    data = Evidence(
        "property-test",
        "tested",
        "family",
        "Largest intents with an object in random lattices against maximal rows.",
        numbers={"examples": count, "seed": budget.seed, "violations": violations},
    )
    return [helly, data]
