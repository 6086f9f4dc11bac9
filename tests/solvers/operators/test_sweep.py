"""Sweeps and several resolutions on functions: every run is the one that it would be alone, and refusals name the field."""

from __future__ import annotations

import csv
import pickle
from pathlib import Path
from typing import Any

import pytest
import torch

from solvers.operators.train.config import operator_config
from solvers.operators.train.run import load, train
from solvers.operators.train.sweep import expand, sweep, unseen_error
from theory.errors import InputError, OutputError

BASE: dict[str, Any] = {
    "model": {"kind": "sae-fno", "concepts": 2, "modes": 3, "dtype": "float64"},
    "data": {"kind": "functions", "grid": 8, "kernels": 2, "band": 2},
    "optimiser": {"steps": 4, "batch_size": 4},
    "run": {"seeds": [3, 4], "sweep": [{"model.modes": 2}, {"optimiser.learning_rate": 1e-3}]},
}
CNN = {"kind": "sae-cnn", "concepts": 2, "taps": 3}


def test_every_run_of_a_sweep_is_the_one_that_it_is_alone(tmp_path: Path) -> None:
    config = operator_config(BASE)
    ended = sweep(config, tmp_path / "sweep")
    names = [one.name for one in ended]
    assert names == ["sweep-0-seed-3", "sweep-0-seed-4", "sweep-1-seed-3", "sweep-1-seed-4"]
    alone = expand(config)[1].config
    assert (alone.model.modes, alone.run.seed, alone.run.sweep) == (2, 4, ())
    train(alone, tmp_path / "alone")
    one, other = (load(folder)[0].state_dict() for folder in (tmp_path / "alone", tmp_path / "sweep" / names[1]))
    assert all(torch.equal(one[name], other[name]) for name in one)
    rows = list(csv.DictReader((tmp_path / "sweep" / "runs.csv").read_text().splitlines()))
    assert [row["run"] for row in rows] == names
    assert [row["model.modes"] for row in rows] == ["2", "2", "", ""]
    assert float(rows[1]["unseen_error"]) == unseen_error(tmp_path / "alone")
    with pytest.raises(InputError, match="nothing is overwritten"):
        sweep(config, tmp_path / "sweep")
    assert sweep(config, tmp_path / "sweep", resume=True) == ended


@pytest.mark.parametrize("kind", [InputError, OutputError])
def test_a_refusal_reaches_the_process_that_waits(kind: type[InputError]) -> None:
    told = kind("data.file", "x" * 90, "is no file", "name one").within("a.toml")
    again = pickle.loads(pickle.dumps(told))
    assert (type(again), str(again), again.where, again.detail) == (kind, str(told), told.where, told.detail)


def test_a_run_that_diverges_does_not_stop_the_others(tmp_path: Path) -> None:
    run = {"sweep": [{"optimiser.learning_rate": 1e200}, {}]}
    ended = sweep(operator_config(BASE | {"run": run}), tmp_path)
    assert [one.status for one in ended] == ["diverged", "finished"]
    assert "learning_rate" in ended[0].message


@pytest.mark.parametrize("model", [BASE["model"], CNN])
def test_steps_read_the_resolutions_in_turn(model: dict[str, Any], tmp_path: Path) -> None:
    data = BASE["data"] | {"resolutions": [8, 12]}
    optimiser = BASE["optimiser"] | {"steps": 1}
    mixed, one = (operator_config({"model": model, "data": d, "optimiser": optimiser}) for d in (data, BASE["data"]))
    train(mixed, tmp_path / "mixed")
    train(one, tmp_path / "one")  # the first step reads 8 points in both
    left, right = (load(tmp_path / name)[0].state_dict() for name in ("mixed", "one"))
    assert all(torch.equal(left[name], right[name]) for name in left)
    later = [operator_config({**c.to_json(), "optimiser": optimiser | {"steps": 2}}) for c in (mixed, one)]
    for name, config in zip(("mixed", "one"), later, strict=True):
        train(config, tmp_path / f"{name}-2")
    left, right = (load(tmp_path / f"{name}-2")[0].state_dict() for name in ("mixed", "one"))
    assert any(not torch.equal(left[name], right[name]) for name in left)  # the second one 12 in one of them


@pytest.mark.parametrize(
    ("tables", "what"),
    [
        ({"run": {"sweep": [{"model.mode": 2}]}}, r"run.sweep\[0\]: model.mode"),
        ({"run": {"sweep": [{"model.modes": 9}]}}, "model.modes"),
        ({"run": {"sweep": [{"run.seed": 1}]}}, "cannot be changed by a sweep"),
        ({"run": {"sweep": [{"modes": 1}]}}, "must be section.field"),
        ({"data": {"kind": "functions", "grid": 8, "band": 2, "resolutions": [4]}}, "data.band|model.modes"),
        ({"data": {"kind": "functions", "grid": [8, 6], "band": 1, "resolutions": [9]}}, "no whole number of points"),
        ({"model": {"kind": "sae-mlp", "concepts": 2}, "data": BASE["data"] | {"resolutions": [16]}}, "reads the grid"),
        ({"model": CNN | {"boundary": "zero"}, "data": BASE["data"] | {"resolutions": [16]}}, "reads the grid"),
    ],
)
def test_refusals(tables: dict[str, Any], what: str) -> None:
    with pytest.raises(InputError, match=what):
        operator_config(BASE | tables)
