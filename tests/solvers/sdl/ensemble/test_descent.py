"""Ensembles: the gradient against finite differences and autograd, independence of runs, and known end points."""

from __future__ import annotations

import itertools
from fractions import Fraction

import numpy as np
import pytest
import torch

from solvers.sdl.ensemble.descent import Schedule, functions, go_on, gradient, initial, train_ensemble
from theory.sdl import Activation, Problem

ACTIVATIONS = [
    Activation("relu"),
    Activation("jumprelu", theta=Fraction(1, 4)),
    Activation("topk", k=2),
    Activation("batchtopk", k=1),
]


def problem(activation: Activation, width: int = 3) -> Problem:
    rng = np.random.default_rng(1)
    w, v = ([[Fraction(int(x), 8) for x in row] for row in rng.integers(-8, 9, (5, d))] for d in (3, 2))
    weights = [Fraction(int(x), 4) for x in rng.integers(1, 9, 5)]
    return Problem.transcoder(w, v, weights=weights, activation=activation, width=width)


ORTHONORMAL = Problem.sae(
    [[Fraction(1), Fraction(0)], [Fraction(0), Fraction(1)]],
    weights=[Fraction(1), Fraction(2)],
    activation=Activation("relu"),
    width=2,
)


@pytest.mark.parametrize("activation", ACTIVATIONS, ids=lambda a: a.kind)
def test_the_loss_is_the_exact_loss(activation: Activation) -> None:
    p = problem(activation)
    encoder, decoder = (np.round(x * 16) / 16 for x in initial(p, runs=6, seed=2))
    loss, _, _ = gradient(p, torch.from_numpy(encoder), torch.from_numpy(decoder))
    for i in range(6):
        exact = p.loss(*([[Fraction(x) for x in row] for row in m[i]] for m in (encoder, decoder)))
        assert float(loss[i]) == pytest.approx(float(exact), rel=1e-12)


@pytest.mark.parametrize("activation", ACTIVATIONS, ids=lambda a: a.kind)
def test_the_gradient_by_central_differences(activation: Activation) -> None:
    """Away from switching points; a random direction catches every entry."""
    p, rng = problem(activation), np.random.default_rng(0)
    start = [torch.from_numpy(x) for x in initial(p, runs=40, seed=5)]
    move = [torch.from_numpy(rng.standard_normal(x.shape)) for x in start]
    _, *slopes = gradient(p, *start)
    slope = sum((s * m).sum((1, 2)) for s, m in zip(slopes, move, strict=True))
    h = 1e-6
    up, down = (gradient(p, *(x + s * h * m for x, m in zip(start, move, strict=True)))[0] for s in (1, -1))
    off = (((up - down) / (2 * h) - slope).abs() / (1 + slope.abs())).numpy()
    assert np.median(off) < 1e-8
    assert (off < 1e-6).mean() >= 0.95  # a start within h of a switching point may be off


def test_the_gradient_by_autograd() -> None:
    p = problem(Activation("relu"))
    encoder, decoder = (torch.from_numpy(x).requires_grad_() for x in initial(p, runs=8, seed=0))
    w, v, m = (torch.from_numpy(x) for x in p.arrays())
    codes = torch.relu(w @ encoder.mT)
    loss = (m[:, None] * (v - codes @ decoder.mT) ** 2).sum((-2, -1))
    wanted = torch.autograd.grad(loss.sum(), [encoder, decoder])
    found = gradient(p, encoder.detach(), decoder.detach())
    assert torch.allclose(found[0], loss.detach(), rtol=1e-12)
    for a, b in zip(found[1:], wanted, strict=True):
        assert torch.allclose(a, b, rtol=1e-10, atol=1e-12)


