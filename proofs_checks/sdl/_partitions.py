"""Sub-partitions of a small set inside certificates: disjoint nonempty blocks, the other elements dropped.

A sub-partition of {0..n-1} is a word ``f`` with ``f(i) = 0`` for dropped elements and blocks numbered 1, 2, ... in the order of their
first elements; all words over {0..n} are enumerated by the checker and the others are discarded.
"""

from __future__ import annotations

from fractions import Fraction
from typing import Any

from theory.formal import Expression, both, largest, op, product, span, total


def words(n: int) -> Expression:
    """All words of length n over 0..n."""
    return op("product_set", *([op("range", n + 1)] * n))


def canonical(word: Expression, n: int) -> Expression:
    """Blocks are numbered in the order of their first elements."""
    conditions = []
    for i in range(n):
        before: list[Any] = [word[j] for j in range(i)]
        conditions.append(word[i] <= largest(0, *before) + 1)
    return both(*conditions)


def block_size(word: Expression, k: Expression, n: int) -> Expression:
    return total(span(n), lambda i: op("if", word[i] == k, 1, 0), "i")


def count(n: int, weight: Any, *, name: str = "f") -> Expression:
    """Sum of ``weight(word)`` over all sub-partitions of n elements."""
    return total(words(n), lambda word: op("if", canonical(word, n), weight(word), 0), name)


def block_product(n: int, weight: Any) -> Any:
    """For a word: the product over its blocks of ``weight(size)``; an empty block number counts 1."""

    def of(word: Expression) -> Expression:
        return product(
            op("range", 1, n + 1),
            lambda k: op("if", block_size(word, k, n) == 0, 1, weight(block_size(word, k, n))),
            "k",
        )

    return of


def series(coefficients: list[Any], n: int) -> list[Any]:
    """The first n + 1 coefficients of exp of a power series without constant term, in Fractions: g' = h' g."""
    h = [Fraction(c) for c in coefficients] + [Fraction(0)] * (n + 1)
    g = [Fraction(1)]
    for m in range(1, n + 1):
        g.append(sum((k * h[k] * g[m - k] for k in range(1, m + 1)), Fraction(0)) / m)
    return g
