"""Cover's count of the concepts that one neuron can separate, with every dichotomy of small configurations decided."""

from __future__ import annotations

import random
from fractions import Fraction
from itertools import product
from math import comb
from typing import Any

from proofs_checks.concepts._neurons import own
from solvers.concepts.separability import Separated, separate
from solvers.exact.linear import rank
from theory.claims import Budget, Certificate, Claim, Evidence, Hypothesis, Mutation
from theory.evidence import checked, evaluation, proof, read
from theory.formal import Expression, binomial, both, dot, either, exists, for_all, names, op, signs, span, total

P, U, A, s = names("P U A s")

CLAIM = Claim(
    id="concepts.cover-dichotomies",
    title="Cover's count of dichotomies",
    statement=r"For $N \ge 1$ points of $\mathbb{R}^p$, any $\min(N, p)$ of them independent, the number of "
        r"dichotomies that "
        r"a hyperplane through the "
    r"origin makes is $2 \sum_{i=0}^{p-1} \binom{N-1}{i}$; with bias in $\mathbb{R}^n$, any $n + 1$ points affinely "
    r"independent, "
    r"put $p = n + 1$. For points in any position it is an upper bound. For $N = 2p$ it is $2^{2p-1}$.",
    source=own("statement of this project", "classical: Cover 1965, Schläfli"),
    kind="identity",
    expected="argued",
    hypotheses=(
        Hypothesis(
            "general-position", r"any $\min(N, p)$ of the points are independent", lambda: count([[1, 0], [0, 1], [1, 1]]),
            drop=lambda: count([[0, 0, 1], [1, 0, 1], [2, 0, 1], [0, 1, 1]], "<"),
        ),
    ),
)  # fmt: skip


def formula(N: int, p: int) -> int:
    """2 sum_{i < p} binom(N - 1, i)."""
    return 2 * sum(comb(N - 1, i) for i in range(p))


def moment_curve(N: int, n: int) -> list[list[int]]:
    """The points (t, t^2, ..., t^n, 1): any n + 1 of them are independent."""
    return [[*(t ** (j + 1) for j in range(n)), 1] for t in range(-(N // 2), N - N // 2)]


def count(points: list[list[int]], sign: str = "=", shift: int = 0) -> Certificate:
    """Every sign vector has a neuron or a combination that excludes it; those with a neuron are counted."""
    N, p = len(points), len(points[0])
    neurons: list[Any] = []
    combinations: list[Any] = []
    for pattern in product((1, -1), repeat=N):
        signed = [[e * v for v in x] for e, x in zip(pattern, points, strict=True)]
        found = separate(signed, range(N), mode="bias-free-strict")
        if isinstance(found, Separated):
            neurons.append(list(found.weight))
        else:
            combinations.append([found.on.get(i, Fraction(0)) * e for i, e in enumerate(pattern)])
    realized = exists(U, lambda u: for_all(span(N), lambda i: s[i] * dot(u, P[i]) > 0, "i"), "u")
    excluded = exists(
        A,
        lambda a: both(
            op("=", op("matvec", op("transpose", P), a), [0] * p),
            for_all(span(N), lambda i: s[i] * a[i] >= 0, "i"),
            dot(s, a) == 1,
        ),
        "a",
    )
    counted = total(signs(N), lambda s: Expression(["if", realized.json, 1, 0]), "s")
    return evaluation(
        both(
            for_all(signs(N), lambda s: either(realized, excluded), "s"),
            op(sign, counted, 2 * total(span(p + shift), lambda i: binomial(N - 1, i), "i")),
        ),
        let={"P": points, "U": neurons, "A": combinations},
        means="each dichotomy of the points P has a neuron in U or a combination in A that excludes it; the former "
        "are counted",
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
                    f(N + 1, p, "i") == f(N, p, "j") + f(N, p - 1, "k"), op("=", f(1, p, "i"), 2), f(N, 1, "i") == 2,
                    f(2 * p, p, "i") == op("^", 2, 2 * p - 1),
                ),
                "p",
            ),
            "N",
        ),
        means="the recursion solved by the formula",
    )  # fmt: skip


def prove(budget: Budget) -> list[Evidence]:
    certificate = proof(
        "The number of homogeneous dichotomies of N points in general position in R^p is 2 sum_{i<p} binom(N-1, i).",
        read(
            "cone",
            r"The $u$ that make a dichotomy of $N$ points form an open convex cone, not empty iff the dichotomy is "
            r"made. The next point "
            r"can be put on both sides iff the cone meets its orthogonal complement (the cone is connected and open).",
            "continuity",
        ),
        read(
            "projected",
            r"That is: iff the dichotomy of the projected points in $x_{N+1}^\perp$ is made; there, in dimension $p "
            r"- 1$, any $p - 1$ of "
            "them are independent again.",
            "linear-algebra", "cone",
        ),
        read("rule", r"So $f(N+1, p) = f(N, p) + f(N, p-1)$, with $f(1, p) = f(N, 1) = 2$.", "counting", "projected"),
        checked("pascal", "The formula satisfies rule, start values and the value at N = 2p (written out up to 12).", recursion(12)),
        read(
            "all-N",
            r"For all $N$, $p$: Pascal's rule $\binom{N}{i} = \binom{N-1}{i} + \binom{N-1}{i-1}$, summed over $i < "
            r"p$; and "
            r"$\binom{2p-1}{i} = \binom{2p-1}{2p-1-i}$ for $N = 2p$.",
            "induction", "rule", "pascal",
        ),
        read(
            "bound",
            "A strict dichotomy survives a small perturbation of the points into general position, so for other "
            "positions the number "
            "is at most this.",
            "continuity", "all-N",
        ),
        read("lifted", r"With bias: the points $(x, 1)$ in $\mathbb{R}^{n+1}$.", "instance", "all-N"),
        read("all", "Together.", "conclusion", "bound", "lifted"),
    )  # fmt: skip
    cases = [(5, 1), (5, 2), (6, 2), (6, 3)] + ([(7, 2), (7, 3)] if budget.profile == "full" else [])
    return [
        Evidence("symbolic-proof", "proved", "all-parameters", "Cover's recursion and Pascal's rule.", (certificate,)),
        Evidence(
            "exact-decision", "proved", "instance", "Every dichotomy of N points in R^n decided, with (N, n) = "
            + ", ".join(f"({N}, {n}): {formula(N, n + 1)}" for N, n in cases) + ".",
            tuple(count(moment_curve(N, n)) for N, n in cases),
        ),
    ]  # fmt: skip


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
        violations += rank(points) == 1 and len(seen) > 2
    return Evidence(
        "property-test", "tested", "family", "Sampled neurons on random points in any position never make more "
            "dichotomies.",
        numbers={"examples": tried, "seed": budget.seed, "violations": violations},
    )  # fmt: skip


def mutations() -> list[Mutation]:
    return [
        Mutation("one-term-more", r"the sum runs to $i = p$", rejected=lambda: count(moment_curve(5, 2), "=", 1)),
        Mutation("one-term-fewer", r"the sum runs to $i = p - 2$", rejected=lambda: count(moment_curve(5, 2), "=", -1)),
        Mutation(
            "any-position", "the count holds in any position",
            rejected=lambda: count([[0, 0, 1], [1, 0, 1], [2, 0, 1], [0, 1, 1]]),
        ),
    ]  # fmt: skip
