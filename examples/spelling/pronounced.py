"""How words sound when a sparse autoencoder's reconstruction stands in place of what the network knows at their end.

python examples/spelling/pronounced.py spelling runs/spelling
"""

from __future__ import annotations

import argparse
import sys
from pathlib import Path

import numpy as np
from network import Network

import sdl_atlas as sa


def main() -> None:
    """Print the loss that is recovered, and some words."""
    parser = argparse.ArgumentParser(description="What a model's reconstructions do to the network.")
    parser.add_argument("folder", type=Path, help="what rows.py wrote")
    parser.add_argument("model", type=Path)
    args = parser.parse_args()
    network = Network.installed()
    words = (args.folder / "words.txt").read_text().split()
    ends = np.load(args.folder / "states.npy")[-len(words) :]
    sounds, _ = network.write(ends)
    spoken: list[list[list[str]]] = []

    def loss(states: np.ndarray) -> float:
        """Mean cross-entropy of the sounds that the network writes by itself, in nats a sound."""
        spoken.append(network.sounds(states))
        return float(network.write(states, sounds)[1].mean())

    found = sa.downstream(args.model, ends, loss)
    as_is, replaced, _ = spoken
    same = sum(a == b for a, b in zip(as_is, replaced, strict=True))
    lines = [
        f"cross-entropy {found.original:.3f} as it is, {found.reconstructed:.3f} reconstructed, {found.mean:.3f} mean state",
        f"recovered {found.recovered:.0%}; {same:,} of {len(words):,} words sound the same",
    ]
    for i in range(0, len(words), len(words) // 5):
        lines.append(f"{words[i]}: {' '.join(as_is[i])} -> {' '.join(replaced[i])}")
    sys.stdout.write("\n".join(lines) + "\n")


if __name__ == "__main__":
    main()
