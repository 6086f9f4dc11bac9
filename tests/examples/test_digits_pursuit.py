"""The pursuit SAE of the digits example learns, is repeatable, and its hierarchy test finds one where there is one and none by chance."""

from __future__ import annotations

import importlib.util
import sys
from pathlib import Path
from types import ModuleType

import numpy as np
import pytest

ROOT = Path(__file__).resolve().parents[2]


@pytest.fixture
def example(monkeypatch: pytest.MonkeyPatch) -> ModuleType:
    """The script with few training steps."""
    spec = importlib.util.spec_from_file_location("digits_pursuit", ROOT / "examples" / "digits" / "pursuit.py")
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    monkeypatch.setattr(module, "STEPS", 30)
    return module


def run(example: ModuleType, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> list[str]:
    monkeypatch.setattr(sys, "argv", ["pursuit.py"])
    example.main()
    return capsys.readouterr().out.splitlines()


def test_it_runs_learns_and_repeats(
    example: ModuleType, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    first = run(example, monkeypatch, capsys)
    assert first == run(example, monkeypatch, capsys)
    curves = [[float(p) for p in line.split()[-2 * example.TAIL + 1 :: 2]] for line in first[1:4]]
    assert all(len(c) == example.TAIL for c in curves)
    own, null, above = curves
    assert own == sorted(own)
    assert min(above) > 0.1  # digits are no noise: also 30 steps are far above random dictionaries
    assert all(abs(a - b - c) < 0.0021 for a, b, c in zip(own, null, above, strict=True))  # three roundings to .001


def test_hierarchy(example: ModuleType) -> None:
    rng = np.random.default_rng(0)
    parent = rng.random(1000) < 0.4
    table = np.stack([parent, parent & (rng.random(1000) < 0.3), rng.random(1000) < 0.4, np.ones(1000, bool)], axis=1)
    pairs, chance = example.hierarchy(table, seed=0)
    assert pairs == [(1, 0)]
    assert chance == 0
