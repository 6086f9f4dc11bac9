"""One's own activations: every accepted format gives the same rows, and whatever else comes in is one InputError."""

from __future__ import annotations

import io
import json
import os
import struct
import zipfile
from pathlib import Path
from typing import Any

import numpy as np
import pytest
import torch
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from safetensors.numpy import save as safetensors_bytes
from safetensors.torch import save_file as save_torch

from solvers.sdl.train.data import row_files
from solvers.sdl.train.data.activation_files import ActivationFiles
from solvers.sdl.train.data.row_files import RowFiles
from theory.errors import InputError

FOLDER = settings(suppress_health_check=[HealthCheck.function_scoped_fixture])
TABLE = np.random.default_rng(0).standard_normal((23, 5)).astype(np.float32)


def npy(table: np.ndarray, **options: Any) -> bytes:
    stream = io.BytesIO()
    np.save(stream, table, **options)
    return stream.getvalue()


def npz(**tables: np.ndarray) -> bytes:
    stream = io.BytesIO()
    np.savez_compressed(stream, **tables)  # pyright: ignore[reportArgumentType]
    return stream.getvalue()


WRITERS = {"npy": npy, "npz": lambda t: npz(acts=t), "safetensors": lambda t: safetensors_bytes({"acts": t})}


def put(path: Path, content: bytes) -> Path:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(content)
    return path


def refused(path: Path, *words: str, **options: Any) -> None:
    with pytest.raises(InputError) as raised:
        RowFiles(path, **options)
    text = str(raised.value)
    assert "\n" not in text
    for word in (*words, path.name):
        assert word in text, text


@pytest.mark.parametrize("kind", WRITERS)
@pytest.mark.parametrize("dtype", ["<f4", "<f8", "<f2", "<i4", "|u1", "|b1", ">f4"])
def test_every_format_gives_the_rows(tmp_path: Path, kind: str, dtype: str) -> None:
    if kind == "safetensors" and dtype.startswith(">"):
        dtype = "<f4"  # the format has no other order
    table = (TABLE * 9).astype(dtype)
    files = RowFiles(put(tmp_path / f"a.{kind}", WRITERS[kind](table)))
    numbers = np.array([22, 0, 3, 3, 21])
    assert (len(files), files.width) == (23, 5)
    assert np.array_equal(files.rows(numbers), table[numbers].astype(np.float32))


def test_half_precision_of_the_other_kind(tmp_path: Path) -> None:
    table = torch.from_numpy(TABLE).bfloat16()
    save_torch({"x": table}, tmp_path / "a.safetensors")
    assert np.array_equal(RowFiles(tmp_path / "a.safetensors").rows(np.arange(23)), table.float().numpy())


def test_files_are_mapped_and_not_read(tmp_path: Path) -> None:
    for kind in ("npy", "safetensors"):
        files = RowFiles(put(tmp_path / f"a.{kind}", WRITERS[kind](TABLE)))
        assert isinstance(files.shards[0].cells, np.memmap)


def test_a_folder_of_shards(tmp_path: Path) -> None:
    for i, (kind, first, last) in enumerate([("npy", 0, 4), ("npz", 4, 5), ("safetensors", 5, 17)]):
        put(tmp_path / f"part{i}.{kind}", WRITERS[kind](TABLE[first:last]))
    put(tmp_path / "part3.npy", npy(TABLE[:0]))  # a shard may be empty
    put(tmp_path / "part10.npy", npy(TABLE[17:]))
    put(tmp_path / "README.txt", b"left alone")
    files = RowFiles(tmp_path)
    numbers = np.random.default_rng(1).integers(0, 23, 60)
    assert np.array_equal(files.rows(numbers), TABLE[numbers])
    assert [s.path.name for s in files.shards][-1] == "part10.npy"


def test_which_array(tmp_path: Path) -> None:
    both = put(tmp_path / "a.npz", npz(activations=TABLE, other=TABLE + 1))
    assert np.array_equal(RowFiles(both).rows(np.arange(23)), TABLE)
    assert np.array_equal(RowFiles(both, key="other").rows(np.arange(23)), TABLE + 1)
    refused(both, "no array of this name", key="third")
    refused(put(tmp_path / "b.npz", npz(x=TABLE, y=TABLE)), "x, y", "not clear")


