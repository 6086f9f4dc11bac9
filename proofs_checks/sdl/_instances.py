"""What several claims share: a user's problem in a formal statement, and seeded random exact instances.

Legend: variables ``activation, w_p, w_r, m, W_E, W_D`` as in ``theory.certificates.sdl``; feature vectors are rows of w_p, w_r.
"""

from __future__ import annotations

import random
from fractions import Fraction
from typing import Any

from theory.claims import InstanceReport
from theory.evidence import as_data, evaluation
from theory.exact import NumberField
from theory.formal import Expression, both, negation
from theory.sdl import Problem
from theory.statement import Statement

Vector = list[Fraction]
Matrix = list[Vector]


def report(
    statement: Statement, assignment: dict[str, Any], what: str, *, field: NumberField | None = None
) -> InstanceReport:
    """Decide a formal statement at one assignment, with a certificate for the answer."""
    let = {k: plain(v) for k, v in assignment.items()}
    failing = statement.violated_hypothesis(assignment, field=field)
    if failing is not None:
        shown = evaluation(negation(statement.hypotheses[failing]), let={**let, **statement.let}, field=field)
        return InstanceReport("hypothesis-fails", f"{what}: the hypothesis {failing} fails", (shown,))
    if not statement.holds(assignment, field=field):
        return InstanceReport(
            "violated", f"{what}: the conclusion fails", (statement.refuted_by(assignment, field=field),)
        )
    everything = both(*statement.hypotheses.values(), statement.conclusion)
    return InstanceReport("holds", what, (evaluation(everything, let={**let, **statement.let}, field=field),))


def plain(value: Any) -> Expression:
    """Numbers, nested lists or an activation, as an expression that is its own value."""
    return Expression(["data", as_data(value)])


def bad_features(problem: Problem, *, distinct: bool = False) -> InstanceReport | None:
    """The report that an input feature does not have norm 1, or (if asked for) that two features are equal; else None."""
    if any(sum((x * x for x in w), 0) != 1 for w in problem.features_in):
        return InstanceReport("hypothesis-fails", "unit-features: an input feature does not have norm 1")
    if distinct and problem.duplicates:
        return InstanceReport("hypothesis-fails", f"distinct-features: {problem.duplicates[0]} are equal")
    return None


def data_of(problem: Problem) -> dict[str, Any]:
    """``activation, w_p, w_r, m`` of a problem."""
    return {
        "activation": problem.activation.json(),
        "w_p": [list(w) for w in problem.features_in],
        "w_r": [list(v) for v in problem.features_out],
        "m": list(problem.weights),
    }


def unit_vector(rng: random.Random, size: int) -> Vector:
    """A rational point of the unit sphere, by inverse stereographic projection of a small rational point."""
    y = [Fraction(rng.randint(-4, 4), rng.randint(1, 4)) for _ in range(size - 1)]
    s = sum((x * x for x in y), Fraction(0))
    out = [2 * x / (1 + s) for x in y] + [(s - 1) / (1 + s)]
    return [-x for x in out] if rng.random() < 0.5 else out


def distinct_units(rng: random.Random, n: int, size: int) -> Matrix:
    """n different rational unit vectors; in one dimension there are only two."""
    out: Matrix = []
    while len(out) < n:
        w = unit_vector(rng, size)
        if w not in out:
            out.append(w)
    return out


def matrix(rng: random.Random, rows: int, columns: int, *, bound: int = 3) -> Matrix:
    """A rational matrix with entries of height at most ``bound``, zeros included."""
    return [[Fraction(rng.randint(-bound, bound), rng.randint(1, 2)) for _ in range(columns)] for _ in range(rows)]


def weights(rng: random.Random, n: int) -> Vector:
    """n positive rational weights."""
    return [Fraction(rng.randint(1, 5), rng.randint(1, 3)) for _ in range(n)]


def times(a: Matrix, x: Vector) -> Vector:
    """The product of a matrix and a vector."""
    return [sum((p * q for p, q in zip(row, x, strict=True)), Fraction(0)) for row in a]


def squared_distance(x: Vector, y: Vector) -> Fraction:
    """``|x - y|^2``."""
    return sum(((p - q) ** 2 for p, q in zip(x, y, strict=True)), Fraction(0))
