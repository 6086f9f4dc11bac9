"""``sdl-atlas train``: train sparse autoencoders, transcoders and crosscoders."""

from __future__ import annotations

import argparse
import os
from pathlib import Path
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from solvers.sdl.train.config.tables import TrainConfig

HELP = "train a sparse autoencoder, transcoder or crosscoder from one TOML file"
EXAMPLES = [
    "train examples/train/topk.toml --out runs/topk",
    "train examples/train/topk.toml --out runs/topk --resume",
    "train my.toml --out runs/mine --set optimiser.learning_rate=0.0005 --export-saelens exported/",
]


def arguments(parser: argparse.ArgumentParser) -> None:
    """The configuration, where to put the run, and how to go on."""
    parser.add_argument("config", metavar="CONFIG.toml", help="see docs/train-config.md for every field")
    parser.add_argument("--out", metavar="DIR", help="folder of the run (default: runs/ and the name of the file)")
    parser.add_argument(
        "--device", choices=("auto", "cpu", "cuda"), default="auto", help="default: cuda where there is one"
    )
    parser.add_argument("--resume", action="store_true", help="go on from the newest checkpoint, if there is one")
    parser.add_argument(
        "--set",
        action="append",
        default=[],
        metavar="SECTION.FIELD=VALUE",
        help="change a field of the configuration; VALUE as in TOML; may be repeated",
    )
    parser.add_argument(
        "--jobs", type=int, default=1, metavar="N", help="runs of a sweep at the same time (default: 1)"
    )
    parser.add_argument("--export-saelens", metavar="DIR", help="write the trained SAE in the layout of SAELens, too")
    parser.add_argument("--no-plot", action="store_true", help="do not draw the curves")


def run(args: argparse.Namespace) -> int:
    """0 when all runs are trained, 1 when one diverged, 130 when interrupted (the checkpoint is kept)."""
    # read when PyTorch is loaded: threads that wait in a loop for each other make a busy machine many times slower
    os.environ.setdefault("OMP_WAIT_POLICY", "passive")
    from sdl_atlas.training import one_run, several_runs
    from solvers.sdl.train.config.tables import expand
    from solvers.sdl.train.run.build import pick_device
    from theory.errors import InputError

    if args.jobs < 1:
        raise InputError("--jobs", args.jobs, "must be at least 1")
    if _on_functions(args.config):
        return _functions(args)
    config = _config(args.config, args.set)
    out, device = Path(args.out or Path("runs") / Path(args.config).stem), pick_device(args.device)
    singles = expand(config)
    if len(singles) > 1 and args.export_saelens:
        raise InputError(
            "--export-saelens", args.export_saelens, f"there are {len(singles)} runs", "export one at a time"
        )
    if len(singles) > 1:
        return several_runs(config, out, device=device, resume=args.resume, jobs=args.jobs, plot=not args.no_plot)
    export = None if args.export_saelens is None else Path(args.export_saelens)
    return one_run(singles[0].config, out, device=device, resume=args.resume, plot=not args.no_plot, export=export)


def _on_functions(path: str) -> bool:
    from solvers.operators.train.config import is_operator_config

    return is_operator_config(path)


def _functions(args: argparse.Namespace) -> int:
    """A model on functions, which has a configuration of its own (docs/operators.md)."""
    from sdl_atlas.operators import train_functions
    from theory.errors import InputError

    if args.export_saelens:
        raise InputError(
            "--export-saelens", args.export_saelens, "the layout of SAELens has no such model", "leave the option out"
        )
    if args.device == "cuda":
        raise InputError("--device", "cuda", "models on functions are trained on the CPU", "leave the option out")
    out = Path(args.out or Path("runs") / Path(args.config).stem)
    return train_functions(args.config, out, changes=_changes(args.set), resume=args.resume, jobs=args.jobs)


def _changes(changes: list[str]) -> dict[str, Any]:
    """Fields and their new values, as --set has them."""
    import tomllib

    from theory.errors import InputError

    values: dict[str, Any] = {}
    for change in changes:
        name, equals, text = change.partition("=")
        if not equals or "\n" in text:
            raise InputError("--set", change, "must be section.field=value, on one line")
        try:
            values[name.strip()] = tomllib.loads(f"value = {text}")["value"]
        except (ValueError, RecursionError):
            values[name.strip()] = text  # a word without quotes
    return values


def _config(path: str, changes: list[str]) -> TrainConfig:
    """The file, with the changes of the command line."""
    from solvers.sdl.train.config.tables import load_config, overridden
    from theory.errors import InputError

    values = _changes(changes)
    config = load_config(path)
    if not values:
        return config
    try:
        return overridden(config, values)
    except InputError as error:
        raise error.within("--set") from None
