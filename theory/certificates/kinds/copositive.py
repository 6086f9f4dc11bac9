"""A symmetric matrix is copositive, ``y^T A y >= 0`` for all ``y >= 0``, by ``A = P + N`` with P psd and N >= 0 entrywise.

asserts: ``matrix`` (expression), optional ``field``, ``definitions``, ``let``, ``means``
witness: ``L``, ``d`` (factors of P, see ``psd``) and ``N``
"""

from __future__ import annotations

from typing import Any

from theory.certificates.exact_numbers import Rejected, sign
from theory.certificates.kinds.psd import factorisation, square_matrix
from theory.certificates.language import literal
from theory.certificates.statement import evaluator, items, only, setting
from theory.certificates.text import part, show


def check(asserts: dict[str, Any], witness: dict[str, Any]) -> str:
    only(asserts, {"matrix"}, {"field", "definitions", "let", "means"})
    only(witness, {"L", "d", "N"}, set(), "witness")
    names = evaluator(asserts)
    rows = square_matrix(names.value(asserts["matrix"]))
    rest = square_matrix(literal(items(witness["N"], "N", len(rows)), names.field, "N"))
    if any(sign(x) < 0 for row in rest for x in row):
        raise Rejected("N: a negative entry")
    p = [[x - y for x, y in zip(a, b, strict=True)] for a, b in zip(rows, rest, strict=True)]
    factorisation(p, {"L": witness["L"], "d": witness["d"]}, names, definite=False)
    return sentence(asserts)


def sentence(asserts: dict[str, Any]) -> str:
    return f"copositive: {part(show(asserts['matrix']))}{setting(asserts)}"
