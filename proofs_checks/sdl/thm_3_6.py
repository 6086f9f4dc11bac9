"""Every realizable polysemantic partition pattern has a partial minimum with positive loss: refuted, in both parts.

True instead: ``sdl.thm-3.6-repaired``.  A partial minimum with the pattern exists iff each cluster matrix ``G diag(M)`` has a strictly
positive eigenvector.  The published proof turns the vector ``sum M_d <u, r_d> w_d`` into a scalar, its component along a; that
component always vanishes at the optimal decoder, the others need not.
"""

from __future__ import annotations

from fractions import Fraction
from typing import Any

from proofs_checks.sdl import _first_order as first_order
from proofs_checks.sdl import _landscape as one
from proofs_checks.sdl._clusters import smallest_bad_cluster
from proofs_checks.sdl._spectra import cluster_spectrum
from theory.certificates import seal
from theory.claims import Budget, Certificate, Claim, Evidence, Hypothesis, InstanceReport, Mutation, Source
from theory.evidence import checked, derivation, evaluation, implication, proof, read, relation, term
from theory.formal import Expression, both, dot, names, op, scale, span, total
from theory.sdl import Problem
from theory.statement import Statement

F = Fraction
UNIT2 = [[1, 0], [0, 1]]
GENERIC = [[1, 0, 0], [F(3, 5), F(4, 5), 0], [F(1, 9), F(-4, 9), F(8, 9)]]
REDUCIBLE = [[1, 0, 0], [F(3, 5), F(4, 5), 0], [0, 0, 1]]
SUPERPOSED = [[1, 0], [F(3, 5), F(4, 5)], [F(-3, 5), F(4, 5)]]


