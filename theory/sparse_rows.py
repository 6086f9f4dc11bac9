"""Sparse rows in files, as ``scipy.sparse.save_npz`` lays them out (CSR), or under the same names in a .safetensors file.

Legend: ``shape`` (n, q), ``indptr`` (n + 1), ``indices`` and ``data`` (one entry per stored number); row i has the numbers
``data[indptr[i] : indptr[i + 1]]`` in the columns ``indices[...]``, which increase.  Files are read a piece at a time and never whole.
"""

from __future__ import annotations

import zipfile
from collections.abc import Iterator
from contextlib import AbstractContextManager, ExitStack, nullcontext
from dataclasses import dataclass
from pathlib import Path
from typing import Any, BinaryIO

import numpy as np
from numpy.typing import NDArray

from theory.errors import InputError
from theory.stored_arrays import StoredArray, exactly, npz_arrays, readable_archive, safetensors_arrays

NAMES = ("data", "indices", "indptr", "shape")
PIECE = 1 << 20  # stored numbers that are held at the same time
MAX_ROWS = 1 << 32
_ADVICE = "write it with sdl-atlas encode, or with scipy.sparse.save_npz of a csr_matrix"


@dataclass(frozen=True)
class Piece:
    """Neighbouring rows.

    Args:
        first: number of the first of them.
        indptr: shape (rows + 1,), begins with 0.
        indices: columns.
        data: numbers.
    """

    first: int
    indptr: NDArray[np.int64]
    indices: NDArray[np.int64]
    data: NDArray[Any]

    @property
    def rows(self) -> int:
        """How many."""
        return len(self.indptr) - 1

    def dense(self, width: int) -> NDArray[Any]:
        """These rows with their zeros, shape (rows, width)."""
        out = np.zeros((self.rows, width), self.data.dtype)
        out[np.repeat(np.arange(self.rows), np.diff(self.indptr)), self.indices] = self.data
        return out


