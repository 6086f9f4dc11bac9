"""An exact evaluation: the asserted expression, evaluated in exact arithmetic, is true.

With ``indeterminates`` an equation between polynomials is an identity, so it holds for all real values of them.
With ``forall`` over a finite domain it is a complete decision.  ``witness.values`` records values of names in ``let``.

asserts: ``holds`` (expression), optional ``field``, ``indeterminates``, ``definitions``, ``let``, ``means`` (a caption)
"""

from __future__ import annotations

from typing import Any

from theory.certificates.exact_numbers import Rejected
from theory.certificates.statement import SETUP, evaluator, only, recorded, setting
from theory.certificates.text import part, show


def check(asserts: dict[str, Any], witness: dict[str, Any]) -> str:
    only(asserts, {"holds"}, SETUP | {"means"})
    only(witness, set(), {"values"}, "witness")
    names = evaluator(asserts)
    recorded(witness.get("values", {}), names)
    if not names.true(asserts["holds"]):
        raise Rejected(f"holds: {show(asserts['holds'], limit=200)} is false")
    return sentence(asserts)


def sentence(asserts: dict[str, Any]) -> str:
    free = asserts.get("indeterminates")
    identically = f", identically in {', '.join(free)}" if free else ""
    return f"it is true that {part(show(asserts['holds']))}{identically}{setting(asserts)}"
