r"""Folklore: two features with negative inner product can share no neuron at a partial minimum.  Refuted.

True instead: for two features with ``<v_1, v_2> != 0`` there always is one; for a negative inner product it belongs to the
smallest eigenvalue, so it is a partial minimum and a strict saddle.
"""

from __future__ import annotations

import random
from fractions import Fraction

from proofs_checks.sdl import _landscape as one
from proofs_checks.sdl._clusters import unsuitable
from proofs_checks.sdl._spectra import cluster_spectrum, positive
from theory.claims import Budget, Certificate, Claim, Evidence, Hypothesis, InstanceReport, Mutation, Source
from theory.evidence import checked, derivation, evaluation, implication, proof, read, relation, term
from theory.formal import both, dot, for_all, names, negation, norm2
from theory.sdl import Problem
from theory.statement import Statement

F = Fraction
UNIT, OPPOSED = [[1, 0], [0, 1]], [[1, 0], [F(-3, 5), F(4, 5)]]

STATEMENT = Statement(
    ("w", "v", "M", "a", "u"),
    {
        "two-unit-features": both(one.n == 2, *(both(norm2(one.w[d]) == 1, norm2(one.v[d]) == 1) for d in range(2))),
        "positive-weights": for_all(one.M, lambda m: m > 0, "m"),
        "negative-interference": dot(one.v[0], one.v[1]) < 0,
        "both-on": one.ACTIVE,
    },
    negation(one.STATIONARY),
    one.ONE_NEURON,
)

PAGE = "partial-minima"
CLAIM = Claim(
    id="sdl.thm-3.6-negative-interference",
    title="Negative interference excludes partial minima (folklore)",
    statement=r"If $\langle v_1, v_2 \rangle < 0$ then no partial minimum lets one ReLU neuron be on for both features.",
    source=Source(locator="Theorem 3.6, a common counterexample to it", ours=True),
    kind="existence",
    expected="refuted",
    refutes="ours",
    hypotheses=(
        Hypothesis(
            name="negative-interference",
            text=r"$\langle v_1, v_2 \rangle < 0$",
            witness=lambda: STATEMENT.satisfied_by({"w": UNIT, "v": OPPOSED, "M": [1, 1], "a": [1, 1], "u": [0, 0]}),
            drop_note="the claim fails with it; without it it is weaker still",
        ),
    ),
    remark="""
        Interference of two features excludes a partial minimum only when it is zero and the weights differ. Three
        features with mixed signs can exclude one, see sdl.thm-3.6.""",
    statement_formal=STATEMENT,
)


def partial_minimum() -> Certificate:
    return STATEMENT.refuted_by(
        {"w": UNIT, "v": OPPOSED, "M": [1, 1], "a": [1, 1], "u": [F(1, 5), F(2, 5)]},
        record="z step_u step_a loss",
        means="stationary on an open region where both blocks are convex: a partial minimum, loss 2 - 2/5",
    )


def root() -> Certificate:
    """q(t) = g M1 t^2 + (M2 G22 - M1 G11) t - g M2 has q(0) of one sign and the other sign for large t: g q(0) < 0 < g^2 M1."""
    g, m1, m2 = names("g M1 M2")
    return implication(
        "g M1 M2",
        assume=[relation(g**2, ">"), relation(m1, ">"), relation(m2, ">")],
        conclude=relation(g * (g * m2) * m1, ">"),
        by=derivation(term(1, use=(0, 1, 2))),
        means="-(g q(0)) M1 = g^2 M1 M2 > 0: the product of the roots is -M2/M1 < 0",
    )


def ratio() -> Certificate:
    """A root t gives an eigenvector (t, 1): its two rows hold with lam = g M1 t + G22 M2."""
    t, g, g11, g22, m1, m2 = names("t g G11 G22 M1 M2")
    quadratic = g * m1 * t**2 + (m2 * g22 - m1 * g11) * t - g * m2
    lam = g * m1 * t + g22 * m2
    return implication(
        "t g G11 G22 M1 M2",
        assume=[relation(quadratic, "=")],
        conclude=relation(g11 * m1 * t + g * m2, "=", lam * t),
        by=derivation(multiples={0: -1}),
        means="first row of G diag(M) z = lam z at z = (t, 1); the second row defines lam",
    )


def saddle() -> Certificate:
    t = names("t")[0]
    value = one.cluster_loss(UNIT, OPPOSED, [1, 1], [1 + t, 1 - t], [F(1, 5) + F(4, 5) * t, F(2, 5) - F(2, 5) * t])
    return evaluation(
        value == F(8, 5) - F(6, 5) * t**2 + F(8, 5) * t**4,
        indeterminates="t",
        means="a curve through the point along which the loss falls",
    )


