"""Typed statements: written once, read as LaTeX, by the exact evaluator, and as the Rocq proposition of a kernel proof."""

from theory.typed.build import (
    Definition,
    absolute,
    binomial,
    both,
    by_entries,
    cardinal,
    column,
    cond,
    dot,
    either,
    exists,
    for_all,
    iff,
    implies,
    indicator,
    inside,
    larger,
    listed,
    member,
    negation,
    norm2,
    one,
    rank,
    relu,
    scalar,
    size,
    smaller,
    tabulate,
    those,
    total,
    transposed,
    var,
    zero,
)
from theory.typed.by_hand import ByHand
from theory.typed.expression import Expr
from theory.typed.statement import TypedStatement
from theory.typed.types import (
    BOOL,
    NAT,
    SCALAR,
    IllTyped,
    NotEvaluable,
    Type,
    family,
    index,
    maps,
    mat,
    subset,
    vec,
)

__all__ = [
    "BOOL", "NAT", "SCALAR", "ByHand", "Definition", "Expr", "IllTyped", "NotEvaluable", "Type", "TypedStatement",
    "absolute", "binomial", "both", "by_entries", "cardinal", "column", "cond", "dot", "either", "exists", "family",
    "for_all", "iff", "implies", "index", "indicator", "inside", "larger", "listed", "maps", "mat", "member",
    "negation", "norm2", "one", "rank", "relu", "scalar", "size", "smaller", "subset", "tabulate", "those", "total",
    "transposed", "var", "vec", "zero",
]  # fmt: skip
