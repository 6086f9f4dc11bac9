"""Top-1 with dependent features: the listed points against ReLU's solver, against training, and by hand."""

from __future__ import annotations

from fractions import Fraction

import numpy as np
import pytest

from solvers.exact.real_roots import RealRoot, TooLarge
from solvers.sdl.critical import top1_points
from solvers.sdl.critical.one_neuron import cluster_points
from solvers.sdl.critical.partial_minima import Classified
from solvers.sdl.critical.top1_points import competing_points
from solvers.sdl.critical.walls import faces_with_walls, wall_rays
from solvers.sdl.ensemble.descent import Schedule, train_ensemble
from solvers.sdl.landing.predictions import predictions
from solvers.sdl.landing.settle import settle
from solvers.sdl.landscape.found import Found
from solvers.sdl.landscape.record import record
from solvers.sdl.landscape.stages import critical_points
from solvers.sdl.landscape.work import Work
from tests.solvers.sdl.instances import GOLDEN
from tests.solvers.sdl.landscape.test_solve import random_problem
from theory.certificates import check
from theory.sdl import Activation, Problem
from theory.sdl.problem import dot

TOP1, RELU = Activation("topk", k=1), Activation("relu")
SLANTED = [[1, 0], [Fraction(3, 5), Fraction(4, 5)], [Fraction(-3, 5), Fraction(4, 5)]]


def plane(seed: int, width: int) -> Problem:
    """Three or four features in the plane, dependent therefore."""
    for k in range(50):
        p = random_problem(50 * seed + k, TOP1)
        if p.p == 2 and p.n >= 3 and not p.duplicates:
            return Problem.sae(p.features_in, weights=p.weights, activation=TOP1, width=width)
    raise AssertionError(f"no problem with seed {seed}")


def listed(problem: Problem) -> dict[tuple[tuple[int, ...], ...], list[Classified]]:
    return {family: found for family, found in competing_points(problem) if found}


def test_the_wall_point_of_top1_by_hand() -> None:
    """Row and column (s, 1): feature 0 is on for s > 0, which costs s^4 - s^2, and the others give 18/25 + 14/25 s^2 + 18/25 s^4.

    With ``A = 3/5 (1 - s^2)``, ``B = 4/5 s`` they have the residuals (A - B, -3/5 s) and (-A - B, 3/5 s).
    """
    problem = Problem.sae(SLANTED, activation=TOP1, width=2)
    off, zero, one = [Fraction(-1), Fraction(-1)], Fraction(0), Fraction(1)
    for k in range(-3, 4):
        s = Fraction(k, 10)
        both = 1 + Fraction(18, 25) + Fraction(14, 25) * s**2 + Fraction(18, 25) * s**4
        found = problem.loss([[s, one], off], [[s, zero], [one, zero]])
        assert found == both + (s**4 - s**2 if s > 0 else 0)
        assert (found < Fraction(43, 25)) == (s > 0)
    (point,) = listed(problem)[((1, 2),)]
    assert (point.type, point.point.loss, point.point.encoder[0][0]) == ("strict_saddle", Fraction(43, 25), 0)
    first, second = point.certificates
    assert first["witness"]["multipliers"] == []
    assert (second["asserts"]["stationary"], second["asserts"]["order"]) == (True, 2)


@pytest.mark.parametrize("seed", range(6))
def test_one_live_neuron_is_a_relu_neuron(seed: int) -> None:
    """With nobody to compete with, region and gains are those of relu, which are found face by face."""
    problem = plane(seed, 2)
    alone = Problem.sae(problem.features_in, weights=problem.weights, activation=RELU, width=1)
    expected: set[tuple[tuple[int, ...], RealRoot]] = set()
    for mask in range(1, 1 << problem.n):
        support = tuple(d for d in range(problem.n) if mask >> d & 1)
        expected |= {(support, point.root) for point in cluster_points(alone, support)}
    for support, walls in faces_with_walls(alone):
        expected |= {(support, ray.point.root) for ray in wall_rays(alone, support, walls) if ray.minimum}
    total = sum(float(m * dot(v, v)) for m, v in zip(problem.weights, problem.features_out, strict=True))
    found = [
        (family[0], total - float(c.point.root))
        for family, cs in listed(problem).items()
        if len(family) == 1
        for c in cs
    ]
    wanted = sorted((support, float(root)) for support, root in expected)
    assert [support for support, _ in sorted(found)] == [support for support, _ in wanted]
    assert [gain for _, gain in sorted(found)] == pytest.approx([gain for _, gain in wanted])


