"""``train`` and ``land`` of the library for every kind of model and data: the same doors, the same results as the commands."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

import sdl_atlas as sa
from sdl_atlas.command_line import main
from sdl_atlas.library.functions import FunctionsRun
from solvers.operators.train.config import operator_config
from solvers.sdl.train.run.train import RunResult

ROOT = Path(__file__).resolve().parents[2]
FNO = str(ROOT / "examples" / "train" / "functions-fno.toml")
SHORT = {"optimiser.steps": 6, "optimiser.decay_steps": 2, "optimiser.batch_size": 8}
STEPS = {"steps": 20, "warmup_steps": 2, "decay_steps": 5, "batch_size": 64}


def test_functions_as_the_command(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    changes = [f"--set={k}={v}" for k, v in SHORT.items()]
    assert main(["train", FNO, "--out", str(tmp_path / "command"), *changes]) == 0
    lines: list[Any] = []
    made = sa.train(FNO, tmp_path / "library", change=SHORT, progress=lines.append)
    assert isinstance(made, FunctionsRun)
    assert made.last == lines[-1]
    assert made.last.step == 6
    assert not made.model.training
    assert repr(made).startswith("<FunctionsRun sae-fno: 3 concepts")
    file = Path("model") / "model.safetensors"
    assert (tmp_path / "command" / file).read_bytes() == (tmp_path / "library" / file).read_bytes()
    assert main(["land", str(tmp_path / "command"), "--out", str(tmp_path / "landed")]) == 0
    found = sa.land(tmp_path / "library", out=tmp_path / "by-library")
    assert isinstance(found, sa.OperatorsRecord)
    name = "operators.json"
    assert (tmp_path / "landed" / name).read_bytes() == (tmp_path / "by-library" / name).read_bytes()
    assert sa.read_operators(tmp_path / "landed") == found
    assert len(found.rows) > 1
    assert "trained on" in capsys.readouterr().out


@pytest.mark.parametrize("model", [{"kind": "sae-cnn", "taps": 3}, {"kind": "sae-mlp"}], ids=lambda m: m["kind"])
def test_tables_and_configurations_of_functions(tmp_path: Path, model: dict[str, Any]) -> None:
    tables = {"model": {"concepts": 2, **model}, "data": {"kind": "functions", "grid": 12}}
    by_tables = sa.train(tables, tmp_path / "a", change=SHORT)
    by_config = sa.train(operator_config(tables), tmp_path / "b", change=SHORT)
    assert isinstance(by_tables, FunctionsRun)
    assert isinstance(by_config, FunctionsRun)
    assert by_tables.last == by_config.last
    assert tables["data"] == {"kind": "functions", "grid": 12}  # what is given is not written to
    assert isinstance(sa.land(tmp_path / "a"), sa.OperatorsRecord)


def test_pursuit_is_landed_against_its_features(tmp_path: Path) -> None:
    tables = {
        "model": {"kind": "pursuit", "width": 8, "k": 2},
        "data": {"kind": "bench", "features": 8, "inputs": [6]},
        "optimiser": STEPS,
    }
    assert isinstance(sa.train(tables, tmp_path / "run", device="cpu"), RunResult)
    found = sa.land(tmp_path / "run", gaps=False)
    assert isinstance(found, sa.RecoveryRecord)
    assert found.runs[0].architecture.kind == "pursuit"


def test_manifolds_are_landed_by_their_verdicts(tmp_path: Path) -> None:
    tables = {
        "model": {"kind": "topk", "width": 8, "k": 2},
        "data": {"kind": "manifolds", "dimension": 4, "manifolds": ["circle"]},
        "optimiser": STEPS,
    }
    sa.train(tables, tmp_path / "run", device="cpu")
    found = sa.land(tmp_path / "run", out=tmp_path / "landed")
    assert isinstance(found, sa.CaptureRecord)
    assert found == sa.read_capture(tmp_path / "landed")


def test_what_functions_do_not_know_is_refused(tmp_path: Path) -> None:
    for says, call in (
        ("device: found cuda", lambda: sa.train(FNO, tmp_path / "x", device="cuda")),
        (
            "optimiser: found 3; must be section.field",
            lambda: sa.train({"model": {"kind": "sae-mlp"}}, tmp_path, change={"optimiser": 3}),
        ),
        (
            "model.modes",
            lambda: sa.train(
                {"model": {"kind": "sae-fno", "concepts": 2}, "data": {"kind": "functions"}}, tmp_path / "x"
            ),
        ),
    ):
        with pytest.raises(sa.InputError) as info:
            call()
        assert says in str(info.value)
    assert not (tmp_path / "x").exists()
    sa.train(
        {"model": {"kind": "sae-mlp", "concepts": 2}, "data": {"kind": "functions", "grid": 12}},
        tmp_path / "run",
        change=SHORT,
    )
    with pytest.raises(sa.InputError, match="is a run on functions; give its folder alone"):
        sa.land(tmp_path / "run", steps=3)
