"""A second reading of the statement language, written from its description and not from the checker.

Numbers are fractions; with indeterminates they are sympy polynomials, in a number field mpmath numbers of 120 digits, where
what is below 10^-60 counts as zero.  What has no meaning raises :class:`Undefined`.
"""

from __future__ import annotations

import itertools
import math
from collections.abc import Callable
from fractions import Fraction
from typing import Any

import mpmath
from sympy.polys.domains import QQ
from sympy.polys.rings import PolyElement, ring

ZERO = mpmath.mpf(10) ** -60


class Undefined(Exception):
    """The expression has no value."""


class Flat(list[Any]):
    """A matrix without rows, with its number of columns."""

    columns = 0


def flat(columns: int) -> Flat:
    out = Flat()
    out.columns = columns
    return out


def is_number(x: Any) -> bool:
    return isinstance(x, Fraction | mpmath.mpf | PolyElement)


def need(condition: bool) -> None:
    if not condition:
        raise Undefined


class Reader:
    """An evaluator for one statement."""

    def __init__(self, setup: dict[str, Any], assignment: dict[str, Any] | None = None) -> None:
        self.names: dict[str, Any] = {}
        self.functions = setup.get("definitions", {})
        self.alpha: Any = None
        self.ring: Any = None
        if setup.get("field") is not None:
            self.alpha = root(setup["field"])
        if setup.get("indeterminates"):
            need(self.alpha is None)
            self.ring, *symbols = ring(setup["indeterminates"], QQ)
            self.names.update(zip(setup["indeterminates"], symbols, strict=True))
        for name, value in (assignment or {}).items():
            self.names[name] = self.data(value)
        for name, expression in setup.get("let", []):
            self.names[name] = self(expression, {})

    def number(self, x: Any) -> Any:
        need(isinstance(x, int | str) and not isinstance(x, bool))
        exact = Fraction(x)
        if self.ring is not None:
            return self.ring(QQ(exact.numerator, exact.denominator))
        return exact if self.alpha is None else mpmath.mpf(exact.numerator) / exact.denominator

    def data(self, x: Any) -> Any:
        if isinstance(x, bool):
            return x
        if isinstance(x, list):
            return [self.data(y) for y in x]
        if isinstance(x, dict):
            if "type" in x:
                return {k: v if k == "type" else Fraction(v) for k, v in x.items()}
            if "no_rows" in x:
                return flat(x["no_rows"])
            need(self.alpha is not None)
            return sum((self.number(c) * self.alpha**i for i, c in enumerate(x["alg"])), self.number(0))
        return self.number(x)

    def ground(self, x: Any) -> Any:
        """A number that can be compared."""
        need(is_number(x))
        if isinstance(x, PolyElement):
            need(x.is_ground)
            c = x.coeff(1)
            return Fraction(int(c.numerator), int(c.denominator))
        return x

    def compare(self, a: Any, b: Any) -> int:
        a, b = self.ground(a), self.ground(b)
        difference = a - b
        if isinstance(difference, mpmath.mpf):
            return 0 if abs(difference) < ZERO else int(mpmath.sign(difference))
        return (difference > 0) - (difference < 0)

    def integer(self, x: Any) -> int:
        value = self.ground(x)
        nearest = int(mpmath.nint(value)) if isinstance(value, mpmath.mpf) else int(value)
        need(self.compare(self.number(nearest), x) == 0)
        return nearest

    def equal(self, a: Any, b: Any) -> bool:
        if isinstance(a, list) and isinstance(b, list):
            if not a and not b:
                need(isinstance(a, Flat) == isinstance(b, Flat))
                return getattr(a, "columns", 0) == getattr(b, "columns", 0)
            return len(a) == len(b) and all([self.equal(x, y) for x, y in zip(a, b, strict=True)])
        if is_number(a) and is_number(b):
            return self.compare(a - b, self.number(0)) == 0
        need(type(a) is type(b))
        return a == b

    def __call__(self, e: Any, local: dict[str, Any]) -> Any:
        if isinstance(e, str) and (e[:1].isalpha() or e[:1] == "_"):
            need(e in local or e in self.names)
            return local[e] if e in local else self.names[e]
        if not isinstance(e, list):
            return self.data(e)
        op, args = e[0], e[1:]
        if op in BINDERS:
            name, domain = args[0], self(args[1], local)
            need(isinstance(domain, list))
            return BINDERS[op](self, (self(args[2], {**local, name: x}) for x in domain))
        if op == "data":
            return self.data(args[0] if len(args) == 1 else args)
        if op == "let":
            inner = dict(local)
            for name, expression in args[0]:
                inner[name] = self(expression, inner)
            return self(args[1], inner)
        if op == "if":
            return self(args[1] if self.truth(args[0], local) else args[2], local)
        if op == "and":
            return all(self.truth(a, local) for a in args)
        if op == "or":
            return any(self.truth(a, local) for a in args)
        if op == "implies":
            return not self.truth(args[0], local) or self.truth(args[1], local)
        if op == "call":
            _, names, body = self.functions[args[0]]
            return self(body, dict(zip(names, (self(a, local) for a in args[1:]), strict=True)))
        need(op in OPERATIONS)
        return OPERATIONS[op](self, *(self(a, local) for a in args))

    def truth(self, e: Any, local: dict[str, Any]) -> bool:
        value = self(e, local)
        need(isinstance(value, bool))
        return value


