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
from proofs_checks.sdl import thm_3_1 as published
from proofs_checks.sdl._instances import distinct_units, matrix, report
from theory.claims import Budget, Certificate, Claim, Evidence, Hypothesis, InstanceReport, Mutation, Source
from theory.evidence import checked, proof, read
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


CLAIM = Claim(
    id="sdl.thm-3.1-repaired",
    title="The single-feature loss approximates the loss from below (repaired)",
    statement=r"Let $\sigma$ be positively homogeneous, $N$ the number of active features, "
    r"$M_d = E[x_d^2;\ x_d > 0,\ x_j = 0\ (j \ne d)]$, and "
    r"$\Pr(x_i > 0, x_j > 0) \le \Pr(x_i > 0) \Pr(x_j > 0)$ for all pairs. Then "
    r"$0 \le L - \tilde{L} = E[e;\ N \ge 2] \le C \Pr(N \ge 2) \le C \frac{n(n-1)}{2} (1 - S)^2$. "
    r"If all activities are independent, also $\Pr(N \ge 2) \le 1 - S^n - n (1 - S) S^{n-1}$.",
    source=Source(locator="Theorem 3.1, repaired", ours=True),
    kind="bound",
    expected="argued",
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
    remark="The hypothesis 1 - S <= 1/n is not needed. BatchTopK is a map of a batch, so it has no single-feature "
    "loss in "
    "this sense.",
    statement_formal=law.REPAIRED,
)


def prove(budget: Budget) -> list[Evidence]:
    """The general proof in steps, and its combinatorial identities in full for small n."""
    certificate = proof(
        "0 <= L - L~ = E[e; N >= 2] <= C Pr(N >= 2) <= C n(n-1)/2 (1-S)^2, and Pr(N >= 2) <= beta(n, S) <= "
        "n(n-1)/2 (1-S)^2 "
        "for independent activities",
        checked("scaling", "The squared error of a vector scaled by t is t^2 times the squared error.", bounds.scaled_error()),
        read(
            "single",
            "If only feature d is active, then x = x_d e_d with x_d > 0; by homogeneity the code is x_d z_d, so "
            "e(x) = |x_d v_d - x_d W_D z_d|^2 = x_d^2 |v_d - W_D z_d|^2.",
            "instance",
            "scaling",
        ),
        read("none", "If no feature is active then x = 0; sigma(0) = sigma(2 * 0) = 2 sigma(0) gives sigma(0) = 0, so e(x) = 0.",
             "definition"),
        read(
            "split",
            "Taking expectations over N = 0, N = 1 and N >= 2: L = 0 + sum_d E[x_d^2; only d] |v_d - W_D z_d|^2 + "
            "E[e; N >= 2], "
            "and the middle sum is L~. As e >= 0 the difference is not negative, and as e <= C it is at most C Pr(N "
            ">= 2).",
            "linearity",
            "single",
            "none",
        ),
        checked("pairs", "A number k >= 2 of active features makes k(k-1)/2 >= 1 pairs.", bounds.pair_count()),
        read(
            "union",
            "So 1[N >= 2] is at most the number of active pairs, and its expectation is at most the sum over the "
            "n(n-1)/2 pairs "
            "of Pr(x_i > 0) Pr(x_j > 0) <= (1-S)^2.",
            "probability",
            "pairs",
        ),
        checked("slope", "For independent activities Pr(N >= 2) does not decrease in any one of them.", bounds.slope()),
        read(
            "worst",
            "Raising the activities to 1 - S one after the other gives at most the binomial value "
            "1 - S^n - n(1-S)S^(n-1) = beta(n, S).",
            "induction",
            "slope",
        ),
        checked("beta", "beta(n, S) <= n(n-1)/2 (1-S)^2 for every n >= 1 and 0 <= S <= 1.", bounds.beta_bound()),
        read("end", "Together: the chain of inequalities.", "conclusion", "split", "union", "worst", "beta"),
    )  # fmt: skip
    small = tuple(bounds.pair_bound_identity(k) for k in (1, 2, 3, 4, 5))
    rates = tuple(bounds.same_rate_identity(k) for k in (1, 2, 3, 4, 5, 6))
    return [
        Evidence("symbolic-proof", "proved", "all-parameters", "The proof for every law and every n.", (certificate,)),
        Evidence(
            "exact-decision",
            "proved",
            "fixed-dimension",
            "The law of N written out over all subsets, with symbolic activities: n <= 5, equal rates n <= 6.",
            small + rates,
        ),
    ]


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
        Mutation("induction-with-half", "the induction with half the constant", rejected=lambda: bounds.beta_bound(F(1, 2))),
        Mutation("strict-slope", "Pr(N >= 2) strictly increases", rejected=lambda: bounds.slope(strict=True)),
        Mutation("strict-pairs", "k(k-1)/2 > 1 for k >= 2", rejected=lambda: bounds.pair_count(sign=">")),
    ]  # fmt: skip
