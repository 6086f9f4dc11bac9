"""Triton kernels against plain torch; they need a CUDA device, or Triton's interpreter (``TRITON_INTERPRET=1``)."""

from __future__ import annotations

import pytest
import torch

from solvers.sdl.train.model import sparse_topk, triton_topk

DEVICE = "cuda" if torch.cuda.is_available() else "cpu"
needs_kernels = pytest.mark.skipif(
    not triton_topk.available(torch.zeros(1, device=DEVICE)), reason="needs a CUDA device with Triton"
)
SIZES = [(5, 37, 4, 13), (3, 64, 64, 8), (4, 100, 7, 1100), (2, 16, 1, 3)]


def rows(b: int, q: int, kind: str) -> torch.Tensor:
    """Pre-activations that are distinct, tied, mostly negative, or not all finite."""
    z = torch.randn(b, q, generator=torch.Generator().manual_seed(b))
    if kind == "tied":
        z = z.round()
    elif kind == "negative":
        z = -z.abs()
        z[0, 1] = 1.0
    elif kind == "not finite":
        z[0, 2], z[-1, -1], z[-1, 0] = torch.nan, torch.inf, -torch.inf
    return z.to(DEVICE)


def torch_alone(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(triton_topk, "available", lambda _tensor: False)


def test_not_available_in_double_precision() -> None:
    assert not triton_topk.available(torch.zeros(1, dtype=torch.float64, device=DEVICE))


@needs_kernels
@pytest.mark.parametrize(("b", "q", "k", "p"), SIZES)
@pytest.mark.parametrize("kind", ["distinct", "tied", "negative", "not finite"])
def test_selection(b: int, q: int, k: int, p: int, kind: str, monkeypatch: pytest.MonkeyPatch) -> None:
    wide = rows(b, 2 * q, kind)
    found = triton_topk.topk_index(wide[:, :q], k)
    torch_alone(monkeypatch)
    assert torch.equal(found, sparse_topk.topk_index(wide[:, :q], k))


@needs_kernels
@pytest.mark.parametrize(("b", "q", "k", "p"), SIZES)
def test_sums_and_products(b: int, q: int, k: int, p: int, monkeypatch: pytest.MonkeyPatch) -> None:
    g = torch.Generator().manual_seed(1)
    values, matrix, left = (torch.randn(s, generator=g).to(DEVICE) for s in ((b, k), (q, p), (b, p)))
    index = triton_topk.topk_index(rows(b, q, "distinct"), k)
    calls = [("combine", (values, index, matrix)), ("products", (left, matrix, index))]
    calls.append(("accumulate", (values, index, left, q)))
    found = [getattr(triton_topk, name)(*arguments) for name, arguments in calls]
    torch_alone(monkeypatch)
    for (name, arguments), result in zip(calls, found, strict=True):
        # float32 sums of up to 1,100 products of standard normals, in another order
        torch.testing.assert_close(result, getattr(sparse_topk, name)(*arguments), rtol=1e-4, atol=1e-4)


@needs_kernels
def test_derivatives(monkeypatch: pytest.MonkeyPatch) -> None:
    def gradients() -> list[torch.Tensor]:
        g = torch.Generator().manual_seed(2)
        x, w, c, u = (torch.randn(s, generator=g).to(DEVICE).requires_grad_() for s in ((6, 5), (9, 5), (9,), (9, 4)))
        values, index, _ = sparse_topk.sparse_encode(x, w, c, 3)
        sparse_topk.sparse_decode(values, index, u).square().sum().backward()
        return [t.grad for t in (x, w, c, u) if t.grad is not None]

    found = gradients()
    torch_alone(monkeypatch)
    expected = gradients()
    assert len(found) == len(expected) == 4
    for one, other in zip(found, expected, strict=True):
        torch.testing.assert_close(one, other, rtol=1e-4, atol=1e-5)  # float32 sums in another order
