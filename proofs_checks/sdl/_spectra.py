"""Exact spectra for the claims on partial minima: sign tables of eigenvectors, and exact LDL^T factors.

Legend: a cluster F of features has the Gram matrix ``G_dd' = <v_d, v_d'>`` and weights ``M_d``.  A strictly positive
eigenvector z of ``G diag(M)`` is a vector of activations of a partial minimum.  Floats only propose; the checker decides.
"""

from __future__ import annotations

import itertools
from collections.abc import Sequence
from fractions import Fraction
from typing import Any

import numpy as np

from theory.certificates import Rejected, check, seal
from theory.claims import Certificate
from theory.exact import json_tree
from theory.formal import Expression, expr
from theory.sdl import Problem
from theory.sdl.problem import dot

Matrix = Sequence[Sequence[Any]]  # ints, Fractions

# an entry of a unit eigenvector below this is proposed to be 0; a wrong proposal is rejected by the checker
ZERO = 1e-9


def gram_weighted(problem: Problem, cluster: Sequence[int]) -> list[list[Fraction]]:
    """``G_F diag(M_F)`` of a cluster; its eigenvectors are activations, and it is rational when the data are."""
    v, m = problem.features_out, problem.weights
    return [[dot(v[d], v[e]) * m[e] for e in cluster] for d in cluster]  # type: ignore[misc]


def proposal(matrix: Matrix) -> tuple[list[list[int]], list[tuple[Fraction, Fraction]], list[int]]:
    """Signs, isolating intervals and adjugate columns of a matrix with real simple spectrum, proposed in floats."""
    found, spanned = np.linalg.eig(np.array([[float(x) for x in row] for row in matrix]))
    order = np.argsort(np.real(found))
    values, vectors = np.real(found)[order], np.real(spanned)[:, order]
    middles = [Fraction(float(a + b) / 2).limit_denominator(10**6) for a, b in itertools.pairwise(values)]
    ends = [Fraction(int(np.floor(values[0])) - 1), *middles, Fraction(int(np.ceil(values[-1])) + 1)]
    signs = [[0 if abs(x) < ZERO else int(np.sign(x)) for x in column] for column in vectors.T]
    columns = [int(np.argmax(np.abs(column))) for column in vectors.T]
    return signs, list(itertools.pairwise(ends)), columns


def spectrum(
    matrix: Matrix, *, of: Expression | None = None, let: dict[str, Any] | None = None, means: str = ""
) -> Certificate:
    """A ``spectrum`` certificate; ``of`` builds the same matrix from problem data inside the certificate."""
    signs, intervals, columns = proposal(matrix)
    asserts: dict[str, Any] = {"matrix": (of if of is not None else expr(_lists(matrix))).json, "signs": signs}
    if let:
        asserts["let"] = [[name, expr(value).json] for name, value in let.items()]
    if means:
        asserts["means"] = means
    return seal("spectrum", asserts, {"intervals": [json_tree(i) for i in intervals], "columns": columns})


def cluster_spectrum(features: Matrix, weights: Sequence[Any], *, means: str = "") -> Certificate:
    """The sign table of ``G diag(M)`` with G and M built inside the certificate from output features and weights."""
    v, m = [[Fraction(x) for x in row] for row in features], [Fraction(x) for x in weights]
    matrix = [[sum(a * b for a, b in zip(x, y, strict=True)) * c for y, c in zip(v, m, strict=True)] for x in v]
    of = Expression(["matmul", ["gram", "V"], ["diag", "M"]])
    return spectrum(matrix, of=of, let={"V": _lists(v), "M": m}, means=means)


def signs_of(matrix: Matrix) -> list[list[int]] | None:
    """The sign table when it can be certified (real simple spectrum), else None."""
    certificate = spectrum(matrix)
    try:
        check(certificate)
    except Rejected:
        return None
    return certificate["asserts"]["signs"]


def positive(signs: Sequence[int]) -> bool:
    """Is the eigenvector strictly positive up to a common factor?"""
    return all(s == signs[0] != 0 for s in signs)


def ldl(matrix: Matrix) -> tuple[list[list[Fraction]], list[Fraction]] | None:
    """``A = L diag(d) L^T`` with d > 0 (the zero pivots left out), or None when A is not positive semidefinite.

    >>> ldl([[1, 1], [1, 1]])
    ([[Fraction(1, 1)], [Fraction(1, 1)]], [Fraction(1, 1)])
    """
    n = len(matrix)
    rest = [[Fraction(x) for x in row] for row in matrix]
    left = [[Fraction(int(i == j)) for j in range(n)] for i in range(n)]
    d: list[Fraction] = []
    for k in range(n):
        pivot = rest[k][k]
        if pivot < 0 or (pivot == 0 and any(rest[i][k] for i in range(k, n))):
            return None
        d.append(pivot)
        for i in range(k + 1, n):
            left[i][k] = rest[i][k] / pivot if pivot else Fraction(0)
        for i in range(k + 1, n):
            for j in range(k + 1, n):
                rest[i][j] -= left[i][k] * pivot * left[j][k]
    live = [k for k, x in enumerate(d) if x]  # columns with a zero pivot contribute nothing
    return [[row[k] for k in live] for row in left], [d[k] for k in live]


def psd(
    matrix: Matrix, *, of: Expression | None = None, let: dict[str, Any] | None = None, means: str = ""
) -> Certificate:
    """A ``psd`` certificate; for a matrix that is not psd a false one, which the checker rejects."""
    left, d = ldl(matrix) or ([[Fraction(int(i == j)) for j in range(len(matrix))] for i in range(len(matrix))], [])
    asserts: dict[str, Any] = {"matrix": (of if of is not None else expr(_lists(matrix))).json, "definite": False}
    if let:
        asserts["let"] = [[name, expr(value).json] for name, value in let.items()]
    if means:
        asserts["means"] = means
    return seal("psd", asserts, {"L": json_tree(left), "d": json_tree(d)})


def copositive(
    matrix: Matrix, rest: Matrix, *, of: Expression | None = None, let: dict[str, Any] | None = None, means: str = ""
) -> Certificate:
    """A ``copositive`` certificate from the nonnegative part N = ``rest``; P = matrix - N must be psd."""
    p = [[Fraction(x) - Fraction(y) for x, y in zip(a, b, strict=True)] for a, b in zip(matrix, rest, strict=True)]
    left, d = ldl(p) or ([[Fraction(0)] for _ in p], [Fraction(0)])
    asserts: dict[str, Any] = {"matrix": (of if of is not None else expr(_lists(matrix))).json}
    if let:
        asserts["let"] = [[name, expr(value).json] for name, value in let.items()]
    if means:
        asserts["means"] = means
    return seal("copositive", asserts, {"L": json_tree(left), "d": json_tree(d), "N": json_tree(_lists(rest))})


def _lists(matrix: Matrix) -> list[list[Any]]:
    return [list(row) for row in matrix]
