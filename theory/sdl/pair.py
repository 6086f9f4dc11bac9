r"""Two orthonormal features of weight 1 in the plane, and 2 x 2 matrices by their entries; ``table2`` is the same as in ``Pair.v``."""

from __future__ import annotations

from typing import Any

from theory.sdl.formal import loss, topk_codes, weighted
from theory.typed import NAT, SCALAR, Definition, Expr, cond, listed, one, ordinal, tabulate, var
from theory.typed.expression import lift

FEATURES, WEIGHTS = one(2), listed(2, lambda d: lift(1), "d")


def _table2() -> Definition:
    a, b, c, d = (var(name, SCALAR) for name in "abcd")
    rows = tabulate(
        2, 2, lambda i, k: cond(ordinal(i) == 1, cond(ordinal(k) == 1, a, b), cond(ordinal(k) == 1, c, d)), "i k"
    )
    return Definition("table2", (a, b, c, d), rows, r"\begin{{pmatrix}}{0}&{1}\\{2}&{3}\end{{pmatrix}}", "Pair")


table2 = _table2()
DEFINITIONS = (table2,)


def table(rows: list[list[Any]]) -> Expr:
    """A 2 x 2 matrix by its rows."""
    return table2(*(lift(x) for row in rows for x in row))


def relu_loss(decoder: Expr, encoder: Expr) -> Expr:
    """The single-feature loss of the pair under ReLU."""
    return loss(decoder, encoder, FEATURES, FEATURES, WEIGHTS)


def top_1_loss(decoder: Expr, encoder: Expr) -> Expr:
    """The single-feature loss of the pair under Top-1 of ReLU."""
    return weighted(FEATURES - decoder @ topk_codes(lift(1, NAT), encoder @ FEATURES), WEIGHTS)
