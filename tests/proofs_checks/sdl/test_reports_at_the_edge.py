"""Reports on problems at the edge of a claim's hypotheses; each of these once crashed or said something false."""

from __future__ import annotations

from fractions import Fraction as F

import pytest

from proofs_checks.discovery import select
from proofs_checks.instance import evaluate
from theory.certificates import check
from theory.sdl import Activation, Problem

PLANE = [[F(3, 5), F(4, 5)], [1, 0], [F(-3, 5), F(4, 5)]]


def status(claim: str, problem: Problem) -> str:
    return evaluate(select([claim])[0], problem).status


@pytest.mark.parametrize("claim", ["thm-3.1", "thm-3.1-repaired", "thm-3.1-moments", "thm-3.1-constant"])
def test_batchtopk_has_no_error_of_one_input(claim: str) -> None:
    problem = Problem.sae(PLANE, activation=Activation("batchtopk", k=1), width=3)
    assert status(f"sdl.{claim}", problem) == "not-applicable"


def test_zero_loss_network_needs_a_positive_threshold() -> None:
    problem = Problem.sae(PLANE, activation=Activation("jumprelu", theta=F(0)), width=3)
    assert status("sdl.thm-3.4-zero-loss-possible", problem) == "hypothesis-fails"
    problem = Problem.sae(PLANE, activation=Activation("jumprelu", theta=F(1)), width=3)
    assert status("sdl.thm-3.4-zero-loss-possible", problem) == "holds"


def test_parallel_targets_share_a_neuron_at_the_penalised_optimum() -> None:
    relu = Activation("relu")
    assert status("sdl.norm-weighted-l1-identifies", Problem.sae(PLANE, activation=relu, width=3)) == "hypothesis-fails"
    assert (
        status("sdl.norm-weighted-l1-identifies", Problem.transcoder(PLANE, [[1]] * 3, activation=relu, width=3))
        == "not-applicable"
    )
    from proofs_checks.sdl._norm_weighted_l1 import parallel

    assert check(parallel())


def test_random_signs_need_general_position() -> None:
    relu = Activation("relu")
    assert status("sdl.superposition-threshold", Problem.sae(PLANE, activation=relu, width=1)) == "holds"
    assert (
        status("sdl.superposition-threshold", Problem.sae([[1, 0], [-1, 0], [0, 1]], activation=relu, width=1))
        == "hypothesis-fails"
    )


def test_small_losses_do_not_need_the_width_of_zero_loss() -> None:
    """Floats: with two neurons the loss of the two targets falls like s^2, as the certificate of
    sdl.semi-nonnegative-factorisation says."""
    import numpy as np

    target = np.array([[1.0, 0, 0], [0, 1, -1]])
    for s in (0.1, 0.01):
        codes, decoder = np.array([[1 / s, 0, 1], [1 / s, 1, 0]]), np.array([[s, 0], [-1, 1]])
        assert abs(((target - decoder @ codes) ** 2).sum() - s**2) < 1e-12  # rounding of numbers of size 100
