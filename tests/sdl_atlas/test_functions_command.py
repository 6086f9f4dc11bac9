"""Models on functions from the command line: train, go on, land, and refusals in one line with exit status 2."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from sdl_atlas.command_line import main

SMALL = """
[model]
kind = "sae-cnn"
concepts = 2
taps = 4
[data]
kind = "functions"
grid = 8
kernels = 2
band = 2
[optimiser]
steps = 4
batch_size = 4
[run]
log_every = 2
"""


@pytest.fixture
def config(tmp_path: Path) -> Path:
    (tmp_path / "small.toml").write_text(SMALL)
    return tmp_path / "small.toml"


def test_train_and_land(config: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    out = tmp_path / "run"
    assert main(["train", str(config), "--out", str(out), "--set", "data.noise=0.0"]) == 0
    assert capsys.readouterr().out.endswith(f"model: {out / 'model'}\n")
    assert json.loads((out / "config.json").read_text())["config"]["data"]["noise"] == 0
    assert len((out / "metrics.csv").read_text().splitlines()) == 3
    assert main(["land", str(out), "--out", str(tmp_path / "landed")]) == 0
    text = capsys.readouterr().out
    assert text.startswith("sae-cnn, 2 concepts, trained on 8 points\n")
    assert [line.split()[:2] for line in text.splitlines()[2:-5]] == [
        ["8", "as"],
        ["12", "as"],
        ["12", "resampled"],
        ["16", "as"],
        ["16", "dilated"],
        ["16", "resampled"],
        ["32", "as"],
        ["32", "dilated"],
        ["32", "resampled"],
    ]
    assert [line.split(":")[0] for line in text.splitlines()[-5:-3]] == [
        "domain 2 times as long",
        "domain 3 times as long",
    ]
    rows = json.loads((tmp_path / "landed" / "operators.json").read_text())["rows"]
    assert [row["grid"] for row in rows] == [[n] for n in (8, 12, 12, 16, 16, 16, 32, 32, 32)]
    assert main(["train", str(config), "--out", str(out), "--set", "data.noise=0.0", "--resume"]) == 0


@pytest.mark.parametrize(
    ("extra", "says"),
    [
        (["--set", "model.taps=9"], "model.taps: found 9; must be at most data.grid = 8"),
        (["--set", "model.modes=2"], "model.modes"),
        (["--set", "data.grid=nonsense"], "data.grid"),
        (["--set", "taps=9"], "must be section.field"),
        (["--set", "optimiser.learning_rate=-1"], "optimiser.learning_rate"),
        (["--export-saelens", "x"], "the layout of SAELens has no such model"),
    ],
)
def test_refusals(
    config: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str], extra: list[str], says: str
) -> None:
    assert main(["train", str(config), "--out", str(tmp_path / "run"), *extra]) == 2
    err = capsys.readouterr().err
    assert err.count("\n") == 1, err
    assert says in err
    assert not (tmp_path / "run").exists()


def test_damaged_runs_are_refused(config: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    out = tmp_path / "run"
    assert main(["train", str(config), "--out", str(out)]) == 0
    weights = out / "model" / "model.safetensors"
    weights.write_bytes(weights.read_bytes()[:-1])
    capsys.readouterr()
    assert main(["land", str(out)]) == 2
    assert capsys.readouterr().err.count("\n") == 1
    (out / "config.json").write_text('{"schema": "sdl-atlas/operators-train/1", "config": {"model": [1]}}')
    for command in (["land", str(out)], ["train", str(config), "--out", str(out), "--resume"]):
        assert main(command) == 2
        assert capsys.readouterr().err.count("\n") == 1


def test_a_rate_that_is_too_large_ends_with_status_1(
    config: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    rate = ["--set", "optimiser.learning_rate=1e30", "--set", "optimiser.steps=50"]
    assert main(["train", str(config), "--out", str(tmp_path / "run"), *rate]) == 1
    assert "lower optimiser.learning_rate" in capsys.readouterr().err
