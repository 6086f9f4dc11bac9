"""Codes in files, against scipy; hostile and damaged files; nothing half written."""

from __future__ import annotations

import io
import zipfile
from pathlib import Path
from typing import Any

import numpy as np
import pytest
import scipy.sparse
import torch
from safetensors.numpy import load_file, save_file

from solvers.sdl.evaluate.codes import decode, encode
from solvers.sdl.evaluate.data import Rows
from solvers.sdl.train.data.batch import Batch
from solvers.sdl.train.model.architecture import Architecture
from solvers.sdl.train.model.module import SDLModel
from theory.concepts.reading import read_context
from theory.errors import InputError
from theory.sparse_rows import SparseRows

N, P, Q = 90, 5, 11
KINDS: dict[str, dict[str, Any]] = {
    "relu": {},
    "topk": {"k": 3},
    "pursuit": {"k": 3, "encoder_bias": False, "selection": "absolute"},
}
X = torch.from_numpy(np.random.default_rng(0).normal(size=(N, P)).astype(np.float32))


def model_of(kind: str, dtype: torch.dtype = torch.float32) -> SDLModel:
    return SDLModel(Architecture(kind, (P,), (P,), Q, **KINDS[kind]), seed=0, dtype=dtype).eval()  # pyright: ignore[reportArgumentType]


