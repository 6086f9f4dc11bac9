"""Threads: few for small models, and a run goes on with those it began with."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
import torch

from sdl_atlas.command_line import main
from solvers.sdl.train.config.tables import TrainConfig, overridden
from solvers.sdl.train.run.one_thread import computing_on
from solvers.sdl.train.run.run_folder import RunFolder
from solvers.sdl.train.run.threads import SMALL, chosen, on_resume
from solvers.sdl.train.run.train import train
from solvers.sdl.train.step.loop import Progress
from tests.solvers.sdl.train.configurations import tiny
from theory.errors import InputError

ROOT = Path(__file__).resolve().parents[5]


@pytest.fixture(autouse=True)
def three(monkeypatch: pytest.MonkeyPatch) -> Any:
    """A machine on which PyTorch would take three threads."""
    monkeypatch.delenv("OMP_NUM_THREADS", raising=False)
    with computing_on(3):
        yield


def test_small_models_get_one_thread(monkeypatch: pytest.MonkeyPatch) -> None:
    assert chosen(None, width=SMALL // 256, batch_size=256) == 1
    assert chosen(None, width=SMALL // 256 + 1, batch_size=256) == 3
    assert chosen(2, width=1, batch_size=1) == 2
    monkeypatch.setenv("OMP_NUM_THREADS", "3")
    assert chosen(None, width=1, batch_size=1) == 3


def cut(config: TrainConfig, folder: Path) -> int:
    """A run that is interrupted at step 20; the number of threads it had."""
    seen = []

    def stop(progress: Progress) -> None:
        seen.append(torch.get_num_threads())
        if progress.row.step == 20:
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        train(config, folder, callback=stop)
    assert torch.get_num_threads() == 3, "what was set before is set again"
    return seen[0]


def resumed(config: TrainConfig, folder: Path) -> tuple[int, list[str]]:
    seen: list[int] = []
    said: list[str] = []
    train(config, folder, resume=True, callback=lambda _: seen.append(torch.get_num_threads()), warn=said.append)
    return seen[0], said


def test_a_run_goes_on_with_its_number(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    assert cut(tiny(), tmp_path / "r") == 1
    record = RunFolder(tmp_path / "r").record()
    assert record is not None
    assert record["machine"] == {"device": "cpu", "threads": 1, "torch": torch.__version__}
    monkeypatch.setenv("OMP_NUM_THREADS", "3")
    assert resumed(tiny(), tmp_path / "r") == (1, [])
    assert json.loads((tmp_path / "r" / "result.json").read_text())["threads"] == 1


def test_another_number_is_taken_with_a_warning(tmp_path: Path) -> None:
    assert cut(overridden(tiny(), {"run.threads": 2}), tmp_path / "r") == 2
    number, said = resumed(overridden(tiny(), {"run.threads": 1}), tmp_path / "r")
    assert number == 1
    wanted = "run.threads: the run began with 2 threads and goes on with 1; the result may differ in the last bits"
    assert said == [wanted]


def test_the_warning_is_one_line_on_stderr(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    toml = tmp_path / "c.toml"
    toml.write_text(
        '[model]\nkind="relu"\nwidth=6\n[data]\nfeatures=5\ninputs=[4]\nsparsity=0.5\ninterference=0.9\n'
        "[optimiser]\nsteps=4\nbatch_size=8\n[run]\nthreads=2"
    )
    command = ["train", str(toml), "--out", str(tmp_path / "r"), "--no-plot", "--device=cpu"]
    assert main(command) == 0
    capsys.readouterr()
    assert main([*command, "--resume", "--set=run.threads=1"]) == 0
    first = capsys.readouterr().err.splitlines()[0]
    assert first.startswith("sdl-atlas train: warning: run.threads: the run began with 2 threads and goes on with 1;")


def said(record: dict[str, Any], asked: int | None = None) -> tuple[int | None, list[str]]:
    lines: list[str] = []
    return on_resume({"machine": record}, asked, device="cpu", warn=lines.append), lines


def test_another_machine_is_named() -> None:
    here = {"device": "cpu", "threads": 1, "torch": torch.__version__}
    assert said(here) == (1, [])
    assert said({**here, "device": "NVIDIA H100"})[1] == [
        "device: the run began with NVIDIA H100 and goes on with cpu; the result may differ in the last bits"
    ]
    assert said({**here, "torch": "1.0"})[1][0].startswith("torch: the run began with 1.0 and goes on with ")
    number, lines = said({**here, "threads": 4096})
    assert number == 4096
    assert lines[0].startswith(f"run.threads: the run began with 4096 threads, here are {os.cpu_count()} cores")
    assert on_resume({}, None, device="cpu", warn=lines.append) is None, "an older checkpoint does not say"


@pytest.mark.parametrize("threads", [0, -1, "two", None, True, 1.5])
def test_a_record_without_a_number_is_refused(threads: object) -> None:
    with pytest.raises(InputError, match=r"machine\.threads: found "):
        said({"device": "cpu", "threads": threads, "torch": torch.__version__})


def test_waiting_threads_sleep() -> None:
    """The command says so before PyTorch is loaded, and does not overrule the user."""
    code = (
        "import sys, os; from sdl_atlas.command_line import main; assert 'torch' not in sys.modules; "
        "main(['train', 'none.toml']); print(os.environ['OMP_WAIT_POLICY'])"
    )
    for given, wanted in ((None, "passive"), ("active", "active")):
        environment = {k: v for k, v in os.environ.items() if k != "OMP_WAIT_POLICY"}
        environment |= {} if given is None else {"OMP_WAIT_POLICY": given}
        done = subprocess.run(
            [sys.executable, "-c", code], cwd=ROOT, env=environment, capture_output=True, text=True, check=True
        )
        assert done.stdout.strip() == wanted
