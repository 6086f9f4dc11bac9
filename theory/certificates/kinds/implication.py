"""A polynomial implication: wherever all assumptions hold over the reals, the conclusion holds.

The witness is an identity of polynomials (see ``positivity.py``), so the statement is true for all real values of the
indeterminates: a Positivstellensatz certificate.  Inner products may be indeterminates too; then the statement
is about vectors of any dimension, as far as it uses them only through the listed assumptions.

asserts: ``indeterminates``, ``assume`` (list of [expression, relation]), ``conclude`` ([expression, relation]),
         optional ``definitions``, ``let``, ``means``
witness: ``terms``, ``multiples``, ``factor``
"""

from __future__ import annotations

from typing import Any

from theory.certificates.positivity import derive, relation
from theory.certificates.statement import SETUP, evaluator, items, only, setting
from theory.certificates.text import part, show


def check(asserts: dict[str, Any], witness: dict[str, Any]) -> str:
    only(asserts, {"indeterminates", "assume", "conclude"}, SETUP | {"means"})
    names = evaluator(asserts)
    assume = [relation(a, names, f"assume[{i}]") for i, a in enumerate(items(asserts["assume"], "assume"))]
    derive(assume, relation(asserts["conclude"], names, "conclude"), witness, names)
    return sentence(asserts)


def relations(pairs: list[Any]) -> str:
    """Expressions compared with zero, in words."""
    return " and ".join(f"{part(show(e))} {sign} 0" for e, sign in pairs)


def sentence(asserts: dict[str, Any]) -> str:
    given = f"if {relations(asserts['assume'])} then " if asserts["assume"] else ""
    over = f"for all real {', '.join(asserts['indeterminates'])}: " if asserts["indeterminates"] else "it is true that "
    return f"{over}{given}{relations([asserts['conclude']])}{setting(asserts)}"
