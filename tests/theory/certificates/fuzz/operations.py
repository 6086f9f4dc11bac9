"""The operations of the statement language as the second reader understands them; ``r`` is the reader."""

from __future__ import annotations

import itertools
import math
from collections.abc import Callable
from typing import Any

from sympy.polys.rings import PolyElement

from tests.theory.certificates.fuzz.values import Flat, flat, is_number, need


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
    def apply(_: Any, first: Any, *rest: Any) -> Any:
        for x in rest:
            first = f(first, x)
        return first

    return apply


def dot(r: Any, a: Any, b: Any) -> Any:
    need(isinstance(a, list) and isinstance(b, list) and len(a) == len(b) and all(map(is_number, (*a, *b))))
    return sum((x * y for x, y in zip(a, b, strict=True)), r.number(0))


def width(a: Any) -> int:
    need(isinstance(a, Flat) or (isinstance(a, list) and len(a) > 0))
    need(all(isinstance(row, list) and len(row) == len(a[0]) for row in a))
    return a.columns if isinstance(a, Flat) else len(a[0])


def transpose(a: Any) -> Any:
    columns = [[row[j] for row in a] for j in range(width(a))]
    return columns or flat(len(a))


def matmul(r: Any, a: Any, b: Any) -> Any:
    need(width(a) == len(b))
    out = [[sum((x * b[k][j] for k, x in enumerate(row)), r.number(0)) for j in range(width(b))] for row in a]
    return out or flat(width(b))


def scale(r: Any, c: Any, a: Any) -> Any:
    if isinstance(a, list):
        return [scale(r, c, x) for x in a] if a else a
    need(is_number(c) and is_number(a))
    return c * a


def divide(r: Any, a: Any, b: Any) -> Any:
    divisor = r.ground(b)
    need(is_number(a) and r.compare(b, r.number(0)) != 0)
    return a / divisor if not isinstance(a, PolyElement) else a * r.number(str(1 / divisor))


def power(r: Any, a: Any, n: Any) -> Any:
    k = r.integer(n)
    need(is_number(a))
    return a**k if k >= 0 else divide(r, r.number(1), a**-k)


def determinant(r: Any, a: Any) -> Any:
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


def rank(r: Any, a: Any) -> Any:
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


def top(r: Any, values: list[Any], k: int) -> set[int]:
    """The k largest, ties to the smaller index: i is among them if fewer than k come before it."""

    def before(j: int, i: int) -> bool:
        c = r.compare(values[j], values[i])
        return c > 0 or (c == 0 and j < i)

    return {i for i in range(len(values)) if sum(before(j, i) for j in range(len(values))) < k}


def sigma(r: Any, act: Any, z: Any) -> list[Any]:
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


def codes(r: Any, act: Any, w_e: Any, w_p: Any) -> Any:
    table = [[dot(r, a, w) for a in w_e] for w in w_p]
    if not table:
        return flat(len(w_e))
    if act["type"] != "batchtopk":
        return [sigma(r, act, z) for z in table]
    q = len(w_e)
    values = sigma(r, {"type": "topk", "k": act["k"] * len(table)}, [x for z in table for x in z])
    return [values[d * q : (d + 1) * q] for d in range(len(table))]


def code_loss(r: Any, z: Any, w_d: Any, w_r: Any, m: Any) -> Any:
    need(len(z) == len(w_r) == len(m))
    out = r.number(0)
    for code, v, weight in zip(z, w_r, m, strict=True):
        need(len(v) == len(w_d))
        rest = [x - dot(r, row, code) for x, row in zip(v, w_d, strict=True)]
        out = out + weight * dot(r, rest, rest)
    return out


def pattern_codes(r: Any, pattern: Any, w_e: Any, w_p: Any) -> Any:
    on = [{r.integer(d) for d in neuron} for neuron in pattern]
    need(len(on) == len(w_e) and all(0 <= d < len(w_p) for s in on for d in s))
    out = [[dot(r, a, w) if d in on[i] else r.number(0) for i, a in enumerate(w_e)] for d, w in enumerate(w_p)]
    return out or flat(len(w_e))


def at(r: Any, a: Any, *places: Any) -> Any:
    for place in places:
        k = r.integer(place)
        need(isinstance(a, list) and 0 <= k < len(a))
        a = a[k]
    return a


def numbers(r: Any, values: Any) -> list[Any]:
    return [r.number(v) for v in values]


def subsets(r: Any, n: Any) -> list[Any]:
    k = r.integer(n)
    return [numbers(r, s) for size in range(k + 1) for s in itertools.combinations(range(k), size)]


def best(r: Any, values: Any, sign: int) -> Any:
    values = list(values)
    need(bool(values))
    out = values[0]
    for x in values:
        out = x if r.compare(x, out) == sign else out
    return r.ground(out) if r.ring is None else r.number(str(r.ground(out)))


def eye(r: Any, n: int) -> Any:
    return [numbers(r, (int(i == j) for j in range(n))) for i in range(n)] or flat(0)


def summed(r: Any, values: Any) -> Any:
    parts = list(values)
    out = parts[0] if parts else r.number(0)
    for x in parts[1:]:
        out = plus(out, x)
    return out


def every(r: Any, values: Any, stop: bool) -> bool:
    for v in values:
        need(isinstance(v, bool))
        if v is stop:
            return stop
    return not stop


BINDERS: dict[str, Callable[[Any, Any], Any]] = {
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