@pytest.mark.parametrize(
    "features", [SLANTED, [*SLANTED, [-1, 0]], plane(2, 2).features_in], ids=["three", "four", "random"]
)
def test_training_ends_at_listed_points_only(features: list[list[Fraction]]) -> None:
    """Walls are needed for it: of the first two problems a share of the runs ends on them."""
    problem = Problem.sae(features, activation=TOP1, width=2)
    work, found = Work(60.0), Found()
    assert critical_points(problem, work, found).complete
    points = predictions(problem, record(problem, None, work, found))
    schedule = Schedule(steps=1500, learning_rate=0.1)
    landing = settle(train_ensemble(problem, runs=60, schedule=schedule), points).landing
    assert [g.point.pattern for g in landing.new if g.listed < 0] == []
    assert landing.count("predicted", "zero_loss", "in_listed_family") >= 57  # the others are still moving
    if features is SLANTED:
        assert sum(n for p, n in landing.tally() if p.label == "strict_saddle {1,2} {}") > 3


@pytest.mark.parametrize("seed", [0, 1, 2, 7])
def test_points_on_walls_are_minima_of_their_pattern(seed: int) -> None:
    """Of random encoders of the same pattern none does better with the same decoder, and certificates of falls are attached."""
    rng, seen, compared = np.random.default_rng(seed), 0, 0
    problem = plane(seed, 2)
    w, v, m = problem.arrays()
    for family, found in listed(problem).items():
        dropped = [d for d in range(problem.n) if not any(d in on for on in family)]
        for c in found:
            live = [row for row, on in zip(c.point.encoder, c.point.pattern, strict=True) if on]
            if not any(dot(row, problem.features_in[e]) == 0 for row in live for e in dropped):
                continue
            seen += 1
            assert c.type in ("partial_minimum", "strict_saddle")
            assert [proof["kind"] for proof in c.certificates] == ["partial_minimum", "saddle"]
            encoder, decoder = (
                np.array([[float(x) for x in r] for r in part]) for part in (c.point.encoder, c.point.decoder)
            )
            for _ in range(200):
                other = encoder + 0.3 * rng.standard_normal(encoder.shape) * np.abs(encoder).max()
                code = problem.activation.numpy(w @ other.T)
                if [[int(d) for d in np.flatnonzero(z)] for z in code.T] == c.point.pattern:
                    compared += 1
                    assert float((m[:, None] * (v - code @ decoder.T) ** 2).sum()) > float(c.point.root) - 1e-9
    assert seen > 0
    assert compared > 5


def test_multipliers_two_neurons_and_a_field() -> None:
    """Over Q(sqrt 5), and with a live neuron beside the one on the wall."""
    one, phi = GOLDEN.element([Fraction(1)]), GOLDEN.generator
    features = [[one, 0 * one], [phi, one], [-one, phi], [one, phi]]
    found = listed(
        Problem("golden", "sae", tuple(map(tuple, features)), tuple(map(tuple, features)), (one,) * 4, TOP1, 2, GOLDEN)
    )
    assert all(check(proof) for points in found.values() for c in points for proof in c.certificates)
    assert any(len(family) == 2 for family in found)


def test_what_is_left_out_is_said(monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(*_arguments: object) -> None:
        raise TooLarge("degree 99")

    monkeypatch.setattr(top1_points, "_critical", refuse)
    problem, work, found = Problem.sae(SLANTED, activation=TOP1, width=2), Work(60.0), Found()
    assert not critical_points(problem, work, found).complete
    assert any("degree 99; left out" in note for note in work.notes)
    assert record(problem, None, work, found).status == "incomplete"


def test_scope_speaks_of_two_neurons_on_a_feature_only_where_it_can_happen() -> None:
    def says(activation: Activation, width: int) -> bool:
        problem, work, found = Problem.sae(SLANTED, activation=activation, width=width), Work(60.0), Found()
        critical_points(problem, work, found)
        return any("two or more neurons" in sentence for sentence in record(problem, None, work, found).scope)

    assert says(RELU, 2)
    assert not says(RELU, 1)
    assert not says(TOP1, 2)
