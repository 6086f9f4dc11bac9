"""Runs in folders: killed at any moment they go on to the same result; interrupted, damaged and changed runs."""

from __future__ import annotations

import json
import os
import random
import re
import signal
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest
import torch

from solvers.sdl.train.config.tables import TrainConfig, overridden
from solvers.sdl.train.run.checkpoint import load
from solvers.sdl.train.run.run_folder import RunFolder
from solvers.sdl.train.run.train import train
from solvers.sdl.train.step.loop import Progress
from solvers.sdl.train.step.trainer import Diverged, Trainer
from tests.solvers.sdl.train.configurations import tiny
from theory.errors import InputError

ROOT = Path(__file__).resolve().parents[5]
LONG = {
    "optimiser": {"steps": 150, "dead_after": 320, "resample": "heuristic", "resample_every": 25, "decay_steps": 50},
    "run": {"log_every": 5, "checkpoint_every": 7},
}
CHILD = """
import json, os, signal, sys, threading
from solvers.sdl.train.run.train import train
from tests.solvers.sdl.train.configurations import tiny
config = tiny(**json.loads(sys.argv[1]))
if float(sys.argv[3]):
    threading.Timer(float(sys.argv[3]), os.kill, (os.getpid(), signal.SIGKILL)).start()
train(config, sys.argv[2], resume=True)
os._exit(0)  # do not wait for a timer that is still running
"""


def same_run(first: Path, second: Path) -> None:
    for name in ("model/model.safetensors", "metrics.csv", "config.json"):
        assert (first / name).read_bytes() == (second / name).read_bytes(), name


def test_killed_at_any_moment_a_run_ends_the_same(tmp_path: Path) -> None:
    train(tiny(**LONG), tmp_path / "whole")
    moments, killed = random.Random(11), 0
    for attempt in range(12):
        delay = 0.0 if attempt >= 2 else moments.uniform(0.02, 0.3)
        command = [sys.executable, "-c", CHILD, json.dumps(LONG), str(tmp_path / "killed"), str(delay)]
        done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, timeout=120, check=False)
        if done.returncode == 0:
            break
        assert done.returncode == -signal.SIGKILL, done.stderr
        killed += 1
    assert killed >= 1
    same_run(tmp_path / "whole", tmp_path / "killed")
    assert not [p for p in (tmp_path / "killed").rglob(".*")], "what was half written is removed"


@pytest.mark.parametrize("moment", ["signal", "exception"])
def test_interrupted_runs_go_on(tmp_path: Path, moment: str) -> None:
    config = tiny()
    train(config, tmp_path / "whole")

    def interrupt(progress: Progress) -> None:
        if progress.row.step == 15:
            if moment == "exception":
                raise KeyboardInterrupt  # a second Ctrl-C, in the middle of things
            os.kill(os.getpid(), signal.SIGINT)

    with pytest.raises(KeyboardInterrupt):
        train(config, tmp_path / "cut", callback=interrupt)
    newest = RunFolder(tmp_path / "cut").newest()
    assert newest is not None
    assert newest.name == ("step-00000015" if moment == "signal" else "step-00000014")
    assert signal.getsignal(signal.SIGINT) is signal.default_int_handler
    assert train(config, tmp_path / "cut", resume=True).resumed_at == int(newest.name[-8:])
    same_run(tmp_path / "whole", tmp_path / "cut")


def test_a_finished_run_is_left_alone(tmp_path: Path) -> None:
    first = train(tiny(), tmp_path / "r")
    before = {p: p.stat().st_mtime_ns for p in (tmp_path / "r" / "model").iterdir()}
    again = train(tiny(), tmp_path / "r", resume=True)
    assert again.history == first.history
    assert again.resumed_at == 40
    assert {p: p.stat().st_mtime_ns for p in (tmp_path / "r" / "model").iterdir()} == before
    assert sorted(p.name for p in (tmp_path / "r" / "checkpoints").iterdir()) == ["step-00000035", "step-00000040"]
    model, record = load(tmp_path / "r" / "model")
    assert torch.equal(model.encoder_qp, again.model.encoder_qp)
    assert record["step"] == 40
    assert record["config"]["optimiser"]["steps"] == 40


def interrupted(folder: Path, config: TrainConfig) -> None:
    def stop(progress: Progress) -> None:
        if progress.row.step == 20:
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        train(config, folder, callback=stop)


def test_nothing_is_overwritten_and_a_changed_configuration_is_refused(tmp_path: Path) -> None:
    config = tiny()
    interrupted(tmp_path / "r", config)
    with pytest.raises(InputError, match="nothing is overwritten"):
        train(config, tmp_path / "r")
    for name, value in {"optimiser.learning_rate": 0.5, "model.k": 3, "data.sparsity": 0.5, "loss.auxk": 1.0}.items():
        with pytest.raises(InputError, match=name.replace(".", r"\.") + r": found .*was started with"):
            train(overridden(config, {name: value}), tmp_path / "r", resume=True)
    assert train(overridden(config, {"run.checkpoint_every": 11}), tmp_path / "r", resume=True).resumed_at == 14
    (tmp_path / "other").mkdir()
    (tmp_path / "other" / "thesis.tex").write_text("mine")
    with pytest.raises(InputError, match="needs an empty folder"):
        train(config, tmp_path / "other", resume=True)


