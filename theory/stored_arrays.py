"""Arrays in files: .npy, .npz without objects, and .safetensors.  Headers are checked before any memory is taken for the data."""

from __future__ import annotations

import ast
import json
import math
import re
import zipfile
import zlib
from collections.abc import Callable, Generator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any, BinaryIO

import numpy as np
from numpy.typing import NDArray

from theory.errors import InputError

MAX_NPY_HEADER = 1 << 16  # octets; numpy writes about a hundred
MAX_HEADER = 100_000_000  # octets of a .safetensors header, the limit of the format's own library
_SAFETENSORS = {
    "F64": "<f8",
    "F32": "<f4",
    "F16": "<f2",
    "BF16": "<u2",
    "BOOL": "|b1",
    "U8": "|u1",
    "I8": "|i1",
    "U16": "<u2",
    "I16": "<i2",
    "U32": "<u4",
    "I32": "<i4",
    "U64": "<u8",
    "I64": "<i8",
}


@dataclass(frozen=True)
class StoredArray:
    """One array of a file: its shape, its type, and how to get at its cells.

    Args:
        name: in the file.
        shape: as stored.
        dtype: of the cells as they lie in the file.
        bfloat: the cells are the upper halves of 32-bit floating-point numbers.
        open: a stream that stands at the first cell.
        place: the file and the octet of the first cell, where the cells lie in one piece; None inside an archive.
    """

    name: str
    shape: tuple[int, ...]
    dtype: np.dtype[Any]
    bfloat: bool
    open: Callable[[], BinaryIO]
    place: tuple[Path, int] | None = None

    def read(self) -> NDArray[Any]:
        """All cells, as they are stored.

        Raises:
            InputError: the file ends too early.
        """
        with self.open() as stream:
            data = exactly(stream, math.prod(self.shape) * self.dtype.itemsize, self.name)
        return np.frombuffer(data, self.dtype).reshape(self.shape)


def widened(cells: NDArray[Any]) -> NDArray[np.float32]:
    """Numbers of the type BF16, given as 16-bit integers, exactly."""
    return (cells.astype(np.uint32) << np.uint32(16)).view(np.float32)


def exactly(stream: BinaryIO, octets: int, field: str) -> bytes:
    """That many octets of a stream, or an InputError."""
    data = stream.read(octets)
    if len(data) != octets:
        raise InputError(field, "the end of the file", "the array is longer")
    return data


@contextmanager
def readable_archive() -> Generator[None]:
    """Whatever can go wrong while an archive is read becomes an InputError."""
    try:
        yield
    except NotImplementedError as error:  # how zipfile reports an unknown compression
        raise InputError("archive", "compression", str(error)) from None
    except (zipfile.BadZipFile, zlib.error, EOFError, OSError, RuntimeError, OverflowError) as error:
        raise InputError("archive", type(error).__name__, "this is not a readable .npz file") from None


def npz_arrays(archive: zipfile.ZipFile) -> dict[str, StoredArray]:
    """The arrays of an .npz archive by name; use inside :func:`readable_archive`.

    Raises:
        InputError: an array is damaged, holds objects, or is not stored row by row.
    """
    members = [info for info in archive.infolist() if info.filename.endswith(".npy")]
    return {info.filename.removesuffix(".npy"): _member(archive, info) for info in members}


def _member(archive: zipfile.ZipFile, info: zipfile.ZipInfo) -> StoredArray:
    field = info.filename.removesuffix(".npy")
    with archive.open(info) as stream:
        shape, dtype, offset = _npy_layout(field, stream, info.file_size)  # pyright: ignore[reportArgumentType]

    def start() -> BinaryIO:
        stream = archive.open(info)
        stream.read(offset)
        return stream  # pyright: ignore[reportReturnType]  # ZipExtFile reads like a binary file

    return StoredArray(field, shape, dtype, False, start)


def npy_array(path: Path) -> StoredArray:
    """The array of an .npy file.

    Raises:
        InputError: the file is damaged, holds objects, or is not stored row by row.
    """
    with path.open("rb") as stream:
        shape, dtype, offset = _npy_layout("array", stream, path.stat().st_size)
    return StoredArray("array", shape, dtype, False, _opener(path, offset), (path, offset))


def _npy_layout(field: str, stream: BinaryIO, size: int) -> tuple[tuple[int, ...], np.dtype[Any], int]:
    magic = stream.read(8)
    width = {b"\x01": 2, b"\x02": 4}.get(magic[6:7])
    if magic[:6] != b"\x93NUMPY" or width is None:
        raise InputError(field, magic, "this is not an array in numpy's format 1 or 2")
    length = int.from_bytes(stream.read(width), "little")
    if length > MAX_NPY_HEADER:
        raise InputError(field, f"a header of {length} octets", f"at most {MAX_NPY_HEADER} are read")
    shape, fortran, dtype = _npy_header(field, stream.read(length))
    offset = 8 + width + length
    if fortran and len(shape) > 1:
        raise InputError(field, "column-major order", "rows are read one by one", "save numpy.ascontiguousarray of it")
    if size - offset != math.prod(shape) * dtype.itemsize:
        raise InputError(field, f"{size - offset} octets", f"shape {shape} of {dtype} takes another size")
    return shape, dtype, offset


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
    # True is an integer of Python, and no size
    if not all(isinstance(n, int) and not isinstance(n, bool) and n >= 0 for n in shape) or not isinstance(
        fortran, bool
    ):
        raise InputError(field, header[:60], "the header of this array is damaged")
    try:
        return shape, fortran, np.dtype(descr)
    except (TypeError, ValueError, OverflowError):
        raise InputError(field, descr, "numpy has no such type") from None


def safetensors_arrays(path: Path) -> tuple[dict[str, StoredArray], Any]:
    """The tensors of a .safetensors file by name, and its metadata as they stand in the header.

    Raises:
        InputError: the header is damaged, or a tensor does not lie where the header says.
    """
    size = path.stat().st_size
    with path.open("rb") as stream:
        length = int.from_bytes(stream.read(8), "little")
        if size < 8 or length > min(size - 8, MAX_HEADER):
            raise InputError("header", f"{length} octets", "this is not a .safetensors file")
        try:
            header = json.loads(stream.read(length))
        except (ValueError, RecursionError) as error:
            raise InputError("header", "damaged JSON", str(error)[:80]) from None
    if not isinstance(header, dict):
        raise InputError("header", type(header).__name__, "expected an object with one entry per tensor")
    metadata = header.pop("__metadata__", None) or {}
    if not isinstance(metadata, dict):
        raise InputError("__metadata__", type(metadata).__name__, "expected an object of names and texts")
    return {name: _tensor(path, name, entry, 8 + length, size) for name, entry in header.items()}, metadata


def _tensor(path: Path, name: str, entry: Any, base: int, size: int) -> StoredArray:
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
    place = (path, base + first)
    return StoredArray(name, shape, dtype, kind == "BF16", _opener(*place), place)


def _opener(path: Path, offset: int) -> Callable[[], BinaryIO]:
    def start() -> BinaryIO:
        stream = path.open("rb")
        stream.seek(offset)
        return stream

    return start
