"""``sdl-atlas capture``: what a sparse autoencoder makes of concept manifolds."""

from __future__ import annotations

import argparse
import os
import sys
from pathlib import Path

HELP = "say whether a sparse autoencoder captures concept manifolds, tiles them or dilutes them"
EXAMPLES = [
    "capture runs/zoo/ --out captured",
    "capture runs/zoo/ --groups information --groups cosine --out captured",
    "capture sae/ --activations layer12.npy --labels days.csv --out captured",
    "capture sae/ --activations layer12.npy --out captured",
]


def arguments(parser: argparse.ArgumentParser) -> None:
    """The autoencoder, how much is looked at, and where to write."""
    parser.add_argument("model", metavar="SAE", help="a run of sdl-atlas train, a checkpoint, or a folder of SAELens")
    parser.add_argument(
        "--activations", metavar="FILE", help="what the SAE reads: .npy, .npz, .safetensors or a folder of them"
    )
    parser.add_argument("--key", metavar="NAME", help="name of the array in .npz and .safetensors files")
    parser.add_argument(
        "--labels", metavar="FILE", help="classes or coordinates of every sample, .csv or .npy (see docs/capture.md)"
    )
    parser.add_argument(
        "--groups",
        action="append",
        metavar="KIND",
        help="look for groups of atoms without labels, by cosine, coactivation, information or ising; may be repeated (default: "
        "information, where no manifold is known)",
    )
    parser.add_argument("--clustering", default="louvain", metavar="HOW", help="louvain or spectral (default: louvain)")
    parser.add_argument("--samples", type=int, default=50_000, metavar="N", help="samples to look at (default: 50000)")
    parser.add_argument("--seed", type=int, default=0, metavar="N", help="of everything random (default: 0)")
    parser.add_argument(
        "--out", metavar="DIR", help="write capture.json, capture.csv, capture.png and capture.html here"
    )


def run(args: argparse.Namespace) -> int:
    """0 when everything was found and written."""
    os.environ.setdefault("OMP_WAIT_POLICY", "passive")  # see the command train
    from sdl_atlas.capture_text import summary
    from sdl_atlas.library.capture import asked, write_capture
    from sdl_atlas.progress import Waiting
    from solvers.manifolds.capture.run import answer

    with Waiting() as waiting:
        names_of = ("key", "labels", "groups", "clustering", "samples", "seed")
        question = asked(args.model, args.activations, **{name: getattr(args, name) for name in names_of})
        found = answer(question, waiting)
        names: list[str] = []
        if args.out:
            waiting("drawing")
            names = write_capture(Path(args.out), found)
    sys.stdout.write(summary(found.record))
    if names:
        sys.stdout.write(f"written to {args.out}: {', '.join(names)}\n")
    return 0
