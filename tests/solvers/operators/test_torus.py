"""Functions of two variables and of several channels: layers against transforms of everything, models, lifts, boundaries, fields."""

from __future__ import annotations

import json
import shutil
from pathlib import Path
from typing import Any

import numpy as np
import pytest
import torch

from solvers.operators.resolution import alias_error, effective_coherence, landing
from solvers.operators.train.config import load_operator_config, operator_config
from solvers.operators.train.fields import FieldSource, source_of
from solvers.operators.train.functions import FunctionSource
from solvers.operators.train.layers import convolve, correlate, cropped, gather, padded, placed, resampled, spread
from solvers.operators.train.model import OperatorSAE
from solvers.operators.train.run import load, read_lines, train
from solvers.operators.train.waves import analysis, frequencies, kept, stretched, synthesis
from theory.errors import InputError

CLOSE = 1e-12  # float64, sums of some hundreds of numbers of size 1
BASE: dict[str, Any] = {
    "model": {"kind": "sae-fno", "concepts": 3, "modes": 2, "iterations": 2, "dtype": "float64"},
    "data": {"kind": "functions", "grid": [6, 5], "kernels": 2, "band": 1, "channels": 2},
    "optimiser": {"steps": 4, "batch_size": 3},
    "run": {"log_every": 1, "checkpoint_every": 2},
}
KINDS: dict[str, dict[str, Any]] = {
    "sae-fno": {"modes": 2},
    "sae-cnn": {"modes": None, "taps": 3},
    "sae-mlp": {"modes": None},
}


def _with(**sections: dict[str, Any]) -> dict[str, Any]:
    return {name: {**table, **sections.get(name, {})} for name, table in BASE.items()}


def _normal(*shape: int) -> torch.Tensor:
    return torch.from_numpy(np.random.default_rng(0).standard_normal(shape))


@pytest.mark.parametrize(("grid", "modes"), [((7,), 3), ((8,), 4), ((5, 6), 3), ((12, 12), 6), ((3, 9), 2)])
def test_kept_coefficients_are_those_of_the_transform(grid: tuple[int, ...], modes: int) -> None:
    d, x = len(grid), _normal(2, 3, *grid)
    k = frequencies(modes, d)
    assert len(k) == kept(modes, d)
    everything = np.concatenate([k, -k[1:]])
    assert len({tuple(row) for row in everything}) == (2 * modes - 1) ** d
    full = torch.fft.fftn(x, dim=tuple(range(2, x.ndim)), norm="forward")
    wanted = full[(..., *(k[:, a] % n for a, n in enumerate(grid)))]
    real, imaginary = analysis(x, modes, d)
    assert (torch.complex(real, imaginary) - wanted).abs().max() < CLOSE
    mask = torch.zeros(grid, dtype=torch.float64)
    mask[tuple(everything.T % np.array(grid)[:, None])] = 1
    back = torch.fft.ifftn(full * mask, dim=tuple(range(2, x.ndim)), norm="forward").real
    assert (synthesis(real, imaginary, grid, modes) - back).abs().max() < CLOSE


@pytest.mark.parametrize("grid", [(9,), (6, 5)])
def test_encoder_and_decoder_are_adjoint(grid: tuple[int, ...]) -> None:
    x, z, modes = _normal(2, 2, *grid), _normal(2, 3, *grid), 2
    gain = _normal(2, 2, 3, kept(modes, len(grid)))
    gain[1, ..., 0] = 0
    other = torch.stack([gain[0], -gain[1]])
    assert ((spread(x, gain, modes) * z).sum() - (x * gather(z, other, modes)).sum()).abs() < CLOSE
    taps = placed(_normal(2, 3, *[2] * len(grid)), grid)
    assert ((correlate(x, taps) * z).sum() - (x * convolve(z, taps)).sum()).abs() < CLOSE
    whole = tuple(n + 3 for n in grid)
    assert ((padded(x, 1, whole) * (y := _normal(2, 2, *whole))).sum() - (x * cropped(y, 1, grid)).sum()).abs() < CLOSE


