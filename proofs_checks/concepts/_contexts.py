"""Formal contexts in the statement language: derivations, closures, and decisions over all small contexts.

A context is a 0/1 matrix ``K`` (rows are objects); ``T`` is its transpose.  A set is an increasing list of indices.
``prime(R, S)`` lists the rows of ``R`` that have a 1 at all places of ``S``: ``B' = prime(K, B)``, ``A' = prime(T, A)``.
"""

from __future__ import annotations

import itertools
import random
from collections.abc import Callable, Sequence
from typing import Any

import numpy as np

from theory.certificates import seal
from theory.claims import Budget, Certificate
from theory.concepts import FormalContext
from theory.concepts.context import Mask
from theory.evidence import as_data
from theory.formal import Expression, both, expr, for_all, length, names, op, span
from theory.statement import Statement

K, T, A, B = names("K T A B")
# every context of these shapes is decided in seconds; the full profile adds the 512 contexts of shape 3 x 3
QUICK_SIZES = ((1, 1), (1, 2), (2, 1), (2, 2), (2, 3), (3, 2))

DEFINITIONS: dict[str, Any] = {
    "prime": [
        "lambda",
        ["R", "S"],
        ["support", ["list", "r", "R", ["product", "s", "S", ["at", "r", "s"]]]],
    ],
    "within": ["lambda", ["S", "U"], ["forall", "s", "S", ["in", "s", "U"]]],
    "meet": [
        "lambda",
        ["S", "U", "n"],
        ["support", ["list", "i", ["range", "n"], ["if", ["and", ["in", "i", "S"], ["in", "i", "U"]], 1, 0]]],
    ],
    "join": [
        "lambda",
        ["S", "U", "n"],
        ["support", ["list", "i", ["range", "n"], ["if", ["or", ["in", "i", "S"], ["in", "i", "U"]], 1, 0]]],
    ],
    "minus": [
        "lambda",
        ["S", "U", "n"],
        ["support", ["list", "i", ["range", "n"], ["if", ["and", ["in", "i", "S"], ["not", ["in", "i", "U"]]], 1, 0]]],
    ],
}


def sizes(budget: Budget) -> tuple[tuple[int, int], ...]:
    """The shapes of contexts that are decided completely."""
    return QUICK_SIZES if budget.profile == "quick" else (*QUICK_SIZES, (3, 3))


def call(name: str, *arguments: Any) -> Expression:
    """A definition applied to arguments."""
    return op("call", name, *arguments)


def prime(table: Expression, chosen: Any) -> Expression:
    """The rows of ``table`` that have a 1 at every chosen place."""
    return call("prime", table, chosen)


def extent(chosen: Any) -> Expression:
    """``B'`` in the context ``K``."""
    return prime(K, chosen)


def intent(chosen: Any) -> Expression:
    """``A'`` in the context ``K`` with transpose ``T``."""
    return prime(T, chosen)


def within(small: Any, large: Any) -> Expression:
    """Inclusion of sets."""
    return call("within", small, large)


def let(bindings: dict[str, Any], body: Any) -> Expression:
    """``let`` inside an expression."""
    return Expression(["let", [[name, expr(value).json] for name, value in bindings.items()], expr(body).json])


def contexts(n: int, d: int, first: Sequence[int] | None = None) -> Expression:
    """All 0/1 matrices with n rows and d columns, or those of them that begin with the row ``first``."""
    row = op("product_set", *[[0, 1]] * d)
    return op("product_set", *([row] * n if first is None else [[list(first)], *[row] * (n - 1)]))


def every_context(n: int, d: int, body: Any, first: Sequence[int] | None = None) -> Expression:
    """For all contexts with n objects and d attributes (and this first row), ``T`` being the transpose."""
    return Expression(["forall", "K", contexts(n, d, first).json, let({"T": op("transpose", K)}, body).json])


def by_first_row(body: Callable[..., Expression], n: int, d: int, *, means: str) -> tuple[Certificate, ...]:
    """A decision over the contexts of one shape that is too long for one check: a certificate for each of the 2^d first rows.

    ``body(n, d, first)`` is the statement about all contexts that begin with ``first``; every context begins with one of these rows.
    """
    rows = itertools.product((0, 1), repeat=d)
    return tuple(
        decision(body(n, d, row), means=f"{means}, {n} x {d} with the first row {' '.join(map(str, row))}")
        for row in rows
    )


