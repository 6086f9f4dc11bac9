"""A system of polynomial equations has no solution over the complex numbers (weak Nullstellensatz).

If ``sum_k c_k g_k + c * (t * nonzero - 1) = 1`` as polynomials, then the equations ``g_k = 0`` have no common zero with
``nonzero != 0``: at such a point, with ``t = 1/nonzero``, the left side would vanish.

asserts: ``indeterminates``, ``equations`` (expressions), optional ``nonzero`` (expression) with ``inverse`` (the name t),
         ``definitions``, ``let``, ``means``
witness: ``cofactors`` (one expression per equation, plus a last one for ``t * nonzero - 1`` if ``nonzero`` is given)
"""

from __future__ import annotations

from fractions import Fraction
from typing import Any

from theory.certificates.exact_numbers import Rejected
from theory.certificates.polynomials import Polynomial
from theory.certificates.statement import SETUP, evaluator, items, only, setting
from theory.certificates.text import part, show


def check(asserts: dict[str, Any], witness: dict[str, Any]) -> str:
    only(asserts, {"indeterminates", "equations"}, SETUP | {"means", "nonzero", "inverse"})
    only(witness, {"cofactors"}, set(), "witness")
    names = evaluator(asserts)
    generators = [Polynomial.of(names.value(e)) for e in items(asserts["equations"], "equations")]
    if "nonzero" in asserts:
        t = asserts.get("inverse")
        if not isinstance(t, str) or t not in asserts["indeterminates"] or any(t in g.names() for g in generators):
            raise Rejected("inverse: must be an indeterminate that occurs in no equation")
        nonzero = Polynomial.of(names.value(asserts["nonzero"]))
        if t in nonzero.names():
            raise Rejected("inverse: must not occur in nonzero")
        generators.append(Polynomial.variable(t) * nonzero - 1)
    elif "inverse" in asserts:
        raise Rejected("inverse: needs nonzero")
    total = Polynomial({})
    for cofactor, generator in zip(items(witness["cofactors"], "cofactors", len(generators)), generators, strict=True):
        total = total + Polynomial.of(names.value(cofactor)) * generator
    if total != Fraction(1):
        raise Rejected(f"the combination is {str(total)[:200]}, not 1")
    return sentence(asserts)


def sentence(asserts: dict[str, Any]) -> str:
    inverse = asserts.get("inverse")
    names = ", ".join(name for name in asserts["indeterminates"] if name != inverse)
    system = [f"{part(show(e))} = 0" for e in asserts["equations"]]
    if inverse:
        system.append(f"{part(show(asserts['nonzero']))} != 0 (its inverse named {inverse})")
    over = f"no complex {names} solve: " if names else "it is false that "
    return f"{over}{' and '.join(system)}{setting(asserts)}"
