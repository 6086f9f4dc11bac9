"""Models whose activation is matching pursuit: one dictionary, codes, gradients of the whole loss, refusals, training."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
import torch

from solvers.pursuit.encode import Settings, pursue
from solvers.sdl.train.config.tables import from_tables
from solvers.sdl.train.data.batch import Batch
from solvers.sdl.train.model.architecture import Architecture
from solvers.sdl.train.model.losses import LossConfig, loss
from solvers.sdl.train.model.module import SDLModel
from solvers.sdl.train.run.checkpoint import load
from solvers.sdl.train.run.train import train
from solvers.sdl.train.step.resampling import resample
from tests.solvers.sdl.train.configurations import tiny
from theory.errors import InputError


def model_of(form: str = "sae", **changes: Any) -> SDLModel:
    sizes: dict[str, Any] = {"inputs": (5,), "outputs": (4,) if form == "transcoder" else (5,)}
    if form == "crosscoder":
        sizes = {"inputs": (3, 2), "outputs": (3, 2)}
    given = {"kind": "pursuit", "width": 9, "k": 4, "form": form, "encoder_bias": False, **sizes, **changes}
    model = SDLModel(Architecture(**given), seed=0, dtype=torch.float64)
    with torch.no_grad():
        for parameter in model.parameters():
            parameter += 0.1 * torch.randn(
                parameter.shape, generator=torch.Generator().manual_seed(1), dtype=torch.float64
            )
    return model


def batch_of(model: SDLModel) -> Batch:
    g, a = torch.Generator().manual_seed(2), model.architecture
    x = torch.randn(40, a.p, generator=g, dtype=torch.float64)
    return Batch(x, torch.randn(40, a.r, generator=g, dtype=torch.float64) if a.form == "transcoder" else x)


def test_one_dictionary() -> None:
    model = model_of()
    assert [name for name, _ in model.named_parameters()] == ["decoder_qr", "decoder_bias_r"]
    assert model.encoder_qp is model.decoder_qr
    assert model.to(torch.float32).encoder_qp.dtype == torch.float32
    assert {name for name, _ in model_of("transcoder").named_parameters()} == {
        "encoder_qp",
        "decoder_qr",
        "decoder_bias_r",
    }
    with pytest.raises(AttributeError):
        _ = model.no_such_name


@pytest.mark.parametrize("form", ["sae", "transcoder", "crosscoder"])
@pytest.mark.parametrize("selection", ["absolute", "nonnegative", "signed"])
def test_outputs_and_gradients_are_those_of_the_definition(form: str, selection: str) -> None:
    """Against codes and reconstruction written out, differentiated by automatic differentiation through every step."""
    model = model_of(form, selection=selection, residual_threshold=0.4)
    batch, config = batch_of(model), LossConfig(l1=0.3)
    output = model(batch.x_bp)
    loss(model, output, batch, config).total.backward()
    found = {name: p.grad.clone() for name, p in model.named_parameters() if p.grad is not None}
    model.zero_grad()
    x = model.centred(batch.x_bp)
    run = pursue(x.detach(), model.encoder_qp.detach(), Settings(selection, 4, 0.4))  # type: ignore[arg-type]
    r, codes = x, x.new_zeros(len(x), 9)
    for t in range(4):
        made = (run.coefficient_bt[:, t] != 0).to(x.dtype)[:, None]
        d = model.encoder_qp[run.index_bt[:, t]]
        a = made * (d * r).sum(1, keepdim=True)
        codes, r = codes + torch.zeros_like(codes).scatter(1, run.index_bt[:, t : t + 1], a), r - a * d
    assert model.decoder_bias_r is not None
    y = codes @ model.decoder_qr + model.decoder_bias_r
    assert torch.allclose(output.y_br, y, atol=1e-12)
    assert torch.allclose(output.codes_bq, codes, atol=1e-12)
    sizes = torch.stack([b.norm(dim=1) for b in model.decoder_qr.split(list(model.architecture.outputs), dim=1)]).sum(0)
    total = (batch.y_br - y).square().sum() / 40 + 0.3 * (codes.abs() @ sizes).sum() / 40
    total.backward()
    for name, p in model.named_parameters():
        assert p.grad is not None
        assert (p.grad - found[name]).abs().max() < 1e-10 * (1 + p.grad.abs().max()), name


def test_training_writes_a_checkpoint_that_computes_the_same(tmp_path: Path) -> None:
    config = tiny(model={"kind": "pursuit", "k": 3, "residual_threshold": 0.1}, optimiser={"unit_norm_decoder": True})
    result = train(config, tmp_path / "run")
    model, _ = load(tmp_path / "run" / "model")
    x = torch.randn(6, 8, generator=torch.Generator().manual_seed(0))
    assert torch.equal(model(x).y_br, result.model(x).y_br)
    assert torch.allclose(model.decoder_qr.norm(dim=1), torch.ones(12), atol=1e-6)
    assert result.history.column("loss")[-1] < result.history.column("loss")[0]


def test_more_steps_than_atoms_are_allowed() -> None:
    assert tiny(model={"kind": "pursuit", "k": 50}).model.k == 50


def test_a_resampled_atom_has_norm_one() -> None:
    model = model_of()
    dead = torch.zeros(9, dtype=torch.bool)
    dead[3] = True
    resample(model, batch_of(model), dead, how="heuristic")
    assert float(model.decoder_qr[3].detach().norm()) == pytest.approx(1.0)
    with pytest.raises(InputError, match="pursuit"):
        resample(model, batch_of(model), dead, how="optimal")


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"model": {"selection": "absolute"}}, "belongs to kind"),
        ({"model": {"kind": "pursuit", "k": None}}, "needs k"),
        ({"model": {"kind": "pursuit", "residual_threshold": -1.0}}, "at least 0"),
        ({"model": {"kind": "pursuit", "selection": "greedy"}}, "one of absolute"),
        ({"model": {"kind": "pursuit"}, "loss": {"auxk": 0.1}}, "no pre-activations"),
        ({"model": {"kind": "pursuit"}, "loss": {"l0": 0.1}}, "no thresholds"),
        (
            {"model": {"kind": "pursuit", "form": "crosscoder"}, "data": {"normalise": "unit", "inputs": [4, 4]}},
            "which atom",
        ),
    ],
)
def test_refusals(changes: dict[str, Any], words: str) -> None:
    with pytest.raises(InputError, match=words):
        tiny(**changes)


def test_architectures_that_contradict_themselves() -> None:
    with pytest.raises(ValueError, match="encoder_bias"):
        Architecture("pursuit", inputs=(2,), outputs=(2,), width=3, k=1)
    with pytest.raises(ValueError, match="only pursuit"):
        Architecture("relu", inputs=(2,), outputs=(2,), width=3, stop_on_repeat=True)
    with pytest.raises(ValueError, match="at least 0"):
        Architecture("pursuit", inputs=(2,), outputs=(2,), width=3, k=1, encoder_bias=False, residual_threshold=-1.0)


def test_the_example_reads(tmp_path: Path) -> None:
    tables = {"model": {"kind": "pursuit", "width": 20, "k": 20}, "data": {"kind": "tree"}}
    assert from_tables(tables).data.kind == "tree"
