"""Exact samples of the solution set beyond the gauge.

Each function returns points with exactly the same output on every feature as the point they start from (or an exact
zero of the loss), which is verified before they are returned.
"""

from __future__ import annotations

import random
from collections.abc import Sequence
from fractions import Fraction

from solvers.exact.linear import Row, combination, inner, kernel, rank
from solvers.sdl.solution_set.code_space import (
    best_output,
    code_dimension,
    code_row,
    made_spanning,
    require_elementwise,
)
from solvers.sdl.solution_set.dimension import codes, contains, encoder_freedom, is_strict, output, pattern
from solvers.sdl.solution_set.path import Point
from theory.sdl import Problem


def rational_rotation(p: int, rng: random.Random, *, size: int = 3) -> list[Row]:
    """A rational orthogonal p x p matrix, ``(I - S)^-1 (I + S)`` for a random skew matrix S (Cayley).

    >>> rational_rotation(2, random.Random(1))
    [[Fraction(5, 13), Fraction(12, 13)], [Fraction(-12, 13), Fraction(5, 13)]]
    """
    skew = [[Fraction(0)] * p for _ in range(p)]
    for i in range(p):
        for j in range(i):
            skew[i][j] = Fraction(rng.randint(-size, size), rng.randint(1, size))
            skew[j][i] = -skew[i][j]
    unit = [[Fraction(int(i == j)) for j in range(p)] for i in range(p)]
    minus = [[x - y for x, y in zip(a, b, strict=True)] for a, b in zip(unit, skew, strict=True)]
    columns: list[Row] = []
    for j in range(p):
        solved = combination([unit[i][j] + skew[i][j] for i in range(p)], list(zip(*minus, strict=True)))
        assert solved is not None  # I - S is invertible for every skew S
        columns.append(solved)
    return [list(row) for row in zip(*columns, strict=True)]


def rotation_point(problem: Problem, rotation: Sequence[Sequence[Fraction]]) -> Point:
    """``W_E = [Q; -Q; 0]``, ``W_D = [Q^T, -Q^T, 0]``: the identity map, a zero of every ReLU SAE loss of width q >= 2p.

    ``x = Q^T (Qx)_+ - Q^T (-Qx)_+`` for every x, so the true loss vanishes too.
    Raises ValueError for another activation, for transcoders, or when q < 2p.
    """
    p, q = problem.p, problem.width
    if problem.activation.kind != "relu" or problem.features_in != problem.features_out or q < 2 * p:
        raise ValueError(f"the rotation family needs a ReLU SAE of width at least 2p = {2 * p}; this one has width {q}")
    rows = [list(row) for row in rotation]
    negative = [[-x for x in row] for row in rows]
    zero = [[Fraction(0)] * p] * (q - 2 * p)
    frame = tuple(tuple(row) for row in rows + negative + zero)
    point = Point(frame, frame)
    if point.loss(problem) != 0:
        raise ValueError("rotation: not an orthogonal matrix")
    return point


def decoders(problem: Problem, rows: Sequence[Sequence[Fraction]], target: list[Row]) -> tuple[list[Row], list[Row]]:
    """All decoders with ``W_D Z = target``: one of them (r x q) and a basis of ``{x : x Z = 0}``, to be added row by row.

    Raises ValueError when there is none.
    """
    z = [code_row(problem, row) for row in rows]
    first = [combination(x, z) for x in target]
    if any(row is None for row in first):
        raise ValueError("no decoder reaches this output with these codes; a row of it is outside their span")
    return [row for row in first if row is not None], kernel(list(zip(*z, strict=True)), len(z))


def sample_minimum(problem: Problem, rng: random.Random, *, size: int = 4) -> Point:
    """A random exact global minimiser of a ReLU or JumpReLU problem of width q >= s.

    Random integer encoder rows (those that a full span needs are added when they miss it), then a random decoder from the
    affine space of optimal ones.
    """
    require_elementwise(problem)
    q, level = problem.width, problem.activation.theta or Fraction(0)
    needed = code_dimension(problem)
    if q < needed:
        raise ValueError(f"width {q} is below s = {needed}: the best loss over all widths need not be reached")
    scale = 1 + abs(level)
    rows = [[scale * rng.randint(-size, size) for _ in range(problem.p)] for _ in range(q)]
    if rank([code_row(problem, row) for row in rows]) < needed:
        rows = made_spanning(problem, rows)
        rng.shuffle(rows)
    decoder, free = decoders(problem, rows, best_output(problem))
    for row in free:
        for target in decoder:
            weight = Fraction(rng.randint(-size, size), rng.randint(1, size))
            target[:] = [x + weight * y for x, y in zip(target, row, strict=True)]
    return Point.of(rows, decoder)


def slide_encoder(problem: Problem, point: Point, rng: random.Random, *, tries: int = 40) -> Point:
    """Move encoder rows inside their patterns without changing the row space of Z, and decode again to the same output.

    Rows with the same pattern are mixed, and each row gets a random vector orthogonal to the features it is on for; steps
    are halved until the pattern is kept.  Raises ValueError when the pattern is not strict.
    """
    if not is_strict(problem, point):
        raise ValueError("a pre-activation lies on the boundary of its pattern; move the point into a pattern first")
    on, reference = pattern(problem, point), output(problem, point)
    steps = [_random_combination(free, problem.p, rng) for free in encoder_freedom(problem, point)]
    size = Fraction(1)
    for _ in range(tries):
        rows = tuple(
            tuple(x + size * y for x, y in zip(row, step, strict=True))
            for row, step in zip(point.rows, steps, strict=True)
        )
        moved = Point(rows, point.columns)
        z = codes(problem, moved)
        if is_strict(problem, moved) and pattern(problem, moved) == on and rank(z) == rank(codes(problem, point)):
            decoder = [combination(x, z) for x in reference]
            found = Point.of(rows, [row for row in decoder if row is not None])
            assert contains(problem, point, found)  # the row space of Z is unchanged
            return found
        size /= 2
    raise ValueError(f"no step down to {size} keeps the pattern; give more tries")


def _random_combination(directions: list[Row], p: int, rng: random.Random) -> tuple[Fraction, ...]:
    weights = [Fraction(rng.randint(-3, 3), 3) for _ in directions]
    return tuple(inner(weights, [row[c] for row in directions]) for c in range(p))
