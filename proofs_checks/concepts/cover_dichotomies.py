"""Cover's count of the concepts that one neuron can separate, with every dichotomy of small configurations decided."""

from __future__ import annotations

import random
from fractions import Fraction
from itertools import product
from math import comb
from typing import Any

from proofs_checks.concepts._contexts import let
from proofs_checks.concepts._neurons import own
from solvers.concepts.separability import Separated, separate
from solvers.exact.linear import rank as exact_rank
from theory.claims import Budget, Certificate, Claim, Evidence, Hypothesis, Mutation
from theory.evidence import checked, evaluation, proof, read
from theory.formal import (
    Expression,
    binomial,
    both,
    dot,
    either,
    for_all,
    implies,
    length,
    listing,
    matvec,
    names,
    op,
    rank,
    scale,
    signs,
    span,
    subsets,
    total,
    transpose,
)
from theory.statement import Statement

P, U, A, s = names("P U A s")
Q, V, B = names("Q V B")


def _makes(points: Expression, neuron: Expression, pattern: Expression) -> Expression:
    """The neuron makes the dichotomy of the points."""
    return for_all(span(length(points)), lambda i: pattern[i] * dot(neuron, points[i]) > 0, "i")


def _excludes(points: Expression, a: Expression, pattern: Expression) -> Expression:
    """A combination with the signs of the dichotomy vanishes, so that no neuron makes it (Gordan)."""
    return both(
        matvec(transpose(points), a) == scale(0, points[0]),
        for_all(span(length(points)), lambda i: pattern[i] * a[i] >= 0, "i"),
        dot(pattern, a) == 1,
    )


def decided_by(points: Expression, neurons: Expression, combinations: Expression) -> Expression:
    """Dichotomy k is made by neuron k or excluded by combination k."""
    patterns = signs(length(points))
    each = for_all(
        span(length(patterns)),
        lambda k: either(_makes(points, neurons[k], s[k]), _excludes(points, combinations[k], s[k])),
        "k",
    )
    return let({"s": patterns}, each)


def general_position(points: Expression) -> Expression:
    """Any min(N, p) of the points are linearly independent."""
    size, dimension = length(points), length(points[0])
    return for_all(
        subsets(size),
        lambda f: implies(
            either(length(f) == dimension, both(length(f) == size, size <= dimension)),
            rank(listing(f, lambda i: points[i], "i")) == length(f),
        ),
        "f",
    )


def counted_by(points: Expression, neurons: Expression) -> Expression:
    """How many dichotomies are made by their neuron."""
    made = total(span(length(s)), lambda k: op("if", _makes(points, neurons[k], s[k]), 1, 0), "k")
    return let({"s": signs(length(points))}, made)


def cover(shift: int = 0) -> Expression:
    """``2 sum_{i < p + shift} binom(N - 1, i)``."""
    return 2 * total(span(length(P[0]) + shift), lambda i: binomial(length(P) - 1, i), "i")


counted_here = counted_by(P, U)
STATEMENT = Statement(
    ("P", "U", "A", "Q", "V", "B"),
    {
        "points": both(length(P) >= 1, length(P[0]) >= 1, length(Q) == length(P), length(Q[0]) == length(P[0])),
        "general-position": general_position(P),
        "decided": both(decided_by(P, U, A), decided_by(Q, V, B)),
    },
    both(
        counted_here == cover(),
        counted_by(Q, V) <= cover(),  # points in any position
        implies(length(P) == 2 * length(P[0]), cover() == op("^", 2, length(P) - 1)),
    ),
)


def decided(points: list[list[int]]) -> tuple[list[Any], list[Any]]:
    """For every dichotomy a neuron that makes it (else 0) and a combination that excludes it (else 0)."""
    neurons: list[Any] = []
    combinations: list[Any] = []
    for pattern in product((1, -1), repeat=len(points)):
        signed = [[e * v for v in x] for e, x in zip(pattern, points, strict=True)]
        found = separate(signed, range(len(points)), mode="bias-free-strict")
        if isinstance(found, Separated):
            neurons.append(list(found.weight))
            combinations.append([0] * len(pattern))
        else:
            neurons.append([0] * len(points[0]))
            combinations.append([found.on.get(i, Fraction(0)) * e for i, e in enumerate(pattern)])
    return neurons, combinations


