"""Codes of many rows as a sparse table in a file, and back: streamed, so that memory does not grow with the number of rows.

The file is what ``scipy.sparse.save_npz`` writes of a CSR matrix (``scipy.sparse.load_npz`` reads it), or the same arrays in a .safetensors
file; see :mod:`theory.sparse_rows`.
"""

from __future__ import annotations

import json
import shutil
import tempfile
import zipfile
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any, BinaryIO

import numpy as np
import torch
from numpy.typing import NDArray

from solvers.sdl.evaluate.data import Rows
from solvers.sdl.train.model.module import Codes, SDLModel
from theory.errors import InputError, OutputError
from theory.files import replacing
from theory.sparse_rows import SparseRows

SUFFIXES = (".npz", ".safetensors")
CELLS = 1 << 22  # codes with their zeros that are held at the same time, to decode them
COPIED = 1 << 22  # octets

Say = Callable[[str], None]


@dataclass(frozen=True)
class Written:
    """What a file of codes holds.

    Args:
        path: of the file.
        rows: of the data.
        width: number of neurons.
        active: numbers that are stored, one for each active neuron of each row.
    """

    path: Path
    rows: int
    width: int
    active: int


def encode(model: SDLModel, rows: Rows, out: Path, say: Say = lambda _text: None) -> Written:
    """Write the codes of all rows.

    Args:
        model: in evaluation mode.
        rows: that fit it.
        out: .npz or .safetensors; replaced when all codes are there, and left alone when something fails.
        say: called with one line now and then.

    Raises:
        InputError: a file of another kind, one that cannot be written, or a row that holds NaN or an infinite number.
    """
    if out.suffix not in SUFFIXES:
        raise InputError("out", out.name, f"codes are written as {' or '.join(SUFFIXES)}")
    width, counts = model.architecture.width, [np.zeros(1, np.int64)]
    with writing(out) as target, ExitStack() as stack:
        data, indices = (stack.enter_context(tempfile.TemporaryFile(dir=out.parent)) for _ in range(2))
        done = 0
        for batch in rows.pieces(width):
            say(f"{done:,} of {rows.count:,} rows")
            with torch.no_grad():
                active, columns, values = _sparse(model.encode(batch.x_bp))
            counts.append(active)
            columns.astype("<i4").tofile(indices)
            values.tofile(data)
            done += len(active)
        say("writing")
        indptr = np.cumsum(np.concatenate(counts))
        dtype = np.dtype(str(model.decoder_qr.dtype).removeprefix("torch.")).newbyteorder("<")
        table = _Table((done, width), indptr, indices, data, dtype)
        (_write_npz if out.suffix == ".npz" else _write_safetensors)(target, table)
    return Written(out, done, width, int(indptr[-1]))


def decode(model: SDLModel, codes: SparseRows, out: Path, say: Say = lambda _text: None) -> tuple[int, int]:
    """Write ``b_D + W_D z`` for the codes of a file as a .npy; returns its shape.

    Args:
        model: of the same number of neurons.
        codes: the file.
        out: .npy; replaced when all is there.
        say: called with one line now and then.

    Raises:
        InputError: codes of another width, a damaged file, or one that cannot be written.
    """
    if out.suffix != ".npy":
        raise InputError("out", out.name, "reconstructions are written as .npy")
    if codes.width != model.architecture.width:
        raise InputError(str(codes.path), f"{codes.width} columns", f"the model has {model.architecture.width} neurons")
    shape, kind = (codes.count, model.architecture.r), model.decoder_qr.dtype
    dtype = np.dtype(str(kind).removeprefix("torch.")).newbyteorder("<")
    with writing(out) as target:
        _header(target, shape, dtype)
        for piece in codes.pieces(CELLS):
            say(f"{piece.first:,} of {codes.count:,} rows")
            with torch.no_grad():
                z = torch.from_numpy(piece.dense(codes.width)).to(kind)
                model.decode(z).numpy().astype(dtype).tofile(target)
    return shape


