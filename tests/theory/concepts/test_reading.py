"""Readers: what is written is read again, and whatever else comes in ends as one InputError."""

from __future__ import annotations

import io
import json
import zipfile
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays
from safetensors.numpy import save_file

from theory.concepts import FormalContext, Numbered
from theory.concepts import reading_activations as stored
from theory.concepts.reading import read_context
from theory.errors import InputError

EXAMPLES = Path(__file__).resolve().parents[3] / "examples" / "contexts"
FOLDER = settings(suppress_health_check=[HealthCheck.function_scoped_fixture])
WATER = (EXAMPLES / "live_in_water.cxt").read_text()


def cxt(objects: list[str], attributes: list[str], table: np.ndarray, *, title: str = "t") -> str:
    rows = ["".join("X" if x else "." for x in row) for row in table]
    return "\n".join(["B", title, str(len(objects)), str(len(attributes)), "", *objects, *attributes, *rows]) + "\n"


def put(tmp_path: Path, name: str, content: str | bytes) -> Path:
    path = tmp_path / name
    path.write_bytes(content if isinstance(content, bytes) else content.encode())
    return path


def refused(path: Path, *words: str, **options: Any) -> None:
    with pytest.raises(InputError) as raised:
        read_context(path, **options)
    text = str(raised.value)
    assert "\n" not in text
    for word in (*words, path.name):
        assert word in text, text


@FOLDER
@given(st.tuples(st.integers(0, 5), st.integers(0, 70)).flatmap(lambda s: arrays(bool, s)))
def test_contexts_survive_the_way_through_text(tmp_path: Path, table: np.ndarray) -> None:
    n, d = table.shape
    objects, attributes = [f"object {i}" for i in range(n)], [f"m, {i}" for i in range(d)]
    k = read_context(put(tmp_path, "k.cxt", cxt(objects, attributes, table))).context
    assert np.array_equal(k.table(), table)
    assert (list(k.objects), list(k.attributes)) == (objects, attributes)
    stream = io.StringIO()
    stream.write(",".join(["object"] + [f'"{m}"' for m in attributes]) + "\n")
    for name, row in zip(objects, table, strict=True):
        stream.write(",".join([name, *(str(int(x)) for x in row)]) + "\n")
    k = read_context(put(tmp_path, "k.csv", stream.getvalue())).context
    assert np.array_equal(k.table(), table)
    assert (list(k.objects), list(k.attributes)) == (objects, attributes)


@pytest.mark.parametrize(
    "text",
    [
        WATER,
        WATER.replace("\n", "\r\n"),
        WATER.replace("B\nLive in Water\n", "B\n"),
        WATER.replace("9\n\n", "9\n"),
        WATER + "\n\n",
        WATER.rstrip("\n"),
        WATER.replace("X", "x"),
        "\ufeff" + WATER,
    ],
)
def test_dialects_of_burmeister(tmp_path: Path, text: str) -> None:
    k = read_context(put(tmp_path, "k.cxt", text)).context
    assert (k.n_objects, k.n_attributes, int(k.table().sum())) == (8, 9, WATER.split("offspring\n")[1].count("X"))
    assert (k.objects[0], k.attributes[8]) == ("leech", "suckles its offspring")


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("", ["line 1", "empty line"]),
        ("B\nt", ["line 3", "end of the file"]),
        ("A\n", ["line 1"]),
        ("B\nt\n", ["line 3", "empty line"]),
        ("B\nt\n-1\n2\n", ["line 3", "-1"]),
        ("B\nt\n99999999999\n2\n", ["line 3"]),
        ("B\nt\n1\n70000\n", ["line 4", "70000"]),
        ("B\nt\n1000000000\n1000\n", ["lines"]),
        (WATER.replace("XX....X..", "XX....X."), ["8 marks", "9 attributes"]),
        (WATER.replace("XX....X..", "XX....X1."), ["mark 8", "1"]),
        (WATER.replace("bream\n", "leech\n"), ["objects[1]", "leech"]),
        (WATER.replace("lives on land", "lives in water"), ["attributes[2]"]),
        (WATER.replace("X.XX.X...\n", ""), ["line 30", "0 marks"]),
        (WATER + "X........\n", ["lines", "8 object names"]),
        (b"B\n\xff\n", ["UTF-8"]),
    ],
)
def test_broken_cxt(tmp_path: Path, text: str | bytes, words: list[str]) -> None:
    refused(put(tmp_path, "k.cxt", text), *words)


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("", ["line 1"]),
        ("object,a,b\nx,1\n", ["line 2", "2 cells"]),
        ("object,a,b\nx,1,2\n", ["line 2", "column b", "found 2"]),
        ("object,a\nx,\n", ["column a", "empty cell"]),
        ("object,a\nx,nan\n", ["nan"]),
        ("object,a,a\nx,1,1\n", ["attributes[1]"]),
        ("object,a\nx,1\nx,0\n", ["objects[1]"]),
        ("a,b\nduck,1\n", ["column a", "duck", "object"]),
        ('object,a\n"x,1\n', ["comma-separated"]),
    ],
)
def test_broken_csv(tmp_path: Path, text: str, words: list[str]) -> None:
    refused(put(tmp_path, "k.csv", text), *words)


