r"""A unit-norm anchor never fires under JumpReLU with theta >= 1, not even on its own feature.

In every dimension: <w_d, w_e> <= 1 <= theta for unit vectors, and JumpReLU passes only values above theta.
"""

from __future__ import annotations

import random
from fractions import Fraction

from proofs_checks.vocabulary import Given, Theorem
from theory.claims import Budget, Evidence, InstanceReport, Source
from theory.sdl import Activation, Problem
from theory.sdl.formal import W, jumprelu
from theory.typed import SCALAR, column, dot, for_all, norm2, var

theta = var("theta", SCALAR)

T = Theorem(
    id="sdl.anchoring-jumprelu",
    title="A JumpReLU anchor is silent when theta >= 1",
    says=r"""
        Let $|w_d| = 1$ for all $d$ and $\sigma$ = JumpReLU with $\theta \ge 1$ (passing $z > \theta$). A neuron
        anchored to a feature, $a_i = w_d$, has $\sigma(a_i \cdot w_e) = 0$ for every feature $e$, its own included.""",
    source=Source(locator="anchors, JumpReLU", arxiv="", ours=True),
    kind="property",
    sizes="n p",
    about=(W, theta),
    given={
        "unit-features": Given(
            r"$|w_d| = 1$", for_all("n", lambda d: norm2(column(W, d)) == 1, "d"), fails={"n": 1, "W": [[2], [0]]}
        ),
        "threshold": Given(r"$\theta \ge 1$", theta >= 1, fails={"theta": Fraction(9, 10)}),
    },
    then=for_all(
        "n", lambda d: for_all("n", lambda e: jumprelu(theta, dot(column(W, d), column(W, e))) == 0, "e"), "d"
    ),
    example={"n": 2, "p": 2, "W": [[1, Fraction(3, 5)], [0, Fraction(4, 5)]], "theta": 1},
)
T.wrongly(
    "no-interference",
    "unit features do not interfere",
    for_all("n", lambda d: for_all("n", lambda e: dot(column(W, d), column(W, e)) <= 0, "e"), "d"),
)
PAGE = "anchoring"
CLAIM, mutations = T.claim(), T.mutations


def examples(budget: Budget) -> Evidence:
    """Random unit vectors of dimension 2 and thresholds from 1 up: exact codes."""
    rng, count, violations = random.Random(budget.seed), budget.pick(quick=60, full=1000), 0
    for _ in range(count):
        ratios = [Fraction(rng.randint(-9, 9), rng.randint(1, 9)) for _ in range(rng.randint(1, 4))]
        features = [[2 * t / (1 + t * t), (1 - t * t) / (1 + t * t)] for t in ratios]
        act = Activation("jumprelu", theta=1 + Fraction(rng.randint(0, 3), 7))
        problem = Problem.sae(features, activation=act, width=len(features))
        violations += any(any(z) for z in problem.codes(features))
    numbers = {"examples": count, "seed": budget.seed, "violations": violations}
    return Evidence("property-test", "tested", "fixed-dimension", "Unit vectors in the plane.", numbers=numbers)


def evaluate(problem: Problem, budget: Budget) -> InstanceReport:
    """Which features of the user's problem could be anchored at all."""
    if problem.activation.kind != "jumprelu":
        return InstanceReport("not-applicable", "the claim is about JumpReLU")
    level = problem.activation.theta or Fraction(0)
    sizes = [sum((x * x for x in v), Fraction(0)) for v in problem.features_in]  # type: ignore[operator]
    if any(size != 1 for size in sizes):
        return InstanceReport("hypothesis-fails", "unit-features: some |w_d| differs from 1")
    if level < 1:
        return InstanceReport("hypothesis-fails", f"threshold: theta = {level} is below 1")
    return InstanceReport("holds", f"theta = {level}: no anchor fires on any of the {problem.n} features")
