"""Readers for stored activations: .npz without objects, and .safetensors; both a slice of rows at a time."""

from __future__ import annotations

import ast
import json
import math
import re
import zipfile
import zlib
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, BinaryIO

import numpy as np
from numpy.typing import NDArray

from theory.concepts import bits
from theory.concepts.context import FormalContext, Numbered
from theory.errors import InputError

MAX_OBJECTS, MAX_ATTRIBUTES = 1 << 26, 1 << 16
MAX_CELLS = 1 << 33  # packed, this is one gigabyte
MAX_NAMES_OCTETS = 1 << 28  # names of all objects together
SLICE = 1 << 23  # cells read at a time
_MAX_NPY_HEADER = 1 << 16  # octets; numpy writes about a hundred
_MAX_HEADER = 100_000_000  # octets of a .safetensors header, the limit of the format's own library
_SAFETENSORS = {
    "F64": "<f8", "F32": "<f4", "F16": "<f2", "BF16": "<u2", "BOOL": "|b1", "U8": "|u1", "I8": "|i1", "U16": "<u2",
    "I16": "<i2", "U32": "<u4", "I32": "<i4", "U64": "<u8", "I64": "<i8",
}  # fmt: skip


@dataclass(frozen=True)
class _Stored:
    """One array of a file: its shape, its type, and how to read ``n`` further cells of it."""

    name: str
    shape: tuple[int, ...]
    dtype: np.dtype[Any]
    bfloat: bool
    open: Callable[[], BinaryIO]


def read_npz(path: Path, threshold: float) -> tuple[FormalContext, FormalContext | None]:
    """Activations (and labels) of an .npz archive; nothing in it is ever executed.

    Raises:
        InputError: the archive or an array cannot be used.
    """
    try:
        with zipfile.ZipFile(path) as archive:
            stored = {
                info.filename.removesuffix(".npy"): _npy(archive, info)
                for info in archive.infolist()
                if info.filename.endswith(".npy")
            }
            names = {key: _npy_names(stored[key]) for key in ("neurons", "objects", "concepts") if key in stored}
            return _contexts(stored, names, threshold)
    except NotImplementedError as error:  # how zipfile reports an unknown compression
        raise InputError("archive", "compression", str(error)) from None
    except (zipfile.BadZipFile, zlib.error, EOFError, OSError, RuntimeError, OverflowError) as error:
        raise InputError("archive", type(error).__name__, "this is not a readable .npz file") from None


def _npy(archive: zipfile.ZipFile, info: zipfile.ZipInfo) -> _Stored:
    field = info.filename.removesuffix(".npy")
    with archive.open(info) as stream:
        magic = stream.read(8)
        width = {b"\x01": 2, b"\x02": 4}.get(magic[6:7])
        if magic[:6] != b"\x93NUMPY" or width is None:
            raise InputError(field, magic, "this is not an array in numpy's format 1 or 2")
        length = int.from_bytes(stream.read(width), "little")
        if length > _MAX_NPY_HEADER:
            raise InputError(field, f"a header of {length} octets", f"at most {_MAX_NPY_HEADER} are read")
        shape, fortran, dtype = _npy_header(field, stream.read(length))
    offset = 8 + width + length
    if fortran and len(shape) > 1:
        raise InputError(field, "column-major order", "rows are read one by one", "save numpy.ascontiguousarray of it")
    if info.file_size - offset != math.prod(shape) * dtype.itemsize:
        raise InputError(field, f"{info.file_size - offset} octets", f"shape {shape} of {dtype} takes another size")

    def start() -> BinaryIO:
        stream = archive.open(info)
        stream.read(offset)
        return stream  # pyright: ignore[reportReturnType]  # ZipExtFile reads like a binary file

    return _Stored(field, shape, dtype, False, start)