def assignment(points: list[list[int]], others: list[list[int]] | None = None) -> dict[str, Any]:
    """Values for the variables, both configurations decided; the second one is the first unless given."""
    (u, a), (v, b) = decided(points), decided(others or points)
    return {"P": points, "U": u, "A": a, "Q": others or points, "V": v, "B": b}


# on the line z = 1 of the plane: three points, the second configuration with two of them equal
GENERAL_PLANE = [[1, 0], [1, 1], [0, 1], [-1, 1]]
GENERAL, EQUAL = [[0, 1], [1, 1], [2, 1]], [[0, 1], [0, 1], [2, 1]]
COLLINEAR = [[0, 0, 1], [1, 0, 1], [2, 0, 1], [0, 1, 1]]

PAGE = "concepts-neurons"
CLAIM = Claim(
    id="concepts.cover-dichotomies",
    title="Cover's count of dichotomies",
    statement=r"""
        For $N \ge 1$ points of $\mathbb{R}^p$, $p \ge 1$, any $\min(N, p)$ of them independent, the number of
        dichotomies that a hyperplane through the origin makes is $2 \sum_{i=0}^{p-1} \binom{N-1}{i}$; with bias in
        $\mathbb{R}^n$, any $\min(N, n + 1)$ points affinely independent, put $p = n + 1$ (the points $(x, 1)$). For
        points in any position it is an upper bound. For $N = 2p$ it is $2^{2p-1}$.""",
    source=own("statement of this project", "classical: Cover 1965, Schläfli"),
    kind="identity",
    expected="argued",
    hypotheses=(
        Hypothesis(
            "points",
            r"$N, p \ge 1$ (and the configuration in any position has the same $N$ and $p$)",
            lambda: STATEMENT.satisfied_by(assignment(GENERAL, EQUAL)),
            drop=lambda: STATEMENT.without("points").refuted_by(assignment([[1, 0], [0, 1]], GENERAL_PLANE)),
        ),
        Hypothesis(
            "general-position",
            r"any $\min(N, p)$ of the points are independent",
            lambda: STATEMENT.satisfied_by(assignment(GENERAL, EQUAL)),
            drop=lambda: STATEMENT.without("general-position").refuted_by(assignment(COLLINEAR)),
        ),
        Hypothesis(
            "decided",
            "every dichotomy is made by a listed neuron or excluded by a listed combination (Gordan: one of the two exists)",
            lambda: STATEMENT.satisfied_by(assignment(GENERAL, EQUAL)),
            drop=lambda: STATEMENT.without("decided").refuted_by({**assignment(GENERAL, EQUAL), "U": [[0, 0]] * 8}),
        ),
    ),
    statement_formal=STATEMENT,
)


def formula(N: int, p: int) -> int:
    """2 sum_{i < p} binom(N - 1, i)."""
    return 2 * sum(comb(N - 1, i) for i in range(p))


