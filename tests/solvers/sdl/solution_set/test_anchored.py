from __future__ import annotations

import random
from fractions import Fraction

import pytest

from solvers.exact.linear import combination, rank
from solvers.sdl.solution_set.anchored import AnchoredProblem, anchored_freedom, cosines, unrecovered
from solvers.sdl.solution_set.descents import path_between_minima
from solvers.sdl.solution_set.dimension import codes
from solvers.sdl.solution_set.path import Point
from tests.solvers.sdl.random_problems import RELU, identity, sae
from theory.certificates import check
from theory.sdl import Activation, Problem

F = Fraction


def anchored(n: int, k: int, q: int) -> AnchoredProblem:
    return AnchoredProblem(Problem.sae(identity(n), activation=RELU, width=q), {i: i for i in range(k)})


@pytest.mark.parametrize(("n", "k"), [(n, k) for n in range(1, 6) for k in range(n + 1)])
def test_the_dimension_formula(n: int, k: int) -> None:
    """Orthonormal, q = n: (n - k)(n - k - 1) dimensions of codes modulo the gauge, at random positive Y."""
    rng, m = random.Random(10 * n + k), n - k
    while True:
        y = [[F(rng.randint(1, 9)) for _ in range(m)] for _ in range(m)]
        if rank(y) == m:
            break
    inverse = [combination(row, y) for row in identity(m)]
    columns = [[F(0)] * k + [row[i] for row in inverse if row is not None] for i in range(m)]
    problem = anchored(n, k, n)
    at = problem.place([[F(-1)] * k + row for row in y], columns)
    assert at.loss(problem.problem) == 0
    found = anchored_freedom(problem, at)
    assert found.exact
    assert found.codes_beyond_gauge == m * (m - 1)
    assert found.parameters == m * m + k * m  # and the free rows' values on anchored features, below zero


@pytest.mark.parametrize("n", range(2, 7))
def test_anchored_zeros_that_recover_nothing_else(n: int) -> None:
    for k in range(n):
        for q in range(n + (n - k == 1), n + 3):
            problem, at = anchored(n, k, q), unrecovered(n, k, q)
            assert at.loss(problem.problem) == 0
            assert problem.penalty(at) == 0
            assert max(cosines(problem.problem, at, problem.free)) <= 0.8 + 1e-12  # square roots of rationals


@pytest.mark.parametrize(("n", "k", "q"), [(1, 0, 3), (2, 1, 2), (3, 3, 4), (3, 1, 2)])
def test_where_the_construction_cannot_exist(n: int, k: int, q: int) -> None:
    with pytest.raises(ValueError, match="needs"):
        unrecovered(n, k, q)


def test_random_anchored_optima_and_a_path_between_them() -> None:
    rng = random.Random(1)
    problem = sae(4, 3, 7, RELU, rng)
    nailed = AnchoredProblem(problem, {0: 0, 1: 1})
    ends = [nailed.sample_optimum(rng) for _ in range(2)]
    for at in ends:
        assert at.loss(problem) == 0
        assert nailed.penalty(at) == 0
        assert rank([codes(problem, at)[i] for i in nailed.free]) == 4
    path = path_between_minima(problem, *ends, fixed=[0, 1])
    assert "from the loss 0 to 0" in check(path.certificate("constant"))


def test_anchors_that_conflict_with_zero_loss() -> None:
    """<w_1, w_2> = 3/5, both anchored, width 2: the loss is 18/25 although the minimum of the problem is 0."""
    w = [[F(1), F(0)], [F(3, 5), F(4, 5)]]
    problem = Problem.sae(w, activation=RELU, width=2)
    at = AnchoredProblem(problem, {0: 0, 1: 1}).place([], [])
    assert at.loss(problem) == F(18, 25)


def test_an_anchor_below_the_threshold_never_fires() -> None:
    problem = Problem.sae(identity(2), activation=Activation("jumprelu", theta=F(1)), width=2)
    at = AnchoredProblem(problem, {0: 0, 1: 1}).place([], [])
    assert codes(problem, at) == [[0, 0], [0, 0]]


def test_what_is_refused() -> None:
    with pytest.raises(ValueError, match="anchor 2"):
        AnchoredProblem(Problem.sae(identity(2), activation=RELU, width=2), {2: 0})
    with pytest.raises(ValueError, match="s = 2"):
        anchored(2, 1, 2).sample_optimum(random.Random(0))
    on_the_wall = Point.of(identity(2), identity(2))
    with pytest.raises(ValueError, match="boundary"):
        anchored_freedom(anchored(2, 1, 2), on_the_wall)
