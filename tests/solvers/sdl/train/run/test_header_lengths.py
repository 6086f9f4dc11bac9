"""The first octet of a .safetensors file is the low octet of a length: every reader takes all 256, and no reader takes it for a kind."""

from __future__ import annotations

import hashlib
import json
import pickle
import zipfile
from pathlib import Path

import numpy as np
import pytest
import safetensors.torch
import torch
from torch import Tensor

from solvers.sdl.ensemble.descent import Schedule, train_ensemble
from solvers.sdl.ensemble.files import RECORD as ENSEMBLE_RECORD
from solvers.sdl.ensemble.files import TENSORS as ENSEMBLE_TENSORS
from solvers.sdl.ensemble.files import load_ensemble, save_ensemble
from solvers.sdl.train.data.activation_files import ActivationFiles
from solvers.sdl.train.model.architecture import KINDS, SPARSE, Architecture
from solvers.sdl.train.model.module import SDLModel
from solvers.sdl.train.run.checkpoint import RECORD, TENSORS, load, read_tensors, save
from solvers.sdl.train.run.run_folder import OPTIMISER
from solvers.sdl.train.run.saelens import WEIGHTS, read_saelens, write_saelens
from solvers.sdl.train.run.train import train
from tests.solvers.sdl.train.configurations import tiny
from theory.concepts.reading import read_context
from theory.errors import InputError
from theory.sdl import Activation, Problem


def with_low_octet(data: bytes, low: int) -> bytes:
    """The same tensors under a header whose length ends with this octet: blanks follow the JSON, as the format allows."""
    length = int.from_bytes(data[:8], "little")
    header = data[8 : 8 + length].rstrip(b" ")
    longer = len(header) + (low - len(header)) % 256
    return longer.to_bytes(8, "little") + header.ljust(longer) + data[8 + length :]


def relabelled(folder: Path, record: str, field: str, data: bytes) -> None:
    """Bring the hash in a record up to date."""
    table = json.loads((folder / record).read_text())
    (folder / record).write_text(json.dumps(table | {field: hashlib.sha256(data).hexdigest()}))


def same(found: dict[str, Tensor], wanted: dict[str, Tensor]) -> bool:
    return found.keys() == wanted.keys() and all(torch.equal(found[n], t) for n, t in wanted.items())


def test_models_with_headers_of_every_length(tmp_path: Path) -> None:
    model = SDLModel(Architecture("topk", inputs=(4,), outputs=(4,), width=6, k=2), seed=0)
    save(tmp_path / "m", model)
    whole = (tmp_path / "m" / TENSORS).read_bytes()
    for low in range(256):
        data = with_low_octet(whole, low)
        assert data[0] == low
        (tmp_path / "m" / TENSORS).write_bytes(data)
        relabelled(tmp_path / "m", RECORD, "sha256", data)
        assert same(load(tmp_path / "m")[0].state_dict(), model.state_dict()), low


def test_optimiser_states_with_headers_of_every_length(tmp_path: Path) -> None:
    config = tiny(optimiser={"steps": 4}, run={"checkpoint_every": 2, "log_every": 1})
    train(config, tmp_path)
    folder = tmp_path / "checkpoints" / "step-00000004"
    whole = (folder / OPTIMISER).read_bytes()
    wanted = read_tensors(folder / OPTIMISER)
    for low in range(256):
        data = with_low_octet(whole, low)
        (folder / OPTIMISER).write_bytes(data)
        relabelled(folder, RECORD, "optimiser_sha256", data)
        assert same(read_tensors(folder / OPTIMISER, sha256=hashlib.sha256(data).hexdigest()), wanted), low
        if low in (0x50, 0x80, 0x93):  # P of an archive, pickles, numpy's own files
            assert train(config, tmp_path, resume=True).resumed_at == 4


def test_saelens_files_with_headers_of_every_length(tmp_path: Path) -> None:
    model = SDLModel(Architecture("relu", inputs=(4,), outputs=(4,), width=6), seed=0)
    write_saelens(tmp_path, model)
    whole = (tmp_path / WEIGHTS).read_bytes()
    for low in range(256):
        (tmp_path / WEIGHTS).write_bytes(with_low_octet(whole, low))
        assert same(read_saelens(tmp_path).model.state_dict(), model.state_dict()), low