def moment_curve(N: int, n: int) -> list[list[int]]:
    """The points (t, t^2, ..., t^n, 1): any n + 1 of them are independent."""
    return [[*(t ** (j + 1) for j in range(n)), 1] for t in range(-(N // 2), N - N // 2)]


def count(points: list[list[int]]) -> Certificate:
    """The formal statement at these points, every dichotomy decided."""
    return STATEMENT.satisfied_by(
        assignment(points),
        also=STATEMENT.conclusion,
        means="dichotomy k of the points P is made by neuron U[k] or excluded by the combination A[k]; the former are counted",
    )


def recursion(top: int) -> Certificate:
    """f(N + 1, p) = f(N, p) + f(N, p - 1), and f(1, p) = f(N, 1) = 2, and f(2p, p) = 2^(2p - 1)."""

    def f(N: Any, p: Any, v: str) -> Expression:
        return 2 * total(span(p), lambda i: binomial(N - 1, i), v)

    return evaluation(
        for_all(
            span(1, top),
            lambda N: for_all(
                span(2, top),
                lambda p: both(
                    f(N + 1, p, "i") == f(N, p, "j") + f(N, p - 1, "k"),
                    op("=", f(1, p, "i"), 2),
                    f(N, 1, "i") == 2,
                    f(2 * p, p, "i") == op("^", 2, 2 * p - 1),
                ),
                "p",
            ),
            "N",
        ),
        means="the recursion solved by the formula",
    )


def prove(budget: Budget) -> list[Evidence]:
    certificate = proof(
        "The number of homogeneous dichotomies of N points in general position in R^p is 2 sum_{i<p} binom(N-1, i).",
        read(
            "cone",
            """
            The $u$ that make a dichotomy of $N$ points form an open convex cone, not empty iff the dichotomy is made.
            The next point can be put on both sides iff the cone meets its orthogonal complement (the cone is
            connected and open).""",
            "continuity",
        ),
        read(
            "projected",
            r"""
            That is: iff the dichotomy of the projected points in $x_{N+1}^\perp$ is made; there, in dimension $p -
            1$, any $p - 1$ of them are independent again.""",
            "linear-algebra",
            "cone",
        ),
        read("rule", r"So $f(N+1, p) = f(N, p) + f(N, p-1)$, with $f(1, p) = f(N, 1) = 2$.", "counting", "projected"),
        checked(
            "pascal",
            "The formula satisfies rule, start values and the value at N = 2p (written out up to 12).",
            recursion(12),
        ),
        read(
            "all-N",
            r"""
            For all $N$, $p$: Pascal's rule $\binom{N}{i} = \binom{N-1}{i} + \binom{N-1}{i-1}$, summed over $i < p$;
            and $\binom{2p-1}{i} = \binom{2p-1}{2p-1-i}$ for $N = 2p$.""",
            "induction",
            "rule",
            "pascal",
        ),
        read(
            "bound",
            """
            A strict dichotomy survives a small perturbation of the points into general position, so for other
            positions the number is at most this.""",
            "continuity",
            "all-N",
        ),
        read("lifted", r"With bias: the points $(x, 1)$ in $\mathbb{R}^{n+1}$.", "instance", "all-N"),
        read("all", "Together.", "conclusion", "bound", "lifted"),
    )
    cases = [(5, 1), (5, 2), (6, 2), (6, 3)] + ([(7, 2), (7, 3)] if budget.profile == "full" else [])
    return [
        Evidence("symbolic-proof", "proved", "all-parameters", "Cover's recursion and Pascal's rule.", (certificate,)),
        Evidence(
            "exact-decision",
            "proved",
            "instance",
            "Every dichotomy of N points in R^n decided, with (N, n) = "
            + ", ".join(f"({N}, {n}): {formula(N, n + 1)}" for N, n in cases)
            + ".",
            tuple(count(moment_curve(N, n)) for N, n in cases),
        ),
    ]


def examples(budget: Budget) -> Evidence:
    """Random points in any position: sign patterns seen in a rational sample of neurons never exceed the formula."""
    rng, violations, tried = random.Random(budget.seed), 0, budget.pick(quick=12, full=200)
    for _ in range(tried):
        N, p = rng.randint(2, 6), rng.randint(1, 3)
        points = [[rng.randint(-5, 5) for _ in range(p)] for _ in range(N)]
        seen = set()
        for _ in range(400):
            u = [rng.randint(-50, 50) for _ in range(p)]
            values = [sum(a * b for a, b in zip(u, x, strict=True)) for x in points]
            if all(values):
                seen.add(tuple(v > 0 for v in values))
        violations += len(seen) > formula(N, p)
        violations += exact_rank(points) == 1 and len(seen) > 2
    return Evidence(
        "property-test",
        "tested",
        "family",
        """
        Sampled neurons on random points in any position never make more dichotomies.""",
        numbers={"examples": tried, "seed": budget.seed, "violations": violations},
    )


def mutations() -> list[Mutation]:
    def counted(shift: int) -> Certificate:
        return STATEMENT.concluding(counted_here == cover(shift)).refuted_by(assignment(moment_curve(5, 2)))

    def equality() -> Certificate:
        exact = STATEMENT.concluding(counted_by(Q, V) == cover())
        return exact.refuted_by(assignment([[0, 0, 1], [1, 0, 1], [3, 1, 1], [0, 1, 1]], COLLINEAR))

    return [
        Mutation("one-term-more", r"the sum runs to $i = p$", refuted_by=lambda: counted(1)),
        Mutation("one-term-fewer", r"the sum runs to $i = p - 2$", refuted_by=lambda: counted(-1)),
        Mutation("any-position", "the count holds in any position", refuted_by=equality),
    ]
