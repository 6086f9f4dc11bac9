"""The small total language in which statements are written, and its evaluator.

An expression is JSON: a number (``3``, ``"3/5"``), a name (``"W_E"``), or a list ``[op, arg, ...]``.
Values are exact scalars (numbers or polynomials in declared indeterminates), truth values and lists of values;
a vector is a list of scalars, a matrix a list of rows.  A truth value never depends on the indeterminates: a
comparison that would is rejected.  There is no recursion and no unbounded loop, so every expression has a value
or is rejected; a step counter bounds the work.

Special forms
    ["let", [[name, expr], ...], body]      ["if", test, a, b]       ["data", literal]
    ["and", ...] ["or", ...] ["implies", a, b]  (stop at the first argument that decides)
    ["sum"|"product"|"forall"|"exists"|"list"|"max_over"|"min_over", name, domain, body]
    ["lambda", [names], body] is only allowed in a definition and is applied with ["call", name, arg, ...].
Domains are lists; ["range", n], ["range", a, b], ["subsets", n], ["signs", n], ["permutations", n] make some.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from fractions import Fraction
from typing import Any

from theory.certificates import sdl
from theory.certificates.algebra import Value, number, vector
from theory.certificates.exact_numbers import Field, Rejected, read_number
from theory.certificates.operations import ADD, OPERATIONS, truth
from theory.certificates.polynomials import Polynomial
from theory.certificates.work import bits, charge, cost, spend

MAX_STEPS = 20_000_000
MAX_DEPTH = 200
_NAME = re.compile(r"[A-Za-z_][A-Za-z0-9_']*\Z", re.ASCII)


def literal(data: object, field: Field | None, where: str = "data") -> Value:
    """Turn JSON data into a value: numbers, nested lists of numbers, truth values, activation objects."""
    if isinstance(data, bool):
        return data
    if isinstance(data, list):
        return [literal(x, field, f"{where}[{i}]") for i, x in enumerate(data)]
    if isinstance(data, dict) and "type" in data:
        return sdl.read_activation(data, where)
    return read_number(data, field, where)


class Evaluator:
    """Evaluates expressions over one number field, with declared indeterminates and definitions."""

    def __init__(self, *, field: Field | None = None, indeterminates: list[str] | None = None) -> None:
        self.field, self.steps, self.definitions = field, 0, {}
        self.globals: dict[str, Value] = {}
        for name in indeterminates or []:
            self.define(name, Polynomial.variable(name))

    def define(self, name: object, value: Value) -> None:
        if not isinstance(name, str) or not _NAME.match(name):
            raise Rejected(f"{str(name)[:40]!r} is not a name")
        if name in self.globals or name in self.definitions:
            raise Rejected(f"{name!r} is defined twice")
        self.globals[name] = value

    def define_function(self, name: str, data: object) -> None:
        if not (isinstance(data, list) and len(data) == 3 and data[0] == "lambda" and isinstance(data[1], list)):
            raise Rejected(f'definition {name!r}: expected ["lambda", [names], body]')
        self.define(name, None)
        self.definitions[name] = (data[1], data[2], set(self.definitions) - {name})

    def value(self, expression: object, scope: dict[str, Value] | None = None, depth: int = 0) -> Value:
        self.steps += 1
        spend(2)
        if self.steps > MAX_STEPS or depth > MAX_DEPTH:
            raise Rejected("the expression takes too many steps or is nested too deeply")
        if isinstance(expression, bool):
            return expression
        if isinstance(expression, str) and _NAME.match(expression):
            for names in (scope or {}, self.globals):
                if expression in names and expression not in self.definitions:
                    return names[expression]
            raise Rejected(f"unknown name {expression!r}")
        if not isinstance(expression, list):
            return literal(expression, self.field)
        if not expression or not isinstance(expression[0], str):
            raise Rejected("an expression is a number, a name or [operation, argument, ...]")
        op, args = expression[0], expression[1:]
        special = getattr(self, "_do_" + op, None) if op.isidentifier() else None
        if special is not None:
            return special(args, scope or {}, depth + 1)
        if op in _BINDERS:
            return self._bind(op, args, scope or {}, depth + 1)
        if op not in OPERATIONS:
            raise Rejected(f"unknown operation {op[:40]!r}")
        values = [self.value(a, scope, depth + 1) for a in args]
        try:
            result = OPERATIONS[op](*values)
        except (TypeError, ValueError, AttributeError, OverflowError) as error:
            raise Rejected(f"{op}: {error}") from None
        charge(result)
        return result

    def true(self, expression: object) -> bool:
        return truth(self.value(expression))

    def _do_data(self, args: list[Any], scope: dict[str, Value], depth: int) -> Value:
        return literal(args[0] if len(args) == 1 else args, self.field)

    def _do_let(self, args: list[Any], scope: dict[str, Value], depth: int) -> Value:
        _arity("let", args, 2)
        inner = dict(scope)
        for binding in vector(args[0]):
            if not isinstance(binding, list) or len(binding) != 2 or not isinstance(binding[0], str):
                raise Rejected("let: a binding is [name, expression]")
            inner[binding[0]] = self.value(binding[1], inner, depth)
        return self.value(args[1], inner, depth)

    def _do_if(self, args: list[Any], scope: dict[str, Value], depth: int) -> Value:
        _arity("if", args, 3)
        return self.value(args[1] if truth(self.value(args[0], scope, depth)) else args[2], scope, depth)

    def _do_and(self, args: list[Any], scope: dict[str, Value], depth: int) -> bool:
        return all(truth(self.value(a, scope, depth)) for a in args)

    def _do_or(self, args: list[Any], scope: dict[str, Value], depth: int) -> bool:
        return any(truth(self.value(a, scope, depth)) for a in args)

    def _do_implies(self, args: list[Any], scope: dict[str, Value], depth: int) -> bool:
        _arity("implies", args, 2)
        return not truth(self.value(args[0], scope, depth)) or truth(self.value(args[1], scope, depth))

    def _do_call(self, args: list[Any], scope: dict[str, Value], depth: int) -> Value:
        if not args or args[0] not in self.definitions:
            raise Rejected(f"call of an unknown definition {str(args[:1])[:40]}")
        names, body, _ = self.definitions[args[0]]
        _arity(args[0], args[1:], len(names))
        return self.value(body, dict(zip(names, (self.value(a, scope, depth) for a in args[1:]), strict=True)), depth)

    def _bind(self, op: str, args: list[Any], scope: dict[str, Value], depth: int) -> Value:
        _arity(op, args, 3)
        name, domain = args[0], vector(self.value(args[1], scope, depth))
        if not isinstance(name, str) or not _NAME.match(name):
            raise Rejected(f"{op}: {str(name)[:40]!r} is not a name")
        return _BINDERS[op](self.value(args[2], {**scope, name: x}, depth) for x in domain)


def _arity(op: str, args: list[Any], count: int) -> None:
    if len(args) != count:
        raise Rejected(f"{op}: takes {count} arguments, found {len(args)}")


def _total(values: Any) -> Value:
    out: Value = None
    for v in values:
        out = v if out is None else ADD(out, v)
        spend(cost(bits(out)))
    return Fraction(0) if out is None else out


def _product(values: Any) -> Value:
    out: Value = Fraction(1)
    for v in values:
        out = out * v
        spend(cost(bits(out)))
    return out


def _extreme(pick: Callable[..., Value]) -> Callable[[Any], Value]:
    def apply(values: Any) -> Value:
        numbers = [number(v) for v in values]
        if not numbers:
            raise Rejected("the maximum or minimum over an empty domain")
        return pick(numbers)

    return apply


_BINDERS: dict[str, Callable[[Any], Value]] = {
    "sum": _total,
    "product": _product,
    "forall": lambda values: all(truth(v) for v in values),
    "exists": lambda values: any(truth(v) for v in values),
    "list": list,
    "max_over": _extreme(max),
    "min_over": _extreme(min),
}
