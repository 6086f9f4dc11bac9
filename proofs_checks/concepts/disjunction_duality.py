"""Unions of half-spaces are complements of intersections, and on finite data open half-spaces do for both."""

from __future__ import annotations

import random

from proofs_checks.concepts._neurons import integer_points, neuron, no_neuron, own
from solvers.concepts.separability import Inseparable, Separated, separate
from solvers.concepts.units import least_disjunctive_unit
from theory.claims import Budget, Certificate, Claim, Evidence, Hypothesis, Mutation
from theory.evidence import derivation, implication, relation, term
from theory.formal import names
from theory.typed import (
    SCALAR,
    Expr,
    TypedStatement,
    column,
    dot,
    exists,
    family,
    for_all,
    iff,
    mat,
    member,
    negation,
    subset,
    var,
)

z, e = names("z e")
# the points as columns, the concept, and m half-spaces
X, C = var("X", mat("n", "k")), var("C", subset("k"))


def units(body: object) -> Expr:
    """Some m half-spaces, a matrix of normals and a family of biases, with a property."""
    return exists(mat("n", "m"), lambda w: exists(family("m", SCALAR), lambda b: body(w, b), "b"), "W")  # type: ignore[operator]


def on(w: Expr, b: Expr, j: Expr, i: Expr) -> Expr:
    """The point lies in the half-space."""
    return dot(column(w, j), column(X, i)) + b[j] > 0


UNION = units(
    lambda w, b: for_all("k", lambda i: iff(member(i, C), exists("m", lambda j: on(w, b, j, i), "j"))),
)
REST = units(
    lambda w, b: for_all("k", lambda i: iff(negation(member(i, C)), for_all("m", lambda j: on(w, b, j, i), "j"))),
)

PAGE = "concepts-neurons"
CLAIM = Claim(
    id="concepts.disjunction-duality",
    title="Disjunctive units are conjunctive units of the complement",
    statement=r"""
        For finite $X \subset \mathbb{R}^n$ and $C \subseteq X$: $C$ is the trace on $X$ of a union of $m$ open
        half-spaces if and only if $X \setminus C$ is the trace of an intersection of $m$ open half-spaces.""",
    source=own("statement of this project"),
    kind="equivalence",
    expected="proved",
    hypotheses=(
        Hypothesis(
            "finite",
            "X is finite",
            lambda: neuron([(0,), (1,)], {1}),
            drop_note="""
                on infinite data a closed half-space need not have the trace of an open one: z <= 0 on the real line""",
        ),
    ),
    typed=TypedStatement("n k m", (X, C), {}, iff(UNION, REST)),
)


def opened(*, strict: bool = True) -> tuple[Certificate, Certificate]:
    """-z + e / 2 with e at most every positive value of z: positive where z <= 0, negative where z > 0."""
    off = implication(
        "z e",
        assume=[relation(-z, ">="), relation(e, ">" if strict else ">=")],
        conclude=relation(-2 * z + e, ">"),
        by=derivation(term(2, use=(0,)), term(1, use=(1,))),
        means="z <= 0 gives -z + e / 2 > 0",
    )
    on = implication(
        "z e",
        assume=[relation(z - e, ">="), relation(e, ">")],
        conclude=relation(2 * z - e, ">"),
        by=derivation(term(2, use=(0,)), term(1, use=(1,))),
        means="z >= e > 0 gives -z + e / 2 < 0",
    )
    return off, on


def prove(budget: Budget) -> Evidence:
    text = "The shifted half-space at one point: on where the old one is off, and off where it is on."
    return Evidence("exact-decision", "proved", "all-parameters", text, opened())


def examples(budget: Budget) -> Evidence:
    """Least unions found by trying all unions of separable sets, against the intersections of the complement."""
    rng, violations, count = random.Random(budget.seed), 0, budget.pick(quick=4, full=40)
    for _ in range(count):
        points = integer_points(rng, 5, 2, 2)
        every = range(2**5)
        half = [s for s in every if isinstance(separate(points, {i for i in range(5) if s >> i & 1}), Separated)]
        for concept in every:
            reach, least = {0}, 0
            while concept not in reach and least < 6:
                reach, least = {a | b for a in reach for b in half}, least + 1
            found = least_disjunctive_unit(points, {i for i in range(5) if concept >> i & 1})
            none = isinstance(found, Inseparable)
            violations += none != (concept not in reach) or (not none and len(found.neurons) != least and concept != 0)
    return Evidence(
        "property-test",
        "tested",
        "fixed-dimension",
        "All concepts of five random points of a planar grid.",
        numbers={"examples": count * 32, "seed": budget.seed, "violations": violations},
    )


def mutations() -> list[Mutation]:
    return [
        Mutation("no-room", "the shift may be 0", rejected=lambda: opened(strict=False)[0]),
        Mutation(
            "same-concept",
            "C itself is an intersection of as many half-spaces: {0, 2} of 0, 1, 2 is a union of two",
            refuted_by=lambda: no_neuron([(0,), (1,), (2,)], {0, 2}),
        ),
    ]
