r"""Spectrum and number of local minima with one neuron per feature: sub-partitions with positive top eigenvectors.

Proved for independent features under ReLU.  All-positive interference and ``q >= n`` give Bell(n+1) classes, orthonormal features of
different weights ``2^n``.
"""

from __future__ import annotations

from dataclasses import replace
from fractions import Fraction
from typing import Any

from proofs_checks.parts import hypotheses, wrong
from proofs_checks.sdl import _formal as formal
from proofs_checks.sdl import _partition_patterns as patterns
from proofs_checks.sdl import _partitions as parts
from proofs_checks.sdl import _thm_3_6_top_eigenvectors as statement_of_top
from proofs_checks.sdl import thm_3_6_top_eigenvectors as second_order
from proofs_checks.sdl._clusters import table, unsuitable
from proofs_checks.sdl._spectra import cluster_spectrum
from proofs_checks.sdl._spectrum_certificates import (
    UNIT,
    bell,
    descent,
    dropped_feature,
    global_minimum,
    positive_gram,
    stays_above,
    subsets,
)
from theory.certificates import seal
from theory.claims import Budget, Certificate, Claim, Evidence, InstanceReport, Mutation, Source
from theory.evidence import checked, evaluation, illustration, proof, read, relation
from theory.formal import both, codes, implies, loss, names, transpose
from theory.sdl import Problem
from theory.statement import Statement

F = Fraction

(best,) = names("best")
other_loss = loss(formal.act, statement_of_top.other_E, statement_of_top.other_D, formal.w, formal.v, formal.m)
moved_loss = loss(formal.act, statement_of_top.moved_E, statement_of_top.moved_D, formal.w, formal.v, formal.m)
STATEMENT = Statement(
    variables=statement_of_top.STATEMENT.variables,
    hypotheses={
        "positive-weights": formal.POSITIVE_WEIGHTS,
        "full-column-rank": statement_of_top.STATEMENT.hypotheses["full-column-rank"],
        "nonzero-preactivations": statement_of_top.STATEMENT.hypotheses["strictly-off"],
        "one-neuron-per-feature": patterns.sub_partition(codes(formal.RELU, formal.W_E, formal.w)),
    },
    conclusion=both(
        # positive top eigenvectors with their best columns: a local minimum of the stated value
        implies(
            patterns.eigenvectors(),
            loss(formal.act, formal.W_E, transpose(best), formal.w, formal.v, formal.m) == patterns.VALUE,
        ),
        implies(
            both(patterns.eigenvectors(), patterns.top_eigenvalues(), statement_of_top.OFF_KEPT),
            other_loss >= patterns.VALUE,
        ),
        # conversely: a stationary point consists of eigenvectors, and from one with a larger eigenvalue a curve leads down
        implies(patterns.stationary(), both(patterns.eigenvectors(), patterns.at == patterns.VALUE)),
        implies(both(patterns.stationary(), statement_of_top.LARGER, statement_of_top.SMALL), moved_loss < patterns.at),
    ),
    let={**statement_of_top.LET, "best": patterns.BEST_COLUMNS},
)
RECORD = "z u rayleigh"
# orthonormal, M = (1, 2), q = 2: a_1 = (1, -1) serves feature 1, a_2 = (-1, -1) is dead; feature 2 is dropped, loss 2
POINT: dict[str, Any] = {
    **second_order.POINT,
    "w": UNIT,
    "v": UNIT,
    "m": [1, 2],
    "W_E": [[1, -1], [-1, -1]],
    "W_D": [[1, 0], [0, 0]],
    "inverse": UNIT,
    "other_E": [[1, -1], [-1, -2]],
    "other_D": [[0, 0], [1, 1]],
}
WITHOUT: dict[str, dict[str, Any]] = {
    # any value on a feature of weight 0 is stationary
    "positive-weights": {
        **POINT,
        "m": [1, 0],
        "W_E": [[1, 1]],
        "W_D": [[1], [0]],
        "other_E": [[1, 1]],
        "other_D": [[0], [0]],
    },
    "full-column-rank": second_order.WITHOUT["full-column-rank"],
    # a zero row next to feature 2 only: nearby it is on for feature 2
    "nonzero-preactivations": {
        **POINT,
        "W_E": [[1, -1], [0, 0]],
        "other_E": [[1, -1], [0, F(1, 10)]],
        "other_D": [[1, 0], [0, F(1, 10)]],
    },
    # two neurons on one feature, each the best for its own activation
    "one-neuron-per-feature": second_order.WITHOUT["partition"],
}

