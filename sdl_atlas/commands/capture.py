"""``sdl-atlas capture``: what a sparse autoencoder makes of concept manifolds."""

from __future__ import annotations

import argparse
import os
import sys
from pathlib import Path

HELP = "say whether a sparse autoencoder captures concept manifolds, tiles them or dilutes them"
EXAMPLES = [
    "capture runs/zoo/ --out captured",
]


def arguments(parser: argparse.ArgumentParser) -> None:
    """The autoencoder, how much is looked at, and where to write."""
    parser.add_argument("model", metavar="SAE", help="a run of sdl-atlas train")
    parser.add_argument("--samples", type=int, default=50_000, metavar="N", help="samples to look at (default: 50000)")
    parser.add_argument("--seed", type=int, default=0, metavar="N", help="of everything random (default: 0)")
    parser.add_argument(
        "--out", metavar="DIR", help="write capture.json, capture.csv, capture.png and capture.html here"
    )


def run(args: argparse.Namespace) -> int:
    """0 when everything was found and written."""
    os.environ.setdefault("OMP_WAIT_POLICY", "passive")  # see the command train
    from sdl_atlas.capture_text import summary
    from sdl_atlas.library.capture import captured, write_capture
    from sdl_atlas.progress import Waiting

    with Waiting() as waiting:
        found = captured(args.model, samples=args.samples, seed=args.seed, say=waiting)
        names: list[str] = []
        if args.out:
            waiting("drawing")
            names = write_capture(Path(args.out), found)
    sys.stdout.write(summary(found.record))
    if names:
        sys.stdout.write(f"written to {args.out}: {', '.join(names)}\n")
    return 0
