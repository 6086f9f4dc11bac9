"""Third reader: the Rocq proposition that a kernel proof must have as its type."""

from __future__ import annotations

import re
from fractions import Fraction
from functools import cache
from typing import Any

from theory.typed.expression import Expr, walk
from theory.typed.table import TABLE
from theory.typed.types import BOOL, IllTyped, Type, need

_HOLE = re.compile(r"\{\d\}")
_WORD = re.compile(
    r"(?<![\w%':*\\^#|.])[A-Za-z_]\w*"
)  # no scope, no sort, no second half of a symbol or of a qualified name
BASE = "Vectors"  # the shared file with relu, dot, norm2: every proposition may use it


def header(files: list[str]) -> str:
    """The first lines of a generated file that uses these shared definitions."""
    return (
        "From mathcomp Require Import all_ssreflect all_algebra.\n"
        f"From Atlas Require Import {' '.join(files)}.\n"
        "Set Implicit Arguments. Unset Strict Implicit. Unset Printing Implicit Defensive.\n"
        "Import Order.Theory GRing.Theory Num.Theory.\nOpen Scope ring_scope.\n"
    )


def files_of(*expressions: Expr) -> list[str]:
    """Files of shared definitions that the expressions use."""
    found = {BASE: None}
    for e in expressions:
        for x in walk(e):
            if x.op == "call":
                found.setdefault(x.info[0].file)
    return list(found)


@cache
def own_words() -> frozenset[str]:
    """Names of Rocq that the readings of operations and types use: a variable of such a name would take their place.

    >>> "dot" in own_words()
    True
    """
    texts = [text for row in TABLE.values() for text in (row.rocq, row.truth)]
    return frozenset(word for text in texts for word in _WORD.findall(_HOLE.sub(" ", text))) | {
        "nat",
        "bool",
        "Ordinal",
        "isT",
    }


def to_rocq(e: Expr, boolean: bool = False) -> str:
    """A term or proposition; with ``boolean`` a truth value of type bool (no quantifier over an infinite type)."""

    def r(x: Expr) -> str:
        return to_rocq(x, boolean and x.type == BOOL)

    match e.op:
        case "var":
            return e.info[0]
        case "number" | "nat":
            return number(e.info) if e.op == "number" else f"{e.info}%N"
        case "index":
            return f"(@Ordinal {e.type.sizes[0]} {e.info} isT)"
        case "one" | "zero":
            return f"({'1%:M' if e.op == 'one' else '0'} : {e.type.rocq()})"
        case "pow":
            return f"({r(e.args[0])} ^+ {e.info})"
        case "indicator":
            return f"(({to_rocq(e.args[0], True)} : bool)%:R : R)"
        case "cond":
            return f"(if {to_rocq(e.args[0], True)} then {r(e.args[1])} else {r(e.args[2])})"
        case "call":
            need(not (boolean and e.type == BOOL), f"{e.info[0].name} is a proposition, not a truth value")
            return "(" + " ".join([e.info[0].name, *(r(a) for a in e.args)]) + ")"
        case "iff" if (
            not boolean
        ):  # an equation of truth values where both sides are decidable, as MathComp proofs prefer
            try:
                return f"({to_rocq(e.args[0], True)} = {to_rocq(e.args[1], True)})"
            except IllTyped:
                return f"({r(e.args[0])} <-> {r(e.args[1])})"
        case "and" | "or":
            return "(" + (TABLE[e.op].truth if boolean else TABLE[e.op].rocq).join(r(a) for a in e.args) + ")"
        case "cardinal" if e.args[0].op == "comprehension":  # compared with numbers, but scalars stand in the set
            return f"#|{r(e.args[0])}%R|"
        case "sum" | "matrix" | "vector" | "family" | "comprehension" | "forall" | "exists":
            return _binder(e, boolean)
        case _:
            row = TABLE[e.op]
            return (row.truth if boolean and e.type == BOOL and row.truth else row.rocq).format(*(r(a) for a in e.args))


def _binder(e: Expr, boolean: bool) -> str:
    first = e.info[0]
    name, size = first.info[0], first.type.sizes[0] if first.type.sizes else ""
    typed = f"{name} : {first.type.rocq()}"
    match e.op:
        case "sum" if first.type.kind == "set":
            return f"(\\sum_({typed}) {to_rocq(e.args[0])})"
        case "sum":
            return f"(\\sum_({name} < {size}) {to_rocq(e.args[0])})"
        case "matrix":
            indices = ", ".join(f"{b.info[0]} < {b.type.sizes[0]}" for b in e.info)
            return f"(\\matrix_({indices}) {to_rocq(e.args[0])})"
        case "vector":
            return f"(\\col_({name} < {size}) {to_rocq(e.args[0])})"
        case "family":
            return f"(fun {typed} => {to_rocq(e.args[0])})"
        case "comprehension":
            return f"[set {typed} | ({to_rocq(e.args[0], True)})%R]"  # also inside a number of elements
        case _:
            pass
    need(not boolean or first.type.kind in ("index", "set"), f"a truth value with a quantifier over {first.type.kind}")
    body = to_rocq(e.args[0], boolean)
    return f"[{e.op} {typed}, {body}]" if boolean else f"({e.op} {typed}, {body})"


def number(x: Fraction) -> str:
    """A rational number as a scalar."""
    if x in (0, 1):
        return str(x)
    n = f"{abs(x.numerator)}%:R" if x.denominator == 1 else f"({abs(x.numerator)}%:R / {x.denominator}%:R)"
    return f"(- {n})" if x < 0 else n


def literal(t: Type, v: Any, env: dict[str, int]) -> str:
    """A value of a type over the rationals, in the form that ``Instance.v`` computes with."""
    sizes = [env[s] if isinstance(s, str) else s for s in t.sizes]

    def rows(xs: Any, of: Any) -> str:
        return "[:: " + "; ".join(of(x) for x in xs) + "]" if len(xs) else "[::]"

    def num(x: Any) -> str:
        return number(Fraction(x))

    match t.kind:
        case "nat":
            return f"{v}%N"
        case "bool":
            return "true" if v else "false"
        case "index":
            return f"(@Ordinal {sizes[0]} {v} isT)"
        case "set":
            return f"[set i : 'I_{sizes[0]} | nat_of_ord i \\in ({rows(v, str)}%N : seq nat)]"
        case "vec":
            return f"(cv {sizes[0]} (nth 0 ({rows(v, num)} : seq R)))"
        case "mat":
            inner = rows(v, lambda r: rows(r, num))
            return f"(mx {sizes[0]} {sizes[1]} (fun i => nth 0 (nth [::] ({inner} : seq (seq R)) i)))"
        case "family":
            of = t.part()
            if not v:
                return f"(fun i : 'I_0 => match notF (ltn_ord i) with end : {of.at(env).rocq()})"
            if of.kind == "scalar":
                return f"(@fam R {sizes[0]} (nth 0 ({rows(v, num)} : seq R)))"
            values = rows(v, lambda x: literal(of, x, env))
            return f"(fun i : 'I_{sizes[0]} => nth {literal(of, v[0], env)} {values} i)"
        case _:
            return num(v)
