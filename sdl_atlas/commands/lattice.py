"""``sdl-atlas lattice``: what the neurons mean, as a concept lattice."""

from __future__ import annotations

import argparse
import sys
from pathlib import Path

HELP = "concept lattice of a context or of activations, its picture, and how human concepts align with neurons"
EXAMPLES = [
    "lattice examples/contexts/live_in_water.cxt --implications --out water",
    "lattice codes.npz --iceberg 2% --labels labels.csv --out meanings",
    "lattice activations.npz --threshold 0.1 --iceberg 1% --labels labels.csv --out neurons",
]


def arguments(parser: argparse.ArgumentParser) -> None:
    """The file, what to keep, and where to write."""
    parser.add_argument(
        "file", metavar="FILE", help=".cxt, .csv (0/1), .npy, .npz or .safetensors (see docs/lattice.md)"
    )
    parser.add_argument(
        "--iceberg", metavar="S", help="only concepts with at least S objects; a number, or a share like 2%%"
    )
    parser.add_argument("--implications", action="store_true", help="also compute the stem base of implications")
    parser.add_argument("--labels", metavar="FILE", help="human concepts, .csv or .cxt, as columns of 0 and 1")
    parser.add_argument(
        "--threshold", type=float, metavar="T", help="a neuron is active where activation > T (default: 0)"
    )
    parser.add_argument("--out", default="out", metavar="DIR", help="folder for the results (default: out)")


def run(args: argparse.Namespace) -> int:
    """0 when everything was written."""
    from sdl_atlas.lattice_text import summary
    from sdl_atlas.library.lattice import lattice, write_lattice
    from sdl_atlas.progress import Waiting

    out = Path(args.out)
    with Waiting() as waiting:
        waiting(f"reading {args.file}")
        found = lattice(
            args.file,
            labels=args.labels,
            threshold=args.threshold,
            iceberg=args.iceberg,
            implications=args.implications,
            progress=waiting,
        )
        names = write_lattice(out, found, waiting)
    sys.stdout.write(summary(found, names, out))
    return 0