def root(field: dict[str, Any]) -> Any:
    """The root of a polynomial in an interval, by bisection."""
    coefficients = [Fraction(c) for c in field["poly"]]
    lo, hi = map(Fraction, field["interval"])

    def value(x: Fraction) -> Fraction:
        return sum((c * x**i for i, c in enumerate(coefficients)), Fraction(0))

    sign = value(lo) > 0
    while hi - lo > Fraction(1, 10**110):
        middle = (lo + hi) / 2
        lo, hi = (middle, hi) if (value(middle) > 0) == sign else (lo, middle)
    return mpmath.mpf(lo.numerator) / lo.denominator


def entrywise(f: Callable[[Any, Any], Any]) -> Callable[[Any, Any], Any]:
    def both(a: Any, b: Any) -> Any:
        if isinstance(a, list) and isinstance(b, list):
            need(len(a) == len(b) and getattr(a, "columns", 0) == getattr(b, "columns", 0))
            return [both(x, y) for x, y in zip(a, b, strict=True)] if a else a
        need(is_number(a) and is_number(b))
        return f(a, b)

    return both


plus, minus, times = (entrywise(f) for f in (lambda a, b: a + b, lambda a, b: a - b, lambda a, b: a * b))


def fold(f: Callable[[Any, Any], Any]) -> Callable[..., Any]:
    def apply(_: Reader, first: Any, *rest: Any) -> Any:
        for x in rest:
            first = f(first, x)
        return first

    return apply


def dot(r: Reader, a: Any, b: Any) -> Any:
    need(isinstance(a, list) and isinstance(b, list) and len(a) == len(b) and all(map(is_number, (*a, *b))))
    return sum((x * y for x, y in zip(a, b, strict=True)), r.number(0))


def width(a: Any) -> int:
    need(isinstance(a, Flat) or (isinstance(a, list) and len(a) > 0))
    need(all(isinstance(row, list) and len(row) == len(a[0]) for row in a))
    return a.columns if isinstance(a, Flat) else len(a[0])


def transpose(a: Any) -> Any:
    columns = [[row[j] for row in a] for j in range(width(a))]
    return columns or flat(len(a))


def matmul(r: Reader, a: Any, b: Any) -> Any:
    need(width(a) == len(b))
    out = [[sum((x * b[k][j] for k, x in enumerate(row)), r.number(0)) for j in range(width(b))] for row in a]
    return out or flat(width(b))


def scale(r: Reader, c: Any, a: Any) -> Any:
    if isinstance(a, list):
        return [scale(r, c, x) for x in a] if a else a
    need(is_number(c) and is_number(a))
    return c * a


def divide(r: Reader, a: Any, b: Any) -> Any:
    divisor = r.ground(b)
    need(is_number(a) and r.compare(b, r.number(0)) != 0)
    return a / divisor if not isinstance(a, PolyElement) else a * r.number(str(1 / divisor))


def power(r: Reader, a: Any, n: Any) -> Any:
    k = r.integer(n)
    need(is_number(a))
    return a**k if k >= 0 else divide(r, r.number(1), a**-k)


def determinant(r: Reader, a: Any) -> Any:
    """By permutations up to 5 x 5, else by elimination with division."""
    n = len(a)
    need(n == 0 or width(a) == n)
    if n <= 5:
        out = r.number(0)
        for p in itertools.permutations(range(n)):
            odd = sum(p[i] > p[j] for i in range(n) for j in range(i + 1, n)) % 2
            out = out + math.prod((a[i][p[i]] for i in range(n)), start=r.number(1)) * (-1 if odd else 1)
        return out
    rows, out = [list(row) for row in a], r.number(1)
    for i in range(n):
        k = next((k for k in range(i, n) if r.compare(rows[k][i], r.number(0)) != 0), None)
        if k is None:
            return r.number(0)
        if k != i:
            rows[i], rows[k], out = rows[k], rows[i], -out
        out = out * rows[i][i]
        for k in range(i + 1, n):
            f = divide(r, rows[k][i], rows[i][i])
            rows[k] = [x - f * y for x, y in zip(rows[k], rows[i], strict=True)]
    return out


