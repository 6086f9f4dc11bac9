"""The compiled selection and sorting against the torch code that stands in where numba is missing."""

from __future__ import annotations

import pytest
import torch

from solvers.sdl.train.model import compiled_topk, sparse_topk

pytest.importorskip("numba")


@pytest.mark.parametrize("dtype", [torch.float32, torch.float64])
@pytest.mark.parametrize("k", [1, 3, 17, 29])
def test_the_same_selection(monkeypatch: pytest.MonkeyPatch, dtype: torch.dtype, k: int) -> None:
    x = torch.randn(200, 30, generator=torch.Generator().manual_seed(0)).to(dtype)
    tables = [
        x,
        (2 * x).round(),
        -x.abs(),
        torch.cat([x, x], dim=1)[:, :30],
        torch.full((2, 30), torch.inf, dtype=dtype),
    ]
    found = [sparse_topk.topk_index(t, k) for t in tables]
    monkeypatch.setattr(compiled_topk, "numba", None)
    for table, index in zip(tables, found, strict=True):
        assert torch.equal(index, sparse_topk.topk_index(table, k))


def test_nan_is_left_to_torch() -> None:
    x = torch.tensor([[1.0, torch.nan, 2.0], [3.0, 2.0, 1.0]])
    assert compiled_topk.topk_index(x, 1) is None
    assert sparse_topk.topk_index(x, 1).tolist() == [[1], [0]]


def test_the_same_order() -> None:
    index = torch.randint(0, 9, (500,), generator=torch.Generator().manual_seed(0))
    order, starts = compiled_topk.by_neuron(index, 12)
    assert torch.equal(order, index.argsort(stable=True))
    assert starts.tolist() == [int((index < j).sum()) for j in range(12)]
