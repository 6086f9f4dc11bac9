"""Sweeps that are interrupted: what is finished is listed, what was under way goes on, and the result is the same."""

from __future__ import annotations

import csv
import os
import signal
import subprocess
import sys
import time
from concurrent.futures import Executor, ThreadPoolExecutor
from pathlib import Path

import pytest

from sdl_atlas.sweep_progress import Standing, Standings, standing
from solvers.sdl.train.config.tables import expand
from solvers.sdl.train.run.alone import alone
from solvers.sdl.train.run.run_folder import RunFolder
from solvers.sdl.train.run.sweep import STOP, Outcome, sweep
from tests.solvers.sdl.train.configurations import tiny
from theory.errors import InputError

ROOT = Path(__file__).resolve().parents[5]
CONFIG = tiny(run={"seeds": [0, 1, 2]}, optimiser={"steps": 20})


def names(folder: Path) -> list[str]:
    with (folder / "runs.csv").open() as stream:
        return [row["run"] for row in csv.DictReader(stream)]


@pytest.fixture
def one() -> Executor:
    return ThreadPoolExecutor(1)


def test_what_is_finished_is_listed_and_not_done_again(tmp_path: Path, one: Executor) -> None:
    whole, cut = tmp_path / "whole", tmp_path / "cut"
    sweep(CONFIG, whole, executor=one)

    def interrupt(outcome: Outcome) -> None:
        if outcome.name == "seed-1":
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        sweep(CONFIG, cut, executor=one, callback=interrupt)
    assert names(cut)[:2] == ["seed-0", "seed-1"]
    assert not (cut / STOP).exists()
    before = (cut / "seed-0" / "model" / "model.json").stat().st_mtime_ns
    told: list[str] = []
    outcomes = sweep(CONFIG, cut, executor=one, resume=True, callback=lambda o: told.append(o.name))
    assert (cut / "seed-0" / "model" / "model.json").stat().st_mtime_ns == before
    assert [o.name for o in outcomes] == told == names(cut) == ["seed-0", "seed-1", "seed-2"]
    for name in ("runs.csv", "seed-2/metrics.csv", "seed-2/model/model.safetensors"):
        assert (whole / name).read_bytes() == (cut / name).read_bytes()


def test_a_run_under_way_writes_a_checkpoint(tmp_path: Path, one: Executor) -> None:
    """Its thread hears no signal; the file that it looks for tells it."""
    config = tiny(run={"seeds": [0, 1], "checkpoint_every": 10**6}, optimiser={"steps": 10**6})

    def interrupt() -> None:
        if standing(expand(config)[0], tmp_path / "seed-0").step >= 5:
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        sweep(config, tmp_path, executor=one, tick=interrupt)
    assert RunFolder(tmp_path / "seed-0").newest() is not None
    assert not (tmp_path / "seed-1").exists()
    assert not (tmp_path / "runs.csv").exists(), "nothing is finished"
    assert not (tmp_path / STOP).exists()


def test_bad_input_keeps_what_is_finished(tmp_path: Path, one: Executor) -> None:
    (tmp_path / "seed-1").mkdir(parents=True)
    (tmp_path / "seed-1" / "thesis.tex").write_text("mine")
    with pytest.raises(InputError, match="needs an empty folder"):
        sweep(CONFIG, tmp_path, executor=one)
    assert "seed-0" in names(tmp_path)


def test_a_changed_configuration_is_refused_for_finished_runs_too(tmp_path: Path, one: Executor) -> None:
    sweep(CONFIG, tmp_path, executor=one)
    with pytest.raises(InputError, match=r"model\.k: found 1; the run in .* was started with 2"):
        sweep(
            tiny(run={"seeds": [0, 1, 2]}, optimiser={"steps": 20}, model={"k": 1}), tmp_path, executor=one, resume=True
        )


TOML = """
[model]
kind = "topk"
width = 12
k = 2
[data]
features = 10
inputs = [8]
sparsity = 0.8
interference = 0.9
[optimiser]
steps = 1000
batch_size = 32
[run]
seeds = [0, 1, 2]
log_every = 5
sweep = [{ "optimiser.steps" = 5 }, { "optimiser.steps" = 1000000 }]
"""


