"""What the spectral layer of neuraloperator 2.0.0 does, and where ours is the same; skipped where the package is not installed."""

from __future__ import annotations

import warnings
from typing import Any

import pytest
import torch

from solvers.operators.train.layers import spread

with warnings.catch_warnings():
    warnings.simplefilter("ignore")  # of the package's own imports
    convolution: Any = pytest.importorskip("neuralop.layers.spectral_convolution")
    resampling: Any = pytest.importorskip("neuralop.layers.resample")

CLOSE = 1e-5  # single precision


def identity(*modes: int) -> Any:
    """Their layer with all gains 1 and bias 0."""
    layer = convolution.SpectralConv(1, 1, n_modes=modes)
    assert layer.bias is not None
    assert layer.fft_norm == "forward"
    with torch.no_grad():
        layer.bias.zero_()
        (layer.weight.tensor if hasattr(layer.weight, "tensor") else layer.weight).fill_(1.0)
    return layer


def wave(grid: tuple[int, ...], k: tuple[int, ...]) -> torch.Tensor:
    """cos(2 pi k t) on a grid."""
    phase = torch.zeros(())
    for a, (n, f) in enumerate(zip(grid, k, strict=True)):
        phase = phase + (f * torch.arange(n) / n).reshape(-1, *(1,) * (len(grid) - a - 1))
    return torch.cos(2 * torch.pi * phase)[None, None]


@torch.no_grad()
def gain(layer: Any, grid: tuple[int, ...], k: tuple[int, ...]) -> float:
    x = wave(grid, k)
    return float((layer(x) * x).sum() / x.square().sum())


@pytest.mark.parametrize("n", [4, 8])
def test_the_last_axis_keeps_half_of_the_modes_and_one(n: int) -> None:
    kept = [k for k in range(8) if gain(identity(n), (16,), (k,)) > 0.5]
    assert kept == list(range(n // 2 + 1))


def test_ours_is_the_same_layer_on_the_circle() -> None:
    theirs = convolution.SpectralConv(3, 2, n_modes=(8,), bias=False)
    weight = theirs.weight.tensor if hasattr(theirs.weight, "tensor") else theirs.weight
    x = torch.randn(4, 3, 15)
    with torch.no_grad():
        away = theirs(x) - spread(x, torch.stack([weight.real, weight.imag]), 5)
        assert away.abs().max() < CLOSE * theirs(x).abs().max()


def test_the_unpaired_mode_of_the_first_axis_has_half_of_its_gain() -> None:
    layer = identity(4, 8)
    assert gain(layer, (16, 16), (1, 0)) == pytest.approx(1, abs=CLOSE)
    assert gain(layer, (16, 16), (2, 0)) == pytest.approx(0.5, abs=CLOSE)
    assert gain(layer, (16, 16), (-2, 1)) == pytest.approx(1, abs=CLOSE)
    assert gain(layer, (16, 16), (2, 1)) == pytest.approx(0, abs=CLOSE)
    ours = torch.stack([torch.ones(1, 1, 13), torch.zeros(1, 1, 13)])  # ours keeps both of a pair, or none
    assert all(
        (spread(x, ours, 3) - x).abs().max() < CLOSE for x in (wave((16, 16), k) for k in ((2, 0), (2, 1), (-2, 1)))
    )


@torch.no_grad()
def test_an_odd_first_axis_is_wrong() -> None:
    """The layer shifts the spectrum twice by half of the axis, which is no shift for even axes only."""
    torch.manual_seed(0)
    for n, wrong in ((16, False), (17, True)):
        x = torch.randn(1, 1, n, 16)
        away = float((identity(n, 16)(x) - x).norm() / x.norm())
        assert (away > 1) if wrong else (away < CLOSE)


@torch.no_grad()
def test_resampling_odd_sizes_in_three_axes_is_wrong() -> None:
    errors = {}
    for n in (8, 9):
        x, wanted = (wave((m, m, m), ((n - 1) // 2, 1, 0)) for m in (n, 2 * n))
        errors[n] = float((resampling.resample(x, 2, [-3, -2, -1]) - wanted).norm() / wanted.norm())
    assert errors[8] < CLOSE
    assert errors[9] == pytest.approx(0.5**0.5, abs=CLOSE)  # the highest frequency of an odd axis loses one of its pair