@contextmanager
def writing(path: Path) -> Iterator[BinaryIO]:
    """A file that is replaced when the block ends well, see :func:`theory.files.replacing`.

    Raises:
        OutputError: the folder or the file cannot be written.
    """
    try:
        with replacing(path) as stream:
            yield stream
    except OSError as error:
        raise OutputError("out", path, error.strerror or "cannot be written") from None


def _sparse(codes: Codes) -> tuple[NDArray[np.int64], NDArray[np.int64], NDArray[Any]]:
    """Active neurons per row, their numbers row by row in increasing order, and their codes."""
    if codes.sparse is not None:
        order = codes.sparse.index_bk.argsort(dim=1)
        values, index = codes.sparse.values_bk.gather(1, order), codes.sparse.index_bk.gather(1, order)
        on = values != 0
        return on.sum(1).numpy(), index[on].numpy(), values[on].numpy()
    dense = codes.codes_bq
    on = dense != 0
    return on.sum(1).numpy(), on.nonzero()[:, 1].numpy(), dense[on].numpy()


@dataclass(frozen=True)
class _Table:
    shape: tuple[int, int]
    indptr: NDArray[np.int64]
    indices: BinaryIO
    data: BinaryIO
    dtype: np.dtype[Any]


def _header(stream: Any, shape: tuple[int, ...], dtype: np.dtype[Any]) -> None:
    np.lib.format.write_array_header_1_0(stream, {"descr": dtype.str, "fortran_order": False, "shape": shape})


def _write_npz(target: BinaryIO, t: _Table) -> None:
    count = (int(t.indptr[-1]),)
    with zipfile.ZipFile(target, "w", zipfile.ZIP_STORED, allowZip64=True) as archive:
        small = {"format": np.array(b"csr"), "shape": np.array(t.shape, "<i8"), "indptr": t.indptr.astype("<i8")}
        for name, array in small.items():
            with archive.open(_member(name), "w", force_zip64=True) as stream:
                np.lib.format.write_array(stream, array, version=(1, 0), allow_pickle=False)
        for name, cells, dtype in (("indices", t.indices, np.dtype("<i4")), ("data", t.data, t.dtype)):
            with archive.open(_member(name), "w", force_zip64=True) as stream:
                _header(stream, count, dtype)
                cells.seek(0)
                shutil.copyfileobj(cells, stream, COPIED)


def _member(name: str) -> zipfile.ZipInfo:
    return zipfile.ZipInfo(f"{name}.npy")  # with a fixed date: the same codes give the same file


def _write_safetensors(target: BinaryIO, t: _Table) -> None:
    count, kinds = int(t.indptr[-1]), {"<f4": "F32", "<f8": "F64"}
    sizes = {"data": t.dtype.itemsize * count, "indices": 4 * count, "indptr": 8 * len(t.indptr), "shape": 16}
    shapes = {"data": [count], "indices": [count], "indptr": [len(t.indptr)], "shape": [2]}
    dtypes = {"data": kinds[t.dtype.str], "indices": "I32", "indptr": "I64", "shape": "I64"}
    header: dict[str, Any] = {"__metadata__": {"format": "csr"}}
    first = 0
    for name in (
        "indptr",
        "shape",
        "data",
        "indices",
    ):  # numbers of eight octets first, so that all lie at multiples of their size
        header[name] = {"dtype": dtypes[name], "shape": shapes[name], "data_offsets": [first, first + sizes[name]]}
        first += sizes[name]
    text = json.dumps(header, separators=(",", ":")).encode()
    text += b" " * (-len(text) % 8)
    target.write(len(text).to_bytes(8, "little") + text)
    target.write(t.indptr.astype("<i8").tobytes() + np.array(t.shape, "<i8").tobytes())
    for cells in (t.data, t.indices):
        cells.seek(0)
        shutil.copyfileobj(cells, target, COPIED)
