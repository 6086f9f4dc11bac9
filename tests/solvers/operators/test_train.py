"""Models on functions: layers against exact ones, runs that go on as if they had not been interrupted, refusals in one line."""

from __future__ import annotations

import dataclasses
import json
import shutil
from fractions import Fraction
from pathlib import Path
from typing import Any

import numpy as np
import pytest
import torch

from solvers.operators.resolution import alias_error, landing
from solvers.operators.train.config import is_operator_config, load_operator_config, operator_config
from solvers.operators.train.fields import FieldSource
from solvers.operators.train.functions import FunctionSource, synthesised
from solvers.operators.train.layers import convolve, correlate, gather, placed, spread
from solvers.operators.train.model import OperatorSAE
from solvers.operators.train.run import load, read_lines, train
from solvers.sdl.train.run.alone import alone
from theory.errors import InputError
from theory.operators import layers as exact
from theory.operators.fourier import as_floats
from theory.operators.sparsity import joint_projection

CLOSE = 1e-12  # float64, sums of some dozens of numbers of size 10
BASE: dict[str, Any] = {
    "model": {"kind": "sae-fno", "concepts": 2, "modes": 3, "dtype": "float64"},
    "data": {"kind": "functions", "grid": 8, "kernels": 2, "band": 2},
    "optimiser": {"steps": 6, "batch_size": 4},
    "run": {"log_every": 2, "checkpoint_every": 4},
}


def _with(**sections: dict[str, Any]) -> dict[str, Any]:
    return {name: {**table, **sections.get(name, {})} for name, table in BASE.items()} | {
        name: table for name, table in sections.items() if name not in BASE
    }


@pytest.mark.parametrize("n", [5, 6, 8, 11, 64])
def test_layers_are_the_exact_ones(n: int) -> None:
    rng = np.random.default_rng(n)
    x = rng.integers(-9, 9, size=n)
    gains = (3, -2, 1)
    wanted = as_floats(exact.SpectralLayer(gains)([int(v) for v in x])).real
    gain = torch.tensor([[[[float(g) for g in gains]]], [[[0.0] * 3]]], dtype=torch.float64)
    given = torch.from_numpy(x.astype(float))
    assert np.abs(spread(given[None, None], gain, 3)[0, 0].numpy() - wanted).max() < CLOSE
    assert np.abs(gather(given[None, None], gain, 3)[0, 0].numpy() - wanted).max() < CLOSE
    taps = [1, -2, 3]
    kernel = placed(torch.tensor([[taps]], dtype=torch.float64), (n,))
    circular = np.array([float(v) for v in exact.convolve(taps, [int(v) for v in x])])
    assert np.abs(convolve(given[None, None], kernel)[0, 0].numpy() - circular).max() < CLOSE
    other = torch.from_numpy(rng.standard_normal(n))
    left = (convolve(given[None, None], kernel)[0, 0] * other).sum()
    assert abs(left - (given * correlate(other[None, None], kernel)[0, 0]).sum()) < CLOSE


def test_complex_gains_shift() -> None:
    """The multiplier exp(-2 pi i k / n) moves a band-limited function by one point."""
    n = 9
    k = torch.arange(4, dtype=torch.float64)
    gain = torch.stack([torch.cos(2 * torch.pi * k / n), -torch.sin(2 * torch.pi * k / n)])[:, None, None]
    x = torch.from_numpy(synthesised(np.array([[[1.0, 2 - 1j, 0.5j, 3]]]), (n,)))
    assert (spread(x, gain, 4) - x.roll(1, dims=-1)).abs().max() < CLOSE


@pytest.mark.parametrize(("sparsity", "extra"), [("count", {"points": 2}), ("fraction", {"fraction": 0.25})])
def test_sparsity_is_the_joint_projection(sparsity: str, extra: dict[str, Any]) -> None:
    config = operator_config(_with(model={"sparsity": sparsity, "active": 1, **extra}))
    sae = OperatorSAE(config.model, grid=(8,), seed=0)
    z = torch.from_numpy(np.random.default_rng(0).permutation(16).reshape(1, 2, 8).astype(float))
    wanted = joint_projection([[Fraction(float(v)) for v in row] for row in z[0].numpy()], 1, 2)
    assert np.array_equal(sae.sparse(z)[0].numpy(), np.array(wanted, dtype=float))


def test_functions_are_one_function_on_every_grid() -> None:
    source = FunctionSource(operator_config(BASE).data, seed=3)
    batch = source.batch(5, 3)
    coarse, fine = batch.sampled((8,), clean=True), batch.sampled((24,), clean=True)
    assert np.abs(fine[..., ::3] - coarse).max() < CLOSE
    assert batch.codes is not None
    codes = np.fft.rfft(batch.codes, norm="backward")[..., :3]
    assert np.abs((codes * source.gains_ick[:, 0]).sum(1) - batch.spectrum_bck[:, 0]).max() < CLOSE


