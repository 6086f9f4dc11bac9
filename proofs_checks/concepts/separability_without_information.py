r"""Vacuous separation: with at most n + 1 points any concept has a neuron, in convex position any concept has a unit."""

from __future__ import annotations

import random
from fractions import Fraction
from typing import Any

from proofs_checks.concepts._neurons import XOR, integer_points, no_neuron, own
from proofs_checks.parts import hypotheses, together, wrong
from solvers.concepts.separability import Inseparable, Separated, separate
from solvers.concepts.units import least_unit
from solvers.exact.linear import rank
from theory.claims import Budget, Certificate, Claim, Evidence, Mutation
from theory.evidence import checked, derivation, evaluation, illustration, implication, proof, read, relation, term
from theory.formal import (
    Expression,
    both,
    det,
    dot,
    either,
    exists,
    for_all,
    gram,
    identity,
    length,
    listing,
    matmul,
    matvec,
    names,
    op,
    span,
    subsets,
    transpose,
)
from theory.statement import Statement

F = Fraction
X, y, R2 = names("X y R2")


def _level() -> Expression:
    """The largest inner product of y with another point; a number below all possible ones when there is none."""
    return Expression(["max_over", "v", "X", ["if", ["=", "v", "y"], ["-", ["neg", "R2"], 1], ["dot", "v", "y"]]])


# points on a sphere: the neuron of the singleton {y}, 2 z(x) = 2 <y, x> - R^2 - (largest <y, v> of another point v), is on at y only
SPHERE = Statement(
    ("X", "y", "R2"),
    {"one-norm": for_all(X, lambda x: dot(x, x) == R2, "x"), "a-point": op("in", y, X)},
    for_all(X, lambda x: op("=", 2 * dot(y, x) > R2 + _level(), op("=", x, y)), "x"),
)
CIRCLE: dict[str, Any] = {"X": [[3, 4], [4, 3], [5, 0], [-3, 4]], "y": [4, 3], "R2": 25}
labels, inverse, lifted, normal = names("labels inverse lifted normal")
# affinely independent points: the neuron with prescribed values, by the inverse Gram matrix of the points (x, 1)
PRESCRIBED = Statement(
    ("X", "labels", "inverse"),
    {
        "one-value-each": length(labels) == length(X),
        "affinely-independent": matmul(inverse, gram(lifted)) == identity(length(X)),
    },
    for_all(span(length(X)), lambda i: dot(normal, lifted[i]) == labels[i], "i"),
    {
        "lifted": listing(X, lambda x: op("append", x, op("tuple", 1)), "x"),
        "normal": matvec(transpose(lifted), matvec(inverse, labels)),
    },
)
LINE: dict[str, Any] = {"X": [[0], [1]], "labels": [1, -1], "inverse": [[2, -1], [-1, 1]]}

PAGE = "concepts-neurons"
CLAIM = Claim(
    id="concepts.separability-without-information",
    title="Where separation says nothing",
    statement=r"""
        (a) If the points of $X$ are affinely independent (so $N \le n + 1$), some neuron takes any given values on
        them, so every $C \subseteq X$ is the activation set of one neuron. (b) If all $\|x\|$ are equal, for every
        point one neuron is on at this point of $X$ only; so every singleton is the activation set of one neuron and
        every $C \ne X$ that of a conjunctive unit of $|X \setminus C|$ neurons, each off at one point only. Beyond
        the formal statement: the same for all $X$ in convex position.""",
    source=own("statement of this project"),
    kind="property",
    expected="argued",
    hypotheses=together(
        hypotheses(
            PRESCRIBED,
            LINE,
            {
                "one-value-each": ("one value for every point", "only a form"),
                "affinely-independent": (
                    "(a) the points are affinely independent",
                    {"X": [[0], [1], [2]], "labels": [1, -1, 1], "inverse": [[1, 0, 0], [0, 1, 0], [0, 0, 1]]},
                ),
            },
        ),
        hypotheses(
            SPHERE,
            CIRCLE,
            {
                "one-norm": ("(b) equal norms", {"X": [[1, 0], [2, 0]], "y": [1, 0], "R2": 1}),
                "a-point": ("(b) y is one of the points", {"X": [[5, 0], [0, 5]], "y": [10, 0]}),
            },
        ),
    ),
    depends_on=("concepts.neuron-separates-iff-hulls-disjoint", "concepts.conjunction-iff-no-point-in-hull"),
    remark="""
        On normalised activations in high dimension 'some unit separates the concept' carries no information; the
        number of neurons, the ambient version, or the trained neurons do.""",
    statement_formal=(PRESCRIBED, SPHERE),
)


def interpolation(n: int, *, power: int = 1) -> Certificate:
    """n + 1 points, all coordinates free: by Cramer's rule a neuron with z(x_i) = s_i det for any values s_i."""
    rows = [[Expression(f"x{i}{k}") for k in range(n)] for i in range(n + 1)]
    values = [Expression(f"s{i}") for i in range(n + 1)]
    lifted = [[*row, 1] for row in rows]
    solution = [
        det(op("tuple", *[[values[i] if j == k else v for j, v in enumerate(row)] for i, row in enumerate(lifted)]))
        for k in range(n + 1)
    ]
    z = [sum((a * v for a, v in zip(solution[1:], row[1:], strict=True)), solution[0] * row[0]) for row in lifted]
    free = [f"x{i}{k}" for i in range(n + 1) for k in range(n)] + [f"s{i}" for i in range(n + 1)]
    return evaluation(
        both(*[z[i] == values[i] * det(op("tuple", *lifted)) ** power for i in range(n + 1)]),
        indeterminates=" ".join(free),
        means=f"{n + 1} points of R^{n}: w and b by Cramer's rule, times det; divide by det where it is not 0",
    )