def decision(*holds: Expression, means: str, extra: dict[str, Any] | None = None) -> Certificate:
    """A complete exact decision: every expression is true."""
    asserts = {"holds": op("and", *holds).json, "definitions": {**_used(holds, extra)}, "means": means}
    return seal("evaluation", asserts, {})


def small_contexts(
    budget: Budget,
    body: Callable[..., Expression],
    n: int,
    d: int,
    *,
    means: str,
    sizes: Sequence[tuple[int, int]] = QUICK_SIZES,
) -> tuple[Certificate, ...]:
    """One certificate for the small shapes; in the full profile one more for each first row of an n x d context."""
    quick = decision(*(body(*size) for size in sizes), means=means)
    return (quick, *(by_first_row(body, n, d, means=means) if budget.profile == "full" else ()))


def against(
    variables: dict[str, Any],
    hypotheses: dict[str, Expression],
    conclusion: Expression,
    *,
    means: str,
    extra: dict[str, Any] | None = None,
) -> Certificate:
    """A counterexample; when ``K`` is a variable, ``T`` is its transpose."""
    asserts: dict[str, Any] = {
        "variables": list(variables),
        "hypotheses": {k: h.json for k, h in hypotheses.items()},
        "conclusion": conclusion.json,
        "definitions": _used((*hypotheses.values(), conclusion), extra),
        "means": means,
    }
    if "K" in variables:
        asserts["let"] = [["T", ["transpose", "K"]]]
    return seal("counterexample", asserts, {"assignment": {k: as_data(v) for k, v in variables.items()}})


def _used(expressions: tuple[Expression, ...], extra: dict[str, Any] | None) -> dict[str, Any]:
    """The definitions that occur, so that a certificate shows no more than it uses; order is kept."""
    known = {**DEFINITIONS, **(extra or {})}
    wanted: set[str] = set()
    todo: list[Any] = [e.json for e in expressions]
    while todo:
        node = todo.pop()
        if isinstance(node, list):
            if len(node) > 1 and node[0] == "call" and node[1] not in wanted:
                wanted.add(node[1])
                todo.append(known[node[1]])
            todo.extend(node)
    return {name: body for name, body in known.items() if name in wanted}


def random_table(rng: random.Random, n: int, d: int) -> Mask:
    """A random context as a boolean table; its density is random too, so that dead and full columns occur."""
    density = rng.choice((0.2, 0.5, 0.8))
    return np.array([[rng.random() < density for _ in range(d)] for _ in range(n)], dtype=bool).reshape(n, d)


def random_context(rng: random.Random, n: int, d: int) -> FormalContext:
    """The same as a context."""
    return FormalContext.from_bool(random_table(rng, n, d))


def random_mask(rng: random.Random, n: int) -> Mask:
    """A random set of points."""
    return np.array([rng.random() < 0.5 for _ in range(n)], dtype=bool)


def is_context() -> Expression:
    """K is a table of zeros and ones and T its transpose; both are there so that a table without rows keeps its columns."""
    return both(
        for_all(K, lambda r: both(length(r) == length(T), for_all(r, lambda x: x * x == x, "x")), "r"),
        for_all(T, lambda r: length(r) == length(K), "r"),
        for_all(span(length(K)), lambda g: for_all(span(length(T)), lambda m: K[g, m] == T[m, g], "m"), "g"),
    )


def is_set(chosen: Any, size: Any) -> Expression:
    """An increasing list of indices below ``size``."""
    s = expr(chosen)
    inside = for_all(span(length(s)), lambda i: op("in", s[i], span(size)), "i")
    return both(inside, for_all(span(1, length(s)), lambda i: s[i - 1] < s[i], "i"))


def context_statement(
    variables: str, hypotheses: dict[str, Expression], conclusion: Expression, bindings: dict[str, Any] | None = None
) -> Statement:
    """A formal statement about every finite context (K, T) and the further variables."""
    everything = {"context": is_context(), **hypotheses}
    let_ = bindings or {}
    used = _used((*everything.values(), conclusion, *(expr(v) for v in let_.values())), None)
    return Statement(("K", "T", *variables.split()), everything, conclusion, let_, used)


def context_point(table: list[list[int]], **others: Any) -> dict[str, Any]:
    """Values for such a statement."""
    return {"K": table, "T": [list(c) for c in zip(*table, strict=True)], **others}


CONTEXT = ("a table of zeros and ones, and its transpose", "what a context is")
SET_NOTE = "a form: increasing lists of indices"
