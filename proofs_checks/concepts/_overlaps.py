"""Concepts and neurons as 0/1 rows over points, with the exact scores between them, in the statement language."""

from __future__ import annotations

from collections.abc import Callable

from proofs_checks.concepts._contexts import let
from theory.formal import Expression, both, dot, exists, for_all, length, listing, names, span, total

C, A, J, R = names("C A J R")


def size(row: Expression) -> Expression:
    return total(row, lambda x: x, "x")


def jaccard(concept: Expression, neuron: Expression) -> Expression:
    common = dot(concept, neuron)
    return common / (size(concept) + size(neuron) - common)


def recall(concept: Expression, neuron: Expression) -> Expression:
    return dot(concept, neuron) / size(concept)


def scores(score: Callable[[Expression, Expression], Expression]) -> Expression:
    """The table of a score: a row for every concept."""
    return listing(C, lambda c: listing(A, lambda a: score(c, a), "a"), "c")


def is_table() -> dict[str, Expression]:
    """Hypotheses: rows of zeros and ones over the same points, none empty."""

    def rows(name):
        return for_all(names(name)[0], lambda r: both(for_all(r, lambda x: x * x == x, "x"), size(r) > 0), "r")

    return {"concepts": rows("C"), "neurons": rows("A")}


def mutual_pair(there: Expression, back: Expression) -> Expression:
    """A pair whose score is largest in its row of ``there`` and in its column of ``back``, whatever the ties."""
    body = lambda c, i: both(  # noqa: E731
        for_all(span(length(A)), lambda j: J[c, j] <= J[c, i], "j"),
        for_all(span(length(C)), lambda e: R[e, i] <= R[c, i], "e"),
    )
    return let(
        {"J": there, "R": back},
        exists(span(length(C)), lambda c: exists(span(length(A)), lambda i: body(c, i), "i0"), "c0"),
    )