def test_ctrl_c_at_the_terminal(tmp_path: Path) -> None:
    """A signal to all processes of the terminal: one line, no traceback, status 130."""
    (tmp_path / "c.toml").write_text(TOML)
    out = tmp_path / "out"
    command = [sys.executable, "-m", "sdl_atlas", "train", str(tmp_path / "c.toml"), "--out", str(out)]
    process = subprocess.Popen(command, cwd=ROOT, stderr=subprocess.PIPE, text=True, start_new_session=True)
    last, end = out / "sweep-1-seed-0" / "metrics.csv", time.monotonic() + 100
    # the fourth run can begin before the process that watches has heard of the end of the third
    while not (last.exists() and (out / "runs.csv").exists() and len(names(out)) == 3) and time.monotonic() < end:
        time.sleep(0.05)
    os.killpg(process.pid, signal.SIGINT)
    _, err = process.communicate(timeout=60)
    assert process.returncode == 130, err
    assert "Traceback" not in err
    assert err.splitlines()[-2].startswith("3/6 runs are over, one line each in ")
    assert err.splitlines()[-1] == "sdl-atlas train: interrupted; go on with --resume"
    assert names(out) == ["sweep-0-seed-0", "sweep-0-seed-1", "sweep-0-seed-2"]
    assert RunFolder(out / "sweep-1-seed-0").newest() is not None
    assert not (out / "sweep-1-seed-1").exists(), "it was handed to the worker already"


def test_workers_of_a_killed_sweep_write_a_checkpoint_and_end(tmp_path: Path) -> None:
    """The parent dies without a word; its workers would train on, and a second sweep would meet them in the folder."""
    (tmp_path / "c.toml").write_text(TOML.replace("[0, 1, 2]", "[0]"))
    out = tmp_path / "out"
    command = [sys.executable, "-m", "sdl_atlas", "train", str(tmp_path / "c.toml"), "--out", str(out), "--jobs", "1"]
    process = subprocess.Popen(command, cwd=ROOT, stderr=subprocess.DEVNULL, start_new_session=True)
    folder, end = out / "sweep-1-seed-0", time.monotonic() + 100
    while not (folder / "metrics.csv").exists() and time.monotonic() < end:
        time.sleep(0.05)
    with pytest.raises(InputError, match="another process trains in this folder"), alone(folder):
        pass
    process.kill()
    process.wait(timeout=60)
    while alive(process.pid) and time.monotonic() < end:
        time.sleep(0.1)
    assert not alive(process.pid), "a worker trains on"
    assert RunFolder(folder).newest() is not None
    with alone(folder):
        pass


def alive(group: int) -> bool:
    """Whether a process of the group is left."""
    try:
        os.killpg(group, 0)
    except ProcessLookupError:
        return False
    return True


def test_standing_by_the_folder(tmp_path: Path) -> None:
    single = expand(CONFIG)[0]
    assert standing(single, tmp_path) == Standing("seed-0", 0, 20)
    file = tmp_path / "metrics.csv"
    for text, step in (("step,samples\n", 0), ("step,samples\n5,3\n", 5), ("step,samples\n5,3\n10", 5), ("", 0)):
        file.write_text(text)
        assert standing(single, tmp_path) == Standing("seed-0", step, 20)
    file.write_text("step\n" + "".join(f"{i},{'9' * 50}\n" for i in range(1000)))
    assert standing(single, tmp_path).step == 999
    (tmp_path / "result.json").touch()
    assert standing(single, tmp_path) == Standing("seed-0", 20, 20, over=True)


def test_the_line_while_one_waits(tmp_path: Path) -> None:
    standings, ended = Standings.of(expand(CONFIG), tmp_path), set[str]()
    first = standings.text(ended=ended, seconds=0.0)
    (tmp_path / "seed-1").mkdir()
    (tmp_path / "seed-1" / "metrics.csv").write_text("step\n15,\n")
    ended.add("seed-0")  # it diverged: no steps are left of it
    second = standings.text(ended=ended, seconds=7.0)
    assert first == "0/3 runs, 0% of all steps, starting"
    assert second == "1/3 runs, 58% of all steps, 0:05 left; under way: seed-1 75%"
