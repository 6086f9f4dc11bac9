"""Monosemantic ReLU codes have a superposition threshold at n = 2 p: a feature can be seen alone with a binomial probability.

Cover's count of dichotomies, read for signs; exact rational tails for the sizes of the paper.
"""

from __future__ import annotations

import random
from fractions import Fraction
from itertools import combinations, product
from math import comb
from typing import Any

from proofs_checks.sdl import _absorption as split
from proofs_checks.sdl._counting import exactly_k, no_relation
from proofs_checks.sdl._instances import distinct_units
from proofs_checks.sdl.realizable_counts import generic
from solvers.exact.linear import rank
from solvers.sdl.patterns.realizable import Farkas, realize
from theory.claims import Budget, Certificate, Claim, Evidence, Hypothesis, InstanceReport, Mutation, Source
from theory.evidence import evaluation
from theory.formal import Expression, binomial, both, det, for_all, names, op, signs, span, total
from theory.sdl import Problem
from theory.sdl.flips import flipped
from theory.typed import (
    NAT,
    Expr,
    TypedStatement,
    column,
    iff,
    mat,
    member,
    ordinal,
    power,
    scalar,
    size,
    subset,
    var,
    vec,
)
from theory.typed import binomial as choose
from theory.typed import both as all_of
from theory.typed import dot as times
from theory.typed import exists as some
from theory.typed import for_all as every
from theory.typed import implies as if_then
from theory.typed import total as add_up
from theory.typed.expression import lift

Q = Fraction
N, P, W = names("n p W")
# lines in general position in the plane
PLANE: list[list[Any]] = [[1, 0], [Q(3, 5), Q(4, 5)], [Q(-5, 13), Q(12, 13)], [Q(-4, 5), Q(3, 5)]]

X, F = var("W", mat("p", "m")), var("F", subset("m"))
K = scalar(size("k"))


def served_flips() -> Expr:
    """There are k different flips, and they are those after which some row is positive exactly on F."""

    def serves(s: Expr) -> Expr:
        on = lambda a: every(  # noqa: E731
            "m", lambda d: iff(flipped(s, d, times(a, column(X, d))) > 0, member(d, F)), "d"
        )
        return some(vec("p"), on, "a")

    return exactly_k(subset("m"), serves, "Q")


PAGE = "absorption"
CLAIM = Claim(
    id="sdl.superposition-threshold",
    title="The superposition threshold for neurons that see one feature",
    statement=r"""
        Let any $n_p$ of the features $w_1, \dots, w_n \in \mathbb{R}^{n_p}$ be independent ($n, n_p \ge 1$; all of them, if there
        are fewer), and $F$ a nonempty set of features, for instance a single one. Of the $2^n$ choices of signs exactly $2
        \sum_{i < n_p} \binom{n-1}{i}$ are such that a ReLU neuron is on exactly for the features $\epsilon_d w_d$ with $d \in
        F$. So for independent fair signs this has probability $\Pr(\mathrm{Bin}(n - 1, 1/2) \le n_p - 1)$, and exactly $1/2$
        at $n = 2 n_p$. Formally $n$ is $m = M + 1$, $n_p$ is $p = r + 1$, and $k$ is the number.""",
    source=Source(locator="statement of this project", arxiv="", ours=True, note="Cover 1965; Wendel 1962"),
    kind="identity",
    expected="proved",
    hypotheses=(
        Hypothesis(
            "general-position",
            r"any $n_p$ of the $w_d$ are independent",
            lambda: evaluation(
                for_all(span(4), lambda d: for_all(span(d), lambda e: det(op("tuple", W[d], W[e])) != 0, "e"), "d"),
                let={"W": PLANE},
                record="W",
            ),
            drop=lambda: split.unrealizable([[1, 0, 0], [0, 1, 0], [Q(-3, 5), Q(-4, 5), 0]], [0, 1, 2]),
        ),
        Hypothesis(
            "random-signs",
            "the signs are independent and fair",
            lambda: evaluation(op("length", signs(4)) == 16, let={"size": 4}, record="size"),
            drop=lambda: split.unrealizable([[Q(3, 5), Q(4, 5)], [1, 0], [Q(-3, 5), Q(4, 5)]], [0]),
        ),
        Hypothesis(
            "nonempty",
            r"$F \ne \emptyset$",
            lambda: split.realizable(PLANE, [[1, 0]]),
            drop=lambda: split.realizable(PLANE, [[0, 0]]),
        ),
    ),
    typed=TypedStatement(
        "m M p r k",
        (X, F),
        {
            "features": size("m") == size("M") + 1,
            "dimension": size("p") == size("r") + 1,
            "general-position": no_relation(X, "m", size("p")),
            "nonempty": some("m", lambda d: member(d, F), "d"),
            "number": K == 2 * (1 + add_up("r", lambda i: scalar(choose(size("M"), ordinal(i))))),
        },
        all_of(
            served_flips(), if_then(size("m") == size("p") + size("p"), 2 * K == scalar(power(lift(2, NAT), size("m"))))
        ),
    ),
    depends_on=("sdl.realizable-counts", "sdl.thm-3.8-jumprelu"),
    remark="""
        Not part of the formal statement: by Hoeffding's inequality, if n_p grows with n / n_p tending to c, all single features can be
        seen alone with probability tending to 1 for c < 2, and each given one with probability tending to 0 for c > 2.
        With n_p = 768 a given feature cannot be seen alone with probability 3.3e-68 (n = 1000), 7.7e-23 (1200),
        1.4e-4 (1400), 1/2 (1536), 0.99997 (1700). JumpReLU and Top-1 have no such limit: distinct unit features can
        always be seen alone.""",
)


