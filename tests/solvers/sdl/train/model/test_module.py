"""The module: names, start, forms, biases, gated and nested codes, running threshold."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
import torch
from torch import Tensor
from torch.autograd import gradcheck

from solvers.sdl.train.data.batch import Batch
from solvers.sdl.train.model.architecture import SPARSE, Architecture, Kind
from solvers.sdl.train.model.losses import LossConfig, loss
from solvers.sdl.train.model.module import SDLModel

EVERY: tuple[Kind, ...] = ("relu", "jumprelu", "topk", "batchtopk", "gated", "matryoshka")


def architecture(kind: Kind, *, k: int = 2, p: int = 5, width: int = 7) -> Architecture:
    return Architecture(
        kind,
        inputs=(p,),
        outputs=(p,),
        width=width,
        k=k if kind in SPARSE else None,
        prefixes=(3, width) if kind == "matryoshka" else (),
        threshold=0.1,
        bandwidth=0.05,
    )


def moved(model: SDLModel, seed: int = 0) -> SDLModel:
    """The model with every parameter moved at random, biases too."""
    rng = torch.Generator().manual_seed(seed)
    with torch.no_grad():
        for parameter in model.parameters():
            parameter += 0.3 * torch.randn(parameter.shape, generator=rng, dtype=torch.float64).to(parameter)
    return model


def samples(b: int, p: int, seed: int = 1) -> Tensor:
    return torch.randn(b, p, generator=torch.Generator().manual_seed(seed), dtype=torch.float64)


@pytest.mark.parametrize("kind", EVERY)
def test_names_and_start(kind: Kind) -> None:
    model = SDLModel(architecture(kind), seed=3)
    names = {"encoder_qp", "decoder_qr", "encoder_bias_q", "decoder_bias_r"}
    names |= {"jumprelu": {"log_threshold_q"}, "gated": {"gate_scale_q", "gate_bias_q"}}.get(kind, set())
    assert {name for name, _ in model.named_parameters()} == names
    assert {name for name, _ in model.named_buffers()} == ({"batch_threshold"} if kind == "batchtopk" else set())
    assert torch.allclose(model.decoder_qr.norm(dim=1), torch.ones(7))
    assert torch.equal(model.encoder_qp, model.decoder_qr)
    assert model.encoder_qp.data_ptr() != model.decoder_qr.data_ptr()


def test_the_seed_decides_the_start() -> None:
    one, two, other = (SDLModel(architecture("relu"), seed=s) for s in (0, 0, 1))
    assert torch.equal(one.encoder_qp, two.encoder_qp)
    assert torch.equal(one.decoder_qr, two.decoder_qr)
    assert not torch.allclose(one.decoder_qr, other.decoder_qr)
    double = SDLModel(architecture("relu"), seed=0, dtype=torch.float64)
    assert torch.equal(double.decoder_qr.float(), one.decoder_qr)
    free = SDLModel(architecture("relu"), seed=0, tied_start=False)
    assert torch.equal(free.decoder_qr, one.decoder_qr)
    assert not torch.allclose(free.encoder_qp, free.decoder_qr)


def test_the_same_seed_trains_to_the_same_numbers() -> None:
    ends = []
    for _ in range(2):
        model = SDLModel(architecture("topk"), seed=5)
        optimiser = torch.optim.Adam(model.parameters(), lr=1e-2)
        for t in range(5):
            x = samples(16, 5, seed=t).float()
            optimiser.zero_grad()
            loss(model, model(x), Batch(x, x), LossConfig()).total.backward()
            optimiser.step()
        ends.append(model.encoder_qp.detach().clone())
    assert torch.equal(*ends)


@pytest.mark.parametrize("kind", EVERY)
@pytest.mark.parametrize("biases", [True, False])
def test_output_by_the_formula(kind: Kind, biases: bool) -> None:
    a = replace(architecture(kind), encoder_bias=biases, decoder_bias=biases)
    model = moved(SDLModel(a, seed=0, dtype=torch.float64))
    x = samples(6, 5)
    values = {name: p.detach().numpy() for name, p in model.named_parameters()}
    b_e, b_d = values.get("encoder_bias_q", np.zeros(7)), values.get("decoder_bias_r", np.zeros(5))
    pre = (x.numpy() - b_d) @ values["encoder_qp"].T
    if kind == "gated":
        magnitude = np.exp(values["gate_scale_q"]) * pre + b_e
        z = (pre + values["gate_bias_q"] > 0) * np.maximum(magnitude, 0)
    else:
        z = pre + b_e
        order = np.argsort(-z.ravel() if kind == "batchtopk" else -z, kind="stable")
        if kind == "jumprelu":
            z = np.where(z > np.exp(values["log_threshold_q"]), z, 0)
        elif kind == "batchtopk":
            z.ravel()[order[2 * 6 :]] = 0
        elif kind != "relu":
            np.put_along_axis(z, order[:, 2:], 0, axis=1)
    output = model(x)
    np.testing.assert_allclose(output.codes_bq.detach().numpy(), np.maximum(z, 0), rtol=0, atol=1e-13)
    expected = np.maximum(z, 0) @ values["decoder_qr"] + b_d
    np.testing.assert_allclose(output.y_br.detach().numpy(), expected, rtol=0, atol=1e-13)
    assert (model.encoder_bias_q is None) != biases


def test_a_transcoder_reads_and_writes_elsewhere() -> None:
    a = Architecture("relu", inputs=(4,), outputs=(2,), width=3, form="transcoder")
    model = moved(SDLModel(a, seed=0, dtype=torch.float64))
    x = samples(5, 4)
    assert model.encoder_qp.shape == (3, 4)
    assert model.decoder_qr.shape == (3, 2)
    assert torch.equal(model.centred(x), x)
    assert model(x).y_br.shape == (5, 2)


def test_a_crosscoder_with_one_source_is_an_sae() -> None:
    """Its own architecture refuses one source, so the parameters of an SAE are split over two sources instead."""
    sae = moved(SDLModel(architecture("relu", p=5), seed=0, dtype=torch.float64))
    cross = SDLModel(
        Architecture("relu", inputs=(2, 3), outputs=(2, 3), width=7, form="crosscoder"), seed=0, dtype=torch.float64
    )
    cross.load_state_dict(sae.state_dict())
    x = samples(6, 5)
    assert torch.equal(sae(x).y_br, cross(x).y_br)
    batch = Batch(x, x)
    plain = LossConfig(l1=0.3, l1_decoder_norm=False)
    assert torch.equal(loss(sae, sae(x), batch, plain).total, loss(cross, cross(x), batch, plain).total)
    weighted = LossConfig(l1=0.3)
    one, two = (loss(m, m(x), batch, weighted).parts["l1"].detach() for m in (sae, cross))
    assert float(two) > float(one)  # the norms of the parts add up to more than the norm of the whole
    with torch.no_grad():  # but not where every neuron writes to one source only
        for m in (sae, cross):
            m.decoder_qr[:, 2:] = 0
    assert torch.equal(*(loss(m, m(x), batch, weighted).parts["l1"] for m in (sae, cross)))


def test_matryoshka_with_one_prefix_is_topk() -> None:
    nested = replace(architecture("matryoshka"), prefixes=(7,))
    one, two = (moved(SDLModel(a, seed=0, dtype=torch.float64)) for a in (nested, architecture("topk")))
    x = samples(6, 5)
    parts = [loss(m, m(x), Batch(x, x), LossConfig(l1=0.1)) for m in (one, two)]
    assert parts[0].parts.keys() == parts[1].parts.keys()
    assert torch.equal(parts[0].total, parts[1].total)
    grads = [torch.autograd.grad(p.total, list(m.parameters())) for p, m in zip(parts, (one, two), strict=True)]
    assert all(torch.equal(a, b) for a, b in zip(*grads, strict=True))


def test_every_prefix_is_a_model_of_its_own() -> None:
    nested = replace(architecture("matryoshka"), prefix_ks=(1, 3), k=3)
    model = moved(SDLModel(nested, seed=0, dtype=torch.float64))
    small = SDLModel(architecture("topk", k=1, width=3), seed=0, dtype=torch.float64)
    state = {n: t[:3] if n != "decoder_bias_r" else t for n, t in model.state_dict().items()}
    small.load_state_dict(state)
    x = samples(60, 5)
    output = model(x)
    assert int((output.pre_bq[:, :3] > 0).sum(1).max()) > 1  # the k of the prefix matters
    assert torch.allclose(output.prefix_y[0], small(x).y_br, rtol=0, atol=1e-14)
    parts = loss(model, output, Batch(x, x), LossConfig()).parts
    expected = (x - small(x).y_br).square().sum(1).mean()
    assert torch.allclose(parts["prefixes"], expected, rtol=1e-14, atol=0)
    assert int((output.codes_bq > 0).sum(1).max()) == 3


def test_the_running_threshold_of_batchtopk() -> None:
    model = SDLModel(architecture("batchtopk", k=1, p=2, width=2), seed=0, dtype=torch.float64)
    with torch.no_grad():
        model.encoder_qp.copy_(torch.eye(2))
    x = torch.tensor([[3.0, 2.0], [1.0, -1.0]], dtype=torch.float64)
    with torch.no_grad():
        model(x)
    assert float(model.batch_threshold) == 0  # looking does not move it
    model(x)
    assert float(model.batch_threshold) == 2  # the smallest of the two selected values
    model(x + 1)
    assert float(model.batch_threshold) == pytest.approx(2 + 0.01 * (3 - 2))
    model(-torch.ones_like(x))
    assert float(model.batch_threshold) == pytest.approx(2.01)  # nothing selected
    model.eval()
    model(x + 100)
    assert float(model.batch_threshold) == pytest.approx(2.01)
    assert model.codes(x).tolist() == [[3, 0], [0, 0]]
    assert model.train().codes(x).tolist() == [[3, 2], [0, 0]]


@pytest.mark.parametrize("kind", [k for k in EVERY if k != "jumprelu"])
def test_gradients_of_the_whole_model_by_finite_differences(kind: Kind) -> None:
    model = moved(SDLModel(architecture(kind, p=3, width=4), seed=0, dtype=torch.float64))
    x = samples(3, 3)
    names = [n for n, _ in model.named_parameters()]

    def function(*values: Tensor) -> Tensor:
        return torch.func.functional_call(model, dict(zip(names, values, strict=True)), (x,)).y_br

    assert gradcheck(function, tuple(p.detach().clone().requires_grad_() for p in model.parameters()))


def test_jumprelu_gradients_away_from_thresholds_by_finite_differences() -> None:
    model = moved(SDLModel(architecture("jumprelu", p=3, width=4), seed=0, dtype=torch.float64))
    x = samples(3, 3)
    distance = (model.pre_activations(x) - model.threshold_q).detach().abs().min()
    assert float(distance) > model.architecture.bandwidth / 2  # no sample inside a kernel
    names = [n for n, _ in model.named_parameters()]

    def function(*values: Tensor) -> Tensor:
        return torch.func.functional_call(model, dict(zip(names, values, strict=True)), (x,)).y_br

    assert gradcheck(function, tuple(p.detach().clone().requires_grad_() for p in model.parameters()))
