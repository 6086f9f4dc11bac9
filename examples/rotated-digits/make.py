"""Handwritten threes turned through the full circle: activations with a known manifold in them.

    pip install 'sdl-atlas[examples]'
    python examples/rotated-digits/make.py rotated

The images of 8 x 8 pixels ship with scikit-learn, so nothing is downloaded.  Written are the pixels, the angle of every image, and a
configuration for sdl-atlas train.
"""

from __future__ import annotations

import argparse
import sys
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from scipy.ndimage import map_coordinates
from sklearn.datasets import load_digits

DIGIT, COUNT, SIDE = 3, 8_000, 8

CONFIG = """\
# A Top-{k} sparse autoencoder on the pixels of turned threes.
[model]
kind = "topk"
width = 24
k = {k}

[data]
kind = "files"
files = ["pixels.npy"]

[optimiser]
steps = 1000
batch_size = 256
learning_rate = 3e-3
decay_steps = 300
unit_norm_decoder = true
"""


def turned(image: NDArray[np.float64], angle: float) -> NDArray[np.float64]:
    """An image turned about its middle, with linear interpolation; what comes from outside is white paper."""
    middle = (SIDE - 1) / 2
    y, x = np.mgrid[:SIDE, :SIDE] - middle
    c, s = np.cos(angle), np.sin(angle)
    # rounded, because a coordinate of 7.0000000001 would lie outside
    places = np.round([c * y - s * x + middle, s * y + c * x + middle], 9)
    return map_coordinates(image, places, order=1, cval=0.0)


def rotated(count: int, *, seed: int) -> tuple[NDArray[np.float32], NDArray[np.float64]]:
    """Pixels of randomly chosen threes at random angles, and the angles."""
    data = load_digits()
    images = data.images[data.target == DIGIT] / 16
    rng = np.random.default_rng(seed)
    which, angle = rng.integers(0, len(images), count), rng.uniform(0, 2 * np.pi, count)
    pixels = [turned(images[i], a).ravel() for i, a in zip(which, angle, strict=True)]
    return np.array(pixels, dtype=np.float32), angle


def main() -> None:
    """Write pixels, angles and configuration into a folder."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("out", type=Path, help="the folder to write")
    parser.add_argument("--seed", type=int, default=0)
    parser.add_argument("--k", type=int, default=4, help="active neurons per image")
    args = parser.parse_args()
    args.out.mkdir(parents=True, exist_ok=True)
    pixels, angle = rotated(COUNT, seed=args.seed)
    np.save(args.out / "pixels.npy", pixels)
    (args.out / "angle.csv").write_text("angle\n" + "".join(f"{a:.6f}\n" for a in angle))
    (args.out / "sae.toml").write_text(CONFIG.format(k=args.k))
    sys.stdout.write(f"{COUNT} images of a {DIGIT} at angles from 0 to 2 pi; wrote {args.out}\n")


if __name__ == "__main__":
    main()
