"""Half-spaces do not split: two open half-spaces are disjoint only when antiparallel, three never are pairwise disjoint."""

from __future__ import annotations

import random
from fractions import Fraction
from typing import Any

from proofs_checks.parts import hypotheses, together, wrong
from theory.claims import Budget, Certificate, Claim, Evidence, Mutation, Source
from theory.evidence import checked, derivation, evaluation, implication, proof, read, relation, term
from theory.formal import absolute, both, dot, either, names, norm2, op, scale
from theory.statement import Statement

F = Fraction
u, v, b, c, x = names("u v b c x")
w, far = names("w far")
# t (u + v) lies in both half-spaces when t (1 + <u, v>) is larger than |b| and |c|
MEET = Statement(
    ("u", "b", "v", "c"),
    {"units": both(norm2(u) == 1, norm2(v) == 1), "not-antiparallel": dot(u, v) > -1},
    both(dot(u, far) + b > 0, dot(v, far) + c > 0),
    {"far": scale((1 + absolute(b) + absolute(c)) / op("if", dot(u, v) == -1, 1, 1 + dot(u, v)), u + v)},
)
THREE = Statement(
    ("u", "v", "w"),
    {"units": both(norm2(u) == 1, norm2(v) == 1, norm2(w) == 1)},
    either(dot(u, v) > -1, dot(u, w) > -1, dot(v, w) > -1),
)
ACROSS: dict[str, Any] = {"u": [1, 0], "b": -5, "v": [0, 1], "c": -5}

PAGE = "concepts-neurons"
CLAIM = Claim(
    id="concepts.half-spaces-do-not-split",
    title="Half-spaces do not split in the ambient space",
    statement=r"Two open half-spaces with unit normals $u, v$ that are not antiparallel meet. So at most two open half-spaces are "
    r"pairwise disjoint (of three, two have normals that are not antiparallel). Beyond the formal statement: no open half-space is, "
    r"even up to null sets, a disjoint union of two or more open half-spaces.",
    source=Source("statement of this project", arxiv="", ours=True, note="splitting: arXiv 2606.07007, as reported; not checked against "
        "the paper"),
    kind="property",
    expected="argued",
    hypotheses=together(
        hypotheses(
            MEET,
            ACROSS,
            {
                "units": ("unit normals", {"v": [F(-1, 2), 0], "b": -1, "c": -1}),
                "not-antiparallel": (r"$\langle u, v \rangle > -1$", {"v": [-1, 0], "b": -1, "c": -1}),
            },
        ),
        hypotheses(THREE, {"u": [1, 0], "v": [-1, 0], "w": [0, 1]}, {"units": ("unit normals", {"u": [2], "v": [-1], "w": [0]})}),
    ),
    statement_formal=(MEET, THREE),
    remark="On finitely many data points a neuron's set can split: the pieces need only be separable from the other "
        "data points.",
)  # fmt: skip


def disjoint() -> Certificate:
    """x_1 > 1 and x_1 < -1: the sum of the two values is -2 at every point, so they are never both positive."""
    p, q = names("p q")
    value = (p - 1) + (-p - 1)
    return evaluation(
        value + 0 * q == -2,
        indeterminates="p q",
        means="antiparallel half-planes x_1 > 1 and -x_1 > 1: their values add up to -2",
    )


def meet() -> Certificate:
    """At t(u + v) the value is t(1 + g) + b, positive for large t, and the same for v."""
    t, g, k = names("t g k")
    return implication(
        "t g k",
        assume=[relation(1 + g, ">"), relation(t * (1 + g) - k**2 - 1, ">="), relation(t, ">")],
        conclude=relation(t * (1 + g) + k, ">"),
        by=derivation(term(1, use=(1,)), term(1, square=k + F(1, 2)), term(F(3, 4))),
        means="<u, t(u + v)> = t(1 + g), g = <u, v> > -1: with t(1 + g) >= k^2 + 1 the value t(1 + g) + k is positive",
    )


