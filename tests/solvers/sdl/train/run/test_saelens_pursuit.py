"""Matching pursuit SAEs in the layout of SAELens: round trip, and the same codes as SAELens's own encoder, written out here."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
import torch
from safetensors.torch import load_file
from torch import Tensor

from solvers.sdl.train.model.architecture import Architecture
from solvers.sdl.train.model.module import SDLModel
from solvers.sdl.train.run.saelens import CONFIG, WEIGHTS, read_saelens, write_saelens
from theory.errors import InputError


def model_of(**changes: Any) -> SDLModel:
    given = {"k": 6, "residual_threshold": 0.8, "stop_on_repeat": True, **changes}
    model = SDLModel(
        Architecture("pursuit", inputs=(5,), outputs=(5,), width=8, encoder_bias=False, **given),
        seed=0,
        dtype=torch.float64,
    )
    with torch.no_grad():
        for parameter in model.parameters():
            parameter += 0.1 * torch.randn(
                parameter.shape, generator=torch.Generator().manual_seed(1), dtype=torch.float64
            )
    return model


def their_codes(x: Tensor, atoms: Tensor, threshold: float, steps: int, stops: bool) -> Tensor:
    """One sample after the other, as version 6.54 of SAELens describes its loop: update first, then look at residual and support."""
    out = torch.zeros(len(x), len(atoms), dtype=x.dtype)
    for i, sample in enumerate(x):
        r, before = sample.clone(), torch.zeros(len(atoms), dtype=torch.bool)
        for _ in range(steps):
            j = int((atoms @ r).relu().argmax())
            a = (atoms[j] @ r).relu()
            out[i, j] += a
            r = r - a * atoms[j]
            support = out[i] != 0
            if (stops and bool((support == before).all())) or (threshold > 0 and float(r.norm()) < threshold):
                break
            before = support
    return out


@pytest.mark.parametrize(("threshold", "stops"), [(0.8, True), (0.8, False), (0.0, True), (0.0, False), (3.0, True)])
def test_round_trip_and_codes(tmp_path: Path, threshold: float, stops: bool) -> None:
    model = model_of(residual_threshold=threshold, stop_on_repeat=stops)
    write_saelens(tmp_path, model)
    record = json.loads((tmp_path / CONFIG).read_text())
    assert (record["architecture"], record["max_iterations"]) == ("matching_pursuit", 6)
    assert set(load_file(tmp_path / WEIGHTS)) == {"W_dec", "b_dec"}
    back = read_saelens(tmp_path).model
    assert back.architecture == model.architecture
    x = torch.randn(40, 5, generator=torch.Generator().manual_seed(2), dtype=torch.float64)
    assert model.decoder_bias_r is not None
    with torch.no_grad():
        theirs = their_codes(x - model.decoder_bias_r, model.decoder_qr, threshold, 6, stops)
        assert torch.allclose(back.codes(x), theirs, atol=1e-12)
        assert torch.equal(back(x).y_br, model(x).y_br)


def test_defaults_of_the_layout(tmp_path: Path) -> None:
    write_saelens(tmp_path, model_of())
    record = json.loads((tmp_path / CONFIG).read_text())
    for name in ("max_iterations", "residual_threshold", "stop_on_duplicate_support"):
        del record[name]
    (tmp_path / CONFIG).write_text(json.dumps(record | {"apply_b_dec_to_input": False}))
    back = read_saelens(tmp_path).model
    a = back.architecture
    assert (a.k, a.residual_threshold, a.stop_on_repeat) == (5, 0.01, True)
    assert back.decoder_bias_r is not None
    assert not bool(back.decoder_bias_r.any())


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("residual_threshold", -1.0),
        ("residual_threshold", True),
        ("max_iterations", 0),
        ("stop_on_duplicate_support", 1),
    ],
)
def test_damaged_fields(tmp_path: Path, field: str, value: object) -> None:
    write_saelens(tmp_path, model_of())
    record = json.loads((tmp_path / CONFIG).read_text())
    (tmp_path / CONFIG).write_text(json.dumps(record | {field: value}))
    with pytest.raises(InputError, match=field):
        read_saelens(tmp_path)


def test_other_rules_are_refused(tmp_path: Path) -> None:
    with pytest.raises(InputError, match="nonnegative"):
        write_saelens(tmp_path / "x", model_of(selection="absolute"))
