r"""A unit-norm anchor never fires under JumpReLU with theta >= 1, not even on its own feature.

Proved in every dimension: <w_d, w_e> <= 1 <= theta for unit vectors, and JumpReLU passes only values above theta.
"""

from __future__ import annotations

import random
from fractions import Fraction

from proofs_checks.sdl._anchoring import w
from theory.certificates import seal
from theory.claims import Budget, Certificate, Claim, Evidence, Hypothesis, InstanceReport, Mutation, Source
from theory.evidence import derivation, implication, relation, term
from theory.formal import codes, for_all, length, matmul, names, norm2, span, transpose
from theory.sdl import Activation, Problem
from theory.statement import Statement

(theta,) = names("theta")


def silent(level: Fraction) -> Statement:
    """Unit features as encoder rows under JumpReLU(level): no code is nonzero."""
    act = Activation("jumprelu", theta=level)
    return Statement(
        variables=("w",),
        hypotheses={"unit-features": for_all(span(length(w)), lambda d: norm2(w[d]) == 1, "d")},
        conclusion=for_all(codes(act, w, w), lambda z: norm2(z) == 0, "z"),
        let={"gram": matmul(w, transpose(w))},
    )


UNIT = {"w": [[1, 0], [Fraction(3, 5), Fraction(4, 5)]]}


def cauchy() -> Certificate:
    """``c = <w, w'>``, ``s = |w - w'|^2 = 2 - 2c >= 0`` and theta >= 1 give ``theta - c >= 0``."""
    c, s = names("c s")
    return implication(
        "c s theta",
        assume=[relation(s, ">="), relation(s, "=", 2 - 2 * c), relation(theta - 1, ">=")],
        conclude=relation(theta - c, ">="),
        by=derivation(term(Fraction(1, 2), use=(0,)), term(1, use=(2,)), multiples={1: Fraction(-1, 2)}),
        means="for two unit vectors of any dimension (also the same one twice)",
    )


def lower_threshold() -> Certificate:
    """theta = 9/10: an anchor fires on its own feature."""
    return silent(Fraction(9, 10)).refuted_by(UNIT, record="gram")


def long_feature() -> Certificate:
    """theta = 1 and a feature of length 2: its anchor fires with value 4."""
    return silent(Fraction(1)).without("unit-features").refuted_by({"w": [[2, 0]]}, record="gram")


CLAIM = Claim(
    id="sdl.anchoring-jumprelu",
    title="A JumpReLU anchor is silent when theta >= 1",
    statement=r"Let $|w_d| = 1$ for all $d$ and $\sigma$ = JumpReLU with $\theta \ge 1$ (passing $z > \theta$). A neuron anchored to a "
    r"feature, $a_i = w_d$, has $\sigma(a_i \cdot w_e) = 0$ for every feature $e$, its own included.",
    source=Source(locator="anchors, JumpReLU", arxiv="", ours=True),
    kind="property",
    expected="argued",
    hypotheses=(
        Hypothesis("unit-features", r"$|w_d| = 1$", lambda: silent(Fraction(1)).satisfied_by(UNIT), drop=long_feature),
        Hypothesis(
            "threshold", r"$\theta \ge 1$", lambda: silent(Fraction(1)).satisfied_by(UNIT), drop=lower_threshold
        ),
    ),
)


def prove(budget: Budget) -> Evidence:
    text = "Inner products of unit vectors are at most 1; the checker proves theta - <w, w'> >= 0."
    return Evidence("symbolic-proof", "proved", "all-parameters", text, (cauchy(),))


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


def mutations() -> list[Mutation]:
    def weaker() -> Certificate:
        """The derivation for theta >= 9/10."""
        certificate = cauchy()
        asserts = {**certificate["asserts"]}
        asserts["assume"] = [*asserts["assume"][:2], relation(theta - Fraction(9, 10), ">=")]
        return seal("implication", asserts, certificate["witness"])

    return [
        Mutation("lower-threshold", "theta >= 9/10 silences anchors", refuted_by=lower_threshold),
        Mutation("same-proof", "the same derivation for theta >= 9/10", rejected=weaker),
    ]


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
