r"""The infimum of the loss over the region of a partition pattern, with copositive certificates, and when it is attained.

Proved for independent features: ``inf = sum_i (tr B_i - nu(B_i))`` with ``nu(B) = max {y . B y : y >= 0, |y| = 1}``.
"""

from __future__ import annotations

import random
from typing import Any

from proofs_checks.matrices import positive_semidefinite
from proofs_checks.parts import hypotheses, wrong
from proofs_checks.sdl import _landscape as one
from proofs_checks.sdl import _partition_patterns as patterns
from proofs_checks.sdl._spectra import copositive as copositive_certificate
from proofs_checks.sdl._thm_3_6_infimum import (
    GAP,
    GRAM,
    LEAST,
    NEURONS,
    NU,
    REST,
    STATEMENT,
    UNIT,
    F,
    gap,
    y,
)
from theory.certificates import seal
from theory.claims import Budget, Certificate, Claim, Evidence, Mutation, Source
from theory.evidence import checked, derivation, evaluation, illustration, implication, proof, read, relation, term
from theory.formal import (
    dot,
    for_all,
    matvec,
    names,
)
from theory.sdl import Activation, Problem

RECORD = "z u rayleigh"
# the cluster {1, 2} of two acute targets and {3}: nu = 8/5 at y = (1, 1), and 1
POINT: dict[str, Any] = {
    "w": [[1, 0, 0], [0, 1, 0], [0, 0, 1]],
    "v": [[1, 0], [F(3, 5), F(4, 5)], [0, 1]],
    "m": [1, 1, 1],
    "W_E": [[1, 2, -1], [-1, -1, 1]],
    "W_D": [[1, 0], [0, 1]],
    "inverse": [[1, 0, 0], [0, 1, 0], [0, 0, 1]],
    "nu": [F(8, 5), 1],
    "y": [1, 1, 1],
    "step": F(1, 2),
}
# orthonormal targets with weights (1, 2): nu = 2 at y = (0, 1), on the boundary, so the infimum 1 is not attained
BOUNDARY = {
    **POINT,
    "w": UNIT,
    "v": UNIT,
    "m": [1, 2],
    "W_E": [[1, 1]],
    "W_D": [[0], [1]],
    "inverse": UNIT,
    "nu": [2],
    "y": [0, 1],
    "step": F(1, 10),
}
WITHOUT: dict[str, dict[str, Any]] = {
    # the second of two independent targets costs nothing
    "positive-weights": {**BOUNDARY, "m": [1, 0], "nu": [1], "y": [1, 0], "W_D": [[1], [0]]},
    # w_1 = w_2: only z = (1, 1) is possible, the loss is at least 1/2, while y = (1, 2) would have loss 0
    "full-column-rank": {
        **BOUNDARY,
        "w": [[1], [1]],
        "v": [[1], [2]],
        "m": [1, 1],
        "W_E": [[1]],
        "W_D": [[F(3, 2)]],
        "nu": [5],
        "y": [1, 2],
    },
    # two neurons share a feature
    "partition": {
        **BOUNDARY,
        "w": [[1]],
        "v": [[1]],
        "m": [1],
        "W_E": [[1], [1]],
        "W_D": [[F(1, 2), F(1, 2)]],
        "inverse": [[1]],
        "nu": [1, 1],
        "y": [1],
    },
    "maxima": {**POINT, "nu": [F(9, 5), 1], "step": 0},
    "step": {**POINT, "step": -2},
}

PAGE = "partial-minima"
CLAIM = Claim(
    id="sdl.thm-3.6-infimum",
    title="The infimum over a region",
    statement=r"""
        Let $W_p$ have full column rank, $M_d > 0$ and $(F_1, \dots, F_q)$ be a partition pattern under ReLU. The
        infimum of $\tilde{L}$ over all $W_D$ and the $W_E$ of the pattern is $\sum_i (\mathrm{tr} B_{F_i} -
        \nu(B_{F_i}))$, with $\nu(B) = \max \{ y^T B y : y \ge 0, \|y\| = 1 \}$. It is attained if and only if each
        maximum has a strictly positive maximiser. Over the closure of the region the minimum is always attained, and
        it is positive as soon as some cluster has two linearly independent output features.""",
    source=Source(locator="Theorem 3.6, repaired (f)", ours=True),
    kind="identity",
    expected="argued",
    hypotheses=hypotheses(
        STATEMENT,
        POINT,
        {
            "positive-weights": (r"$M_d > 0$", WITHOUT["positive-weights"]),
            "full-column-rank": ("the input features are linearly independent", WITHOUT["full-column-rank"]),
            "partition": ("each feature is on for exactly one neuron", WITHOUT["partition"]),
            "maxima": (r"$\nu_i$ is the maximum, reached at activations $y \ge 0$", WITHOUT["maxima"]),
            "step": ("the region is approached from inside", WITHOUT["step"]),
        },
        record=RECORD,
    ),
    depends_on=("sdl.rank-one-landscape",),
    remark="""
        In general y runs over the closed cone of activations that the cluster can have. Beyond four features the
        split into a psd and a nonnegative matrix is sufficient, not necessary; the formal statement decides
        copositivity by Keller's theorem (every principal submatrix whose last row has cofactors >= 0 has a
        determinant >= 0).""",
    statement_formal=STATEMENT,
)


