"""The true loss by enumeration against sampling and its limit; Adam and samples against torch and full batches; gradcheck."""

from __future__ import annotations

import itertools
from fractions import Fraction

import numpy as np
import pytest
import torch

from solvers.sdl.ensemble.descent import Schedule, gradient, initial, train_ensemble
from solvers.sdl.ensemble.objectives import bernoulli, independent, joint
from theory.errors import InputError
from theory.sdl import Activation, Problem

Q = Fraction
ACTIVATIONS = [Activation("relu"), Activation("jumprelu", theta=Q(1, 4)), Activation("topk", k=1)]


def problem(activation: Activation = ACTIVATIONS[0]) -> Problem:
    w = [[Q(1), Q(0)], [Q(3, 5), Q(4, 5)], [Q(-3, 5), Q(4, 5)]]
    return Problem.sae(w, weights=[Q(1), Q(2), Q(3)], activation=activation, width=2)


@pytest.mark.parametrize("activation", ACTIVATIONS, ids=lambda a: a.kind)
def test_the_enumerated_loss_is_the_sum_over_all_combinations(activation: Activation) -> None:
    """Written out again from the definition, in numpy, for random models."""
    p, true = problem(activation), bernoulli(problem(activation), Q(1, 2))
    w, v, _ = p.arrays()
    chances = [1 / 6, 1 / 3, 1 / 2]
    encoder, decoder = initial(p, runs=4, seed=1)
    found = gradient(true, torch.from_numpy(encoder), torch.from_numpy(decoder))[0].numpy()
    for e, d, loss in zip(encoder, decoder, found, strict=True):
        total = 0.0
        for on in itertools.product((0, 1), repeat=3):
            x = np.array(on, dtype=float)
            chance = np.prod([c if b else 1 - c for c, b in zip(chances, on, strict=True)])
            z = activation.numpy((x @ w)[None] @ e.T)
            total += chance * float(((x @ v - z[0] @ d.T) ** 2).sum())
        assert loss == pytest.approx(total, rel=1e-12)


def test_rare_features_give_the_single_feature_loss() -> None:
    p = problem()
    encoder, decoder = ([[Q(1), Q(2)], [Q(-1), Q(1)]], [[Q(1, 3), Q(0)], [Q(1, 2), Q(1)]])
    wanted = p.loss(encoder, decoder)
    gaps = [
        abs(float(bernoulli(p, s).loss(encoder, decoder) * 3 / s - wanted)) for s in (Q(1, 10), Q(1, 100), Q(1, 1000))
    ]
    assert gaps[0] > gaps[1] > gaps[2] > 0
    assert gaps[2] < 0.01 * float(wanted)


def test_joint_support_and_magnitudes() -> None:
    p = problem()
    same = independent(p, [[(1, Q(1, 4))], [(2, Q(1, 2)), (1, Q(1, 4))], []])
    outcomes = [
        ((1, 0, 0), Q(1, 16)),
        ((1, 2, 0), Q(1, 8)),
        ((1, 1, 0), Q(1, 16)),
        ((0, 2, 0), Q(3, 8)),
        ((0, 1, 0), Q(3, 16)),
    ]
    other = joint(p, outcomes)
    assert dict(zip(same.features_in, same.weights, strict=True)) == dict(
        zip(other.features_in, other.weights, strict=True)
    )


@pytest.mark.parametrize(
    ("make", "says"),
    [
        (lambda p: bernoulli(p, Q(3, 2)), "at most 1"),
        (lambda p: joint(p, [([1, 0], Q(1, 2))]), "2 coefficients"),
        (lambda p: joint(p, [([1, 0, 0], Q(0))]), "positive"),
        (lambda p: joint(p, [([1, 0, 0], Q(2, 3)), ([0, 1, 0], Q(2, 3))]), "above 1"),
        (lambda p: independent(p, [[(1, Q(2))], [], []]), "at most 1"),
        (lambda p: independent(p, [[]]), "1 distributions"),
    ],
)
def test_bad_distributions(make: object, says: str) -> None:
    with pytest.raises(InputError, match=says):
        make(problem())  # type: ignore[operator]


