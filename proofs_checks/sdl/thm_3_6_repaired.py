r"""Theorem 3.6 repaired, in one statement: which polysemantic partition patterns carry partial minima, local minima, and how low they are.

The parts (a) to (h) are claims of their own; this one joins them for ReLU and input features of full column rank.
"""

from __future__ import annotations

import random
from fractions import Fraction

from proofs_checks.parts import hypotheses, wrong
from proofs_checks.sdl import _formal as formal
from proofs_checks.sdl import _partition_patterns as patterns
from proofs_checks.sdl import _thm_3_6_top_eigenvectors as statement_of_top
from proofs_checks.sdl import rank_one_landscape as rank_one
from proofs_checks.sdl import thm_3_6_positive_eigenvectors as criterion
from proofs_checks.sdl import thm_3_6_top_eigenvectors as second_order
from proofs_checks.sdl._clusters import minima
from proofs_checks.sdl._spectra import cluster_spectrum, positive, psd
from proofs_checks.sdl.thm_3_6 import GENERIC, weights_one_two
from theory.claims import Budget, Certificate, Claim, Evidence, InstanceReport, Mutation, Source
from theory.evidence import checked, illustration, proof, read
from theory.formal import Expression, both, exists, implies, listing, loss, names, op, rank, scale
from theory.sdl import Problem
from theory.statement import Statement

F = Fraction

w, v, m = formal.w, formal.v, formal.m
(best,) = names("best")
other_loss = loss(formal.act, statement_of_top.other_E, statement_of_top.other_D, w, v, m)
moved_loss = loss(formal.act, statement_of_top.moved_E, statement_of_top.moved_D, w, v, m)


def _rank(i: Expression) -> Expression:
    """The rank of the targets of the cluster of neuron i."""
    chosen = listing(patterns.FEATURES, lambda d: op("if", patterns.z[d, i] > 0, v[d], scale(0, v[d])), "d")
    return rank(chosen)


SOME_PLANE = exists(patterns.NEURONS, lambda j: _rank(j) >= 2, "j")
LOCAL = both(patterns.stationary(), patterns.strictly_off())
STATEMENT = Statement(
    variables=statement_of_top.STATEMENT.variables,
    hypotheses={
        "positive-weights": formal.POSITIVE_WEIGHTS,
        "full-column-rank": statement_of_top.STATEMENT.hypotheses["full-column-rank"],
        "partition": statement_of_top.STATEMENT.hypotheses["partition"],
    },
    conclusion=both(
        # partial minima are positive eigenvectors, of this value
        implies(patterns.stationary(), both(patterns.eigenvectors(), patterns.at == patterns.VALUE)),
        implies(
            patterns.eigenvectors(),
            both(
                patterns.stationary(best),
                loss(formal.act, formal.W_E, op("transpose", best), w, v, m) == patterns.VALUE,
                op("if", SOME_PLANE, patterns.VALUE > 0, patterns.VALUE == 0),
            ),
        ),
        # with strictly negative preactivations elsewhere: local minima are the top ones, from the others a curve leads down
        implies(both(LOCAL, patterns.top_eigenvalues(), statement_of_top.OFF_KEPT), other_loss >= patterns.at),
        implies(both(LOCAL, statement_of_top.LARGER, statement_of_top.SMALL), moved_loss < patterns.at),
    ),
    let={**statement_of_top.LET, "best": patterns.BEST_COLUMNS},
)
RECORD = "z u rayleigh"
POINT, SADDLE = second_order.POINT, second_order.SADDLE