def failure(n: Any, p: Any) -> Expression:
    """``Pr(Bin(n-1, 1/2) >= p) = sum_{k < n-p} C(n-1, k) / 2^(n-1)``."""
    return total(span(n - p), lambda k: binomial(n - 1, k), "k") / Expression(["^", 2, (n - 1).json])


def tail(n: int, p: int, low: Fraction, high: Fraction) -> Certificate:
    """The exact failure probability lies in [low, high]."""
    return evaluation(
        both(low <= Expression("failure"), Expression("failure") <= high),
        let={"n": n, "p": p, "failure": failure(N, P)},
        means=f"a given feature is in the cone of the others with probability between {float(low):.4g} and {float(high):.4g}",
    )


TAILS = (
    (1000, Q(328, 10**70), Q(329, 10**70)),
    (1200, Q(770, 10**25), Q(771, 10**25)),
    (1400, Q(1370, 10**7), Q(1371, 10**7)),
    (1536, Q(1, 2), Q(1, 2)),
    (1700, Q(99996, 10**5), Q(99997, 10**5)),
)


def flips(lines: list[list[Any]], feature: int) -> tuple[list[Certificate], int]:
    """For all signs of the features: is the feature alone on a neuron?  A certificate each, and how often it is."""
    certificates, realized = [], 0
    for choice in product((1, -1), repeat=len(lines)):
        features = [[e * x for x in w] for e, w in zip(choice, lines, strict=True)]
        row = realize(features, [feature])
        if isinstance(row, Farkas):
            certificates.append(split.unrealizable(features, [feature]))
        else:
            certificates.append(split.realizable(features, [row]))
            realized += 1
    return certificates, realized


def half() -> Certificate:
    """At n = 2p the failure probability is one half, p = 1..30."""
    return evaluation(
        for_all(span(1, 31), lambda p: failure(2 * p, p) == Q(1, 2), "p"),
        means="n = 2p, p = 1..30; by symmetry of C(2p-1, k)",
    )


def prove(budget: Budget) -> list[Evidence]:
    certificates, realized = flips(PLANE, 0)
    counted = evaluation(
        Expression("realized") == 16 * (1 - failure(N, P)),
        let={"n": 4, "p": 2, "realized": realized},
        record="realized",
        means="8 of the 16 sign choices below realize {1}",
    )
    return [
        Evidence("exact-decision", "proved", "instance", "At n = 2p the failure probability is 1/2.", (half(),)),
        Evidence(
            "exact-decision",
            "proved",
            "instance",
            "All 16 signs of four features in the plane, each decided.",
            (counted, *certificates),
        ),
        Evidence(
            "exact-decision",
            "proved",
            "instance",
            "Exact tails for n_p = 768 and n = 1000, 1200, 1400, 1536, 1700.",
            tuple(tail(n, 768, low, high) for n, low, high in TAILS),
        ),
    ]


def examples(budget: Budget) -> Evidence:
    """All signs of random lines, exact linear programs, against the binomial probability."""
    rng, violations, cases = random.Random(budget.seed), 0, 0
    for _ in range(budget.pick(quick=3, full=25)):
        n, p = rng.choice(((4, 2), (5, 3), (5, 2)))
        lines = distinct_units(rng, n, p)
        if not generic(lines):
            continue
        inside = rng.sample(range(n), rng.randint(1, n))
        found = sum(
            not isinstance(realize([[e * x for x in w] for e, w in zip(choice, lines, strict=True)], inside), Farkas)
            for choice in product((1, -1), repeat=n)
        )
        cases += 2**n
        violations += found != 2 * sum(comb(n - 1, k) for k in range(p))
    return Evidence(
        "property-test",
        "tested",
        "fixed-dimension",
        "All signs of random lines and random sets F, counted.",
        numbers={"examples": cases, "seed": budget.seed, "violations": violations},
    )


def mutations() -> list[Mutation]:
    def shifted() -> Certificate:
        return evaluation(
            for_all(span(1, 31), lambda p: failure(2 * p + 1, p) == Q(1, 2), "p"), means="half at n = 2p + 1"
        )

    def weaker() -> Certificate:
        return tail(1400, 768, Q(1, 10**5), Q(1, 10**4))

    return [
        Mutation("threshold-shifted", "the probability is 1/2 at n = 2p + 1", rejected=shifted),
        Mutation("off-by-a-factor", "at n = 1400 the failure probability is below 1e-4", rejected=weaker),
        Mutation(
            "always-realizable",
            "every single feature is realizable below the threshold, surely",
            refuted_by=lambda: split.unrealizable([[Q(3, 5), Q(4, 5)], [1, 0], [Q(-3, 5), Q(4, 5)]], [0]),
        ),
    ]


def evaluate(problem: Problem, budget: Budget) -> InstanceReport:
    """How many of the problem's features can be seen alone, and the probability for random signs."""
    if problem.activation.kind != "relu":
        return InstanceReport("not-applicable", "the claim is about ReLU")
    if comb(problem.n, problem.p) > 5000:
        return InstanceReport("not-applicable", "too many subsets of n_p features to decide general position")
    if problem.n < problem.p or any(rank(part) < problem.p for part in combinations(problem.features_in, problem.p)):
        return InstanceReport(
            "hypothesis-fails", "general-position: some n_p of the features are dependent, or n < n_p"
        )
    alone = [d for d in range(problem.n) if not isinstance(realize(problem.features_in, [d]), Farkas)]
    chance = float(Q(sum(comb(problem.n - 1, k) for k in range(problem.p)), 2 ** (problem.n - 1)))
    return InstanceReport(
        "holds",
        f"{len(alone)} of {problem.n} features can be seen alone; with random signs (general position) each has probability {chance:.6g}",
    )
