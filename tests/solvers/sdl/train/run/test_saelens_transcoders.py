"""JumpReLU with negative thresholds, and transcoders, in the layout of SAELens, against their formulas in numpy."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
import torch

from solvers.sdl.train.run.saelens import read_saelens
from tests.solvers.sdl.train.run.test_saelens import P, Q, config_of, put, tensors_of


def test_a_negative_threshold_acts_as_zero(tmp_path: Path) -> None:
    """SAELens multiplies relu(h) with [h > threshold]."""
    tensors = tensors_of("jumprelu")
    tensors["threshold"][3] = -0.1
    model = read_saelens(put(tmp_path, config_of("jumprelu"), tensors)).model
    x = torch.randn(64, P, generator=torch.Generator().manual_seed(0))
    pre = model.pre_activations(x)
    expected = pre.relu() * (pre > torch.from_numpy(tensors["threshold"]))
    torch.testing.assert_close(model.codes(x), expected)
    assert bool((expected[:, 3] > 0).any())


@pytest.mark.parametrize("kind", ["transcoder", "jumprelu_transcoder"])
def test_transcoders(tmp_path: Path, kind: str) -> None:
    """Nothing is subtracted from the input, and outputs have a width of their own."""
    rng, r = np.random.default_rng(0), P + 2
    shapes = {"W_enc": (P, Q), "W_dec": (Q, r), "b_enc": (Q,), "b_dec": (r,)}
    t = {name: rng.normal(size=shape).astype(np.float32) for name, shape in shapes.items()}
    if kind == "jumprelu_transcoder":
        t["threshold"] = np.abs(rng.normal(size=Q)).astype(np.float32)
    config = config_of("standard") | {"architecture": kind, "d_out": r}
    model = read_saelens(put(tmp_path, config, t)).model
    x = rng.normal(size=(16, P)).astype(np.float32)
    pre = x @ t["W_enc"] + t["b_enc"]
    codes = np.maximum(pre, 0) * (pre > t.get("threshold", 0))
    np.testing.assert_allclose(
        model(torch.from_numpy(x)).y_br.detach(), codes @ t["W_dec"] + t["b_dec"], rtol=1e-4, atol=1e-5
    )
    assert model.architecture.form == "transcoder"
