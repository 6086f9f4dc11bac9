"""Gaps of the two blocks: against hand-computed optima, another solver, random feasible models, and wrong multipliers."""

from __future__ import annotations

from dataclasses import replace
from fractions import Fraction

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.optimize import minimize

from solvers.sdl.recovery import block_gaps as gaps_module
from solvers.sdl.recovery import block_program as program_module
from solvers.sdl.recovery.block_gaps import RADIUS, block_gaps, decoder_gap, encoder_gap, free_code_bound
from solvers.sdl.recovery.block_problem import BlockProblem
from solvers.sdl.recovery.block_program import lower_bound, optimise
from theory.errors import InputError
from theory.sdl import Activation

KINDS = {
    "relu": Activation("relu"),
    "jumprelu": Activation("jumprelu", theta=Fraction(1, 4)),
    "topk": Activation("topk", k=2),
}


def random_problem(kind: str, seed: int, *, n: int = 5, p: int = 3, q: int = 4) -> BlockProblem:
    rng = np.random.default_rng(seed)
    points, encoder, decoder = (rng.standard_normal(shape) for shape in ((n, p), (q, p), (q, p)))
    on = KINDS[kind].numpy(points @ encoder.T) > 0
    level = np.full(q, 0.25 if kind == "jumprelu" else 0.0)
    free = on.sum(axis=1) == 2 if kind == "topk" else None
    return BlockProblem(
        points, points, rng.uniform(0.5, 2, n), encoder, decoder, on, level, np.ones(q), np.zeros(q), free
    )


def test_one_neuron_by_hand() -> None:
    """x = y = 1, 2 with weights 3, 1; a = 1, u = 1/2: loss (3 + 4) / 4; each block alone can reach 0."""
    x = np.array([[1.0], [2.0]])
    on = np.ones((2, 1), dtype=bool)
    one = BlockProblem(
        x, x, np.array([3.0, 1.0]), np.ones((1, 1)), np.full((1, 1), 0.5), on, np.zeros(1), np.ones(1), np.zeros(1)
    )
    found = block_gaps(one)
    assert found.decoder.at_most == pytest.approx(7 / 4)
    assert found.encoder.at_most == pytest.approx(7 / 4)
    assert found.scale == 7.0
    assert found.delta == pytest.approx(7 / 4)


def test_region_binds_by_hand() -> None:
    """x = 1 and y = -1 with u = 1 and a = 1: the best a of the closed region a >= 0 is 0, at loss 1 and not at -1 with loss 0."""
    one = np.ones((1, 1))
    problem = BlockProblem(one, -one, np.ones(1), one, one, one > 0, np.zeros(1), np.ones(1), np.zeros(1))
    found = encoder_gap(problem)
    assert problem.loss == 4.0
    assert found.upper == pytest.approx(1, abs=1e-7)
    assert found.lower == pytest.approx(1, abs=1e-7)


def test_threshold_and_offset_by_hand() -> None:
    """z = 2 a + 1 where a >= 1/2: the target 0 is reached best at a = 1/2 with z = 2, loss 4; from a = 1, loss 9."""
    one = np.ones((1, 1))
    problem = BlockProblem(one, 0 * one, np.ones(1), one, one, one > 0, np.full(1, 0.5), np.full(1, 2.0), np.ones(1))
    found = encoder_gap(problem)
    assert found.loss == 9.0
    assert (found.upper, found.lower) == (pytest.approx(4, abs=1e-6), pytest.approx(4, abs=1e-6))


@pytest.mark.parametrize("kind", KINDS)
@given(seed=st.integers(0, 10**6))
@settings(max_examples=12, deadline=None)
def test_bounds_are_tight_and_hold_for_random_models(kind: str, seed: int) -> None:
    problem = random_problem(kind, seed)
    found, rng = block_gaps(problem), np.random.default_rng(seed)
    for gap in (found.decoder, found.encoder):
        assert 0 <= gap.at_least <= gap.at_most + 1e-9
        assert gap.at_most - gap.at_least <= 1e-5 * found.scale
    for _ in range(60):
        decoder = problem.decoder_qr + rng.standard_normal(problem.decoder_qr.shape) * rng.choice([0.1, 1.0])
        assert replace(problem, decoder_qr=decoder).loss >= found.decoder.lower - 1e-9
        encoder = problem.encoder_qp + rng.standard_normal(problem.encoder_qp.shape) * rng.choice([0.03, 0.3, 1.0])
        here = replace(problem, encoder_qp=encoder)
        if here.violation() == 0:
            assert here.loss >= found.encoder.lower - 1e-9


@pytest.mark.parametrize("seed", range(4))
@pytest.mark.parametrize("kind", KINDS)
def test_encoder_optimum_against_another_solver(kind: str, seed: int) -> None:
    """Sequential quadratic programming on the constraints written out by hand."""
    problem = random_problem(kind, seed, n=4, p=2, q=3)
    q, p, m = 3, 2, 4
    free = np.zeros(m, dtype=bool) if problem.free_m is None else problem.free_m

    def slack(v: np.ndarray) -> np.ndarray:
        pre, t = problem.points_mp @ v[: q * p].reshape(q, p).T, v[q * p :]
        level = np.where(free[:, None], t[:, None], problem.level_q)
        return np.concatenate([np.where(problem.on_mq, pre - level, level - pre).ravel(), t])

    start = np.concatenate([problem.encoder_qp.ravel(), np.zeros(m)])
    off = np.where(problem.on_mq, 0, problem.points_mp @ problem.encoder_qp.T).max(axis=1)
    start[q * p :] = np.maximum(off, 0)
    other = minimize(
        lambda v: replace(problem, encoder_qp=v[: q * p].reshape(q, p)).loss,
        start,
        constraints=[{"type": "ineq", "fun": slack}],
        method="SLSQP",
        options={"maxiter": 500, "ftol": 1e-12},
    )
    gap = encoder_gap(problem)
    # finite differences leave the other solver with six digits; a wrong optimum differs in the first ones
    assert other.fun == pytest.approx(gap.upper, abs=1e-4 * max(1.0, problem.loss))
    assert other.fun >= gap.lower - 1e-6


