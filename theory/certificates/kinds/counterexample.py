"""A counterexample: for the given assignment every hypothesis is true and the conclusion is false.

Hence "for all values of the variables, the hypotheses imply the conclusion" is false.

asserts: ``variables`` (names), ``hypotheses`` (name -> expression), ``conclusion``, optional ``definitions``, ``let``, ``means``
witness: ``assignment`` (name -> data), optional ``field``, ``values`` (recorded values of names in ``let``)
"""

from __future__ import annotations

from typing import Any

from theory.certificates.exact_numbers import Rejected
from theory.certificates.statement import evaluator, only, recorded
from theory.certificates.text import data, show


def check(asserts: dict[str, Any], witness: dict[str, Any]) -> str:
    only(asserts, {"variables", "hypotheses", "conclusion"}, {"definitions", "let", "means"})
    only(witness, {"assignment"}, {"field", "values"}, "witness")
    if set(asserts["variables"]) != set(witness["assignment"]):
        raise Rejected("assignment: must give a value to exactly the variables of the statement")
    names = evaluator({**asserts, "field": witness.get("field")}, witness["assignment"])
    recorded(witness.get("values", {}), names)
    for name, hypothesis in asserts["hypotheses"].items():
        if not names.true(hypothesis):
            raise Rejected(f"hypotheses.{name}: {show(hypothesis, limit=200)} is false for the assignment")
    if names.true(asserts["conclusion"]):
        raise Rejected(f"conclusion: {show(asserts['conclusion'], limit=200)} is true, so nothing is refuted")
    given = ", ".join(f"{k} = {data(v)[:120]}" for k, v in witness["assignment"].items())
    return f"the conclusion {show(asserts['conclusion'], limit=200)} fails although all hypotheses hold: {given}"
