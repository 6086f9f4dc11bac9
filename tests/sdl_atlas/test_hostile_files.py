"""Hostile and unusual files, in the commands that read them: one line, exit status 2, nothing written."""

from __future__ import annotations

import json
import zipfile
from pathlib import Path

import numpy as np
import pytest

from sdl_atlas.command_line import main

TRUE_SHAPE = b"{'descr': '<f4', 'fortran_order': False, 'shape': (True, 3), }"
HEADERS = {
    "a list as metadata": {
        "__metadata__": ["a"],
        "activations": {"dtype": "F32", "shape": [1, 1], "data_offsets": [0, 4]},
    },
    "half a character": {
        "__metadata__": {"neurons": '["\\ud800"]'},
        "activations": {"dtype": "F32", "shape": [1, 1], "data_offsets": [0, 4]},
    },
}


def refused(capsys: pytest.CaptureFixture[str], arguments: list[str], out: Path, says: str) -> None:
    assert main([*arguments, "--out", str(out)]) == 2
    err = capsys.readouterr().err
    assert err.count("\n") == 1, err
    assert says in err
    assert not out.exists()


@pytest.mark.parametrize(
    ("data", "says"),
    [
        ('kind = "files"\nfiles = ["bool.npy"]', "header of this array is damaged"),
        ('kind = "hierarchy"\nbranching = [4, 3, 2]\ndimension = 1099511627776', "there is no room for them"),
        ("features = 10000000\ninputs = [32]\nsparsity = 0.9\ninterference = 0.5", "there is no room for them"),
    ],
)
def test_sizes_that_cannot_be(tmp_path: Path, capsys: pytest.CaptureFixture[str], data: str, says: str) -> None:
    (tmp_path / "bool.npy").write_bytes(
        b"\x93NUMPY\x01\x00" + len(TRUE_SHAPE).to_bytes(2, "little") + TRUE_SHAPE + bytes(12)
    )
    (tmp_path / "c.toml").write_text(f'[model]\nkind = "relu"\nwidth = 8\n[data]\n{data}\n')
    refused(capsys, ["train", str(tmp_path / "c.toml")], tmp_path / "out", says)


@pytest.mark.parametrize(("name", "says"), [("a list as metadata", "found list"), ("half a character", "no text")])
def test_headers_of_safetensors(tmp_path: Path, capsys: pytest.CaptureFixture[str], name: str, says: str) -> None:
    header = json.dumps(HEADERS[name]).encode()
    file = tmp_path / "a.safetensors"
    file.write_bytes(len(header).to_bytes(8, "little") + header + bytes(4))
    refused(capsys, ["lattice", str(file)], tmp_path / "out", says)


@pytest.mark.parametrize(("point", "says"), [(0x110000, "damaged text"), (0xD800, "no text")])
def test_names_that_are_no_text(tmp_path: Path, capsys: pytest.CaptureFixture[str], point: int, says: str) -> None:
    file = tmp_path / "a.npz"
    np.savez(file, activations=np.ones((1, 1), np.float32), neurons=np.array(["Q"]))
    with zipfile.ZipFile(file) as archive:
        members = {n: archive.read(n) for n in archive.namelist()}
    members["neurons.npy"] = members["neurons.npy"].replace(ord("Q").to_bytes(4, "little"), point.to_bytes(4, "little"))
    with zipfile.ZipFile(file, "w") as archive:
        for member, content in members.items():
            archive.writestr(member, content)
    refused(capsys, ["lattice", str(file)], tmp_path / "out", says)
