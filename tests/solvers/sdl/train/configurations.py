"""Small configurations for the tests of the training loop."""

from __future__ import annotations

from typing import Any

from solvers.sdl.train.config.tables import TrainConfig, from_tables


def tiny(**changes: dict[str, Any]) -> TrainConfig:
    """A Top-k SAE of 12 neurons that trains in a second, with some fields of some sections changed."""
    tables: dict[str, dict[str, Any]] = {
        "model": {"kind": "topk", "width": 12, "k": 2},
        "data": {"features": 10, "inputs": [8], "sparsity": 0.8, "interference": 0.9},
        "optimiser": {"steps": 40, "batch_size": 32, "learning_rate": 0.01, "dead_after": 64},
        "run": {"log_every": 5, "checkpoint_every": 7},
    }
    for section, fields in changes.items():
        tables[section] = tables.get(section, {}) | fields
    return from_tables({s: {k: v for k, v in t.items() if v is not None} for s, t in tables.items()})
