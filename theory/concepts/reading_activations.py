"""Readers for stored activations: .npy, .npz without objects, and .safetensors, as tables or as sparse rows; a slice of rows at a time."""

from __future__ import annotations

import json
import math
import zipfile
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from theory.concepts import bits
from theory.concepts.context import FormalContext, Numbered
from theory.errors import InputError
from theory.sparse_rows import SparseRows, is_sparse_rows
from theory.stored_arrays import (
    StoredArray,
    exactly,
    npy_array,
    npz_arrays,
    readable_archive,
    safetensors_arrays,
    widened,
)

MAX_OBJECTS, MAX_ATTRIBUTES = 1 << 26, 1 << 16
MAX_CELLS = 1 << 33  # packed, this is one gigabyte
MAX_NAMES_OCTETS = 1 << 28  # names of all objects together
SLICE = 1 << 23  # cells read at a time


def read_npz(path: Path, threshold: float) -> tuple[FormalContext, FormalContext | None]:
    """Activations (and labels) of an .npz archive; nothing in it is ever executed.

    Raises:
        InputError: the archive or an array cannot be used.
    """
    with readable_archive(), zipfile.ZipFile(path) as archive:
        stored = npz_arrays(archive)
        names = {key: _npy_names(stored[key]) for key in ("neurons", "objects", "concepts") if key in stored}
        if is_sparse_rows(stored):
            return _sparse_context(path, names, threshold), None
        return _contexts(stored, names, threshold)


def _npy_names(s: StoredArray) -> list[str]:
    if len(s.shape) != 1 or s.dtype.kind not in "US":
        raise InputError(s.name, f"{s.dtype}{list(s.shape)}", "names are a one-dimensional array of text")
    if math.prod(s.shape) * s.dtype.itemsize > MAX_NAMES_OCTETS or s.dtype.itemsize == 0 < s.shape[0]:
        raise InputError(s.name, f"{s.dtype}{list(s.shape)}", f"names may take up to {MAX_NAMES_OCTETS} octets")
    with s.open() as stream:
        values = np.frombuffer(exactly(stream, s.shape[0] * s.dtype.itemsize, s.name), dtype=s.dtype)
    try:
        return _texts(s.name, [v.decode() if isinstance(v, bytes) else str(v) for v in values])
    except (
        UnicodeDecodeError,
        ValueError,
        SystemError,
    ) as error:  # SystemError: numpy meets a number that is no character
        if isinstance(error, InputError):
            raise
        raise InputError(s.name, "damaged text", str(error)) from None


def _texts(field: str, names: list[str]) -> list[str]:
    """Names that can be written: halves of characters (surrogates) are numbers of no character."""
    for name in names:
        if any("\ud800" <= letter <= "\udfff" for letter in name):
            raise InputError(field, ascii(name), "this name is no text: it holds half of a character")
    return names


def read_safetensors(path: Path, threshold: float) -> tuple[FormalContext, FormalContext | None]:
    """Activations (and labels) of a .safetensors file.

    Raises:
        InputError: the file or a tensor cannot be used.
    """
    stored, metadata = safetensors_arrays(path)
    names = {key: _json_names(metadata, key) for key in ("neurons", "objects", "concepts") if key in metadata}
    if is_sparse_rows(stored):
        return _sparse_context(path, names, threshold), None
    return _contexts(stored, names, threshold)


def read_npy(path: Path, threshold: float) -> FormalContext:
    """Activations of an .npy file.

    Raises:
        InputError: the array cannot be used.
    """
    return _contexts({"activations": npy_array(path)}, {}, threshold)[0]


def _sparse_context(path: Path, names: dict[str, list[str]], threshold: float) -> FormalContext:
    rows = SparseRows(path)
    n, d = rows.count, rows.width
    _refuse_large("shape", n, d)
    out = np.zeros((n, bits.words(d)), dtype=np.uint64)
    for piece in rows.pieces(SLICE):
        out[piece.first : piece.first + piece.rows] = bits.pack(piece.dense(d) > threshold)
    return FormalContext(_names(names, "objects", n, "x"), tuple(_names(names, "neurons", d, "n")), out)


def _json_names(metadata: Any, key: str) -> list[str]:
    try:
        names = json.loads(metadata[key])
    except (ValueError, TypeError, RecursionError):
        names = None
    if not isinstance(names, list) or not all(isinstance(v, str) for v in names):
        raise InputError(f"metadata.{key}", metadata[key], "expected a JSON list of names")
    return _texts(f"metadata.{key}", names)


def _contexts(
    stored: dict[str, StoredArray], names: dict[str, list[str]], threshold: float
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


def _chosen(stored: dict[str, StoredArray]) -> StoredArray:
    if "activations" in stored:
        return stored["activations"]
    tables = [s for s in stored.values() if len(s.shape) == 2 and s.name != "labels"]
    if len(tables) != 1:
        known = ", ".join(sorted(stored)) or "nothing"
        raise InputError("activations", known, "there must be one two-dimensional array, or one named activations")
    return tables[0]


def _checked_shape(s: StoredArray) -> tuple[int, int]:
    if len(s.shape) != 2 or s.dtype.kind not in "fiub":
        raise InputError(s.name, f"{s.dtype}{list(s.shape)}", "expected numbers of shape (objects, neurons)")
    _refuse_large(s.name, *s.shape)
    return s.shape[0], s.shape[1]


def _refuse_large(field: str, n: int, d: int) -> None:
    if n > MAX_OBJECTS or d > MAX_ATTRIBUTES or n * bits.words(d) * bits.WORD > MAX_CELLS:
        raise InputError(
            field, f"shape [{n}, {d}]", f"at most {MAX_OBJECTS} rows, {MAX_ATTRIBUTES} columns, {MAX_CELLS} cells"
        )


def _names(names: dict[str, list[str]], key: str, count: int, prefix: str) -> Sequence[str]:
    if key not in names:
        return Numbered(count, prefix)
    if len(names[key]) != count:
        raise InputError(key, f"{len(names[key])} names", f"{count} are needed")
    return tuple(names[key])


def _packed(
    s: StoredArray, active: Callable[[NDArray[Any]], NDArray[np.bool_]], *, only_bits: bool = False
) -> bits.Words:
    n, d = s.shape
    out = np.zeros((n, bits.words(d)), dtype=np.uint64)
    step = max(1, SLICE // max(1, d))
    with s.open() as stream:
        for first in range(0, n if d else 0, step):
            count = min(step, n - first)
            part = np.frombuffer(exactly(stream, count * d * s.dtype.itemsize, s.name), s.dtype).reshape(count, d)
            if s.bfloat:
                part = widened(part)
            _refuse(s.name, part, ~np.isfinite(part), first, "activations must be finite numbers")
            if only_bits:
                _refuse(s.name, part, (part != 0) & (part != 1), first, "labels are 0 or 1")
            out[first : first + count] = bits.pack(active(part))
    return out


def _refuse(field: str, part: NDArray[Any], wrong: NDArray[np.bool_], first: int, why: str) -> None:
    if wrong.any():
        i, j = (int(v) for v in np.argwhere(wrong)[0])
        raise InputError(f"{field}[{first + i}, {j}]", part[i, j], why)
