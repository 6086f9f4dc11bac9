"""``sdl-atlas encode``: the codes of a model on data, as a sparse table in a file."""

from __future__ import annotations

import argparse
import os
import sys

HELP = "write the codes of a model on data as a sparse table"
EXAMPLES = [
    "encode sae/ --data layer12.npy --out codes.npz",
    "encode runs/topk --out codes.safetensors",
    "encode crosscoder/ --data first.npy --data second.npy --out codes.npz",
]


def arguments(parser: argparse.ArgumentParser) -> None:
    """The model, the data, and the file."""
    parser.add_argument(
        "model", metavar="MODEL", help="a run of sdl-atlas train, a checkpoint, or a folder of SAELens or sparsify"
    )
    parser.add_argument(
        "--data",
        action="append",
        metavar="FILE",
        help="activations: .npy, .npz, .safetensors or a folder of them; once per source of a crosscoder (default: the data of the run)",
    )
    parser.add_argument("--key", metavar="NAME", help="name of the array in .npz and .safetensors files")
    parser.add_argument(
        "--out", required=True, metavar="FILE", help=".npz (scipy.sparse.load_npz reads it) or .safetensors"
    )


def run(args: argparse.Namespace) -> int:
    """0 when all codes were written."""
    os.environ.setdefault("OMP_WAIT_POLICY", "passive")  # see the command train
    from sdl_atlas.library.codes import encode
    from sdl_atlas.progress import Waiting

    with Waiting() as waiting:
        found = encode(args.model, args.out, data=args.data, key=args.key, progress=waiting)
    mean = found.active / found.rows
    sys.stdout.write(f"{found.path}: {found.rows:,} rows, {found.width:,} neurons, {mean:.1f} active in a row\n")
    return 0
