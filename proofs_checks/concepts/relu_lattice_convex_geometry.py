r"""ReLU extents are convex in the data: a neuron that is on at some points is on at all data points in their convex hull.

With all half-spaces as neurons the closure is conv(A) inside X; Top-K neurons can violate it.
"""

from __future__ import annotations

import itertools
import random

import numpy as np

from proofs_checks.concepts._contexts import against, call, decision, let
from theory.claims import Budget, Certificate, Claim, Evidence, Hypothesis, Mutation, Source
from theory.concepts import FormalContext
from theory.evidence import checked, derivation, illustration, implication, proof, read, relation, term
from theory.formal import Expression, both, exists, for_all, length, listing, member, names, op, span, subsets, support
from theory.sdl import Activation

X, W, T = names("X W T")
# neurons 1, x + 2, 2 - x at the points -2, 0, 2, lifted by a constant coordinate
LIFTED, ROWS = [[-2, 1], [0, 1], [2, 1]], [[0, 1], [1, 2], [-1, 2]]


def _active(activation: Activation, neuron: int) -> Expression:
    table = op("codes", activation, W, X)
    return support(listing(table, lambda z: z[neuron], "z"))


def _between_is_on(on: Expression) -> Expression:
    """Every point between two points of the set is in the set (points on a line)."""

    def inside(i):
        return both(exists(on, lambda a: X[a, 0] <= X[i, 0], "a"), exists(on, lambda a: X[a, 0] >= X[i, 0], "a"))

    return for_all(span(length(X)), lambda i: op("implies", inside(i), member(i, on)), "i")


def top_2() -> Certificate:
    """Neuron 0 of a Top-2 code is on at -2 and 2 and off at 0."""
    return against(
        {"X": LIFTED, "W": ROWS},
        {},
        _between_is_on(_active(Activation("topk", k=2), 0)),
        means="values 1, x + 2, 2 - x: at 0 the other two are 2, at -2 and 2 one of them is 0",
    )


def relu() -> Certificate:
    holds = let({"X": LIFTED, "W": ROWS}, both(*(_between_is_on(_active(Activation("relu"), i)) for i in range(3))))
    return decision(holds, means="the same neurons with ReLU: each is on along an interval of the points")


CLAIM = Claim(
    id="concepts.relu-lattice-convex-geometry",
    title="ReLU lattices live in the convex geometry of the data",
    statement=r"""
        In the context of points $X \subset \mathbb{R}^n$ and ReLU neurons every extent $E$ has $\mathrm{conv}(E) \cap
        X = E$, so $A'' \supseteq \mathrm{conv}(A) \cap X$. With all open half-spaces as neurons $A'' =
        \mathrm{conv}(A) \cap X$ for every finite $A$.""",
    source=Source("statement of this project", arxiv="", ours=True),
    kind="property",
    expected="argued",
    hypotheses=(Hypothesis("relu", "active means a positive affine value", relu, drop=top_2),),
    depends_on=("concepts.galois-connection",),
)


def convex() -> Certificate:
    a, b, m, t = names("a b m t")
    return implication(
        "a b m t",
        assume=[
            relation(m, ">"),
            relation(a - m, ">="),
            relation(b - m, ">="),
            relation(t, ">="),
            relation(1 - t, ">="),
        ],
        conclude=relation(t * a + (1 - t) * b, ">"),
        by=derivation(term(1, use=(0,)), term(1, use=(1, 3)), term(1, use=(2, 4))),
        means="values a, b >= m > 0 at two points: positive on the segment",
    )


def line() -> Certificate:
    """Six points on a line, all half-lines as neurons: the closure of A is the interval it spans, for every A."""
    cuts = span(-1, 6)
    table = listing(
        span(6),
        lambda x: op(
            "append",
            listing(cuts, lambda c: op("if", x > c, 1, 0), "c"),
            listing(cuts, lambda c: op("if", x <= c, 1, 0), "c"),
        ),
        "x",
    )
    closure = lambda a: call("prime", Expression("K"), call("prime", T, a))  # noqa: E731
    spanned = lambda a: support(  # noqa: E731
        listing(
            span(6),
            lambda i: op("if", both(exists(a, lambda p: p <= i, "p"), exists(a, lambda p: i <= p, "p")), 1, 0),
            "i",
        )
    )
    holds = let({"K": table, "T": op("transpose", "K")}, for_all(subsets(6), lambda a: closure(a) == spanned(a), "a"))
    return decision(holds, means="the universal lattice of six points on a line is the lattice of intervals")


def prove(budget: Budget) -> Evidence:
    certificate = proof(
        "ReLU extents are convex in X; with all half-spaces the closure is the convex hull in X.",
        checked("segment", "A neuron that is positive at two points is positive between them.", convex()),
        read(
            "hull",
            r"By induction over the number of points it is positive on the convex hull of finitely many.",
            "induction",
            "segment",
        ),
        read(
            "extent",
            r"""
            An extent is where all of some neurons are on; a data point in $\mathrm{conv}(E)$ has them all on too.""",
            "definition",
            "hull",
        ),
        read(
            "closure",
            r"$A''$ is an extent that contains A, so it contains $\mathrm{conv}(A) \cap X$.",
            "conclusion",
            "extent",
        ),
        read(
            "universal",
            r"""
            A point $y \in X$ outside the compact set $\mathrm{conv}(A)$ is separated from it strictly by an open
            half-space that contains A and not y (A empty: a half-space far away); so $y \notin A''$.""",
            "separation",
        ),
        read("all", "Together.", "conclusion", "closure", "universal"),
    )
    return Evidence(
        "symbolic-proof",
        "proved",
        "all-parameters",
        "Affine functions and separation.",
        (
            certificate,
            illustration("Decided for six points on a line and all sets A.", line()),
        ),
    )


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
    return Evidence(
        "property-test",
        "tested",
        "family",
        """
        Random planar point sets with five neurons, points inside triangles of an extent.""",
        numbers={"examples": count, "seed": budget.seed, "violations": violations},
    )


def mutations() -> list[Mutation]:
    def everything() -> Certificate:
        on = Expression(["data", [0, 2]])
        return against({"X": LIFTED}, {}, _between_is_on(on), means="the ends without the middle are not convex in X")

    def weak() -> Certificate:
        a, b, t = names("a b t")
        return implication(
            "a b t",
            assume=[relation(a, ">="), relation(b, ">="), relation(t, ">="), relation(1 - t, ">=")],
            conclude=relation(t * a + (1 - t) * b, ">"),
            by=derivation(term(1, use=(0, 2)), term(1, use=(1, 3))),
        )

    return [
        Mutation("top-k-too", "the same for a Top-2 neuron", refuted_by=top_2),
        Mutation("every-set", "every set of data points is convex in X", refuted_by=everything),
        Mutation("nonnegative", "positive between two points where it is not negative", rejected=weak),
    ]