@pytest.mark.parametrize("kind", ["sae-fno", "sae-cnn", "sae-mlp"])
def test_a_run_goes_on_as_if_it_had_not_stopped(kind: str, tmp_path: Path) -> None:
    model = {"kind": kind, "concepts": 2, "iterations": 2, "dtype": "float64"}
    model |= {"sae-fno": {"modes": 3}, "sae-cnn": {"taps": 8}, "sae-mlp": {}}[kind]
    config = operator_config({**BASE, "model": model})
    train(config, tmp_path / "whole")
    shutil.copytree(tmp_path / "whole", tmp_path / "stopped")
    for gone in ("model", "checkpoints/step-00000006"):
        shutil.rmtree(tmp_path / "stopped" / gone)
    train(config, tmp_path / "stopped", resume=True)
    one, other = (load(tmp_path / name)[0].state_dict() for name in ("whole", "stopped"))
    assert all(torch.equal(one[name], other[name]) for name in one)
    assert read_lines(tmp_path / "whole") == read_lines(tmp_path / "stopped")
    with pytest.raises(InputError, match="nothing is overwritten"):
        train(config, tmp_path / "whole")


def test_dilated_taps_are_exact_on_the_training_points_and_the_same_taps_are_not() -> None:
    config = operator_config({**BASE, "model": {"kind": "sae-cnn", "concepts": 2, "taps": 5, "dtype": "float64"}})
    sae = OperatorSAE(config.model, grid=(8,), seed=1)
    x = torch.from_numpy(FunctionSource(config.data, seed=0).batch(0, 4).sampled((16,), clean=True))
    with torch.no_grad():
        coarse, dilated, same = sae(x[..., ::2])[0], sae(x, how="dilated", times=2)[0], sae(x)[0]
    assert (dilated[..., ::2] - coarse).abs().max() < CLOSE
    assert (same[..., ::2] - coarse).abs().max() > 0.1


@pytest.mark.parametrize("kind", [{"kind": "sae-fno", "modes": 3, "oversample": 2}, {"kind": "sae-cnn", "taps": 5}])
def test_longer_domains(kind: dict[str, Any]) -> None:
    """Taps and gains by physical frequency repeat the output of a repeated function; gains by mode number do not."""
    config = operator_config({**BASE, "model": {**kind, "concepts": 2, "iterations": 3, "dtype": "float64"}})
    sae = OperatorSAE(config.model, grid=(8,), seed=1)
    for domain in landing(sae, FunctionSource(config.data, seed=0), samples=8).domains:
        if kind["kind"] == "sae-cnn":
            assert domain.by_index < CLOSE
            assert domain.by_frequency is None
        else:
            assert domain.by_index > 0.1
            assert domain.by_frequency is not None
            assert domain.by_frequency < CLOSE


def test_an_oversampled_code_is_the_code_of_the_finer_grid() -> None:
    model = {"kind": "sae-fno", "concepts": 2, "modes": 3, "iterations": 3, "dtype": "float64"}
    plain, over = (operator_config({**BASE, "model": {**model, "oversample": o}}).model for o in (1, 4))
    coarse, fine = OperatorSAE(over, grid=(8,), seed=0), OperatorSAE(plain, grid=(8,), seed=0)
    source = FunctionSource(operator_config(BASE).data, seed=0)
    x, finer = (torch.from_numpy(source.batch(0, 3).sampled((n,), clean=True)) for n in (8, 32))
    with torch.no_grad():
        assert (coarse(x)[1] - fine(finer)[1]).abs().max() < CLOSE
        assert (coarse(x)[0] - fine(finer)[0][..., ::4]).abs().max() < CLOSE


def test_landing_says_what_the_theory_says(tmp_path: Path) -> None:
    config = operator_config(_with(model={"modes": 5}, data={"grid": 9, "band": 4}))
    train(config, tmp_path / "run")
    found = landing(load(tmp_path / "run")[0], FunctionSource(config.data, seed=0), samples=8)
    assert found.least_grid == 9
    assert all(row.predicted and row.alias == 0 for row in found.rows)
    assert all(-1 <= c <= 1 + CLOSE for c in found.cosines)
    # of the frequency 3 everything is read as -1 on 4 points, and nothing on 5
    assert alias_error(np.array([[[0, 0, 0, 1j]]]), (4,), 3, 2) == pytest.approx(1.0, abs=CLOSE)
    assert alias_error(np.array([[[0, 0, 0, 1j]]]), (5,), 3, 2) == 0


