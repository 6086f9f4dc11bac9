"""``sdl-atlas lattice``: what the neurons mean, as a concept lattice."""

from __future__ import annotations

import argparse
import sys
from pathlib import Path

HELP = "concept lattice of a context or of activations, its picture, and how human concepts align with neurons"
EXAMPLES = [
    "lattice examples/contexts/live_in_water.cxt --implications --out water",
    "lattice activations.npz --threshold 0.1 --iceberg 1% --labels labels.csv --out neurons",
]


def arguments(parser: argparse.ArgumentParser) -> None:
    """The file, what to keep, and where to write."""
    parser.add_argument("file", metavar="FILE", help=".cxt, .csv (0/1), .npz or .safetensors (see docs/lattice.md)")
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
    from sdl_atlas.lattice_files import lattice_files, summary
    from sdl_atlas.lattice_waiting import Waiting
    from theory.concepts.reading import read_context
    from theory.errors import InputError
    from theory.files import write_atomically

    path, out = Path(args.file), Path(args.out)
    with Waiting() as progress:
        progress(f"reading {path.name}")
        given = read_context(path, threshold=args.threshold, labels=Path(args.labels) if args.labels else None)
        made = lattice_files(path, given, iceberg=args.iceberg, implications=args.implications, progress=progress)
    try:
        for name, content in made.files.items():
            write_atomically(out / name, content)
    except OSError as error:
        raise InputError(
            "--out", args.out, error.strerror or "cannot be written", "name a folder you may write to"
        ) from None
    sys.stdout.write(summary(made, out))
    return 0
