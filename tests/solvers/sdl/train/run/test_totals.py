"""Sums over rows against numpy on the whole table, however the rows are cut."""

from __future__ import annotations

import numpy as np
import pytest
import torch

from solvers.sdl.train.data.batch import Batch
from solvers.sdl.train.model.architecture import KINDS, SPARSE, Architecture
from solvers.sdl.train.model.module import SDLModel
from solvers.sdl.train.run.totals import measure
from theory.errors import InputError


def model_of(kind: str, *, width: int = 30, sizes: tuple[int, ...] = (8,)) -> SDLModel:
    extra = {"k": 3} if kind in SPARSE else {}
    extra |= {"prefixes": (10, width)} if kind == "matryoshka" else {}
    extra |= {"encoder_bias": False} if kind == "pursuit" else {}
    form = "crosscoder" if len(sizes) > 1 else "sae"
    model = SDLModel(
        Architecture(kind, inputs=sizes, outputs=sizes, width=width, form=form, threshold=0.3, **extra), seed=0
    )  # type: ignore[arg-type]
    if kind == "batchtopk":
        model.batch_threshold.fill_(0.4)
    return model


def rows(n: int, p: int, *, far: float = 0.0) -> torch.Tensor:
    return torch.randn(n, p, generator=torch.Generator().manual_seed(1)) + far


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("piece", [1, 7, 100])
def test_every_sum_is_that_of_the_whole_table(kind: str, piece: int) -> None:
    model, x = model_of(kind), rows(100, 8)
    found = measure(model, (Batch(part, part) for part in x.split(piece)))
    model.eval()
    with torch.no_grad():
        codes, y = model.codes(x).double().numpy(), model(x).y_br.double().numpy()
    whole = x.double().numpy()
    (target,) = found.targets
    assert target.error == pytest.approx(np.square(whole - y).sum(), rel=1e-5)
    assert target.spread == pytest.approx(np.square(whole - whole.mean(0)).sum(), rel=1e-12)
    assert target.offset == pytest.approx(np.square((whole - y).mean(0)).sum(), rel=1e-4)
    assert target.bias == pytest.approx(np.square(y).sum() / (y * whole).sum(), rel=1e-5)
    assert found.error == pytest.approx(np.square(whole - y).sum(1).mean(), rel=1e-5)
    assert found.fires_q.tolist() == (codes != 0).sum(0).tolist()
    assert np.allclose(found.sum_q, np.abs(codes).sum(0), rtol=1e-5)
    assert np.allclose(found.square_q, np.square(codes).sum(0), rtol=1e-5)
    assert np.allclose(found.most_q, np.abs(codes).max(0), rtol=1e-5)
    per_row = (codes != 0).sum(1)
    assert found.active_counts.tolist() == np.bincount(per_row).tolist()
    assert found.l0 == pytest.approx(per_row.mean())
    assert found.silent == pytest.approx((np.abs(codes).max(0) == 0).mean())
    assert found.active_quantile(0.5) == np.quantile(per_row, 0.5, method="inverted_cdf")
    assert found.active_quantile(1.0) == per_row.max()


def test_a_crosscoder_has_one_entry_per_target() -> None:
    model, x = model_of("relu", sizes=(5, 3)), rows(50, 8)
    found = measure(model, [Batch(x, x)])
    with torch.no_grad():
        residual = (x - model(x).y_br).double().square().sum(0)
    assert [t.size for t in found.targets] == [5, 3]
    assert found.targets[0].error == pytest.approx(float(residual[:5].sum()), rel=1e-5)
    assert found.targets[1].error == pytest.approx(float(residual[5:].sum()), rel=1e-5)
    error, spread = sum(t.error for t in found.targets), sum(t.spread for t in found.targets)
    assert found.unexplained == pytest.approx(error / spread)


def test_a_ratio_of_sums_is_not_a_mean_of_ratios() -> None:
    """One quiet batch and one loud one: a mean of ratios would give both the same weight."""
    model = model_of("relu")
    with torch.no_grad():
        model.decoder_qr.zero_()
    quiet, loud = 0.01 * rows(50, 8), rows(50, 8) + 1.0
    found = measure(model, [Batch(quiet, quiet), Batch(loud, loud)])
    both = torch.cat((quiet, loud)).double()
    wanted = float(both.square().sum() / (both - both.mean(0)).square().sum())
    assert found.unexplained == pytest.approx(wanted, rel=1e-6)


@pytest.mark.parametrize("piece", [1, 13, 100])
def test_data_far_from_the_origin_cost_no_digits(piece: int) -> None:
    far = rows(100, 8, far=3e4)
    found = measure(model_of("relu"), (Batch(part, part) for part in far.split(piece)))
    assert found.targets[0].spread == pytest.approx(
        float((far.double() - far.double().mean(0)).square().sum()), rel=1e-9
    )


@pytest.mark.parametrize("value", [0.0, 1.0, 1e4, 0.1])
@pytest.mark.parametrize("piece", [1, 10])
def test_rows_that_are_all_alike_have_nothing_to_explain(value: float, piece: int) -> None:
    x = torch.full((10, 8), value)
    found = measure(model_of("relu"), (Batch(part, part) for part in x.split(piece)))
    assert found.unexplained is None
    assert found.targets[0].unexplained is None


def test_one_row_and_none() -> None:
    x = rows(1, 8)
    assert measure(model_of("topk"), [Batch(x, x)]).unexplained is None
    with pytest.raises(InputError, match="no rows"):
        measure(model_of("topk"), [])


def test_the_mode_of_the_model_is_left_as_it_was() -> None:
    model, x = model_of("batchtopk").train(), rows(5, 8)
    measure(model, [Batch(x, x)])
    assert model.training
    assert float(model.batch_threshold) == pytest.approx(0.4)
