"""Which sets a JumpReLU neuron can see, and exactly when a feature splits off: disjointness of two convex hulls.  "
"Proved."""

from __future__ import annotations

import random
from collections.abc import Callable
from fractions import Fraction
from typing import Any

from proofs_checks.sdl import _absorption as split
from proofs_checks.sdl._instances import distinct_units
from solvers.exact.lp import Infeasible, solve
from solvers.sdl.patterns.realizable import members_of, neuron_supports
from theory.claims import Budget, Certificate, Claim, Evidence, Hypothesis, InstanceReport, Mutation, Source
from theory.evidence import derivation, evaluation, implication, relation, term
from theory.formal import names
from theory.sdl import Activation, Problem
from theory.sdl.formal import W
from theory.typed import (
    SCALAR,
    Expr,
    TypedStatement,
    both,
    column,
    dot,
    exists,
    for_all,
    iff,
    implies,
    index,
    member,
    negation,
    norm2,
    subset,
    total,
    var,
    vec,
)

Q = Fraction
JUMP = Activation("jumprelu", theta=Q(1))
lam, x, mu, y, theta = names("lam x mu y theta")

F, k, threshold = var("F", subset("n")), var("k", index("n")), var("theta", SCALAR)


def realizes(on: Callable[[Expr], Expr]) -> Expr:
    """Some row is above the threshold on exactly these features."""
    return exists(vec("p"), lambda a: for_all("n", lambda d: iff(dot(a, column(W, d)) > threshold, on(d)), "d"), "a")


def weights_on(v: Expr, inside: Callable[[Expr], Expr]) -> Expr:
    """Nonnegative, and zero outside the set."""
    return for_all("n", lambda d: both(v[d] >= 0, implies(negation(inside(d)), v[d] == 0)), "d")


# a point of the hull of F is a combination of the others with weights of sum at most 1 (the rest is the weight of 0)
HULLS_MEET = exists(
    vec("n"),
    lambda u: exists(
        vec("n"),
        lambda m: both(
            weights_on(u, lambda d: member(d, F)),
            weights_on(m, lambda d: negation(member(d, F))),
            total("n", lambda d: u[d], "d") == 1,
            total("n", lambda d: m[d], "d") <= 1,
            W @ u == W @ m,
        ),
        "m",
    ),
    "u",
)
DISTINCT_UNIT = for_all(
    "n",
    lambda d: both(
        norm2(column(W, d)) == 1, for_all("n", lambda e: implies(e != d, column(W, e) != column(W, d)), "e")
    ),
    "d",
)
# on an arc: the middle feature cannot be removed, the outer ones can
ARC = [[Q(3, 5), Q(4, 5)], [1, 0], [Q(3, 5), Q(-4, 5)]]
HULL = [[1], [2], [-1]]

PAGE = "absorption"
CLAIM = Claim(
    id="sdl.thm-3.8-conditions-jumprelu",
    title="Which sets a JumpReLU neuron can see",
    statement=r"""
        Let $\theta > 0$. A JumpReLU neuron is on for exactly the features in $F$ for some row $a$ if and only if
        $\mathrm{conv}\{w_d : d \in F\}$ and $\mathrm{conv}(\{w_f : f \notin F\} \cup \{0\})$ are disjoint. Hence $d
        \in F$, $|F| \ge 2$, splits off if and only if $\mathrm{conv}\{w_e : e \in F, e \ne d\}$ and
        $\mathrm{conv}(\{w_f : f \notin F\} \cup \{w_d, 0\})$ are disjoint and so are $\{w_d\}$ and
        $\mathrm{conv}(\{w_e : e \ne d\} \cup \{0\})$; for distinct unit features the second condition always holds.
        (Formally: for every $F$, so for both new sets; a point of the second hull is a combination with nonnegative
        weights of sum at most 1.)""",
    source=Source(locator="Theorem 3.8", ours=True, note="the form for JumpReLU"),
    kind="equivalence",
    expected="proved",
    hypotheses=(
        Hypothesis(
            "positive-threshold",
            r"$\theta > 0$",
            lambda: evaluation(theta > 0, let={"theta": 1}, record="theta"),
            drop=lambda: split.unrealizable([[Q(3, 5), Q(4, 5)], [1, 0], [Q(-3, 5), Q(4, 5)]], [0]),
        ),
        Hypothesis(
            "distinct-unit-features",
            r"distinct, $\|w_d\| = 1$ (for the last part only)",
            lambda: split.realizable(ARC, [[2, 0]], activation=JUMP),
            drop=lambda: split.unrealizable(HULL, [0], activation=JUMP),
        ),
    ),
    typed=TypedStatement(
        "p n",
        (W, F, k, threshold),
        {"positive-threshold": threshold > 0},
        both(
            iff(realizes(lambda d: member(d, F)), negation(HULLS_MEET)),
            implies(DISTINCT_UNIT, realizes(lambda d: d == k)),
        ),
    ),
    remark="""
        With threshold 0, that is for ReLU, hulls are replaced by cones (sdl.realizable-supports): w_1 = (6/5) w_2 +
        w_3 is not in the hull of w_2, w_3 and 0, yet no ReLU neuron sees it alone.""",
)


