"""The adjoint recursion against automatic differentiation of the same steps: to 1e-10 in double precision."""

from __future__ import annotations

from collections.abc import Callable

import pytest
import torch
from torch import Tensor

from solvers.pursuit.compiled import COMPILED
from solvers.pursuit.encode import Settings, pursue
from solvers.pursuit.gradient import adjoint, encode
from theory.pursuit import RULES


def by_graph(x: Tensor, atoms: Tensor, settings: Settings) -> tuple[Tensor, Tensor]:
    """Codes and residual with a graph of every step; the selections are those of the encoder, as constants."""
    run = pursue(x.detach(), atoms.detach(), settings)
    r, codes = x, x.new_zeros(len(x), len(atoms))
    for t in range(settings.steps):
        made = (run.coefficient_bt[:, t] != 0).to(x.dtype)[:, None]
        d = atoms[run.index_bt[:, t]]
        a = made * (d * r).sum(1, keepdim=True)
        codes = codes + torch.zeros_like(codes).scatter(1, run.index_bt[:, t : t + 1], a)
        r = r - a * d
    return codes, r


def compared(x: Tensor, atoms: Tensor, settings: Settings, loss: Callable[[Tensor, Tensor], Tensor]) -> None:
    one = [t.clone().requires_grad_() for t in (x, atoms)]
    loss(*by_graph(one[0], one[1], settings)).backward()
    two = [t.clone().requires_grad_() for t in (x, atoms)]
    values, index, residual, _ = encode(two[0], two[1], settings)
    codes = torch.zeros(len(x), len(atoms), dtype=x.dtype).scatter_add(1, index, values)
    loss(codes, residual).backward()
    for a, b in zip(one, two, strict=True):
        assert a.grad is not None
        assert b.grad is not None
        scale = 1 + a.grad.abs().max()
        assert (a.grad - b.grad).abs().max() < 1e-10 * scale


LOSSES: dict[str, Callable[[Tensor, Tensor], Tensor]] = {
    "energy": lambda codes, residual: 0.5 * residual.square().sum(),
    "codes": lambda codes, residual: (codes * torch.arange(codes.shape[1])).sum() + codes.square().sum(),
    "both": lambda codes, residual: (residual.square().sum() + codes.abs().sum()).sqrt(),
}


@pytest.mark.parametrize("name", LOSSES)
@pytest.mark.parametrize("rule", RULES)
@pytest.mark.parametrize(("norm", "stops"), [(1.0, False), (0.8, True), (1.2, False)])
def test_gradient_of_random_batches(name: str, rule: str, norm: float, stops: bool) -> None:
    g = torch.Generator().manual_seed(7)
    atoms = norm * torch.nn.functional.normalize(torch.randn(9, 4, generator=g, dtype=torch.float64), dim=1)
    x = torch.randn(30, 4, generator=g, dtype=torch.float64)
    settings = Settings(rule, 12, 0.3 if stops else 0.0, stops)  # type: ignore[arg-type]
    run = pursue(x, atoms, settings)
    if not stops and rule == "absolute":
        assert any(len(set(row)) < len(row) for row in run.index_bt.tolist()), "no atom came twice: the test is empty"
    compared(x, atoms, settings, LOSSES[name])


def test_gradient_through_ties_and_stalls() -> None:
    """Equal scores, a sample that stalls at once, one that stalls later, one that is zero: the selections are constants there."""
    atoms = torch.tensor([[1.0, 0.0], [0.6, 0.8], [0.6, 0.8]], dtype=torch.float64)
    x = torch.tensor([[1.6, 0.8], [-1.0, -2.0], [2.6, 0.8], [0.0, 0.0], [1.0, 0.5]], dtype=torch.float64)
    run = pursue(x, atoms, Settings("nonnegative", 5))
    assert run.steps_b.tolist()[1] == 0
    assert run.steps_b.tolist()[3] == 0
    assert 0 < run.steps_b.tolist()[2] < 5
    for loss in LOSSES.values():
        compared(x, atoms, Settings("nonnegative", 5), loss)


def test_a_loss_that_reads_nothing_has_no_gradient() -> None:
    atoms = torch.eye(2, requires_grad=True)
    values, _, residual, _ = encode(torch.ones(1, 2), atoms, Settings("absolute", 1))
    (0 * values.sum() + 0 * residual.sum()).backward()
    assert atoms.grad is not None
    assert not bool(atoms.grad.any())


def test_repeated_atoms_have_their_code_in_one_place() -> None:
    atoms = torch.tensor([[1.0, 0.0], [0.6, 0.8]], dtype=torch.float64)
    values, index, _, _ = encode(torch.tensor([[2.6, 0.8]], dtype=torch.float64), atoms, Settings("absolute", 4))
    assert index.tolist() == [[0, 1, 0, 1]]
    assert (values[0] != 0).tolist() == [True, True, False, False]


@pytest.mark.skipif(not COMPILED, reason="needs numba, the extra sdl-atlas[fast]")
@pytest.mark.parametrize("reads_codes", [True, False])
def test_the_compiled_way_back_is_the_one_in_torch(reads_codes: bool) -> None:
    g = torch.Generator().manual_seed(3)
    x, atoms = torch.randn(40, 9, generator=g), torch.randn(15, 9, generator=g) / 3
    run = pursue(x, atoms, Settings("nonnegative", 7, threshold=1.5, stop_on_repeat=True))
    assert 0 < int((run.coefficient_bt == 0).sum()) < run.coefficient_bt.numel()  # some samples end early
    by_codes = torch.randn(run.coefficient_bt.shape, generator=g) if reads_codes else None
    rest = (run.index_bt, run.coefficient_bt, run.residual_bp, by_codes, torch.randn(x.shape, generator=g))
    before = [t.clone() for t in rest if t is not None]
    single = adjoint(atoms, *rest)
    assert all(torch.equal(a, b) for a, b in zip(before, [t for t in rest if t is not None], strict=True))
    double = adjoint(atoms.double(), *(t.double() if t is not None and t.is_floating_point() else t for t in rest))
    for a, b in zip(single, double, strict=True):
        assert torch.allclose(a.double(), b, atol=1e-4, rtol=1e-5)  # seven steps in single precision
