"""BatchTopK by pairs is the dense definition: values, ties, zeros, and every derivative."""

from __future__ import annotations

import pytest
import torch
from hypothesis import given, settings
from hypothesis import strategies as st
from torch import Tensor
from torch.autograd import gradcheck

from solvers.sdl.train.data.batch import Batch
from solvers.sdl.train.model import sparse_batch_topk
from solvers.sdl.train.model.activation_layers import batch_topk
from solvers.sdl.train.model.architecture import Architecture
from solvers.sdl.train.model.losses import LossConfig, loss
from solvers.sdl.train.model.module import SDLModel
from solvers.sdl.train.model.sparse_batch_topk import RaggedCodes, batch_places, sparse_batch_encode

B, P, Q, R = 5, 3, 7, 4


def dense_of_places(pre: Tensor, k: int) -> Tensor:
    places = batch_places(pre, k)
    assert bool((places.diff() > 0).all())
    out = torch.zeros_like(pre).reshape(-1)
    out[places] = pre.reshape(-1)[places]
    return out.reshape(pre.shape)


@settings(max_examples=60, deadline=None)
@given(
    st.lists(st.integers(-2, 3), min_size=12, max_size=12),
    st.integers(1, 5),
    st.sampled_from([1, 2, 5, 61]),
    st.sampled_from([0.01, 1.3]),
)
def test_the_places_are_those_of_the_dense_definition(cells: list[int], k: int, stride: int, spare: float) -> None:
    """Few different values, so that ties and zeros abound; guesses that are good, too high, and missing."""
    pre = torch.tensor(cells, dtype=torch.float32).reshape(4, 3)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(sparse_batch_topk, "STRIDE", stride)
        patch.setattr(sparse_batch_topk, "SPARE", spare)
        assert torch.equal(dense_of_places(pre, k), batch_topk(pre, min(k, 3)))


@pytest.mark.parametrize("case", ["even", "one column", "first rows", "negative"])
def test_large_tables(case: str) -> None:
    pre = torch.randn(300, 610, generator=torch.Generator().manual_seed(1))
    if case == "one column":
        pre[:, ::61] += 50  # what the sample looks at is not like the rest
    elif case == "first rows":
        pre[:20] += 9
    elif case == "negative":
        pre -= 3
    for k in (1, 8, 200):
        assert torch.equal(dense_of_places(pre, k), batch_topk(pre, k))


def test_nan_is_passed_on() -> None:
    pre = torch.randn(300, 610, generator=torch.Generator().manual_seed(1))
    pre[7, 3] = torch.nan
    assert 7 * 610 + 3 in batch_places(pre, 8).tolist()


def parts(seed: int) -> list[Tensor]:
    stream = torch.Generator().manual_seed(seed)
    shapes = ((B, P), (Q, P), (Q,), (P,), (Q, R), (R,))
    return [torch.randn(s, generator=stream, dtype=torch.float64).requires_grad_() for s in shapes]


@pytest.mark.parametrize("k", [1, 2, 4, Q])
@pytest.mark.parametrize("reads_pre", [False, True])
def test_every_derivative(k: int, reads_pre: bool) -> None:
    """By finite differences, and against autograd through the dense definition; k = 7 is above the number of positive entries."""

    def sparse(x: Tensor, enc: Tensor, bias: Tensor, centre: Tensor, dec: Tensor, out: Tensor) -> tuple[Tensor, ...]:
        codes, pre = sparse_batch_encode(x, enc, bias, k, centre_p=centre)
        assert not reads_pre or codes.width == Q
        y = codes.decode(dec, out)
        return (y, codes.dense_bq, (pre**3).sum(0)) if reads_pre else (y,)

    def dense(x: Tensor, enc: Tensor, bias: Tensor, centre: Tensor, dec: Tensor, out: Tensor) -> tuple[Tensor, ...]:
        pre = (x - centre) @ enc.T + bias
        codes = batch_topk(pre, k)
        return (codes @ dec + out, codes, (pre**3).sum(0)) if reads_pre else (codes @ dec + out,)

    inputs = parts(k)
    assert gradcheck(sparse, inputs)
    weights = [torch.randn_like(o) for o in dense(*inputs)]
    both = []
    for function in (sparse, dense):
        outputs = function(*inputs)
        total = sum((o * w).sum() for o, w in zip(outputs, weights, strict=True))
        assert isinstance(total, Tensor)
        both.append([*outputs, *torch.autograd.grad(total, inputs)])
    for one, other in zip(*both, strict=True):
        torch.testing.assert_close(one, other, rtol=1e-12, atol=1e-12)


def test_nothing_positive() -> None:
    x, enc, _, _, dec, out = parts(0)
    codes, _ = sparse_batch_encode(x, enc, torch.full((Q,), -100.0, dtype=torch.float64), 2)
    assert len(codes.values_m) == 0
    y = codes.decode(dec, out)
    assert torch.equal(y, out.expand(B, R))
    slopes = torch.autograd.grad(y.sum(), [enc, dec], allow_unused=True)
    assert all(g is None or not g.any() for g in slopes)
    y = RaggedCodes(codes.values_m, codes.sample_m, codes.index_m, B, Q).decode(dec)
    assert not y.any()


@pytest.mark.parametrize("form", ["sae", "transcoder"])
@pytest.mark.parametrize("config", [LossConfig(), LossConfig(l1=0.1), LossConfig(auxk=0.5, auxk_k=2)])
def test_the_model_and_its_losses(form: str, config: LossConfig) -> None:
    """All losses, those that read dense codes or pre-activations too, against the dense definition."""
    outputs = (P,) if form == "sae" else (R,)
    a = Architecture("batchtopk", inputs=(P,), outputs=outputs, width=Q, k=2, form=form)  # type: ignore[arg-type]
    model = SDLModel(a, seed=0, dtype=torch.float64)
    stream = torch.Generator().manual_seed(2)
    with torch.no_grad():
        for parameter in model.parameters():
            parameter += 0.3 * torch.randn(parameter.shape, generator=stream, dtype=torch.float64)
    x, y = (torch.randn(B, w, generator=stream, dtype=torch.float64) for w in (P, outputs[0]))
    dead = torch.arange(Q) > 4
    named = dict(model.named_parameters())

    output = model(x)
    found = loss(model, output, Batch(x, y), config, dead_q=dead).total
    pre = model.pre_activations(x)
    codes = batch_topk(pre, 2)
    assert torch.equal(output.codes_bq.detach(), codes.detach())
    made = model.decode(codes)
    wanted = (y - made).square().sum(1).mean()
    if config.l1:
        wanted = wanted + config.l1 * (codes @ model.decoder_qr.norm(dim=1)).mean()
    if config.auxk:
        best = pre[:, dead].relu()  # two dead neurons, and auxk_k = 2
        wanted = wanted + config.auxk * ((y - made).detach() - best @ model.decoder_qr[dead]).square().sum(1).mean()
    torch.testing.assert_close(found, wanted, rtol=1e-12, atol=1e-12)
    slopes = [torch.autograd.grad(total, list(named.values()), allow_unused=True) for total in (found, wanted)]
    for name, one, other in zip(named, *slopes, strict=True):
        assert one is not None, name
        torch.testing.assert_close(one, other, rtol=1e-10, atol=1e-12, msg=name)
    assert float(model.batch_threshold) == pytest.approx(float(codes[codes > 0].min().detach()))
