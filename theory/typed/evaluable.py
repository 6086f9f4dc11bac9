"""Second reader: the expression language of the exact evaluator and the certificates.

A size is a variable with a value.  Products are written by entries: a list of rows forgets the width of an empty matrix.
Bodies of shared definitions are inlined with their names prefixed, so that nothing is captured.
"""

from __future__ import annotations

from typing import Any

from theory.typed.expression import Expr
from theory.typed.table import BINDERS, TABLE
from theory.typed.types import NotEvaluable, Type


def to_json(e: Expr, prefix: str = "") -> Any:
    """The evaluator's expression; raises NotEvaluable for a quantifier over an infinite type or an unknown map."""
    if e.op in BINDERS:
        return _binder(e, prefix)
    if e.op == "apply":
        raise NotEvaluable("an unknown map")
    a = [to_json(x, prefix) for x in e.args]
    match e.op:
        case "var":
            return prefix + e.info[0]
        case "number":
            return e.info.numerator if e.info.denominator == 1 else str(e.info)
        case "index" | "nat":
            return e.info
        case "one":
            return ["identity", _size(e.type.sizes[0], prefix)]
        case "zero":
            return _table([_size(s, prefix) for s in e.type.sizes], 0)
        case "pow":
            return ["^", a[0], e.info]
        case "indicator":
            return ["if", a[0], 1, 0]
        case "cond":
            return ["if", *a]
        case "to_scalar" | "holds":
            return a[0]
        case "ordinal":
            return ["+", a[0], 1]
        case "subset":
            return ["forall", "e_", a[0], ["in", "e_", a[1]]]
        case "meet" | "join":
            return _joined(e, a, prefix)
        case "call":
            return _call(e, a, prefix)
        case "mulmx" | "column" | "transpose":
            return _matrix(e, a, prefix)
        case _:
            return [TABLE[e.op].json, *a]


def _size(s: Any, prefix: str) -> Any:
    return prefix + s if isinstance(s, str) else s


def _table(sizes: list[Any], entry: Any) -> Any:
    for name, s in reversed(list(zip(("i_", "j_"), sizes, strict=False))):
        entry = ["list", name, ["range", s], entry]
    return entry


def _joined(e: Expr, a: list[Any], prefix: str) -> Any:
    """The indices in both sets, or in one of them, sorted as a value of this type is."""
    chosen = ["and" if e.op == "meet" else "or", ["in", "e_", "l_"], ["in", "e_", "r_"]]
    listed = ["list", "e_", ["range", _size(e.type.sizes[0], prefix)], ["if", chosen, 1, 0]]
    return ["let", [["l_", a[0]], ["r_", a[1]]], ["support", listed]]


def _matrix(e: Expr, a: list[Any], prefix: str) -> Any:
    sizes = [_size(s, prefix) for s in e.type.sizes]
    if e.op == "transpose":
        return ["let", [["l_", a[0]]], _table(sizes, ["at", "l_", "j_", "i_"])]
    if e.op == "column":
        return ["let", [["l_", a[0]], ["c_", a[1]]], _table(sizes, ["at", "l_", "i_", "c_"])]
    inner = _size(e.args[0].type.sizes[1], prefix)
    right = ["at", "r_", "k_", *["j_"] * (len(sizes) - 1)]
    entry = ["sum", "k_", ["range", inner], ["*", ["at", "l_", "i_", "k_"], right]]
    return ["let", [["l_", a[0]], ["r_", a[1]]], _table(sizes, entry)]


def _call(e: Expr, a: list[Any], prefix: str) -> Any:
    definition, env = e.info
    new = f"{definition.name}_"
    sizes = [[new + s, _size(t, prefix)] for s, t in env.items()]
    arguments = [[new + p.info[0], x] for p, x in zip(definition.parameters, a, strict=True)]
    return ["let", sizes + arguments, to_json(definition.body, new)]


def _domain(t: Type, prefix: str) -> Any:
    if t.kind == "index":
        return ["range", _size(t.sizes[0], prefix)]
    if t.kind == "set":
        return ["subsets", _size(t.sizes[0], prefix)]
    raise NotEvaluable(f"a quantifier over {t.latex()}")


def _binder(e: Expr, prefix: str) -> Any:
    out = to_json(e.args[0], prefix)
    if e.op == "comprehension":
        b = e.info[0]
        return ["support", ["list", prefix + b.info[0], _domain(b.type, prefix), ["if", out, 1, 0]]]
    name = e.op if e.op in ("sum", "forall", "exists") else "list"
    for b in reversed(e.info):
        out = [name, prefix + b.info[0], _domain(b.type, prefix), out]
    return out


def shape(t: Type, x: Any, level: int = 0) -> Any:
    """The evaluator's expression for "x is a value of this type": a value of the wrong shape is no counterexample."""

    def each(of: Type, n: Any) -> Any:
        inner = f"shape{level}"
        return ["and", ["=", ["length", x], n], ["forall", inner, x, shape(of, inner, level + 1)]]

    match t.kind:
        case "nat":
            return ["and", [">=", x, 0], ["=", ["length", ["range", x]], x]]
        case "index":
            return ["in", x, ["range", t.sizes[0]]]
        case "set":
            return ["in", x, ["subsets", t.sizes[0]]]
        case "vec":
            return each(Type("scalar"), t.sizes[0])
        case "mat":
            return each(Type("vec", (t.sizes[1],)), t.sizes[0])
        case "family":
            return each(t.part(), t.sizes[0])
        case "map":
            raise NotEvaluable("an unknown map")
        case _:
            return ["or", x, ["not", x]] if t.kind == "bool" else ["<=", x, x]
