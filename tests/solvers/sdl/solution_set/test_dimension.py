from __future__ import annotations

import random
from fractions import Fraction

import numpy as np
import pytest

from solvers.exact.linear import combination, independent, kernel, rank
from solvers.sdl.solution_set.dimension import (
    contains,
    generic_dimension,
    is_strict,
    local_dimension,
    output,
    output_jacobian,
    pattern,
)
from solvers.sdl.solution_set.families import rational_rotation, rotation_point, sample_minimum, slide_encoder
from solvers.sdl.solution_set.path import Point
from tests.solvers.sdl.random_problems import JUMP, RELU, identity, sae, transcoder
from theory.sdl import Activation, Problem

F = Fraction


def strict_minimum(problem: Problem, rng: random.Random) -> Point:
    while True:
        found = sample_minimum(problem, rng, size=9)
        if is_strict(problem, found):
            return found


@pytest.mark.parametrize("activation", [RELU, JUMP])
def test_dimension_where_the_codes_have_full_column_rank(activation: Activation) -> None:
    """q p + r (q - n), decreasing in n."""
    rng = random.Random(1)
    for n, p, r, q in [(2, 2, 2, 2), (3, 2, 2, 4), (4, 3, 2, 5), (3, 3, 1, 3), (5, 2, 3, 6)]:
        problem = transcoder(n, p, r, q, activation, rng)
        found = local_dimension(problem, strict_minimum(problem, rng))
        assert found.dimension == generic_dimension(q, p, r, n) == q * (p + r) - n * r
        assert found.gauge == (q if activation is RELU else 0)


def test_jacobian_against_finite_differences() -> None:
    rng = random.Random(2)
    for activation in (RELU, JUMP, Activation("topk", k=2)):
        problem = sae(4, 3, 4, activation, rng)
        while True:
            at = Point.of(
                [[rng.randint(-9, 9) for _ in range(3)] for _ in range(4)],
                [[rng.randint(-3, 3) for _ in range(4)] for _ in range(3)],
            )
            if is_strict(problem, at):
                break
        jacobian = np.array(output_jacobian(problem, at), dtype=float)
        flat = [*(x for row in at.rows for x in row), *(x for column in at.columns for x in column)]
        step = F(1, 10**9)  # exact arithmetic: the error of the central difference is of this order, not of rounding
        for k in range(len(flat)):
            sides = []
            for sign in (1, -1):
                x = [y + sign * step * (i == k) for i, y in enumerate(flat)]
                rows, columns = [x[3 * i : 3 * i + 3] for i in range(4)], [x[12 + 3 * i : 15 + 3 * i] for i in range(4)]
                moved = Point(tuple(map(tuple, rows)), tuple(map(tuple, columns)))
                sides.append([y for row in output(problem, moved) for y in row])
            slope = [float((a - b) / (2 * step)) for a, b in zip(*sides, strict=True)]
            assert np.allclose(slope, jacobian[:, k], atol=1e-6)


def teacher(problem: Problem, rng: random.Random) -> tuple[Problem, Point]:
    """A random network of different patterns, and the transcoder problem whose targets are its outputs."""
    while True:
        at = Point.of(
            [[rng.randint(-9, 9) for _ in range(problem.p)] for _ in range(problem.width)],
            [[rng.randint(-4, 4) for _ in range(problem.width)] for _ in range(problem.r)],
        )
        on = pattern(problem, at)
        if is_strict(problem, at) and len(set(on)) == len(on) and min(map(len, on)) >= problem.p:
            v = list(zip(*output(problem, at), strict=True))
            made = Problem.transcoder(
                problem.features_in, v, activation=problem.activation, width=problem.width, name="teacher"
            )
            return made, at


def test_a_teacher_with_rich_patterns_is_locally_identifiable() -> None:
    rng = random.Random(3)
    problem, at = teacher(transcoder(8, 2, 3, 3, RELU, rng), rng)
    assert at.loss(problem) == 0
    found = local_dimension(problem, at)
    assert (found.dimension, found.gauge, found.beyond_gauge) == (3, 3, 0)


def test_a_split_neuron_is_singular() -> None:
    """Splitting a neuron in two equal halves: the kernel of the Jacobian is larger than the set, and both bounds show it."""
    rng = random.Random(4)
    problem, at = teacher(transcoder(8, 2, 3, 3, RELU, rng), rng)
    half = tuple(x / 2 for x in at.columns[0])
    split = Point((*at.rows, at.rows[0]), (half, *at.columns[1:], half))
    found = local_dimension(problem, split)
    assert found.dimension is None
    # neuron 4 may take any multiple of row 0 (1) and any share of the decoder (r = 3) on top of three scalings
    assert found.lower == 3 + 1 + 3
    assert found.upper == 3 + 1 + 3 + 2 - 1  # and any first-order change of its row, opposite in the other one


