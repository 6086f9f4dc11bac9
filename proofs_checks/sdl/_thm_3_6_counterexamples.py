"""Problems in which a polysemantic pattern has no partial minimum, or only such of loss 0, by exact cofactors (Theorem 3.6)."""

from __future__ import annotations

from fractions import Fraction
from typing import Any

from proofs_checks.sdl import _landscape as one
from theory.claims import Certificate
from theory.evidence import derivation, implication, relation, term
from theory.formal import Expression, dot, names

F = Fraction
UNIT2 = [[1, 0], [0, 1]]
REDUCIBLE = [[1, 0, 0], [F(3, 5), F(4, 5), 0], [0, 0, 1]]
SUPERPOSED = [[1, 0], [F(3, 5), F(4, 5)], [F(-3, 5), F(4, 5)]]


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
        means="no stationary point with both features on one neuron unless M1 = M2 (orthonormal SAE, pattern ({1,2}, {}))",
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
        means="n = n_p = n_r = n_q = 2, identity features, M = (1, 2), pattern ({1,2}, {}): no stationary point, even complex",
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
