"""The example of turned digits: angles mean what they say, and its files are what train and capture read."""

from __future__ import annotations

import importlib.util
import sys
from pathlib import Path
from types import ModuleType

import numpy as np
import pytest

import sdl_atlas as sa

ROOT = Path(__file__).resolve().parents[2]


@pytest.fixture(scope="module")
def example() -> ModuleType:
    spec = importlib.util.spec_from_file_location("rotated_digits", ROOT / "examples" / "rotated-digits" / "make.py")
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def test_angles_turn_images(example: ModuleType) -> None:
    image = np.random.default_rng(0).random((8, 8))
    assert np.allclose(example.turned(image, 0.0), image)
    assert np.allclose(example.turned(image, np.pi), image[::-1, ::-1], atol=1e-9)
    quarter = example.turned(image, np.pi / 2)
    assert np.allclose(quarter, np.rot90(image)) or np.allclose(quarter, np.rot90(image, -1))
    pixels, angle = example.rotated(50, seed=1)
    again, _ = example.rotated(50, seed=1)
    assert np.array_equal(pixels, again)
    assert 0 <= angle.min() < angle.max() < 2 * np.pi
    assert 0 <= pixels.min() < pixels.max() <= 1


def test_the_curve_is_found(example: ModuleType, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(example, "COUNT", 2000)
    monkeypatch.setattr(sys, "argv", ["make.py", str(tmp_path)])
    example.main()
    few = {"optimiser.steps": 300, "optimiser.decay_steps": 100}
    sa.train(tmp_path / "sae.toml", tmp_path / "run", change=few, device="cpu")
    found = sa.capture(tmp_path / "run", activations=tmp_path / "pixels.npy", labels=tmp_path / "angle.csv")
    (verdict,) = found.manifolds
    assert verdict.name == "angle"
    assert 6 <= verdict.dimension <= 16
    assert verdict.verdict in ("tiled", "captured")
    assert verdict.r2.published < verdict.r2.compact