def test_csv_without_names(tmp_path: Path) -> None:
    k = read_context(put(tmp_path, "k.csv", "a,b\n1,0\n\n0,1\n")).context
    assert isinstance(k.objects, Numbered)
    assert k.table().tolist() == [[True, False], [False, True]]


def test_files_and_endings(tmp_path: Path) -> None:
    refused(tmp_path / "missing.cxt", "no such file")
    refused(put(tmp_path, "k.pt", b""), ".pt", ".safetensors")
    with pytest.raises(InputError, match="--threshold"):
        read_context(EXAMPLES / "live_in_water.cxt", threshold=0.5)


def activations(tmp_path: Path, kind: str, **values: np.ndarray) -> Path:
    path = tmp_path / f"a.{kind}"
    if kind == "npz":
        np.savez_compressed(path, **values)
        return path
    names = {k: json.dumps(v.tolist()) for k, v in values.items() if v.dtype.kind == "U"}
    save_file({k: np.ascontiguousarray(v) for k, v in values.items() if v.dtype.kind != "U"}, path, metadata=names)
    return path


@pytest.mark.parametrize("kind", ["npz", "safetensors"])
@pytest.mark.parametrize("dtype", ["f8", "f4", "f2", "i8", "u1", "?"])
def test_activations(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, kind: str, dtype: str) -> None:
    monkeypatch.setattr(stored, "SLICE", 7)
    z = np.random.default_rng(0).integers(0, 3, (20, 5)).astype(dtype)
    names = {"neurons": np.array([f"n {i}" for i in range(5)]), "objects": np.array([f"o{i}" for i in range(20)])}
    labels = {"labels": z[:, :2] > 0, "concepts": np.array(["dog", "cat"])}
    given_ = read_context(activations(tmp_path, kind, activations=z, **names, **labels))
    assert np.array_equal(given_.context.table(), z > 0)
    assert given_.context.attributes[4] == "n 4"
    assert given_.context.objects[19] == "o19"
    assert given_.labels is not None
    assert given_.labels.attributes == ("dog", "cat")
    assert np.array_equal(given_.labels.table(), labels["labels"])
    if dtype != "?":
        path = activations(tmp_path, kind, whatever=z)
        assert np.array_equal(read_context(path, threshold=1.0).context.table(), z > 1)


def test_bfloat(tmp_path: Path) -> None:
    import torch
    from safetensors.torch import save_file as save_torch

    z = torch.tensor([[1.5, -2.0, 0.0], [0.0, 3.0, 1e-3]])
    save_torch({"activations": z.to(torch.bfloat16)}, tmp_path / "a.safetensors")
    assert np.array_equal(read_context(tmp_path / "a.safetensors").context.table(), (z > 0).numpy())
    z[1, 2] = float("nan")
    save_torch({"activations": z.to(torch.bfloat16)}, tmp_path / "a.safetensors")
    refused(tmp_path / "a.safetensors", "activations[1, 2]", "nan")


@pytest.mark.parametrize("kind", ["npz", "safetensors"])
@pytest.mark.parametrize(
    ("values", "words"),
    [
        ({"activations": np.array([[1.0, np.nan]])}, ["activations[0, 1]", "nan"]),
        ({"activations": np.array([[1.0], [np.inf]])}, ["activations[1, 0]", "inf"]),
        ({"activations": np.zeros(3)}, ["expected numbers of shape"]),
        ({"activations": np.zeros((2, 2)), "labels": np.ones((3, 1))}, ["labels", "3 rows"]),
        ({"activations": np.zeros((2, 2)), "labels": np.full((2, 1), 2.0)}, ["labels[0, 0]", "0 or 1"]),
        ({"activations": np.zeros((2, 2)), "labels": np.array([[1, 0], [1, 0]])}, ["labels[1]", "no object"]),
        ({"activations": np.zeros((2, 2)), "neurons": np.array(["a"])}, ["neurons", "1 names"]),
        ({"activations": np.zeros((2, 2)), "neurons": np.array(["a", "a"])}, ["attributes[1]"]),
        ({"one": np.zeros((2, 2)), "two": np.zeros((2, 2))}, ["activations", "one, two"]),
        ({"activations": np.zeros((1, 70_000), np.uint8)}, ["65536 columns"]),
    ],
)
def test_bad_activations(tmp_path: Path, kind: str, values: dict[str, np.ndarray], words: list[str]) -> None:
    refused(activations(tmp_path, kind, **values), *words)


