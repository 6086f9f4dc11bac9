"""For infinite sets disjoint hulls do not give a neuron: the lexicographic half-plane.

What is true instead: the criterion holds for finite and for compact sets (concepts.neuron-separates-iff-hulls-disjoint).
"""

from __future__ import annotations

import random
from collections.abc import Callable
from fractions import Fraction

from proofs_checks.concepts._neurons import reported
from theory.certificates import seal
from theory.claims import Budget, Certificate, Claim, Evidence, Mutation
from theory.evidence import derivation, implication, relation, term
from theory.formal import names
from theory.typed import SCALAR, Expr, TypedStatement, both, dot, either, exists, for_all, implies, negation, var, vec

PLANE = vec(2)


def in_c(p: Expr) -> Expr:
    """Right of the axis, or on its upper half."""
    return either(p[0] > 0, both(p[0] == 0, p[1] > 0))


def in_n(p: Expr) -> Expr:
    """The rest of the plane."""
    return either(p[0] < 0, both(p[0] == 0, p[1] <= 0))


def convex(inside: Callable[[Expr], Expr]) -> Expr:
    """Mixtures of two points of the set are in the set."""
    t = var("t", SCALAR)
    mixture = lambda p, q: implies(  # noqa: E731
        both(t >= 0, t <= 1), implies(inside(p), implies(inside(q), inside(t * p + (1 - t) * q)))
    )
    return for_all(PLANE, lambda p: for_all(PLANE, lambda q: for_all(SCALAR, lambda _: mixture(p, q), "t"), "q"), "p")


def on_at_c(w: Expr, b: Expr) -> Expr:
    """The half-space contains C."""
    return for_all(PLANE, lambda p: implies(in_c(p), dot(w, p) + b > 0), "p")


PAGE = "concepts-neurons"
CLAIM = Claim(
    id="concepts.infinite-sets-disjoint-hulls",
    title="Disjoint hulls of infinite sets, no neuron",
    statement=r"""
        The lexicographic half-plane $C = \{x_1 > 0\} \cup \{x_1 = 0, x_2 > 0\}$ and the rest $N$ of the plane are
        disjoint convex sets, so their hulls are disjoint; but no neuron has $w \cdot x + b > 0$ on $C$ and $\le 0$ on
        $N$, and every half-space that contains $C$ contains the origin, which is in $N$, so no intersection of open
        half-spaces is $C$ either.""",
    source=reported("Separation by one neuron, read for all sets"),
    kind="existence",
    expected="proved",
    remark="True for finite and for compact sets: concepts.neuron-separates-iff-hulls-disjoint.",
    typed=TypedStatement(
        "",
        (),
        {},
        both(
            for_all(PLANE, lambda p: both(either(in_c(p), in_n(p)), negation(both(in_c(p), in_n(p)))), "p"),
            convex(in_c),
            convex(in_n),
            for_all(vec(2), lambda w: for_all(SCALAR, lambda b: implies(on_at_c(w, b), b > 0), "b"), "w"),
            negation(
                exists(
                    vec(2),
                    lambda w: exists(
                        SCALAR,
                        lambda b: both(
                            on_at_c(w, b), for_all(PLANE, lambda p: implies(in_n(p), dot(w, p) + b <= 0), "p")
                        ),
                        "b",
                    ),
                    "w",
                )
            ),
        ),
    ),
)


def examples(budget: Budget) -> Evidence:
    """Points of a grid with many on the axis: every half-plane has one of C outside it or one of N inside it."""
    rng, count, violations = random.Random(budget.seed), budget.pick(quick=300, full=5000), 0
    small = [Fraction(1, 10**k) for k in range(1, 7)]
    c = [(Fraction(0), x) for x in small] + [(x, -y / x) for x in small for y in (Fraction(1), Fraction(0))]
    n = [(Fraction(0), Fraction(0)), *((-x, -y) for x, y in c)]
    for _ in range(count):
        w = [Fraction(rng.randint(-3, 3), rng.randint(1, 3)) for _ in range(2)]
        b = Fraction(rng.randint(-3, 3), rng.randint(1, 10**5))
        value = [[w[0] * x + w[1] * y + b for x, y in points] for points in (c, n)]
        violations += min(value[0]) > 0 >= max(value[1])
    numbers = {"examples": count, "seed": budget.seed, "violations": violations}
    text = "Random neurons against points of both sets close to the origin: none separates them."
    return Evidence("property-test", "tested", "fixed-dimension", text, numbers=numbers)


def upright(strict: str = ">") -> Certificate:
    """With w_2 = 0: z(0, 1) > 0 (a point of C) and z(0, 0) <= 0 (a point of N) exclude each other."""
    return seal(
        "farkas",
        {
            "rows": [[[0, 1, 0], "=", 0], [[0, 1, 1], strict, 0], [[0, 0, -1], ">=", 0]],
            "means": "unknowns w_1, w_2, b: w_2 = 0, z(0, 1) > 0, z(0, 0) <= 0",
        },
        {"multipliers": [-1, 1, 1]},
    )


def edge() -> Certificate:
    t, x1, x2 = names("t x1 x2")
    return implication(
        "t x1 x2",
        assume=[relation(t, ">"), relation(1 - t, ">="), relation(x1, ">="), relation(x2, ">=")],
        conclude=relation(t * x1 + (1 - t) * x2, ">"),
        by=derivation(term(1, use=(0, 2)), term(1, use=(1, 3))),
    )


def mutations() -> list[Mutation]:
    whole_axis = TypedStatement("", (), {}, convex(lambda p: either(p[0] > 0, both(p[0] == 0, p[1] != 0)))).statement()
    ends = {"p": [0, 1], "q": [0, -1], "t": Fraction(1, 2)}
    return [
        Mutation(
            "whole-axis",
            "C is convex with both halves of the axis but the origin",
            refuted_by=lambda: whole_axis.refuted_by(ends),
        ),
        Mutation("weak", "no neuron has z >= 0 on C and z <= 0 on N either", rejected=lambda: upright(">=")),
        Mutation("edge", "a mixture of points with x >= 0 always has x > 0", rejected=edge),
    ]
