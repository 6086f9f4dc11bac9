"""Every realizable polysemantic partition pattern has a partial minimum with positive loss: refuted, in both parts.

True instead: ``sdl.thm-3.6-repaired``.  A partial minimum with the pattern exists iff each cluster matrix ``G diag(M)`` has a strictly
positive eigenvector.  The published proof turns the vector ``sum M_d <u, r_d> w_d`` into a scalar, its component along a; that
component always vanishes at the optimal decoder, the others need not.
"""

from __future__ import annotations

from fractions import Fraction

from proofs_checks.sdl import _first_order as first_order
from proofs_checks.sdl import _landscape as one
from proofs_checks.sdl import _thm_3_6_counterexamples as points
from proofs_checks.sdl._clusters import smallest_bad_cluster
from proofs_checks.sdl._spectra import cluster_spectrum
from theory.certificates import seal
from theory.claims import Budget, Certificate, Claim, Evidence, Hypothesis, InstanceReport, Mutation, Source
from theory.evidence import checked, evaluation, proof, read
from theory.formal import Expression, both, names, op, scale, span, total
from theory.sdl import Problem
from theory.statement import Statement

F = Fraction
GENERIC = [[1, 0, 0], [F(3, 5), F(4, 5), 0], [F(1, 9), F(-4, 9), F(8, 9)]]


def _realized() -> Certificate:
    return seal(
        "realizable",
        {"features_in": points.UNIT2, "activation": {"type": "relu"}, "pattern": [[0, 1], []]},
        {"encoder": [[1, 1], [-1, -1]], "preactivations": [[1, 1], [-1, -1]]},
    )


FORMAL = first_order.two_features()


PAGE = "partial-minima"
CLAIM = Claim(
    id="sdl.thm-3.6",
    title="Every realizable polysemantic pattern has a partial minimum with positive loss (as published)",
    statement=r"""
        For every realizable pattern $(F_1, \dots, F_q)$ that partitions $\{1, \dots, n\}$ with some $|F_i| \ge 2$
        there are $W_D$ and $W_E$ in the region of the pattern that form a partial minimum of $\tilde{L}(W_D, W_E) =
        \sum_d M_d \|v_d - W_D \sigma(W_E w_d)\|^2$ with $\tilde{L} > 0$.""",
    source=Source(locator="Theorem 3.6", note="proof step 4 keeps only one component of a vector equation"),
    kind="existence",
    expected="refuted",
    refutes="published",
    hypotheses=(
        Hypothesis(
            name="realizable-partition",
            text="some encoder has exactly this pattern, and each feature is in one set",
            witness=_realized,
            drop_note="the claim fails with it; dropping it only makes it weaker",
        ),
    ),
    remark=r"""
        Counterexample: $w_1 = v_1 = e_1$, $w_2 = v_2 = e_2$ in the plane, $M = (1, 2)$, two neurons and the pattern
        $(\{1, 2\}, \{\})$: a shared neuron would need equal weights. What holds instead is sdl.thm-3.6-repaired,
        proved by the kernel for all dimensions.
        Existence fails already for two orthonormal features with different weights, and on an open set of problems
        with equal weights; positivity fails for general output features. By sdl.thm-3.6-positive-eigenvectors the
        counterexamples with independent features hold for JumpReLU and Top-k of ReLU too. The formal statement is
        what the theorem says about two features in the plane and the pattern ({1,2}, {}), weakened to a first-order
        condition.""",
    statement_formal=FORMAL,
)


def two_features() -> Certificate:
    """The point of the minimal counterexample satisfies the hypotheses of the formal statement."""
    return FORMAL.given.satisfied_by({"w": points.UNIT2, "v": points.UNIT2, "M": [1, 2], "E": [[1, 1], [-1, -1]]})


def open_set() -> Certificate:
    """Equal weights, irreducible Gram matrix: no positive eigenvector, and none for nearby features and weights either."""
    table = cluster_spectrum(
        GENERIC,
        [1, 1, 1],
        means="unit features, equal weights, irreducible Gram, F = {1,2,3}; simple spectrum, no zero entry",
    )
    return proof(
        """
        An open set of problems (three independent features, ReLU, JumpReLU or Top-k of ReLU) has no partial minimum
        with the three on one neuron.""",
        checked("gradient", "Minus half the gradient of a cluster's loss.", one.gradient_identity()),
        read(
            "stationary",
            r"""
            Independent features: the activations $z$ range over an open set, and at a partial minimum $N u = \sum M_d
            z_d v_d$ and $\langle u, v_d \rangle = \|u\|^2 z_d$ for each $d$, with $N = \sum M_d z_d^2$.""",
            "linear-algebra",
            "gradient",
        ),
        checked("eigenvector", r"Hence $G \mathrm{diag}(M) z = \lambda z$ with $z > 0$.", one.eigen_coordinate()),
        checked("signs", "The three eigenvectors of the example have entries of both signs.", table),
        read(
            "nearby",
            """
            Simple eigenvalues and their eigenvectors are continuous, so the signs are the same for all nearby
            features and weights.""",
            "continuity",
            "signs",
        ),
        read(
            "none",
            "None of these problems has such a partial minimum.",
            "conclusion",
            "stationary",
            "eigenvector",
            "nearby",
        ),
    )