def _npy_header(field: str, header: bytes) -> tuple[tuple[int, ...], bool, np.dtype[Any]]:
    # numpy's own reader tokenizes the header, and a damaged one can leave it in several more ways than ValueError
    try:
        entry = ast.literal_eval(header.decode("latin1").strip())
        descr, fortran, shape = entry["descr"], entry["fortran_order"], tuple(entry["shape"])
    except (ValueError, TypeError, KeyError, SyntaxError, MemoryError, RecursionError):
        raise InputError(field, header[:60], "the header of this array is damaged") from None
    if not isinstance(descr, str) or not re.fullmatch(r"[<>|=][biufUSO][0-9]{0,9}", descr, re.ASCII):
        raise InputError(field, descr, "expected an array of plain numbers or text")
    if "O" in descr:
        raise InputError(field, f"dtype {descr}", "arrays of objects are not read", "store names as an array of text")
    if not all(isinstance(n, int) and n >= 0 for n in shape) or not isinstance(fortran, bool):
        raise InputError(field, header[:60], "the header of this array is damaged")
    try:
        return shape, fortran, np.dtype(descr)
    except (TypeError, ValueError, OverflowError):
        raise InputError(field, descr, "numpy has no such type") from None


def _npy_names(s: _Stored) -> list[str]:
    if len(s.shape) != 1 or s.dtype.kind not in "US":
        raise InputError(s.name, f"{s.dtype}{list(s.shape)}", "names are a one-dimensional array of text")
    if math.prod(s.shape) * s.dtype.itemsize > MAX_NAMES_OCTETS or s.dtype.itemsize == 0 < s.shape[0]:
        raise InputError(s.name, f"{s.dtype}{list(s.shape)}", f"names may take up to {MAX_NAMES_OCTETS} octets")
    with s.open() as stream:
        values = np.frombuffer(_exactly(stream, s.shape[0] * s.dtype.itemsize, s.name), dtype=s.dtype)
    try:
        return [v.decode() if isinstance(v, bytes) else str(v) for v in values]
    except (UnicodeDecodeError, ValueError) as error:
        raise InputError(s.name, "damaged text", str(error)) from None


def read_safetensors(path: Path, threshold: float) -> tuple[FormalContext, FormalContext | None]:
    """Activations (and labels) of a .safetensors file.

    Raises:
        InputError: the file or a tensor cannot be used.
    """
    size = path.stat().st_size
    with path.open("rb") as stream:
        length = int.from_bytes(stream.read(8), "little")
        if size < 8 or length > min(size - 8, _MAX_HEADER):
            raise InputError("header", f"{length} octets", "this is not a .safetensors file")
        try:
            header = json.loads(stream.read(length))
        except (ValueError, RecursionError) as error:
            raise InputError("header", "damaged JSON", str(error)[:80]) from None
    if not isinstance(header, dict):
        raise InputError("header", type(header).__name__, "expected an object with one entry per tensor")
    metadata = header.pop("__metadata__", None) or {}
    stored = {name: _tensor(path, name, entry, 8 + length, size) for name, entry in header.items()}
    names = {key: _json_names(metadata, key) for key in ("neurons", "objects", "concepts") if key in metadata}
    return _contexts(stored, names, threshold)


def _tensor(path: Path, name: str, entry: Any, base: int, size: int) -> _Stored:
    try:
        kind, shape, (first, last) = entry["dtype"], tuple(entry["shape"]), entry["data_offsets"]
        if not all(isinstance(v, int) and not isinstance(v, bool) and v >= 0 for v in (*shape, first, last)):
            raise TypeError
    except (KeyError, TypeError, ValueError):
        raise InputError(name, entry, "expected dtype, shape and data_offsets") from None
    if not isinstance(kind, str) or kind not in _SAFETENSORS:
        raise InputError(name, f"dtype {kind}", f"one of {', '.join(_SAFETENSORS)} is read")
    dtype = np.dtype(_SAFETENSORS[kind])
    if last - first != math.prod(shape) * dtype.itemsize or base + last > size:
        raise InputError(name, f"octets {first} to {last}", f"shape {list(shape)} of {kind} does not lie there")

    def start() -> BinaryIO:
        stream = path.open("rb")
        stream.seek(base + first)
        return stream

    return _Stored(name, shape, dtype, kind == "BF16", start)


