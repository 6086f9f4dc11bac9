"""Strictly positive eigenvectors of a matrix, exactly.

Legend: a cluster F of features that share one neuron has the matrix ``G_F diag(M_F)`` (G the Gram matrix of the outputs); its strictly
positive eigenvectors are the activations of partial minima.  Eigenvalues are algebraic numbers, eigenvectors lie in the
field that they generate.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import Any

from solvers.exact.field_linear import Row, kernel, real_eigenvalues
from solvers.exact.lp import Feasible, solve
from solvers.exact.real_roots import RealRoot
from theory.exact import Exact, NumberField, sign


@dataclass(frozen=True)
class PositiveEigenvector:
    """``matrix vector = value vector`` with ``vector > 0``; numbers in ``field`` (None: rational).

    ``root``: the eigenvalue on its own; ``top``: it is the largest one; ``simple``: its eigenspace is a line.
    """

    field: NumberField | None
    value: Exact
    root: RealRoot
    vector: tuple[Exact, ...]
    top: bool
    simple: bool


def positive_eigenvectors(
    matrix: Sequence[Sequence[Any]], field: NumberField | None = None
) -> list[PositiveEigenvector]:
    """All eigenvalues that have a strictly positive eigenvector, each with one such vector.

    ``matrix``: square, with real eigenvalues (a product of a symmetric and a positive diagonal matrix), entries in ``field``.
    For ``G diag(M)`` there is at most one (two positive vectors are never M-orthogonal).  Source: 2512.05534, Theorem 3.6.

    >>> [(x.value, x.vector, x.top) for x in positive_eigenvectors([[Fraction(1), Fraction(3, 5)], [Fraction(3, 5), Fraction(1)]])]
    [(Fraction(8, 5), (Fraction(1, 1), Fraction(1, 1)), True)]
    >>> positive_eigenvectors([[Fraction(1), Fraction(0)], [Fraction(0), Fraction(2)]])
    []
    """
    found = real_eigenvalues(matrix, field)
    out = []
    for k, (extended, embed, value, root) in enumerate(found):
        shifted = [[embed(x) - (value if i == j else 0) for j, x in enumerate(row)] for i, row in enumerate(matrix)]
        basis = kernel(shifted, len(matrix))
        vector = positive_combination(basis)
        if vector is not None:
            out.append(PositiveEigenvector(extended, value, root, tuple(vector), k == len(found) - 1, len(basis) == 1))
    return out


def positive_combination(basis: Sequence[Row]) -> Row | None:
    """A strictly positive vector in the span of independent vectors, scaled to short numbers, or None."""
    if len(basis) == 1:
        signs = {sign(x) for x in basis[0]}
        if len(signs) != 1 or 0 in signs:
            return None
        return short_scale([x * next(iter(signs)) for x in basis[0]])
    ones = [Fraction(1)] * len(basis[0])
    if _in_span(ones, basis):
        return ones
    columns = list(zip(*basis, strict=True))
    answer = solve([list(row) for row in columns], [">"] * len(columns), [Fraction(0)] * len(columns))
    if not isinstance(answer, Feasible):
        return None
    return short_scale([sum((c * x for c, x in zip(answer.point, row, strict=True)), Fraction(0)) for row in columns])


def _in_span(target: Row, basis: Sequence[Row]) -> bool:
    return len(kernel([list(row) for row in zip(*basis, target, strict=True)], len(basis) + 1)) == 1


def short_scale(vector: Row) -> Row:
    """A positive multiple with short numbers: primitive integers when rational, first nonzero entry +-1 otherwise."""
    if all(isinstance(x, int | Fraction) for x in vector):
        from solvers.exact.vectors import primitive

        return [Fraction(x) for x in primitive([Fraction(x) for x in vector])]
    lead = next(x for x in vector if x)
    return [x / (lead * sign(lead)) for x in vector]
