"""``sdl-atlas decode``: what a model makes of codes."""

from __future__ import annotations

import argparse
import os
import sys

HELP = "write what a model makes of codes"
EXAMPLES = ["decode sae/ codes.npz --out reconstructions.npy"]


def arguments(parser: argparse.ArgumentParser) -> None:
    """The model, the codes, and the file."""
    parser.add_argument(
        "model", metavar="MODEL", help="a run of sdl-atlas train, a checkpoint, or a folder of SAELens or sparsify"
    )
    parser.add_argument(
        "codes", metavar="CODES", help="what sdl-atlas encode wrote, or scipy.sparse.save_npz of a CSR matrix"
    )
    parser.add_argument("--out", required=True, metavar="FILE", help=".npy")


def run(args: argparse.Namespace) -> int:
    """0 when all rows were written."""
    os.environ.setdefault("OMP_WAIT_POLICY", "passive")  # see the command train
    from sdl_atlas.library.codes import decode
    from sdl_atlas.progress import Waiting

    with Waiting() as waiting:
        rows, width = decode(args.model, args.codes, args.out, progress=waiting)
    sys.stdout.write(f"{args.out}: {rows:,} rows of width {width}\n")
    return 0
