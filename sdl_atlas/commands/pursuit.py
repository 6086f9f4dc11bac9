"""``sdl-atlas pursuit``: what a dictionary guarantees to matching pursuit, and how it does on data."""

from __future__ import annotations

import argparse
import sys
from pathlib import Path

HELP = "say what a dictionary guarantees to matching pursuit, and how it does on data"
EXAMPLES = [
    "pursuit runs/tree-pursuit/",
    "pursuit atoms.npy --data activations.npy --steps 32",
    "pursuit atoms.npy --support 0,3,7 --certificates out/",
    "pursuit sae_lens_folder/ --data activations.npy --steps 16 --rule absolute --null 5",
]


def arguments(parser: argparse.ArgumentParser) -> None:
    """The dictionary, the data, and the encoder."""
    parser.add_argument(
        "dictionary",
        metavar="DICTIONARY",
        help="a run, a checkpoint, a SAELens folder, .npy or .safetensors (atoms as rows)",
    )
    parser.add_argument(
        "--data", metavar="FILE", help="inputs, one per row: .npy, .npz, .safetensors or a folder of them"
    )
    parser.add_argument(
        "--samples", type=int, default=10_000, metavar="N", help="the first N rows of the data (default: 10000)"
    )
    parser.add_argument(
        "--steps", type=int, default=None, metavar="T", help="steps of pursuit (default: the model's, else 16)"
    )
    parser.add_argument(
        "--rule",
        choices=("absolute", "nonnegative", "signed"),
        default=None,
        help="default: the model's, else nonnegative",
    )
    parser.add_argument("--threshold", type=float, default=None, metavar="X", help="stop at residuals of smaller norm")
    parser.add_argument(
        "--null", type=int, default=3, metavar="N", help="random dictionaries to compare with (default: 3)"
    )
    parser.add_argument(
        "--support",
        type=_numbers,
        metavar="I,J,...",
        help="decide whether non-negative pursuit keeps to these atoms for all their non-negative codes",
    )
    parser.add_argument(
        "--level",
        type=_numbers,
        metavar="I,J,...",
        help="decide whether a one-step ReLU encoder is exact on these atoms, each of which occurs alone",
    )
    parser.add_argument(
        "--certificates",
        metavar="DIR",
        help="write the certificates of --support and --level there, for sdl-atlas check",
    )
    parser.add_argument("--seed", type=int, default=0, metavar="N", help="of the random dictionaries (default: 0)")


def _numbers(text: str) -> list[int]:
    return [int(part) for part in text.split(",")]


def run(args: argparse.Namespace) -> int:
    """0 when it was said."""
    from sdl_atlas.library.pursuit import pursuit
    from sdl_atlas.progress import Waiting
    from sdl_atlas.pursuit_text import summary
    from theory.files import write_json

    with Waiting() as waiting:
        found = pursuit(
            args.dictionary,
            data=args.data,
            samples=args.samples,
            steps=args.steps,
            rule=args.rule,
            threshold=args.threshold,
            null=args.null,
            seed=args.seed,
            support=args.support,
            level=args.level,
            say=waiting,
        )
    if args.certificates is not None:
        for certificate in found.certificates:
            write_json(Path(args.certificates) / f"{certificate['sha256']}.json", certificate)
    sys.stdout.write(summary(found))
    return 0