def rows(x: torch.Tensor) -> Rows:
    return Rows("rows", len(x), lambda s: Batch(x[s], x[s]))


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("suffix", [".npz", ".safetensors"])
def test_there_and_back(kind: str, suffix: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("solvers.sdl.evaluate.data.CELLS", 20 * Q)  # several pieces
    monkeypatch.setattr("theory.sparse_rows.PIECE", 17)
    model, file = model_of(kind), tmp_path / f"codes{suffix}"
    found = encode(model, rows(X), file)
    with torch.no_grad():
        expected, written = model.codes(X).numpy(), model(X).y_br.numpy()
    assert (found.rows, found.width, found.active) == (N, Q, np.count_nonzero(expected))
    if suffix == ".npz":
        stored = scipy.sparse.load_npz(file)
        assert stored.has_canonical_format
    else:
        t = load_file(file)
        stored = scipy.sparse.csr_matrix((t["data"], t["indices"], t["indptr"]), shape=t["shape"])
    assert stored.dtype == np.float32
    # batches of other sizes round the last bit differently
    np.testing.assert_allclose(stored.toarray(), expected, rtol=1e-5, atol=1e-6)
    assert decode(model, SparseRows(file), tmp_path / "y.npy") == (N, P)
    np.testing.assert_allclose(np.load(tmp_path / "y.npy"), written, atol=1e-5)
    again = tmp_path / f"again{suffix}"
    encode(model, rows(X), again)
    assert again.read_bytes() == file.read_bytes()
    assert sorted(p.name for p in tmp_path.iterdir()) == sorted([file.name, again.name, "y.npy"])


def test_double_precision_and_rows_without_codes(tmp_path: Path) -> None:
    model = model_of("relu", torch.float64)
    with torch.no_grad():
        model.encoder_bias_q -= 100  # pyright: ignore[reportOperatorIssue]
    encode(model, rows(X.double()), tmp_path / "c.npz")
    stored = scipy.sparse.load_npz(tmp_path / "c.npz")
    assert (stored.nnz, stored.shape, stored.dtype) == (0, (N, Q), np.float64)
    decode(model, SparseRows(tmp_path / "c.npz"), tmp_path / "y.npy")
    np.testing.assert_allclose(np.load(tmp_path / "y.npy"), 0)


@pytest.mark.parametrize("compressed", [False, True])
@pytest.mark.parametrize("index", [np.int32, np.int64])
def test_what_scipy_writes(compressed: bool, index: type, tmp_path: Path) -> None:
    table = scipy.sparse.random_array((30, 7), density=0.3, format="csr", rng=np.random.default_rng(0))
    table.sort_indices()
    table.indices, table.indptr = table.indices.astype(index), table.indptr.astype(index)
    scipy.sparse.save_npz(tmp_path / "t.npz", table, compressed=compressed)
    stored = SparseRows(tmp_path / "t.npz")
    pieces = list(stored.pieces(14))
    assert [p.rows for p in pieces] == [2] * 15
    np.testing.assert_array_equal(np.concatenate([p.dense(7) for p in pieces]), table.toarray())
    context = read_context(tmp_path / "t.npz", threshold=0.5).context
    assert context.table().tolist() == (table.toarray() > 0.5).tolist()


def test_an_npy_of_activations_is_a_context(tmp_path: Path) -> None:
    values = np.random.default_rng(0).normal(size=(9, 4))
    np.save(tmp_path / "a.npy", values)
    context = read_context(tmp_path / "a.npy").context
    assert context.table().tolist() == (values > 0).tolist()


GOOD = {
    "data": np.array([1.0, 2, 3], np.float32),
    "indices": np.array([0, 2, 1], np.int32),
    "indptr": np.array([0, 2, 3], np.int64),
    "shape": np.array([2, 3], np.int64),
}
BAD = {
    "a column that is not there": {"indices": np.array([0, 3, 1], np.int32)},
    "a negative column": {"indices": np.array([-1, 2, 1], np.int32)},
    "columns out of order": {"indices": np.array([2, 0, 1], np.int32)},
    "a column twice": {"indices": np.array([2, 2, 1], np.int32)},
    "NaN": {"data": np.array([1, np.nan, 3], np.float32)},
    "rows that go back": {"indptr": np.array([0, 4, 3], np.int64)},
    "rows that start late": {"indptr": np.array([1, 2, 3], np.int64)},
    "rows that end early": {"indptr": np.array([0, 2, 2], np.int64)},
    "another number of rows": {"shape": np.array([3, 3], np.int64)},
    "no rows": {"shape": np.array([0, 3], np.int64), "indptr": np.array([0], np.int64)},
    "a negative size": {"shape": np.array([-2, 3], np.int64)},
    "a size beyond reason": {"shape": np.array([2, 1 << 40], np.int64)},
    "three sizes": {"shape": np.array([2, 3, 1], np.int64)},
    "columns that are no numbers": {"indices": np.array([0.0, 2, 1], np.float32)},
    "fewer columns": {"indices": np.array([0, 2], np.int32)},
    "text": {"data": np.array(["a", "b", "c"])},
    "columns stored by column": {"format": np.array(b"csc")},
}


@pytest.mark.parametrize("what", BAD)
def test_files_that_hold_no_sparse_rows(what: str, tmp_path: Path) -> None:
    arrays = {**GOOD, **BAD[what]}
    np.savez(tmp_path / "t.npz", **arrays)
    with pytest.raises(InputError, match=r"t\.npz"):
        list(SparseRows(tmp_path / "t.npz").pieces())
    if "format" not in arrays and arrays["data"].dtype.kind == "f":
        save_file(arrays, tmp_path / "t.safetensors")
        with pytest.raises(InputError, match=r"t\.safetensors"):
            list(SparseRows(tmp_path / "t.safetensors").pieces())


def test_the_good_file_is_read(tmp_path: Path) -> None:
    np.savez(tmp_path / "t.npz", **GOOD)
    (piece,) = SparseRows(tmp_path / "t.npz").pieces()
    assert piece.dense(3).tolist() == [[1, 0, 2], [0, 3, 0]]
    with pytest.raises(InputError, match="found 3 columns; the model has 11 neurons"):
        decode(model_of("relu"), SparseRows(tmp_path / "t.npz"), tmp_path / "y.npy")


def test_damaged_archives(tmp_path: Path) -> None:
    stream = io.BytesIO()
    np.savez(stream, **GOOD)
    whole = stream.getvalue()
    for cut in range(0, len(whole), 97):
        (tmp_path / "t.npz").write_bytes(whole[:cut])
        with pytest.raises(InputError):
            list(SparseRows(tmp_path / "t.npz").pieces())
    with zipfile.ZipFile(tmp_path / "t.npz", "w") as archive:
        archive.writestr("data.npy", b"\x93NUMPY")
    with pytest.raises(InputError):
        SparseRows(tmp_path / "t.npz")


def test_a_failure_leaves_the_old_file(tmp_path: Path) -> None:
    file = tmp_path / "c.npz"
    file.write_text("old")

    def read(s: slice) -> Batch:
        if s.start:
            raise InputError("row 80", "nan", "numbers must be finite")
        return Batch(X[s], X[s])

    model = model_of("relu")
    with pytest.raises(InputError, match="row 80"):
        encode(model, Rows("rows", 10_000, read), file)
    assert [p.name for p in tmp_path.iterdir()] == ["c.npz"]
    assert file.read_text() == "old"
    (tmp_path / "folder.npz").mkdir()
    with pytest.raises(InputError, match="out"):
        encode(model, rows(X), tmp_path / "folder.npz")
    for name in ("c.txt", "c"):
        with pytest.raises(InputError, match="codes are written as"):
            encode(model, rows(X), tmp_path / name)
    with pytest.raises(InputError, match=r"written as \.npy"):
        decode(model, SparseRows(_codes(tmp_path)), tmp_path / "y.npz")


def _codes(folder: Path) -> Path:
    encode(model_of("relu"), rows(X), folder / "good.npz")
    return folder / "good.npz"