@pytest.mark.parametrize(
    ("change", "message"),
    [
        ({"model": {"modes": 5}}, "model.modes: found 5; needs data.grid >= 9"),
        ({"model": {"taps": 3}}, "model.taps: found 3; sae-fno has no taps"),
        ({"model": {"sparsity": "count"}}, "model.points"),
        ({"model": {"active": 3}}, "model.active: found 3"),
        (
            {"model": {"kind": "sae-cnn", "modes": None, "taps": 3, "oversample": 2}},
            "model.oversample: found 2; sae-cnn",
        ),
        ({"data": {"band": 4}}, "data.band: found 4; needs data.grid >= 9"),
        ({"data": {"grid": 0}}, "data.grid"),
        ({"model": {"concepts": 10**9}}, "concepts .or kernels, or events. x grid"),
        ({"data": {"events": 10**9}}, "concepts .or kernels, or events. x grid"),
        ({"data": {"kernels": 10**9}}, "concepts .or kernels, or events. x grid"),
        ({"data": {"file": "x.npy"}}, "data.file: found x.npy; has no meaning"),
        ({"data": {"kind": "fields"}}, "data.kernels: found 2; has no meaning"),
        ({"optimiser": {"decay_steps": 7}}, "optimiser.decay_steps"),
        ({"optimizer": {}}, "optimizer"),
    ],
)
def test_impossible_configurations(change: dict[str, Any], message: str) -> None:
    with pytest.raises(InputError, match=message):
        operator_config(_with(**change))


def test_files_that_are_no_configuration(tmp_path: Path) -> None:
    file = tmp_path / "x.toml"
    file.write_text("[model\n")
    assert not is_operator_config(file)
    with pytest.raises(InputError, match="no TOML"):
        load_operator_config(file)
    with pytest.raises(InputError, match="cannot be read"):
        load_operator_config(tmp_path / "nothing.toml")
    sae = OperatorSAE(operator_config(BASE).model, grid=(8,), seed=0)
    with pytest.raises(InputError, match="points: found 4; this sae-fno needs at least 5 points"):
        sae(torch.zeros(1, 1, 4, dtype=torch.float64))


@pytest.mark.parametrize("n", [7, 8])
def test_fields_are_the_rows_of_a_file_between_their_points_trigonometric(n: int, tmp_path: Path) -> None:
    rng = np.random.default_rng(0)
    np.save(tmp_path / "fields.npy", rng.standard_normal((40, n)).astype(np.float32))
    rows = np.load(tmp_path / "fields.npy").astype(float)
    tables = {
        "model": {"kind": "sae-fno", "concepts": 2, "modes": 3, "dtype": "float64"},
        "data": {"kind": "fields", "grid": n, "file": "fields.npy", "holdout": 0.25},
        "optimiser": {"steps": 2, "batch_size": 8},
    }
    (tmp_path / "c.toml").write_text(
        "".join(
            f"[{name}]\n" + "".join(f"{k} = {json.dumps(v)}\n" for k, v in table.items())
            for name, table in tables.items()
        )
    )
    config = load_operator_config(tmp_path / "c.toml")
    source = FieldSource(config.data, seed=0)
    fresh, seen = source.fresh(100), source.batch(3, 200)
    assert len(fresh.spectrum_bck) == 10
    if n % 2:  # an even grid loses its highest frequency
        at = fresh.sampled((n,))[:, 0]
        assert all(np.abs(rows - row).max(1).min() < 1e-6 for row in at)
        assert not any(np.abs(seen.sampled((n,))[:, 0] - row).max(1).min() < 1e-6 for row in at)
    assert np.abs(fresh.sampled((3 * n,))[:, 0, ::3] - fresh.sampled((n,))[:, 0]).max() < CLOSE
    train(config, tmp_path / "run")
    found = landing(load(tmp_path / "run")[0], source)
    assert found.cosines == ()
    assert found.band == 3
    with pytest.raises(InputError, match=f"data.grid: found {n + 1}; the rows of"):
        FieldSource(dataclasses.replace(config.data, grid=(n + 1,)), seed=0)
    np.save(tmp_path / "fields.npy", np.full((4, n), np.nan, dtype=np.float32))
    with pytest.raises(InputError, match="nan"):
        FieldSource(config.data, seed=0)
    np.save(tmp_path / "fields.npy", np.zeros((40, n), dtype=np.float32))
    with pytest.raises(InputError, match="every row is zero"):
        FieldSource(config.data, seed=0)


def test_a_model_that_writes_nothing_has_a_table() -> None:
    config = operator_config(BASE)
    sae = OperatorSAE(config.model, grid=(8,), seed=0)
    with torch.no_grad():
        sae.threshold_i.fill_(1e9)
    found = landing(sae, FunctionSource(config.data, seed=0), samples=4)
    assert [row.gap for row in found.rows] == [None] * 4
    assert [d.by_index for d in found.domains] == [None] * 2
    assert found.usage == 0


def test_two_runs_never_share_a_folder(tmp_path: Path) -> None:
    config = operator_config(_with(optimiser={"steps": 2}))
    with alone(tmp_path / "run"), pytest.raises(InputError, match="another process trains in this folder"):
        train(config, tmp_path / "run")
    assert list(tmp_path.iterdir()) == []
    assert train(config, tmp_path / "run").step == 2
