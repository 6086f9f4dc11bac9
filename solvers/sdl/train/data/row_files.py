"""Rows of activations in files: one .npy, .npz or .safetensors, or a folder of them, addressed by row number."""

from __future__ import annotations

import math
import re
import zipfile
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from theory.errors import InputError
from theory.stored_arrays import (
    StoredArray,
    npy_array,
    npz_arrays,
    readable_archive,
    safetensors_arrays,
    widened,
)

SUFFIXES = (".npy", ".npz", ".safetensors")
SLICE = 1 << 22  # cells looked at together when a file is checked
MAX_SHARDS = 1 << 16
_DEFLATE = 1032  # no deflated stream is shorter than its contents by more than this factor (zlib's technical notes)


@dataclass(frozen=True)
class Shard:
    """One array of a file.

    Args:
        path: of the file.
        name: of the array in the file.
        cells: shape (rows, width), numbers as stored; a memory map except for .npz.
        bfloat: cells are the upper halves of 32-bit floating-point numbers.
        shape: of a sample, as stored.
    """

    path: Path
    name: str
    cells: NDArray[Any]
    bfloat: bool
    shape: tuple[int, ...]

    def rows(self, index: NDArray[np.int64] | slice, first: int = 0) -> NDArray[np.float32]:
        """These rows, as numbers of single precision.

        Raises:
            InputError: a number is not finite, or too large for single precision; file and row are named.
        """
        chosen = self.cells[index]
        with np.errstate(over="ignore", invalid="ignore"):  # what overflows is refused below
            values = widened(chosen) if self.bfloat else chosen.astype(np.float32)
        wrong = ~np.isfinite(values)
        if wrong.any():
            i, j = (int(v) for v in np.argwhere(wrong)[0])
            row = first + i if isinstance(index, slice) else int(index[i])
            value = values[i, j] if self.bfloat else chosen[i, j]
            why = "activations must be finite numbers of single precision"
            raise InputError(f"{self.path}: {self.name}[{row}, {j}]", value, why, "remove this row or mend it")
        return values

    def check(self) -> None:
        """Look at every number once.

        Raises:
            InputError: a number is not finite.
        """
        step = max(1, SLICE // max(1, self.cells.shape[1]))
        for first in range(0, len(self.cells), step):
            self.rows(slice(first, first + step), first)


class RowFiles:
    """All rows of one or more files one after the other.

    Args:
        path: a file, or a folder whose files of the three kinds are read in the order of their names, numbers in them by
            value (``part2`` before ``part10``); other files and folders in it are left alone.
        key: name of the array in .npz and .safetensors files; without it, the array ``activations``, or the only
            two-dimensional one.
        scan: look at every number now; otherwise rows are checked when they are read.
        axes: how many axes an array may have; the rows of one with more than two hold all numbers of a sample.

    Raises:
        InputError: nothing there, damaged, empty, not numbers, no table, NaN or infinite, or shards of different widths.
    """

    def __init__(
        self, path: Path | str, *, key: str | None = None, scan: bool = True, axes: tuple[int, ...] = (2,)
    ) -> None:
        self.path = Path(path)
        self.shards = tuple(_shard(p, key, axes) for p in _files(self.path))
        self.shape = self.shards[0].shape
        self.width = self.shards[0].cells.shape[1]
        for shard in self.shards:
            if shard.shape != self.shape:
                raise InputError(
                    f"{shard.path}: {shard.name}",
                    f"width {_width(shard.shape)}",
                    f"{self.shards[0].path.name} has width {_width(self.shape)}",
                    "all shards must have the same width",
                )
        self._ends = np.cumsum([len(s.cells) for s in self.shards])
        if not len(self):
            raise InputError(str(self.path), "no rows", "there must be at least one sample")
        if scan:
            for shard in self.shards:
                shard.check()

    def __len__(self) -> int:
        return int(self._ends[-1])

    def rows(self, numbers_b: NDArray[np.int64]) -> NDArray[np.float32]:
        """The rows of these numbers, in this order, shape (b, width).

        Raises:
            InputError: a row holds NaN or an infinite number.
        """
        out = np.empty((len(numbers_b), self.width), dtype=np.float32)
        shard_b = np.searchsorted(self._ends, numbers_b, side="right")
        for i in np.unique(shard_b):
            places = np.flatnonzero(shard_b == i)
            start = int(self._ends[i - 1]) if i else 0
            inside = numbers_b[places] - start
            forward = np.argsort(inside, kind="stable")  # read in the order of the file
            out[places[forward]] = self.shards[i].rows(inside[forward])
        return out


def _files(path: Path) -> list[Path]:
    try:
        if path.is_dir():
            found = sorted((p for p in path.iterdir() if p.suffix in SUFFIXES), key=_by_number)
        elif path.suffix not in SUFFIXES:
            path.stat()
            raise InputError(str(path), path.suffix or "no suffix", f"one of {', '.join(SUFFIXES)} is read", _ADVICE)
        else:
            found = [path]
        for p in found:
            p.stat()
            if not p.is_file():
                raise InputError(str(p), "not a regular file", "activations are read from files")
    except (OSError, RuntimeError) as error:  # RuntimeError: how some versions of pathlib report a loop of links
        what = getattr(error, "strerror", None) or str(error)
        raise InputError(str(path), what, "cannot be opened", "check the path and its links") from None
    if not 0 < len(found) <= MAX_SHARDS:
        raise InputError(
            str(path), f"{len(found)} files", f"a folder of 1 to {MAX_SHARDS} files {', '.join(SUFFIXES)}", _ADVICE
        )
    return found


_ADVICE = "save activations as .npy or .safetensors; files that can hold programs are not read"


_EXPECTED = (
    "expected real numbers of shape (samples, width)",
    "expected real numbers, the axes are samples, channels (or none), then one or two of the grid",
)


def _by_number(path: Path) -> tuple[list[tuple[int, str]], str]:
    parts = re.findall(r"[0-9]+|[^0-9]+", path.name)
    # a number of more than 18 digits is compared as text: its value says nothing, and reading it is slow
    return [(int(p), "") if p.isascii() and p.isdigit() and len(p) < 19 else (-1, p) for p in parts], path.name


def _width(shape: tuple[int, ...]) -> str:
    return " x ".join(map(str, shape))


def _shard(path: Path, key: str | None, axes: tuple[int, ...]) -> Shard:
    try:
        if path.suffix == ".npz":
            with readable_archive(), zipfile.ZipFile(path) as archive:
                _refuse_bombs(archive)
                stored = _table(npz_arrays(archive), key, axes)
                return Shard(path, stored.name, _flat(stored.read()), stored.bfloat, stored.shape[1:])
        stored = npy_array(path) if path.suffix == ".npy" else _table(safetensors_arrays(path)[0], key, axes)
        return Shard(path, stored.name, _flat(_mapped(_numbers(stored, axes))), stored.bfloat, stored.shape[1:])
    except InputError as error:
        raise error.within(path) from None
    except (OSError, MemoryError) as error:
        raise InputError(str(path), type(error).__name__, "cannot be read", "check the file") from None


def _refuse_bombs(archive: zipfile.ZipFile) -> None:
    for info in archive.infolist():
        if info.file_size > _DEFLATE * (info.compress_size + 1):
            raise InputError(
                info.filename,
                f"{info.compress_size} octets",
                f"cannot hold the {info.file_size} that it claims to hold",
            )


def _table(arrays: dict[str, StoredArray], key: str | None, axes: tuple[int, ...]) -> StoredArray:
    known = ", ".join(sorted(arrays)) or "nothing"
    if key is not None:
        if key not in arrays:
            raise InputError(key, known, "there is no array of this name")
        return _numbers(arrays[key], axes)
    if "activations" in arrays:
        return _numbers(arrays["activations"], axes)
    tables = [a for a in arrays.values() if len(a.shape) in axes]
    if len(tables) != 1:
        raise InputError(
            "arrays", known, "which one holds the activations is not clear", "name it activations, or give a key"
        )
    return _numbers(tables[0], axes)


def _flat(cells: NDArray[Any]) -> NDArray[Any]:
    return cells if cells.ndim == 2 else cells.reshape(len(cells), -1)


def _numbers(a: StoredArray, axes: tuple[int, ...]) -> StoredArray:
    if len(a.shape) not in axes or a.dtype.kind not in "fiub" or a.dtype.itemsize > 8:
        raise InputError(a.name, f"{a.dtype}{list(a.shape)}", _EXPECTED[len(axes) > 1])
    if not all(a.shape[1:]):
        raise InputError(a.name, f"shape {list(a.shape)}", "a sample has at least one number")
    return a


def _mapped(a: StoredArray) -> NDArray[Any]:
    if math.prod(a.shape) == 0:
        return np.zeros(a.shape, a.dtype)  # an empty map is an error
    path, offset = a.place or (Path(), 0)
    return np.memmap(path, a.dtype, mode="r", offset=offset, shape=a.shape)
