"""Stand-ins for trained models, so that the tests of their figures train nothing: scores are known in advance."""

from __future__ import annotations

import csv
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from paper_figs.sdl import _trained
from paper_figs.table import Table
from solvers.sdl.recovery.experiments import Trained
from solvers.sdl.recovery.metrics import HalfRecovery, half_recovery

FIGURES = Path(__file__).resolve().parents[3] / "docs" / "figures"


def half(cosines: list[float]) -> HalfRecovery:
    """Recovery with these best cosines: neuron d makes this angle with feature d in a plane of its own."""
    n = len(cosines)
    features = np.zeros((n, 2 * n))
    neurons = np.zeros((n, 2 * n))
    for d, c in enumerate(cosines):
        features[d, 2 * d] = 1.0
        neurons[d, 2 * d], neurons[d, 2 * d + 1] = c, np.sqrt(1 - c * c)
    return half_recovery(neurons, features)


def stand_in(seed: int, anchored: int) -> Trained:
    """Encoder: one of four features at 0.96 (two with anchors); decoder: seed 0 recovers two, every other seed four."""
    encoder = [0.96] * (2 if anchored else 1) + [0.5] * (2 if anchored else 3)
    decoder = [0.99, 0.97, 0.9, 0.9] if seed == 0 else [0.99] * 4
    return Trained(seed, min(anchored, 1), half(encoder), half(decoder), 0.01 * (seed + 1))


@pytest.fixture
def no_training(monkeypatch: pytest.MonkeyPatch) -> list[tuple[Any, ...]]:
    """Replaces training by stand-ins; returns the list of what was asked for."""
    asked: list[tuple[Any, ...]] = []

    def cell(method: str, seeds: int, quick: bool, changes: Any, active: Any) -> tuple[Trained, ...]:
        asked.append((method, seeds, dict(changes), active))
        return tuple(stand_in(s, k) for s in range(seeds) for k in (0, 4))

    monkeypatch.setattr(_trained, "_cell", cell)
    return asked


def stored(name: str, like: Table) -> Table:
    """The committed table."""
    return Table.from_csv((FIGURES / f"{name}.csv").read_text("utf-8"), like=like)


def published(name: str) -> dict[tuple[str, str, int], tuple[str, str]]:
    """The published numbers in a committed table, by setting, method and whether there are anchors."""
    with (FIGURES / f"{name}.csv").open(encoding="utf-8") as file:
        return {
            (r["setting"], r["method"], int(int(r["anchors"]) > 0)): (r["published_M_GT"], r["published_M_IP"])
            for r in csv.DictReader(file)
        }


def column(table: Table, name: str, **wanted: Any) -> list[float]:
    """A column of the rows that match."""
    return table.where(**wanted).floats(name)
