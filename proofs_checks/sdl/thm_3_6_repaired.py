r"""Theorem 3.6 repaired, in one statement: which polysemantic partition patterns carry partial minima, local minima, and how low they are.

The parts (a) to (h) are claims of their own; this one joins them for ReLU and input features of full column rank.
"""

from __future__ import annotations

import random

from proofs_checks.sdl import rank_one_landscape as rank_one
from proofs_checks.sdl import thm_3_6_positive_eigenvectors as criterion
from proofs_checks.sdl import thm_3_6_top_eigenvectors as second_order
from proofs_checks.sdl._clusters import minima
from proofs_checks.sdl._spectra import cluster_spectrum, positive, psd
from proofs_checks.sdl.thm_3_6 import GENERIC, weights_one_two
from theory.claims import Budget, Certificate, Claim, Evidence, Hypothesis, InstanceReport, Mutation, Source
from theory.evidence import checked, evaluation, illustration, proof, read
from theory.formal import names, rank
from theory.sdl import Problem

CLAIM = Claim(
    id="sdl.thm-3.6-repaired",
    title="Partial and local minima of polysemantic patterns",
    statement=r"Let $W_p$ have full column rank and let $(F_1, \dots, F_q)$ be a partition pattern under ReLU. A "
    r"partial minimum with this pattern exists if "
    r"and only if each $G_{F_i} \mathrm{diag}(M_{F_i})$ has a strictly positive eigenvector, with eigenvalue "
    r"$\lambda_i$; then "
    r"$\tilde{L} = \sum_d M_d \|v_d\|^2 - \sum_i \lambda_i$, which is positive unless every $V_{F_i}$ has "
    r"rank at most one. With strictly negative "
    r"preactivations elsewhere it is a local minimum if every $\lambda_i$ is the largest eigenvalue, else a "
    r"strict saddle. For $q \ge n$ a path along which the loss "
    r"never rises leads from it to the global minimum.",
    source=Source(locator="Theorem 3.6, repaired", ours=True),
    kind="existence",
    expected="argued",
    hypotheses=(
        Hypothesis(
            name="full-column-rank",
            text="the input features are linearly independent",
            witness=lambda: evaluation(rank(names("w")[0]) == 3, let={"w": GENERIC}, record="w"),
            drop=criterion.dependent,
        ),
    ),
    depends_on=(
        "sdl.thm-3.6-region-criterion",
        "sdl.thm-3.6-positive-eigenvectors",
        "sdl.thm-3.6-principal-directions",
        "sdl.thm-3.6-positive-interference",
        "sdl.thm-3.6-top-eigenvectors",
        "sdl.thm-3.6-infimum",
        "sdl.thm-3.6-prevalence",
        "sdl.thm-3.6-no-trap",
    ),
    remark="The published theorem asks for existence for every pattern; by the prevalence law (g) this holds with "
    "probability m 2^(1-m) only, "
    "for m random targets on one neuron.",
)


def prove(budget: Budget) -> list[Evidence]:
    certificate = proof(
        "Polysemantic partition patterns: partial minima are positive eigenvectors, local minima the top ones, "
        "and none of them traps.",
        read(
            "exists", "Existence, value and uniqueness of the eigenvalue: part (b), from the criterion (a).", "instance"
        ),
        checked("eigenvector", "Stationary activations are eigenvectors.", criterion.eigen()),
        checked("converse", "A positive eigenvector is stationary.", criterion.converse_stationary()),
        checked("value", "The value.", criterion.value()),
        read(
            "positive-loss",
            r"$\sum_{d \in F} M_d \|v_d\|^2 = \mathrm{tr} B_F$ is the sum of all eigenvalues, which are $\ge 0$, so "
            r"the loss of a cluster is the sum of the others: zero "
            r"if and only if $\lambda$ is the only nonzero one; if $V_F$ has rank at least two it is positive.",
            "linear-algebra",
            "exists",
            "value",
        ),
        checked("global", "Largest eigenvalue: a global minimum of the cluster.", rank_one.global_minimum()),
        checked("descent", "Otherwise a curve leads down.", rank_one.descent()),
        read("order", "Hence the second-order statement: part (e).", "instance", "global", "descent"),
        read(
            "path", "The path: part (h), with $s = n$ because independent features have no antipodal pairs.", "instance"
        ),
        read("all", "Together.", "conclusion", "eigenvector", "converse", "positive-loss", "order", "path"),
    )
    return [
        Evidence(
            "symbolic-proof",
            "proved",
            "all-parameters",
            "The parts (a) to (h) together.",
            (
                certificate,
                illustration("Spurious local minima do exist.", second_order.spurious_point()),
                illustration("And patterns without any partial minimum do exist.", weights_one_two()),
            ),
        )
    ]


def examples(budget: Budget) -> Evidence:
    """Floating point, whole network: at each positive eigenvector the finite-difference gradient vanishes, and only there."""
    import numpy as np

    rng, seen, violations = random.Random(budget.seed), 0, 0
    while seen < budget.pick(quick=25, full=250):
        v = [[rng.randint(-4, 4) for _ in range(3)] for _ in range(3)]
        m = [rng.randint(1, 3) for _ in range(3)]
        if abs(np.linalg.det(np.array(v, float))) < 1:
            continue
        seen += 1
        signs = cluster_spectrum(v, m)["asserts"]["signs"]
        big_v, weights = np.array(v, float), np.array(m, float)

        def loss(x: np.ndarray, v_: np.ndarray = big_v, m_: np.ndarray = weights) -> float:
            return float(m_ @ ((v_ - np.maximum(x[:3], 0)[:, None] * x[3:]) ** 2).sum(axis=1))

        values, vectors = np.linalg.eig(big_v @ big_v.T * weights)
        for k, row in zip(np.argsort(np.real(values)), signs, strict=True):
            if 0 in row:
                continue  # |z| lies on the boundary: the neuron is off for a feature, another region
            z = np.abs(np.real(vectors[:, k]))
            x = np.concatenate([z, (weights * z) @ big_v / (weights @ z**2)])
            steps = np.eye(6) * 1e-5
            gradient = np.array([(loss(x + h) - loss(x - h)) / 2e-5 for h in steps])
            # central differences of a loss of size about 100 are good to 1e-5; other points have gradients above 1e-3
            violations += bool(np.abs(gradient).max() < 1e-3) != positive(row)
    numbers = {"examples": seen, "seed": budget.seed, "violations": violations}
    return Evidence(
        "property-test",
        "tested",
        "fixed-dimension",
        "|z| of an eigenvector without zeros is stationary iff it is positive.",
        numbers=numbers,
    )


def mutations() -> list[Mutation]:
    def every_pattern() -> Certificate:
        return cluster_spectrum(GENERIC, [1, 1, 1], means="no positive eigenvector at all")

    def always_local() -> Certificate:
        return psd([[2 - 1, -1], [-1, 1 - 1]], means="lambda I - B for lambda = 1")

    return [
        Mutation(
            "every-pattern", "every realizable polysemantic pattern has a partial minimum", refuted_by=every_pattern
        ),
        Mutation("spurious-psd", "lambda I - B is psd for an eigenvalue in the middle", rejected=always_local),
        Mutation(
            "no-spurious", "for q >= n there is no spurious local minimum", refuted_by=second_order.spurious_point
        ),
    ]


def evaluate(problem: Problem, budget: Budget) -> InstanceReport:
    return minima(problem)
