"""The small total language in which statements are written, and its evaluator.

An expression is JSON: a number (``3``, ``"3/5"``), a name (``"W_E"``), or a list ``[op, arg, ...]``.
Values have the types of ``values.py``: exact scalars (numbers or polynomials in declared indeterminates), truth values,
activations and lists of values; a vector is a list of scalars, a matrix a list of rows.  A truth value never depends on
the indeterminates: a comparison that would is rejected.  No definition calls itself, directly or through others, and every
loop runs over a finite list, so every expression has a value or is rejected; a meter bounds the work.

Special forms
    ["let", [[name, expr], ...], body]      ["if", test, a, b]       ["data", literal]
    ["and", ...] ["or", ...] ["implies", a, b]  (stop at the first argument that decides)
    ["sum"|"product"|"forall"|"exists"|"list"|"max_over"|"min_over", name, domain, body]
    ["lambda", [names], body] is only allowed in a definition and is applied with ["call", name, arg, ...].
Domains are lists; ["range", n], ["range", a, b], ["subsets", n], ["signs", n], ["permutations", n] make some.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from fractions import Fraction
from typing import Any

from theory.certificates import sdl
from theory.certificates.exact_numbers import Field, Rejected, read_number
from theory.certificates.operations import ADD, MUL, OPERATIONS, apply, extreme, summand
from theory.certificates.polynomials import Polynomial
from theory.certificates.text import RESERVED
from theory.certificates.values import NoRows, Value, entries, scalar, truth
from theory.certificates.work import spend

MAX_DEPTH = 200
_NAME = re.compile(r"[A-Za-z_][A-Za-z0-9_']*\Z", re.ASCII)


def is_name(name: object) -> bool:
    """Whether something can be the name of a value: a short word that is none of those that texts are made of."""
    return isinstance(name, str) and len(name) <= 100 and _NAME.match(name) is not None and name not in RESERVED


def literal(data: object, field: Field | None, where: str = "data") -> Value:
    """Turn JSON data into a value: numbers, nested lists of numbers, truth values, activations, {"no_rows": columns}."""
    spend(2)
    if isinstance(data, bool):
        return data
    if isinstance(data, list):
        return [literal(x, field, where) for x in data]
    if isinstance(data, dict) and "type" in data:
        return sdl.read_activation(data, where)
    if isinstance(data, dict) and set(data) == {"no_rows"}:
        if type(data["no_rows"]) is not int or not 0 <= data["no_rows"] <= 10**6:
            raise Rejected(f"{where}: no_rows is the number of columns of a matrix without rows")
        return NoRows(data["no_rows"])
    return read_number(data, field, where)


class Evaluator:
    """Evaluates expressions over one number field, with declared indeterminates and definitions."""

    def __init__(self, *, field: Field | None = None, indeterminates: list[str] | None = None) -> None:
        self.field = field
        self.definitions: dict[str, tuple[list[str], Any]] = {}
        self.globals: dict[str, Value] = {}
        self._special: dict[str, Callable[[list[Any], dict[str, Value], int], Value]] = {
            "data": self._data,
            "let": self._let,
            "if": self._if,
            "and": self._and,
            "or": self._or,
            "implies": self._implies,
            "call": self._call,
        }
        for name in indeterminates or []:
            self.define(name, Polynomial.variable(name))

    def define(self, name: object, value: Value) -> None:
        """Give a value a name that has none yet."""
        if not isinstance(name, str) or not is_name(name):
            raise Rejected(f"{str(name)[:40]!r} is not a name")
        if name in self.globals or name in self.definitions:
            raise Rejected(f"{name!r} is defined twice")
        self.globals[name] = value

    def define_functions(self, definitions: dict[str, Any]) -> None:
        """Definitions, none of which comes back to itself through those that it calls."""
        calls: dict[str, set[Any]] = {}
        for name, data in definitions.items():
            if not (isinstance(data, list) and len(data) == 3 and data[0] == "lambda" and isinstance(data[1], list)):
                raise Rejected(f'definition {name!r}: expected ["lambda", [names], body]')
            if not all(map(is_name, data[1])) or len(set(data[1])) != len(data[1]):
                raise Rejected(f"definition {name!r}: its arguments must be different names")
            if name in OPERATIONS or name in BINDERS or name in self._special:
                raise Rejected(f"definition {name!r}: an operation has this name")
            self.define(name, None)
            del self.globals[name]
            self.definitions[name] = (data[1], data[2])
            calls[name] = set(_calls(data[2]))
        while calls:
            spend(len(calls))
            final = [name for name, called in calls.items() if not any(c in calls for c in called)]
            if not final:
                raise Rejected(f"definitions: {sorted(calls)[:8]} call each other without an end")
            for name in final:
                del calls[name]

    def value(self, expression: object, scope: dict[str, Value] | None = None, depth: int = 0) -> Value:
        """The value of an expression; every operation is paid for before it works."""
        spend(2)
        if scope is None:
            scope = {}
        if isinstance(expression, str):
            if expression in scope:
                return scope[expression]
            if expression in self.globals:
                return self.globals[expression]
            if is_name(expression):
                raise Rejected(f"unknown name {expression!r}")
        if not isinstance(expression, list):
            return literal(expression, self.field)
        if not expression or not isinstance(expression[0], str) or depth > MAX_DEPTH:
            raise Rejected("an expression is a number, a name or [operation, argument, ...], not too deeply nested")
        op, args = expression[0], expression[1:]
        if op in OPERATIONS:
            return apply(op, [self.value(a, scope, depth + 1) for a in args])
        if op in BINDERS:
            return self._bind(op, args, scope, depth + 1)
        if op not in self._special:
            raise Rejected(f"unknown operation {op[:40]!r}")
        return self._special[op](args, scope, depth + 1)

    def true(self, expression: object) -> bool:
        """The truth of an expression, which must have one."""
        return truth(self.value(expression))

    def _data(self, args: list[Any], scope: dict[str, Value], depth: int) -> Value:
        return literal(args[0] if len(args) == 1 else args, self.field)

    def _let(self, args: list[Any], scope: dict[str, Value], depth: int) -> Value:
        _arity("let", args, 2)
        inner = dict(scope)
        for binding in entries(args[0]):
            spend(1 + len(scope))
            if not isinstance(binding, list) or len(binding) != 2 or not is_name(binding[0]):
                raise Rejected("let: a binding is [name, expression]")
            inner[binding[0]] = self.value(binding[1], inner, depth)
        return self.value(args[1], inner, depth)

    def _if(self, args: list[Any], scope: dict[str, Value], depth: int) -> Value:
        _arity("if", args, 3)
        return self.value(args[1] if truth(self.value(args[0], scope, depth)) else args[2], scope, depth)

    def _and(self, args: list[Any], scope: dict[str, Value], depth: int) -> bool:
        return all(truth(self.value(a, scope, depth)) for a in args)

    def _or(self, args: list[Any], scope: dict[str, Value], depth: int) -> bool:
        return any(truth(self.value(a, scope, depth)) for a in args)

    def _implies(self, args: list[Any], scope: dict[str, Value], depth: int) -> bool:
        _arity("implies", args, 2)
        return not truth(self.value(args[0], scope, depth)) or truth(self.value(args[1], scope, depth))

    def _call(self, args: list[Any], scope: dict[str, Value], depth: int) -> Value:
        if not args or not isinstance(args[0], str) or args[0] not in self.definitions:
            raise Rejected(f"call of an unknown definition {str(args[:1])[:40]}")
        names, body = self.definitions[args[0]]
        _arity(args[0], args[1:], len(names))
        return self.value(body, dict(zip(names, (self.value(a, scope, depth) for a in args[1:]), strict=True)), depth)

    def _bind(self, op: str, args: list[Any], scope: dict[str, Value], depth: int) -> Value:
        _arity(op, args, 3)
        name, domain = args[0], entries(self.value(args[1], scope, depth))
        if not is_name(name):
            raise Rejected(f"{op}: {str(name)[:40]!r} is not a name")
        spend((1 + len(scope) // 8) * len(domain))
        return BINDERS[op](self.value(args[2], {**scope, name: x}, depth) for x in domain)


def _arity(op: str, args: list[Any], count: int) -> None:
    if len(args) != count:
        raise Rejected(f"{op}: takes {count} arguments, found {len(args)}")


def _calls(expression: Any) -> Iterator[Any]:
    """The names in every ["call", name, ...] of an expression, also in its data."""
    waiting = [expression]
    while waiting:
        part = waiting.pop()
        if isinstance(part, list):
            if part[:1] == ["call"]:
                yield part[1] if len(part) > 1 and isinstance(part[1], str) else None
            waiting += part


def _total(values: Iterator[Value]) -> Value:
    out: Value = None
    for v in values:
        out = v if out is None else ADD(out, v)
    return Fraction(0) if out is None else summand(out)


def _product(values: Iterator[Value]) -> Value:
    out: Value = Fraction(1)
    for v in values:
        out = MUL(out, scalar(v))
    return out


BINDERS: dict[str, Callable[[Iterator[Value]], Value]] = {
    "sum": _total,
    "product": _product,
    "forall": lambda values: all(truth(v) for v in values),
    "exists": lambda values: any(truth(v) for v in values),
    "list": list,
    "max_over": lambda values: extreme(max)(*values),
    "min_over": lambda values: extreme(min)(*values),
}