def test_the_same_seed_gives_the_same_bytes_and_another_seed_does_not() -> None:
    schedule = Schedule(steps=200)
    first, again, other = (
        train_ensemble(problem(ACTIVATIONS[0]), runs=5, seed=s, schedule=schedule) for s in (3, 3, 4)
    )
    assert first.encoder_sqp.tobytes() == again.encoder_sqp.tobytes()
    assert first.loss_s.tobytes() == again.loss_s.tobytes()
    assert not np.allclose(first.encoder_sqp, other.encoder_sqp)


def test_a_run_does_not_depend_on_how_many_others_there_are() -> None:
    few, many = (train_ensemble(problem(ACTIVATIONS[0]), runs=r, schedule=Schedule(steps=300)) for r in (3, 9))
    assert np.allclose(few.encoder_sqp, many.encoder_sqp[:3], rtol=1e-9)


def test_the_number_of_torch_threads_is_left_alone() -> None:
    before = torch.get_num_threads()
    train_ensemble(ORTHONORMAL, runs=2, schedule=Schedule(steps=2))
    assert torch.get_num_threads() == before


def test_orthonormal_features_end_at_sums_of_dropped_weights() -> None:
    """The known landscape: every end point drops a set of features, so its loss is one of 0, 1, 2, 3; all occur."""
    ensemble = train_ensemble(ORTHONORMAL, runs=200, schedule=Schedule(steps=4000))
    assert set(np.round(ensemble.loss_s, 6)) == {0.0, 1.0, 2.0, 3.0}


@pytest.mark.parametrize("activation", ACTIVATIONS[1:], ids=lambda a: a.kind)
def test_other_activations_train(activation: Activation) -> None:
    p = problem(activation)
    ensemble = train_ensemble(p, runs=30, schedule=Schedule(steps=1500, learning_rate=0.01))
    start = next(
        float(np.sum(x)) for x in [gradient(p, *map(torch.from_numpy, initial(p, runs=30, seed=0)))[0].numpy()]
    )
    assert np.nansum(ensemble.loss_s) < 0.5 * start
    # the loss is that of the stored end points, exactly evaluated
    i = int(np.nanargmin(ensemble.loss_s))
    rows, columns = (
        [[Fraction(float(x)) for x in row] for row in m[i]] for m in (ensemble.encoder_sqp, ensemble.decoder_srq)
    )
    assert float(p.loss(rows, columns)) == pytest.approx(ensemble.loss_s[i], rel=1e-9, abs=1e-12)


def test_going_on_starts_where_the_runs_are() -> None:
    ensemble = train_ensemble(ORTHONORMAL, runs=6, schedule=Schedule(steps=50))
    same = go_on(ensemble, [4, 1], schedule=Schedule(steps=1, learning_rate=1e-300))
    assert np.array_equal(same.encoder_sqp, ensemble.encoder_sqp[[4, 1]])
    later = go_on(ensemble, range(6), schedule=Schedule(steps=500))
    assert (later.loss_s <= ensemble.loss_s + 1e-12).all()


def test_functions_are_the_same_for_gauge_copies() -> None:
    p = problem(Activation("relu"))
    encoder, decoder = initial(p, runs=4, seed=0)
    order, scale = [2, 0, 1], np.array([2.0, 0.5, 3.0])
    copy = functions(p, encoder[:, order] * scale[:, None], decoder[:, :, order] / scale)
    assert np.allclose(copy, functions(p, encoder, decoder))
    assert not np.allclose(copy, functions(p, encoder * 1.1, decoder))


def test_schedule() -> None:
    schedule = Schedule(steps=100, learning_rate=1.0, annealed=0.4, floor=1e-4)
    steps = [schedule.step(t) for t in range(100)]
    assert steps[:60] == [1.0] * 60
    assert steps[-1] == pytest.approx(1e-4)
    assert all(a > b for a, b in itertools.pairwise(steps[60:]))


def test_an_empty_ensemble_is_refused() -> None:
    with pytest.raises(ValueError, match="at least one run"):
        train_ensemble(ORTHONORMAL, runs=0)