def rank(r: Reader, a: Any) -> Any:
    """The size of the largest set of rows that pass Gauss-Jordan."""
    rows, found = [list(row) for row in a], 0
    for j in range(width(a) if a else 0):
        k = next((k for k in range(found, len(rows)) if r.compare(rows[k][j], r.number(0)) != 0), None)
        if k is None:
            continue
        rows[found], rows[k] = rows[k], rows[found]
        head = [divide(r, x, rows[found][j]) for x in rows[found]]
        rows = [
            row if i == found else [x - row[j] * y for x, y in zip(row, head, strict=True)]
            for i, row in enumerate(rows)
        ]
        found += 1
    return r.number(found)


def top(r: Reader, values: list[Any], k: int) -> set[int]:
    """The k largest, ties to the smaller index: i is among them if fewer than k come before it."""

    def before(j: int, i: int) -> bool:
        c = r.compare(values[j], values[i])
        return c > 0 or (c == 0 and j < i)

    return {i for i in range(len(values)) if sum(before(j, i) for j in range(len(values))) < k}


def sigma(r: Reader, act: Any, z: Any) -> list[Any]:
    need(isinstance(act, dict) and isinstance(z, list))
    kind, zero = act["type"], r.number(0)
    if kind == "identity":
        return list(z)
    if kind == "jumprelu":
        level = r.number(str(act["theta"]))
        return [x if r.compare(x, level) > 0 else zero for x in z]
    positive = list(z) if kind == "rawtopk" else [x if r.compare(x, zero) > 0 else zero for x in z]
    if kind == "relu":
        return positive
    need(kind in ("topk", "rawtopk"))
    chosen = top(r, positive, int(act["k"]))
    return [x if i in chosen else zero for i, x in enumerate(positive)]


def codes(r: Reader, act: Any, w_e: Any, w_p: Any) -> Any:
    table = [[dot(r, a, w) for a in w_e] for w in w_p]
    if not table:
        return flat(len(w_e))
    if act["type"] != "batchtopk":
        return [sigma(r, act, z) for z in table]
    q = len(w_e)
    values = sigma(r, {"type": "topk", "k": act["k"] * len(table)}, [x for z in table for x in z])
    return [values[d * q : (d + 1) * q] for d in range(len(table))]


def code_loss(r: Reader, z: Any, w_d: Any, w_r: Any, m: Any) -> Any:
    need(len(z) == len(w_r) == len(m))
    out = r.number(0)
    for code, v, weight in zip(z, w_r, m, strict=True):
        need(len(v) == len(w_d))
        rest = [x - dot(r, row, code) for x, row in zip(v, w_d, strict=True)]
        out = out + weight * dot(r, rest, rest)
    return out


def pattern_codes(r: Reader, pattern: Any, w_e: Any, w_p: Any) -> Any:
    on = [{r.integer(d) for d in neuron} for neuron in pattern]
    need(len(on) == len(w_e) and all(0 <= d < len(w_p) for s in on for d in s))
    out = [[dot(r, a, w) if d in on[i] else r.number(0) for i, a in enumerate(w_e)] for d, w in enumerate(w_p)]
    return out or flat(len(w_e))


def at(r: Reader, a: Any, *places: Any) -> Any:
    for place in places:
        k = r.integer(place)
        need(isinstance(a, list) and 0 <= k < len(a))
        a = a[k]
    return a


def numbers(r: Reader, values: Any) -> list[Any]:
    return [r.number(v) for v in values]


def subsets(r: Reader, n: Any) -> list[Any]:
    k = r.integer(n)
    return [numbers(r, s) for size in range(k + 1) for s in itertools.combinations(range(k), size)]


def best(r: Reader, values: Any, sign: int) -> Any:
    values = list(values)
    need(bool(values))
    out = values[0]
    for x in values:
        out = x if r.compare(x, out) == sign else out
    return r.ground(out) if r.ring is None else r.number(str(r.ground(out)))


def eye(r: Reader, n: int) -> Any:
    return [numbers(r, (int(i == j) for j in range(n))) for i in range(n)] or flat(0)


