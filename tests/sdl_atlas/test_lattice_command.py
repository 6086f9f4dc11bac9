"""``sdl-atlas lattice`` as a user meets it."""

from __future__ import annotations

import csv
import json
from pathlib import Path

import msgspec
import numpy as np
import pytest

from sdl_atlas.command_line import main
from solvers.concepts.analysis import least_support
from theory.certificates import seal
from theory.concepts.records import LatticeRecord
from theory.errors import InputError

CONTEXTS = Path(__file__).resolve().parents[2] / "examples" / "contexts"
PICTURES = {"lattice.json", "lattice.pdf", "lattice.svg", "lattice.png", "lattice.html"}
TABLES = {"alignment.csv", "neurons.csv", "unit_proofs"}


@pytest.fixture(autouse=True)
def a_patient_reader(monkeypatch: pytest.MonkeyPatch) -> None:
    """On a busy machine even these take seconds; what is said then is tested in ``test_waiting.py``."""
    monkeypatch.setattr("sdl_atlas.progress.PATIENCE_LOG", float("inf"))


def names(folder: Path) -> set[str]:
    return {p.name for p in folder.iterdir()}


@pytest.mark.parametrize(("name", "sizes"), [("live_in_water", (19, 32, 10)), ("southern_women", (65, 148, 23))])
def test_shipped_contexts(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], name: str, sizes: tuple[int, ...]
) -> None:
    assert main(["lattice", str(CONTEXTS / f"{name}.cxt"), "--implications", "--out", str(tmp_path / "out")]) == 0
    printed = capsys.readouterr()
    assert f"{sizes[0]} concepts, {sizes[1]} covers" in printed.out
    assert f"{sizes[2]} implications" in printed.out
    assert printed.err == ""
    assert names(tmp_path / "out") == PICTURES
    record = msgspec.json.decode((tmp_path / "out" / "lattice.json").read_bytes(), type=LatticeRecord, strict=True)
    found = (len(record.concepts), sum(len(c.lower) for c in record.concepts), len(record.stem_base or []))
    assert found == sizes
    assert int(record.bound) >= sizes[0]


def digits(tmp_path: Path) -> Path:
    """A small layer with a dead neuron, an always active one, an absorbed parent and a split one."""
    point = np.arange(24)
    parent, child = point < 12, (point >= 6) & (point < 12)
    active = np.stack(
        [parent & ~child, child, point >= 12, (point >= 12) & (point < 18), point >= 18, point < 0, point >= 0], axis=1
    )
    path = tmp_path / "layer.npz"
    np.savez(
        path,
        activations=active * 2.0,
        neurons=np.array(["rest", "kid", "whole", "left", "right", "dead", "on"]),
        labels=np.stack([parent, child, point >= 11], axis=1),
        concepts=np.array(["parent", "child", "=late"]),
    )
    return path


def rows(path: Path) -> dict[str, dict[str, str]]:
    table = list(csv.DictReader(path.read_text().splitlines()))
    return {row[next(iter(row))]: row for row in table}