def inner(sign: str = ">") -> Certificate:
    """|x| = |y|, x and y different: <y, x> < |y|^2."""
    xx, xy, yy = names("xx xy yy")
    return implication(
        "xx xy yy",
        assume=[relation(xx - yy, "="), relation(xx - 2 * xy + yy, sign)],
        conclude=relation(yy - xy, ">"),
        by=derivation(term(F(1, 2), use=(1,)), multiples={0: F(-1, 2)}),
        means="|x - y|^2 > 0",
    )


def _circle(*, missing: int = 0) -> Certificate:
    """Every subset of six points of a circle: the unit of the neurons t_y - <y, x>, y not in C, is on exactly at C."""
    points = [[5, 0], [4, 3], [3, 4], [0, 5], [-3, 4], [-4, -3]]
    (T, s) = names("T s")
    thresholds = [
        F(25 + max(sum(a * b for a, b in zip(x, y, strict=True)) for x in points if x != y), 2) for y in points
    ]

    def on(x: Expression) -> Expression:
        neurons = span(missing, len(points))
        return for_all(neurons, lambda j: either(op("in", j, s), T[j] - dot(X[j], x) > 0), "j")

    return evaluation(
        for_all(
            subsets(len(points)),
            lambda s: for_all(span(len(points)), lambda i: op("=", op("in", i, s), on(X[i])), "i"),
            "s",
        ),
        let={"X": points, "T": thresholds},
        means="the neurons T_j - <x_j, x> for the points x_j outside C",
    )


def prove(budget: Budget) -> Evidence:
    certificate = proof(
        "Affinely independent points: a neuron for every concept. Convex position: a unit for every concept.",
        *(
            checked(f"cramer-{n}", f"{n + 1} points of R^{n}, all coordinates and values free.", interpolation(n))
            for n in (1, 2, 3)
        ),
        read(
            "affine",
            r"""
            In any dimension: the lifted points $(x_i, 1)$ are independent, so $\langle w, x_i \rangle + b = s_i$ has
            a solution for every sign vector; fewer than $n + 1$ points are part of $n + 1$ independent ones.""",
            "linear-algebra",
            "cramer-1",
            "cramer-2",
            "cramer-3",
        ),
        read(
            "vertex",
            r"""
            Convex position: $y \notin \mathrm{conv}(X \setminus y)$ for each $y$. So for $y \notin C$ some neuron is
            on on $X \setminus y$ and off at $y$, and $z(y) > 0$ at $y$ only for another
            (concepts.neuron-separates-iff-hulls-disjoint).""",
            "instance",
        ),
        read(
            "unit",
            r"The neurons for $y \in X \setminus C$ together are on exactly at $C$: at most $|X \setminus C|$ of them.",
            "definition",
            "vertex",
        ),
        checked("inner", r"Equal norms: <y, x> < |y|^2 for x different from y, so a neuron sees y only.", inner()),
        read("sphere", "So points of equal norm are in convex position.", "linearity", "inner"),
        read("all", "Together.", "conclusion", "affine", "unit", "sphere"),
    )
    return Evidence(
        "symbolic-proof",
        "proved",
        "all-parameters",
        "Interpolation; one neuron per excluded point.",
        (
            certificate,
            illustration("All 64 subsets of six points of a circle, with the units written out.", _circle()),
        ),
    )


def examples(budget: Budget) -> Evidence:
    """Random independent points and points of a sphere: all concepts, decided by linear programs."""
    rng, violations, count = random.Random(budget.seed), 0, budget.pick(quick=8, full=150)
    for _ in range(count):
        n = rng.randint(1, 3)
        points = integer_points(rng, rng.randint(1, n + 1), n)
        if rank([[*x, 1] for x in points]) == len(points):
            for code in range(2 ** len(points)):
                concept = {i for i in range(len(points)) if code >> i & 1}
                violations += not isinstance(separate(points, concept), Separated)
        sphere = sorted(
            {
                (a, b, c)
                for a in (-2, -1, 1, 2)
                for b in (-2, -1, 1, 2)
                for c in (-2, 2, -1)
                if a * a + b * b + c * c == 9
            }
        )
        chosen = rng.sample(sphere, 5)
        concept = set(rng.sample(range(5), rng.randint(0, 4)))
        unit = least_unit(chosen, concept)
        violations += isinstance(unit, Inseparable) or len(unit.neurons) > 5 - len(concept)
    return Evidence(
        "property-test",
        "tested",
        "family",
        "Random affinely independent points, all concepts; random concepts on points of a sphere.",
        numbers={"examples": count, "seed": budget.seed, "violations": violations},
    )


def mutations() -> list[Mutation]:
    return [
        Mutation(
            "one-more-point",
            "n + 2 points, n = 2, every concept has a neuron",
            refuted_by=lambda: no_neuron(XOR, {0, 1}),
        ),
        wrong(
            "nearest-only",
            "the neuron of a point is off at its neighbours only",
            SPHERE,
            CIRCLE,
            exists(X, lambda x: both(op("!=", x, y), 2 * dot(y, x) > R2 + _level()), "x"),
        ),
        wrong("zero-bias", "the neuron has no bias", PRESCRIBED, LINE, normal[length(normal) - 1] == 0),
        Mutation(
            "any-points",
            "the neuron without division by det, as if dependent points had one too",
            rejected=lambda: interpolation(2, power=0),
        ),
        Mutation("equal-points", "<y, x> < |y|^2 also for x = y", rejected=lambda: inner(">=")),
        Mutation(
            "fewer-neurons", "the unit without the neuron of one excluded point", rejected=lambda: _circle(missing=1)
        ),
    ]
