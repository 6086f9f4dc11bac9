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

from theory.certificates.algebra import integer
from theory.certificates.exact_numbers import Rejected, rational
from theory.certificates.language import Evaluator
from theory.certificates.polynomials import Polynomial
from theory.certificates.statement import only

Relation = tuple[Polynomial, str]


def relation(data: Any, names: Evaluator, where: str) -> Relation:
    """Read ``[expression, ">=" | ">" | "="]``: the expression compared with zero."""
    if not isinstance(data, list) or len(data) != 2 or data[1] not in (">=", ">", "="):
        raise Rejected(f'{where}: expected [expression, ">=" or ">" or "="]')
    return Polynomial.of(names.value(data[0])), data[1]


def derive(assume: list[Relation], conclude: Relation, witness: dict[str, Any], names: Evaluator) -> None:
    """Raise :class:`Rejected` unless ``witness`` derives ``conclude`` from ``assume``."""
    only(witness, set(), {"terms", "multiples", "factor"}, "witness")

    def used(indices: Any, allowed: tuple[str, ...]) -> Polynomial:
        out = Polynomial({(): Fraction(1)})
        for index in indices:
            i = integer(Fraction(index))
            if not 0 <= i < len(assume):
                raise Rejected(f"use: there is no assumption {i}")
            if assume[i][1] not in allowed:
                raise Rejected(f"use: assumption {i} is of the form {assume[i][1]} 0, needed {' or '.join(allowed)} 0")
            out = out * assume[i][0]
        return out

    total, strict = Polynomial({}), False
    for k, term in enumerate(witness.get("terms", [])):
        only(term, {"weight"}, {"square", "use"}, f"terms[{k}]")
        weight = rational(term["weight"], f"terms[{k}].weight")
        if weight < 0:
            raise Rejected(f"terms[{k}].weight: {weight} is negative")
        square, use = Polynomial.of(names.value(term.get("square", 1))), term.get("use", [])
        total = total + weight * (square * square * used(use, (">=", ">")))
        constant = square.constant()
        if weight > 0 and constant is not None and constant != 0 and all(assume[i][1] == ">" for i in use):
            strict = True
    for k, multiple in enumerate(witness.get("multiples", [])):
        only(multiple, {"of", "by"}, set(), f"multiples[{k}]")
        total = total + Polynomial.of(names.value(multiple["by"])) * used([multiple["of"]], ("=",))
    factor_data = witness.get("factor", {"weight": 1})
    only(factor_data, {"weight"}, {"use"}, "factor")
    factor_weight = rational(factor_data["weight"], "factor.weight")
    if factor_weight <= 0:
        raise Rejected("factor.weight: must be positive")
    factor = factor_weight * used(factor_data.get("use", []), (">",))
    polynomial, sign = conclude
    if factor * polynomial != total:
        raise Rejected(f"the two sides differ by {str(factor * polynomial - total)[:200]}")
    if sign == ">" and not strict:
        raise Rejected("the conclusion is strict, but no term is strictly positive")
    if sign == "=" and any(rational(t["weight"]) != 0 for t in witness.get("terms", [])):
        raise Rejected("the conclusion is an equation, so only multiples of equations may be used")
