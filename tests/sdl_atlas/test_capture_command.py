"""``sdl-atlas capture`` and ``land`` on small runs: what is printed, what is written, what is refused."""

from __future__ import annotations

import json
import re
from pathlib import Path

import numpy as np
import pytest

import sdl_atlas as sa
from sdl_atlas.command_line import main
from theory.record_files import read_capture

TABLES = {
    "model": {"kind": "topk", "width": 32, "k": 4, "encoder_bias": False, "decoder_bias": False},
    "data": {"kind": "manifolds", "manifolds": ["circle", "segment", "sphere"], "dimension": 12, "active": 2},
    "optimiser": {
        "steps": 600,
        "batch_size": 128,
        "learning_rate": 0.01,
        "decay_steps": 200,
        "unit_norm_decoder": True,
    },
}


@pytest.fixture(scope="module")
def run(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("capture") / "run"
    sa.train(TABLES, folder, device="cpu")
    return folder


def test_a_run_on_manifolds(run: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    out = tmp_path / "out"
    assert main(["capture", str(run), "--samples", "4000", "--out", str(out)]) == 0
    printed = capsys.readouterr().out
    assert "3 manifolds: " in printed
    assert printed.splitlines()[-1] == f"written to {out}: capture.json, capture.html, capture.csv, capture.png"
    record = read_capture(out)
    assert [m.dimension for m in record.manifolds] == [2, 1, 3]
    assert record.variance_explained > 0.9
    assert record.predicted == pytest.approx(0.99, abs=0.03)  # four atoms for two manifolds of at most five dimensions
    assert sum(m.verdict == "captured" for m in record.manifolds) >= 2
    assert len((out / "capture.csv").read_text().splitlines()) == 4
    page = (out / "capture.html").read_text()
    assert page.count("<article") == 3
    assert "http://" not in page
    assert "https://" not in page
    assert page.count("data:image/png") == 3
    again = sa.capture(run, samples=4000)
    assert json.loads((out / "capture.json").read_text()) == json.loads(sa_text(again))


def sa_text(record: sa.CaptureRecord) -> str:
    from theory.record_files import record_text

    return record_text(record)


def test_samples_are_fresh_and_the_seed_matters(run: Path) -> None:
    from solvers.manifolds.capture.autoencoder import read_autoencoder
    from solvers.sdl.train.run.build import build_source

    _, config = read_autoencoder(run)
    assert config is not None
    source = build_source(config, seed=0)
    seen = config.optimiser.steps * config.optimiser.batch_size
    drawn = source.labelled(seen // (1 << 14) + 1, 10).x.astype(np.float32)
    whole = np.concatenate([source.batch(i, 4096).x_bp.numpy() for i in range(-(-seen // 4096))])
    assert not any((whole == row).all(axis=1).any() for row in drawn)


def test_land_gives_the_verdict(run: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["land", str(run), "--out", str(tmp_path)]) == 0
    assert re.search(r"1: circle, radius 1 +\w+ ", capsys.readouterr().out)
    assert (tmp_path / "capture.html").exists()
    assert isinstance(sa.land(run), sa.CaptureRecord)


@pytest.mark.parametrize(
    ("arguments", "why"),
    [
        (["nothing-here"], "no folder"),
        (["{run}", "--samples", "0"], "between 1 and"),
        (["{run}", "--samples", "3"], "take more"),
        (["{run}", "--seed", "-1"], "at least 0"),
    ],
)
def test_bad_input(
    run: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str], arguments: list[str], why: str
) -> None:
    out = tmp_path / "out"
    assert main(["capture", *(a.format(run=run) for a in arguments), "--out", str(out)]) == 2
    said = capsys.readouterr()
    assert said.out == ""
    assert len(said.err.strip().splitlines()) == 1
    assert why in said.err
    assert not out.exists()


ROWS = np.random.default_rng(0).standard_normal((60, 12)).astype(np.float32)
FILES = {
    "labels too short": (ROWS, ["1"] * 50, "50 rows"),
    "not a number": (np.where(np.arange(12) == 3, np.nan, ROWS).astype(np.float32), ["1", "2"] * 30, "nan"),
    "a label that is no number": (ROWS, ["nan", *map(str, range(59))], "nan"),
    "one point": (ROWS, ["monday"] * 60, "one point"),
    "another width": (ROWS[:, :7], ["1", "2"] * 30, "reads 12 numbers"),
    "constant": (np.ones_like(ROWS), ["1", "2"] * 30, "nothing to capture"),
}


@pytest.mark.parametrize("name", FILES)
def test_bad_files(run: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str], name: str) -> None:
    rows, labels, why = FILES[name]
    np.save(tmp_path / "x.npy", rows)
    (tmp_path / "labels.csv").write_text("\n".join(["day", *labels]) + "\n")
    given = ["--activations", str(tmp_path / "x.npy"), "--labels", str(tmp_path / "labels.csv")]
    assert main(["capture", str(run), *given, "--out", str(tmp_path / "out")]) == 2
    said = capsys.readouterr()
    assert len(said.err.strip().splitlines()) == 1
    assert why in said.err
    assert not (tmp_path / "out").exists()
