"""Sweeps over executors of two makes, and two processes that train one model."""

from __future__ import annotations

import csv
import multiprocessing
import subprocess
import sys
from concurrent.futures import Executor, ProcessPoolExecutor, ThreadPoolExecutor
from pathlib import Path

import pytest
import torch

from solvers.sdl.train.config.tables import TrainConfig, expand
from solvers.sdl.train.run.checkpoint import load
from solvers.sdl.train.run.sweep import Outcome, sweep
from solvers.sdl.train.run.train import train
from tests.solvers.sdl.train.configurations import tiny
from theory.errors import InputError

ROOT = Path(__file__).resolve().parents[5]
CONFIG = tiny(run={"seeds": [0, 1], "sweep": [{"model.k": 1}, {"optimiser.learning_rate": 0.02}]})


def check(config: TrainConfig, folder: Path, outcomes: list[Outcome]) -> None:
    assert [o.name for o in outcomes] == [s.name for s in expand(config)]
    with (folder / "runs.csv").open() as stream:
        rows = list(csv.DictReader(stream))
    assert [(r["run"], r["seed"], r["model.k"]) for r in rows] == [
        ("sweep-0-seed-0", "0", "1"),
        ("sweep-0-seed-1", "1", "1"),
        ("sweep-1-seed-0", "0", ""),
        ("sweep-1-seed-1", "1", ""),
    ]
    assert [float(r["loss"]) for r in rows] == [o.last and o.last.loss for o in outcomes]
    assert len({r["loss"] for r in rows}) == 4


@pytest.fixture(scope="module")
def alone(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The four runs, one after another in this process."""
    folder = tmp_path_factory.mktemp("alone")
    for single in expand(CONFIG):
        train(single.config, folder / single.name)
    return folder


def run(executor: Executor, folder: Path, alone: Path) -> None:
    ended: list[str] = []
    outcomes = sweep(CONFIG, folder, executor=executor, callback=lambda o: ended.append(o.name))
    check(CONFIG, folder, outcomes)
    assert sorted(ended) == [o.name for o in outcomes]
    for single in expand(CONFIG):
        ours, theirs = (load(f / single.name / "model")[0].state_dict() for f in (folder, alone))
        # another process may use another number of threads, which reorders sums in single precision
        assert all(torch.allclose(ours[n], theirs[n], rtol=1e-3, atol=1e-4) for n in theirs)


def test_threads(tmp_path: Path, alone: Path) -> None:
    with ThreadPoolExecutor(1) as executor:
        run(executor, tmp_path, alone)


def test_processes(tmp_path: Path, alone: Path) -> None:
    with ProcessPoolExecutor(1, multiprocessing.get_context("spawn")) as executor:
        run(executor, tmp_path, alone)


def test_dask(tmp_path: Path, alone: Path) -> None:
    from distributed import Client, LocalCluster

    # workers in this process: what is tested is the executor, and dask's own start of processes is slow
    with (
        LocalCluster(n_workers=1, threads_per_worker=1, processes=False, dashboard_address=None) as cluster,
        Client(cluster) as client,
    ):
        run(client.get_executor(), tmp_path, alone)


def test_one_run_that_diverges_does_not_stop_the_others(tmp_path: Path) -> None:
    config = tiny(
        model={"kind": "relu", "k": None}, run={"sweep": [{"optimiser.learning_rate": 1e30}, {"loss.l1": 0.1}]}
    )
    with ThreadPoolExecutor(1) as executor:
        first, second = sweep(config, tmp_path, executor=executor)
    assert (first.status, second.status) == ("diverged", "finished")
    assert "learning_rate" in first.message
    with ThreadPoolExecutor(1) as executor, pytest.raises(InputError, match="nothing is overwritten"):
        sweep(config, tmp_path, executor=executor)


TOML = """
[model]
kind = "topk"
width = 12
k = 2
dtype = "float64"
[data]
features = 10
inputs = [8]
sparsity = 0.8
interference = 0.9
[optimiser]
steps = 40
batch_size = 32
learning_rate = 0.01
dead_after = 64
resample = "heuristic"
resample_every = 10
[run]
checkpoint_every = 20
"""


def test_two_processes_train_the_model_of_one(tmp_path: Path) -> None:
    """Each process takes half of every batch, so only the order of sums differs: in double precision less than 1e-9 after 40 steps."""
    (tmp_path / "c.toml").write_text(TOML)
    launch = [sys.executable, "-W", "ignore", "-m", "torch.distributed.run", "--standalone", "--nproc-per-node", "2"]
    command = [
        *launch,
        "-m",
        "sdl_atlas",
        "train",
        str(tmp_path / "c.toml"),
        "--out",
        str(tmp_path / "two"),
        "--no-plot",
    ]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, timeout=120, check=False)
    assert done.returncode == 0, done.stderr[-2000:]
    assert done.stdout.count("model:") == 1, "one process talks"
    from solvers.sdl.train.config.tables import load_config

    one = train(load_config(tmp_path / "c.toml"), tmp_path / "one")
    two = load(tmp_path / "two" / "model")[0].state_dict()
    for name, value in one.model.state_dict().items():
        torch.testing.assert_close(two[name], value, rtol=1e-9, atol=1e-9)
    rows = [(tmp_path / f / "metrics.csv").read_text().splitlines() for f in ("one", "two")]
    assert [len(r) for r in rows] == [len(rows[0])] * 2
