"""Training in normalised units: the folded model is the same model in other units, and what could not train before does."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np
import pytest
import torch

from solvers.sdl.train.config.tables import from_tables
from solvers.sdl.train.data.batch import Batch
from solvers.sdl.train.model.architecture import FORMS, KINDS, SPARSE, Architecture
from solvers.sdl.train.model.module import SDLModel
from solvers.sdl.train.model.scaling import Scaled, Scaling
from solvers.sdl.train.run.build import build_source
from solvers.sdl.train.run.checkpoint import load
from solvers.sdl.train.run.run_folder import RunFolder
from solvers.sdl.train.run.train import train
from solvers.sdl.train.step.trainer import Diverged
from tests.solvers.sdl.train.configurations import tiny
from theory.errors import InputError

STREAM = 5


def case(kind: str, form: str, *, biases: bool = True) -> tuple[SDLModel, Batch, Scaling]:
    inputs, outputs = {"sae": ((6,), (6,)), "transcoder": ((6,), (4,)), "crosscoder": ((4, 2), (4, 2))}[form]
    extra: dict[str, Any] = {"k": 3} if kind in SPARSE else {}
    extra |= {"prefixes": (5, 12)} if kind == "matryoshka" else {}
    extra |= {"residual_threshold": 0.5} if kind == "pursuit" else {}
    a = Architecture(
        kind,
        inputs=inputs,
        outputs=outputs,
        width=12,
        form=form,
        threshold=0.2,
        bandwidth=0.1,
        encoder_bias=biases and kind != "pursuit",
        decoder_bias=biases,
        **extra,
    )  # type: ignore[arg-type]
    model = SDLModel(a, seed=0, dtype=torch.float64).eval()
    stream = torch.Generator().manual_seed(STREAM)
    with torch.no_grad():
        for parameter in model.parameters():
            parameter += 0.1 * torch.randn(parameter.shape, generator=stream, dtype=torch.float64)
        if kind == "batchtopk":
            model.batch_threshold.fill_(0.3)
    sizes = torch.tensor([3.0] * 4 + [300.0] * (a.p - 4), dtype=torch.float64)
    x = (
        torch.randn(200, a.p, generator=stream, dtype=torch.float64) * (sizes if form == "crosscoder" else 300.0)
        + 1000.0
    )
    y = x if form != "transcoder" else 0.01 * torch.randn(200, a.r, generator=stream, dtype=torch.float64) - 5.0
    return model, Batch(x, y), Scaling.of(Batch(x, y), a)


# a size of its own for every source of a crosscoder changes what pursuit selects: the configuration refuses it
@pytest.mark.parametrize(
    ("kind", "form"), [(k, f) for k in KINDS for f in FORMS if (k, f) != ("pursuit", "crosscoder")]
)
@pytest.mark.parametrize("biases", [True, False])
def test_the_folded_model_is_the_same_in_other_units(kind: str, form: str, biases: bool) -> None:
    model, batch, scaling = case(kind, form, biases=biases)
    own = scaling.scaled(batch)
    folded = scaling.folded(model)
    with torch.no_grad():
        inner, outer = model(own.x_bp), folded(batch.x_bp)
    gain = scaling.gain(model.architecture)
    assert torch.allclose(outer.codes_bq, gain * inner.codes_bq, rtol=1e-9, atol=1e-9 * gain)
    wanted = scaling.target_centre_r + scaling.target_size_r * inner.y_br
    assert torch.allclose(outer.y_br, wanted, rtol=1e-9)
    assert (outer.codes_bq != 0).any()
    back = scaling.unfolded(folded)
    for name, values in model.state_dict().items():
        assert torch.allclose(back.state_dict()[name], values, rtol=1e-8, atol=1e-9), name
    assert back.architecture.bandwidth == pytest.approx(model.architecture.bandwidth)
    assert folded.training == model.training
    if form != "crosscoder":
        # rows of norm 1 stay so: the decoder's, and those that pursuit steps along
        rows = "encoder_qp" if kind == "pursuit" else "decoder_qr"
        assert torch.allclose(getattr(folded, rows), getattr(model, rows))


@pytest.mark.parametrize("form", FORMS)
def test_scaled_samples_have_mean_zero_and_size_one_in_every_block(form: str) -> None:
    model, batch, scaling = case("relu", form)
    own = scaling.scaled(batch)
    for rows, sizes in ((own.x_bp, model.architecture.inputs), (own.y_br, model.architecture.outputs)):
        for block in rows.split(list(sizes), dim=1):
            assert float(block.square().mean()) == pytest.approx(1.0)
            assert torch.allclose(block.mean(0), torch.zeros_like(block[0]), atol=1e-9)
    assert (own.x_bp is own.y_br) == (form != "transcoder")


def files(
    folder: Path, x: np.ndarray, y: np.ndarray | None = None, **changes: dict[str, Any]
) -> dict[str, dict[str, Any]]:
    np.save(folder / "x.npy", x.astype(np.float32))
    data: dict[str, Any] = {"kind": "files", "files": [str(folder / "x.npy")]}
    if y is not None:
        np.save(folder / "y.npy", y.astype(np.float32))
        data["targets"] = str(folder / "y.npy")
    tables: dict[str, dict[str, Any]] = {
        "model": {"kind": "topk", "k": 4, "width": 32, "form": "sae" if y is None else "transcoder"},
        "data": data,
        "optimiser": {"steps": 150, "batch_size": 64, "learning_rate": 3e-3},
        "run": {"checkpoint_every": 50},
    }
    return {name: table | changes.get(name, {}) for name, table in tables.items()}


def sums() -> tuple[np.ndarray, np.ndarray]:
    rng = np.random.default_rng(0)
    codes = (rng.random((1500, 20)) < 0.1) * (0.5 + rng.exponential(size=(1500, 20)))
    read, written = rng.normal(size=(20, 12)), rng.normal(size=(20, 10))
    return codes @ (read / np.linalg.norm(read, axis=1)[:, None]), codes @ (
        written / np.linalg.norm(written, axis=1)[:, None]
    )


def test_a_transcoder_of_targets_of_any_size_trains_the_same(tmp_path: Path) -> None:
    """Before, targets a hundred times smaller than the inputs ended in "diverged" at once, and the learning rate was blamed."""
    x, y = sums()
    errors = []
    for i, (small, far) in enumerate([(1.0, 0.0), (0.01, 0.0), (1e-4, 0.0), (100.0, 0.0), (0.01, 50.0)]):
        result = train(from_tables(files(tmp_path, x + far, small * (y + far))), tmp_path / f"run{i}")
        assert result.measured is not None
        assert result.measured.unexplained is not None
        errors.append(result.measured.unexplained)
        stored, _ = load(tmp_path / f"run{i}" / "model")
        with torch.no_grad():
            written = stored.eval()(torch.from_numpy((x + far).astype(np.float32))).y_br.double().numpy()
        left = np.square(small * (y + far) - written).sum() / np.square(small * (y - y.mean(0))).sum()
        assert left == pytest.approx(errors[-1], rel=1e-3)
    assert errors[0] < 0.6  # 1 is writing the mean; 150 steps
    assert errors == pytest.approx([errors[0]] * len(errors), rel=1e-3)


def test_without_it_the_size_is_named_and_not_the_learning_rate(tmp_path: Path) -> None:
    x, y = sums()
    config = from_tables(files(tmp_path, x, 1e-4 * y, data={"normalise": "none"}))
    with pytest.raises(
        Diverged, match=r"inputs have the size .*, of targets .*: set data\.normalise = .unit"
    ) as caught:
        train(config, tmp_path / "run")
    assert "learning_rate" not in str(caught.value)
    with pytest.raises(Diverged, match="learning_rate"):
        train(tiny(optimiser={"learning_rate": 1e30, "steps": 60}), tmp_path / "other")


@pytest.mark.parametrize("kind", ["topk", "jumprelu", "batchtopk", "gated", "pursuit"])
def test_a_normalised_run_goes_on_bit_for_bit(tmp_path: Path, kind: str) -> None:
    x, _ = sums()
    model = {"kind": kind} if kind in SPARSE else {"kind": kind, "k": None}
    model |= {"residual_threshold": 0.3} if kind == "pursuit" else {}
    loss = {"l0": 0.01} if kind == "jumprelu" else {}

    def config(steps: int) -> Any:
        tables = files(tmp_path, 70 * x + 900, model=model, data={"normalise": "unit"}, optimiser={"steps": steps})
        tables["model"] = {k: v for k, v in tables["model"].items() if v is not None}
        return from_tables(tables | {"loss": loss, "run": {"checkpoint_every": 10, "log_every": 5}})

    whole = train(config(30), tmp_path / "whole")
    calls = iter(range(1000))
    with pytest.raises(KeyboardInterrupt):
        train(config(30), tmp_path / "cut", stop=lambda: next(calls) == 12)
    newest = RunFolder(tmp_path / "cut").newest()
    assert newest is not None
    stored, _ = load(newest)  # whoever reads it has a model in the units of the data
    assert stored.decoder_bias_r is not None
    assert float(stored.decoder_bias_r.detach().mean()) > 500
    cut = train(config(30), tmp_path / "cut", resume=True)
    assert 0 < cut.resumed_at < 30
    for name, values in whole.model.state_dict().items():
        assert torch.equal(cut.model.state_dict()[name], values), name
    assert cut.history == whole.history


def test_damaged_scalings_are_refused(tmp_path: Path) -> None:
    from solvers.sdl.train.run.start import SCALING, UNITS, Start, begin, resumed

    x, _ = sums()
    config = from_tables(files(tmp_path, x, data={"normalise": "unit"}))
    start = begin(config, build_source(config, seed=0), seed=0, device="cpu")
    assert isinstance(start, Start)
    good = start.exact()
    assert resumed(start.folded(), 3, good).scaling is not None
    for damaged in (
        {n: t for n, t in good.items() if n != SCALING + "size_p"},
        good | {SCALING + "size_p": torch.ones(3, dtype=torch.float64)},
        good | {SCALING + "size_p": torch.full((12,), float("nan"), dtype=torch.float64)},
        good | {UNITS: torch.tensor([1.0, -1.0])},
        {n: t for n, t in good.items() if n != "exact.encoder_qp"},
    ):
        with pytest.raises(InputError):
            resumed(start.folded(), 3, damaged)


def test_a_start_from_a_checkpoint_is_the_same_model_in_these_units(tmp_path: Path) -> None:
    from solvers.sdl.train.run.start import begin

    x, y = sums()
    first = train(from_tables(files(tmp_path, 50 * x, 0.1 * y)), tmp_path / "first")
    again = from_tables(files(tmp_path, 50 * x, 0.1 * y, model={"start": str(tmp_path / "first" / "model")}))
    start = begin(again, build_source(again, seed=0), seed=0, device="cpu")
    rows = torch.from_numpy((50 * x).astype(np.float32))
    with torch.no_grad():
        assert torch.allclose(start.folded().eval()(rows).y_br, first.model(rows).y_br, atol=1e-5)


def test_the_truth_of_a_scaled_source_is_that_of_its_samples() -> None:
    """Samples of a crosscoder are sums of the features in the new units, too."""
    source = build_source(tiny(model={"form": "crosscoder"}, data={"inputs": [8, 6]}), seed=0)
    a = Architecture("relu", inputs=(8, 6), outputs=(8, 6), width=4, form="crosscoder", decoder_bias=False)
    scaled = Scaled(source, Scaling.of(source.batch(0, 64), a))
    assert scaled.truth is not None
    batch = scaled.batch(1, 32)
    assert batch.features_bn is not None
    assert torch.allclose(batch.features_bn @ scaled.truth.features_in_np, batch.x_bp, atol=1e-5)


def test_anchors_of_crosscoders_are_refused() -> None:
    with pytest.raises(InputError, match="anchors are directions"):
        tiny(
            model={"form": "crosscoder"},
            data={"inputs": [8, 6], "normalise": "unit"},
            loss={"anchors": 2, "anchor": 1.0},
        )
