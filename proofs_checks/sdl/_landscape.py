"""Shared statements about one neuron and its cluster of features.

Legend: a neuron with encoder row ``a`` and decoder column ``u`` serves the features of a cluster; ``w_d``, ``v_d`` input and
output vectors (rows of ``w``, ``v``), ``M_d`` weights, ``z_d = a . w_d`` activations, ``r_d = v_d - z_d u`` residuals.
On a region of constant pattern minus half the gradient is ``sum M_d z_d r_d`` in u and ``sum M_d (u . r_d) w_d`` in a.
"""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction
from typing import Any

from theory.certificates import seal
from theory.claims import Certificate
from theory.evidence import derivation, evaluation, implication, relation
from theory.formal import Expression, both, code_loss, diff, dot, expr, for_all, listing, names, op, scale, span, total

w, v, M, a, u = names("w v M a u")
z, r, n = names("z r n")

ONE_NEURON: dict[str, Any] = {
    "n": op("length", w),
    "z": listing(span(n), lambda d: dot(a, w[d]), "d"),
    "r": listing(span(n), lambda d: v[d] - scale(z[d], u), "d"),
    "step_u": total(span(n), lambda d: scale(M[d] * z[d], r[d]), "d"),
    "step_a": total(span(n), lambda d: scale(M[d] * dot(u, r[d]), w[d]), "d"),
    "loss": code_loss(
        listing(span(n), lambda d: op("tuple", z[d]), "d"), listing(u, lambda x: op("tuple", x), "x"), v, M
    ),
}
step_u, step_a, loss = names("step_u step_a loss")

STATIONARY = both(
    for_all(step_u, lambda x: x == 0, "x"),
    for_all(step_a, lambda x: x == 0, "x"),
)
ACTIVE = for_all(z, lambda x: x > 0, "x")


def gradient_identity() -> Certificate:
    """The two sums are minus half the gradient of the loss, identically for two features in the plane."""
    symbols = "a1 a2 u1 u2 p1 p2 q1 q2 x1 x2 y1 y2 M1 M2"
    a1, a2, u1, u2, p1, p2, q1, q2, x1, x2, y1, y2, m1, m2 = names(symbols)
    let = {
        "w": [[p1, p2], [q1, q2]],
        "v": [[x1, x2], [y1, y2]],
        "M": [m1, m2],
        "a": [a1, a2],
        "u": [u1, u2],
        **ONE_NEURON,
    }
    holds = both(
        *(diff(loss, s) == -2 * step_a[k] for k, s in enumerate((a1, a2))),
        *(diff(loss, s) == -2 * step_u[k] for k, s in enumerate((u1, u2))),
    )
    return evaluation(
        holds, let=let, indeterminates=symbols, means="minus half the gradient of the loss of one cluster"
    )


def eigen_coordinate() -> Certificate:
    """One coordinate: the stationarity ``u.v_d = s z_d`` and ``N u.v_d = (GMz)_d`` give ``(GMz)_d = N s z_d``."""
    big, s, x, y, z, lam = names("N s x y z lam")
    return implication(
        "N s x y z lam",
        assume=[relation(x, "=", s * z), relation(big * x, "=", y), relation(lam, "=", big * s)],
        conclude=relation(y, "=", lam * z),
        by=derivation(multiples={0: big, 1: -1, 2: -1 * z}),
        means="x = <u, v_d>, y = (G diag(M) z)_d, s = |u|^2, N = sum M z^2",
    )


def cluster_loss(features_in: Any, features_out: Any, weights: Any, row: list[Any], column: list[Any]) -> Expression:
    """The loss of one neuron that is on for every feature, built from the problem data."""
    pattern = [list(range(len(features_in)))]
    codes = op("pattern_codes", pattern, [row], features_in)
    return code_loss(codes, [[x] for x in column], features_out, weights)


def no_stationary_point(
    features_in: Any,
    features_out: Any,
    weights: list[Any],
    *,
    nonzero: Any,
    cofactors: list[Any],
    let: dict[str, Any] | None = None,
    parameters: str = "",
    means: str,
) -> Certificate:
    """A ``unit_ideal`` certificate: the gradient of the cluster's loss has no zero with ``nonzero != 0``.

    ``cofactors``: one for each partial derivative (first a_1..a_p, then u_1..u_r), for the product ``nonzero``; the factor t and
    the last cofactor are added here.
    """
    p, r_ = len(features_in[0]), len(features_out[0])
    row, column = names(" ".join(f"a{k + 1}" for k in range(p))), names(" ".join(f"u{k + 1}" for k in range(r_)))
    (t,) = names("t")
    bindings: dict[str, Any] = {
        "L": cluster_loss(features_in, features_out, weights, list(row), list(column)),
        **(let or {}),
    }
    asserts = {
        "indeterminates": [*(x.json for x in (*row, *column)), "t", *parameters.split()],
        "let": [[name, expr(value).json] for name, value in bindings.items()],
        "equations": [diff(names("L")[0], x).json for x in (*row, *column)],
        "nonzero": expr(nonzero).json,
        "inverse": "t",
        "means": means,
    }
    return seal("unit_ideal", asserts, {"cofactors": [*((t * expr(c)).json for c in cofactors), -1]})


def dual_basis(vectors: Sequence[Sequence[Fraction]]) -> list[list[Fraction]]:
    """The dual basis of a square family of independent rational vectors."""
    from solvers.exact.linear import combination

    size = len(vectors)
    columns = [[Fraction(x) for x in column] for column in zip(*vectors, strict=True)]
    # b_d solves <b_d, w_e> = 1 for e = d and 0 otherwise, that is sum_k b_d[k] column_k = unit vector d
    return [combination([int(e == d) for e in range(size)], columns) or [] for d in range(size)]
