"""Unions of half-spaces are complements of intersections, and on finite data open half-spaces do for both."""

from __future__ import annotations

import random

from proofs_checks.concepts._neurons import integer_points, neuron, no_neuron, own
from solvers.concepts.separability import Inseparable, Separated, separate
from solvers.concepts.units import least_disjunctive_unit
from theory.claims import Budget, Certificate, Claim, Evidence, Hypothesis, Mutation
from theory.evidence import checked, derivation, implication, proof, read, relation, term
from theory.formal import names

z, e = names("z e")

PAGE = "concepts-neurons"
CLAIM = Claim(
    id="concepts.disjunction-duality",
    title="Disjunctive units are conjunctive units of the complement",
    statement=r"For finite $X \subset \mathbb{R}^n$ and $C \subseteq X$: $C$ is the trace on $X$ of a union of $m$ "
    r"open half-spaces if and only if "
    r"$X \setminus C$ is the trace of an intersection of $m$ open half-spaces.",
    source=own("statement of this project"),
    kind="equivalence",
    expected="argued",
    hypotheses=(
        Hypothesis(
            "finite",
            "X is finite",
            lambda: neuron([(0,), (1,)], {1}),
            drop_note="on infinite data a closed half-space need not have the trace of an open one: z <= 0 on the "
            "real line",
        ),
    ),
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
    off, on = opened()
    certificate = proof(
        "C is the trace of a union of m open half-spaces iff its complement is the trace of an intersection of m of "
        "them.",
        read(
            "complement",
            r"$C = X \cap \bigcup \{z_i > 0\}$ says $X \setminus C = X \cap \bigcap \{z_i \le 0\}$.",
            "definition",
        ),
        read(
            "least", r"For each i let $e_i > 0$ be at most every positive value of $z_i$ on the finite X.", "definition"
        ),
        checked("off", r"$-z_i + e_i/2 > 0$ where $z_i \le 0$.", off),
        checked("on", r"$-z_i + e_i/2 < 0$ where $z_i > 0$, that is $z_i \ge e_i$.", on),
        read(
            "same", r"So on X the half-space $\{-z_i + e_i/2 > 0\}$ is $\{z_i \le 0\}$.", "cases", "least", "off", "on"
        ),
        read(
            "both",
            "The same replacement for the complements of an intersection gives the converse.",
            "instance",
            "complement",
            "same",
        ),
    )
    return Evidence("symbolic-proof", "proved", "all-parameters", "De Morgan, and a shift of the bias.", (certificate,))


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