def inner() -> Certificate:
    """In the plane, as polynomials: <u, u + v> = |u|^2 + <u, v>."""
    a, d = [names("u1 u2"), names("v1 v2")]
    left = a[0] * (a[0] + d[0]) + a[1] * (a[1] + d[1])
    return evaluation(left == a[0] ** 2 + a[1] ** 2 + (a[0] * d[0] + a[1] * d[1]), indeterminates="u1 u2 v1 v2")


def three() -> Certificate:
    """If v = -u and w = -u then <v, w> = 1, so v and w are not antiparallel."""
    g = names("g")[0]
    return implication(
        "g", assume=[relation(g, "=", 1)], conclude=relation(g + 1, ">"), by=derivation(term(2), multiples={0: 1}),
        means="the second and third normals have inner product 1",
    )  # fmt: skip


def prove(budget: Budget) -> Evidence:
    certificate = proof(
        "At most two open half-spaces are pairwise disjoint; no half-space is a disjoint union of two or more.",
        checked("inner", r"$\langle u, u + v \rangle = 1 + \langle u, v \rangle$ for unit vectors, and the same for "
            r"v.", inner()),
        checked("meet", "So far out in the direction u + v both values are positive.", meet()),
        read("two", "Two disjoint half-spaces are antiparallel.", "conclusion", "inner", "meet"),
        checked("three", "Two normals antiparallel to a third are equal.", three()),
        read("at-most-two", "So three are never pairwise disjoint.", "conclusion", "two", "three"),
        read(
            "no-split",
            r"A half-space with normal w that contains an open half-space has w as its normal (else the smaller one "
            r"is unbounded where the value falls); "
            "two antiparallel ones cannot both have the normal w. Up to null sets the same holds: a missing part "
            "would be open and not empty.",
            "cases", "at-most-two",
        ),
    )  # fmt: skip
    return Evidence("symbolic-proof", "proved", "all-parameters", "Go far in the direction u + v.", (certificate,))


def examples(budget: Budget) -> Evidence:
    """Rational unit normals: the explicit point t(u + v) lies in both half-planes."""
    rng, wanted, count, violations = random.Random(budget.seed), budget.pick(quick=100, full=3000), 0, 0
    while count < wanted:
        pair = []
        for _ in range(2):
            m = F(rng.randint(-9, 9), rng.randint(1, 9))
            pair.append(((1 - m * m) / (1 + m * m), 2 * m / (1 + m * m)))
        g = pair[0][0] * pair[1][0] + pair[0][1] * pair[1][1]
        if g == -1:
            continue
        count += 1
        offsets = [F(rng.randint(-20, 20)), F(rng.randint(-20, 20))]
        t = (1 + max(o * o for o in offsets)) / (1 + g)
        point = [t * (pair[0][k] + pair[1][k]) for k in (0, 1)]
        violations += not all(n[0] * point[0] + n[1] * point[1] + o > 0 for n, o in zip(pair, offsets, strict=True))
    return Evidence(
        "property-test", "tested", "fixed-dimension", "Random rational half-planes that are not antiparallel.",
        numbers={"examples": count, "seed": budget.seed, "violations": violations},
    )  # fmt: skip


def mutations() -> list[Mutation]:
    at_the_sum = both(dot(u, u + v) + b > 0, dot(v, u + v) + c > 0)
    return [
        wrong("at-u-plus-v", "the two half-planes meet already at u + v", MEET, ACROSS, at_the_sum),
        wrong("orthogonal", "they meet only if the normals are not obtuse", MEET,
              {**ACROSS, "v": [F(-3, 5), F(4, 5)]}, dot(u, v) >= 0),
        wrong("two", "of two unit normals none is antiparallel to the other", THREE,
              {"u": [1, 0], "v": [-1, 0], "w": [0, 1]}, dot(u, v) > -1),
    ]  # fmt: skip
