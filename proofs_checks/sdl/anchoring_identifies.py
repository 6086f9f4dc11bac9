r"""Feature anchoring does not restore identifiability: zero loss with exact anchors may recover no other feature.

Published: nailing k neurons to known features removes the ambiguity of the optimum, so that training recovers the others.
Refuted by exact networks with zero loss, exact anchors, and every free neuron at cosine <= 4/5 from every feature, also in
superposition.  True instead: with orthonormal features and q = n, anchors leave (n - k)(n - k - 1) dimensions of codes beyond
the gauge (sdl.anchoring-dimension), and with spare neurons they never suffice (sdl.anchoring-overcomplete).
"""

from __future__ import annotations

import random
from fractions import Fraction

from proofs_checks.sdl import _anchoring as anchoring
from proofs_checks.sdl._anchoring import W_E, k, w
from solvers.sdl.solution_set.anchored import AnchoredProblem, unrecovered
from solvers.sdl.solution_set.code_space import code_dimension
from solvers.sdl.solution_set.path import Point
from theory.claims import Budget, Certificate, Claim, Evidence, Hypothesis, InstanceReport, Mutation, Source
from theory.formal import both, for_all, length, norm2, span
from theory.sdl import Problem
from theory.statement import Statement

TAU = Fraction(19, 20)  # the threshold of the published tables
STATEMENT = Statement(
    variables=("w", "W_E", "W_D", "k"),
    hypotheses={
        "unit-features": for_all(span(length(w)), lambda d: norm2(w[d]) == 1, "d"),
        "anchored": both(k >= 1, anchoring.anchored()),
        "zero-loss": anchoring.zero_loss(),
    },
    conclusion=anchoring.recovered(TAU),
    let=anchoring.RECORDED,
)
RECORD = "preactivations decoder_products"


def orthonormal(n: int, anchors: int, width: int) -> Certificate:
    """Orthonormal features, the block construction."""
    values = anchoring.assignment(anchoring.identity(n), unrecovered(n, anchors, width), anchors)
    return STATEMENT.refuted_by(values, record=RECORD)


def superposed() -> Certificate:
    """Four features in R^3, two of them anchored, five free neurons with random rows."""
    c, s = Fraction(3, 5), Fraction(4, 5)
    features = [[1, 0, 0], [c, s, 0], [0, c, s], [-c, 0, s]]
    problem = Problem.sae(features, activation=anchoring.RELU, width=7)
    nailed, rng = AnchoredProblem(problem, {0: 0, 1: 1}), random.Random(1)
    while True:
        values = anchoring.assignment(features, nailed.sample_optimum(rng), 2)
        if not STATEMENT.holds(values):
            return STATEMENT.refuted_by(values, record=RECORD)


def witness() -> Certificate:
    """Two features, both recovered, one anchored."""
    unit = Point.of(anchoring.identity(2), anchoring.identity(2))
    return STATEMENT.satisfied_by(anchoring.assignment(anchoring.identity(2), unit, 1))


PAGE = "anchoring"
CLAIM = Claim(
    id="sdl.anchoring-identifies",
    title="Anchoring known features identifies the others",
    statement=r"""
        If $k \ge 1$ neurons of a ReLU autoencoder are nailed to known features ($a_i = w_i$, $u_i = w_i$) and $\tilde
        L = 0$, then every feature is recovered: some encoder row has cosine at least $0.95$ with it.""",
    source=Source(
        locator="Section 5, feature anchoring, equations (22)-(26)", note="the claim of restored identifiability"
    ),
    kind="uniqueness",
    expected="refuted",
    refutes="ours",
    hypotheses=(
        Hypothesis(
            "unit-features", r"$|w_d| = 1$", witness, drop_note="only fixes the scale; the claim is false with it"
        ),
        Hypothesis("anchored", r"$k \ge 1$ exact anchors", witness, drop_note="the claim is false with it"),
        Hypothesis("zero-loss", r"$\tilde L = 0$", witness, drop_note="the claim is false with it"),
    ),
    remark="""
        Anchors fix the features they are nailed to and nothing else; what identifies decoders is Top-1 (no anchors
        needed) or an L1 penalty weighted by decoder norms. For the repaired counts see sdl.anchoring-dimension.""",
    statement_formal=STATEMENT,
)


