"""Patches of photographs as functions of two variables: three autoencoders at matched sparsity, trained at one resolution, used at three.

    pip install 'sdl-atlas[examples]'
    python examples/image-functions/compare.py images

The two photographs ship with scikit-learn, so nothing is downloaded.  Written are the patches at three resolutions (``patches-16.npy`` and
so on, axes samples, points, points), one configuration per model with its run, ``table.csv``, and ``picture.png``.
"""

from __future__ import annotations

import argparse
import csv
import sys
from pathlib import Path
from typing import Any

import numpy as np
import torch
from numpy.typing import NDArray
from sklearn.datasets import load_sample_images

from paper_figs.runner import saved
from paper_figs.style import DOUBLE, panels
from solvers.operators.resolution import written
from solvers.operators.train.config import load_operator_config
from solvers.operators.train.functions import synthesised
from solvers.operators.train.model import How, OperatorSAE
from solvers.operators.train.run import load, train
from solvers.operators.train.waves import analysis, synthesis

SIDE, TRAINED, GRIDS = 64, 32, (16, 32, 64)
SMOOTH = 8  # what is smooth has frequencies |k| < 8: all that 16 points show for certain
STEPS, SAMPLES, HELD = 300, 2000, 128

COMMON = """
[data]
kind = "fields"
grid = [{n}, {n}]
file = "patches-{n}.npy"

[optimiser]
steps = {steps}
batch_size = 32
learning_rate = {rate}
decay_steps = {decay}
"""
RATES = {"sae-fno": 1e-1, "sae-cnn": 5e-3, "sae-mlp": 2e-3}  # about a twentieth of a parameter at the start
# 8 codes on 32 x 32 points with a 64th active, or 512 numbers of which 128 are: 128 active numbers in every model
MODELS = {
    "sae-fno": 'kind = "sae-fno"\nconcepts = 8\nmodes = 8\nsparsity = "fraction"\nfraction = 0.015625\niterations = 1\n',
    "sae-cnn": 'kind = "sae-cnn"\nconcepts = 8\ntaps = 9\nsparsity = "fraction"\nfraction = 0.015625\niterations = 1\n',
    "sae-mlp": 'kind = "sae-mlp"\nconcepts = 512\nactive = 128\niterations = 1\n',
}


def patches(count: int, *, held: bool, seed: int) -> NDArray[np.float32]:
    """Grey patches of 64 x 64 pixels without their mean, faded out towards the rim so that they are functions on a torus.

    Those for training come from the left two thirds of the photographs, those that are held out from the rest.
    """
    rng = np.random.default_rng(seed)
    fade = np.minimum(1.0, 2 * np.sin(np.pi * (np.arange(SIDE) + 0.5) / SIDE) ** 2)
    out = np.empty((count, SIDE, SIDE))
    images = [np.asarray(image, dtype=float).mean(2) / 255 for image in load_sample_images().images]
    for i in range(count):
        image = images[rng.integers(len(images))]
        edge = image.shape[1] * 2 // 3
        low, high = (edge, image.shape[1] - SIDE) if held else (0, edge - SIDE)
        y, x = rng.integers(0, image.shape[0] - SIDE), rng.integers(low, high)
        patch = image[y : y + SIDE, x : x + SIDE]
        out[i] = (patch - patch.mean()) * np.outer(fade, fade)
    return (out / 0.2).astype(np.float32)  # of size about one


def at(fine: NDArray[np.float32], n: int) -> NDArray[np.float32]:
    """The same patches as a camera with fewer pixels sees them: means over blocks."""
    step = SIDE // n
    return fine.reshape(len(fine), n, step, n, step).mean((2, 4))


def share(y: torch.Tensor, x: torch.Tensor) -> float:
    """Squared error over squared size."""
    return float((y - x).square().sum() / x.square().sum())


def smooth(x: torch.Tensor) -> torch.Tensor:
    """The part with frequencies |k| < 8."""
    return synthesis(*analysis(x, SMOOTH, 2), tuple(x.shape[2:]), SMOOTH)