def test_batches_are_rows_and_epochs_see_each_once(tmp_path: Path) -> None:
    path = put(tmp_path / "a.npy", npy(TABLE))
    source = ActivationFiles(path, seed=0, block=4, blocks=2)
    batch = source.batch(0, 23)
    assert torch.equal(batch.x_bp, torch.from_numpy(TABLE)[source.sample_numbers(0, 23)])
    assert batch.y_br is batch.x_bp
    assert batch.features_bn is None
    assert source.truth is None
    assert (source.inputs, source.outputs, source.samples) == ((5,), (5,), 23)
    assert sorted(source.sample_numbers(1, 23).tolist()) == list(range(23))
    again = ActivationFiles(path, seed=0, block=4, blocks=2)
    parts = [again.batch(5, 12, part=i, parts=3).x_bp for i in range(3)]
    assert torch.equal(torch.cat(parts), source.batch(5, 12).x_bp)
    assert not torch.equal(
        ActivationFiles(path, seed=1).batch(0, 23).x_bp, ActivationFiles(path, seed=0).batch(0, 23).x_bp
    )
    assert torch.equal(ActivationFiles(path, seed=1, shuffle=False).batch(0, 23).x_bp, torch.from_numpy(TABLE))


def test_pairs_and_sources(tmp_path: Path) -> None:
    first = put(tmp_path / "in.npy", npy(TABLE))
    second = put(tmp_path / "out.safetensors", safetensors_bytes({"y": TABLE[:, :2] * 3}))
    pair = ActivationFiles(first, second, seed=0)
    assert (pair.inputs, pair.outputs) == ((5,), (2,))
    batch = pair.batch(0, 10)
    assert torch.equal(batch.y_br, batch.x_bp[:, :2] * 3)
    sources = ActivationFiles([first, second], seed=0)
    assert sources.inputs == sources.outputs == (5, 2)
    assert sources.batch(0, 4).x_bp.shape == (4, 7)
    one = put(tmp_path / "both.npz", npz(x=TABLE, y=TABLE * 2))
    both = ActivationFiles(one, seed=0, key="x", target_key="y").batch(0, 23)
    assert torch.equal(both.y_br, both.x_bp * 2)
    short = put(tmp_path / "short.npy", npy(TABLE[:9]))
    for inputs, targets in ((first, short), ([first, short], None)):
        with pytest.raises(InputError, match="9 rows"):
            ActivationFiles(inputs, targets, seed=0)
    with pytest.raises(InputError, match="targets"):
        ActivationFiles([first, second], first, seed=0)
    with pytest.raises(InputError, match="inputs"):
        ActivationFiles([], seed=0)


@pytest.mark.parametrize("kind", WRITERS)
@pytest.mark.parametrize("value", [np.nan, np.inf, -np.inf])
def test_not_finite(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, kind: str, value: float) -> None:
    monkeypatch.setattr(row_files, "SLICE", 20)  # four rows at a time: the row number must survive the slicing
    table = TABLE.copy()
    table[17, 3] = value
    put(tmp_path / "0.npy", npy(TABLE))
    bad = put(tmp_path / f"1.{kind}", WRITERS[kind](table))
    with pytest.raises(InputError, match=rf"1\.{kind}: \w+\[17, 3\]: found (nan|inf|-inf)"):
        RowFiles(tmp_path)
    late = ActivationFiles(bad, seed=0, scan=False, shuffle=False)
    assert late.batch(0, 17).x_bp.shape == (17, 5)
    with pytest.raises(InputError, match=r"\[17, 3\]"):
        late.batch(1, 17)


def test_too_large_for_single_precision(tmp_path: Path) -> None:
    refused(put(tmp_path / "a.npy", npy(np.array([[1.0, 1e300]]))), "[0, 1]", "1e+300")


def header(shape: object, descr: str = "<f4", fortran: bool = False) -> bytes:
    text = repr({"descr": descr, "fortran_order": fortran, "shape": shape}).encode()
    return b"\x93NUMPY\x01\x00" + struct.pack("<H", len(text)) + text


def safe(table: object, data: bytes = b"") -> bytes:
    text = json.dumps(table).encode()
    return struct.pack("<Q", len(text)) + text + data