def refute(budget: Budget) -> Evidence:
    certificates = (
        orthonormal(4, 2, 4),
        orthonormal(3, 2, 4),
        orthonormal(2, 1, 3),
        orthonormal(5, 3, 6),
        superposed(),
    )
    text = "Zero loss, exact anchors, a feature that no neuron recovers; q = n, q > n and superposition."
    return Evidence("exact-decision", "refuted", "instance", text, certificates)


def examples(budget: Budget) -> Evidence:
    """Random anchored zeros of random problems with spare neurons: how often is a feature without anchor missed?"""
    rng, count, missed = random.Random(budget.seed), budget.pick(quick=20, full=200), 0
    problem = Problem.sae(anchoring.identity(3), activation=anchoring.RELU, width=5)
    nailed = AnchoredProblem(problem, {0: 0, 1: 1})
    for _ in range(count):
        at = nailed.sample_optimum(rng)
        missed += not STATEMENT.holds(anchoring.assignment(anchoring.identity(3), at, 2))
    numbers = {"examples": count, "seed": budget.seed, "violations": missed}
    return Evidence("property-test", "tested", "family", "Random free encoders, n = 3, k = 2, q = 5.", numbers=numbers)


def mutations() -> list[Mutation]:
    def lower_threshold() -> Certificate:
        values = anchoring.assignment(anchoring.identity(4), unrecovered(4, 2, 4), 2)
        return STATEMENT.concluding(anchoring.recovered(Fraction(81, 100))).refuted_by(values, record=RECORD)

    def below_the_blocks() -> Certificate:
        values = anchoring.assignment(anchoring.identity(4), unrecovered(4, 2, 4), 2)
        return STATEMENT.concluding(anchoring.recovered(Fraction(4, 5))).refuted_by(values, record=RECORD)

    def all_but_one() -> Certificate:
        many = STATEMENT.assuming(almost_all=k >= length(w) - 1, overcomplete=length(W_E) >= length(w) + 1)
        values = anchoring.assignment(anchoring.identity(3), unrecovered(3, 2, 4), 2)
        return many.refuted_by(values, record=RECORD)

    return [
        Mutation("lower-threshold", "recovery at cosine 0.81", refuted_by=lower_threshold),
        Mutation("all-but-one", "anchoring all features but one is enough when q >= n + 1", refuted_by=all_but_one),
        Mutation("at-four-fifths", "the same network refutes recovery at 4/5", rejected=below_the_blocks),
    ]


def evaluate(problem: Problem, budget: Budget) -> InstanceReport:
    """Look for an anchored zero of the user's problem that misses a feature (needs one neuron more than s)."""
    if problem.activation.kind != "relu" or problem.features_in != problem.features_out or problem.field is not None:
        return InstanceReport("not-applicable", "the claim is about rational ReLU autoencoders")
    if any(sum(x * x for x in v) != 1 for v in problem.features_in):  # type: ignore[misc]
        return InstanceReport("hypothesis-fails", "unit-features: some |w_d| differs from 1")
    s = code_dimension(problem)
    if problem.width <= s:
        return InstanceReport("not-applicable", f"q = {problem.width} leaves no anchor beside s = {s} free neurons")
    nailed, rng = AnchoredProblem(problem, {0: 0}), random.Random(budget.seed)
    for _ in range(budget.pick(quick=20, full=200)):
        values = anchoring.assignment(problem.features_in, nailed.sample_optimum(rng), 1)
        if not STATEMENT.holds(values):
            text = "an exact zero with feature 0 anchored misses another feature"
            return InstanceReport("violated", text, (STATEMENT.refuted_by(values, record=RECORD),))
    return InstanceReport("holds", "no anchored zero that misses a feature was found (this proves nothing)")