CONSTRUCTION = Statement(
    ("w", "v", "M", "a"),
    {
        "unit-features": both(*(both(op("norm2", one.w[d]) == 1, op("norm2", one.v[d]) == 1) for d in range(2))),
        "realizes-the-pattern": one.ACTIVE,
    },
    one.STATIONARY,
    {
        "n": one.ONE_NEURON["n"],
        "z": one.ONE_NEURON["z"],
        "N": total(span(one.n), lambda d: one.M[d] * one.z[d] ** 2, "d"),
        "u": scale(1 / Expression("N"), total(span(one.n), lambda d: scale(one.M[d] * one.z[d], one.v[d]), "d")),
        **{k: x for k, x in one.ONE_NEURON.items() if k not in ("n", "z")},
    },
)


def construction() -> Certificate:
    """The published construction: any realizing encoder with its optimal decoder; here <v_1, v_2> = 1/2 and a = (2, 1)."""
    half = F(1, 2)
    return CONSTRUCTION.refuted_by(
        {"w": points.UNIT2, "v": [[1, 0, 0, 0], [half, half, half, half]], "M": [1, 1], "a": [2, 1]},
        record="u step_a step_u loss",
        means="minus half the gradient in a is (-3/50, 3/25), not zero",
    )


def refute(budget: Budget) -> list[Evidence]:
    exact = "exact-decision"
    return [
        Evidence(
            exact,
            "refuted",
            "instance",
            "Minimal: two orthonormal features, M = (1, 2).",
            (two_features(), points.weights_one_two(), _realized()),
        ),
        Evidence(
            exact,
            "refuted",
            "family",
            "Two orthonormal features: none unless the weights are equal.",
            (points.orthonormal_pair(),),
        ),
        Evidence(
            exact,
            "refuted",
            "instance",
            "Equal weights, three independent features.",
            (points.equal_weights(), cluster_spectrum(points.REDUCIBLE, [1, 1, 1])),
        ),
        Evidence(
            exact,
            "refuted",
            "instance",
            "Superposition, equal weights.",
            (points.superposition(), points.superposition_region()),
        ),
        Evidence(
            "symbolic-proof",
            "refuted",
            "family",
            "An open set of problems around equal weights and an irreducible Gram matrix.",
            (open_set(),),
        ),
        Evidence(
            exact, "refuted", "instance", "Positivity: every partial minimum has loss 0.", (points.no_positive_loss(),)
        ),
        Evidence(exact, "refuted", "instance", "The published construction is not stationary.", (construction(),)),
    ]


def mutations() -> list[Mutation]:
    def equal() -> Certificate:
        a1, a2, big = names("a1 a2 N")
        return one.no_stationary_point(
            points.UNIT2,
            points.UNIT2,
            [1, 1],
            let={"N": a1**2 + a2**2},
            nonzero=a1 * a2,
            cofactors=[big * a2, F(-1, 1) * big * a1, F(1, 2) * a2, F(-1, 2) * a1],
            means="equal weights",
        )

    def never() -> Certificate:
        let = {
            "w": points.UNIT2,
            "v": points.UNIT2,
            "M": [1, 1],
            "a": [1, 1],
            "u": [F(1, 2), F(1, 2)],
            **one.ONE_NEURON,
        }
        return evaluation(both(one.STATIONARY, one.ACTIVE, one.loss == 1), let=let, record="step_u step_a z loss")

    def similar() -> Certificate:
        signs = [[1, -1, -1], [1, -1, 1], [1, 1, 1]]
        wrong = cluster_spectrum(GENERIC, [1, 1, 1])
        return seal("spectrum", {**wrong["asserts"], "signs": signs}, wrong["witness"])

    return [
        Mutation(
            "equal-weights", "no stationary point for two orthonormal features with equal weights", rejected=equal
        ),
        Mutation("never", "no polysemantic pattern ever has a partial minimum", refuted_by=never),
        Mutation(
            "top-eigenvector-positive", "the open-set example has a strictly positive top eigenvector", rejected=similar
        ),
    ]


def evaluate(problem: Problem, budget: Budget) -> InstanceReport:
    """A cluster of the problem without a partial minimum, if the features are independent and one is found."""
    return smallest_bad_cluster(problem)
