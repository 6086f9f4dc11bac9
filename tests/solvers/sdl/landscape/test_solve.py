"""The front: bounds against brute force, types against perturbation, limits, interrupts, bad input."""

from __future__ import annotations

import random
from fractions import Fraction
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from solvers.sdl.bounds import top1
from solvers.sdl.ensemble.activations_torch import sigma
from solvers.sdl.landscape.cheap import partitions, shortcuts
from solvers.sdl.landscape.found import Found
from solvers.sdl.landscape.record import record
from solvers.sdl.landscape.solve import solve
from solvers.sdl.landscape.stages import critical_points
from solvers.sdl.landscape.work import Work
from tests.examples.test_expected_landscapes import floats, loss, slopes
from theory.certificates import check
from theory.errors import InputError
from theory.sdl import Activation, Problem
from theory.sdl.landscape import CriticalPoint, Landscape

RELU, TOP1, JUMP = Activation("relu"), Activation("topk", k=1), Activation("jumprelu", theta=Fraction(1, 2))


def unit(rng: random.Random, p: int) -> list[Fraction]:
    """A rational unit vector by stereographic projection."""
    t = [Fraction(rng.randint(-3, 3), rng.randint(1, 3)) for _ in range(p - 1)]
    size = sum((x * x for x in t), Fraction(0))
    return [2 * x / (1 + size) for x in t] + [(1 - size) / (1 + size)]


def random_problem(seed: int, activation: Activation) -> Problem:
    """Two to four features in R^2 or R^3 with small weights; an SAE or a transcoder; one to three neurons."""
    rng = random.Random(seed)
    n, p = rng.randint(2, 4), rng.randint(2, 3)
    features = [unit(rng, p) for _ in range(n)]
    weights = [Fraction(rng.randint(1, 3)) for _ in range(n)]
    width = rng.randint(1, 3)
    if rng.random() < 0.7:
        return Problem.sae(features, weights=weights, activation=activation, width=width)
    targets = [[Fraction(rng.randint(-2, 2)) for _ in range(2)] for _ in range(n)]
    return Problem.transcoder(features, targets, weights=weights, activation=activation, width=width)


def solved(problem: Problem) -> Landscape:
    """The landscape without branch and bound, which has its own tests (and compiles for a while at its first use)."""
    work, found = Work(30.0), Found()
    shortcuts(problem, work, found.bounds)
    if top1.applies(problem):
        partitions(problem, work, found.bounds)
    critical_points(problem, work, found)
    return record(problem, None, work, found)


def best_found(problem: Problem, seed: int, starts: int = 300) -> Fraction:
    """Random encoders with their best decoders, the best ten improved by random steps; the loss of the best one, exactly.

    The last evaluation is exact because nearly dependent codes have huge decoders, whose floating-point loss may be off by 1e-8.
    """
    rng = np.random.default_rng(seed)
    w, v, m = problem.arrays()
    root = np.sqrt(m)[:, None]

    def decoded(encoder: np.ndarray) -> tuple[float, np.ndarray]:
        z = problem.activation.numpy(w @ encoder.T) * root
        decoder = np.linalg.lstsq(z, v * root, rcond=1e-9)[0]
        return float(((v * root - z @ decoder) ** 2).sum()), decoder.T

    def value(encoder: np.ndarray) -> float:
        return decoded(encoder)[0]

    pool = [rng.standard_normal((problem.width, problem.p)) * rng.choice([1.0, 3.0]) for _ in range(starts)]
    pool = sorted(pool, key=value)[:10]
    out, best = np.inf, pool[0]
    for encoder in pool:
        here, step = value(encoder), 0.5
        for _ in range(150):
            trial = encoder + step * rng.standard_normal(encoder.shape)
            there = value(trial)
            if there < here:
                encoder, here, step = trial, there, step * 1.5
            else:
                step *= 0.9
        if here < out:
            out, best = here, encoder
    exact = [[[Fraction(float(x)) for x in row] for row in part] for part in (best, decoded(best)[1])]
    return problem.loss(*exact)  # type: ignore[return-value]


