"""Checkpoints: tensors in the safetensors format and a JSON file that says what they are; nothing is ever unpickled.

A checkpoint is a folder.  It is written under another name and renamed when it is complete, and the JSON holds the hash of the
tensors, so a reader sees a whole checkpoint or none.
"""

from __future__ import annotations

import dataclasses
import hashlib
import json
import os
import shutil
import struct
import tempfile
from collections.abc import Mapping
from pathlib import Path
from typing import Any, get_type_hints

import safetensors
import safetensors.torch
import torch
from safetensors.torch import load as parse_tensors
from torch import Tensor

from solvers.sdl.train.fields import convert, nearest
from solvers.sdl.train.model.architecture import Architecture
from solvers.sdl.train.model.module import SDLModel
from theory.errors import InputError

MODEL_SCHEMA = "sdl-atlas/model/1"
TENSORS, RECORD = "model.safetensors", "model.json"
DTYPES = {"float32": torch.float32, "float64": torch.float64}
MAX_RECORD = 16 << 20  # bytes of JSON: the largest configuration is a few kilobytes


def save(
    folder: Path, model: SDLModel, *, about: Mapping[str, Any] | None = None, extra: Mapping[str, bytes] | None = None
) -> None:
    """Write a model, all of it or nothing.

    Args:
        folder: replaced if it exists.
        model: its parameters and buffers are written.
        about: more entries of the record: seed, step, configuration, ...
        extra: more files of the folder by name.
    """
    data = to_bytes(model.state_dict())
    record = {
        **(about or {}),
        "schema": MODEL_SCHEMA,
        "architecture": dataclasses.asdict(model.architecture),
        "dtype": str(model.decoder_qr.dtype).removeprefix("torch."),
        "sha256": hashlib.sha256(data).hexdigest(),
        "versions": {"torch": torch.__version__, "safetensors": safetensors.__version__},
    }
    text = json.dumps(record, indent=2, sort_keys=True) + "\n"
    write_folder(folder, {TENSORS: data, RECORD: text.encode(), **(extra or {})})


def write_folder(folder: Path, files: Mapping[str, bytes]) -> None:
    """Write a folder with these files under another name, then rename it into place."""
    folder.parent.mkdir(parents=True, exist_ok=True)
    draft = Path(tempfile.mkdtemp(dir=folder.parent, prefix=f".{folder.name}."))
    try:
        for name, data in files.items():
            with (draft / name).open("wb") as stream:
                stream.write(data)
                stream.flush()
                os.fsync(stream.fileno())  # else a power cut may leave a renamed folder with empty files
        draft.chmod(0o755)
        if folder.exists():
            old = draft.with_name(draft.name + ".old")
            folder.rename(old)
            draft.rename(folder)
            shutil.rmtree(old)
        else:
            draft.rename(folder)
    except BaseException:
        shutil.rmtree(draft, ignore_errors=True)
        raise


def to_bytes(tensors: Mapping[str, Tensor]) -> bytes:
    """A safetensors file."""
    return safetensors.torch.save({k: t.detach().cpu().contiguous() for k, t in tensors.items()})


def load(path: Path | str, *, device: torch.device | str = "cpu") -> tuple[SDLModel, dict[str, Any]]:
    """A model and its record.

    Args:
        path: the folder, or one of its two files.
        device: where the model shall live.

    Raises:
        InputError: a missing, truncated or foreign file; tensors that are not those of the record; NaN or infinite entries.
    """
    folder = Path(path).parent if Path(path).name in (TENSORS, RECORD) else Path(path)
    record = read_record(folder / RECORD)
    architecture = _architecture(record.get("architecture"), folder / RECORD)
    dtype = record.get("dtype")
    if not isinstance(dtype, str) or dtype not in DTYPES:
        raise InputError(f"{folder / RECORD}: dtype", dtype, f"must be one of {', '.join(DTYPES)}")
    tensors = read_tensors(folder / TENSORS, sha256=str(record.get("sha256")))
    check_tensors(tensors, shapes(architecture), DTYPES[dtype], folder / TENSORS)
    model = SDLModel(architecture, seed=0, dtype=DTYPES[dtype], device=device)
    model.load_state_dict(tensors)
    return model, record