@given(seed=st.integers(0, 10**6), kind=st.sampled_from(sorted(KINDS)))
@settings(max_examples=20, deadline=None)
def test_wrong_multipliers_never_raise_the_bound_above_the_truth(seed: int, kind: str) -> None:
    problem = random_problem(kind, seed)
    truth, rng = encoder_gap(problem).upper, np.random.default_rng(seed)
    found, dual = optimise(problem)
    radius = RADIUS * float(np.linalg.norm(problem.encoder_qp))
    for noise in (0.01, 1.0):
        wrong = dual + noise * rng.standard_normal(dual.shape)
        for encoder in (found, problem.encoder_qp):
            assert lower_bound(replace(problem, encoder_qp=encoder), wrong, radius) <= truth + 1e-7


@pytest.mark.parametrize("kind", KINDS)
@given(seed=st.integers(0, 10**6))
@settings(max_examples=15, deadline=None)
def test_free_codes_bound_the_optimum_from_below(kind: str, seed: int) -> None:
    problem = random_problem(kind, seed)
    assert free_code_bound(problem) <= encoder_gap(problem).upper + 1e-7


@pytest.mark.parametrize("kind", ["relu", "jumprelu"])
@pytest.mark.parametrize("seed", range(4))
def test_free_codes_are_the_optimum_for_independent_points(kind: str, seed: int) -> None:
    problem = random_problem(kind, seed, n=3, p=4)
    found = encoder_gap(problem)
    assert free_code_bound(problem) == pytest.approx(found.upper, abs=1e-5 * max(1.0, problem.loss))


def test_free_codes_by_hand() -> None:
    """u = e_1 and y = (-1, 2): the best code at least 0 is 0 (loss 5), at least the threshold 1/2 it is 1/2 (9/4 + 4)."""
    one = np.ones((1, 1))
    problem = BlockProblem(
        one,
        np.array([[-1.0, 2.0]]),
        np.ones(1),
        one,
        np.array([[1.0, 0.0]]),
        one > 0,
        np.zeros(1),
        np.ones(1),
        np.zeros(1),
    )
    assert free_code_bound(problem) == pytest.approx(5)
    assert free_code_bound(replace(problem, level_q=np.full(1, 0.5))) == pytest.approx(6.25)


def test_large_models_say_that_the_bound_is_the_weaker_one(monkeypatch: pytest.MonkeyPatch) -> None:
    problem = random_problem("topk", 5)
    whole = encoder_gap(problem)
    monkeypatch.setattr(gaps_module, "MAX_ENTRIES", 1)
    weak = encoder_gap(problem)
    assert (whole.bound, weak.bound) == ("optimum", "free codes")
    assert weak.lower <= whole.upper + 1e-9
    assert weak.upper == weak.loss == whole.loss
    assert weak.to_json()["bound"] == "free codes"


def test_scaling_neurons_changes_nothing() -> None:
    problem = random_problem("relu", 8)
    c = np.array([0.5, 3.0, 1.0, 2.0])[:, None]
    moved = replace(problem, encoder_qp=problem.encoder_qp * c, decoder_qr=problem.decoder_qr / c)
    for a, b in ((decoder_gap(problem), decoder_gap(moved)), (encoder_gap(problem), encoder_gap(moved))):
        assert a.lower == pytest.approx(b.lower, abs=1e-6)
        assert a.loss == pytest.approx(b.loss)


def test_collapsed_encoder_is_not_called_optimal_when_the_solver_fails(monkeypatch: pytest.MonkeyPatch) -> None:
    """x = y = u = 1 and a = 1e-9: the optimum is 0 at a = 1, and no failure of the solver may hide it."""
    one = np.ones((1, 1))
    problem = BlockProblem(one, one, np.ones(1), one * 1e-9, one, one > 0, np.zeros(1), np.ones(1), np.zeros(1))
    assert encoder_gap(problem).upper == pytest.approx(0, abs=1e-9)
    monkeypatch.setattr(program_module, "optimise", lambda p: (p.encoder_qp, np.zeros(p.on_mq.shape)))
    assert encoder_gap(problem).lower == 0


def test_dead_model_has_no_gap() -> None:
    problem = replace(random_problem("relu", 1), on_mq=np.zeros((5, 4), dtype=bool))
    problem = replace(problem, encoder_qp=np.zeros((4, 3)))
    found = block_gaps(problem)
    assert found.encoder.at_most == 0
    assert found.decoder.at_most == pytest.approx(0, abs=1e-9)


@pytest.mark.parametrize(
    ("change", "message"),
    [
        ({"encoder_qp": np.full((4, 3), np.nan)}, "not finite"),
        ({"weights_m": np.zeros(5)}, "positive"),
        ({"targets_mr": np.zeros((5, 2))}, "disagree"),
        ({"encoder_qp": -np.ones((4, 3))}, "region"),
    ],
)
def test_refusals(change: dict[str, np.ndarray], message: str) -> None:
    with pytest.raises(InputError, match=message):
        block_gaps(replace(random_problem("relu", 2), **change))
