"""Train a small Top-K sparse autoencoder on handwritten digits and store what its neurons do.

    pip install 'sdl-atlas[examples]'
    python examples/digits/train.py digits.npz
    sdl-atlas lattice digits.npz --out digits

The 1,797 images of 8 x 8 pixels ship with scikit-learn, so nothing is downloaded.  Human concepts are the ten digits and a
few properties of the stroke, measured on the pixels.
"""

from __future__ import annotations

import argparse
import sys
from pathlib import Path

import numpy as np
import torch
from numpy.typing import NDArray
from scipy.ndimage import label
from sklearn.datasets import load_digits

WIDTH, K, STEPS, BATCH, RATE = 16, 3, 1500, 256, 5e-3
INK = 0.35  # of full black: a pixel above it belongs to the stroke; loops of thin strokes close at this level


def train(images_bp: torch.Tensor, *, seed: int) -> tuple[NDArray[np.float32], float]:
    """Activations of a Top-K autoencoder with unit-norm decoder, and the share of variance that it leaves unexplained."""
    generator = torch.Generator().manual_seed(seed)
    n = len(images_bp)
    mean = images_bp.mean(0)
    # start from data: directions of random images, so that few neurons are dead from the start
    start = images_bp[torch.randperm(n, generator=generator)[:WIDTH]] - mean
    decoder = (start / start.norm(dim=1, keepdim=True)).clone().requires_grad_()
    encoder = decoder.detach().clone().requires_grad_()
    bias = torch.zeros(WIDTH, requires_grad=True)
    optimiser = torch.optim.Adam([encoder, decoder, bias], lr=RATE)
    schedule = torch.optim.lr_scheduler.CosineAnnealingLR(optimiser, STEPS)
    for _ in range(STEPS):
        x = images_bp[torch.randint(n, (BATCH,), generator=generator)]
        loss = (x - mean - activations(x - mean, encoder, bias) @ decoder).square().sum(1).mean()
        optimiser.zero_grad()
        loss.backward()
        optimiser.step()
        schedule.step()
        with torch.no_grad():
            decoder /= decoder.norm(dim=1, keepdim=True)
    with torch.no_grad():
        a = activations(images_bp - mean, encoder, bias)
        left = (images_bp - mean - a @ decoder).square().sum() / (images_bp - mean).square().sum()
    return a.numpy(), float(left)


def activations(x_bp: torch.Tensor, encoder_qp: torch.Tensor, bias_q: torch.Tensor) -> torch.Tensor:
    """The K largest pre-activations of every point where they are positive, and zero elsewhere."""
    z = torch.relu(x_bp @ encoder_qp.T + bias_q)
    top = z.topk(K, dim=1)
    return torch.zeros_like(z).scatter(1, top.indices, top.values)


def concepts(images: NDArray[np.float64], digits: NDArray[np.int64]) -> dict[str, NDArray[np.bool_]]:
    """Human concepts: which digit it is, and what the stroke looks like."""
    ink = images > INK
    columns, rows = np.arange(8), np.arange(8)
    weight = images.sum((1, 2))
    across = (images.sum(1) @ columns) / weight
    down = (images.sum(2) @ rows) / weight
    width = np.array([np.ptp(np.flatnonzero(stroke.any(0))) + 1 for stroke in ink])
    out = {f"digit {d}": digits == d for d in range(10)}
    out["has a closed loop"] = np.array([loops(stroke) > 0 for stroke in ink])
    out["has two closed loops"] = np.array([loops(stroke) > 1 for stroke in ink])
    out["narrow"] = width <= 4
    out["heavy at the top"] = down < 3.2
    out["heavy on the right"] = across > 3.9
    out["bar at the bottom"] = ink[:, 7, 2:6].all(1)
    return out


def loops(stroke: NDArray[np.bool_]) -> int:
    """Parts of the background that the stroke shuts off from the border."""
    around = np.pad(~stroke, 1, constant_values=True)
    return label(around)[1] - 1


def main() -> None:
    """Write activations, names and labels as arrays of numbers and text."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("out", type=Path, help="the .npz file to write")
    parser.add_argument("--seed", type=int, default=0)
    args = parser.parse_args()
    data = load_digits()
    images = data.images / 16
    found, left = train(torch.tensor(images.reshape(-1, 64), dtype=torch.float32), seed=args.seed)
    human = concepts(images, data.target)
    names = [f"image {i} (a {d})" for i, d in enumerate(data.target)]
    np.savez_compressed(
        args.out,
        activations=found,
        neurons=np.array([f"n{i}" for i in range(WIDTH)]),
        objects=np.array(names),
        labels=np.stack(list(human.values()), axis=1),
        concepts=np.array(list(human)),
    )
    sys.stdout.write(f"unexplained variance {left:.3f}; wrote {args.out}\n")


if __name__ == "__main__":
    main()