def column() -> Certificate:
    """N f = |N u - S|^2 + N T - y.By >= N T - y.By, equality at u = S/N."""
    t, us, uu, ss, size = names("T uS uu SS N")
    return implication(
        "T uS uu SS N",
        assume=[relation(size, ">"), relation(size**2 * uu - 2 * size * us + ss, ">=")],
        conclude=relation(size * (t - 2 * us + size * uu) - (size * t - ss), ">="),
        by=derivation(term(1, use=(1,))),
        means="S = sum M z v, N = sum M z^2 = |y|^2, |S|^2 = y.By; the last assumption is |N u - S|^2 >= 0",
    )


def interior() -> Certificate:
    """For strictly positive y the example stays strictly above: (8/5)|y|^2 - y.By > 0."""
    y1, y2, y3 = names("y1 y2 y3")
    form = sum((GAP[i][j] * (y1, y2, y3)[i] * (y1, y2, y3)[j] for i in range(3) for j in range(3)), start=0 * y1)
    return implication(
        "y1 y2 y3",
        assume=[relation(y1, ">"), relation(y2, ">"), relation(y3, ">")],
        conclude=relation(form, ">"),
        by=derivation(
            term(F(1, 5), use=(1, 2)),
            term(F(3, 5), square=y1 - y2 - F(1, 6) * y3),
            term(F(7, 12), square=y3),
        ),
        means="the infimum over the region is not attained",
    )


def maximiser() -> Certificate:
    y = [1, 1, 0]
    quotient = dot(names("y")[0], matvec(names("B")[0], names("y")[0])) / 2
    return evaluation(
        names("value")[0] == NU, let={"B": GRAM, "y": y, "value": quotient}, record="value", means="y = (1,1,0)/sqrt 2"
    )


def two_weights() -> Certificate:
    """Orthonormal, M = (1, 2), F = {1,2}: N (f - 1) = |N u - S|^2 + a_1^2 > 0 on the region."""
    a1, a2, u1, u2 = names("a1 a2 u1 u2")
    size = a1**2 + 2 * a2**2
    return implication(
        "a1 a2 u1 u2",
        assume=[relation(a1, ">"), relation(size, ">")],
        conclude=relation(one.cluster_loss(UNIT, UNIT, [1, 2], [a1, a2], [u1, u2]), ">", 1),
        by=derivation(
            term(1, use=(0, 0)), term(1, square=size * u1 - a1), term(1, square=size * u2 - 2 * a2), factor=(1, (1,))
        ),
        means="the loss is above 1 everywhere on the region",
    )


def approached() -> Certificate:
    e = names("e")[0]
    value = one.cluster_loss(UNIT, UNIT, [1, 2], [e, 1], [0, 1])
    return evaluation(
        value == 1 + e**2, indeterminates="e", means="a = (e, 1), u = (0, 1): loss 1 + e^2, so the infimum is 1"
    )


def positive_minimum() -> Certificate:
    """Two independent targets: N f >= N T - S.S and Cauchy-Schwarz give f > 0; here for two targets, by the Gram determinant."""
    g11, g12, g22, y1, y2 = names("g11 g12 g22 y1 y2")
    size = y1**2 + y2**2
    form = size * (g11 + g22) - (g11 * y1**2 + 2 * g12 * y1 * y2 + g22 * y2**2)
    # form = |y_2 v_1 - y_1 v_2|^2, positive unless v_1, v_2 are parallel
    return evaluation(
        form == g11 * y2**2 - 2 * g12 * y1 * y2 + g22 * y1**2,
        indeterminates="g11 g12 g22 y1 y2",
        means="tr B |y|^2 - y.By = |y_2 v_1 - y_1 v_2|^2",
    )


