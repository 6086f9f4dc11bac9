"""Training on the tree: starts at the truth stay there, starts near it come nearer, one-step models learn."""

from __future__ import annotations

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


def test_the_penalty_is_zero_for_orthogonal_companions_alone() -> None:
    stack = OneStepStack("batchtopk", [0], width=3, inputs=3)
    decoder = torch.tensor([[[1.0, 0, 0], [0, 2.0, 0], [0.6, 0.8, 0]]])
    apart = torch.tensor([[[1.0, 2.0, 0.0], [0.0, 0.0, 1.0]]])
    together = torch.tensor([[[1.0, 0.0, 3.0], [0.0, 0.0, 1.0]]])
    assert float(stack._together(apart, decoder)) == pytest.approx(0.0, abs=1e-7)
    assert float(stack._together(together, decoder)) == pytest.approx(
        2 * 0.5 * 0.36, abs=1e-6
    )  # both orders, half the samples
