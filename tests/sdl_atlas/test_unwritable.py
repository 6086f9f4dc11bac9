"""Results that cannot be written: one line, status 5, in every command; nothing half written, no traceback."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest

from sdl_atlas.command_line import main
from sdl_atlas.exit_status import UNWRITABLE
from solvers.sdl.train.model.architecture import Architecture
from solvers.sdl.train.model.module import SDLModel
from solvers.sdl.train.run.saelens import write_saelens

ROOT = Path(__file__).resolve().parents[2]
PROBLEM = str(ROOT / "examples" / "problems" / "example-3.5.json")
CERTIFICATE = str(ROOT / "examples" / "records" / "certificate.json")
CONTEXT = str(ROOT / "examples" / "contexts" / "live_in_water.cxt")
FULL = Path("/dev/full")


def with_output(start: str, arguments: list[str]) -> subprocess.CompletedProcess[str]:
    """The command with its standard output as a shell sets it."""
    line = f'exec {start} -m sdl_atlas "$@" {arguments.pop()}'
    return subprocess.run(
        ["sh", "-c", line, "sh", *arguments], cwd=ROOT, stderr=subprocess.PIPE, text=True, timeout=120
    )


@pytest.mark.skipif(not FULL.exists(), reason="this system has no device that is always full")
@pytest.mark.parametrize("arguments", [["verify", "--list"], ["check", CERTIFICATE]], ids=["verify", "check"])
@pytest.mark.parametrize("output", [">/dev/full", ">&-"], ids=["full", "closed"])
def test_standard_output(arguments: list[str], output: str) -> None:
    done = with_output(sys.executable, [*arguments, output])
    assert done.returncode == UNWRITABLE, done.stderr
    assert done.stderr.count("\n") == 1
    assert "standard output" in done.stderr


@pytest.fixture
def place(tmp_path: Path) -> Path:
    write_saelens(tmp_path / "sae", SDLModel(Architecture("relu", (3,), (3,), 5), seed=0))
    np.save(tmp_path / "x.npy", np.random.default_rng(0).normal(size=(9, 3)))
    (tmp_path / "file").write_text("mine")
    (tmp_path / "folder.npz").mkdir()
    (tmp_path / "folder.npy").mkdir()
    return tmp_path


@pytest.mark.parametrize(
    "arguments",
    [
        ["solve", PROBLEM, "--out", "{place}/file/landscape.json"],
        ["solve", PROBLEM, "--out", "{place}"],
        ["solve", PROBLEM, "--certificates", "{place}/file"],
        ["verify", "sdl.table-1-vs-4", "--out", "{place}/file"],
        ["lattice", CONTEXT, "--out", "{place}/file"],
        ["evaluate", "{place}/sae", "--data", "{place}/x.npy", "--out", "{place}/file"],
        ["encode", "{place}/sae", "--data", "{place}/x.npy", "--out", "{place}/folder.npz"],
        ["encode", "{place}/sae", "--data", "{place}/x.npy", "--out", "{place}/file/codes.npz"],
        ["train", "examples/train/topk.toml", "--out", "{place}/file/run"],
    ],
    ids=lambda arguments: " ".join(a for a in arguments if a[0] != "/")[:40],
)
def test_files_and_folders(
    arguments: list[str], place: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(ROOT)
    before = {p: p.stat().st_mtime_ns for p in place.rglob("*")}
    assert main([a.replace("{place}", str(place)) for a in arguments]) == UNWRITABLE
    said = capsys.readouterr()
    assert said.out == ""
    assert [line for line in said.err.splitlines() if line.startswith("sdl-atlas ")] == said.err.splitlines()[-1:]
    assert {p: p.stat().st_mtime_ns for p in place.rglob("*")} == before


def test_a_full_disk_while_a_command_writes(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """Whatever a command writes with: the front door tells it."""
    import theory.files

    def full(path: Path, _data: object) -> None:
        raise OSError(28, "No space left on device", str(path))

    monkeypatch.setattr(theory.files, "write_atomically", full)
    monkeypatch.chdir(ROOT)
    assert main(["solve", PROBLEM, "--out", str(tmp_path / "l.json")]) == UNWRITABLE
    assert (
        capsys.readouterr().err == f"sdl-atlas solve: {tmp_path}/l.json: cannot be written: No space left on device\n"
    )
    assert list(tmp_path.iterdir()) == []
