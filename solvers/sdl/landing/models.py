"""What is matched against a landscape: an ensemble trained now, one from a folder, or one trained model."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from solvers.sdl.ensemble.descent import Ensemble, Schedule, train_ensemble
from solvers.sdl.ensemble.files import RECORD, from_checkpoint, load_ensemble
from theory.errors import InputError
from theory.sdl import Problem

MAX_NUMBERS = 2 << 27  # of one step of training: 2 GiB of float64


def trained_models(
    problem: Problem, runs: int, *, seed: int, schedule: Schedule, say: Callable[[str], None] = lambda _text: None
) -> Ensemble:
    """An ensemble trained now.

    Raises:
        InputError: it does not fit into memory.
    """
    if runs * problem.n * problem.width * max(problem.p, problem.r) > MAX_NUMBERS:
        raise InputError("train", runs, "the ensemble does not fit into memory", "train fewer models")
    return train_ensemble(problem, runs=runs, seed=seed, schedule=schedule, say=say)


def stored_models(folder: Path, problem: Problem | None) -> Ensemble:
    """The ensemble, the run of ``sdl-atlas train``, or the checkpoint in a folder.

    Args:
        folder: of any of them.
        problem: needed by trained models, which do not say theirs; an ensemble has its own.

    Raises:
        InputError: nothing of these kinds is there, or it is of another problem.
    """
    from solvers.sdl.train.run.checkpoint import RECORD as MODEL

    if (folder / RECORD).exists():
        ensemble = load_ensemble(folder)
        if problem is not None and problem.sha256() != ensemble.problem.sha256():
            raise InputError("problem", problem.name, f"the ensemble is of {ensemble.problem.name}", "leave it out")
        return ensemble
    folder = folder / "model" if (folder / "model" / MODEL).is_file() else folder
    if problem is not None:
        return from_checkpoint(folder, problem)
    if (folder / MODEL).is_file():
        raise InputError("problem", "nothing", "a checkpoint does not say its problem", "name a problem/1 file")
    found, why = "nothing", "there is no such folder"
    if folder.is_dir():
        found, why = "no run", "neither a run nor a checkpoint is in it"
    raise InputError(str(folder), found, why, "name a run of sdl-atlas train, or use --problem FILE --train N")
