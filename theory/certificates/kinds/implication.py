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
from theory.certificates.statement import SETUP, evaluator, only
from theory.certificates.text import show


def check(asserts: dict[str, Any], witness: dict[str, Any]) -> str:
    only(asserts, {"indeterminates", "assume", "conclude"}, SETUP | {"means"})
    names = evaluator(asserts)
    assume = [relation(a, names, f"assume[{i}]") for i, a in enumerate(asserts["assume"])]
    derive(assume, relation(asserts["conclude"], names, "conclude"), witness, names)
    given = " and ".join(f"{show(e, limit=100)} {r} 0" for e, r in asserts["assume"]) or "always"
    return f"for all real {', '.join(asserts['indeterminates'])}: {given} implies {_conclusion(asserts)}"


def _conclusion(asserts: dict[str, Any]) -> str:
    return f"{show(asserts['conclude'][0], limit=200)} {asserts['conclude'][1]} 0"