@torch.no_grad()
def rows_of(name: str, model: OperatorSAE, held: NDArray[np.float32]) -> list[tuple[str, str, int, float, float, int]]:
    """Model, reading, points, error, error of the smooth part, active numbers, at every resolution that it can be used at."""
    out: list[tuple[str, str, int, float, float, int]] = []
    for n in GRIDS:
        x = torch.from_numpy(at(held, n))[:, None]
        ways: list[tuple[How, int]] = [("as trained", 1)]
        if name == "sae-cnn" and n != TRAINED:
            ways.append(("resampled", 1))
            if n > TRAINED:
                ways.append(("dilated", n // TRAINED))
        if name == "sae-mlp" and n != TRAINED:
            continue
        for how, times in ways:
            y, z = model(x, how=how, times=times)
            active = int((z > 0).sum() / len(x))
            out.append((name, how, n, share(y, x), share(smooth(y), smooth(x)), active))
    return out


@torch.no_grad()
def picture(models: dict[str, OperatorSAE], held: NDArray[np.float32]) -> Any:
    """Patches and what the models write, then what eight concepts of each write."""
    figure, axes = panels(5, 8, width=DOUBLE, height=4.6)
    chosen, x = range(8), torch.from_numpy(at(held, TRAINED))[:8, None]
    lines = {"patch": x[:, 0].numpy(), **{name: model(x)[0][:, 0].numpy() for name, model in models.items()}}
    kernels = synthesised(written(models["sae-fno"]), (TRAINED, TRAINED))[:, 0]
    lines["kernels"] = np.roll(kernels, (TRAINED // 2, TRAINED // 2), (1, 2))
    for row, (name, shown) in zip(axes, lines.items(), strict=True):
        row[0].set_ylabel(name)
        for axis, i in zip(row, chosen, strict=True):
            most = float(np.abs(shown[i]).max()) if name == "kernels" else float(np.abs(lines["patch"][i]).max())
            axis.imshow(shown[i], cmap="RdBu" if name == "kernels" else "gray", vmin=-most, vmax=most)
            axis.set(xticks=[], yticks=[])
    return figure


def main(arguments: list[str] | None = None) -> int:
    """Make, train, measure, draw."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").split("\n", 1)[0])
    parser.add_argument("out", type=Path)
    parser.add_argument("--steps", type=int, default=STEPS)
    parser.add_argument("--samples", type=int, default=SAMPLES)
    args = parser.parse_args(arguments)
    torch.set_num_threads(1)
    args.out.mkdir(parents=True, exist_ok=True)
    fine, held = patches(args.samples, held=False, seed=0), patches(HELD, held=True, seed=1)
    for n in GRIDS:
        np.save(args.out / f"patches-{n}.npy", at(fine, n))
    models: dict[str, OperatorSAE] = {}
    table: list[tuple[str, str, int, float, float, int]] = []
    for name, section in MODELS.items():
        common = COMMON.format(n=TRAINED, steps=args.steps, decay=args.steps // 3, rate=RATES[name])
        (args.out / f"{name}.toml").write_text(f"[model]\n{section}{common}")
        config = load_operator_config(args.out / f"{name}.toml")
        train(config, args.out / name, resume=(args.out / name).exists())
        models[name] = load(args.out / name)[0]
        table += rows_of(name, models[name], held)
    with (args.out / "table.csv").open("w", newline="") as stream:
        writer = csv.writer(stream, lineterminator="\n")
        writer.writerow(["model", "reading", "points", "error", "error_smooth", "active"])
        writer.writerows([(*row[:3], f"{row[3]:.4f}", f"{row[4]:.4f}", row[5]) for row in table])
    (args.out / "picture.png").write_bytes(saved(lambda: picture(models, held))["png"])
    sys.stdout.write((args.out / "table.csv").read_text())
    return 0


if __name__ == "__main__":
    sys.exit(main())