@pytest.mark.parametrize("activation", [RELU, TOP1, JUMP], ids=lambda a: a.kind)
@settings(max_examples=8)
@given(seed=st.integers(0, 10**6))
def test_brute_force_never_beats_the_bound_and_certificates_hold(activation: Activation, seed: int) -> None:
    problem = random_problem(seed, activation)
    found = solved(problem)
    for certificate in found.certificates():
        check(certificate)
    brute = best_found(problem, seed, starts=60)
    if isinstance(found.infimum.lower, dict):  # an irrational bound is compared in floating point
        assert brute >= found.infimum.lower_float * (1 - 1e-12)
    else:
        assert brute >= Fraction(found.infimum.lower)
    if found.global_minimum and found.global_minimum.proved:
        assert found.infimum.lower == found.infimum.upper
    assert found.status == "incomplete" or found.global_minimum.proved  # type: ignore[union-attr]


@settings(max_examples=6)
@given(seed=st.integers(0, 10**6))
def test_one_neuron_and_top_1_are_solved_and_reached(seed: int) -> None:
    """The proved minimum is not only a bound: random search comes close to it."""
    rng = random.Random(seed)
    problem = random_problem(seed, rng.choice([RELU, TOP1]))
    problem = Problem.sae(problem.features_in, weights=problem.weights, activation=TOP1, width=min(problem.width, 2))
    found = solved(problem)
    if found.global_minimum is not None and found.global_minimum.proved:
        brute = best_found(problem, seed)
        assert brute <= found.infimum.upper_float + 0.05 * (1 + found.infimum.upper_float)


@settings(max_examples=10)
@given(seed=st.integers(0, 10**6))
def test_types_agree_with_what_happens_nearby(seed: int) -> None:
    problem = random_problem(seed, RELU)
    rng = np.random.default_rng(seed)
    for c in solved(problem).critical_points:
        if c.W_E is None or c.W_D is None:
            continue
        encoder, decoder = (floats(x, c.field) for x in (c.W_E, c.W_D))
        here = loss(problem, encoder, decoder)
        assert here == pytest.approx(c.float, abs=1e-8)
        if c.type in ("local_minimum", "non_strict_local_minimum", "global_minimum"):
            assert nearby(problem, encoder, decoder, rng) >= here - 1e-9 * (1 + here)
        if c.type in ("local_minimum", "non_strict_local_minimum", "strict_saddle"):
            assert np.abs(slopes(problem, encoder, decoder)).max() < 1e-4 * (1 + np.abs(encoder).max() ** 2)


def nearby(problem: Problem, encoder: np.ndarray, decoder: np.ndarray, rng: np.random.Generator) -> float:
    """The smallest loss at random points so near that no sign changes that is not a tie."""
    best = np.inf
    for size in (1e-3, 1e-4, 1e-5):
        for _ in range(20):
            e = encoder + size * rng.standard_normal(encoder.shape)
            d = decoder + size * rng.standard_normal(decoder.shape)
            best = min(best, loss(problem, e, d))
    return best


def test_saddle_directions_lead_down() -> None:
    problem = Problem.sae([[1, 0], [Fraction(-3, 5), Fraction(4, 5)]], activation=RELU, width=1)
    found = solve(problem)
    (saddle,) = found.of_type("strict_saddle")
    proof = next(found.proofs[s] for s in saddle.certificates if found.proofs[s]["kind"] == "saddle")
    assert saddle.W_E is not None
    assert saddle.W_D is not None
    encoder, decoder = floats(saddle.W_E, None), floats(saddle.W_D, None)
    e, d = (floats(proof["witness"][k], None) for k in ("encoder_direction", "decoder_direction"))
    here = loss(problem, encoder, decoder)
    for s in (1e-2, 1e-3):
        change = loss(problem, encoder + s * e, decoder + s * d) - here
        assert change == pytest.approx(s**2 * float(Fraction(proof["witness"]["coefficient"])), rel=0.1)
        assert change < 0


