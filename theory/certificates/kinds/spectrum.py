"""All eigenvectors of a rational matrix with real simple spectrum, by the signs of their entries.

The characteristic polynomial is computed here.  If n disjoint rational intervals each isolate one of its roots, these
are all the eigenvalues and each is simple; a nonzero column of ``adj(A - lambda I)`` spans the eigenspace.  The signs of
its entries are decided exactly at the algebraic number lambda.  Asserted signs are up to one common factor +-1.

asserts: ``matrix`` (expression), ``signs`` (per eigenvalue, ascending: list of -1/0/1), optional ``definitions``, ``let``, ``means``
witness: ``intervals`` (per eigenvalue [lo, hi]), ``columns`` (which column of the adjugate is used)
"""

from __future__ import annotations

from fractions import Fraction
from typing import Any

from theory.certificates.algebra import matmul
from theory.certificates.exact_numbers import Field, Rejected, rational, u_derivative, u_gcd
from theory.certificates.kinds.psd import square_matrix
from theory.certificates.statement import evaluator, items, only, setting, whole
from theory.certificates.text import data, part, show


def characteristic(a: list[list[Fraction]]) -> tuple[list[Fraction], list[list[list[Fraction]]]]:
    """Faddeev-LeVerrier: ``det(x I - A)`` (constant first) and matrices B_k with ``adj(x I - A) = sum_k B_k x^k``."""
    n = len(a)
    unit = [[Fraction(int(i == j)) for j in range(n)] for i in range(n)]
    coefficients, matrices, b = [Fraction(1)], [unit], unit
    for k in range(1, n + 1):
        product = matmul(a, b)
        c = -sum((product[i][i] for i in range(n)), Fraction(0)) / k
        coefficients.append(c)
        b = [[product[i][j] + (c if i == j else 0) for j in range(n)] for i in range(n)]
        if k < n:
            matrices.append(b)
    return coefficients[::-1], matrices[::-1]


def check(asserts: dict[str, Any], witness: dict[str, Any]) -> str:
    only(asserts, {"matrix", "signs"}, {"definitions", "let", "means"})
    only(witness, {"intervals", "columns"}, set(), "witness")
    a = square_matrix(evaluator(asserts).value(asserts["matrix"]))
    n = len(a)
    if not 1 <= n <= 12:
        raise Rejected("matrix: must be of size 1..12")
    poly, adjugate = characteristic(a)
    if len(u_gcd(poly, u_derivative(poly))) > 1:
        raise Rejected("an eigenvalue is not simple")
    signs, intervals, columns = (
        items(value, name, n)
        for name, value in (("signs", asserts["signs"]), *((x, witness[x]) for x in ("intervals", "columns")))
    )
    previous: Fraction | None = None
    for k in range(n):
        wanted = [whole(s, -1, 1, f"signs[{k}]") for s in items(signs[k], f"signs[{k}]", n)]
        lo, hi = (rational(x, f"intervals[{k}]") for x in items(intervals[k], f"intervals[{k}]", 2))
        if previous is not None and lo < previous:
            raise Rejected(f"intervals[{k}]: overlaps the interval before it")
        previous = hi
        root, j = Field(poly, lo, hi), whole(columns[k], 0, n - 1, f"columns[{k}]")
        found = [root.sign([adjugate[e][i][j] for e in range(n)]) for i in range(n)]
        if not any(found):
            raise Rejected(f"columns[{k}]: that column of the adjugate vanishes")
        if found != wanted and found != [-s for s in wanted]:
            raise Rejected(f"signs[{k}]: the eigenvector has signs {found}")
    return sentence(asserts)


def sentence(asserts: dict[str, Any]) -> str:
    positive = sum(all(s == signs[0] and s != 0 for s in signs) for signs in asserts["signs"])
    return (
        f"all eigenvalues of {part(show(asserts['matrix']))} are real and simple, and the eigenvectors have, in ascending order and up "
        f"to one common sign each, entries of the signs {data(asserts['signs'])}: {positive} strictly positive{setting(asserts)}"
    )
