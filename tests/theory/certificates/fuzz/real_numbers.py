"""The second decision about enclosures: mpmath with 120 digits, at every integer and at many real points."""

from __future__ import annotations

import itertools
from fractions import Fraction
from typing import Any

import mpmath

from tests.theory.certificates.fuzz.values import ZERO, need

GRID = 13  # points of every real name: both ends, and in between
PLAIN = {"sqrt": mpmath.sqrt, "sin": mpmath.sin, "cos": mpmath.cos, "atan": mpmath.atan, "neg": lambda x: -x}


def enclosure(asserts: dict[str, Any], _: dict[str, Any]) -> bool:
    """Every inequality holds at every point that is tried."""
    domains = [_values(*entry) for entry in asserts.get("over", [])]
    names = [entry[0] for entry in asserts.get("over", [])]
    need(len(asserts["holds"]) > 0)
    for point in itertools.product(*domains):
        scope = dict(zip(names, point, strict=True))
        for name, expression in asserts.get("let", []):
            scope[name] = _value(expression, scope)
        for sign, left, right in asserts["holds"]:
            need(sign in ("<", ">"))
            difference = _value(right, scope) - _value(left, scope)
            if (difference if sign == "<" else -difference) <= ZERO:
                return False
    return True


def _values(_name: str, domain: str, low: Any, high: Any) -> list[Any]:
    if domain == "integers":
        return list(range(low, high + 1))
    need(domain == "reals")
    a, b = Fraction(low), Fraction(high)
    points = [a + (b - a) * i / (GRID - 1) for i in range(GRID)]
    return [mpmath.mpf(x.numerator) / x.denominator for x in points]


def _value(e: Any, scope: dict[str, Any]) -> Any:
    if isinstance(e, list):
        op, *args = e
        if op == "sum":
            name, (_, low, high), body = args
            terms = (_value(body, {**scope, name: n}) for n in range(_value(low, scope), _value(high, scope)))
            return sum(terms, mpmath.mpf(0))
        if op == "^":
            need(type(args[1]) is int and args[1] >= 0)
            return _value(args[0], scope) ** args[1]
        found = [_value(a, scope) for a in args]
        if op in PLAIN:
            need(len(found) == 1 and (op != "sqrt" or found[0] >= 0))
            return PLAIN[op](found[0])
        if op in ("+", "*"):
            out = found[0]
            for x in found[1:]:
                out = out + x if op == "+" else out * x
            return out
        need(op in ("-", "/") and len(found) == 2 and (op == "-" or found[1] != 0))
        return found[0] - found[1] if op == "-" else mpmath.mpf(1) * found[0] / found[1]
    if e == "pi":
        return +mpmath.pi
    if isinstance(e, str) and e in scope:
        return scope[e]
    if type(e) is int:
        return e
    exact = Fraction(e)
    return mpmath.mpf(exact.numerator) / exact.denominator
