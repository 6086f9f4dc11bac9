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

from theory.certificates.exact_numbers import Rejected, read_field, read_number, sign
from theory.certificates.language import Evaluator
from theory.certificates.statement import only
from theory.certificates.text import data


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
        strict = strict or (relation == ">" and sign(y) > 0)
        total = [t + y * c for t, c in zip(total, coefficients, strict=True)]
        bound = bound + y * b
    for i, t in enumerate(total):
        if sign(t) != 0:
            raise Rejected(f"the combination of the rows does not cancel in coordinate {i}")
    if not (sign(bound) > 0 or (sign(bound) == 0 and strict)):
        raise Rejected("the combination of the rows is not a contradiction")


def check(asserts: dict[str, Any], witness: dict[str, Any]) -> str:
    only(asserts, {"rows"}, {"field", "means"})
    only(witness, {"multipliers"}, set(), "witness")
    field = read_field(asserts.get("field"))
    names = Evaluator(field=field)
    rows = [([names.value(["data", x]) for x in c], r, read_number(b, field)) for c, r, b in asserts["rows"]]
    refute(rows, [read_number(y, field) for y in witness["multipliers"]])
    system = "; ".join(f"{data(c)} . x {r} {data(b)}" for c, r, b in asserts["rows"][:12])
    return f"no real x satisfies: {system}" + ("; ..." if len(rows) > 12 else "")