def test_a_spectral_layer_is_a_convolution_with_all_taps() -> None:
    """Full modes on an odd torus: the same operator, whatever the taps."""
    grid, taps = (5, 7), _normal(1, 2, 5, 7)
    z = _normal(3, 2, *grid)
    k = frequencies(3, 2)
    spectrum = torch.fft.fftn(taps, dim=(2, 3))[..., k[:, 0] % 5, k[:, 1] % 7]
    low = gather(z, torch.stack([spectrum.real, spectrum.imag]), 3)
    whole = convolve(z, taps)
    assert (analysis(low, 3, 2)[0] - analysis(whole, 3, 2)[0]).abs().max() < CLOSE


@pytest.mark.parametrize("grid", [(10,), (9, 12)])
def test_resampled_kernels_are_one_function(grid: tuple[int, ...]) -> None:
    kernel = _normal(*[5] * len(grid))
    new = resampled(kernel, grid)
    axes = tuple(range(len(grid)))
    k = frequencies(3, len(grid))
    old, found = (torch.fft.fftn(h, dim=axes)[tuple(k[:, a] % h.shape[a] for a in axes)] for h in (kernel, new))
    assert (old - found).abs().max() < CLOSE
    assert (resampled(new, tuple(kernel.shape)) - kernel).abs().max() < CLOSE


def test_zeros_beyond_the_ends() -> None:
    """A zero-padded convolution is the sum over the points that exist; a circular one also reads the other end."""
    model = {"kind": "sae-cnn", "concepts": 1, "taps": 3, "dtype": "float64", "boundary": "zero"}
    config = operator_config({**BASE, "model": model, "data": {"kind": "functions", "grid": 6, "band": 1}})
    sae = OperatorSAE(config.model, grid=(6,), seed=0)
    z, h = _normal(1, 1, 6), sae.decoder.detach()[0, 0].numpy()
    with torch.no_grad():
        found = sae._layers((6,), "as trained", 1)[1](z)[0, 0].numpy()
    assert np.abs(found - np.convolve(z[0, 0].numpy(), h, mode="same")).max() < CLOSE


@pytest.mark.parametrize("kind", KINDS)
def test_a_run_in_two_dimensions_goes_on_as_if_it_had_not_stopped(kind: str, tmp_path: Path) -> None:
    config = operator_config(_with(model={"kind": kind, **KINDS[kind]}))
    train(config, tmp_path / "whole")
    calls: list[None] = []

    def after_three() -> bool:
        calls.append(None)
        return len(calls) == 3

    with pytest.raises(KeyboardInterrupt):
        train(config, tmp_path / "stopped", stop=after_three)
    assert (tmp_path / "stopped" / "checkpoints" / "step-00000003").is_dir()
    train(config, tmp_path / "stopped", resume=True)
    one, other = (load(tmp_path / name)[0].state_dict() for name in ("whole", "stopped"))
    assert all(torch.equal(one[name], other[name]) for name in one)
    assert read_lines(tmp_path / "whole") == read_lines(tmp_path / "stopped")
    found = landing(load(tmp_path / "whole")[0], source_of(config.data, seed=0), samples=4)
    assert found.rows[0].grid == (6, 5)
    assert len(found.cosines) == 2
    shutil.rmtree(tmp_path / "whole")


def test_longer_tori_and_finer_grids() -> None:
    config = operator_config(_with(model={"oversample": 2}))
    sae = OperatorSAE(config.model, grid=(6, 5), channels=2, seed=1)
    found = landing(sae, FunctionSource(config.data, seed=0), samples=4)
    assert [d.times for d in found.domains] == [2]
    assert found.domains[0].by_index is not None
    assert found.domains[0].by_index > 0.05
    assert found.domains[0].by_frequency is not None
    assert found.domains[0].by_frequency < CLOSE
    assert all(row.alias == 0 and row.predicted for row in found.rows)
    gain, more = stretched(_normal(2, kept(2, 2)), 2, 3, 2)
    assert (more, gain.shape[-1]) == (4, kept(4, 2))