def summed(r: Reader, values: Any) -> Any:
    parts = list(values)
    out = parts[0] if parts else r.number(0)
    for x in parts[1:]:
        out = plus(out, x)
    return out


def every(r: Reader, values: Any, stop: bool) -> bool:
    for v in values:
        need(isinstance(v, bool))
        if v is stop:
            return stop
    return not stop


BINDERS: dict[str, Callable[[Reader, Any], Any]] = {
    "sum": summed,
    "product": lambda r, values: math.prod(values, start=r.number(1)),
    "forall": lambda r, values: every(r, values, False),
    "exists": lambda r, values: every(r, values, True),
    "list": lambda r, values: list(values),
    "max_over": lambda r, values: best(r, values, 1),
    "min_over": lambda r, values: best(r, values, -1),
}
OPERATIONS: dict[str, Callable[..., Any]] = {
    "+": fold(plus),
    "*": fold(times),
    "-": lambda r, a, b: minus(a, b),
    "/": divide,
    "^": power,
    "neg": lambda r, a: scale(r, r.number(-1), a),
    "abs": lambda r, a: -a if r.compare(a, r.number(0)) < 0 else a,
    "pos": lambda r, a: a if r.compare(a, r.number(0)) > 0 else r.number(0),
    "max": lambda r, *x: best(r, x, 1),
    "min": lambda r, *x: best(r, x, -1),
    "scale": scale,
    "dot": dot,
    "norm2": lambda r, a: dot(r, a, a),
    "matmul": matmul,
    "matvec": lambda r, a, x: [dot(r, row, x) for row in a],
    "transpose": lambda r, a: transpose(a),
    "gram": lambda r, a: matmul(r, a, transpose(a)),
    "identity": lambda r, n: eye(r, r.integer(n)),
    "diag": lambda r, d: [[x if i == j else r.number(0) for j in range(len(d))] for i, x in enumerate(d)] or flat(0),
    "det": determinant,
    "rank": rank,
    "at": at,
    "length": lambda r, a: r.number(len(a)),
    "flatten": lambda r, a: [x for row in a for x in row],
    "append": lambda r, *lists: [x for one in lists for x in one],
    "tuple": lambda r, *x: list(x),
    "in": lambda r, x, a: any([r.equal(x, y) for y in a]),
    "=": lambda r, a, b: r.equal(a, b),
    "!=": lambda r, a, b: not r.equal(a, b),
    "<": lambda r, a, b: r.compare(a, b) < 0,
    "<=": lambda r, a, b: r.compare(a, b) <= 0,
    ">": lambda r, a, b: r.compare(a, b) > 0,
    ">=": lambda r, a, b: r.compare(a, b) >= 0,
    "not": lambda r, a: not a,
    "diff": lambda r, p, x: p.diff(x),
    "binomial": lambda r, n, k: r.number(
        math.comb(r.integer(n), r.integer(k)) if 0 <= r.integer(k) <= r.integer(n) else 0
    ),
    "factorial": lambda r, n: r.number(math.factorial(r.integer(n))),
    "range": lambda r, *ends: numbers(r, range(*map(r.integer, ends))),
    "subsets": subsets,
    "signs": lambda r, n: [numbers(r, s) for s in itertools.product((1, -1), repeat=r.integer(n))],
    "permutations": lambda r, n: [numbers(r, s) for s in itertools.permutations(range(r.integer(n)))],
    "product_set": lambda r, *sets: [list(t) for t in itertools.product(*sets)],
    "sigma": sigma,
    "codes": codes,
    "loss": lambda r, act, e, d, p, v, m: code_loss(r, codes(r, act, e, p), d, v, m),
    "pattern_codes": pattern_codes,
    "code_loss": code_loss,
    "support": lambda r, z: numbers(r, (i for i, x in enumerate(z) if r.compare(x, r.number(0)) > 0)),
}


def holds(asserts: dict[str, Any]) -> bool:
    """Is an ``evaluation`` true?"""
    with mpmath.workdps(120):
        return Reader(asserts).truth(asserts["holds"], {})


def refuted(asserts: dict[str, Any], assignment: dict[str, Any], field: Any) -> bool:
    """Does an assignment satisfy all hypotheses and violate the conclusion?"""
    with mpmath.workdps(120):
        reader = Reader({**asserts, "field": field}, assignment)
        given = all(reader.truth(h, {}) for h in asserts["hypotheses"].values())
        return given and not reader.truth(asserts["conclusion"], {})