def _json_names(metadata: Any, key: str) -> list[str]:
    try:
        names = json.loads(metadata[key])
    except (ValueError, TypeError, RecursionError):
        names = None
    if not isinstance(names, list) or not all(isinstance(v, str) for v in names):
        raise InputError(f"metadata.{key}", metadata[key], "expected a JSON list of names")
    return names


def _contexts(
    stored: dict[str, _Stored], names: dict[str, list[str]], threshold: float
) -> tuple[FormalContext, FormalContext | None]:
    active = _chosen(stored)
    n, d = _checked_shape(active)
    objects = _names(names, "objects", n, "x")
    neurons = tuple(_names(names, "neurons", d, "n"))
    context = FormalContext(objects, neurons, _packed(active, lambda part: part > threshold))
    if "labels" not in stored:
        return context, None
    m, c = _checked_shape(stored["labels"])
    if m != n:
        raise InputError("labels", f"{m} rows", f"there are {n} rows of activations")
    rows = _packed(stored["labels"], lambda part: part == 1, only_bits=True)
    return context, FormalContext(objects, tuple(_names(names, "concepts", c, "c")), rows)


def _chosen(stored: dict[str, _Stored]) -> _Stored:
    if "activations" in stored:
        return stored["activations"]
    tables = [s for s in stored.values() if len(s.shape) == 2 and s.name != "labels"]
    if len(tables) != 1:
        known = ", ".join(sorted(stored)) or "nothing"
        raise InputError("activations", known, "there must be one two-dimensional array, or one named activations")
    return tables[0]


def _checked_shape(s: _Stored) -> tuple[int, int]:
    if len(s.shape) != 2 or s.dtype.kind not in "fiub":
        raise InputError(s.name, f"{s.dtype}{list(s.shape)}", "expected numbers of shape (objects, neurons)")
    n, d = s.shape
    if n > MAX_OBJECTS or d > MAX_ATTRIBUTES or n * bits.words(d) * bits.WORD > MAX_CELLS:
        raise InputError(
            s.name, f"shape {list(s.shape)}", f"at most {MAX_OBJECTS} rows, {MAX_ATTRIBUTES} columns, {MAX_CELLS} cells"
        )
    return n, d


def _names(names: dict[str, list[str]], key: str, count: int, prefix: str) -> Sequence[str]:
    if key not in names:
        return Numbered(count, prefix)
    if len(names[key]) != count:
        raise InputError(key, f"{len(names[key])} names", f"{count} are needed")
    return tuple(names[key])


def _packed(s: _Stored, active: Callable[[NDArray[Any]], NDArray[np.bool_]], *, only_bits: bool = False) -> bits.Words:
    n, d = s.shape
    out = np.zeros((n, bits.words(d)), dtype=np.uint64)
    step = max(1, SLICE // max(1, d))
    with s.open() as stream:
        for first in range(0, n if d else 0, step):
            count = min(step, n - first)
            part = np.frombuffer(_exactly(stream, count * d * s.dtype.itemsize, s.name), s.dtype).reshape(count, d)
            if s.bfloat:  # the upper half of a float32
                part = (part.astype(np.uint32) << np.uint32(16)).view(np.float32)
            _refuse(s.name, part, ~np.isfinite(part), first, "activations must be finite numbers")
            if only_bits:
                _refuse(s.name, part, (part != 0) & (part != 1), first, "labels are 0 or 1")
            out[first : first + count] = bits.pack(active(part))
    return out


def _refuse(field: str, part: NDArray[Any], wrong: NDArray[np.bool_], first: int, why: str) -> None:
    if wrong.any():
        i, j = (int(v) for v in np.argwhere(wrong)[0])
        raise InputError(f"{field}[{first + i}, {j}]", part[i, j], why)


def _exactly(stream: BinaryIO, octets: int, field: str) -> bytes:
    data = stream.read(octets)
    if len(data) != octets:
        raise InputError(field, "the end of the file", "the array is longer")
    return data
