"""``sdl-atlas land``: where trained models ended, against the exact landscape."""

from __future__ import annotations

import argparse
import os
import sys
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from solvers.sdl.ensemble.descent import Ensemble
    from theory.errors import InputError
    from theory.sdl import Problem
    from theory.sdl.landscape import Landscape

HELP = "say where trained models ended: against the exact landscape, or against the known features of their data"
EXAMPLES = [
    "land --problem examples/problems/top1.json --train 500 --out landed/",
    "land landed/ --landscape landscape.json",
    "land checkpoint/ --problem problem.json",
    "land runs/topk/",
    "land --problem problem.json --train 500 --loss true --present 1/4 --optimiser adam --learning-rate 0.01",
]
MAX_NUMBERS = 2 << 27  # of one step of training: 2 GiB of float64


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
    _check(args)
    terminal = sys.stderr.isatty()

    def say(text: str) -> None:
        if terminal:
            sys.stderr.write(f"\r\033[K{text[:110]}")
            sys.stderr.flush()

    if args.models and not args.problem and not args.landscape:
        from sdl_atlas.landing_recovery import is_training_run

        if is_training_run(Path(args.models)):
            return _recovered(args, say)
    return _matched(args, say)


def _recovered(args: argparse.Namespace, say: Callable[[str], None]) -> int:
    """Runs of ``sdl-atlas train`` against the features of their data."""
    from sdl_atlas.landing_recovery import csv_table, landed_runs, record, summary
    from theory.files import write_atomically

    runs = landed_runs(Path(args.models), gaps=not args.no_gaps, say=say)
    say("")
    if args.out:
        write_atomically(Path(args.out) / "recovery.json", record(runs))
        write_atomically(Path(args.out) / "recovery.csv", csv_table(runs))
    sys.stdout.write(summary(runs))
    return 0


def _matched(args: argparse.Namespace, say: Callable[[str], None]) -> int:
    """Models of a small problem against its landscape."""
    from sdl_atlas.landing_text import csv_table, record, summary
    from solvers.sdl.landing.predictions import predictions
    from solvers.sdl.landing.settle import settle
    from theory.files import write_atomically

    ensemble = _ensemble(args, _problem(args), say)
    landscape = _landscape(args, ensemble.problem, say)
    say("listing predictions")
    settled = settle(ensemble, predictions(ensemble.problem, landscape), rounds=args.rounds, say=say)
    data, proofs = record(settled, landscape, say)
    say("")
    if args.out:
        from sdl_atlas.landing_picture import picture
        from solvers.sdl.ensemble.files import save_ensemble

        out = Path(args.out)
        save_ensemble(out, settled.ensemble)
        write_atomically(out / "landing.json", data)
        write_atomically(out / "landing.csv", csv_table(settled))
        write_atomically(out / "landing.png", picture(settled))
    sys.stdout.write(summary(settled, landscape, proofs))
    return 1 if settled.landing.count("moving", "diverged") else 0


def _check(args: argparse.Namespace) -> None:
    """Refuse what makes no sense before anything is computed."""
    from theory.errors import InputError

    if (args.models is None) == (args.train is None):
        raise InputError("land", "RUN and --train" if args.models else "neither RUN nor --train", "give one of the two")
    if args.models is None and args.problem is None:
        raise InputError("--problem", "nothing", "an ensemble is trained on a problem", "name a problem/1 file")
    for name in ("train", "steps", "batch", "time_limit", "learning_rate"):
        value = getattr(args, name)
        if value is not None and not 0 < value < float("inf"):
            raise InputError(f"--{name.replace('_', '-')}", value, "must be positive")
    for name in ("seed", "rounds"):
        if getattr(args, name) < 0:
            raise InputError(f"--{name}", getattr(args, name), "must be 0 or more")


def _problem(args: argparse.Namespace) -> Problem | None:
    """The problem named, with its true loss if asked for."""
    from solvers.sdl.ensemble.objectives import bernoulli
    from theory.errors import InputError
    from theory.exact import parse_rational
    from theory.sdl import read_problem

    problem = None if args.problem is None else read_problem(args.problem)
    if args.loss == "single":
        return problem
    if problem is None:
        raise InputError("--loss", "true", "needs the problem", "name it with --problem")
    return bernoulli(problem, parse_rational(args.present, "--present"))


def _ensemble(args: argparse.Namespace, problem: Problem | None, say: Callable[[str], None]) -> Ensemble:
    """Trained now, read from a folder, or one trained model."""
    from solvers.sdl.ensemble.descent import Schedule, train_ensemble
    from solvers.sdl.ensemble.files import RECORD, from_checkpoint, load_ensemble
    from theory.errors import InputError

    if args.train is not None and problem is not None:
        if args.train * problem.n * problem.width * max(problem.p, problem.r) > MAX_NUMBERS:
            raise InputError("--train", args.train, "the ensemble does not fit into memory", "train fewer models")
        schedule = Schedule(args.steps, args.learning_rate, optimiser=args.optimiser, batch=args.batch)
        return train_ensemble(problem, runs=args.train, seed=args.seed, schedule=schedule, say=say)
    folder = Path(args.models)
    if (folder / RECORD).exists():
        ensemble = load_ensemble(folder)
        if problem is not None and problem.sha256() != ensemble.problem.sha256():
            raise InputError("--problem", problem.name, f"the ensemble is of {ensemble.problem.name}", "leave it out")
        return ensemble
    folder = _model_in(folder)
    if problem is None:
        raise _unmatched(folder)
    return from_checkpoint(folder, problem)


def _model_in(folder: Path) -> Path:
    """The model of a run folder of ``sdl-atlas train``; any other folder itself."""
    from solvers.sdl.train.run.checkpoint import RECORD

    return folder / "model" if (folder / "model" / RECORD).is_file() else folder


def _unmatched(folder: Path) -> InputError:
    """Why nothing can be said of a folder without a problem."""
    from solvers.sdl.train.run.checkpoint import RECORD
    from theory.errors import InputError

    if (folder / RECORD).is_file():
        return InputError("--problem", "nothing", "a checkpoint does not say its problem", "name a problem/1 file")
    found, why = (
        ("no run", "neither a run nor a checkpoint is in it")
        if folder.is_dir()
        else ("nothing", "there is no such folder")
    )
    return InputError(str(folder), found, why, "name a run of sdl-atlas train, or use --problem FILE --train N")


def _landscape(args: argparse.Namespace, problem: Problem, say: Callable[[str], None]) -> Landscape:
    """Read, or solved here."""
    from solvers.sdl.landing.predictions import read_landscape
    from solvers.sdl.landscape.solve import solve

    if args.landscape:
        return read_landscape(Path(args.landscape))
    return solve(problem, time_limit=args.time_limit, progress=say)
