"""A mixed linear system has no real solution (Motzkin's transposition theorem, the easy direction).

Rows ``c_k . x  (> | >= | =)  b_k``.  Multipliers ``y_k`` (``>= 0`` for inequalities, free for equations) with
``sum y_k c_k = 0`` and either ``sum y_k b_k > 0``, or ``sum y_k b_k = 0`` and some strict row has ``y_k > 0``: adding the rows
gives ``0 > 0`` or ``0 >= positive``.

asserts: ``rows`` (list of [coefficients, relation, bound]), optional ``field``, ``means``
witness: ``multipliers``
"""

from __future__ import annotations

from fractions import Fraction
from typing import Any

from theory.certificates.exact_numbers import Field, Rejected, read_field, read_number, sign
from theory.certificates.statement import items, only, setting
from theory.certificates.text import data, part
from theory.certificates.work import cost, longest, spend


def refute(rows: list[tuple[list[Any], str, Any]], multipliers: list[Any]) -> None:
    """Raise :class:`Rejected` unless the multipliers refute the rows; used by several kinds."""
    if len(rows) != len(multipliers) or not rows:
        raise Rejected(f"multipliers: {len(multipliers)} given for {len(rows)} rows")
    width = len(rows[0][0])
    total: list[Any] = [Fraction(0)] * width
    bound: Any = Fraction(0)
    strict = False
    for k, ((coefficients, relation, b), y) in enumerate(zip(rows, multipliers, strict=True)):
        if relation not in (">", ">=", "=") or len(coefficients) != width:
            raise Rejected(f'rows[{k}]: a row is [coefficients, ">" or ">=" or "=", bound]')
        if relation != "=" and sign(y) < 0:
            raise Rejected(f"multipliers[{k}]: negative for an inequality")
        spend(4 * width * cost(longest([y]) + longest(coefficients) + longest(total)))
        strict = strict or (relation == ">" and sign(y) > 0)
        total = [t + y * c for t, c in zip(total, coefficients, strict=True)]
        bound = bound + y * b
    for i, t in enumerate(total):
        if sign(t) != 0:
            raise Rejected(f"the combination of the rows does not cancel in coordinate {i}")
    if not (sign(bound) > 0 or (sign(bound) == 0 and strict)):
        raise Rejected("the combination of the rows is not a contradiction")


def read_multipliers(value: Any, field: Field | None, where: str = "multipliers") -> list[Any]:
    """A list of numbers."""
    return [read_number(y, field, where) for y in items(value, where)]


def check(asserts: dict[str, Any], witness: dict[str, Any]) -> str:
    only(asserts, {"rows"}, {"field", "means"})
    only(witness, {"multipliers"}, set(), "witness")
    field = read_field(asserts.get("field"))
    rows: list[tuple[list[Any], str, Any]] = []
    for k, row in enumerate(items(asserts["rows"], "rows")):
        coefficients, relation, bound = items(row, f"rows[{k}]", 3)
        rows.append((read_multipliers(coefficients, field, f"rows[{k}]"), relation, read_number(bound, field)))
    refute(rows, read_multipliers(witness["multipliers"], field))
    return sentence(asserts)


def sentence(asserts: dict[str, Any]) -> str:
    system = "; ".join(f"{data(c)} . x {r} {data(b)}" for c, r, b in asserts["rows"])
    return f"no real x satisfies: {part(system)}{setting(asserts)}"