def test_an_input_that_vanishes_without_its_output_is_refused() -> None:
    p = Problem.transcoder([[Q(1)], [Q(-1)]], [[Q(1)], [Q(1)]], activation=ACTIVATIONS[0], width=1)
    with pytest.raises(InputError, match="the output is not"):
        bernoulli(p, Q(1, 2))


@pytest.mark.parametrize("activation", ACTIVATIONS, ids=lambda a: a.kind)
def test_gradcheck_of_the_true_loss(activation: Activation) -> None:
    """The written gradient as the backward pass of the loss, in float64, away from switching points."""
    p = bernoulli(problem(activation), Q(1, 2))

    class Loss(torch.autograd.Function):
        @staticmethod
        def forward(ctx: object, encoder: torch.Tensor, decoder: torch.Tensor) -> torch.Tensor:
            loss, *slopes = gradient(p, encoder, decoder)
            ctx.save_for_backward(*slopes)  # type: ignore[attr-defined]
            return loss

        @staticmethod
        def backward(ctx: object, up: torch.Tensor) -> tuple[torch.Tensor, ...]:  # type: ignore[override]
            return tuple(up[:, None, None] * s for s in ctx.saved_tensors)  # type: ignore[attr-defined]

    start = [torch.from_numpy(x).requires_grad_() for x in initial(p, runs=3, seed=2)]
    assert torch.autograd.gradcheck(Loss.apply, start, eps=1e-7, atol=1e-6)


def test_adam_is_that_of_torch() -> None:
    p, schedule = problem(), Schedule(steps=60, learning_rate=0.02, annealed=0.0, optimiser="adam")
    found = train_ensemble(p, runs=3, schedule=schedule)
    parameters = [torch.from_numpy(x).requires_grad_() for x in initial(p, runs=3, seed=0)]
    adam = torch.optim.Adam(parameters, lr=0.02)
    for _ in range(60):
        for x, g in zip(parameters, gradient(p, *(y.detach() for y in parameters))[1:], strict=True):
            x.grad = g
        adam.step()
    assert np.allclose(found.encoder_sqp, parameters[0].detach().numpy(), rtol=1e-9, atol=1e-12)
    assert np.allclose(found.decoder_srq, parameters[1].detach().numpy(), rtol=1e-9, atol=1e-12)


@pytest.mark.parametrize("schedule", [Schedule(steps=200, optimiser="adam"), Schedule(steps=200, batch=2)])
def test_runs_do_not_see_each_other_and_seeds_count(schedule: Schedule) -> None:
    few, many, other = (
        train_ensemble(problem(), runs=r, seed=s, schedule=schedule) for r, s in ((2, 0), (7, 0), (2, 1))
    )
    assert np.allclose(few.encoder_sqp, many.encoder_sqp[:2], rtol=1e-9)
    assert not np.allclose(few.encoder_sqp, other.encoder_sqp)
    again = train_ensemble(problem(), runs=2, seed=0, schedule=schedule)
    assert few.encoder_sqp.tobytes() == again.encoder_sqp.tobytes()


def test_large_samples_tend_to_the_full_batch() -> None:
    p, common = problem(), {"steps": 100, "annealed": 0.0}
    full, small, large = (train_ensemble(p, runs=4, schedule=Schedule(**common, batch=b)) for b in (None, 1, 10**6))  # type: ignore[arg-type]
    near, far = (np.abs(x.encoder_sqp - full.encoder_sqp).max() for x in (large, small))
    assert near < 0.01 < far


def test_an_empty_batch_is_refused() -> None:
    with pytest.raises(ValueError, match="at least one"):
        Schedule(batch=0)