def read_record(path: Path, schema: str = MODEL_SCHEMA) -> dict[str, Any]:
    """The JSON of a checkpoint.

    Raises:
        InputError: no such file, no JSON, or JSON of something else.
    """
    try:
        if path.stat().st_size > MAX_RECORD:
            raise InputError(str(path), f"{path.stat().st_size} bytes", "this is no record of a checkpoint")
        record = json.loads(path.read_bytes())
    except OSError as error:
        raise InputError(str(path), error.strerror, "cannot be read", "give the folder of a checkpoint") from None
    except (ValueError, RecursionError):
        raise InputError(
            str(path), "no JSON", "the record of a checkpoint is JSON", "write the checkpoint again"
        ) from None
    if not isinstance(record, dict) or record.get("schema") != schema:
        found = record.get("schema") if isinstance(record, dict) else record
        raise InputError(f"{path}: schema", found, f"must be {schema}")
    return record


def read_tensors(path: Path, *, sha256: str | None = None) -> dict[str, Tensor]:
    """All tensors of a safetensors file, copied out of it.

    Raises:
        InputError: a missing, empty or truncated file, pickled objects, or not the file that the record belongs to.
    """
    try:
        data = path.read_bytes()
    except OSError as error:
        raise InputError(str(path), error.strerror, "cannot be read", "give the folder of a checkpoint") from None
    try:
        tensors = parse_tensors(data)
    except (safetensors.SafetensorError, ValueError, KeyError, struct.error) as error:
        raise _not_tensors(path, data, error) from None
    if sha256 is not None and hashlib.sha256(data).hexdigest() != sha256:
        raise InputError(
            str(path), f"sha256 {hashlib.sha256(data).hexdigest()[:12]}...", f"the record says {sha256[:12]}..."
        )
    return tensors


def _not_tensors(path: Path, data: bytes, error: Exception) -> InputError:
    """Why a file could not be read.

    Its first octets are looked at only now: a safetensors file begins with the length of its header, which may be any number, so
    it may begin like pickled objects (0x80) or an archive (PK). Those read as a length beyond the end of the file, and are refused by it.
    """
    if data[:1] == b"\x80" or data[:2] == b"PK" or not data:
        what = "an empty file" if not data else "pickled objects or an archive"
        return InputError(
            str(path), what, "only safetensors files are read", "convert it with the program that wrote it"
        )
    return InputError(str(path), error, "not a whole safetensors file", "copy or write it again")


def shapes(a: Architecture) -> dict[str, tuple[int, ...]]:
    """Names and shapes of the tensors of a model.

    >>> shapes(Architecture("relu", inputs=(2,), outputs=(2,), width=3, encoder_bias=False))
    {'encoder_qp': (3, 2), 'decoder_qr': (3, 2), 'decoder_bias_r': (2,)}
    """
    out: dict[str, tuple[int, ...]] = {} if a.tied else {"encoder_qp": (a.width, a.p)}
    out["decoder_qr"] = (a.width, a.r)
    if a.encoder_bias:
        out["encoder_bias_q"] = (a.width,)
    if a.decoder_bias:
        out["decoder_bias_r"] = (a.r,)
    if a.kind == "jumprelu":
        out["log_threshold_q"] = (a.width,)
    if a.kind == "gated":
        out |= {"gate_scale_q": (a.width,), "gate_bias_q": (a.width,)}
    if a.kind == "batchtopk":
        out["batch_threshold"] = ()
    return out


def check_tensors(
    tensors: Mapping[str, Tensor], wanted: Mapping[str, tuple[int, ...]], dtype: torch.dtype, path: object
) -> None:
    """Refuse tensors that are not those of the architecture.

    Raises:
        InputError: names, shapes or number types that differ; NaN or infinite entries.
    """
    for name in tensors:
        if name not in wanted:
            raise InputError(
                f"{path}: {name}", "a tensor", "the record knows no such tensor", nearest(name, list(wanted))
            )
    for name, shape in wanted.items():
        found = tensors.get(name)
        if found is None or tuple(found.shape) != shape or found.dtype != dtype:
            what = "nothing" if found is None else f"{found.dtype} of shape {tuple(found.shape)}"
            raise InputError(f"{path}: {name}", what, f"the record asks for {dtype} of shape {shape}")
        if not bool(found.isfinite().all()):
            raise InputError(f"{path}: {name}", "NaN or infinity", "parameters must be finite")


def _architecture(table: object, path: Path) -> Architecture:
    where = f"{path}: architecture"
    if not isinstance(table, dict):
        raise InputError(where, table, "must be an object")
    hints = get_type_hints(Architecture)
    for name in table:
        if name not in hints:
            raise InputError(
                f"{where}.{name}", table[name], "there is no field of this name", nearest(name, list(hints))
            )
    values = {n: convert(v, hints[n], f"{where}.{n}", {}) for n, v in table.items() if v is not None}
    try:
        return Architecture(**values)
    except (ValueError, TypeError) as error:
        raise InputError(where, "an impossible architecture", str(error)) from None