@pytest.mark.parametrize("n", range(3, 9))
def test_aliasing_on_the_torus_is_what_the_grid_reads(n: int) -> None:
    rng, band, modes = np.random.default_rng(n), 3, 2
    spectrum = rng.standard_normal((1, 1, kept(band + 1, 2))) + 1j * rng.standard_normal((1, 1, kept(band + 1, 2)))
    spectrum[..., 0] = spectrum[..., 0].real
    half = frequencies(band + 1, 2)
    values = {**{tuple(k): c for k, c in zip(half, spectrum[0, 0], strict=True)}}
    values |= {tuple(-k): c.conjugate() for k, c in zip(half, spectrum[0, 0], strict=True)}
    extra = 0.0
    for k in ((a, b) for a in range(1 - modes, modes) for b in range(1 - modes, modes)):
        others = [c for j, c in values.items() if j != k and (j[0] - k[0]) % n == 0 == (j[1] - k[1]) % n]
        extra += abs(sum(others)) ** 2
    wanted = (extra / sum(abs(c) ** 2 for c in values.values())) ** 0.5
    found = alias_error(spectrum, (n, n), band, modes)
    assert found == pytest.approx(wanted, abs=CLOSE)
    assert (found == 0) == (n >= band + modes)


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("lift", ["fixed", "learned", "whitening"])
def test_lifts(kind: str, lift: str, tmp_path: Path) -> None:
    model = {"kind": kind, **KINDS[kind], "lift": lift} | ({} if lift == "whitening" else {"lifted": 64})
    config = operator_config(_with(model=model, data={"band": 1}))
    train(config, tmp_path / "run")
    sae, _ = load(tmp_path / "run")
    before = OperatorSAE(config.model, grid=(6, 5), channels=2, seed=0).lift.matrix
    assert torch.equal(before, sae.lift.matrix) == (lift == "fixed")
    if lift == "whitening":
        assert (sae.lift.matrix @ sae.lift.back - torch.eye(len(sae.lift.back))).abs().max() < 1e-9
    x = torch.from_numpy(FunctionSource(config.data, seed=0).batch(0, 2).sampled((6, 5)))
    plain = OperatorSAE(
        operator_config(_with(model={"kind": kind, **KINDS[kind]})).model, grid=(6, 5), channels=2, seed=0
    )
    with torch.no_grad():
        for name in ("threshold_i", "bias", "log_step"):
            getattr(plain, name).copy_(getattr(sae, name))
        for name in ("encoder", "decoder"):
            getattr(plain, name).copy_(sae.gains(name))
        assert (plain(x)[0] - sae(x)[0]).abs().max() < CLOSE
    assert -1 <= effective_coherence(sae) <= 1 + CLOSE


def test_balanced_parameters_are_the_same_layer_and_other_steps() -> None:
    plain, balanced = (
        OperatorSAE(operator_config(_with(model={"balanced": b})).model, grid=(6, 5), channels=2, seed=0)
        for b in (False, True)
    )
    assert (plain.gains("decoder") - balanced.gains("decoder")).abs().max() < CLOSE
    for sae in (plain, balanced):
        sae.gains("decoder").square().sum().backward()
    assert plain.decoder.grad is not None
    assert balanced.decoder.grad is not None
    ratio = plain.decoder.grad / balanced.decoder.grad
    assert (ratio[0, ..., 1:] - 2**0.5).abs().max() < CLOSE
    assert (ratio[0, ..., 0] - 1).abs().max() < CLOSE