PAGE = "partial-minima"
CLAIM = Claim(
    id="sdl.local-minima-spectrum",
    title="Spectrum and number of local minima",
    statement=r"""
        Let $W_p$ have full column rank, $M_d > 0$ and $\sigma$ be ReLU. For disjoint nonempty sets $F_1, \dots, F_c$,
        $c \le q$, whose $B_{F_i}$ have strictly positive eigenvectors for their largest eigenvalues there are local
        minima of value $\sum_d M_d \|v_d\|^2 - \sum_i \lambda_{\max}(B_{F_i})$ with exactly these sets as supports.
        Conversely every local minimum where all preactivations are nonzero and each feature is on for at most one
        neuron is of this form. Beyond the formal statement, for $q \ge n$: if all $\langle v_d, v_e \rangle > 0$
        there are as many classes as partitions of a set of $n + 1$ elements ($2, 5, 15, 52, 203, \dots$), and for
        orthonormal targets with different weights there are $2^n$.""",
    source=Source(locator="spectrum of the landscape", arxiv="", ours=True),
    kind="equivalence",
    expected="argued",
    hypotheses=hypotheses(
        STATEMENT,
        POINT,
        {
            "positive-weights": (r"$M_d > 0$", WITHOUT["positive-weights"]),
            "full-column-rank": ("the input features are linearly independent", WITHOUT["full-column-rank"]),
            "nonzero-preactivations": (
                "all preactivations are nonzero; else a point with these supports and values need not be a local minimum",
                WITHOUT["nonzero-preactivations"],
            ),
            "one-neuron-per-feature": ("each feature is on for at most one neuron", WITHOUT["one-neuron-per-feature"]),
        },
        record=RECORD,
    ),
    depends_on=("sdl.rank-one-landscape", "sdl.thm-3.6-top-eigenvectors"),
    statement_formal=STATEMENT,
)


def prove(budget: Budget) -> list[Evidence]:
    certificate = proof(
        """
        With one neuron per feature the local minima with nonzero preactivations are the sub-partitions with positive
        top eigenvectors.""",
        read(
            "build",
            """
            Choose rows with $z > 0$ an eigenvector on the own set and $-1$ on every other feature, further neurons
            $-1$ everywhere: possible because the features are independent.""",
            "linear-algebra",
        ),
        read(
            "near",
            r"""
            Nearby the pattern is constant and $\tilde{L} = \sum_{\mathrm{dropped}} M_d \|v_d\|^2 + \sum_i \|A_i - u_i
            y_i^T\|^2$ with free $y_i$; dead neurons do nothing.""",
            "continuity",
            "build",
        ),
        checked(
            "global",
            r"Each part is at least $\mathrm{tr} B_i - \lambda_{\max}(B_i)$, its value at the point.",
            global_minimum(),
        ),
        read("local", "So the point is a local minimum of the stated value.", "linearity", "near", "global"),
        read(
            "stationary",
            """
            Conversely near such a local minimum the loss has the same form, each $(u_i, y_i)$ is stationary with $y_i
            > 0$, an eigenvector by sdl.rank-one-landscape.""",
            "instance",
            "near",
        ),
        checked("descent", "If its eigenvalue is not the largest, a curve leads down.", descent()),
        read("top", "So it is the largest.", "conclusion", "stationary", "descent"),
        read(
            "bell",
            """
            Positive inner products: every set has a positive top eigenvector; sub-partitions of $n$ elements are
            partitions of $n + 1$.""",
            "perron-frobenius",
        ),
        read(
            "diagonal",
            """
            Orthonormal targets, different weights: $B_F$ is diagonal with different entries, its top eigenvector a
            unit vector, positive only for $|F| = 1$.""",
            "linear-algebra",
        ),
        read("all", "Together.", "conclusion", "local", "top", "bell", "diagonal"),
    )
    counted = tuple(c for n in (1, 2, 3) for c in (bell(n), subsets(n)))
    full = (bell(5), subsets(5)) if budget.profile == "full" else ()
    return [
        Evidence(
            "symbolic-proof",
            "proved",
            "all-parameters",
            "Rank-one fits side by side.",
            (
                certificate,
                illustration("A local minimum with a dropped feature.", dropped_feature()),
                illustration("Its bound nearby.", stays_above()),
                illustration("Enumerated for n = 4.", bell(4)),
                illustration("Enumerated for n = 4.", subsets(4)),
            ),
        ),
        Evidence("exact-decision", "proved", "fixed-dimension", "Numbers of classes by enumeration.", counted + full),
        Evidence("exact-decision", "proved", "instance", "A problem with all 15 classes.", tuple(positive_gram())),
    ]


