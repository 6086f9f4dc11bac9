"""Stacks of small dictionaries: the steps of the exact encoder, the derivative of automatic differentiation, compiled as in torch."""

from __future__ import annotations

import pytest
import torch

from solvers.pursuit.encode import Settings, pursue
from solvers.pursuit.gradient import encode as differentiable
from solvers.pursuit.tree import pursuit_stack
from solvers.pursuit.tree.stacked import encode, gradient


def problem(runs: int = 3, samples: int = 40, q: int = 7, m: int = 5) -> tuple[torch.Tensor, torch.Tensor]:
    g = torch.Generator().manual_seed(1)
    atoms = torch.randn(runs, q, m, generator=g)
    atoms = atoms / atoms.norm(dim=2, keepdim=True) * (0.8 + 0.4 * torch.rand(runs, q, 1, generator=g))
    return torch.randn(runs, samples, m, generator=g), atoms


@pytest.mark.parametrize("steps", [1, 2, 6])
def test_a_stack_is_its_runs_one_by_one(steps: int) -> None:
    x, atoms = problem()
    codes = encode(x, atoms, steps=steps, threshold=0.3)[1]
    alone = [
        pursue(a, d, Settings("nonnegative", steps, 0.3, stop_on_repeat=True)).codes_bq
        for a, d in zip(x, atoms, strict=True)
    ]
    torch.testing.assert_close(codes, torch.stack(alone), atol=2e-6, rtol=1e-5)


def test_the_derivative_is_that_of_the_steps() -> None:
    x, atoms = (t.double() for t in problem())
    loss, by_atoms = gradient(x, atoms, *encode(x, atoms, steps=4, threshold=0.0))
    for i, (a, d) in enumerate(zip(x, atoms, strict=True)):
        leaf = d.clone().requires_grad_()
        mean = differentiable(a, leaf, Settings("nonnegative", 4, 0.0, stop_on_repeat=True))[2].square().sum(1).mean()
        mean.backward()
        assert float(mean.detach()) == pytest.approx(float(loss[i]), rel=1e-10)
        torch.testing.assert_close(leaf.grad, by_atoms[i], atol=1e-10, rtol=1e-8)


@pytest.mark.skipif(not pursuit_stack.COMPILED, reason="numba is an extra; without it torch is all there is")
@pytest.mark.parametrize("steps", [1, 5])
def test_compiled_and_torch_agree(steps: int, monkeypatch: pytest.MonkeyPatch) -> None:
    x, atoms = problem()
    fast = pursuit_stack.squared_residual(x, atoms, steps=steps, threshold=0.2)
    monkeypatch.setattr(pursuit_stack, "COMPILED", False)
    slow = pursuit_stack.squared_residual(x, atoms, steps=steps, threshold=0.2)
    for a, b in zip(fast, slow, strict=True):
        torch.testing.assert_close(a, b, atol=2e-5, rtol=1e-4)
