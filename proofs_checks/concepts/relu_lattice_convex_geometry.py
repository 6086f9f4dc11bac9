r"""ReLU extents are convex in the data: a neuron that is on at some points is on at all data points in their convex hull.

With all half-spaces as neurons the closure is conv(A) inside X; Top-K neurons can violate it.
"""

from __future__ import annotations

import itertools
import random

import numpy as np

from proofs_checks.concepts._contexts import against
from proofs_checks.vocabulary import Theorem
from theory.claims import Budget, Certificate, Evidence, Mutation, Source
from theory.concepts import FormalContext
from theory.concepts.formal import extent, intent
from theory.formal import Expression, exists, for_all, length, listing, member, names, op, span, support
from theory.formal import both as all_of
from theory.sdl import Activation
from theory.typed import (
    SCALAR,
    Expr,
    both,
    column,
    dot,
    iff,
    implies,
    listed,
    mat,
    negation,
    subset,
    total,
    var,
    vec,
)
from theory.typed import exists as some
from theory.typed import for_all as every
from theory.typed import member as element

X, W = names("X W")
# neurons 1, x + 2, 2 - x at the points -2, 0, 2, lifted by a constant coordinate
LIFTED, ROWS = [[-2, 1], [0, 1], [2, 1]], [[0, 1], [1, 2], [-1, 2]]


def _active(activation: Activation, neuron: int) -> Expression:
    table = op("codes", activation, W, X)
    return support(listing(table, lambda z: z[neuron], "z"))


def _between_is_on(on: Expression) -> Expression:
    """Every point between two points of the set is in the set (points on a line)."""

    def inside(i):
        return all_of(exists(on, lambda a: X[a, 0] <= X[i, 0], "a"), exists(on, lambda a: X[a, 0] >= X[i, 0], "a"))

    return for_all(span(length(X)), lambda i: op("implies", inside(i), member(i, on)), "i")


def top_2() -> Certificate:
    """Neuron 0 of a Top-2 code is on at -2 and 2 and off at 0."""
    return against(
        {"X": LIFTED, "W": ROWS},
        {},
        _between_is_on(_active(Activation("topk", k=2), 0)),
        means="values 1, x + 2, 2 - x: at 0 the other two are 2, at -2 and 2 one of them is 0",
    )


P, V, b = var("X", mat("n", "N")), var("W", mat("n", "d")), var("b", vec("d"))
# the context of points and neurons
K = listed("N", lambda x: listed("d", lambda i: dot(column(V, i), column(P, x)) + b[i] > 0), "x")


def in_hull(y: Expr, a: Expr) -> Expr:
    """The point is an average of the points of a set."""
    return some(
        vec("N"),
        lambda v: both(
            every("N", lambda x: v[x] >= 0, "x1"),
            total("N", lambda x: v[x], "x1") == 1,
            every("N", lambda x: implies(negation(element(x, a)), v[x] == 0), "x1"),
            P @ v == column(P, y),
        ),
        "v",
    )


def in_every_half_space(y: Expr, a: Expr) -> Expr:
    """The point is in every open half-space that contains the set."""
    value = lambda w, c, x: dot(w, column(P, x)) + c > 0  # noqa: E731
    contains = lambda w, c: every("N", lambda x: implies(element(x, a), value(w, c, x)), "x2")  # noqa: E731
    return every(vec("n"), lambda w: every(SCALAR, lambda c: implies(contains(w, c), value(w, c, y)), "c"), "w")


EVERY_SET = every(subset("N"), lambda a: every("N", lambda y: implies(in_hull(y, a), element(y, a)), "y"), "A")
T = Theorem(
    id="concepts.relu-lattice-convex-geometry",
    title="ReLU lattices live in the convex geometry of the data",
    says=r"""
        In the context of points $X \subset \mathbb{R}^n$ and ReLU neurons every extent $E$ has $\mathrm{conv}(E) \cap
        X = E$, so $A'' \supseteq \mathrm{conv}(A) \cap X$. With all open half-spaces as neurons $A'' =
        \mathrm{conv}(A) \cap X$ for every finite $A$.""",
    source=Source("statement of this project", arxiv="", ours=True),
    kind="property",
    sizes="n N d",
    about=(P, V, b),
    given={},
    then=both(
        every(
            subset("d"),
            lambda s: every("N", lambda y: implies(in_hull(y, extent(K, s)), element(y, extent(K, s))), "y"),
            "B",
        ),
        every(
            subset("N"),
            lambda a: every("N", lambda y: implies(in_hull(y, a), element(y, extent(K, intent(K, a)))), "y"),
            "A",
        ),
        every(subset("N"), lambda a: every("N", lambda y: iff(in_hull(y, a), in_every_half_space(y, a)), "y"), "A"),
    ),
    # the neurons 1, x + 2, 2 - x at the points -2, 0, 2; the middle is an average of the ends
    example={
        "n": 1,
        "N": 3,
        "d": 3,
        "X": [[-2, 0, 2]],
        "W": [[0, 1, -1]],
        "b": [1, 2, 2],
        "v": ["1/2", 0, "1/2"],
        "w": [1],
        "c": 0,
    },
    needs=("concepts.galois-connection",),
    remark="Active means a positive affine value: false for Top-k neurons (the variant).",
)
T.wrongly("every-set", "every set of data points is convex in X", EVERY_SET)
CLAIM = T.claim()


def examples(budget: Budget) -> Evidence:
    """Random planar integer points and neurons: no point of X in a triangle of points of an extent is missing from it."""
    rng, count, violations = random.Random(budget.seed), budget.pick(quick=40, full=800), 0
    for _ in range(count):
        x = rng.sample([(i, j) for i in range(5) for j in range(5)], 8)
        neurons = [(rng.randint(-3, 3), rng.randint(-3, 3), rng.randint(-4, 4)) for _ in range(5)]
        k = FormalContext.from_bool(
            np.array([[u * p + v * q + b > 0 for u, v, b in neurons] for p, q in x], dtype=bool)
        )
        chosen = np.array([rng.random() < 0.4 for _ in x], dtype=bool)
        extent = k.extent(k.intent(chosen))
        inside = [x[i] for i in np.flatnonzero(extent)]
        for (a, b, c), (i, y) in itertools.product(itertools.combinations(inside, 3), enumerate(x)):
            sides = [(q[0] - p[0]) * (y[1] - p[1]) - (q[1] - p[1]) * (y[0] - p[0]) for p, q in ((a, b), (b, c), (c, a))]
            strictly = all(s > 0 for s in sides) or all(s < 0 for s in sides)
            violations += strictly and not bool(extent[i])
    numbers = {"examples": count, "seed": budget.seed, "violations": violations}
    text = "Random planar point sets with five neurons, points inside triangles of an extent."
    return Evidence("property-test", "tested", "family", text, numbers=numbers)


def mutations() -> list[Mutation]:
    return [*T.mutations(), Mutation("top-k-too", "the same for a Top-2 neuron", refuted_by=top_2)]
