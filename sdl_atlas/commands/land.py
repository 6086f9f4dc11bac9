"""``sdl-atlas land``: where trained models ended, against the exact landscape."""

from __future__ import annotations

import argparse
import os
import sys
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from sdl_atlas.library.landing import Models

HELP = "say where trained models ended: against the exact landscape, or against the known features of their data"
EXAMPLES = [
    "land --problem examples/problems/top1.json --train 500 --out landed/",
    "land landed/ --landscape landscape.json",
    "land checkpoint/ --problem problem.json",
    "land runs/topk/",
    "land --problem problem.json --train 500 --loss true --present 1/4 --optimiser adam --learning-rate 0.01",
]


def arguments(parser: argparse.ArgumentParser) -> None:
    """What is matched, how it is trained, and what with."""
    parser.add_argument(
        "models", nargs="?", metavar="RUN", help="a folder written by --out or by sdl-atlas train, or a checkpoint"
    )
    parser.add_argument("--problem", metavar="FILE", help="a problem/1 file (an ensemble has its own)")
    parser.add_argument(
        "--landscape", metavar="FILE", help="a landscape/1 record of the problem (default: it is solved here)"
    )
    parser.add_argument("--time-limit", type=float, default=20.0, metavar="S", help="seconds for solving (default: 20)")
    parser.add_argument("--train", type=int, default=None, metavar="N", help="train an ensemble of N models first")
    parser.add_argument(
        "--seed", type=int, default=0, metavar="N", help="run i starts from the stream (N, i) (default: 0)"
    )
    parser.add_argument("--steps", type=int, default=6000, metavar="N", help="steps of training (default: 6000)")
    parser.add_argument(
        "--learning-rate", type=float, default=0.05, metavar="X", help="first step size (default: 0.05)"
    )
    parser.add_argument("--optimiser", choices=("gd", "adam"), default="gd", help="default: gd")
    parser.add_argument("--batch", type=int, default=None, metavar="N", help="inputs drawn per step (default: all)")
    parser.add_argument(
        "--loss", choices=("single", "true"), default="single", help="single features, or all their combinations"
    )
    parser.add_argument(
        "--present", default="1/10", metavar="P", help="with --loss true: probability of the heaviest feature"
    )
    parser.add_argument(
        "--rounds", type=int, default=1, metavar="N", help="times that moving runs are trained further (default: 1)"
    )
    parser.add_argument(
        "--no-gaps",
        action="store_true",
        help="runs of sdl-atlas train: leave out the distance from a partial optimum, which takes longest",
    )
    parser.add_argument(
        "--out", metavar="DIR", help="write the ensemble, landing.json, landing.csv and landing.png here"
    )


def run(args: argparse.Namespace) -> int:
    """0 when every run is explained, 1 when some are still moving or blew up."""
    os.environ.setdefault("OMP_WAIT_POLICY", "passive")  # see the command train
    from sdl_atlas.progress import Line
    from solvers.operators.train.run import is_operator_run
    from solvers.sdl.recovery.trained_runs import is_training_run
    from theory.errors import InputError

    if (args.models is None) == (args.train is None):
        raise InputError("land", "RUN and --train" if args.models else "neither RUN nor --train", "give one of the two")
    if args.models and is_operator_run(Path(args.models)):
        from sdl_atlas.operators import land_functions

        sys.stdout.write(land_functions(Path(args.models), Path(args.out) if args.out else None))
        return 0
    trained = args.models and not args.problem and not args.landscape and is_training_run(Path(args.models))
    with Line() as line:
        text, status = (_recovered if trained else _matched)(args, line.show)
    sys.stdout.write(text)
    return status


def _recovered(args: argparse.Namespace, say: Callable[[str], None]) -> tuple[str, int]:
    """Runs of ``sdl-atlas train`` against the features of their data."""
    from sdl_atlas.library.landing import Models, recover
    from sdl_atlas.recovery_text import summary
    from solvers.manifolds.capture.known import is_manifold_run

    _models(args, Models).check()
    if is_manifold_run(Path(args.models)):
        return _captured(args, say), 0
    runs = recover(Path(args.models), gaps=not args.no_gaps, out=Path(args.out) if args.out else None, say=say)
    return summary(runs), 0


def _captured(args: argparse.Namespace, say: Callable[[str], None]) -> str:
    """A run of ``sdl-atlas train`` on manifolds: the verdict on each."""
    from sdl_atlas.capture_text import summary
    from sdl_atlas.library.capture import asked, write_capture
    from solvers.manifolds.capture.run import answer

    found = answer(asked(args.models, seed=args.seed), say)
    if args.out:
        write_capture(Path(args.out), found)
    return summary(found.record)


def _matched(args: argparse.Namespace, say: Callable[[str], None]) -> tuple[str, int]:
    """Models of a small problem against its landscape."""
    from sdl_atlas.landing_text import summary
    from sdl_atlas.library.landing import Models, match
    from theory.record_files import read_landscape

    settled, record = match(
        _models(args, Models),
        landscape=read_landscape(args.landscape) if args.landscape else None,
        time_limit=args.time_limit,
        rounds=args.rounds,
        out=Path(args.out) if args.out else None,
        say=say,
    )
    moving = settled.landing.count("moving", "diverged")
    return summary(settled.ensemble.problem, record), 1 if moving else 0


def _models(args: argparse.Namespace, kind: type[Models]) -> Models:
    """What the options say."""
    from theory.sdl import read_problem

    names = ("train", "seed", "steps", "learning_rate", "optimiser", "batch", "loss", "present")
    return kind(
        models=Path(args.models) if args.models else None,
        problem=read_problem(args.problem) if args.problem else None,
        **{name: getattr(args, name) for name in names},
    )