def test_momentum_needs_fewer_iterations() -> None:
    """FISTA's objective after as many iterations is lower: on the same dictionary, from zero."""
    errors = []
    for accelerated in (False, True):
        config = operator_config(_with(model={"iterations": 20, "accelerated": accelerated}))
        sae = OperatorSAE(config.model, grid=(6, 5), channels=2, seed=0)
        x = torch.from_numpy(FunctionSource(config.data, seed=0).batch(0, 8).sampled((6, 5)))
        with torch.no_grad():
            sae.encoder.copy_(torch.stack([sae.decoder[0], -sae.decoder[1]]) * 1.0)
            errors.append((sae(x)[0] - x).square().sum().item())
    assert errors[1] < errors[0]


def test_fields_of_several_channels(tmp_path: Path) -> None:
    x = np.random.default_rng(0).standard_normal((20, 2, 6, 5)).astype(np.float32)
    np.save(tmp_path / "x.npy", x)
    tables = _with(data={"kind": "fields", "file": "x.npy", "kernels": None, "band": None})
    (tmp_path / "c.toml").write_text(
        "".join(
            f"[{name}]\n" + "".join(f"{k} = {json.dumps(v)}\n" for k, v in table.items() if v is not None)
            for name, table in tables.items()
        )
    )
    config = load_operator_config(tmp_path / "c.toml")
    source = FieldSource(config.data, seed=0)
    assert (source.band, source.batch(0, 3).sampled((6, 5)).shape) == (2, (3, 2, 6, 5))
    np.save(tmp_path / "x.npy", x[:, :, :5])
    odd = load_operator_config(tmp_path / "c.toml", {"data.grid": [5, 5]})
    at = FieldSource(odd.data, seed=0).fresh(2).sampled((5, 5))
    assert all(np.abs(x[:, :, :5] - row).max((1, 2, 3)).min() < 1e-6 for row in at)
    with pytest.raises(
        InputError, match=r"data.grid, data.channels: found \[6, 5\], 2; the samples .* shape \[2, 5, 5\]"
    ):
        FieldSource(config.data, seed=0)
    for wrong, message in (
        (x[:, 0].astype(complex), "plain numbers"),
        (np.array([x[0], x[0, :1]], dtype=object), "object|pickle|type"),
        (np.where(x > 3, np.nan, x)[..., None], "expected real numbers"),
        (np.full((20, 2, 6, 5), np.nan), "nan"),
    ):
        np.save(tmp_path / "x.npy", wrong, allow_pickle=True)
        with pytest.raises(InputError, match=message):
            FieldSource(config.data, seed=0)


@pytest.mark.parametrize(
    ("change", "message"),
    [
        ({"data": {"grid": [4, 4, 4]}}, "data.grid: found .4, 4, 4.; functions of one or of two"),
        ({"data": {"grid": []}}, "data.grid"),
        ({"data": {"grid": [6, 1]}}, r"data.grid\[1\]"),
        ({"data": {"grid": [6, 2], "band": 0}}, "model.modes: found 2; needs data.grid >= 3"),
        ({"model": {"boundary": "zero"}}, "model.boundary: found zero; sae-fno has no such thing"),
        ({"model": {"lift": "fixed"}}, "model.lifted: found None"),
        ({"model": {"lift": "fixed", "lifted": 1}}, "model.lifted: found 1; fewer than the 2"),
        ({"model": {"lifted": 3}}, "model.lifted: found 3"),
        ({"model": {"iterations": 1, "accelerated": True}}, "model.accelerated"),
        ({"model": {"sparsity": "count", "points": 31}}, "model.points: found 31; must be at most 30"),
    ],
)
def test_impossible_configurations(change: dict[str, Any], message: str) -> None:
    with pytest.raises(InputError, match=message):
        operator_config(_with(**change))


def test_functions_of_another_number_of_variables() -> None:
    sae = OperatorSAE(operator_config(BASE).model, grid=(6, 5), channels=2, seed=0)
    with pytest.raises(InputError, match="functions of 2 variable"):
        sae(torch.zeros(1, 2, 6, dtype=torch.float64))
    with pytest.raises(InputError, match="at least 3 points"):
        sae(torch.zeros(1, 2, 6, 2, dtype=torch.float64))
