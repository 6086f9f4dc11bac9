"""Adam against its formula and against plain torch; rows against the definitions."""

from __future__ import annotations

import subprocess
import sys

import pytest
import torch
from torch import nn

from solvers.sdl.train.step.fused_adam import FusedAdam, PlainAdam, normalise_rows_, remove_parallel_


def gradients(t: int, dtype: torch.dtype) -> list[torch.Tensor]:
    g = torch.Generator().manual_seed(t)
    return [(10.0**-t * torch.randn(s, generator=g, dtype=torch.float64)).to(dtype) for s in ((7, 5), (3,))]


def by_formula(steps: int, clip: float | None, lr: float, betas: tuple[float, float], eps: float) -> list[torch.Tensor]:
    """Kingma and Ba, algorithm 1, in float64."""
    x = [torch.ones(7, 5, dtype=torch.float64), torch.ones(3, dtype=torch.float64)]
    m, v = [torch.zeros_like(a) for a in x], [torch.zeros_like(a) for a in x]
    for t in range(1, steps + 1):
        gs = gradients(t, torch.float64)
        norm = torch.cat([g.flatten() for g in gs]).norm()
        scale = 1.0 if clip is None else min(1.0, clip / float(norm))
        for i, g in enumerate(gs):
            m[i] = betas[0] * m[i] + (1 - betas[0]) * scale * g
            v[i] = betas[1] * v[i] + (1 - betas[1]) * (scale * g) ** 2
            x[i] = x[i] - lr * (m[i] / (1 - betas[0] ** t)) / ((v[i] / (1 - betas[1] ** t)).sqrt() + eps)
    return x


@pytest.mark.parametrize("clip", [None, 0.05, 100.0])
@pytest.mark.parametrize(("dtype", "close"), [(torch.float64, 1e-12), (torch.float32, 1e-5)])
def test_formula(clip: float | None, dtype: torch.dtype, close: float) -> None:
    options = {"lr": 0.03, "betas": (0.8, 0.95), "eps": 1e-6}
    x = [nn.Parameter(torch.ones(7, 5, dtype=dtype)), nn.Parameter(torch.ones(3, dtype=dtype))]
    adam = FusedAdam(x, **options)
    for t in range(1, 5):
        for parameter, gradient in zip(x, gradients(t, dtype), strict=True):
            parameter.grad = gradient
        norm = adam.clipped_step(clip)
        expected = torch.cat([g.flatten() for g in gradients(t, torch.float64)]).norm()
        torch.testing.assert_close(norm.to(torch.float64), expected, rtol=10 * close, atol=0)
        assert x[0].grad is None
    # clipping divides by a float32 number, which is the accuracy of the whole
    tolerance = close if clip is None else 1e-5
    for found, expected in zip(x, by_formula(4, clip, **options), strict=True):
        torch.testing.assert_close(found.detach().to(torch.float64), expected, rtol=tolerance, atol=tolerance)


def test_same_bits_for_any_number_of_threads() -> None:
    def run(threads: int) -> torch.Tensor:
        before = torch.get_num_threads()
        torch.set_num_threads(threads)
        try:
            g = torch.Generator().manual_seed(0)
            x = nn.Parameter(torch.randn(300, 257, generator=g))
            adam = FusedAdam([x], lr=1e-2)
            for _ in range(3):
                x.grad = torch.randn(300, 257, generator=g)
                adam.clipped_step(None)
            return x.detach()
        finally:
            torch.set_num_threads(before)

    assert torch.equal(run(1), run(2))


def test_a_gradient_that_is_not_a_number_is_not_hidden() -> None:
    x = nn.Parameter(torch.ones(2))
    x.grad = torch.tensor([1.0, torch.nan])
    assert FusedAdam([x], lr=0.1).clipped_step(1.0).isnan()
    assert x.isnan().all()


@pytest.mark.parametrize("rows", [3, 2500])  # one block, several
def test_rows(rows: int) -> None:
    g = torch.Generator().manual_seed(5)
    u, d = (torch.randn(rows, 300, generator=g, dtype=torch.float64) for _ in range(2))
    u[1] = 0
    projected = d.clone()
    remove_parallel_(projected, u)
    assert torch.equal(projected[1], d[1])
    assert ((projected * u).sum(1).abs() < 1e-10).all()
    # what was removed is parallel to the row
    removed = (d - projected)[[0, 2]]
    cosine = (removed * u[[0, 2]]).sum(1).abs() / (removed.norm(dim=1) * u[[0, 2]].norm(dim=1))
    torch.testing.assert_close(cosine, torch.ones(2, dtype=torch.float64))
    expected = u / u.norm(dim=1, keepdim=True)
    normalise_rows_(u)
    assert torch.equal(u[1], torch.zeros(300, dtype=torch.float64))
    torch.testing.assert_close(u[[0, 2]], expected[[0, 2]])


def test_without_the_wrappings_the_bits_are_those_of_torch() -> None:
    start = [torch.randn(7, 5, generator=torch.Generator().manual_seed(9)), torch.ones(3)]
    ours, torchs = ([nn.Parameter(s.clone()) for s in start] for _ in range(2))
    for kind, parameters in ((PlainAdam, ours), (torch.optim.Adam, torchs)):
        optimiser = kind(parameters, lr=0.1, betas=(0.8, 0.99))
        for t in range(4):
            for p, g in zip(parameters, gradients(t, torch.float32), strict=True):
                p.grad = g
            optimiser.step()
            assert not optimiser.zero_grad()
            assert all(p.grad is None for p in parameters)
    assert all(torch.equal(p, q) for p, q in zip(ours, torchs, strict=True))


def test_the_compiler_of_torch_is_not_imported() -> None:
    """It takes two seconds, of every run and of every test that starts one."""
    code = (
        "import sys, torch; from solvers.sdl.train.step.fused_adam import FusedAdam, PlainAdam\n"
        "for kind in (FusedAdam, PlainAdam):\n"
        "    p = torch.nn.Parameter(torch.ones(2)); p.grad = torch.ones(2); optimiser = kind([p], lr=0.1)\n"
        "    optimiser.clipped_step(1.0) if kind is FusedAdam else (optimiser.step(), optimiser.zero_grad())\n"
        "sys.exit('torch._dynamo' in sys.modules)"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, timeout=100, check=False)
    assert done.returncode == 0, done.stderr
