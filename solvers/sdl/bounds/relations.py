"""The best loss of any width: what linear relations between the codes of all neurons forbid.

Legend: S is the span of all code rows (:mod:`solvers.sdl.solution_set.code_space`); a relation is a vector c orthogonal to S.  The loss of
every network is at least the weighted squared distance of the targets to S; kind ``code_relations``.
"""

from __future__ import annotations

from fractions import Fraction

from solvers.exact.linear import Row, inner, kernel
from solvers.sdl.critical.exact_point import accepted
from solvers.sdl.solution_set.code_space import code_dimension, code_row, spanning_rows
from theory.certificates import seal
from theory.claims import Certificate
from theory.exact import json_tree, to_json
from theory.sdl import Problem


def relations_bound(problem: Problem) -> tuple[Fraction, Certificate] | None:
    """The lower bound for every width of a rational problem, with its certificate; None when it is 0.

    Positive only for transcoders whose targets break a relation: under relu, antipodal features with dependent directions, or
    features on one ray with other targets than their lengths ask for; under jumprelu and topk, equal features with different targets.

    >>> from theory.sdl import Activation
    >>> twice = [[1, 0], [1, 0]]
    >>> relations_bound(Problem.transcoder(twice, [[0], [2]], activation=Activation("relu"), width=9))[0]
    Fraction(2, 1)
    >>> top2 = Activation("topk", k=2)
    >>> relations_bound(Problem.transcoder(twice, [[0], [2]], activation=top2, width=9))[0]
    Fraction(2, 1)
    """
    if problem.field is not None:
        return None
    relations: list[Row] = []
    for c in _spanning_relations(problem):
        for other in relations:  # Gram-Schmidt for the product sum c_d e_d / M_d
            factor = _product(problem, c, other) / _product(problem, other, other)
            c = [x - factor * y for x, y in zip(c, other, strict=True)]
        relations.append(c)
    targets = list(zip(*problem.features_out, strict=True))
    values = [sum((inner(c, t) ** 2 for t in targets), Fraction(0)) / _product(problem, c, c) for c in relations]
    bound = sum(values, Fraction(0))
    if not bound:
        return None
    asserts = {
        "features_in": json_tree(problem.features_in),
        "features_out": None if problem.features_in == problem.features_out else json_tree(problem.features_out),
        "weights": json_tree(problem.weights),
        "activation": problem.activation.json(),
        "lower_bound": to_json(bound),
    }
    return bound, accepted(
        seal("code_relations", asserts, {"relations": json_tree(relations), "values": json_tree(values)})
    )


def _spanning_relations(problem: Problem) -> list[Row]:
    """A basis of the relations that all codes satisfy (relu), or of those between equal features."""
    if problem.activation.kind == "relu":
        if code_dimension(problem) == problem.n:
            return []
        return kernel([code_row(problem, row) for row in spanning_rows(problem)], problem.n)
    first: dict[tuple[object, ...], int] = {}
    out: list[Row] = []
    for d, w in enumerate(problem.features_in):
        c = [Fraction(0)] * problem.n
        c[d], c[first.setdefault(tuple(w), d)] = Fraction(1), Fraction(-1)
        if first[tuple(w)] != d:
            out.append(c)
    return out


def _product(problem: Problem, c: Row, e: Row) -> Fraction:
    return sum((x * y / m for x, y, m in zip(c, e, problem.weights, strict=True)), Fraction(0))  # type: ignore[misc]
