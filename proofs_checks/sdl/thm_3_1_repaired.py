"""For homogeneous activations and pairwise independent activities 0 <= L - L~ = E[e; N >= 2] <= C n(n-1)/2 (1-S)^2: proved.

This repairs ``sdl.thm-3.1``: M_d := E[x_d^2; only d is active], sigma(t z) = t sigma(z) for t > 0, and no feature pair is active
together more often than independence gives.  With independent activities the middle probability is at most
beta(n, S) = 1 - S^n - n(1-S)S^(n-1), and beta is the best possible constant (``sdl.thm-3.1-sharpness``).
"""

from __future__ import annotations

import math
import random
from fractions import Fraction
from typing import Any

from proofs_checks.sdl import _laws as law
from proofs_checks.sdl import _sparsity_bounds as bounds
from proofs_checks.sdl import _typed_laws as typed_law
from proofs_checks.sdl import thm_3_1 as published
from proofs_checks.sdl._instances import distinct_units, matrix, report
from theory.claims import Budget, Certificate, Claim, Evidence, Hypothesis, InstanceReport, Mutation, Source
from theory.formal import binomial, both
from theory.sdl import Activation, Problem

F = Fraction
ONE = [[1]]
CERTAIN: dict[str, Any] = {
    **published.SILENT,
    "S": F(1),
    **law.product_law([[(0, F(1, 2)), (1, F(1, 2))]] * 2),
}
NEGATIVE: dict[str, Any] = {
    # nothing is active, and an encoder of zeros is homogeneous on every input; but the input is not zero
    "activation": published.RELU,
    "w_p": [[1, 0], [0, 1]],
    "w_r": [[1, 0], [0, 1]],
    "W_E": [[0, 0]],
    "W_D": [[0], [0]],
    "S": 0,
    "inputs": [[-1, -1]],
    "probabilities": [1],
}


def _witness() -> Certificate:
    return law.REPAIRED.satisfied_by(published.ZERO_COUNTED)


PAGE = "loss-approximation"
CLAIM = Claim(
    id="sdl.thm-3.1-repaired",
    title="The single-feature loss approximates the loss from below (repaired)",
    statement=r"""
        Let $\sigma$ be positively homogeneous, $N$ the number of active features, $M_d = E[x_d^2;\ x_d > 0,\ x_j = 0\
        (j \ne d)]$, and $\Pr(x_i > 0, x_j > 0) \le \Pr(x_i > 0) \Pr(x_j > 0)$ for all pairs. Then $0 \le L -
        \tilde{L} = E[e;\ N \ge 2] \le C \Pr(N \ge 2) \le C \frac{n(n-1)}{2} (1 - S)^2$. (Beyond the formal statement:
        if all activities are independent, $\Pr(N \ge 2) \le 1 - S^n - n (1 - S) S^{n-1}$.)""",
    source=Source(locator="Theorem 3.1, repaired", ours=True),
    kind="bound",
    expected="proved",
    hypotheses=(
        Hypothesis("law", "probabilities are positive and add up to 1", _witness, drop_note="part of what a law is"),
        Hypothesis(
            "nonnegative-inputs",
            r"$x \ge 0$",
            _witness,
            drop=lambda: law.REPAIRED.without("nonnegative-inputs").refuted_by(
                NEGATIVE, record="true_loss single_loss"
            ),
        ),
        Hypothesis(
            "sparse",
            r"$\Pr(x_d > 0) \le 1 - S$",
            _witness,
            drop=lambda: law.REPAIRED.without("sparse").refuted_by(CERTAIN, record="true_loss single_loss several"),
        ),
        Hypothesis(
            "homogeneous-activation",
            r"$\sigma(t z) = t \sigma(z)$ for $t > 0$ (ReLU and Top-k of ReLU: yes; JumpReLU with $\theta > 0$: no)",
            _witness,
            drop=lambda: law.REPAIRED.without("homogeneous-activation").refuted_by(
                published.JUMP_SCALED, record="true_loss single_loss"
            ),
        ),
        Hypothesis(
            "pairwise-independent-activity",
            r"$\Pr(x_i > 0, x_j > 0) \le \Pr(x_i > 0) \Pr(x_j > 0)$",
            _witness,
            drop=lambda: law.REPAIRED.without("pairwise-independent-activity").refuted_by(
                published.TOGETHER, record="true_loss single_loss several"
            ),
        ),
    ),
    remark="""
        The hypothesis 1 - S <= 1/n is not needed. BatchTopK is a map of a batch, so it has no single-feature loss in
        this sense.""",
    typed=typed_law.REPAIRED,
)


