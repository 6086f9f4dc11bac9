"""The example of photographs as functions: one function at every resolution, matched sparsity, and configurations that are read."""

from __future__ import annotations

import importlib.util
from pathlib import Path
from types import ModuleType

import numpy as np
import pytest
import torch

from solvers.operators.train.config import load_operator_config
from solvers.operators.train.model import OperatorSAE

ROOT = Path(__file__).resolve().parents[2]


@pytest.fixture(scope="module")
def example() -> ModuleType:
    spec = importlib.util.spec_from_file_location(
        "image_functions", ROOT / "examples" / "image-functions" / "compare.py"
    )
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def test_a_patch_is_one_function_at_all_resolutions(example: ModuleType) -> None:
    fine = example.patches(4, held=False, seed=0)
    assert fine.shape == (4, 64, 64)
    assert np.allclose(example.at(fine, 64), fine)
    coarse = example.at(fine, 16)
    assert np.allclose(coarse, example.at(example.at(fine, 32).repeat(2, 1).repeat(2, 2), 16), atol=1e-6)
    rim = np.abs(fine[:, 0]).max()
    assert rim < 0.05 * np.abs(fine).max()  # faded out: opposite edges fit
    assert not np.array_equal(fine, example.patches(4, held=True, seed=0))


@pytest.mark.parametrize("name", ["sae-fno", "sae-cnn", "sae-mlp"])
def test_models_are_read_and_have_one_number_of_active_codes(example: ModuleType, name: str, tmp_path: Path) -> None:
    common = example.COMMON.format(n=32, steps=3, decay=1, rate=example.RATES[name])
    (tmp_path / "c.toml").write_text(f"[model]\n{example.MODELS[name]}{common}")
    config = load_operator_config(tmp_path / "c.toml")
    model = OperatorSAE(config.model, grid=config.data.grid, seed=0)
    x = torch.from_numpy(example.at(example.patches(2, held=True, seed=0), 32))[:, None]
    with torch.no_grad():
        active = (model(x)[1] > 0).sum().item() / 2
    assert active == pytest.approx(128, abs=10)  # ties and zeros aside
