"""If each feature copies its own value 1 and at most k positive values are copied, the construction's loss is at most
(k-1) M_+^2 (1 + (k-2)_+ (M_r)_+) sum M_d: proved.

This repairs ``sdl.thm-3.3``.  The conditions hold for ReLU (k = n), Top-K of ReLU (k = min(n, K), different features), BatchTopK of ReLU
(k = n) and JumpReLU with 0 <= theta < 1 (k = n).  In particular the loss is 0 for Top-1 and whenever M <= 0.
"""

from __future__ import annotations

import random
from fractions import Fraction
from functools import partial
from typing import Any

from proofs_checks import parts
from proofs_checks.sdl import _construction as star
from proofs_checks.sdl._instances import distinct_units, unit_vector, weights
from proofs_checks.sdl.thm_3_3 import BLOCKED, NEGATIVE, PAIR
from theory.claims import Budget, Claim, Evidence, InstanceReport, Mutation, Source
from theory.evidence import checked, proof, read
from theory.formal import positive_part
from theory.sdl import Activation, Problem

F = Fraction
RELU = {"type": "relu"}
GOOD: dict[str, Any] = {"activation": RELU, "w_p": PAIR, "w_r": PAIR, "m": [1, 1], "q": 2, "k": 2}
TRIPLE = [[1, 0], [F(3, 5), F(4, 5)], [0, 1]]
NEGATIVE_WEIGHTS = {**GOOD, "w_p": TRIPLE, "w_r": TRIPLE, "m": [-1, -1, -1], "q": 3, "k": 3}
RECORD = "at_star M M_r weight"


_hypothesis = partial(parts.dropped, star.REPAIRED, point=GOOD, record=RECORD)

PAGE = "construction"
CLAIM = Claim(
    id="sdl.thm-3.3-repaired",
    title="The sharp bound for the explicit construction",
    statement=r"""
        Let $\|v_d\| \le 1$, $M_d \ge 0$, $q \ge n$, and let $\sigma$ copy, on the preactivations of feature $d$ under
        $W_E = [W_p, 0]^T$, only positive values, at most $k$ of them, and always the own value $\langle w_d, w_d
        \rangle = 1$. Then with $W_D = [W_r, 0]$, $M = \max_{i \ne j} \langle w_i, w_j \rangle$, $M_r = \max_{i \ne j}
        \langle v_i, v_j \rangle$: $\tilde{L} \le (k - 1) M_+^2 (1 + (k - 2)_+ (M_r)_+) \sum_d M_d \le (n-1)^2 M_+^2
        \sum_d M_d$.""",
    source=Source(locator="Theorem 3.3, repaired", ours=True),
    kind="bound",
    expected="argued",
    hypotheses=(
        _hypothesis("wide", r"$q \ge n$", None, "the construction needs it"),
        _hypothesis("weights", r"$M_d \ge 0$", NEGATIVE_WEIGHTS),
        _hypothesis("short-targets", r"$\|v_d\| \le 1$", {**GOOD, "w_r": [[10, 0], [0, 10]]}),
        _hypothesis("own-neuron-passes-one", "the own value 1 is copied", {**BLOCKED, "k": 2}),
        _hypothesis("copies-positive-values", "only positive values are copied", {**NEGATIVE, "k": 2}),
        _hypothesis("at-most-k-copied", r"at most $k \le n$ values are copied", {**GOOD, "k": 1}),
    ),
    remark="""
        For n = 1000 and M = 1/10 the published bound is 10^4 times the total weight, this one 1007 times, and the
        zero decoder has loss 1 times the total weight.""",
    statement_formal=star.REPAIRED,
)