def prove(budget: Budget) -> list[Evidence]:
    certificate = proof(
        """
        The infimum over the region of a partition pattern is sum (tr B - nu(B)); it is attained iff there are
        positive maximisers.""",
        read(
            "orthant",
            r"The activations of a cluster range over the open positive orthant, for all clusters independently.",
            "linear-algebra",
        ),
        checked("column", r"For given $y \ne 0$ the best column leaves $\mathrm{tr} B - y^T B y / \|y\|^2$.", column()),
        read(
            "density",
            r"""
            The quotient is continuous on the unit sphere, so its supremum over the open orthant is its maximum
            $\nu(B)$ over the closed one; it is attained in the open orthant if and only if a maximiser is strictly
            positive.""",
            "continuity",
            "orthant",
            "column",
        ),
        read(
            "closure",
            r"""
            Over the closure $y$ runs over the closed orthant and the maximum is attained; $y = 0$ gives $\mathrm{tr}
            B$, which is not smaller.""",
            "continuity",
            "column",
        ),
        checked(
            "two",
            r"""
            Two targets: the remaining loss is $\|y_2 v_1 - y_1 v_2\|^2 / \|y\|^2$, positive for independent targets.""",
            positive_minimum(),
        ),
        read(
            "positive",
            "A cluster with two independent targets contains such a pair, and a sub-cluster's loss is not larger.",
            "cases",
            "two",
            "closure",
        ),
        read("all", "Together.", "conclusion", "density", "positive"),
    )
    return [
        Evidence(
            "symbolic-proof",
            "proved",
            "all-parameters",
            "A quotient on an orthant.",
            (
                certificate,
                illustration(
                    r"Example: $\nu(B) \le 8/5$ by $\frac{8}{5} I - B = P + N$.",
                    copositive_certificate(GAP, REST, means="8/5 I - B"),
                ),
                illustration("The value 8/5 is reached on the boundary.", maximiser()),
                illustration("And not inside the orthant.", interior()),
                illustration(r"Orthonormal, $M = (1, 2)$: the loss is above 1 on the region.", two_weights()),
                illustration("And comes arbitrarily close to 1.", approached()),
            ),
        )
    ]


def examples(budget: Budget) -> Evidence:
    """Random encoders and columns of the weighted pair stay above 1, through the network."""
    problem = Problem.sae([[F(1), F(0)], [F(0), F(1)]], weights=[1, 2], activation=Activation("relu"), width=1)
    rng, seen, violations = random.Random(budget.seed), budget.pick(quick=300, full=5000), 0
    for _ in range(seen):
        a = [F(rng.randint(1, 60), 30) for _ in range(2)]
        u = [F(rng.randint(-60, 60), 30) for _ in range(2)]
        violations += problem.loss([a], [[u[0]], [u[1]]]) <= 1
    numbers = {"examples": seen, "seed": budget.seed, "violations": violations}
    return Evidence("property-test", "tested", "instance", "Orthonormal pair with M = (1, 2).", numbers=numbers)


def mutations() -> list[Mutation]:
    def smaller_nu() -> Certificate:
        gap = [[F(3, 2) * (i == j) - GRAM[i][j] for j in range(3)] for i in range(3)]
        return copositive_certificate(gap, REST, means="3/2 I - B")

    def attained() -> Certificate:
        good = interior()
        closed = [[e, ">="] for e, _ in good["asserts"]["assume"]]
        return seal(good["kind"], {**good["asserts"], "assume": closed}, good["witness"])

    # <v_1, v_2> = -3/5: the largest eigenvalue is 8/5, but nu = 1 on the orthant
    obtuse = {**BOUNDARY, "v": [[1, 0], [F(-3, 5), F(4, 5)]], "m": [1, 1], "nu": [1], "y": [0, 1]}
    top = for_all(NEURONS, lambda i: positive_semidefinite(gap(i), patterns.n), "i")
    inside = for_all(y, lambda x: x > 0, "x")
    return [
        wrong("largest-eigenvalue", "nu is the largest eigenvalue", STATEMENT, obtuse, top, record=RECORD),
        wrong("always-attained", "the maximum is always reached inside", STATEMENT, BOUNDARY, inside, record=RECORD),
        wrong(
            "always-positive",
            "the infimum is positive",
            STATEMENT,
            {**BOUNDARY, "v": [[1], [2]], "m": [1, 1], "nu": [5], "y": [1, 2], "W_D": [[1]]},
            LEAST > 0,
            record=RECORD,
        ),
        Mutation("smaller-nu", "nu(B) <= 3/2 in the example", rejected=smaller_nu),
        Mutation("weak-orthant", "the example is strictly above its infimum on the closed orthant", rejected=attained),
    ]
