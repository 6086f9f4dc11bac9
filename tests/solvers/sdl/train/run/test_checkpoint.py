"""Checkpoints: what was saved comes back, and nothing else is accepted."""

from __future__ import annotations

import hashlib
import json
import pickle
from pathlib import Path
from typing import Any

import pytest
import safetensors.torch
import torch

from solvers.sdl.train.model.architecture import KINDS, SPARSE, Architecture
from solvers.sdl.train.model.module import SDLModel
from solvers.sdl.train.run.checkpoint import RECORD, TENSORS, load, save, shapes, write_folder
from theory.errors import InputError


def architecture(kind: str, **changes: Any) -> Architecture:
    extra: dict[str, Any] = {"k": 2} if kind in SPARSE else {}
    extra |= {"prefixes": (3, 6)} if kind == "matryoshka" else {}
    extra |= {"selection": "absolute", "residual_threshold": 0.25, "stop_on_repeat": True} if kind == "pursuit" else {}
    return Architecture(**({"kind": kind, "inputs": (4,), "outputs": (4,), "width": 6} | extra | changes))


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("dtype", [torch.float32, torch.float64])
@pytest.mark.parametrize("biases", [True, False])
def test_round_trip(tmp_path: Path, kind: str, dtype: torch.dtype, biases: bool) -> None:
    a = architecture(kind, encoder_bias=biases and kind != "pursuit", decoder_bias=biases)
    model = SDLModel(a, seed=3, dtype=dtype)
    assert {n: tuple(t.shape) for n, t in model.state_dict().items()} == shapes(a)
    save(tmp_path / "m", model, about={"step": 5})
    for path in (tmp_path / "m", tmp_path / "m" / RECORD, tmp_path / "m" / TENSORS):
        back, record = load(path)
        assert back.architecture == a
        assert record["step"] == 5
        assert all(torch.equal(back.state_dict()[n], t) for n, t in model.state_dict().items())
        assert back.decoder_qr.dtype == dtype


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    save(tmp_path / "m", SDLModel(architecture("topk"), seed=0))
    return tmp_path / "m"


def change_record(folder: Path, **changes: Any) -> None:
    record = json.loads((folder / RECORD).read_text())
    record["architecture"] |= changes.pop("architecture", {})
    (folder / RECORD).write_text(json.dumps(record | changes))


def change_tensors(folder: Path, **changes: torch.Tensor | None) -> None:
    """Other tensors, with the record's hash brought up to date: an attack, not an accident."""
    tensors = safetensors.torch.load((folder / TENSORS).read_bytes()) | changes
    data = safetensors.torch.save({n: t for n, t in tensors.items() if t is not None})
    (folder / TENSORS).write_bytes(data)
    change_record(folder, sha256=hashlib.sha256(data).hexdigest())


@pytest.mark.parametrize(
    ("changes", "why"),
    [
        ({"architecture": {"width": 7}}, "asks for"),
        ({"architecture": {"width": 10**12}}, "asks for"),  # refused before anything of this size is made
        ({"architecture": {"inputs": [5], "outputs": [5]}}, "asks for"),
        ({"architecture": {"kind": "jumprelu", "k": None}}, "log_threshold_q"),
        ({"architecture": {"k": 9}}, "between 1 and the width"),
        ({"architecture": {"kk": 9}}, 'did you mean "k"'),
        ({"architecture": {"width": "6"}}, "must be an integer"),
        ({"architecture": {"encoder_bias": False}}, "knows no such tensor"),
        ({"dtype": "float64"}, "asks for torch.float64"),
        ({"dtype": "int8"}, "must be one of"),
        ({"schema": "other/1"}, "must be sdl-atlas/model/1"),
        ({"sha256": "0" * 64}, "the record says"),
    ],
)
def test_record_that_disagrees_with_its_tensors(folder: Path, changes: dict[str, Any], why: str) -> None:
    change_record(folder, **changes)
    with pytest.raises(InputError, match=why):
        load(folder)


@pytest.mark.parametrize("value", [float("nan"), float("inf")])
def test_tensors_that_are_not_finite(folder: Path, value: float) -> None:
    change_tensors(folder, encoder_bias_q=torch.full((6,), value))
    with pytest.raises(InputError, match="must be finite"):
        load(folder)


def test_missing_and_foreign_tensors(folder: Path) -> None:
    change_tensors(folder, encoder_bias_q=None)
    with pytest.raises(InputError, match="encoder_bias_q: found nothing"):
        load(folder)
    change_tensors(folder, encoder_bias_q=torch.zeros(6), decoder_qrr=torch.zeros(2))
    with pytest.raises(InputError, match='did you mean "decoder_qr"'):
        load(folder)


def test_files_that_are_no_tensors(folder: Path) -> None:
    whole = (folder / TENSORS).read_bytes()
    for data in (b"", whole[:5], whole[:60], whole[:-1], b"\xff" * 100, pickle.dumps({"a": 1}), b"PK\x03\x04rest"):
        (folder / TENSORS).write_bytes(data)
        with pytest.raises(InputError, match=r"model\.safetensors"):
            load(folder)
    (folder / TENSORS).unlink()
    with pytest.raises(InputError, match="cannot be read"):
        load(folder)


@pytest.mark.parametrize("data", [b"", b"{", b"[]", b"\xff", b"[" * 100_000, b'"text"', b"{}"])
def test_records_that_are_none(folder: Path, data: bytes) -> None:
    (folder / RECORD).write_bytes(data)
    with pytest.raises(InputError, match=r"model\.json"):
        load(folder)


def test_a_failed_write_leaves_the_old_folder(tmp_path: Path) -> None:
    write_folder(tmp_path / "f", {"a": b"old"})
    with pytest.raises(TypeError):
        write_folder(tmp_path / "f", {"a": b"new", "b": None})  # type: ignore[dict-item]
    assert (tmp_path / "f" / "a").read_bytes() == b"old"
    assert [p.name for p in tmp_path.iterdir()] == ["f"]
    write_folder(tmp_path / "f", {"b": b"new"})
    assert [p.name for p in (tmp_path / "f").iterdir()] == ["b"]
