"""``sdl-atlas train`` as a user meets it: the shipped examples run, own data, resume, bad input in one line."""

from __future__ import annotations

import json
import os
import pickle
import signal
from pathlib import Path

import numpy as np
import pytest

from sdl_atlas.command_line import main
from sdl_atlas.progress import Line
from solvers.sdl.train.run.run_folder import RunFolder
from solvers.sdl.train.run.saelens import read_saelens

ROOT = Path(__file__).resolve().parents[2]
EXAMPLES = sorted((ROOT / "examples" / "train").glob("*.toml"))
SHORT = [
    f"--set=optimiser.{f}"
    for f in ("steps=12", "batch_size=32", "decay_steps=4", "warmup_steps=2", "resample_every=4", "resample_until=8")
] + ["--set=optimiser.dead_after=64", "--set=run.log_every=4", "--set=run.checkpoint_every=5", "--device=cpu"]


def own(folder: Path, content: np.ndarray | bytes) -> Path:
    """The shipped configuration for one's own data, beside an activations.npy."""
    if isinstance(content, bytes):
        (folder / "activations.npy").write_bytes(content)
    else:
        np.save(folder / "activations.npy", content)
    config = folder / "own-data.toml"
    config.write_bytes((ROOT / "examples" / "train" / "own-data.toml").read_bytes())
    return config


def activations() -> np.ndarray:
    return np.random.default_rng(0).standard_normal((200, 16)).astype(np.float32)


def one_line(capsys: pytest.CaptureFixture[str]) -> str:
    err = capsys.readouterr().err
    assert err.count("\n") == 1, err
    assert "Traceback" not in err
    return err


# own-data needs a file beside it; models on functions have fields of their own (docs/operators.md is run)
SYNTHETIC = [e for e in EXAMPLES if e.stem != "own-data" and not e.stem.startswith("functions")]


@pytest.mark.parametrize("example", SYNTHETIC, ids=lambda p: p.stem)
def test_examples_run(example: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    short = [*SHORT, *(["--set=run.seeds=[0]", "--set=run.sweep=[]"])]
    assert main(["train", str(example), "--out", str(tmp_path / "run"), *short]) == 0
    assert "model:" in capsys.readouterr().out
    for name in ("metrics.csv", "plot.png", "plot.pdf", "model/model.safetensors", "result.json"):
        assert (tmp_path / "run" / name).stat().st_size > 0
    assert json.loads((tmp_path / "run" / "result.json").read_text())["last"]["step"] == 12


def test_several_runs(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    example = ROOT / "examples" / "train" / "relu-l1.toml"
    assert main(["train", str(example), "--out", str(tmp_path / "runs"), *SHORT, "--set=run.seeds=[0,1]"]) == 0
    assert "2 runs" in capsys.readouterr().out
    assert len((tmp_path / "runs" / "runs.csv").read_text().splitlines()) == 3
    assert (tmp_path / "runs" / "plot.png").stat().st_size > 0


def test_own_data_interrupted_resumed_and_exported(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    config, out, exported = own(tmp_path, activations()), tmp_path / "run", tmp_path / "exported"
    command = ["train", str(config), "--out", str(out), *SHORT, "--export-saelens", str(exported)]

    def show(_line: Line, text: str, **_more: bool) -> None:
        if text.startswith("step 8/"):
            os.kill(os.getpid(), signal.SIGINT)

    with monkeypatch.context() as patch:
        patch.setattr(Line, "show", show)
        assert main(command) == 130
    assert "interrupted" in one_line(capsys)
    newest = RunFolder(out).newest()
    assert newest is not None
    assert newest.name == "step-00000008"
    assert not exported.exists()
    assert main([*command, "--resume"]) == 0
    assert "from step 8" in capsys.readouterr().out
    assert read_saelens(exported).model.architecture.width == 256


def test_divergence_is_one_line_and_status_1(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    config = own(tmp_path, activations())
    command = ["train", str(config), "--out", str(tmp_path / "run"), *SHORT, "--set=optimiser.learning_rate=1e30"]
    assert main([*command, "--set=optimiser.unit_norm_decoder=false"]) == 1
    last = capsys.readouterr().err.splitlines()[-1]
    assert "lower optimiser.learning_rate" in last
    assert "newest checkpoint is" in last


NAN = np.full((200, 16), np.nan, dtype=np.float32)


@pytest.mark.parametrize(
    ("content", "options", "why"),
    [
        (NAN, [], "activations.npy"),
        (b"", [], "activations.npy"),
        (b"\x93NUMPY\x01\x00", [], "activations.npy"),
        (pickle.dumps([1, 2, 3]), [], "activations.npy"),
        (activations()[0], [], "activations.npy"),
        (activations(), ["--set=model.k=1000"], "model.k: found 1000; must be at most model.width = 256"),
        (activations(), ["--set=model.kk=3"], 'did you mean "k"?'),
        (activations(), ["--set=nonsense"], "must be section.field=value"),
        (activations(), ["--set=data.files=['no.npy']"], "no.npy"),
        (activations(), ["--set=loss.anchors=2", "--set=loss.anchor=1"], "are not known"),
        (activations(), ["--jobs", "0"], "--jobs"),
        (activations(), ["--set=model.width=1000000000000"], "model.width"),
        (activations(), ["--set=model.width=99999999999999999999"], "model.width"),
        (activations(), ["--set=optimiser.dead_after=9223372036854775808"], "must be an integer of 64 bits"),
        (activations(), ["--set=model.width=" + "9" * 5000], "model.width"),
        (activations(), ["--set=model.k=3\nx=1"], "on one line"),
        (
            activations(),
            ["--set=model.kind='batchtopk'", "--set=optimiser.resample='optimal'"],
            'use resample = "heuristic"',
        ),
        (activations(), ["--set=model.start=nowhere"], "nowhere: found nothing"),
        (activations(), ["--set=optimiser.warmup_steps=900"], "or raise steps"),
        (activations(), ["--set=run.seeds=[0,1]", "--export-saelens", "e"], "2 runs"),
    ],
)
def test_bad_input(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], content: np.ndarray | bytes, options: list[str], why: str
) -> None:
    config = own(tmp_path, content)
    assert main(["train", str(config), "--out", str(tmp_path / "run"), *SHORT, *options]) == 2
    assert why in one_line(capsys)
    assert not (tmp_path / "run").exists(), "nothing is written before the input is known to be good"


def test_folders_that_cannot_be_made_and_runs_of_others(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    config = own(tmp_path, activations())
    (tmp_path / "nowhere").symlink_to(tmp_path / "gone")
    for out in (config / "run", tmp_path / "nowhere"):
        assert main(["train", str(config), "--out", str(out), *SHORT]) == 5
        assert "cannot be written" in one_line(capsys)
    assert main(["train", str(config), "--out", str(tmp_path / "run"), *SHORT, "--no-plot"]) == 0
    capsys.readouterr()
    assert main(["train", str(config), "--out", str(tmp_path / "run"), *SHORT]) == 2
    assert "nothing is overwritten" in one_line(capsys)
    assert not (tmp_path / "run" / "plot.png").exists(), "a refused run draws nothing either"


def test_number_of_thousands_of_digits(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (tmp_path / "c.toml").write_text("[model]\nwidth = " + "9" * 5000)
    assert main(["train", str(tmp_path / "c.toml"), "--out", str(tmp_path / "run")]) == 2
    assert "no TOML" in one_line(capsys)


def test_no_configuration_and_no_device(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["train", str(tmp_path / "none.toml")]) == 2
    assert "none.toml" in one_line(capsys)
