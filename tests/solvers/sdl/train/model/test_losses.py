"""Every summand of the loss against an independent formula in numpy, and what gets a gradient from it."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest
import torch
from numpy.typing import NDArray
from torch.autograd import gradcheck

from solvers.sdl.train.data.batch import Batch
from solvers.sdl.train.model.anchors import Anchors
from solvers.sdl.train.model.architecture import SPARSE, Architecture, Kind
from solvers.sdl.train.model.losses import LossConfig, decoder_norms, loss, report
from solvers.sdl.train.model.module import SDLModel
from theory.errors import InputError

B, Q, INPUTS = 6, 7, (2, 3)


def _model(kind: Kind, seed: int = 0) -> SDLModel:
    """A crosscoder with two sources and every parameter at random."""
    a = Architecture(
        kind,
        inputs=INPUTS,
        outputs=INPUTS,
        width=Q,
        form="crosscoder",
        k=2 if kind in SPARSE else None,
        prefixes=(3, 5, Q) if kind == "matryoshka" else (),
        threshold=0.4,
        bandwidth=0.3,
    )
    model = SDLModel(a, seed=seed, dtype=torch.float64)
    rng = torch.Generator().manual_seed(seed)
    with torch.no_grad():
        for parameter in model.parameters():
            parameter += 0.3 * torch.randn(parameter.shape, generator=rng, dtype=torch.float64)
    return model


def _batch(seed: int = 1) -> Batch:
    x = torch.randn(B, 5, generator=torch.Generator().manual_seed(seed), dtype=torch.float64)
    return Batch(x, x)


def _numpy(model: SDLModel) -> dict[str, NDArray[np.float64]]:
    return {name: p.detach().numpy() for name, p in model.named_parameters()}


def _norms(decoder: NDArray[np.float64]) -> NDArray[np.float64]:
    return np.sqrt((decoder[:, :2] ** 2).sum(1)) + np.sqrt((decoder[:, 2:] ** 2).sum(1))


def _parts(kind: Kind, config: LossConfig, **extra: Any) -> tuple[dict[str, float], SDLModel, Any, Batch]:
    model, batch = _model(kind), _batch()
    output = model(batch.x_bp)
    parts = loss(model, output, batch, config, **extra)
    values = {name: float(t.detach()) for name, t in parts.parts.items()}
    assert float(parts.total.detach()) == pytest.approx(sum(values.values()), rel=1e-14)
    return values, model, output, batch


@pytest.mark.parametrize("kind", ["relu", "topk", "batchtopk", "jumprelu"])
def test_reconstruction(kind: Kind) -> None:
    parts, _, output, batch = _parts(kind, LossConfig())
    error = ((batch.y_br - output.y_br).detach().numpy() ** 2).sum() / B
    assert parts == {"reconstruction": pytest.approx(error)}


def test_reconstruction_of_prefixes_is_summed() -> None:
    parts, model, _, batch = _parts("matryoshka", LossConfig())
    v = _numpy(model)
    pre = (batch.x_bp.numpy() - v["decoder_bias_r"]) @ v["encoder_qp"].T + v["encoder_bias_q"]
    total = {}
    for m in (3, 5, Q):
        z = np.maximum(pre[:, :m], 0)
        np.put_along_axis(z, np.argsort(-z, axis=1, kind="stable")[:, 2:], 0, axis=1)
        total[m] = ((batch.y_br.numpy() - z @ v["decoder_qr"][:m] - v["decoder_bias_r"]) ** 2).sum() / B
    assert parts["reconstruction"] == pytest.approx(total[Q])
    assert parts["prefixes"] == pytest.approx(total[3] + total[5])


def test_normalised_reconstruction_is_the_unexplained_share() -> None:
    parts, _, output, batch = _parts("relu", LossConfig(normalise=True, l1=0.5, l1_decoder_norm=False))
    y, z = batch.y_br.numpy(), output.codes_bq.detach().numpy()
    share = ((y - output.y_br.detach().numpy()) ** 2).sum() / ((y - y.mean(0)) ** 2).sum()
    assert parts["reconstruction"] == pytest.approx(share)
    assert parts["l1"] == pytest.approx(0.5 * z.sum() / B)  # only reconstructions are divided
    told = report(output, batch)
    assert told["explained_variance"] == pytest.approx(1 - share)
    assert told["l0"] == (z > 0).sum() / B


@pytest.mark.parametrize("kind", ["relu", "topk", "batchtopk", "matryoshka"])
@pytest.mark.parametrize("norms", [True, False])
def test_l1(kind: Kind, norms: bool) -> None:
    parts, model, output, _ = _parts(kind, LossConfig(l1=0.5, l1_decoder_norm=norms))
    z, decoder = output.codes_bq.detach().numpy(), _numpy(model)["decoder_qr"]
    np.testing.assert_allclose(decoder_norms(model).detach().numpy(), _norms(decoder))
    assert parts["l1"] == pytest.approx(0.5 * (z * (_norms(decoder) if norms else 1)).sum() / B)


def test_l0_step_counts_what_exceeds_its_threshold() -> None:
    parts, _, output, _ = _parts("jumprelu", LossConfig(l0=0.25))
    assert parts["l0"] == 0.25 * (output.codes_bq > 0).sum() / B
    assert parts["l0"] > 0


@pytest.mark.parametrize("kind", ["jumprelu", "relu", "topk"])
def test_tanh_penalty(kind: Kind) -> None:
    config = LossConfig(l0=0.25, l0_kind="tanh", tanh_scale=3)
    parts, model, output, _ = _parts(kind, config)
    z = output.codes_bq.detach().numpy()
    assert parts["l0"] == pytest.approx(0.25 * np.tanh(3 * z * _norms(_numpy(model)["decoder_qr"])).sum() / B)


def test_a_step_penalty_needs_thresholds() -> None:
    with pytest.raises(InputError, match=r'loss\.l0_kind: found step; relu has no thresholds.*use l0_kind = "tanh"'):
        _parts("relu", LossConfig(l0=0.1))


def test_gated_summands() -> None:
    parts, model, _, batch = _parts("gated", LossConfig(l1=0.5, gated_aux=0.75))
    v = _numpy(model)
    gate = np.maximum((batch.x_bp.numpy() - v["decoder_bias_r"]) @ v["encoder_qp"].T + v["gate_bias_q"], 0)
    error = ((batch.y_br.numpy() - gate @ v["decoder_qr"] - v["decoder_bias_r"]) ** 2).sum() / B
    assert parts["gated_aux"] == pytest.approx(0.75 * error)
    assert parts["l1"] == pytest.approx(0.5 * (gate * _norms(v["decoder_qr"])).sum() / B)


def test_the_gated_auxiliary_loss_does_not_move_the_decoder() -> None:
    model, batch = _model("gated"), _batch()
    part = loss(model, model(batch.x_bp), batch, LossConfig()).parts["gated_aux"]
    part.backward()
    assert model.decoder_qr.grad is None
    assert model.gate_bias_q.grad is not None
    assert bool(model.gate_bias_q.grad.any())
    assert model.encoder_qp.grad is not None
    assert model.decoder_bias_r is not None
    # the bias is held fixed in the output and moves by way of the input only: minus what the encoder passes back
    assert model.decoder_bias_r.grad is not None
    x = batch.x_bp.clone().requires_grad_()
    again = loss(model, model(x), Batch(x, batch.y_br), LossConfig()).parts["gated_aux"]
    (by_input,) = torch.autograd.grad(again, [x])
    assert torch.allclose(model.decoder_bias_r.grad, -by_input.sum(0), rtol=0, atol=1e-13)


@pytest.mark.parametrize(("kind", "moves"), [("gated", False), ("relu", True)])
def test_only_the_gated_penalty_leaves_the_decoder_alone(kind: Kind, moves: bool) -> None:
    model, batch = _model(kind), _batch()
    loss(model, model(batch.x_bp), batch, LossConfig(l1=1.0)).parts["l1"].backward()
    assert (model.decoder_qr.grad is not None) == moves


@pytest.mark.parametrize(("k", "used"), [(1, 1), (2, 2), (9, 3), (0, 2)])
def test_auxk(k: int, used: int) -> None:
    dead = torch.tensor([False, True, False, True, True, False, False])
    parts, model, output, batch = _parts("topk", LossConfig(auxk=0.125, auxk_k=k), dead_q=dead)
    z = np.where(dead.numpy(), np.maximum(output.pre_bq.detach().numpy(), 0), 0)
    order = np.argsort(-np.where(dead.numpy(), z, -1), axis=1, kind="stable")[:, used:]
    np.put_along_axis(z, order, 0, axis=1)
    residual = (batch.y_br - output.y_br).detach().numpy()
    assert parts["auxk"] == pytest.approx(0.125 * ((residual - z @ _numpy(model)["decoder_qr"]) ** 2).sum() / B)


def test_auxk_moves_dead_neurons_only() -> None:
    model, batch = _model("topk"), _batch()
    dead = torch.arange(Q) >= 4
    output = model(batch.x_bp)
    loss(model, output, batch, LossConfig(auxk=1.0), dead_q=dead).parts["auxk"].backward()
    assert model.decoder_qr.grad is not None
    assert model.encoder_qp.grad is not None
    moved = (model.decoder_qr.grad != 0).any(1)
    assert bool(moved[dead].any())
    assert not bool(moved[~dead].any())
    assert not bool(model.encoder_qp.grad[~dead].any())


def test_auxk_without_dead_neurons_is_zero() -> None:
    nobody = torch.zeros(Q, dtype=torch.bool)
    assert _parts("topk", LossConfig(auxk=1.0), dead_q=nobody)[0]["auxk"] == 0
    assert "auxk" not in _parts("topk", LossConfig(auxk=1.0))[0]


def test_anchoring() -> None:
    anchors = Anchors(torch.eye(5, dtype=torch.float64)[:2], torch.eye(5, dtype=torch.float64)[2:4], (6, 1))
    parts, model, _, _ = _parts("relu", LossConfig(anchor=0.5), anchors=anchors)
    v, eye = _numpy(model), np.eye(5)
    expected = sum(
        ((v["encoder_qp"][j] - eye[i]) ** 2).sum() + ((v["decoder_qr"][j] - eye[i + 2]) ** 2).sum()
        for i, j in ((0, 6), (1, 1))
    )
    assert parts["anchor"] == pytest.approx(0.5 * expected)
    with torch.no_grad():
        model.encoder_qp[[6, 1]] = anchors.features_kp
        model.decoder_qr[[6, 1]] = anchors.targets_kr
    batch = _batch()
    exact = loss(model, model(batch.x_bp), batch, LossConfig(anchor=0.5), anchors=anchors).parts["anchor"]
    assert float(exact.detach()) == 0


def test_anchoring_without_anchors_is_refused() -> None:
    with pytest.raises(InputError, match=r"loss\.anchor: found 0\.5; there are no anchors"):
        _parts("relu", LossConfig(anchor=0.5))


def _difference(
    model: SDLModel, batch: Batch, config: LossConfig, extra: dict[str, Any], *values: torch.Tensor
) -> torch.Tensor:
    with torch.no_grad():
        before = [p.detach().clone() for p in model.parameters()]
    named = dict(zip([n for n, _ in model.named_parameters()], values, strict=True))
    modules = {n: model._parameters[n] for n in named}
    try:
        for n, value in named.items():
            del model._parameters[n]
            setattr(model, n, value)
        return loss(model, model(batch.x_bp), batch, config, **extra).total
    finally:
        for n, parameter in modules.items():
            delattr(model, n)
            model._parameters[n] = parameter
        assert all(torch.equal(a, b) for a, b in zip(before, model.parameters(), strict=True))


@pytest.mark.parametrize(
    ("kind", "config"),
    [
        ("relu", LossConfig(l1=0.3, l0=0.2, l0_kind="tanh", normalise=True)),
        ("topk", LossConfig(l1=0.3)),
        ("batchtopk", LossConfig(l1=0.3)),
        ("matryoshka", LossConfig(l1=0.3, anchor=0.2)),
    ],
)
def test_gradients_of_the_loss_by_finite_differences(kind: Kind, config: LossConfig) -> None:
    """Held-fixed quantities (AuxK, gated) are absent here: their gradient is meant to differ from the derivative."""
    model, batch = _model(kind), _batch()
    anchors = Anchors(torch.eye(5, dtype=torch.float64)[:1], torch.eye(5, dtype=torch.float64)[:1], (2,))
    extra = {"anchors": anchors} if config.anchor else {}
    inputs = tuple(p.detach().clone().requires_grad_() for p in model.parameters())
    assert gradcheck(lambda *values: _difference(model, batch, config, extra, *values), inputs)


def test_absolute_reconstruction() -> None:
    parts, _, output, batch = _parts("matryoshka", LossConfig(reconstruction="absolute"))
    y = batch.y_br.numpy()
    wanted = np.abs(y - output.y_br.detach().numpy()).sum(1).mean()
    assert parts["reconstruction"] == pytest.approx(wanted, rel=1e-12)
    short = sum(np.abs(y - part.detach().numpy()).sum(1).mean() for part in output.prefix_y)
    assert parts["prefixes"] == pytest.approx(short, rel=1e-12)


def test_reanimation_pulls_on_silent_neurons_only() -> None:
    model, batch = _model("topk"), _batch()
    output = model(batch.x_bp)
    silent = (output.codes_bq == 0).all(0)
    assert silent.any()
    assert not silent.all()
    part = loss(model, output, batch, LossConfig(reanimate=0.5)).parts["reanimate"]
    pre = output.pre_bq.detach()
    assert float(part.detach()) == pytest.approx(-0.5 * float(pre[:, silent].sum() / pre.numel()))
    (gradient,) = torch.autograd.grad(part, model.encoder_qp)
    assert (gradient[silent] != 0).any()
    assert (gradient[~silent] == 0).all()
    assert model.decoder_bias_r is not None
    wanted = -0.5 * (batch.x_bp - model.decoder_bias_r).mean(0) / len(silent)
    assert torch.allclose(gradient[silent], wanted.detach().expand(int(silent.sum()), -1))
