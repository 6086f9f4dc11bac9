from __future__ import annotations

import random
from fractions import Fraction
from types import ModuleType

import pytest

from proofs_checks.sdl import (
    _anchoring,
    _paths,
    anchoring_bias,
    anchoring_dimension,
    anchoring_free_encoders,
    anchoring_identifies,
    anchoring_jumprelu,
    anchoring_overcomplete,
    mode_connectivity,
    mode_connectivity_sharp,
    no_spurious_valleys,
)
from solvers.sdl.solution_set.code_space import best_loss
from solvers.sdl.solution_set.path import Point
from theory.certificates import check
from theory.claims import Budget
from theory.sdl import Activation, Problem
from theory.statement import Statement

F = Fraction
RELU, JUMP = Activation("relu"), Activation("jumprelu", theta=F(1))
TILTED = [[1, 0], [F(3, 5), F(4, 5)]]


def autoencoder(features: list, width: int, activation: Activation = RELU) -> Problem:
    return Problem.sae(features, activation=activation, width=width)


def test_the_floor_of_the_dependent_pairs_is_the_best_loss() -> None:
    problem, path = _paths.positive_minimum()
    assert best_loss(problem) == path.end.loss(problem) == F(529, 100)
    check(_paths.positive_floor())


def test_random_problems_have_the_width_that_is_asked_for() -> None:
    rng = random.Random(1)
    for extra in (0, 1):
        for _ in range(10):
            problem = _paths.random_problem(rng, extra)
            assert len(_paths.random_point(problem, rng).rows) == problem.width


def test_recovery_in_the_language_is_the_cosine() -> None:
    """One neuron at cosine 4/5 from the first feature and 3/5 from the second."""
    statement = Statement(("w", "W_E", "W_D", "k"), {}, _anchoring.recovered(F(4, 5)))
    for rows, expected in ([[[4, 3], [3, 4]], True], [[[4, 3], [4, 3]], False], [[[-4, 3], [3, 4]], False]):
        at = Point.of(rows, [[1, 0], [0, 1]])
        assert statement.holds(_anchoring.assignment(_anchoring.identity(2), at, 0)) == expected


INSTANCES = [
    (no_spurious_valleys, autoencoder(TILTED, 2), "holds"),
    (no_spurious_valleys, autoencoder(TILTED, 1), "hypothesis-fails"),
    (no_spurious_valleys, autoencoder(TILTED, 2, Activation("topk", k=1)), "not-applicable"),
    (mode_connectivity, autoencoder(TILTED, 3), "holds"),
    (mode_connectivity, autoencoder(TILTED, 2), "hypothesis-fails"),
    (mode_connectivity_sharp, autoencoder(TILTED, 2), "holds"),
    (mode_connectivity_sharp, autoencoder(TILTED, 3), "hypothesis-fails"),
    (anchoring_identifies, autoencoder(TILTED, 4), "violated"),
    (anchoring_identifies, autoencoder([[2, 0], [0, 1]], 4), "hypothesis-fails"),
    (anchoring_dimension, autoencoder([[1, 0], [0, 1]], 2), "holds"),
    (anchoring_dimension, autoencoder(TILTED, 2), "hypothesis-fails"),
    (anchoring_overcomplete, autoencoder([[F(3, 5), F(4, 5)], [F(-4, 5), F(3, 5)]], 3), "holds"),
    (anchoring_overcomplete, autoencoder([[1, 0], [0, 1]], 2), "hypothesis-fails"),
    (anchoring_free_encoders, autoencoder(TILTED, 4), "holds"),
    (anchoring_free_encoders, autoencoder(TILTED, 2), "hypothesis-fails"),
    (anchoring_bias, autoencoder(TILTED, 2), "holds"),
    (anchoring_bias, autoencoder(TILTED, 3), "hypothesis-fails"),
    (anchoring_jumprelu, autoencoder(TILTED, 2, JUMP), "holds"),
    (anchoring_jumprelu, autoencoder(TILTED, 2, Activation("jumprelu", theta=F(1, 2))), "hypothesis-fails"),
    (anchoring_jumprelu, autoencoder(TILTED, 2), "not-applicable"),
]


@pytest.mark.parametrize(("module", "problem", "status"), INSTANCES)
def test_reports_on_a_users_problem(module: ModuleType, problem: Problem, status: str) -> None:
    report = module.evaluate(problem, Budget())
    assert report.status == status, report.text
    for certificate in report.certificates:
        check(certificate)


def test_the_bias_report_names_the_pair() -> None:
    assert "0 and 1" in anchoring_bias.evaluate(autoencoder(TILTED, 2), Budget()).text
    assert "none" in anchoring_bias.evaluate(autoencoder([[1, 0], [0, 1]], 2), Budget()).text