def refute(budget: Budget) -> list[Evidence]:
    general = proof(
        "Two features with nonzero inner product always have a strictly positive eigenvector of G diag(M).",
        checked(
            "ratio",
            r"$z = (t, 1)$ is an eigenvector when $q(t) = g M_1 t^2 + (M_2 G_{22} - M_1 G_{11}) t - g M_2 = 0$.",
            ratio(),
        ),
        checked("signs", r"The product of the two roots of $q$ is $-M_2 / M_1 < 0$.", root()),
        read(
            "exists",
            "So $q$ has two real roots of opposite sign, and the positive one gives a positive eigenvector.",
            "continuity",
            "ratio",
            "signs",
        ),
    )
    table = cluster_spectrum(OPPOSED, [1, 1], means="the positive eigenvector belongs to the smaller eigenvalue 2/5")
    return [
        Evidence(
            "exact-decision",
            "refuted",
            "instance",
            "Inner product -3/5: a partial minimum.",
            (partial_minimum(), table),
        ),
        Evidence("symbolic-proof", "refuted", "all-parameters", "Any nonzero inner product admits one.", (general,)),
        Evidence("exact-decision", "refuted", "instance", "It is a strict saddle.", (saddle(),)),
    ]


def examples(budget: Budget) -> Evidence:
    """Random rational unit pairs and weights: exactly one eigenvector is positive when the inner product is not zero."""
    rng, seen, exceptions = random.Random(budget.seed), 0, 0
    for _ in range(budget.pick(quick=60, full=600)):
        k, m = F(rng.randint(-9, 9), rng.randint(1, 5)), [rng.randint(1, 6), rng.randint(1, 6)]
        v = [[F(1), F(0)], [(1 - k * k) / (1 + k * k), 2 * k / (1 + k * k)]]
        if v[1][0] == 0 or k == 0:
            continue
        seen += 1
        exceptions += sum(positive(row) for row in cluster_spectrum(v, m)["asserts"]["signs"]) != 1
    numbers = {"examples": seen, "seed": budget.seed, "exceptions": exceptions}
    return Evidence(
        "property-test", "tested", "fixed-dimension", "Exactly one positive eigenvector for each pair.", numbers=numbers
    )


def mutations() -> list[Mutation]:
    def positive_interference() -> Certificate:
        mutant = STATEMENT.without("negative-interference").assuming(positive=dot(one.v[0], one.v[1]) > 0)
        return mutant.refuted_by(
            {"w": UNIT, "v": [[1, 0], [F(3, 5), F(4, 5)]], "M": [1, 1], "a": [1, 1], "u": [F(4, 5), F(2, 5)]}
        )

    def zero() -> Certificate:
        mutant = STATEMENT.without("negative-interference").assuming(orthogonal=dot(one.v[0], one.v[1]) == 0)
        return mutant.refuted_by({"w": UNIT, "v": UNIT, "M": [1, 1], "a": [1, 1], "u": [F(1, 2), F(1, 2)]})

    def unequal() -> Certificate:
        return STATEMENT.refuted_by({"w": UNIT, "v": OPPOSED, "M": [1, 2], "a": [1, 1], "u": [F(1, 5), F(2, 5)]})

    return [
        Mutation("positive-interference", "positive inner products exclude it", refuted_by=positive_interference),
        Mutation("orthogonal", "orthogonal targets exclude it, whatever the weights", refuted_by=zero),
        Mutation("wrong-point", "the same point refutes the claim for M = (1, 2)", rejected=unequal),
    ]


def evaluate(problem: Problem, budget: Budget) -> InstanceReport:
    """Violated by two targets with negative inner product, when the input features are independent."""
    if why := unsuitable(problem):
        return InstanceReport("not-applicable", why)
    v, n = problem.features_out, len(problem.features_out)
    for d in range(n):
        for e in range(d):
            inner = sum((x * y for x, y in zip(v[d], v[e], strict=True)), Fraction(0))
            if inner < 0:
                shown = cluster_spectrum(
                    [v[e], v[d]], [problem.weights[e], problem.weights[d]], means="a positive eigenvector"
                )
                return InstanceReport(
                    "violated", f"features {e} and {d}: inner product {inner}, and a positive eigenvector", (shown,)
                )
    return InstanceReport("hypothesis-fails", "negative-interference: no pair of targets has a negative inner product")
