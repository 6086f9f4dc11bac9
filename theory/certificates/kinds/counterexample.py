"""A counterexample: for the given assignment every hypothesis is true and the conclusion is false.

Hence "for all values of the variables, the hypotheses imply the conclusion" is false.

asserts: ``variables`` (names), ``hypotheses`` (name -> expression), ``conclusion``, optional ``definitions``, ``let``, ``means``
witness: ``assignment`` (name -> data), optional ``field``, ``values`` (recorded values of names in ``let``)
"""

from __future__ import annotations

from typing import Any

from theory.certificates.exact_numbers import Rejected
from theory.certificates.statement import evaluator, names_in, only, recorded, setting
from theory.certificates.text import data, part, quoted, show


def check(asserts: dict[str, Any], witness: dict[str, Any]) -> str:
    only(asserts, {"variables", "hypotheses", "conclusion"}, {"definitions", "let", "means"})
    only(witness, {"assignment"}, {"field", "values"}, "witness")
    only(witness["assignment"], set(names_in(asserts["variables"], "variables")), what="assignment")
    only(asserts["hypotheses"], set(), set(asserts["hypotheses"]), "hypotheses")
    names = evaluator({**asserts, "field": witness.get("field")}, witness["assignment"])
    recorded(witness.get("values", {}), names)
    for name, hypothesis in asserts["hypotheses"].items():
        if not names.true(hypothesis):
            raise Rejected(f"hypotheses.{name}: {show(hypothesis, limit=200)} is false for the assignment")
    if names.true(asserts["conclusion"]):
        raise Rejected(f"conclusion: {show(asserts['conclusion'], limit=200)} is true, so nothing is refuted")
    given = ", ".join(f"{k} = {part(data(v))}" for k, v in witness["assignment"].items())
    shown = f"; a counterexample is {given}" if given else ""
    return f"{sentence(asserts)}{shown}{setting({'field': witness.get('field')})}"


def sentence(asserts: dict[str, Any]) -> str:
    given = " and ".join(f"{quoted(k)}: {part(show(h))}" for k, h in asserts["hypotheses"].items())
    over = f"for all {', '.join(asserts['variables'])} " if asserts["variables"] else ""
    if given:
        over += f"the hypotheses {given} imply that "
    elif over:
        over += "it holds that "
    return f"it is false that {over}{part(show(asserts['conclusion']))}{setting(asserts)}"
