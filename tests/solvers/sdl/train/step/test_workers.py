"""Two processes train the model that one process trains: bit by bit, with thresholds, dead neurons and resampling."""

from __future__ import annotations

import json
import os
import socket
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from solvers.sdl.train.run.train import train
from solvers.sdl.train.step.workers import Workers
from tests.solvers.sdl.train.configurations import tiny
from theory.errors import InputError

ROOT = Path(__file__).resolve().parents[5]
RESAMPLED = {"dead_after": 96, "resample": "heuristic", "resample_every": 6, "resample_until": 30}
KINDS: dict[str, dict[str, Any]] = {
    "batchtopk": {"model": {"kind": "batchtopk", "width": 24}},
    "topk": {"model": {"width": 24}, "optimiser": RESAMPLED},
    "pursuit": {"model": {"kind": "pursuit", "width": 24, "k": 3}, "optimiser": RESAMPLED, "loss": {"l1": 0.01}},
}
CHILD = """
import json, sys
from solvers.sdl.train.run.train import train
from solvers.sdl.train.step.workers import torchrun
from tests.solvers.sdl.train.configurations import tiny
with torchrun("cpu") as workers:
    for kind, changes in json.loads(sys.argv[1]).items():
        train(tiny(**changes), f"{sys.argv[2]}/{kind}", workers=workers)
"""


def changes(kind: str) -> dict[str, Any]:
    given = KINDS[kind]
    return {
        "loss": {"auxk": 0.1, "auxk_k": 3},
        **given,
        "optimiser": {"micro_batches": 2, "clip_norm": 1.0, **given.get("optimiser", {})},
    }


def test_two_processes_are_two_parts(tmp_path: Path) -> None:
    with socket.socket() as found:
        found.bind(("127.0.0.1", 0))
        port = found.getsockname()[1]
    place = {"WORLD_SIZE": "2", "MASTER_ADDR": "127.0.0.1", "MASTER_PORT": str(port), "OMP_NUM_THREADS": "1"}
    command = [sys.executable, "-c", CHILD, json.dumps({k: changes(k) for k in KINDS}), str(tmp_path / "two")]
    children = [
        subprocess.Popen(command, cwd=ROOT, env={**os.environ, **place, "RANK": str(rank)}, stderr=subprocess.PIPE)
        for rank in (0, 1)
    ]
    try:
        errors = [child.communicate(timeout=120)[1] for child in children]
    finally:
        for child in children:
            child.kill()
    assert [child.returncode for child in children] == [0, 0], errors
    for kind in KINDS:
        alone = train(tiny(**changes(kind)), tmp_path / "one" / kind)
        newest = "checkpoints/step-00000040/"
        for name in ("model/model.safetensors", "metrics.csv", "config.json", newest + "optimiser.safetensors"):
            one, two = ((tmp_path / n / kind / name).read_bytes() for n in ("one", "two"))
            assert one == two, (kind, name)
        if kind == "topk":
            assert sum(alone.history.column("resampled")) > 0
        elif kind == "batchtopk":
            assert float(alone.model.batch_threshold) > 0


def test_parts_are_dealt_out_evenly() -> None:
    assert [list(Workers(r, 3).parts(6)[0]) for r in range(3)] == [[0, 1], [2, 3], [4, 5]]
    assert Workers(1, 3).parts(1) == (range(1, 2), 3)
    with pytest.raises(InputError, match="must be a multiple of the 3 processes"):
        Workers(0, 3).parts(4)