def test_npz_that_would_run_code_or_fill_the_memory(tmp_path: Path) -> None:
    np.savez(tmp_path / "o.npz", activations=np.array([[{}]], dtype=object))
    refused(tmp_path / "o.npz", "objects are not read")
    np.savez(tmp_path / "f.npz", activations=np.asfortranarray(np.zeros((3, 2))))
    refused(tmp_path / "f.npz", "column-major")
    header = io.BytesIO()
    np.lib.format.write_array_header_1_0(header, {"descr": "<f8", "fortran_order": False, "shape": (1 << 40, 1 << 10)})
    with zipfile.ZipFile(tmp_path / "b.npz", "w") as archive:
        archive.writestr("activations.npy", header.getvalue() + bytes(64))
    refused(tmp_path / "b.npz", "activations", "takes another size")
    with zipfile.ZipFile(tmp_path / "c.npz", "w") as archive:
        archive.writestr("activations.npy", b"\x93NUMPY\x01\x00\x10\x00{'descr': open()}")
    refused(tmp_path / "c.npz", "damaged")


@pytest.mark.parametrize(
    "entry",
    [
        {"dtype": "F32", "shape": [1 << 40, 8], "data_offsets": [0, 8]},
        {"dtype": "F32", "shape": [2, 2], "data_offsets": [0, 1 << 50]},
        {"dtype": "F32", "shape": [-1, 2], "data_offsets": [0, 8]},
        {"dtype": "F32", "shape": [1, True], "data_offsets": [0, 4]},
        {"dtype": "C64", "shape": [1, 1], "data_offsets": [0, 8]},
        {"shape": [1, 1]},
        None,
        [],
    ],
)
def test_bad_tensors(tmp_path: Path, entry: object) -> None:
    header = json.dumps({"activations": entry}).encode()
    refused(put(tmp_path, "a.safetensors", len(header).to_bytes(8, "little") + header + bytes(16)), "activations")


@FOLDER
@given(st.binary(max_size=200), st.sampled_from(["cxt", "csv", "npz", "safetensors"]))
def test_any_octets(tmp_path: Path, data: bytes, kind: str) -> None:
    survives(put(tmp_path, f"a.{kind}", data))


@FOLDER
@given(st.data(), st.sampled_from(["cxt", "csv", "npz", "safetensors"]))
def test_damaged_files(tmp_path: Path, data: st.DataObject, kind: str) -> None:
    """A good file with a few octets changed, removed or repeated."""
    good = {
        "cxt": WATER.encode(),
        "csv": b"object,a,b\nx,1,0\ny,0,1\n",
        "npz": lambda: activations(tmp_path, "npz", activations=np.eye(3), neurons=np.array(list("abc"))).read_bytes(),
        "safetensors": lambda: activations(tmp_path, "safetensors", activations=np.eye(3)).read_bytes(),
    }[kind]
    octets = bytearray(good() if callable(good) else good)
    for _ in range(data.draw(st.integers(1, 4))):
        at = data.draw(st.integers(0, len(octets) - 1))
        octets[at : at + data.draw(st.integers(0, 3))] = data.draw(st.binary(max_size=3))
        if not octets:
            break
    survives(put(tmp_path, f"a.{kind}", bytes(octets)))


def survives(path: Path) -> None:
    message = ""
    try:
        assert isinstance(read_context(path).context, FormalContext)
    except InputError as error:
        message = str(error)
    assert "\n" not in message


def test_labels_in_a_file_of_their_own(tmp_path: Path) -> None:
    water = EXAMPLES / "live_in_water.cxt"
    names = WATER.split("\n")[5:13]
    rows = [f"{name},{int(name in ('dog', 'frog'))}" for name in reversed(names)]
    by_name = put(tmp_path, "l.csv", "\n".join(["object,animal with legs", *rows]))
    labels = read_context(water, labels=by_name).labels
    assert labels is not None
    assert [labels.objects[int(i)] for i in np.flatnonzero(labels.column(0))] == ["frog", "dog"]
    by_place = put(tmp_path, "p.csv", "c\n" + "\n".join("01010101") + "\n")
    assert read_context(water, labels=by_place).labels is not None
    for text, words in [
        ("object,c\nunicorn,1\n", ["objects[0]", "unicorn", "no object of this name"]),
        ("\n".join(["object,c", *rows[1:]]), ["no row of labels"]),
        ("c\n1\n", ["8 objects"]),
        ("c\n" + "0\n" * 8, ["labels[0]", "no object has this label"]),
    ]:
        with pytest.raises(InputError) as raised:
            read_context(water, labels=put(tmp_path, "bad.csv", text))
        assert all(w in str(raised.value) for w in [*words, "bad.csv"])
    with pytest.raises(InputError, match="labels are read from"):
        read_context(water, labels=put(tmp_path, "l.npz", b""))