def prove(budget: Budget) -> Evidence:
    """Beyond the formal statement: the bound for independent activities, in full for small n, and beta <= n(n-1)/2 (1-S)^2."""
    certificates = (
        *(bounds.pair_bound_identity(k) for k in (1, 2, 3, 4, 5)),
        *(bounds.same_rate_identity(k) for k in (1, 2, 3, 4, 5, 6)),
        bounds.slope(),
        bounds.beta_bound(),
    )
    text = "The law of N written out over all subsets, with symbolic activities: n <= 5, equal rates n <= 6."
    return Evidence("exact-decision", "proved", "fixed-dimension", text, certificates)


def examples(budget: Budget) -> Evidence:
    """Random product laws with n <= 3 and ReLU or Top-k networks, summed directly in Python."""
    rng, count, violations = random.Random(budget.seed), budget.pick(quick=60, full=1000), 0
    for _ in range(count):
        size, width = rng.randint(1, 3), rng.randint(1, 3)
        w = distinct_units(rng, size, 2)
        sigma = Activation("relu") if rng.random() < 0.5 else Activation("topk", k=rng.randint(1, width))
        rate = F(rng.randint(1, 4), 5)
        v, encoder, decoder = matrix(rng, size, 2), matrix(rng, width, 2), matrix(rng, 2, width, bound=1)
        law_ = law.product_law([law.random_marginal(rng, rate) for _ in range(size)])
        true, single, worst, several = law.direct_losses(sigma, w, v, encoder, decoder, law_)
        beta = 1 - (1 - rate) ** size - size * rate * (1 - rate) ** (size - 1)
        good = 0 <= true - single <= worst * several and several <= beta <= math.comb(size, 2) * rate**2
        violations += not good
    return Evidence(
        "property-test",
        "tested",
        "instance",
        "Both losses, C and Pr(N >= 2) by direct enumeration of random product laws.",
        numbers={"examples": count, "seed": budget.seed, "violations": violations},
    )


def evaluate(problem: Problem, budget: Budget) -> InstanceReport:
    """Independent 0/1 features active with probability 1/(2n), read by the feature encoder; up to 8 features."""
    if problem.n > 8:
        return published.too_large()
    if problem.activation.kind == "batchtopk":
        return published.a_batch()
    return report(law.REPAIRED, *published.instance(problem), field=problem.field)


def mutations() -> list[Mutation]:
    statement = law.REPAIRED
    return [
        Mutation(
            "half-the-constant",
            "Pr(N >= 2) <= n(n-1)/4 (1-S)^2",
            refuted_by=lambda: statement.concluding(
                law.several <= binomial(law.n, 2) / 2 * (1 - law.S) ** 2
            ).refuted_by(published.ZERO_COUNTED, record="several"),
        ),
        Mutation(
            "cubic",
            "Pr(N >= 2) <= n(n-1)/2 (1-S)^3",
            refuted_by=lambda: statement.concluding(law.several <= binomial(law.n, 2) * (1 - law.S) ** 3).refuted_by(
                published.ZERO_COUNTED, record="several"
            ),
        ),
        Mutation(
            "other-sign",
            "L <= L~",
            refuted_by=lambda: statement.concluding(both(law.true_loss <= law.single_loss)).refuted_by(
                published.ZERO_COUNTED, record="true_loss single_loss"
            ),
        ),
    ]
