"""What kinds of certificates share: readers of asserted data, and an evaluator set up from what is asserted.

The readers take JSON as it is: a list is a list and no string or object, an index is an integer and no truth value.
"""

from __future__ import annotations

from fractions import Fraction
from typing import Any

from theory.certificates.exact_numbers import Rejected, rational, read_field
from theory.certificates.language import Evaluator, is_name, literal
from theory.certificates.text import data, part, show
from theory.certificates.values import Value, matrix
from theory.certificates.work import spend

SETUP = {"field", "indeterminates", "definitions", "let"}


def only(
    data: Any, required: set[str], optional: set[str] | frozenset[str] = frozenset(), what: str = "asserts"
) -> None:
    """An object with exactly the required fields, and no others than the optional ones."""
    if not isinstance(data, dict):
        raise Rejected(f"{what}: must be an object")
    missing, unknown = required - set(data), set(data) - required - optional
    if missing or unknown:
        raise Rejected(f"{what}: missing {sorted(missing)}, unknown {sorted(unknown)}")


def items(value: Any, where: str, length: int | None = None) -> list[Any]:
    """A list, of a given length if one is given."""
    if not isinstance(value, list) or (length is not None and len(value) != length):
        raise Rejected(f"{where}: expected a list" + ("" if length is None else f" of length {length}"))
    spend(1 + len(value) // 8)
    return value


def whole(value: Any, low: int, high: int, where: str) -> int:
    """An integer from ``low`` to ``high``."""
    if type(value) is not int or not low <= value <= high:
        raise Rejected(f"{where}: expected an integer from {low} to {high}")
    return value


def indices(value: Any, size: int, where: str) -> list[int]:
    """A list of different integers from 0 to ``size - 1``."""
    out = [whole(x, 0, size - 1, where) for x in items(value, where)]
    if len(set(out)) != len(out):
        raise Rejected(f"{where}: an index is listed twice")
    return out


def names_in(value: Any, where: str) -> list[str]:
    """A list of different names."""
    out = items(value, where)
    if not all(map(is_name, out)) or len(set(out)) != len(out):
        raise Rejected(f"{where}: expected a list of different names")
    return out


def rational_matrix(value: Any, where: str, width: int | None = None) -> list[list[Fraction]]:
    """At least one row of rationals, all of one length (of the given one if it is given), which is at least 1."""
    rows = [[rational(x, where) for x in items(row, where, width)] for row in items(value, where)]
    if not rows or not rows[0] or any(len(row) != len(rows[0]) for row in rows):
        raise Rejected(f"{where}: expected one or more vectors of one length")
    return rows


def exact_matrix(value: Any, names: Evaluator, where: str, width: int | None = None) -> list[list[Value]]:
    """The same for numbers of the certificate's field."""
    rows = matrix(literal(items(value, where), names.field, where))
    if not rows or not rows[0] or (width is not None and len(rows[0]) != width):
        raise Rejected(f"{where}: expected one or more vectors of one length" + (f", {width}" if width else ""))
    return rows


def evaluator(asserts: dict[str, Any], assignment: dict[str, Any] | None = None) -> Evaluator:
    """Set up names in this order: indeterminates, assigned variables, definitions, let."""
    out = Evaluator(
        field=read_field(asserts.get("field")),
        indeterminates=names_in(asserts.get("indeterminates", []), "indeterminates"),
    )
    for name, value in (assignment or {}).items():
        out.define(name, literal(value, out.field, name))
    definitions = asserts.get("definitions", {})
    if not isinstance(definitions, dict):
        raise Rejected("definitions: must be an object")
    out.define_functions(definitions)
    for binding in items(asserts.get("let", []), "let"):
        name, expression = items(binding, "let", 2)
        out.define(name, out.value(expression))
    return out


def recorded(values: Any, names: Evaluator) -> None:
    """Every recorded value equals what is re-computed; this is what makes each number of a witness load-bearing."""
    only(values, set(), set(names.globals), "values")
    for name, value in values.items():
        if not names.true(["=", name, ["data", value]]):
            raise Rejected(f"values.{name}: differs from the value re-computed here")


def setting(asserts: dict[str, Any]) -> str:
    """Every definition, abbreviation and number field of a statement, as the end of its sentence."""
    out: list[str] = []
    for name, (_, arguments, body) in asserts.get("definitions", {}).items():
        out.append(f"{name}({', '.join(arguments)}) := {part(show(body))}")
    out += [f"{name} := {part(show(e))}" for name, e in asserts.get("let", [])]
    if asserts.get("field") is not None:
        field = asserts["field"]
        out.append(
            f"α the root in {data(field['interval'])} of the polynomial with coefficients {part(data(field['poly']))}"
        )
    return "; where " + "; ".join(out) if out else ""


def facts(asserts: dict[str, Any], *fields: str) -> str:
    """Asserted data, field by field, as part of a sentence."""
    return ", ".join(f"{name} {part(data(asserts[name]))}" for name in fields) + setting(
        {"field": asserts.get("field")}
    )