def test_samples_are_exact_members_and_fill_the_dimension() -> None:
    """Exact samples near a mixed solution of two neurons with one pattern: their differences span the whole dimension."""
    rng = random.Random(5)
    problem = Problem.sae(identity(2), activation=RELU, width=2)
    start = Point.of([[2, 1], [1, 2]], [[F(2, 3), F(-1, 3)], [F(-1, 3), F(2, 3)]])
    found = local_dimension(problem, start)
    assert (found.dimension, found.beyond_gauge) == (4, 2)
    samples = [slide_encoder(problem, start, rng) for _ in range(12)]
    assert all(moved.loss(problem) == 0 and contains(problem, start, moved) for moved in samples)
    assert (
        rank(
            [
                [x - y for a, b in zip(moved.rows, start.rows, strict=True) for x, y in zip(a, b, strict=True)]
                for moved in samples
            ]
        )
        == 4
    )
    with pytest.raises(ValueError, match="boundary"):
        slide_encoder(problem, Point.of(identity(2), identity(2)), rng)


def test_kernels_of_small_supports_are_free() -> None:
    """A neuron that is on for one feature of the plane may turn around it: one dimension beyond the gauge."""
    problem = Problem.transcoder(identity(2), [[1], [0]], activation=RELU, width=1)
    at = Point.of([[2, -1]], [[F(1, 2)]])
    found = local_dimension(problem, at)
    assert (found.dimension, found.gauge, found.beyond_gauge) == (2, 1, 1)
    assert slide_encoder(problem, at, random.Random(1)) != at


def test_rotations_are_exact_zeros_for_all_inputs() -> None:
    rng = random.Random(6)
    for p in (1, 2, 3):
        rotation = rational_rotation(p, rng)
        gram = [[sum(x * y for x, y in zip(a, b, strict=True)) for a in rotation] for b in rotation]
        assert gram == identity(p)
        problem = sae(5, p, 2 * p + 1, RELU, rng)
        found = rotation_point(problem, rotation)
        assert found.loss(problem) == 0
    with pytest.raises(ValueError, match="orthogonal"):
        rotation_point(problem, [[F(2), F(0), F(0)], [F(0), F(1), F(0)], [F(0), F(0), F(1)]])
    with pytest.raises(ValueError, match="2p = 6"):
        rotation_point(sae(5, 3, 5, RELU, rng), rotation)


def test_strictness() -> None:
    relu = Problem.sae(identity(2), activation=RELU, width=2)
    assert not is_strict(relu, Point.of(identity(2), identity(2)))
    top = Problem.sae(identity(2), activation=Activation("topk", k=1), width=2)
    assert not is_strict(top, Point.of([[1, 1], [1, 2]], identity(2)))
    assert is_strict(top, Point.of([[2, 1], [1, 2]], identity(2)))
    assert not is_strict(top, Point.of([[2, 0], [-1, 0]], identity(2)))
    with pytest.raises(ValueError, match="boundary"):
        local_dimension(relu, Point.of(identity(2), identity(2)))


def test_exact_linear_algebra_against_numpy() -> None:
    rng = random.Random(7)
    for _ in range(40):
        rows = [[F(rng.randint(-2, 2), rng.randint(1, 3)) for _ in range(4)] for _ in range(rng.randint(1, 5))]
        a = np.array(rows, dtype=float)
        assert rank(rows) == np.linalg.matrix_rank(a) == len(independent(rows))
        for x in kernel(rows, 4):
            assert all(sum(c * y for c, y in zip(row, x, strict=True)) == 0 for row in rows)
        assert len(kernel(rows, 4)) == 4 - rank(rows)
        weights = [F(rng.randint(-3, 3)) for _ in rows]
        target = [sum(c * row[j] for c, row in zip(weights, rows, strict=True)) for j in range(4)]
        found = combination(target, rows)
        assert found is not None
        assert [sum(c * row[j] for c, row in zip(found, rows, strict=True)) for j in range(4)] == target
        outside = kernel(rows, 4)
        if outside:
            assert combination(outside[0], rows) is None  # orthogonal to every row and not zero
