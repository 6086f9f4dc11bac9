"""What kinds of certificates share: an evaluator set up from ``field``, ``indeterminates``, ``definitions``, ``let``."""

from __future__ import annotations

from typing import Any

from theory.certificates.algebra import vector
from theory.certificates.exact_numbers import Rejected, read_field
from theory.certificates.language import Evaluator, literal

SETUP = {"field", "indeterminates", "definitions", "let"}


def only(
    data: dict[str, Any], required: set[str], optional: set[str] | frozenset[str] = frozenset(), what: str = "asserts"
) -> None:
    """Exactly the required fields, and no others than the optional ones."""
    missing, unknown = required - set(data), set(data) - required - optional
    if missing or unknown:
        raise Rejected(f"{what}: missing {sorted(missing)}, unknown {sorted(unknown)}")


def evaluator(asserts: dict[str, Any], assignment: dict[str, Any] | None = None) -> Evaluator:
    """Set up names in this order: indeterminates, assigned variables, definitions, let."""
    out = Evaluator(field=read_field(asserts.get("field")), indeterminates=list(asserts.get("indeterminates", [])))
    for name, value in (assignment or {}).items():
        out.define(name, literal(value, out.field, name))
    for name, body in dict(asserts.get("definitions", {})).items():
        out.define_function(name, body)
    for binding in vector(asserts.get("let", [])):
        out.define(binding[0], out.value(binding[1]))
    return out


def recorded(values: dict[str, Any], names: Evaluator) -> None:
    """Every recorded value equals what is re-computed; this is what makes each number of a witness load-bearing."""
    for name, value in values.items():
        if not names.true(["=", name, ["data", value]]):
            raise Rejected(f"values.{name}: differs from the value re-computed here")
