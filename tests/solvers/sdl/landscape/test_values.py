"""Given problems whose infimum is known by hand or by a second method: value, attained or not, and the certificates."""

from __future__ import annotations

import random
from fractions import Fraction
from pathlib import Path

import numpy as np
import pytest

from solvers.sdl.bounds.exact_zero import applies, zero_point
from solvers.sdl.landscape.solve import solve
from theory.certificates import check
from theory.sdl import Activation, Problem, read_problem

FOLDER = Path(__file__).parent / "problems"


def problem(name: str) -> Problem:
    return read_problem(FOLDER / f"{name}.json")


def test_zero_loss_of_three_neurons_that_share_features() -> None:
    """Targets of rank 2 and three neurons: codes are found that span them, with at most two neurons on a feature (Top-2)."""
    given = problem("top2-of-three-neurons")
    found = solve(given, time_limit=30.0)
    assert found.status == "complete"
    assert (found.infimum.lower, found.infimum.upper, found.infimum.attained) == (0, 0, True)
    assert found.global_minimum is not None
    point = found.global_minimum.points[0]
    encoder, decoder = ([[Fraction(str(x)) for x in row] for row in part] for part in (point.W_E, point.W_D))
    assert given.loss(encoder, decoder) == 0
    assert max(sum(x != 0 for x in z) for z in given.codes(encoder)) <= 2


def test_equal_features_with_different_targets_lose_their_spread() -> None:
    """(1, 0) is asked for twice, with targets at distance sqrt 2: every output leaves at least 1, and a point leaves just that."""
    found = solve(problem("equal-features"), time_limit=30.0)
    assert (found.status, found.infimum.lower, found.infimum.attained) == ("complete", 1, True)
    assert found.infimum.lower_certificate is not None
    assert check(found.proofs[found.infimum.lower_certificate])


def test_four_features_in_space_reach_the_eigenvalue_tail() -> None:
    given = problem("four-features-in-space")
    w, _, m = given.arrays()
    found = solve(given, time_limit=30.0)
    assert (found.status, found.infimum.attained) == ("complete", True)
    assert found.infimum.lower_float == pytest.approx(float(np.linalg.eigvalsh(w.T * m @ w)[0]), rel=1e-12)


def test_infimum_of_the_square_is_one_and_not_attained() -> None:
    """+-e_1, +-e_2 and two neurons: rows (1, s) and (1, -s) serve three features ever better, and never the fourth."""
    given = problem("square")
    found = solve(given, time_limit=30.0)
    assert (found.infimum.lower, found.infimum.upper, found.infimum.attained) == (1, 1, False)
    s = 1e-4  # by hand: a_1 = (1, s), a_2 = (1, -s), columns (1/2, +-1/s): e_1 exactly, +-e_2 up to s/2, -e_1 not at all
    w, _, _ = given.arrays()
    codes = np.maximum(w @ np.array([[1, s], [1, -s]]).T, 0)
    decoder = np.array([[0.5, 0.5], [1 / s, -1 / s]])
    assert float(((w - codes @ decoder.T) ** 2).sum()) == pytest.approx(1, abs=1e-2)


def test_both_global_minima_of_a_trap() -> None:
    """One neuron serves the feature 1 or the feature -1 and loses the other target, of length 1."""
    found = solve(problem("dead-trap"), time_limit=30.0)
    assert (found.status, found.infimum.lower, found.infimum.attained) == ("complete", 1, True)
    assert [(c.pattern, c.float) for c in found.of_type("global_minimum")] == [([[0]], 1.0), ([[1]], 1.0)]


@pytest.mark.parametrize("kind", ["relu", "jumprelu", "topk"])
def test_a_point_of_loss_zero_has_that_loss(kind: str) -> None:
    """Targets that a random network makes, so that there is a zero; every point that is found has it exactly."""
    rng, solved = random.Random(3), 0
    activation = {
        "relu": Activation("relu"),
        "jumprelu": Activation("jumprelu", theta=Fraction(1)),
        "topk": Activation("topk", k=2),
    }[kind]
    for _ in range(6):
        w = [[Fraction(rng.randint(-4, 4)), Fraction(rng.choice((-3, -1, 2, 4)))] for _ in range(4)]
        free = Problem.transcoder(w, [[0, 0]] * 4, activation=activation, width=2)
        rows = [[Fraction(rng.randint(-3, 3)) for _ in range(2)] for _ in range(2)]
        decoder = [[Fraction(rng.randint(-3, 3)) for _ in range(2)] for _ in range(2)]
        targets = [[sum(a * b for a, b in zip(d, z, strict=True)) for d in decoder] for z in free.codes(rows)]
        given = Problem.transcoder(w, targets, activation=activation, width=2)
        assert applies(given)
        point = zero_point(given)
        if point is not None:
            solved += 1
            assert given.loss(point.encoder, point.decoder) == 0
    assert solved >= 5


def test_no_zero_where_the_rank_forbids_it() -> None:
    given = Problem.sae([[1, 0, 0], [0, 1, 0], [0, 0, 1]], activation=Activation("relu"), width=2)
    assert zero_point(given) is None
    lost = Problem.transcoder([[1, 0], [1, 0]], [[0], [2]], activation=Activation("relu"), width=2)
    assert zero_point(lost) is None