def test_alignment_of_activations(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    path, out = digits(tmp_path), tmp_path / "out"
    assert main(["lattice", str(path), "--out", str(out)]) == 0
    assert names(out) == PICTURES | TABLES
    concepts, neurons = rows(out / "alignment.csv"), rows(out / "neurons.csv")
    assert concepts["child"]["best_neuron"] == "kid"
    assert concepts["child"]["separated_by"] == "neuron"
    assert concepts["child"]["mutual_best_pair"] == "yes"
    assert concepts["parent"]["detecting_neurons"] == "1"
    assert concepts["parent"]["least_false_positives_of_cover"] == "12"
    assert concepts["parent"]["neuron_jaccard_exact"] == "1/2"
    assert concepts["'=late"]["neuron_jaccard_exact"] == "12/13", "a cell must not start like a formula"
    assert concepts["'=late"]["approximated_by"] == "neuron"
    assert neurons["rest"]["absorption"] == "parent without child"
    assert neurons["whole"]["split_into"] == "left | right"
    assert (neurons["dead"]["state"], neurons["on"]["state"]) == ("dead", "always active")
    assert "1 dead, 1 on every object" in capsys.readouterr().out


def test_the_proofs_of_best_units_pass_the_checker(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    path, out = digits(tmp_path), tmp_path / "out"
    assert main(["lattice", str(path), "--out", str(out)]) == 0
    assert "unit_proofs (3 certificates)" in capsys.readouterr().out
    proofs = out / "unit_proofs"
    assert names(proofs) == {"0.json", "1.json", "2.json"}
    assert main(["check", str(proofs)]) == 0
    printed = capsys.readouterr().out
    assert (
        'no conjunction of neurons fits the concept "child" (6 points) better than "kid": Jaccard index 1, F1 1;'
        in printed
    )
    assert "3 accepted, 0 rejected" in printed
    worse = json.loads((proofs / "0.json").read_text())
    worse["witness"]["visited"].pop()
    (proofs / "0.json").write_text(json.dumps(seal(worse["kind"], worse["asserts"], worse["witness"])))
    assert main(["check", str(proofs)]) == 1
    assert "was left out" in capsys.readouterr().out


def test_iceberg_and_threshold(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    path = digits(tmp_path)
    assert main(["lattice", str(path), "--iceberg", "40%", "--threshold", "1.5", "--out", str(tmp_path / "a")]) == 0
    assert "concepts with at least 10 objects" in capsys.readouterr().out
    record = json.loads((tmp_path / "a" / "lattice.json").read_text())
    assert record["min_support"] == 10
    assert {c["extent_size"] for c in record["concepts"]} == {24, 12}
    assert main(["lattice", str(path), "--threshold", "2", "--out", str(tmp_path / "b")]) == 0
    assert json.loads((tmp_path / "b" / "lattice.json").read_text())["oddities"]["dead"] == list(range(7))


def test_labels_file(tmp_path: Path) -> None:
    objects = (CONTEXTS / "live_in_water.cxt").read_text().split("\n")[5:13]
    labels = tmp_path / "labels.csv"
    plants = objects[4:]
    labels.write_text("object,plant\n" + "".join(f"{o},{int(o in plants)}\n" for o in objects))
    water = str(CONTEXTS / "live_in_water.cxt")
    assert main(["lattice", water, "--labels", str(labels), "--out", str(tmp_path / "out")]) == 0
    row = rows(tmp_path / "out" / "alignment.csv")["plant"]
    assert (row["best_neuron"], row["separated_by"]) == ("needs chlorophyll", "neuron")


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (["missing.cxt"], ["missing.cxt", "no such file"]),
        ([str(CONTEXTS)], ["contexts: found a folder"]),
        (["{water}", "--labels", str(CONTEXTS)], ["contexts: found a folder"]),
        (["{water}", "--iceberg", "0"], ["--iceberg", "8 objects"]),
        (["{water}", "--iceberg", "9"], ["--iceberg"]),
        (["{water}", "--iceberg", "half"], ["--iceberg", "half", "2%"]),
        (["{water}", "--iceberg=-1%"], ["--iceberg"]),
        (["{water}", "--threshold", "0.5"], ["--threshold"]),
        (["{water}", "--labels", "{water}x"], ["no such file"]),
        (["{ragged}"], ["ragged.csv", "line 3"]),
        (["{layer}", "--threshold", "nan"], ["--threshold", "finite"]),
    ],
)
def test_bad_input_is_one_line_and_writes_nothing(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], arguments: list[str], words: list[str]
) -> None:
    (tmp_path / "ragged.csv").write_text("object,a,b\nx,1,1\ny,1\n")
    fill = {"water": CONTEXTS / "live_in_water.cxt", "ragged": tmp_path / "ragged.csv", "layer": digits(tmp_path)}
    given = [a.format(**fill) for a in arguments]
    out = [] if "--out" in given else ["--out", str(tmp_path / "out")]
    assert main(["lattice", *given, *out]) == 2
    err = capsys.readouterr().err
    assert err.count("\n") == 1
    assert all(word in err for word in words), err
    assert not (tmp_path / "out").exists()


def test_a_lattice_that_would_not_fit(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(
        "solvers.concepts.lattice.concept_lattice.__kwdefaults__", {"min_support": 0, "engine": "auto", "limit": 10}
    )
    assert main(["lattice", str(CONTEXTS / "live_in_water.cxt"), "--out", str(tmp_path / "out")]) == 2
    err = capsys.readouterr().err
    assert "more than 10 concepts" in err
    assert "up to 169 concepts" in err
    assert "--iceberg" in err
    assert not (tmp_path / "out").exists()


def test_help(capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as stopped:
        main(["lattice", "--help"])
    assert stopped.value.code == 0
    text = capsys.readouterr().out
    assert "share like 2%" in " ".join(text.split())
    assert "sdl-atlas lattice " in text.split("Examples:")[1]


def test_shares_are_rounded_up() -> None:
    assert [least_support(text, 1000) for text in ("0.05%", "0.1%", "100%", "1000")] == [1, 1, 1000, 1000]
    with pytest.raises(InputError):
        least_support("101%", 1000)