BAD: dict[str, tuple[str, bytes, str]] = {
    "empty": ("a.npy", b"", "format 1 or 2"),
    "empty archive": ("a.npz", b"", "archive"),
    "empty tensors": ("a.safetensors", b"", "header"),
    "truncated": ("a.npy", npy(TABLE)[:-3], "another size"),
    "truncated archive": ("a.npz", npz(a=TABLE)[:-30], "archive"),
    "truncated tensors": ("a.safetensors", safetensors_bytes({"a": TABLE})[:-3], "does not lie there"),
    "longer": ("a.npy", npy(TABLE) + b"x", "another size"),
    "one dimension": ("a.npy", npy(TABLE[0]), "shape (samples, width)"),
    "three dimensions": ("a.npy", npy(TABLE[None]), "shape (samples, width)"),
    "no rows": ("a.npy", npy(TABLE[:0]), "no rows"),
    "no columns": ("a.npy", npy(TABLE[:, :0]), "at least one number"),
    "objects": ("a.npy", npy(np.array([[{}]]), allow_pickle=True), "arrays of objects are not read"),
    "objects in an archive": ("a.npz", npz(a=np.array([[None]])), "arrays of objects are not read"),
    "text": ("a.npy", npy(np.array([["x"]])), "real numbers"),
    "complex": ("a.npy", npy(TABLE.astype(complex)), "plain numbers"),
    "records": ("a.npy", npy(np.zeros(3, dtype=[("x", "f4")])), "plain numbers"),
    "columns first": ("a.npy", npy(np.asfortranarray(TABLE)), "ascontiguousarray"),
    "absurd shape": ("a.npy", header((1 << 60, 1 << 60)), "another size"),
    "absurd header": ("a.npy", b"\x93NUMPY\x02\x00" + b"\xff\xff\xff\xff", "at most 65536"),
    "absurd tensors": ("a.safetensors", struct.pack("<Q", 1 << 62), "not a .safetensors"),
    "absurd tensor shape": (
        "a.safetensors",
        safe({"a": {"dtype": "F32", "shape": [1 << 62, 4], "data_offsets": [0, 16]}}, b"\0" * 16),
        "lie there",
    ),
    "negative shape": ("a.npy", header((-1, 4)), "damaged"),
    "a call in the header": ("a.npy", header("__import__('os')"), "damaged"),
    "suffix": ("a.pt", b"PK", "can hold programs"),
    "pickled": ("a.npy", b"\x80\x04\x95", "format 1 or 2"),
}


@pytest.mark.parametrize("case", BAD)
def test_bad_files(tmp_path: Path, case: str) -> None:
    name, content, word = BAD[case]
    refused(put(tmp_path / name, content), word)


def test_archive_bomb(tmp_path: Path) -> None:
    path = put(tmp_path / "a.npz", npz(a=np.zeros((1000, 100), np.float32)))
    data = bytearray(path.read_bytes())
    with zipfile.ZipFile(path) as archive:
        claimed = struct.pack("<I", archive.infolist()[0].file_size)
    place = data.rindex(claimed)  # in the central directory
    data[place : place + 4] = struct.pack("<I", 0xFFFFFFF0)
    refused(put(path, bytes(data)), "claims to hold")


def test_paths(tmp_path: Path) -> None:
    refused(tmp_path / "none.npy", "No such file")
    refused(tmp_path / "none", "No such file")
    (tmp_path / "loop.npy").symlink_to(tmp_path / "loop.npy")
    refused(tmp_path / "loop.npy", "cannot be opened")
    refused(tmp_path, "cannot be opened")  # a folder that holds the loop
    empty = tmp_path / "empty"
    empty.mkdir()
    refused(empty, "0 files")
    os.mkfifo(tmp_path / "pipe.npy")
    refused(tmp_path / "pipe.npy", "not a regular file")
    (tmp_path / "folder.npy").mkdir()
    refused(tmp_path / "folder.npy", "0 files")


def test_differing_widths(tmp_path: Path) -> None:
    put(tmp_path / "0.npy", npy(TABLE))
    put(tmp_path / "1.npy", npy(TABLE[:, :4]))
    refused(tmp_path, "1.npy", "width 4", "0.npy has width 5")


@FOLDER
@given(st.sampled_from(sorted(WRITERS)), st.data())
def test_damaged_files_are_read_or_refused(tmp_path: Path, kind: str, data: st.DataObject) -> None:
    content = bytearray(WRITERS[kind](TABLE))
    for place, value in data.draw(
        st.lists(st.tuples(st.integers(0, len(content) - 1), st.integers(0, 255)), max_size=4)
    ):
        content[place] = value
    content = content[: data.draw(st.sampled_from([len(content), len(content) // 2, 12]))]
    path = put(tmp_path / f"a.{kind}", bytes(content))
    message, rows = "", None
    try:
        files = RowFiles(path)
        rows = files.rows(np.arange(len(files)))
    except InputError as error:
        message = str(error)
    if rows is None:
        assert "\n" not in message
        assert f"a.{kind}" in message
    else:
        assert np.isfinite(rows).all()


@FOLDER
@given(st.sampled_from(["npy", "npz", "safetensors"]), st.binary(max_size=80))
def test_any_bytes(tmp_path: Path, kind: str, content: bytes) -> None:
    with pytest.raises(InputError):
        RowFiles(put(tmp_path / f"a.{kind}", content))


FIELDS = st.sampled_from(["dtype", "shape", "data_offsets", "a"])
JSON = st.recursive(
    st.none() | st.integers() | st.text(max_size=4),
    lambda s: st.lists(s, max_size=3) | st.dictionaries(FIELDS, s, max_size=3),
)


@FOLDER
@given(JSON)
def test_any_header(tmp_path: Path, table: object) -> None:
    with pytest.raises(InputError):
        RowFiles(put(tmp_path / "a.safetensors", safe(table, b"\0" * 8)))
