"""Where models start on data, and that the count of active neurons then follows its weight, in any units."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np
import pytest
import torch
from numpy.typing import NDArray
from torch import Tensor

from solvers.sdl.train.config.tables import from_tables
from solvers.sdl.train.data.batch import Batch
from solvers.sdl.train.model.architecture import Architecture
from solvers.sdl.train.model.module import SDLModel
from solvers.sdl.train.model.start import centre, input_size, start_biases
from solvers.sdl.train.run.build import build_model, build_source, loss_config
from solvers.sdl.train.run.train import train
from solvers.sdl.train.step.loop import fit
from theory.errors import InputError


def digits() -> NDArray[np.float32]:
    from sklearn.datasets import load_digits

    return load_digits().data.astype(np.float32)


def sparse_sums() -> NDArray[np.float32]:
    rng = np.random.default_rng(0)
    directions = rng.normal(size=(60, 32))
    directions /= np.linalg.norm(directions, axis=1, keepdims=True)
    codes = (rng.random((4000, 60)) < 0.05) * (0.5 + rng.exponential(size=(4000, 60)))
    return (codes @ directions).astype(np.float32)


DATA = {"digits": digits, "sparse sums": sparse_sums}


def tables(file: Path, **sections: dict[str, Any]) -> dict[str, dict[str, Any]]:
    out: dict[str, dict[str, Any]] = {
        "model": {"kind": "jumprelu", "width": 64},
        "data": {"kind": "files", "files": [str(file)]},
        "optimiser": {"steps": 300, "batch_size": 128, "learning_rate": 3e-3},
    }
    return {name: out.get(name, {}) | sections.get(name, {}) for name in out.keys() | sections.keys()}


def active(file: Path, **sections: dict[str, Any]) -> tuple[float, float]:
    """L0 and the unexplained share on all rows, after training."""
    config = from_tables(tables(file, **sections))
    source = build_source(config, seed=0)
    model = build_model(config, source, seed=0)
    fit(model, source, config.optimiser, loss_config=loss_config(config))
    model.eval()
    x = torch.from_numpy(np.load(file))
    with torch.no_grad():
        output = model(x)
    error = (x - output.y_br).square().sum() / (x - x.mean(0)).square().sum()
    return float((output.codes_bq > 0).sum(1).double().mean()), float(error)


@pytest.mark.parametrize(("name", "unit"), [("digits", 1.0), ("digits", 0.01), ("sparse sums", 100.0)])
def test_the_count_of_active_neurons_follows_its_weight(tmp_path: Path, name: str, unit: float) -> None:
    """Before, L0 was the same for every weight up to a tenth of a neuron: 89.0 on the digits for four weights a factor 1000 apart."""
    rows = (DATA[name]() * np.float32(unit)).astype(np.float32)
    np.save(tmp_path / "rows.npy", rows)
    spread = float(np.square(rows - rows.mean(0)).sum(1).mean())
    found = [active(tmp_path / "rows.npy", loss={"l0": share * spread}) for share in (0.0003, 0.003, 0.03)]
    counts, errors = zip(*found, strict=True)
    assert counts[0] > counts[1] > counts[2], counts
    assert counts[0] > 4 * counts[2], counts
    assert errors[0] < errors[1] < errors[2] < 0.5, errors


def test_thresholds_and_kernels_are_in_units_of_the_data(tmp_path: Path) -> None:
    sizes = []
    for unit in (1.0, 100.0):
        np.save(tmp_path / "rows.npy", (digits() * np.float32(unit)))
        config = from_tables(tables(tmp_path / "rows.npy"))
        source = build_source(config, seed=0)
        a = build_model(config, source, seed=0).architecture
        x = source.batch(0, 4096).x_bp.double()
        assert a.threshold == a.bandwidth == pytest.approx(0.1 * float((x - x.mean(0)).square().mean().sqrt()))
        sizes.append(a.threshold)
    assert sizes[1] == pytest.approx(100 * sizes[0])


def test_given_thresholds_stay_and_alike_samples_have_size_one(tmp_path: Path) -> None:
    np.save(tmp_path / "rows.npy", np.full((50, 8), 3.0, np.float32))
    config = from_tables(tables(tmp_path / "rows.npy", model={"threshold": 0.5}))
    model = build_model(config, build_source(config, seed=0), seed=0)
    assert (model.architecture.threshold, model.architecture.bandwidth) == (0.5, 0.1)
    assert model.decoder_bias_r is not None
    assert model.decoder_bias_r.tolist() == [3.0] * 8


@pytest.mark.parametrize("how", ["mean", "median", "zero"])
def test_pre_activations_have_the_size_that_is_claimed(how: str) -> None:
    x = torch.randn(2000, 50, generator=torch.Generator().manual_seed(0)) * 3 + 40
    a = Architecture("relu", inputs=(50,), outputs=(50,), width=2000)
    model, batch = SDLModel(a, seed=0), Batch(x, x)
    start_biases(model, batch, how)  # type: ignore[arg-type]
    size = float(model.pre_activations(x).detach().square().mean().sqrt())
    assert size == pytest.approx(input_size(a, batch, how), rel=0.05)  # type: ignore[arg-type]  # 2,000 rows: 1 / sqrt(4000)


# --- the middle -------------------------------------------------------------------------------------------------------


def test_geometric_median_minimises_the_mean_distance() -> None:
    rows = torch.randn(300, 4, generator=torch.Generator().manual_seed(1), dtype=torch.float64)
    rows[:30] += 100
    middle = centre(rows, "median")

    def distance(point: Tensor) -> float:
        return float((rows - point).norm(dim=1).mean())

    best = distance(middle)
    for direction in torch.randn(50, 4, generator=torch.Generator().manual_seed(2), dtype=torch.float64):
        assert distance(middle + 0.01 * direction) > best
    assert middle.norm() < 1
    assert centre(rows, "mean").norm() > 10


def test_median_at_a_sample_and_of_alike_samples() -> None:
    assert centre(torch.tensor([[1.0], [1.0], [1.0], [9.0]]), "median").item() == pytest.approx(1.0, abs=1e-3)
    assert centre(torch.full((5, 2), 7.0), "median").tolist() == [7.0, 7.0]


@pytest.mark.parametrize("kind", ["relu", "gated", "jumprelu", "topk"])
def test_a_transcoder_starts_in_the_middle_of_what_it_reads(kind: str) -> None:
    """Adding a constant to all inputs or targets changes no code at the start and no difference of outputs."""
    stream = torch.Generator().manual_seed(0)
    x, y = torch.randn(200, 6, generator=stream), torch.randn(200, 5, generator=stream)
    k = {"k": 3} if kind == "topk" else {}
    codes = []
    for far in (0.0, 1000.0):
        a = Architecture(kind, inputs=(6,), outputs=(5,), width=20, form="transcoder", **k)  # type: ignore[arg-type]
        model = SDLModel(a, seed=0, dtype=torch.float64)
        start_biases(model, Batch(x.double() + far, y.double() - far), "mean")
        codes.append(model.codes(x.double() + far).detach())
        assert model.decoder_bias_r is not None
        assert torch.allclose(model.decoder_bias_r, y.double().mean(0) - far)
    assert torch.allclose(codes[0], codes[1], atol=1e-9)
    assert (codes[0] > 0).any(0).all()


@pytest.mark.parametrize("kind", ["relu", "topk"])
def test_data_far_from_the_origin_train_like_data_around_it(tmp_path: Path, kind: str) -> None:
    """Before, the decoder bias walked there at one learning rate a step: 16,000 steps to 50 at 0.003, and neurons died on the way."""
    rows, errors = sparse_sums(), {}
    k = {"k": 4} if kind == "topk" else {}
    for far in (0.0, 50.0):
        np.save(tmp_path / "rows.npy", rows + np.float32(far))
        config = from_tables(tables(tmp_path / "rows.npy", model={"kind": kind, **k}, optimiser={"steps": 100}))
        source = build_source(config, seed=0)
        model = build_model(config, source, seed=0)
        errors[far] = fit(model, source, config.optimiser, loss_config=loss_config(config)).last.unexplained
    assert errors[50.0] == pytest.approx(errors[0.0], rel=0.2), errors


# --- going on ---------------------------------------------------------------------------------------------------------


def test_a_run_goes_on_with_the_threshold_it_began_with(tmp_path: Path) -> None:
    np.save(tmp_path / "rows.npy", digits())
    config = from_tables(tables(tmp_path / "rows.npy", optimiser={"steps": 6}, run={"checkpoint_every": 3}))
    first = train(config, tmp_path / "run").model.architecture
    assert train(config, tmp_path / "run", resume=True).model.architecture == first
    other = from_tables(tables(tmp_path / "rows.npy", model={"threshold": 0.5}, optimiser={"steps": 6}))
    with pytest.raises(InputError, match=r"model\.threshold: found 0\.5; the run in .* was started with None"):
        train(other, tmp_path / "run", resume=True)


def test_a_start_from_a_checkpoint_keeps_its_threshold(tmp_path: Path) -> None:
    np.save(tmp_path / "rows.npy", digits())
    begun = from_tables(
        tables(tmp_path / "rows.npy", model={"threshold": 0.7, "bandwidth": 0.3}, optimiser={"steps": 2})
    )
    folder = train(begun, tmp_path / "run").folder / "model"
    config = from_tables(tables(tmp_path / "rows.npy", model={"start": str(folder)}))
    a = build_model(config, build_source(config, seed=0), seed=0).architecture
    assert (a.threshold, a.bandwidth) == (0.7, 0.3)
