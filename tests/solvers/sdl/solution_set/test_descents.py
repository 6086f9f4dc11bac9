from __future__ import annotations

import random
from fractions import Fraction

import numpy as np
import pytest

from solvers.exact.linear import rank
from solvers.sdl.solution_set.code_space import best_loss, best_output, code_dimension, code_row, spanning_rows
from solvers.sdl.solution_set.descents import path_below, path_between_minima, path_to_minimum
from solvers.sdl.solution_set.families import rational_rotation, rotation_point, sample_minimum
from solvers.sdl.solution_set.path import Point
from tests.solvers.sdl.random_problems import JUMP, RELU, identity, point, sae, transcoder
from theory.certificates import check
from theory.sdl import Activation, Problem

F = Fraction
PAIRS = [[F(1), F(0)], [F(-1), F(0)], [F(3, 5), F(4, 5)], [F(-3, 5), F(-4, 5)], [F(0), F(1)], [F(0), F(-1)]]
DEPENDENCE = [F(3, 5), F(-3, 5), F(-1), F(1), F(4, 5), F(-4, 5)]


def test_antipodal_pairs_lose_one_code_dimension() -> None:
    """Three antipodal pairs in the plane: a target along their one dependence cannot be lowered by any width."""
    problem = Problem.transcoder(PAIRS, [[c] for c in DEPENDENCE], activation=RELU, width=5)
    assert code_dimension(problem) == 5
    assert best_loss(problem) == sum(c * c for c in DEPENDENCE) == 4
    assert code_dimension(Problem.sae(PAIRS, activation=JUMP, width=6)) == 6


@pytest.mark.parametrize("activation", [RELU, JUMP, Activation("jumprelu", theta=F(-1, 3))])
def test_code_dimension_against_many_random_rows(activation: Activation) -> None:
    """The formula against the rank of the codes of 400 random rows, on degenerate integer features."""
    rng = random.Random(7)
    for _ in range(25):
        p = rng.randint(1, 3)
        w = [[rng.randint(-2, 2) for _ in range(p)] for _ in range(rng.randint(1, 5))]
        w = [row for row in w if any(row)] or [[1] * p]
        problem = Problem.sae(w, activation=activation, width=1)
        rows = [[F(rng.randint(-60, 60), rng.randint(1, 40)) for _ in range(p)] for _ in range(400)]
        found = rank([code_row(problem, row) for row in rows])
        assert found == code_dimension(problem) == len(spanning_rows(problem)), w


def test_best_output_is_the_least_squares_fit_of_numpy() -> None:
    rng = random.Random(8)
    for _ in range(10):
        problem = Problem.transcoder(
            PAIRS,
            [[rng.randint(-3, 3) for _ in range(2)] for _ in PAIRS],
            weights=[F(rng.randint(1, 5)) for _ in PAIRS],
            activation=RELU,
            width=5,
        )
        m = np.sqrt(np.array([float(x) for x in problem.weights]))
        basis = np.array([[float(x) for x in code_row(problem, row)] for row in spanning_rows(problem)])
        v = np.array([[float(x) for x in row] for row in problem.features_out]).T
        fit = np.linalg.lstsq((basis * m).T, (v * m).T, rcond=None)[0].T @ basis
        assert np.allclose(fit, np.array(best_output(problem), dtype=float), atol=1e-9)  # conditioning of the basis


@pytest.mark.parametrize("activation", [RELU, JUMP])
def test_descending_paths_from_random_points(activation: Activation) -> None:
    rng = random.Random(11)
    for _ in range(12):
        n, p = rng.randint(1, 4), rng.randint(1, 3)
        problem = rng.choice([sae(n, p, 1, activation, rng), transcoder(n, p, 2, 1, activation, rng)])
        width = code_dimension(problem) + rng.randint(0, 2)
        path = path_to_minimum(problem, point(problem, width, rng))
        assert len(path.moves) <= 3
        assert path.end.loss(problem) == best_loss(problem)
        check(path.certificate("nonincreasing"))