class SparseRows:
    """The rows of a file, in order.

    Args:
        path: .npz or .safetensors.

    Raises:
        InputError: a file that cannot be read, or that holds no sparse rows.
    """

    def __init__(self, path: Path) -> None:
        self.path = path
        try:
            with self._guard():
                arrays = self._arrays()
                self.count, self.width = _shape(arrays)
                self.indptr = _indptr(arrays["indptr"].read(), arrays["data"].shape[0])
        except InputError as error:
            raise error.within(path) from None
        except OSError as error:
            raise InputError(str(path), error.strerror or "an error", "the file cannot be read") from None

    def _guard(self) -> AbstractContextManager[object]:
        return readable_archive() if self.path.suffix == ".npz" else nullcontext()

    def _arrays(self) -> dict[str, StoredArray]:
        if self.path.suffix == ".npz":
            return _named(npz_arrays(zipfile.ZipFile(self.path)))
        if self.path.suffix != ".safetensors":
            raise InputError("name", self.path.name, "sparse rows are read from .npz and .safetensors", _ADVICE)
        return _named(safetensors_arrays(self.path)[0])

    def pieces(self, cells: int | None = None) -> Iterator[Piece]:
        """All rows in pieces of about a million stored numbers, and of at most ``cells`` numbers with their zeros.

        Raises:
            InputError: a column out of range or out of order, or a number that is not finite; the row is named.
        """
        most = self.count if cells is None else max(1, cells // self.width)
        try:
            with self._guard(), ExitStack() as stack:
                arrays = self._arrays()
                data, indices = (stack.enter_context(arrays[name].open()) for name in ("data", "indices"))
                first = 0
                while first < self.count:
                    last = int(np.searchsorted(self.indptr, self.indptr[first] + PIECE, side="right")) - 1
                    last = max(first + 1, min(last, first + most, self.count))
                    yield self._piece(first, last, arrays, data, indices)
                    first = last
        except InputError as error:
            raise error.within(self.path) from None
        except OSError as error:
            raise InputError(str(self.path), error.strerror or "an error", "the file cannot be read") from None

    def _piece(self, first: int, last: int, arrays: dict[str, StoredArray], data: BinaryIO, indices: BinaryIO) -> Piece:
        indptr = self.indptr[first : last + 1] - self.indptr[first]
        count = int(indptr[-1])
        values = _taken(data, arrays["data"], count)
        columns = _taken(indices, arrays["indices"], count).astype(np.int64)
        row = np.repeat(np.arange(first, last), np.diff(indptr))
        _refuse(~np.isfinite(values), row, values, "data", "numbers must be finite")
        _refuse((columns < 0) | (columns >= self.width), row, columns, "indices", f"there are {self.width} columns")
        again = np.zeros(count, bool)
        again[1:] = (columns[1:] <= columns[:-1]) & (row[1:] == row[:-1])
        _refuse(again, row, columns, "indices", "columns of a row increase, none comes twice")
        return Piece(first, indptr, columns, values)


def is_sparse_rows(names: object) -> bool:
    """Whether the names of the arrays of a file are those of sparse rows.

    >>> is_sparse_rows(["data", "indices", "indptr", "shape", "format"]), is_sparse_rows(["activations"])
    (True, False)
    """
    return isinstance(names, list | tuple | set | dict) and set(NAMES) <= set(names)


def _named(arrays: dict[str, StoredArray]) -> dict[str, StoredArray]:
    for name in NAMES:
        if name not in arrays:
            raise InputError(
                "arrays", ", ".join(sorted(arrays)) or "nothing", f"sparse rows have {', '.join(NAMES)}", _ADVICE
            )
    kind = arrays.get("format")
    if kind is not None and kind.shape == () and kind.dtype.kind in "SU":
        form = kind.read().tolist()
        if form not in (b"csr", "csr"):
            raise InputError("format", form, "only rows (csr) are read", "call .tocsr() before it is saved")
    if arrays["data"].dtype.kind not in "fiu" or arrays["data"].bfloat:
        raise InputError("data", str(arrays["data"].dtype), "expected real numbers of a common type")
    for name in NAMES[1:]:
        if arrays[name].dtype.kind not in "iu" or len(arrays[name].shape) != 1:
            raise InputError(
                name, f"{arrays[name].dtype}{list(arrays[name].shape)}", "expected a list of whole numbers"
            )
    if arrays["data"].shape != arrays["indices"].shape:
        raise InputError("data", f"shape {arrays['data'].shape}", f"indices have shape {arrays['indices'].shape}")
    return arrays


def _shape(arrays: dict[str, StoredArray]) -> tuple[int, int]:
    if arrays["shape"].shape != (2,):
        raise InputError("shape", f"{arrays['shape'].shape[0]} numbers", "a table has rows and columns")
    rows, columns = (int(v) for v in arrays["shape"].read())
    if not 0 < rows <= MAX_ROWS or not 0 < columns < 1 << 31:
        raise InputError("shape", f"{rows} x {columns}", "there must be at least one row and one column")
    if arrays["indptr"].shape != (rows + 1,):
        raise InputError("indptr", f"{arrays['indptr'].shape[0]} numbers", f"{rows} rows need {rows + 1}")
    return rows, columns


def _indptr(stored: NDArray[Any], count: int) -> NDArray[np.int64]:
    out = stored.astype(np.int64)
    if out[0] != 0 or out[-1] != count or bool((np.diff(out) < 0).any()):
        raise InputError(
            "indptr", f"{out[0]} ... {out[-1]}", f"must grow from 0 to the {count} stored numbers, row by row"
        )
    return out


def _taken(stream: BinaryIO, array: StoredArray, count: int) -> NDArray[Any]:
    data = exactly(stream, count * array.dtype.itemsize, array.name)
    return np.frombuffer(data, array.dtype).astype(array.dtype.newbyteorder("="), copy=False)


def _refuse(wrong: NDArray[np.bool_], row: NDArray[np.int64], values: NDArray[Any], name: str, why: str) -> None:
    if wrong.any():
        i = int(np.argmax(wrong))
        raise InputError(f"{name}: row {row[i]}", values[i], why, _ADVICE)