def _realized() -> Certificate:
    return seal(
        "realizable",
        {"features_in": UNIT2, "activation": {"type": "relu"}, "pattern": [[0, 1], []]},
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
        with equal weights; positivity fails for general output features. By part (b) of the repaired statement the
        counterexamples with independent features hold for JumpReLU and Top-k of ReLU too. The repaired statement is
        sdl.thm-3.6-repaired. The formal statement is what the theorem says about two features in the plane and the
        pattern ({1,2}, {}), weakened to a first-order condition.""",
    statement_formal=FORMAL,
)


def two_features() -> Certificate:
    """The point of the minimal counterexample satisfies the hypotheses of the formal statement."""
    return FORMAL.given.satisfied_by({"w": UNIT2, "v": UNIT2, "M": [1, 2], "E": [[1, 1], [-1, -1]]})


def orthonormal_pair() -> Certificate:
    """Two orthonormal features, arbitrary complex weights: a shared stationary neuron needs equal weights."""
    a1, a2, m1, m2 = names("a1 a2 M1 M2")
    big = m1 * a1**2 + m2 * a2**2
    return one.no_stationary_point(
        UNIT2,
        UNIT2,
        [m1, m2],
        parameters="M1 M2",
        let={"N": big},
        nonzero=m1 * m2 * (m1 - m2) * a1 * a2,
        cofactors=[
            F(-1, 2) * Expression("N") * m2 * a2,
            F(1, 2) * Expression("N") * m1 * a1,
            F(-1, 2) * m1 * m2 * a2,
            F(1, 2) * m1 * m2 * a1,
        ],
        means="no stationary point with both features on one neuron unless M1 = M2 (orthonormal SAE, pattern ({1,2}, "
        "{}))",
    )


def weights_one_two() -> Certificate:
    """The minimal counterexample: the same with M = (1, 2)."""
    a1, a2, big = names("a1 a2 N")
    return one.no_stationary_point(
        UNIT2,
        UNIT2,
        [1, 2],
        let={"N": a1**2 + 2 * a2**2},
        nonzero=a1 * a2,
        cofactors=[F(1, 2) * big * a2, F(-1, 4) * big * a1, F(1, 2) * a2, F(-1, 2) * a1],
        means="n = n_p = n_r = n_q = 2, identity features, M = (1, 2), pattern ({1,2}, {}): no stationary point, even "
        "complex",
    )


def equal_weights() -> Certificate:
    """Equal weights, three independent unit features, one orthogonal to the two others."""
    row = names("a1 a2 a3")
    dual = one.dual_basis([[F(x) for x in f] for f in REDUCIBLE])
    loads = [dot(list(row), f) for f in REDUCIBLE]
    weights: list[Any] = [loads[2], 0, -1 * loads[0]]  # A_3 E_1 - A_1 E_3 = -(3/5) A_2 A_3
    factor = F(-5, 3) / 2
    size = Expression("N")
    return one.no_stationary_point(
        REDUCIBLE,
        REDUCIBLE,
        [1, 1, 1],
        let={"N": loads[0] ** 2 + loads[1] ** 2 + loads[2] ** 2},
        nonzero=loads[1] * loads[2],
        cofactors=[
            *(factor * size * (weights[0] * dual[0][k] + weights[2] * dual[2][k]) for k in range(3)),
            factor * weights[0],  # the features e_1 and e_3 are coordinate vectors
            0,
            factor * weights[2],
        ],
        means="equal weights, F = {1,2,3}: no stationary point with features 2 and 3 on the neuron",
    )


def superposition() -> Certificate:
    """Equal weights, three features in the plane: no stationary point with a_1 a_2 != 0; the region needs both."""
    a1, a2, size = names("a1 a2 N")
    loads = [a1, F(3, 5) * a1 + F(4, 5) * a2, F(-3, 5) * a1 + F(4, 5) * a2]
    c = F(-25, 11) / 2
    return one.no_stationary_point(
        SUPERPOSED,
        SUPERPOSED,
        [1, 1, 1],
        let={"N": loads[0] ** 2 + loads[1] ** 2 + loads[2] ** 2},
        nonzero=a1 * a2,
        cofactors=[c * F(25, 43) * size * a2, -c * F(25, 32) * size * a1, c * a2, -c * a1],
        means="three features in the plane, F = {1,2,3}: no stationary point with a_1 a_2 != 0",
    )


def superposition_region() -> Certificate:
    """a = (1, 2) realizes all three features; a_1 > 0 is the first condition, and conditions 1 and 3 give a_2 > 0."""
    a1, a2 = names("a1 a2")
    return implication(
        "a1 a2",
        assume=[relation(a1, ">"), relation(F(-3, 5) * a1 + F(4, 5) * a2, ">")],
        conclude=relation(a2, ">"),
        by=derivation(term(F(5, 4), use=(1,)), term(F(3, 4), use=(0,))),
        means="where features 1 and 3 are on, a_1 > 0 and a_2 > 0",
    )


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


def no_positive_loss() -> Certificate:
    """One output dimension, v = (1, 1): every stationary point with a_1 + a_2 != 0 has loss 0."""
    a1, a2, u1 = names("a1 a2 u1")
    big, r1, r2 = a1**2 + a2**2, 1 - u1 * a1, 1 - u1 * a2
    # L_a = -2 u r_d and L_u = -2 (A1 r1 + A2 r2), and (A1 + A2) r_d = N (u r_d) + r_d (A1 r1 + A2 r2)
    return one.no_stationary_point(
        UNIT2,
        [[1], [1]],
        [1, 1],
        nonzero=(a1 + a2) * (r1**2 + r2**2),
        cofactors=[F(-1, 2) * r1 * big, F(-1, 2) * r2 * big, F(-1, 2) * (r1**2 + r2**2)],
        means="v_1 = v_2 = 1 in one output dimension: stationary points with both features on have loss 0",
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
        {"w": UNIT2, "v": [[1, 0, 0, 0], [half, half, half, half]], "M": [1, 1], "a": [2, 1]},
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
            (two_features(), weights_one_two(), _realized()),
        ),
        Evidence(
            exact,
            "refuted",
            "family",
            "Two orthonormal features: none unless the weights are equal.",
            (orthonormal_pair(),),
        ),
        Evidence(
            exact,
            "refuted",
            "instance",
            "Equal weights, three independent features.",
            (equal_weights(), cluster_spectrum(REDUCIBLE, [1, 1, 1])),
        ),
        Evidence(
            exact, "refuted", "instance", "Superposition, equal weights.", (superposition(), superposition_region())
        ),
        Evidence(
            "symbolic-proof",
            "refuted",
            "family",
            "An open set of problems around equal weights and an irreducible Gram matrix.",
            (open_set(),),
        ),
        Evidence(exact, "refuted", "instance", "Positivity: every partial minimum has loss 0.", (no_positive_loss(),)),
        Evidence(exact, "refuted", "instance", "The published construction is not stationary.", (construction(),)),
    ]


def mutations() -> list[Mutation]:
    def equal() -> Certificate:
        a1, a2, big = names("a1 a2 N")
        return one.no_stationary_point(
            UNIT2,
            UNIT2,
            [1, 1],
            let={"N": a1**2 + a2**2},
            nonzero=a1 * a2,
            cofactors=[big * a2, F(-1, 1) * big * a1, F(1, 2) * a2, F(-1, 2) * a1],
            means="equal weights",
        )

    def never() -> Certificate:
        let = {"w": UNIT2, "v": UNIT2, "M": [1, 1], "a": [1, 1], "u": [F(1, 2), F(1, 2)], **one.ONE_NEURON}
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
