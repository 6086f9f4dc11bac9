"""Two runs in one folder: the second is refused, and leaves nothing; a folder that is free again can be used."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from solvers.sdl.train.run.alone import alone
from solvers.sdl.train.run.train import train
from tests.solvers.sdl.train.configurations import tiny
from theory.errors import InputError

CONFIG = tiny(optimiser={"steps": 5})


def test_the_second_run_is_refused(tmp_path: Path) -> None:
    folder = tmp_path / "runs" / "one"
    with alone(folder), pytest.raises(InputError, match="found a run under way"):
        train(CONFIG, folder)
    assert list(tmp_path.iterdir()) == [], "what was made for nothing goes again"
    train(CONFIG, folder)
    with alone(folder), pytest.raises(InputError, match="another process trains in this folder"):
        train(CONFIG, folder, resume=True)
    assert train(CONFIG, folder, resume=True).history.last.step == 5
    assert not [name for name in os.listdir(folder) if "lock" in name]


def test_folders_that_cannot_be_used_stay_as_they_are(tmp_path: Path) -> None:
    (tmp_path / "thesis.tex").write_text("mine")
    with pytest.raises(InputError, match="needs an empty folder"):
        train(CONFIG, tmp_path / "thesis.tex")
    with pytest.raises(InputError, match="needs an empty folder"):
        train(CONFIG, tmp_path)
    assert [p.name for p in tmp_path.iterdir()] == ["thesis.tex"]
    (tmp_path / "thesis.tex").unlink()
    with alone(tmp_path):
        pass
    assert tmp_path.is_dir(), "an empty folder of somebody else's is not removed"
