"""``sdl-atlas evaluate``: what trained models do on data."""

from __future__ import annotations

import argparse
import os
import sys
from pathlib import Path

HELP = "say what trained models do on data: error, active, dead, dense and doubled neurons, side by side"
EXAMPLES = [
    "evaluate runs/topk",
    "evaluate sae/ --data layer12.npy --out evaluated",
    "evaluate runs/first runs/wider sae/ --data layer12.npy",
    "evaluate sae/ --data layer12.npy --pages 200 --texts tokens.txt --out evaluated",
    "evaluate transcoder/ --data mlp_in.npy --targets mlp_out.npy",
]


def arguments(parser: argparse.ArgumentParser) -> None:
    """The models, the data, and where to write."""
    parser.add_argument(
        "models",
        nargs="+",
        metavar="MODEL",
        help="a run of sdl-atlas train, a checkpoint, or a folder of SAELens or sparsify; several are compared",
    )
    parser.add_argument(
        "--data",
        action="append",
        metavar="FILE",
        help="activations: .npy, .npz, .safetensors or a folder of them; once per source of a crosscoder (default: the data of the run)",
    )
    parser.add_argument("--targets", metavar="FILE", help="what a transcoder should write")
    parser.add_argument("--key", metavar="NAME", help="name of the array in .npz and .safetensors files")
    parser.add_argument(
        "--pages",
        type=int,
        default=0,
        metavar="N",
        help="pages of the N neurons that fire most: top rows, codes, neighbours (default: 0)",
    )
    parser.add_argument("--texts", metavar="FILE", help="for the pages: a text file with one line per row")
    parser.add_argument(
        "--images", metavar="FILE", help="for the pages: a .npy with one picture per row, (n, height, width)"
    )
    parser.add_argument("--json", action="store_true", help="print the record instead of a summary")
    parser.add_argument(
        "--out", metavar="DIR", help="write evaluation.json, neurons.csv, evaluation.png and evaluation.html here"
    )


def run(args: argparse.Namespace) -> int:
    """0 when everything was measured and written."""
    os.environ.setdefault("OMP_WAIT_POLICY", "passive")  # see the command train
    from sdl_atlas.evaluation_text import summary
    from sdl_atlas.library.evaluation import answer, asked, write_evaluation
    from sdl_atlas.progress import Waiting
    from theory.record_files import record_text

    with Waiting() as waiting:
        options = (args.data, args.targets, args.key, args.pages, args.texts, args.images)
        found = answer(asked(args.models, *options), waiting)
        names: list[str] = []
        if args.out:
            waiting("drawing")
            names = write_evaluation(Path(args.out), found)
    sys.stdout.write(record_text(found.record) if args.json else summary(found.record))
    if names and not args.json:
        sys.stdout.write(f"written to {args.out}: {', '.join(names)}\n")
    return 0