@pytest.mark.parametrize("name", ["model.safetensors", "optimiser.safetensors", "model.json"])
def test_a_damaged_checkpoint_is_refused(tmp_path: Path, name: str) -> None:
    interrupted(tmp_path / "r", tiny())
    file = tmp_path / "r" / "checkpoints" / "step-00000014" / name
    data = bytearray(file.read_bytes())
    file.write_bytes(data[: len(data) // 2])
    with pytest.raises(InputError, match=name.replace(".", r"\.")):
        train(tiny(), tmp_path / "r", resume=True)


def test_one_half_of_another_checkpoint_is_refused(tmp_path: Path) -> None:
    interrupted(tmp_path / "r", tiny())
    new, old = (tmp_path / "r" / "checkpoints" / f"step-{i:08d}" for i in (14, 7))
    (new / "optimiser.safetensors").write_bytes((old / "optimiser.safetensors").read_bytes())
    with pytest.raises(InputError, match="the record says"):
        train(tiny(), tmp_path / "r", resume=True)


def edited(change: dict[str, object]) -> Callable[[Path], None]:
    """Something else in the record of the newest checkpoint; a dict is merged."""

    def edit(run: Path) -> None:
        file = run / "checkpoints" / "step-00000014" / "model.json"
        record = json.loads(file.read_text())
        for name, value in change.items():
            record[name] = {**record[name], **value} if isinstance(value, dict) else value
        file.write_text(json.dumps(record))

    return edit


def without_last_row(run: Path) -> None:
    lines = (run / "metrics.csv").read_text().splitlines(keepends=True)
    (run / "metrics.csv").write_text("".join(line for line in lines if not line.startswith(("10,", "15,", "20,"))))


@pytest.mark.parametrize(
    ("damage", "why"),
    [
        (edited({"step": 13}), "step: found 13; the folder is step-00000014"),
        (edited({"step": None}), "step: found None"),
        (edited({"dtype": ["float32"]}), "dtype: found"),
        (edited({"architecture": {"k": 1}}), "found k = 1; the configuration says 2"),
        (edited({"architecture": {"kind": "relu", "k": None}}), "found kind = relu"),
        (lambda run: (run / "metrics.csv").write_text("a\nb,1\n"), "not the metrics of a run"),
        (lambda run: (run / "metrics.csv").unlink(), "found no rows"),
        (without_last_row, "found a last row of step 5; step-00000014 comes after the row of step 10"),
        (lambda run: (run / "config.json").write_text('{"schema": "sdl-atlas/train/1"}'), "config: found None"),
    ],
)
def test_a_run_that_disagrees_with_itself_is_refused(tmp_path: Path, damage: Callable[[Path], None], why: str) -> None:
    interrupted(tmp_path / "r", tiny())
    damage(tmp_path / "r")
    before = {p: p.read_bytes() for p in tmp_path.rglob("*") if p.is_file()}
    with pytest.raises(InputError, match=re.escape(why)):
        train(tiny(), tmp_path / "r", resume=True)
    assert {p: p.read_bytes() for p in tmp_path.rglob("*") if p.is_file()} == before


def test_a_checkpoint_that_cannot_go_on_is_not_written(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """NaN between two looks at the loss must not push the good checkpoints out."""
    gradients = Trainer._gradients

    def poisoned(self: Trainer, step: int) -> tuple[torch.Tensor, torch.Tensor]:
        out = gradients(self, step)
        if step == 9 and self.model.encoder_qp.grad is not None:
            self.model.encoder_qp.grad *= float("nan")
        return out

    monkeypatch.setattr(Trainer, "_gradients", poisoned)
    with pytest.raises(Diverged, match="step 10: encoder_qp is not finite"):
        train(tiny(run={"log_every": 1000, "checkpoint_every": 2}), tmp_path / "r")
    newest = RunFolder(tmp_path / "r").newest()
    assert newest is not None
    assert newest.name == "step-00000008"
    load(newest)


def test_a_batch_without_room_is_refused_before_anything_is_written(tmp_path: Path) -> None:
    with pytest.raises(InputError, match="there is no room for the samples"):
        train(tiny(optimiser={"batch_size": 10**12}), tmp_path / "r")
    assert not (tmp_path / "r").exists()


def test_a_run_that_diverges_keeps_its_last_good_checkpoint(tmp_path: Path) -> None:
    config = tiny(model={"kind": "relu", "k": None}, optimiser={"learning_rate": 1e25, "warmup_steps": 40})
    with pytest.raises(Diverged):
        train(config, tmp_path / "r")
    newest = RunFolder(tmp_path / "r").newest()
    if newest is not None:
        load(newest)  # finite
    assert not RunFolder(tmp_path / "r").finished


def test_a_run_starts_from_a_checkpoint(tmp_path: Path) -> None:
    first = train(tiny(), tmp_path / "first")
    config = tiny(model={"start": str(tmp_path / "first" / "model")}, optimiser={"steps": 1, "learning_rate": 1e-12})
    second = train(config, tmp_path / "second")
    # one step of size 1e-12
    torch.testing.assert_close(second.model.encoder_qp, first.model.encoder_qp, rtol=0, atol=1e-6)
    with pytest.raises(InputError, match="the configuration says 3"):
        train(overridden(config, {"model.k": 3}), tmp_path / "third")
