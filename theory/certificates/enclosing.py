"""Evaluates real expressions with pi, roots, sines, cosines and arctangents on a box, by intervals, with their derivatives.

The language is described in ``kinds/enclosure.py``.
"""

from __future__ import annotations

from fractions import Fraction
from typing import Any

from theory.certificates import reals
from theory.certificates.exact_numbers import Rejected, rational
from theory.certificates.language import is_name
from theory.certificates.reals import Interval
from theory.certificates.statement import items, whole
from theory.certificates.work import spend

MAX_TERMS, MAX_POWER, MAX_DEPTH = 10_000, 64, 100
WORDS = frozenset(["pi", "integers", "reals"])
FUNCTIONS = {"sin": reals.sine, "cos": reals.cosine, "sqrt": reals.root, "atan": reals.arctangent}
Box = dict[str, tuple[Fraction, Fraction]]


class Value:
    """An enclosure of a number, and of its derivatives by the real names (None: it does not depend on them)."""

    __slots__ = ("slopes", "x")

    def __init__(self, x: Interval, slopes: list[Interval] | None = None) -> None:
        self.x, self.slopes = x, slopes


class Enclosing:
    """Evaluates expressions on a box, for given integers, with a number of bits."""

    def __init__(self, bits: int, box: Box, integers: dict[str, int], *, slopes: bool) -> None:
        self.bits, self.integers, self.names = bits, dict(integers), dict[str, Value]()
        for i, (name, (low, high)) in enumerate(box.items()):
            ends = reals.hull(reals.rational_interval(low, bits), reals.rational_interval(high, bits))
            one = 1 << bits
            self.names[name] = Value(
                ends, [(one, one) if i == j else (0, 0) for j in range(len(box))] if slopes else None
            )

    def value(self, e: Any, depth: int = 0) -> Value:
        """Enclose an expression; Undecided where it may have no value on the box."""
        spend(2)
        if depth > MAX_DEPTH:
            raise Rejected(f"an expression nested deeper than {MAX_DEPTH}")
        if isinstance(e, str) and e == "pi":
            return Value(reals.pi(self.bits))
        if isinstance(e, str) and e in self.integers:
            return Value(reals.rational_interval(Fraction(self.integers[e]), self.bits))
        if isinstance(e, str) and e in self.names:
            return self.names[e]
        if not isinstance(e, list):
            if is_name(e):
                raise Rejected(f"unknown name {e!r}")
            return Value(reals.rational_interval(rational(e), self.bits))
        if not e or not isinstance(e[0], str) or len(e) < 2:
            raise Rejected("an expression is a number, a name or [operation, argument, ...]")
        op, args = e[0], e[1:]
        if op == "sum":
            return self._sum(args, depth + 1)
        if op == "^":
            return self._power(self.value(_two(op, args)[0], depth + 1), whole(args[1], 0, MAX_POWER, "exponent"))
        found = [self.value(a, depth + 1) for a in args]
        if op in ("+", "*"):
            return self._folded(op, found)
        if op in ("-", "/"):
            left, right = _two(op, found)
            if op == "-":
                return self._plus(left, self._minus(right))
            return self._times(left, self._inverse(right))
        if len(found) != 1 or op not in ("neg", *FUNCTIONS):
            raise Rejected(f"unknown operation {op[:40]!r} of {len(args)} arguments")
        return self._minus(found[0]) if op == "neg" else self._function(op, found[0])

    def _folded(self, op: str, found: list[Value]) -> Value:
        out = found[0]
        for other in found[1:]:
            out = self._plus(out, other) if op == "+" else self._times(out, other)
        return out

    def _plus(self, a: Value, b: Value) -> Value:
        if a.slopes is None or b.slopes is None:
            return Value(reals.add(a.x, b.x), a.slopes or b.slopes)
        return Value(reals.add(a.x, b.x), [reals.add(s, t) for s, t in zip(a.slopes, b.slopes, strict=True)])

    def _minus(self, a: Value) -> Value:
        return Value(reals.negative(a.x), None if a.slopes is None else [reals.negative(s) for s in a.slopes])

    def _scaled(self, slopes: list[Interval] | None, by: Interval) -> list[Interval] | None:
        return None if slopes is None else [reals.multiply(s, by, self.bits) for s in slopes]

    def _times(self, a: Value, b: Value) -> Value:
        product = reals.multiply(a.x, b.x, self.bits) if a is not b else reals.square(a.x, self.bits)
        left, right = self._scaled(a.slopes, b.x), self._scaled(b.slopes, a.x)
        if left is None or right is None:
            return Value(product, left or right)
        return Value(product, [reals.add(s, t) for s, t in zip(left, right, strict=True)])

    def _power(self, a: Value, n: int) -> Value:
        one = 1 << self.bits
        out = Value((one, one))
        while n:
            if n % 2:
                out = self._times(out, a)
            a, n = (self._times(a, a) if n > 1 else a), n // 2
        return out

    def _inverse(self, a: Value) -> Value:
        one = 1 << self.bits
        x = reals.divide((one, one), a.x, self.bits)
        return Value(x, self._scaled(a.slopes, reals.negative(reals.square(x, self.bits))) if a.slopes else None)

    def _function(self, op: str, a: Value) -> Value:
        """A function of one argument, by the chain rule; its own derivative is computed only where there are slopes."""
        bits, one = self.bits, 1 << self.bits
        value = FUNCTIONS[op](a.x, bits)
        if a.slopes is None:
            return Value(value)
        if op in ("sin", "cos"):
            slope = reals.cosine(a.x, bits) if op == "sin" else reals.negative(reals.sine(a.x, bits))
        else:
            below = reals.add(value, value) if op == "sqrt" else reals.add((one, one), reals.square(a.x, bits))
            slope = reals.divide((one, one), below, bits)
        return Value(value, self._scaled(a.slopes, slope))

    def _sum(self, args: list[Any], depth: int) -> Value:
        if len(args) != 3 or not isinstance(args[1], list) or len(args[1]) != 3 or args[1][0] != "range":
            raise Rejected('sum: expected ["sum", name, ["range", low, high], body]')
        name, (_, low, high), body = args
        self._new(name)
        first, last = self._integer(low), self._integer(high)
        if last - first > MAX_TERMS:
            raise Rejected(f"sum: more than {MAX_TERMS} terms")
        out = Value((0, 0))
        for n in range(first, last):
            self.integers[name] = n
            out = self._plus(out, self.value(body, depth))
        self.integers.pop(name, None)
        return out

    def _integer(self, e: Any) -> int:
        """An exact whole number, from integer names."""
        spend(2)
        if isinstance(e, str) and e in self.integers:
            return self.integers[e]
        if isinstance(e, list) and len(e) == 3 and e[0] in ("+", "-", "*"):
            a, b = self._integer(e[1]), self._integer(e[2])
            found = a + b if e[0] == "+" else a - b if e[0] == "-" else a * b
            if (
                found.bit_length() > reals.MAX_SIZE
            ):  # the squares of squares of sums inside sums double in length each time
                raise Rejected(f"range: an integer of more than {reals.MAX_SIZE} bits")
            return found
        if isinstance(e, list) and len(e) == 2 and e[0] == "neg":
            return -self._integer(e[1])
        return whole(e, -MAX_TERMS, MAX_TERMS, "range: of sums, differences and products of integers")

    def _new(self, name: Any) -> None:
        if not is_name(name) or name in WORDS:
            raise Rejected(f"{str(name)[:40]!r} is not a name")
        if name in self.names or name in self.integers:
            raise Rejected(f"{name!r} is defined twice")

    def define(self, bindings: list[Any]) -> None:
        """Give names to expressions, one after the other."""
        for binding in bindings:
            name, expression = items(binding, "let", 2)
            self._new(name)
            self.names[name] = self.value(expression)


def _two(op: str, args: list[Any]) -> list[Any]:
    if len(args) != 2:
        raise Rejected(f"{op}: takes 2 arguments, found {len(args)}")
    return args