def empirical(budget: Budget) -> Evidence:
    """Gradient descent on three orthonormal features: shares of end points at a value of the list (floats)."""
    import numpy as np

    rng, runs, steps = np.random.default_rng(budget.seed), budget.pick(quick=60, full=400), 6000
    weights = np.array([1.0, 1.3, 1.7])
    a, u = rng.standard_normal((runs, 3, 3)), rng.standard_normal((runs, 3, 3))
    for _ in range(steps):
        z = np.maximum(a, 0)  # neurons x features: identity input features
        res = np.eye(3)[None] - np.einsum("bqd,bqr->bdr", z, u)
        gu = np.einsum("d,bqd,bdr->bqr", weights, z, res)
        ga = np.einsum("d,bqr,bdr->bqd", weights, u, res) * (a > 0)
        u, a = u + 0.05 * gu, a + 0.05 * ga
    z = np.maximum(a, 0)
    value = (weights[:, None] * (np.eye(3)[None] - np.einsum("bqd,bqr->bdr", z, u)) ** 2).sum(axis=(1, 2))
    listed = np.array([weights[[bool(s >> d & 1) for d in range(3)]].sum() for s in range(8)])
    # 2e-3: gradient descent has not fully converged; listed values are at least 0.1 apart
    share = float((np.abs(value[:, None] - listed).min(axis=1) < 2e-3).mean())
    numbers = {"runs": runs, "steps": steps, "seed": budget.seed, "share on the list": round(share, 3)}
    return Evidence(
        "empirical", "empirical", "instance", "Gradient descent, orthonormal, M = (1, 1.3, 1.7).", numbers=numbers
    )


def mutations() -> list[Mutation]:
    def bell_n() -> Certificate:
        return evaluation(names("c")[0] == 5, let={"c": parts.count(3, lambda _word: 1)}, record="c")

    def higher() -> Certificate:
        good = stays_above()
        a1, u1, u2 = names("a1 u1 u2")
        conclude = relation((1 - u1 * a1) ** 2 + (u2 * a1) ** 2 + 2, ">=", F(21, 10))
        return seal(good["kind"], {**good["asserts"], "conclude": conclude}, good["witness"])

    served = {**POINT, "other_E": UNIT, "other_D": UNIT}
    everywhere = implies(both(patterns.eigenvectors(), patterns.top_eigenvalues()), other_loss >= patterns.VALUE)
    all_on = implies(patterns.stationary(), patterns.partition())
    return [
        wrong("global", "they are global minima", STATEMENT, served, everywhere, record=RECORD),
        wrong("no-dropping", "no feature is dropped at a local minimum", STATEMENT, POINT, all_on, record=RECORD),
        Mutation(
            "every-cluster",
            "every sub-partition has a local minimum",
            refuted_by=lambda: cluster_spectrum(
                UNIT, [1, 2], means="no positive top eigenvector for two orthonormal targets of different weight"
            ),
        ),
        Mutation("bell-n", "there are Bell(n) classes", rejected=bell_n),
        Mutation("higher-value", "the example's value is 21/10", rejected=higher),
    ]


def evaluate(problem: Problem, budget: Budget) -> InstanceReport:
    """The number of classes of local minima of the problem and their lowest and highest values' clusters."""
    if why := unsuitable(problem, kinds=("relu",)):
        return InstanceReport("not-applicable", why)
    n = len(problem.features_in)
    status = {c.members: c for c in table(replace(problem, width=max(2, problem.width)))}
    if any(c.status == "undecided" for c in status.values()):
        return InstanceReport("not-applicable", "a cluster has a repeated eigenvalue")
    good = {members for members, c in status.items() if c.status == "top"}
    classes = _count(frozenset(range(n)), good, problem.width)
    shown = tuple(c.certificate for c in status.values() if c.certificate is not None)
    return InstanceReport("holds", f"{classes} classes of local minima with one neuron per feature", shown)


def _count(rest: frozenset[int], good: set[tuple[int, ...]], width: int) -> int:
    if not rest:
        return 1
    first, others = min(rest), rest - {min(rest)}
    out = _count(others, good, width)
    if width:
        out += sum(_count(rest - set(b), good, width - 1) for b in good if first in b and set(b) <= rest)
    return out
