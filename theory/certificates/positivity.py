"""Deriving one polynomial inequality from others (Positivstellensatz witnesses), shared by two kinds.

Given assumptions ``h_i >= 0``, ``h_i > 0``, ``h_i = 0`` and a conclusion ``c >= 0`` (or ``> 0``, ``= 0``), a witness is

    factor * c  =  sum_k weight_k * square_k^2 * prod_{i in use_k} h_i  +  sum_j by_j * h_j

with ``weight_k >= 0``, every ``h_j`` in the last sum an equation, and ``factor`` a positive number times a product of
strictly positive assumptions.  Then c has the asserted sign wherever all assumptions hold.  ``> 0`` needs one term
with positive weight, no square and only strict assumptions; ``= 0`` needs no terms at all.
"""

from __future__ import annotations

from fractions import Fraction
from typing import Any

from theory.certificates.exact_numbers import Rejected, rational
from theory.certificates.language import Evaluator
from theory.certificates.polynomials import Polynomial
from theory.certificates.statement import items, only, whole

Relation = tuple[Polynomial, str]


def relation(data: Any, names: Evaluator, where: str) -> Relation:
    """Read ``[expression, ">=" | ">" | "="]``: the expression compared with zero."""
    expression, sign = items(data, where, 2)
    if sign not in (">=", ">", "="):
        raise Rejected(f'{where}: expected [expression, ">=" or ">" or "="]')
    return Polynomial.of(names.value(expression)), sign


def _product(assume: list[Relation], indices: Any, allowed: tuple[str, ...]) -> tuple[Polynomial, bool]:
    """The product of some assumptions (one may be used again and again), and whether all of them are strict."""
    out, strict = Polynomial({(): Fraction(1)}), True
    for index in items(indices, "use"):
        polynomial, sign = assume[whole(index, 0, len(assume) - 1, "use")]
        if sign not in allowed:
            raise Rejected(f"use: assumption {index} is of the form {sign} 0, needed {' or '.join(allowed)} 0")
        out, strict = out * polynomial, strict and sign == ">"
    return out, strict


def derive(assume: list[Relation], conclude: Relation, witness: Any, names: Evaluator) -> None:
    """Raise :class:`Rejected` unless ``witness`` derives ``conclude`` from ``assume``."""
    only(witness, set(), {"terms", "multiples", "factor"}, "witness")
    polynomial, sign = conclude
    total, strict = Polynomial({}), False
    for k, term in enumerate(items(witness.get("terms", []), "terms")):
        only(term, {"weight"}, {"square", "use"}, f"terms[{k}]")
        weight = rational(term["weight"], f"terms[{k}].weight")
        if weight < 0:
            raise Rejected(f"terms[{k}].weight: {weight} is negative")
        if weight and sign == "=":
            raise Rejected("the conclusion is an equation, so only multiples of equations may be used")
        square = Polynomial.of(names.value(term.get("square", 1)))
        product, positive = _product(assume, term.get("use", []), (">=", ">"))
        total = total + weight * (square * square * product)
        constant = square.constant()
        strict = strict or (weight > 0 and positive and constant is not None and constant != 0)
    for k, multiple in enumerate(items(witness.get("multiples", []), "multiples")):
        only(multiple, {"of", "by"}, set(), f"multiples[{k}]")
        total = total + Polynomial.of(names.value(multiple["by"])) * _product(assume, [multiple["of"]], ("=",))[0]
    factor = witness.get("factor", {"weight": 1})
    only(factor, {"weight"}, {"use"}, "factor")
    weight = rational(factor["weight"], "factor.weight")
    if weight <= 0:
        raise Rejected("factor.weight: must be positive")
    left = weight * _product(assume, factor.get("use", []), (">",))[0] * polynomial
    if left != total:
        raise Rejected(f"the two sides differ by {left - total}")
    if sign == ">" and not strict:
        raise Rejected("the conclusion is strict, but no term is strictly positive")