@pytest.mark.parametrize("activation", [RELU, JUMP])
def test_constant_paths_between_random_minima(activation: Activation) -> None:
    rng = random.Random(12)
    for _ in range(12):
        n, p = rng.randint(1, 4), rng.randint(1, 3)
        base = rng.choice([sae(n, p, 1, activation, rng), transcoder(n, p, 2, 1, activation, rng)])
        width = code_dimension(base) + 1 + rng.randint(0, 1)
        problem = Problem.transcoder(
            base.features_in, base.features_out, weights=base.weights, activation=activation, width=width
        )
        ends = [sample_minimum(problem, rng) for _ in range(2)]
        path = path_between_minima(problem, *ends)
        assert (path.start, path.end) == tuple(ends)
        says = check(path.certificate("constant"))
        assert says.startswith("the loss stays constant")
        assert f"from the loss {best_loss(problem)} to {best_loss(problem)}" in says


def test_paths_at_a_positive_minimum() -> None:
    """The dependent pairs with a target partly outside S: the minimum is positive, and the paths still exist."""
    rng = random.Random(13)
    target = [[c + (d == 0)] for d, c in enumerate(DEPENDENCE)]
    problem = Problem.transcoder(PAIRS, target, activation=RELU, width=6)
    assert best_loss(problem) > 0
    path = path_below(problem, point(problem, 6, rng), point(problem, 6, rng))
    down = path_to_minimum(problem, path.start)
    assert down.end.loss(problem) == best_loss(problem)
    level = best_loss(problem)
    middle = path_between_minima(problem, down.end, path_to_minimum(problem, path.end).end)
    assert f"from the loss {level} to {level}" in check(middle.certificate("constant"))


def test_a_rotation_is_joined_to_the_recovered_solution() -> None:
    w = [[F(1), F(0)], [F(-1), F(0)], [F(0), F(1)], [F(0), F(-1)]]
    problem = Problem.sae(w, activation=RELU, width=5)
    recovered = Point.of([*w, [0, 0]], [[*column, 0] for column in zip(*w, strict=True)])
    rotated = rotation_point(problem, rational_rotation(2, random.Random(1)))
    assert "from the loss 0 to 0" in check(path_between_minima(problem, recovered, rotated).certificate("constant"))


def test_neurons_at_rest_do_not_move() -> None:
    rng = random.Random(14)
    problem = sae(3, 2, 5, RELU, rng)
    start = point(problem, 5, rng)
    path = path_to_minimum(problem, start, fixed=[1, 3])
    certificate = path.certificate("nonincreasing")
    assert "the neurons [1, 3] are at rest" in check(certificate)
    assert path.end.loss(problem) == 0
    assert [path.end.rows[i] for i in (1, 3)] == [start.rows[i] for i in (1, 3)]


def test_what_is_refused() -> None:
    problem = Problem.sae(identity(2), activation=RELU, width=2)
    exact = Point.of(identity(2), identity(2))
    with pytest.raises(ValueError, match=r"s\+1"):
        path_between_minima(problem, exact, exact)
    with pytest.raises(ValueError, match="free neurons"):
        path_to_minimum(problem, Point.of([[1, 0]], [[1], [0]]))
    wide = Point.of([[1, 0], [0, 1], [1, 1]], [[1, 0, 0], [0, 1, 0]])
    with pytest.raises(ValueError, match="not a global minimiser"):
        path_between_minima(problem, wide, Point.of([[1, 0], [0, 1], [1, 1]], [[1, 0, 1], [0, 1, 0]]))
    with pytest.raises(ValueError, match="at rest"):
        path_between_minima(problem, wide, Point.of([[2, 0], [0, 1], [1, 1]], [["1/2", 0, 0], [0, 1, 0]]), fixed=[0])
    with pytest.raises(ValueError, match="topk"):
        path_to_minimum(Problem.sae(identity(2), activation=Activation("topk", k=1), width=2), exact)
