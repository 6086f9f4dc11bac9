"""Training on the tree: starts at the truth stay there, starts near it come nearer, one-step models learn."""

from __future__ import annotations

import numpy as np
import pytest
import torch

from solvers.pursuit.tree.one_step_stack import OneStepStack
from solvers.pursuit.tree.pursuit_stack import PursuitStack
from solvers.pursuit.tree.stream import Setting, Stream
from solvers.pursuit.tree.train import Recipe, fit, scores, settings


def test_the_stream_is_the_data_of_the_trainer() -> None:
    stream = Stream([Setting(3, coherence=0.4), Setting(3)])
    for i, rho in enumerate((0.4, 0.0)):
        tree = Setting(3, coherence=rho).tree()
        for step in (0, 2):
            torch.testing.assert_close(stream.batch(step, 8)[i], tree.batch(step, 8).x_bp)


def test_runs_of_one_seed_have_the_same_codes_and_tests_are_apart() -> None:
    stream = Stream(settings((0, 1), (0.0, 0.5)))
    z = stream.codes(0, 6)
    assert torch.equal(z[0], z[2])
    assert not torch.equal(z[0], z[1])
    assert not torch.equal(stream.test(6)[0], z)


def test_pursuit_stays_at_the_truth_and_moves_towards_it() -> None:
    stream = Stream([Setting(0), Setting(0)])
    start = stream.truth_snm.clone()
    start[1] += 0.05 * torch.randn(start[1].shape, generator=torch.Generator().manual_seed(0))
    stack = PursuitStack([0, 0], atoms_sqm=start)
    before = scores(stack, stream)
    fit(stack, stream, Recipe(steps=60, rate=3e-3, warmup=5))
    after = scores(stack, stream)
    assert before[0].error < 1e-10
    assert after[0].error < 1e-6  # Adam never quite stands still
    assert after[1].error < before[1].error / 3
    assert max(after[1].flat, after[1].hierarchical) < max(before[1].flat, before[1].hierarchical)


@pytest.mark.parametrize("kind", ["relu", "batchtopk", "matryoshka"])
def test_one_step_models_learn(kind: str) -> None:
    stream = Stream([Setting(0), Setting(1, coherence=0.5)])
    stack = OneStepStack(kind, [0, 1], steps=60)  # type: ignore[arg-type]
    before = scores(stack, stream)
    fit(stack, stream, Recipe(steps=60))
    for old, new in zip(before, scores(stack, stream), strict=True):
        assert new.error < 0.7 * old.error
    if kind == "batchtopk":
        assert scores(stack, stream)[0].active == pytest.approx(1.36, abs=0.01)


def test_matryoshka_draws_prefixes_by_the_released_law() -> None:
    """Lengths 1, ..., q - 1 with weights sqrt(L) - sqrt(L - 1), without repetition, and the whole.

    Of one drawn length the law of Pareto's kind gives length 1 the share 1 / sqrt(q - 1); the sums of weights telescope.
    """
    stack = OneStepStack("matryoshka", [0], width=5, inputs=3)
    drawn = [stack._prefixes() for _ in range(10)]
    assert all(lengths == [1, 2, 3, 4, 5] for lengths in drawn)  # four of four
    stack = OneStepStack("matryoshka", [0])
    drawn = [stack._prefixes() for _ in range(1000)]
    assert all(len(set(lengths)) == 5 and sorted(lengths) == lengths and lengths[-1] == 20 for lengths in drawn)
    # inclusion of two lengths without repetition, by an independent draw: numpy's choice of four of 19
    law = np.diff(np.sqrt(np.arange(20)))
    rng = np.random.default_rng(0)
    mine = np.bincount(np.concatenate([lengths[:-1] for lengths in drawn]), minlength=20)[1:] / 1000
    other = np.zeros(19)
    for _ in range(1000):
        other[rng.choice(19, 4, replace=False, p=law / law.sum())] += 1e-3
    # four standard deviations of a difference of two shares of 1,000
    assert abs(mine - other).max() < 4 * (2 * 0.25 / 1000) ** 0.5


def test_the_loss_of_matryoshka_is_the_mean_over_prefixes() -> None:
    """Against the definition, written with masks: the derivative by the decoder, by differences."""
    stack = OneStepStack("matryoshka", [0], width=4, inputs=3)
    stack._prefixes = lambda: [1, 3, 4]  # type: ignore[method-assign]
    x = torch.randn(1, 6, 3, generator=torch.Generator().manual_seed(1))
    stack._scale.fill_(1.0)
    stack._scaled = lambda x, *, learn: x  # type: ignore[method-assign, misc]
    w = {name: p.double().requires_grad_() for name, p in stack.parameters.items()}
    z = ((x.double() - w["decoder_bias"][:, None]) @ w["encoder"].mT + w["encoder_bias"][:, None]).relu()
    total = torch.zeros((), dtype=torch.float64)
    for length in (1, 3, 4):
        part = z[:, :, :length]
        y = part @ w["decoder"][:, :length] + w["decoder_bias"][:, None]
        total = total + (y - x).square().sum() + 0.1 * (part * w["decoder"][:, :length].norm(dim=2)[:, None]).sum()
    wanted = torch.autograd.grad(total / (3 * 6), list(w.values()))
    for found, exact in zip(stack.gradients(x, 0).values(), wanted, strict=True):
        torch.testing.assert_close(found.double(), exact, atol=1e-5, rtol=1e-5)


def test_matryoshka_puts_latents_in_order_of_the_energies_of_their_places() -> None:
    stack = OneStepStack("matryoshka", [0, 1], width=4, inputs=3)
    before = {name: p.clone() for name, p in stack.parameters.items()}
    stack._energy = torch.tensor([[1.0, 4.0, 2.0, 3.0], [4.0, 3.0, 2.0, 1.0]])
    stack._sort()
    for name in ("encoder", "decoder", "encoder_bias"):
        assert torch.equal(stack.parameters[name][0], before[name][0, [1, 3, 2, 0]])
        assert torch.equal(stack.parameters[name][1], before[name][1])
    assert stack._energy[0].tolist() == [1.0, 4.0, 2.0, 3.0]


def test_the_penalty_is_zero_for_orthogonal_companions_alone() -> None:
    stack = OneStepStack("batchtopk", [0], width=3, inputs=3)
    decoder = torch.tensor([[[1.0, 0, 0], [0, 2.0, 0], [0.6, 0.8, 0]]])
    apart = torch.tensor([[[1.0, 2.0, 0.0], [0.0, 0.0, 1.0]]])
    together = torch.tensor([[[1.0, 0.0, 3.0], [0.0, 0.0, 1.0]]])
    assert float(stack._together(apart, decoder)) == pytest.approx(0.0, abs=1e-7)
    assert float(stack._together(together, decoder)) == pytest.approx(
        2 * 0.5 * 0.36, abs=1e-6
    )  # both orders, half the samples