def prove(budget: Budget) -> Evidence:
    certificate = proof(
        "The loss of the construction is at most (k-1) M_+^2 (1 + (k-2)_+ (M_r)_+) sum M_d",
        read(
            "residual",
            """
            The own neuron writes 1 * v_d; so the residual of d is minus the sum of z_j v_j over the set T of the
            other copied neurons, with |T| = t <= k - 1 and 0 < z_j <= M_+ (zero rows have value 0 and are never
            copied as positive).""",
            "definition",
        ),
        read(
            "square",
            "Its square is sum_j z_j^2 |v_j|^2 + sum_{j != l} z_j z_l <v_j, v_l>, with t and t(t-1) terms.",
            "linear-algebra",
            "residual",
        ),
        checked("diagonal", "Each term of the first sum is at most M_+^2.", star.single_term()),
        checked("mixed", "Each term of the second sum is at most M_+^2 (M_r)_+.", star.mixed_term()),
        read("sum", "So it is at most M_+^2 (t + t(t-1)(M_r)_+).", "linearity", "square", "diagonal", "mixed"),
        checked(
            "grow",
            "This grows with t: for t <= s = k - 1 and s >= 1 it is at most M_+^2 (s + s(s-1)(M_r)_+).",
            star.more_is_worse(),
        ),
        read(
            "end",
            """
            For k = 1 the set T is empty and both sides are 0; for k >= 2 this is (k-1) M_+^2 (1 + (k-2)(M_r)_+).
            Multiply by M_d >= 0 and add up.""",
            "cases",
            "sum",
            "grow",
        ),
        checked("coarse", "As (M_r)_+ <= 1 it is at most (k-1)^2 M_+^2 sum M_d.", star.coarse()),
        read("all", "Together.", "conclusion", "end", "coarse"),
    )
    text = "The residual is a combination of at most k - 1 other features."
    return Evidence("symbolic-proof", "proved", "all-parameters", text, (certificate,))


def _activation(rng: random.Random, n: int) -> tuple[Activation, int]:
    kind = rng.choice(["relu", "topk", "jumprelu", "batchtopk"])
    if kind == "relu":
        return Activation("relu"), n
    if kind == "topk":
        k = rng.randint(1, n + 1)
        return Activation("topk", k=k), min(n, k)
    if kind == "jumprelu":
        return Activation("jumprelu", theta=F(rng.randint(0, 9), 10)), n
    return Activation("batchtopk", k=rng.randint(1, n)), n


def examples(budget: Budget) -> Evidence:
    """Random features, output features and weights; the loss by the problem class."""
    rng, count, violations = random.Random(budget.seed), budget.pick(quick=80, full=2000), 0
    for _ in range(count):
        n, p = rng.randint(1, 5), rng.randint(2, 4)
        w, v, m = distinct_units(rng, n, p), [unit_vector(rng, 3) for _ in range(n)], weights(rng, n)
        act, k = _activation(rng, n)
        spare = rng.randint(0, 2)
        problem = Problem.transcoder(w, v, weights=m, activation=act, width=n + spare)
        encoder = [*w, *([F(0)] * p for _ in range(spare))]
        decoder = [[*row, *([F(0)] * spare)] for row in zip(*v, strict=True)]
        mu, rho = (max(F(0), star.largest_inner_product(x)) for x in (w, v))
        limit = (k - 1) * mu**2 * (1 + max(0, k - 2) * rho) * sum(m)
        violations += problem.loss(encoder, decoder) > limit
    numbers = {"examples": count, "seed": budget.seed, "violations": violations}
    return Evidence("property-test", "tested", "instance", "ReLU, Top-k, JumpReLU and BatchTopK.", numbers=numbers)


def evaluate(problem: Problem, budget: Budget) -> InstanceReport:
    """The sharp bound on the user's features, weights and activation, with k = min(n, K)."""
    k = min(problem.n, problem.activation.k or problem.n) if problem.activation.kind == "topk" else problem.n
    return star.on_instance(star.REPAIRED, problem, k=k)


def mutations() -> list[Mutation]:
    smaller = (star.k - 1) * positive_part(star.M) ** 2 * star.weight
    plane = {"activation": RELU, "m": [1, 1, 1], "q": 3, "k": 3}
    vectors, _ = star.angles(3, 1)[0]
    tight = {**plane, "w_p": vectors, "w_r": vectors}
    return [
        Mutation(
            "without-the-cross-terms",
            "(k-1) M_+^2 sum M_d",
            refuted_by=lambda: star.REPAIRED.concluding(star.at_star <= smaller).refuted_by(tight, record=RECORD),
        ),
        Mutation(
            "k-minus-two",
            "(k-2) instead of (k-1)",
            refuted_by=lambda: star.REPAIRED.concluding(
                star.at_star <= (star.k - 2) * positive_part(star.M) ** 2 * star.weight
            ).refuted_by(GOOD, record=RECORD),
        ),
        Mutation(
            "strict",
            "strictly below the bound",
            refuted_by=lambda: star.REPAIRED.concluding(star.at_star < star.sharp_bound(star.k)).refuted_by(
                GOOD, record=RECORD
            ),
        ),
        Mutation("smaller-square", "z^2 |v|^2 <= mu^2/2", rejected=lambda: star.single_term(bound=F(1, 2))),
        Mutation("no-neuron", "the growth from s = 0 on", rejected=lambda: star.more_is_worse(at_least=0)),
    ]