def test_boundary_infimum_is_approached_and_not_beaten() -> None:
    weights = [Fraction(1), Fraction(2)]
    problem = Problem.sae([[1, 0], [0, 1]], weights=weights, activation=RELU, width=1)
    (row,) = solve(problem).of_type("boundary_infimum")
    assert (row.pattern, row.value, row.limit_pattern) == ([[0, 1]], 1, [[1]])
    m = np.array([1.0, 2.0])
    values = []
    for t in np.linspace(0, np.pi / 2, 2001)[1:-1]:
        y = np.sqrt(m) * np.array([np.cos(t), np.sin(t)])
        values.append(
            3 - (m * np.array([np.cos(t), np.sin(t)]) * y / np.sqrt(m)).dot(m * [np.cos(t), np.sin(t)]) / (y @ y)
        )
    assert min(values) > 1
    assert min(values) == pytest.approx(1, abs=1e-4)


def test_torch_loss_is_the_exact_loss() -> None:
    import torch

    problem = random_problem(11, TOP1)
    w, v, m = (torch.tensor(x) for x in problem.arrays())
    for c in solved(problem).critical_points:
        if c.W_E is None or c.W_D is None:
            continue
        encoder, decoder = (torch.tensor(floats(x, c.field)) for x in (c.W_E, c.W_D))
        z, _ = sigma(problem.activation, w @ encoder.T)
        value = (m[:, None] * (v - z @ decoder.T) ** 2).sum()
        assert float(value) == pytest.approx(c.float, abs=1e-10)


def test_time_limit_and_interrupt_keep_what_was_found() -> None:
    features = [[Fraction(int(i == j)) for j in range(6)] for i in range(6)]
    problem = Problem.sae(features, weights=[Fraction(k + 1) for k in range(6)], activation=RELU, width=6)
    found = solve(problem, time_limit=1e-9)
    assert found.status == "incomplete"
    assert found.budget.stopped is not None
    assert "time limit" in found.budget.stopped
    assert (found.infimum.lower, found.infimum.upper) == (0, 21)  # the loss of the zero network
    assert found.global_minimum is None
    count = 0

    def interrupt(_text: str) -> None:
        nonlocal count
        count += 1
        if count == 40:
            raise KeyboardInterrupt

    stopped = solve(problem, progress=interrupt)
    assert stopped.status == "incomplete"
    assert stopped.budget.stopped == "interrupted"
    assert (stopped.infimum.lower, stopped.infimum.upper) == (0, 0)  # the constructions come first
    for certificate in stopped.certificates():
        check(certificate)


@pytest.mark.parametrize(
    ("change", "where"),
    [
        ({"ridge": Fraction(0)}, "ridge"),
        ({"time_limit": 0.0}, "time_limit"),
        ({"time_limit": float("nan")}, "time_limit"),
    ],
)
def test_bad_arguments(change: dict[str, Any], where: str) -> None:
    with pytest.raises(InputError, match=where):
        solve(Problem.sae([[1, 0]], activation=RELU, width=1), **change)


def test_activation_without_a_landscape() -> None:
    with pytest.raises(InputError, match="batchtopk"):
        solve(Problem.sae([[1, 0]], activation=Activation("batchtopk", k=1), width=1))


def test_edge_cases() -> None:
    """One feature, duplicates, a huge weight, more neurons than features, one dimension."""
    for features, width in (([[1]], 1), ([[1], [-1]], 2), ([[1, 0], [1, 0]], 2), ([[1, 0], [2, 0], [0, 1]], 5)):
        for activation in (RELU, TOP1, JUMP):
            weights = [Fraction(10**9), *[Fraction(1, 7)] * (len(features) - 1)]
            found = solved(Problem.sae(features, weights=weights, activation=activation, width=width))
            assert found.global_minimum is not None
            assert (found.global_minimum.value, found.global_minimum.proved) == (0, True)
            assert all(isinstance(c, CriticalPoint) for c in found.critical_points)
