"""Which sets a JumpReLU neuron can see, and exactly when a feature splits off: disjointness of two convex hulls.  "
"Proved."""

from __future__ import annotations

import random
from fractions import Fraction
from typing import Any

from proofs_checks.sdl import _absorption as split
from proofs_checks.sdl._instances import distinct_units
from solvers.exact.lp import Infeasible, solve
from solvers.sdl.patterns.realizable import members_of, neuron_supports
from theory.claims import Budget, Certificate, Claim, Evidence, Hypothesis, InstanceReport, Mutation, Source
from theory.evidence import checked, derivation, evaluation, implication, proof, read, relation, term
from theory.formal import names
from theory.sdl import Activation, Problem

Q = Fraction
JUMP = Activation("jumprelu", theta=Q(1))
lam, x, mu, y, theta, c = names("lam x mu y theta c")
# on an arc: the middle feature cannot be removed, the outer ones can
ARC = [[Q(3, 5), Q(4, 5)], [1, 0], [Q(3, 5), Q(-4, 5)]]
HULL = [[1], [2], [-1]]

PAGE = "absorption"
CLAIM = Claim(
    id="sdl.thm-3.8-conditions-jumprelu",
    title="Which sets a JumpReLU neuron can see",
    statement=r"Let $\theta > 0$. A JumpReLU neuron is on for exactly the features in $F$ for some row $a$ if and "
    r"only if "
    r"$\mathrm{conv}\{w_d : d \in F\}$ and $\mathrm{conv}(\{w_f : f \notin F\} \cup \{0\})$ are disjoint. Hence $d "
    r"\in F$, $|F| \ge 2$, "
    r"splits off if and only if $\mathrm{conv}\{w_e : e \in F, e \ne d\}$ and $\mathrm{conv}(\{w_f : f \notin F\} "
    r"\cup \{w_d, 0\})$ are "
    r"disjoint and so are $\{w_d\}$ and $\mathrm{conv}(\{w_e : e \ne d\} \cup \{0\})$; for distinct unit features the "
    r"second condition "
    r"always holds.",
    source=Source(locator="Theorem 3.8", ours=True, note="the form for JumpReLU"),
    kind="equivalence",
    expected="argued",
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
    depends_on=("sdl.thm-3.8-jumprelu",),
    remark="With threshold 0, that is for ReLU, hulls are replaced by cones (sdl.realizable-supports): w_1 = (6/5) "
    "w_2 + w_3 is not in the hull "
    "of w_2, w_3 and 0, yet no ReLU neuron sees it alone.",
)


def terms() -> Certificate:
    """A convex combination on the one side is above theta, on the other at most theta."""
    return implication(
        "lam x mu y theta",
        assume=[relation(lam, ">"), relation(x - theta, ">"), relation(mu, ">="), relation(theta - y, ">=")],
        conclude=relation(lam * (x - theta) + mu * (theta - y), ">"),
        by=derivation(term(1, use=(0, 1)), term(1, use=(2, 3))),
        means="lambda (a.w_d - theta) > 0 and mu (theta - a.w_f) >= 0; at 0 the value 0 is below theta",
    )


def rescaled() -> Certificate:
    return implication(
        "theta c x",
        assume=[relation(theta, ">"), relation(c, ">"), relation(x - c, ">")],
        conclude=relation(theta * x - theta * c, ">"),
        by=derivation(term(1, use=(0, 2))),
        means="a.w > c > 0 becomes (theta a/c).w > theta",
    )


def vertex() -> Certificate:
    """w_d.w_d = 1, and w_d.w_e <= m < 1 for the others, w_d.0 = 0: the functional w_d separates w_d from their hull."""
    m, g = names("m g")
    return implication(
        "m g",
        assume=[relation(1 - m, ">"), relation(m - g, ">="), relation(m, ">=")],
        conclude=relation(1 - g, ">"),
        by=derivation(term(1, use=(0,)), term(1, use=(1,))),
        means="values on the other features and at 0 are at most m < 1, the value on w_d is 1",
    )


def prove(budget: Budget) -> Evidence:
    certificate = proof(
        "JumpReLU(theta > 0) realizes F iff conv(w_F) and conv of the other features and 0 are disjoint.",
        checked("terms", "If a row realizes F, each term has the right sign", terms()),
        read(
            "only-if",
            r"so the functional a is above $\theta$ on $\mathrm{conv}(w_F)$ and at most $\theta$ on the other hull (0 "
            r"has the value 0 < "
            r"$\theta$): they are disjoint.",
            "linearity",
            "terms",
        ),
        read(
            "if",
            r"Two disjoint polytopes (F not empty; otherwise a = 0) are separated strictly: $a \cdot x > c > a \cdot "
            r"y$. Since 0 is in the "
            "second one, c > 0.",
            "separation",
        ),
        checked("rescaled", r"Rescale the row by $\theta / c$; values below c end up below $\theta$.", rescaled()),
        read("realizable", "Together: the criterion for one neuron.", "conclusion", "only-if", "if", "rescaled"),
        read("split", "Applied to the two new sets it is the criterion for the split.", "instance", "realizable"),
        checked("vertex", "Distinct unit vectors are vertices, also together with 0.", vertex()),
        read("alone", r"So the condition for $\{d\}$ holds.", "conclusion", "split", "vertex"),
    )
    return Evidence("symbolic-proof", "proved", "all-parameters", "Strict separation of two polytopes.", (certificate,))


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
