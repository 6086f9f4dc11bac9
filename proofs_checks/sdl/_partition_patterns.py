"""Formal terms of partition patterns: who is on for what, best columns, stationarity, eigenvectors, second order.

Legend (names bound by ``TERMS``): ``z`` the codes (a row for each feature), ``u`` the decoder columns, ``size`` the numbers
``N_i = sum_d M_d z_di^2``, ``fit`` the vectors ``S_i = sum_d M_d z_di v_d``, ``rayleigh`` the quotients ``|S_i|^2 / N_i`` (0 for a dead
neuron), ``whole`` the number ``sum_d M_d |v_d|^2``, ``at`` the loss.  On a cluster F the vector of activations z is an eigenvector of
``G diag(M)``, ``G_de = <v_d, v_e>``, if and only if ``sum_e M_e z_e <v_d, v_e> = (|S|^2 / N) z_d`` for every d in F.
"""

from __future__ import annotations

from typing import Any

from proofs_checks.matrices import positive_semidefinite
from proofs_checks.sdl._formal import W_D, W_E, act, m, n, q, v, w
from theory.formal import (
    Expression,
    both,
    code_loss,
    codes,
    dot,
    for_all,
    implies,
    length,
    listing,
    loss,
    names,
    norm2,
    op,
    scale,
    span,
    support,
    total,
    transpose,
)

z, u, size, fit, rayleigh, whole, at = names("z u size fit rayleigh whole at")
FEATURES, NEURONS = span(n), span(q)
NOTHING = scale(0, v[0])


def sizes(code: Expression) -> Expression:
    """``N_i = sum_d M_d z_di^2`` for every neuron."""
    return listing(NEURONS, lambda i: total(FEATURES, lambda d: m[d] * code[d, i] ** 2, "d"), "i")


def fits(code: Expression) -> Expression:
    """``S_i = sum_d M_d z_di v_d`` for every neuron."""
    return listing(NEURONS, lambda i: NOTHING + total(FEATURES, lambda d: scale(m[d] * code[d, i], v[d]), "d"), "i")


TERMS: dict[str, Any] = {
    "z": codes(act, W_E, w),
    "u": transpose(W_D),
    "size": sizes(z),
    "fit": fits(z),
    "rayleigh": listing(
        NEURONS, lambda i: op("if", size[i] == 0, 0, norm2(fit[i]) / op("if", size[i] == 0, 1, size[i])), "i"
    ),
    "whole": total(FEATURES, lambda d: m[d] * norm2(v[d]), "d"),
    "at": loss(act, W_E, W_D, w, v, m),
}
VALUE = whole - total(NEURONS, lambda i: rayleigh[i], "i")
# the weighted least-squares column of every neuron; 0 for a dead one
BEST_COLUMNS = listing(
    NEURONS, lambda i: scale(op("if", size[i] == 0, 0, 1 / op("if", size[i] == 0, 1, size[i])), fit[i]), "i"
)


def is_on(d: Expression, i: Expression, code: Expression = z) -> Expression:
    """Neuron i is on for feature d."""
    return code[d, i] > 0


def each_pair(holds: Any) -> Expression:
    """``holds(d, i)`` for every feature d and neuron i."""
    return for_all(FEATURES, lambda d: for_all(NEURONS, lambda i: holds(d, i), "i"), "d")


def partition(code: Expression = z) -> Expression:
    """Codes are not negative and every feature is on for exactly one neuron."""
    return for_all(code, lambda row: both(for_all(row, lambda x: x >= 0, "x"), length(support(row)) == 1), "row")


def sub_partition(code: Expression = z) -> Expression:
    """Codes are not negative and every feature is on for at most one neuron."""
    return for_all(code, lambda row: both(for_all(row, lambda x: x >= 0, "x"), length(support(row)) <= 1), "row")


def same_pattern(code: Expression, other: Expression) -> Expression:
    """Both code tables have the same positive entries and no negative ones."""
    return each_pair(lambda d, i: both(other[d, i] >= 0, (other[d, i] > 0) == (code[d, i] > 0)))


def strictly_off() -> Expression:
    """Every preactivation is strictly negative where its neuron is off."""
    return each_pair(lambda d, i: op("or", is_on(d, i), dot(W_E[i], w[d]) < 0))


def best_columns(columns: Expression = u) -> Expression:
    """``N_i u_i = S_i`` for every neuron: the decoder minimises the loss for these codes."""
    return for_all(NEURONS, lambda i: scale(size[i], columns[i]) == fit[i], "i")


def encoder_gradient(i: Expression, columns: Expression = u) -> Expression:
    """``sum over F_i of M_d (<u_i, v_d> - |u_i|^2 z_di) w_d``, minus half the gradient in a_i on the region."""
    return scale(0, w[0]) + total(
        FEATURES,
        lambda d: scale(op("if", is_on(d, i), m[d] * (dot(columns[i], v[d]) - norm2(columns[i]) * z[d, i]), 0), w[d]),
        "d",
    )


def stationary(columns: Expression = u) -> Expression:
    """Both halves of the gradient vanish on the region."""
    zero = scale(0, w[0])
    return both(best_columns(columns), for_all(NEURONS, lambda i: encoder_gradient(i, columns) == zero, "i"))


def eigenvectors() -> Expression:
    """The activations of every cluster are an eigenvector of its ``G diag(M)``."""
    return each_pair(lambda d, i: implies(is_on(d, i), dot(fit[i], v[d]) == rayleigh[i] * z[d, i]))


def second_order(i: Expression) -> Expression:
    """``lambda diag(M) - diag(M) G diag(M)`` on the cluster of neuron i, zero elsewhere; psd iff lambda is the top eigenvalue."""

    def entry(d: Expression, e: Expression) -> Expression:
        value = op("if", d == e, rayleigh[i] * m[d], 0) - m[d] * m[e] * dot(v[d], v[e])
        return op("if", both(is_on(d, i), is_on(e, i)), value, 0)

    return listing(FEATURES, lambda d: listing(FEATURES, lambda e: entry(d, e), "e"), "d")


def top_eigenvalues() -> Expression:
    """Every quotient is the largest eigenvalue of its cluster."""
    return for_all(NEURONS, lambda i: positive_semidefinite(second_order(i), n), "i")


def region_loss(code: Expression, columns: Expression) -> Expression:
    """The loss of given codes with given decoder columns."""
    return code_loss(code, transpose(columns), v, m)


def off_where_off(code: Expression, other: Expression) -> Expression:
    """No neuron is on in ``other`` for a feature it is off for in ``code``."""
    return each_pair(lambda d, i: op("or", is_on(d, i, code), other[d, i] == 0))
