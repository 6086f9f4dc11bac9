"""Forward and backward of one spectral layer against neuraloperator's and against rfft with einsum, interleaved; one thread.

    python -m benchmarks.operators [--rounds 15]

A layer maps c channels to c channels on a grid by one complex matrix per kept mode.  Ours keeps the modes |k| < M by products with their
waves; the other two transform everything.  neuraloperator 2.0.0 is timed where it is installed (it is no dependency), without its bias
and with as many modes on the last axis; what it does otherwise is in benchmarks/neuraloperator_facts.py.
"""

from __future__ import annotations

import argparse
import statistics
import time
from collections.abc import Callable
from typing import Any

import torch
from torch import Tensor

from solvers.operators.train.layers import spread
from solvers.operators.train.waves import frequencies, kept

Grid = tuple[int, ...]
CASES: tuple[tuple[Grid, int, int, int], ...] = (  # grid, modes per axis, channels, batch
    ((256,), 16, 32, 64),
    ((256,), 16, 64, 64),
    ((64, 64), 16, 16, 16),
    ((64, 64), 16, 32, 8),
)


def ours(channels: int, modes: int, dimension: int) -> tuple[Callable[[Tensor], Tensor], Tensor]:
    """The layer of :mod:`solvers.operators.train.layers`, and its gains."""
    gain = torch.randn(2, channels, channels, kept(modes, dimension)).requires_grad_()
    return lambda x: spread(x, gain, modes), gain


def transformed(gain: Tensor, modes: int, grid: Grid) -> Callable[[Tensor], Tensor]:
    """The same layer with rfftn, einsum and irfftn."""
    k = frequencies(modes, len(grid))
    axes = tuple(range(-len(grid), 0))
    at = tuple(torch.from_numpy(k[:, a] % n) for a, n in enumerate(grid))
    on_the_column = torch.from_numpy((k[:, -1] == 0) & (k != 0).any(1))  # irfftn reads both of (k, 0) and (-k, 0)
    mirror = (-k[:, 0]) % grid[0] if len(grid) == 2 else None

    def layer(x: Tensor) -> Tensor:
        spectrum = torch.fft.rfftn(x, dim=axes, norm="forward")
        found = torch.einsum("bck,cik->bik", spectrum[(..., *at)], torch.complex(gain[0], gain[1]))
        out = spectrum.new_zeros(x.shape[0], gain.shape[2], *spectrum.shape[2:])
        out[(..., *at)] = found
        if mirror is not None:
            rows = torch.from_numpy(mirror)[on_the_column]
            out[:, :, rows, 0] = found[..., on_the_column].conj()
        return torch.fft.irfftn(out, s=grid, dim=axes, norm="forward")

    return layer


def peer(channels: int, modes: int, grid: Grid) -> Any:
    """neuraloperator's layer, or None where it is not installed."""
    try:
        from neuralop.layers.spectral_convolution import SpectralConv  # pyright: ignore[reportMissingImports]
    except ImportError:
        return None
    size = (2 * modes,) * (len(grid) - 1) + (2 * (modes - 1),)  # the last axis keeps n // 2 + 1 of n
    return SpectralConv(channels, channels, n_modes=size, bias=False)


def seconds(layer: Callable[[Tensor], Tensor], x: Tensor, weights: list[Tensor]) -> tuple[float, float]:
    """Processor time of a forward pass, and of forward and backward, to the functions and to the parameters."""
    start = time.process_time()
    y = layer(x)
    middle = time.process_time()
    torch.autograd.grad(y.square().sum(), [x, *weights])
    return middle - start, time.process_time() - start


def measure(grid: Grid, modes: int, channels: int, batch: int, rounds: int) -> dict[str, tuple[float, float]]:
    """Medians of interleaved rounds, after one that warms up, by layer."""
    torch.manual_seed(0)
    x = torch.randn(batch, channels, *grid, requires_grad=True)
    own, gain = ours(channels, modes, len(grid))
    layers: dict[str, tuple[Callable[[Tensor], Tensor], list[Tensor]]] = {
        "ours": (own, [gain]),
        "rfft and einsum": (transformed(gain, modes, grid), [gain]),
    }
    away = (own(x) - layers["rfft and einsum"][0](x)).abs().max() / own(x).abs().max()
    assert away < 1e-5, f"the two layers differ by {away:.1e}"  # single precision
    found = peer(channels, modes, grid)
    if found is not None:
        layers["neuraloperator"] = (found, list(found.parameters()))
    times: dict[str, list[tuple[float, float]]] = {name: [] for name in layers}
    for turn in range(rounds + 1):
        for name, (layer, weights) in layers.items():
            if turn:
                times[name].append(seconds(layer, x, weights))
            else:
                seconds(layer, x, weights)
    return {n: (statistics.median(a for a, _ in t), statistics.median(b for _, b in t)) for n, t in times.items()}


def main() -> None:
    """Print a Markdown table."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--rounds", type=int, default=15)
    rounds = parser.parse_args().rounds
    torch.set_num_threads(1)
    print("| grid, modes, channels, batch | layer | forward (ms) | forward and backward (ms) | times ours |")
    print("| --- | --- | --- | --- | --- |")
    for grid, modes, channels, batch in CASES:
        found = measure(grid, modes, channels, batch, rounds)
        for name, (forward, both) in found.items():
            what = f"{' x '.join(map(str, grid))}, {modes}, {channels}, {batch}" if name == "ours" else ""
            print(f"| {what} | {name} | {1e3 * forward:.2f} | {1e3 * both:.2f} | {both / found['ours'][1]:.2f} |")


if __name__ == "__main__":
    main()
