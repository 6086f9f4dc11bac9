"""A symmetric matrix is copositive, ``y^T A y >= 0`` for all ``y >= 0``, by ``A = P + N`` with P psd and N >= 0 entrywise.

asserts: ``matrix`` (expression), optional ``field``, ``definitions``, ``let``, ``means``
witness: ``L``, ``d`` (factors of P, see ``psd``) and ``N``
"""

from __future__ import annotations

from typing import Any

from theory.certificates.algebra import number
from theory.certificates.exact_numbers import Rejected, sign
from theory.certificates.kinds.psd import factorisation
from theory.certificates.statement import evaluator, only
from theory.certificates.text import data, show


def check(asserts: dict[str, Any], witness: dict[str, Any]) -> str:
    only(asserts, {"matrix"}, {"field", "definitions", "let", "means"})
    only(witness, {"L", "d", "N"}, set(), "witness")
    names = evaluator(asserts)
    matrix = [[number(x) for x in row] for row in names.value(asserts["matrix"])]
    rest = names.value(["data", witness["N"]])
    if any(sign(number(x)) < 0 for row in rest for x in row):
        raise Rejected("N: a negative entry")
    if len(rest) != len(matrix) or any(len(row) != len(matrix) for row in rest):
        raise Rejected("N: must have the size of the matrix")
    p = [[x - y for x, y in zip(a, b, strict=True)] for a, b in zip(matrix, rest, strict=True)]
    factorisation(p, {"L": witness["L"], "d": witness["d"]}, names, definite=False)
    shown = asserts["matrix"]
    return f"copositive: {data(shown[1]) if shown[0] == 'data' else show(shown, limit=300)}"