def _hulls_meet(features: Any, inside: list[int]) -> bool:
    """Do the hull of the set and the hull of the others and 0 meet?  A linear program in the convex weights."""
    outside = [e for e in range(len(features)) if e not in inside]
    columns = [[*features[d], 1, 0] for d in inside]
    columns += [[*(-x for x in features[e]), 0, 1] for e in outside] + [[*(0 for _ in features[0]), 0, 1]]
    rows = [list(row) for row in zip(*columns, strict=True)]
    bounds = [[int(k == j) for k in range(len(columns))] for j in range(len(columns))]
    relations = ["="] * len(rows) + [">="] * len(columns)
    right = [0] * len(features[0]) + [1, 1] + [0] * len(columns)
    return not isinstance(solve(rows + bounds, relations, right), Infeasible)


def examples(budget: Budget) -> Evidence:
    """All subsets of random features: hulls by one linear program, rows by enumeration."""
    rng, violations, cases = random.Random(budget.seed), 0, 0
    for _ in range(budget.pick(quick=6, full=60)):
        features = distinct_units(rng, 4, rng.choice((2, 3)))
        if rng.random() < 0.5:
            features = [[x * rng.choice((1, 2, Q(1, 2))) for x in w] for w in features]
        supports = neuron_supports(features, JUMP)
        for mask in range(1, 16):
            cases += 1
            violations += (mask in supports) == _hulls_meet(features, members_of(mask))
    return Evidence(
        "property-test",
        "tested",
        "fixed-dimension",
        "All sets of four random rational features of different lengths, in 2 and 3 dimensions.",
        numbers={"examples": cases, "seed": budget.seed, "violations": violations},
    )


def mutations() -> list[Mutation]:
    def cones() -> Certificate:
        """w = 2, 1 on a line: {2} is realizable although the cones of the two features coincide."""
        return split.realizable([[2], [1]], [[Q(3, 4)]], activation=JUMP)

    def without_zero() -> Certificate:
        """F = {1, -1} and nothing else: the hull of F contains 0."""
        return split.unrealizable([[1], [-1]], [0, 1], activation=JUMP)

    def weak() -> Certificate:
        m, g = names("m g")
        return implication(
            "m g",
            assume=[relation(1 - m, ">="), relation(m - g, ">=")],
            conclude=relation(1 - g, ">"),
            by=derivation(term(1, use=(0,)), term(1, use=(1,))),
        )

    return [
        Mutation("cones", "the criterion of ReLU, with cones instead of hulls, is necessary", refuted_by=cones),
        Mutation("without-zero", "0 may be left out of the second hull", refuted_by=without_zero),
        Mutation("equal-features", "equal features are vertices too", rejected=weak),
    ]


def evaluate(problem: Problem, budget: Budget) -> InstanceReport:
    """For every set of the problem's features: hulls against rows."""
    theta = problem.activation.theta or Q(0)
    if problem.activation.kind != "jumprelu" or theta <= 0 or problem.n > 8 or problem.field is not None:
        return InstanceReport("not-applicable", "decided for JumpReLU with up to 8 rational features")
    supports = neuron_supports(problem.features_in, problem.activation)
    for mask in range(1, 1 << problem.n):
        if (mask in supports) == _hulls_meet(problem.features_in, members_of(mask)):
            return InstanceReport("violated", f"the set {members_of(mask)}: hulls and rows disagree")
    return InstanceReport("holds", f"{len(supports)} sets are realizable, those with disjoint hulls and the empty one")
