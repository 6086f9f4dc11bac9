"""The exact infimum of one or two neurons in the plane, against descent, against many directions, and at degenerate features."""

from __future__ import annotations

import random
from fractions import Fraction
from pathlib import Path
from typing import Any

import pytest

from solvers.exact.real_roots import TooLarge
from solvers.sdl.bounds.plane import PlaneBound, applies, plane_bound
from solvers.sdl.bounds.plane_limit import approach
from solvers.sdl.bounds.plane_point import attaining_point
from tests.theory.certificates.fuzz.decisions import true
from theory.certificates import Rejected, check, seal
from theory.sdl import Activation, Problem, read_problem

FOLDER = Path(__file__).parent / "problems"


def quiet(_text: str) -> None:
    """No progress."""


def bound(problem: Problem) -> PlaneBound:
    return plane_bound(problem, Fraction(10**9), quiet)


def known(name: str) -> tuple[PlaneBound, Any, Any]:
    found = bound(read_problem(FOLDER / f"{name}.json"))
    return found, attaining_point(found), approach(found)


def test_least_loss_of_degree_12_is_attained_by_a_point_of_its_field() -> None:
    found, point, _ = known("root-of-degree-12")
    assert found.lower.degree == 12
    assert float(found.lower) == pytest.approx(5.494637976713303, rel=1e-14)
    assert point.root == found.lower
    assert point.pattern == [[1, 2], [0, 1, 3]]
    assert check(point.has_value())


def test_rational_least_loss_of_a_transcoder() -> None:
    found, point, _ = known("transcoder-in-the-plane")
    assert found.lower.value == point.loss == Fraction(638401, 2946756)


def test_one_neuron_and_24_features() -> None:
    found, point, _ = known("one-neuron-24-features")
    assert found.lower.degree == 2
    assert point.root == found.lower
    assert float(found.lower) == pytest.approx(220.44133427536735, rel=1e-14)


def test_infimum_that_is_not_attained() -> None:
    """Top-2 of two neurons is ReLU; the codes become parallel while the decoder grows."""
    found, point, certificate = known("irrational-not-attained")
    assert point is None
    assert certificate["asserts"]["attained"] is False
    assert float(found.lower) == pytest.approx(0.6311363591661328, rel=1e-13)


def test_jumprelu_infimum_at_the_edge_of_a_region() -> None:
    """103/2 - 100/3: on the support {0, 2} the gain grows towards 100/3 where the codes 1 and 3 come up to the threshold."""
    found, point, certificate = known("jumprelu-approached")
    assert found.lower.value == Fraction(103, 2) - Fraction(100, 3)
    assert point is None
    assert certificate["asserts"]["infimum"] == "109/6"
    assert certificate["asserts"]["attained"] is False
    assert true(certificate)
    # with threshold 0 it is relu, the edge is a point, and the same statement is not accepted
    relu = {**certificate["asserts"], "activation": {"type": "jumprelu", "theta": 0}}
    with pytest.raises(Rejected):
        check(seal("plane_infimum", relu, certificate["witness"]))


def test_jumprelu_infimum_that_is_attained_is_not_said_to_be_approached_only() -> None:
    """Many small problems: whoever asserts that an attained infimum is not attained is refused."""
    rng, tried = random.Random(5), 0
    for _ in range(8):
        w = [[Fraction(rng.randint(-3, 3)), Fraction(rng.choice((-2, -1, 1, 2)))] for _ in range(3)]
        v = [[Fraction(rng.randint(-3, 3))] for _ in range(3)]
        problem = Problem.transcoder(w, v, activation=Activation("jumprelu", theta=Fraction(1)), width=1)
        found = bound(problem)
        certificate = approach(found)
        assert certificate is not None
        asserts = {**certificate["asserts"], "attained": False}
        if attaining_point(found) is not None and asserts["infimum"] != sum(x[0] ** 2 for x in v):
            tried += 1
            with pytest.raises(Rejected, match="attained"):
                check(seal("plane_infimum", asserts, certificate["witness"]))
        else:
            assert true(certificate)
    assert tried > 1


def random_problem(rng: random.Random) -> Problem:
    p, q, n, r = rng.choice((1, 2, 2)), rng.choice((1, 2)), rng.randint(1, 4), rng.choice((1, 2))
    w = [[Fraction(rng.randint(-3, 3)) for _ in range(p)] for _ in range(n)]
    w = [x if any(x) else [Fraction(1)] * p for x in w]
    if n > 1 and rng.random() < 0.4:
        w[1] = [rng.choice((1, -1, 2)) * x for x in w[0]]  # the same, opposite, parallel
    v = [[Fraction(rng.randint(-3, 3)) for _ in range(r)] for _ in range(n)]
    act = Activation("relu") if rng.random() < 0.6 else Activation("jumprelu", theta=Fraction(rng.randint(0, 2)))
    return Problem.transcoder(w, v, weights=[Fraction(rng.randint(1, 3)) for _ in w], activation=act, width=q)


@pytest.mark.parametrize("seed", range(12))
def test_random_and_degenerate_problems_against_many_directions(seed: int) -> None:
    found = bound(random_problem(random.Random(seed)))
    assert true(found.certificate)
    point, certificate = attaining_point(found), approach(found)
    assert point is None or point.root == found.lower
    assert certificate is not None
    assert true(certificate)
    assert point is None or "attained" not in certificate["asserts"]


def test_where_it_does_not_apply() -> None:
    features, weights = [[1, 0, 0], [0, 1, 0], [0, 0, 1]], [Fraction(1)] * 3
    assert not applies(Problem.sae(features, weights=weights, activation=Activation("relu"), width=2))
    flat = [[1, 0], [0, 1], [1, 1]]
    assert not applies(Problem.sae(flat, weights=weights, activation=Activation("relu"), width=3))
    assert not applies(Problem.sae(flat, weights=weights, activation=Activation("topk", k=1), width=2))
    assert applies(Problem.sae(flat, weights=weights, activation=Activation("topk", k=2), width=2))


def test_numbers_of_very_different_sizes() -> None:
    features = [[Fraction(10**12), Fraction(1)], [Fraction(1), Fraction(1, 10**9)], [Fraction(-3), Fraction(10**6)]]
    found = bound(
        Problem.sae(
            features, weights=[Fraction(1, 10**9), Fraction(10**9), Fraction(1)], activation=Activation("relu"), width=2
        )
    )
    assert check(found.certificate)
    point = attaining_point(found)
    assert point is None or point.root == found.lower


def test_more_cones_than_one_check_can_look_at_is_said() -> None:
    rng = random.Random(0)
    features = [[Fraction(rng.randint(-99, 99)), Fraction(rng.randint(1, 99))] for _ in range(55)]
    problem = Problem.sae(features, weights=[Fraction(1)] * 55, activation=Activation("relu"), width=2)
    with pytest.raises(TooLarge, match="pairs of cones; at most"):
        bound(problem)
    assert not applies(Problem.sae([*features, *features], activation=Activation("relu"), width=2))
    many = Problem.sae(features[:13], activation=Activation("jumprelu", theta=Fraction(1)), width=1)
    assert not applies(many)
