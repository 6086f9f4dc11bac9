"""Write handwritten digits as rows for a sparse autoencoder, and what every row stands for.

    pip install 'sdl-atlas[examples]'
    python examples/digits/rows.py digits

The 1,797 images of 8 x 8 pixels ship with scikit-learn, so nothing is downloaded.  ``pixels.npy`` (1797, 64) is what a model reads,
``images.npy`` (1797, 8, 8) and ``texts.txt`` show a row on the pages of ``sdl-atlas evaluate``, ``labels.csv`` has the ten digits as
concepts for ``sdl-atlas lattice``.
"""

from __future__ import annotations

import argparse
from pathlib import Path

import numpy as np
from sklearn.datasets import load_digits


def main() -> None:
    """Write four files into a folder."""
    parser = argparse.ArgumentParser(description="Handwritten digits as rows, with pictures, texts and labels.")
    parser.add_argument("folder", type=Path)
    folder: Path = parser.parse_args().folder
    folder.mkdir(parents=True, exist_ok=True)
    pixels, target = load_digits(return_X_y=True)
    np.save(folder / "pixels.npy", pixels.astype(np.float32))
    np.save(folder / "images.npy", pixels.reshape(-1, 8, 8).astype(np.float32))
    (folder / "texts.txt").write_text("".join(f"a written {digit}\n" for digit in target))
    rows = [",".join(f"digit {d}" for d in range(10))] + [
        ",".join(str(int(digit == d)) for d in range(10)) for digit in target
    ]
    (folder / "labels.csv").write_text("\n".join(rows) + "\n")


if __name__ == "__main__":
    main()