PAGE = "partial-minima"
CLAIM = Claim(
    id="sdl.thm-3.6-repaired",
    title="Partial and local minima of polysemantic patterns",
    statement=r"""
        Let $W_p$ have full column rank, $M_d > 0$, and let $(F_1, \dots, F_q)$ be a partition pattern under ReLU. A
        partial minimum with this pattern exists if and only if each $G_{F_i} \mathrm{diag}(M_{F_i})$ has a strictly
        positive eigenvector, with eigenvalue $\lambda_i$; then $\tilde{L} = \sum_d M_d \|v_d\|^2 - \sum_i \lambda_i$,
        which is 0 if every $V_{F_i}$ has rank at most one and positive otherwise. With strictly negative
        preactivations elsewhere it is a local minimum if every $\lambda_i$ is the largest eigenvalue, else a strict
        saddle. Beyond the formal statement: for $q \ge n$ a path along which the loss never rises leads from it to
        the global minimum.""",
    source=Source(locator="Theorem 3.6, repaired", ours=True),
    kind="existence",
    expected="argued",
    hypotheses=hypotheses(
        STATEMENT,
        POINT,
        {
            # any value on a feature of weight 0 is minimal
            "positive-weights": (
                r"$M_d > 0$",
                {
                    "w": [[1, 0], [0, 1]],
                    "v": [[1, 0], [0, 1]],
                    "inverse": [[1, 0], [0, 1]],
                    "m": [1, 0],
                    "W_E": [[1, 1]],
                    "W_D": [[1], [0]],
                    "other_E": [[1, 1]],
                    "other_D": [[0], [0]],
                },
            ),
            "full-column-rank": (
                "the input features are linearly independent",
                second_order.WITHOUT["full-column-rank"],
            ),
            "partition": ("each feature is on for exactly one neuron", second_order.WITHOUT["partition"]),
        },
        record=RECORD,
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
    remark="""
        The published theorem asks for existence for every pattern; by the prevalence law this holds with probability
        m 2^(1-m) only, for m random targets on one neuron.""",
    statement_formal=STATEMENT,
)


def prove(budget: Budget) -> list[Evidence]:
    certificate = proof(
        """
        Polysemantic partition patterns: partial minima are positive eigenvectors, local minima the top ones, and none
        of them traps.""",
        read(
            "exists", "Existence, value and uniqueness of the eigenvalue: part (b), from the criterion (a).", "instance"
        ),
        checked("eigenvector", "Stationary activations are eigenvectors.", criterion.eigen()),
        checked("converse", "A positive eigenvector is stationary.", criterion.converse_stationary()),
        checked("value", "The value.", criterion.value()),
        read(
            "positive-loss",
            r"""
            $\sum_{d \in F} M_d \|v_d\|^2 = \mathrm{tr} B_F$ is the sum of all eigenvalues, which are $\ge 0$, so the
            loss of a cluster is the sum of the others: zero if and only if $\lambda$ is the only nonzero one; if
            $V_F$ has rank at least two it is positive.""",
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
    def always_local() -> Certificate:
        return psd([[2 - 1, -1], [-1, 1 - 1]], means="lambda I - B for lambda = 1")

    lower = {**SADDLE, "other_E": [[F(3, 2), F(1, 2)], [-1, -1]], "other_D": [[F(3, 5), 0], [F(1, 5), 0]]}
    recovered = {**POINT, "other_E": [[1, F(-3, 4)], [0, F(5, 4)]], "other_D": [[1, F(3, 5)], [0, F(4, 5)]]}
    minimal = both(LOCAL, statement_of_top.OFF_KEPT)
    return [
        wrong(
            "every-partial-minimum",
            "every partial minimum is a local minimum",
            STATEMENT,
            lower,
            implies(minimal, other_loss >= patterns.at),
            record=RECORD,
        ),
        wrong(
            "no-spurious",
            "for q >= n there is no spurious local minimum",
            STATEMENT,
            recovered,
            implies(both(LOCAL, patterns.top_eigenvalues()), other_loss >= patterns.at),
            record=RECORD,
        ),
        Mutation(
            "every-pattern",
            "every realizable polysemantic pattern has a partial minimum",
            refuted_by=lambda: cluster_spectrum(GENERIC, [1, 1, 1], means="no positive eigenvector at all"),
        ),
        Mutation("spurious-psd", "lambda I - B is psd for an eigenvalue in the middle", rejected=always_local),
    ]


def evaluate(problem: Problem, budget: Budget) -> InstanceReport:
    return minima(problem)