def test_activations_with_headers_of_every_length(tmp_path: Path) -> None:
    rows = torch.arange(24.0).reshape(6, 4)
    whole = safetensors.torch.save({"activations": rows})
    file = tmp_path / "rows.safetensors"
    for low in range(256):
        file.write_bytes(with_low_octet(whole, low))
        assert torch.equal(ActivationFiles(file, seed=0).rows(slice(None)).x_bp, rows), low
        context = read_context(file).context
        assert len(context.objects) == 6, low


def test_ensembles_with_headers_of_every_length(tmp_path: Path) -> None:
    problem = Problem.sae([[1, 0], [0, 1]], activation=Activation("relu"), width=1)
    ensemble = train_ensemble(problem, runs=2, seed=0, schedule=Schedule(steps=2))
    save_ensemble(tmp_path, ensemble)
    whole = (tmp_path / ENSEMBLE_TENSORS).read_bytes()
    for low in range(256):
        data = with_low_octet(whole, low)
        (tmp_path / ENSEMBLE_TENSORS).write_bytes(data)
        relabelled(tmp_path, ENSEMBLE_RECORD, "sha256", data)
        assert np.array_equal(load_ensemble(tmp_path).encoder_sqp, ensemble.encoder_sqp), low


@pytest.mark.parametrize("kind", KINDS)
def test_every_size_that_is_written_is_read(tmp_path: Path, kind: str) -> None:
    """Lengths of headers depend on the digits of shapes and offsets: sizes across the powers of ten."""
    first = set()
    for width in (8, 12, 97, 100, 256, 1000, 1024):
        for size in (3, 16, 100, 384):
            k = {"k": 2} if kind in SPARSE else {}
            prefixes = {"prefixes": (4, width)} if kind == "matryoshka" else {}
            prefixes |= {"encoder_bias": False} if kind == "pursuit" else {}
            model = SDLModel(Architecture(kind, inputs=(size,), outputs=(size,), width=width, **k, **prefixes), seed=0)  # type: ignore[arg-type]
            save(tmp_path / "m", model)
            first.add((tmp_path / "m" / TENSORS).read_bytes()[0])
            load(tmp_path / "m")
    assert len(first) > 1


def test_the_run_of_the_tutorial_that_could_not_be_resumed(tmp_path: Path) -> None:
    """384 numbers, 256 neurons: the header of the optimiser's state is 0x380 octets long."""
    rows = np.random.default_rng(0).normal(size=(64, 384)).astype(np.float32)
    np.save(tmp_path / "x384.npy", rows)
    synthetic = dict.fromkeys(("features", "inputs", "sparsity", "interference"))
    config = tiny(
        model={"width": 256, "k": 4},
        data={**synthetic, "kind": "files", "files": [str(tmp_path / "x384.npy")]},
        optimiser={"steps": 4, "batch_size": 32},
        run={"checkpoint_every": 2, "log_every": 1},
    )
    train(config, tmp_path / "run")
    state = tmp_path / "run" / "checkpoints" / "step-00000004" / OPTIMISER
    assert state.read_bytes()[0] == 0x80
    assert train(config, tmp_path / "run", resume=True).resumed_at == 4


@pytest.mark.parametrize("protocol", range(pickle.HIGHEST_PROTOCOL + 1))
def test_pickles_stay_refused(tmp_path: Path, protocol: int) -> None:
    for rest in (b"", bytes(1 << 16)):
        (tmp_path / TENSORS).write_bytes(pickle.dumps({"a": list(range(1000))}, protocol=protocol) + rest)
        with pytest.raises(InputError, match="pickled objects" if protocol >= 2 else "safetensors file"):
            read_tensors(tmp_path / TENSORS)


def test_what_torch_saves_and_archives_stay_refused(tmp_path: Path) -> None:
    file = tmp_path / TENSORS
    for zipped in (True, False):
        torch.save({"a": torch.zeros(3)}, file, _use_new_zipfile_serialization=zipped)
        with pytest.raises(InputError, match="pickled objects or an archive"):
            read_tensors(file)
    with zipfile.ZipFile(file, "w") as archive:
        archive.writestr("a", b"b")
    with pytest.raises(InputError, match="pickled objects or an archive"):
        read_tensors(file)
    file.write_bytes(b"")
    with pytest.raises(InputError, match="an empty file"):
        read_tensors(file)
