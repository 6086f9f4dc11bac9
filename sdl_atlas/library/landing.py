"""Where trained models ended, for programs: ``sdl-atlas land`` without its text."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from fractions import Fraction
from pathlib import Path
from typing import Any, Literal

from sdl_atlas.library.capture import capture
from sdl_atlas.library.functions import land_functions
from solvers.manifolds.capture.known import is_manifold_run
from solvers.operators.train.run import is_operator_run
from solvers.sdl.ensemble.descent import Ensemble, Schedule
from solvers.sdl.ensemble.objectives import bernoulli
from solvers.sdl.landing.models import stored_models, trained_models
from solvers.sdl.landing.predictions import predictions
from solvers.sdl.landing.record import landing_record
from solvers.sdl.landing.settle import Settled, settle
from solvers.sdl.landscape.solve import solve
from solvers.sdl.recovery.trained_runs import Landed, is_training_run, landed_runs, recovery_record
from theory.doors import a_path, a_positive, an_instance, an_integer
from theory.errors import InputError
from theory.exact import parse_rational
from theory.files import write_atomically
from theory.manifolds.capture_records import CaptureRecord
from theory.operators.records import OperatorsRecord
from theory.record_files import record_text
from theory.sdl import Problem
from theory.sdl.landscape import Landscape
from theory.training_records import LandingRecord, RecoveryRecord


@dataclass(frozen=True)
class Models:
    """What is matched, and how it is trained first if it is.

    Args:
        models: a folder written by ``land`` or ``train``, or a checkpoint; None to train ``train`` models now.
        problem: of the models; an ensemble has its own.
        train: number of models.
        seed: run i starts from the stream (seed, i).
        steps, learning_rate, optimiser, batch: see :class:`solvers.sdl.ensemble.descent.Schedule`.
        loss: single features, or (``true``) all their combinations, with probability ``present`` of the heaviest feature.
    """

    models: Path | None = None
    problem: Problem | None = None
    train: int | None = None
    seed: int = 0
    steps: int = 6000
    learning_rate: float = 0.05
    optimiser: Literal["gd", "adam"] = "gd"
    batch: int | None = None
    loss: Literal["single", "true"] = "single"
    present: str | Fraction = "1/10"

    def check(self) -> None:
        """Refuse what makes no sense before anything is computed."""
        if (self.models is None) == (self.train is None):
            found = "models and train" if self.models else "neither models nor train"
            raise InputError("land", found, "give one of the two")
        if self.models is None and self.problem is None:
            raise InputError("problem", "nothing", "an ensemble is trained on a problem", "name a problem/1 file")
        if self.problem is not None:
            an_instance(self.problem, "problem", Problem, "read it with read_problem")
        for name in ("train", "steps", "batch"):
            if getattr(self, name) is not None:
                an_integer(getattr(self, name), name, 1)
        a_positive(self.learning_rate, "learning_rate")
        for name, known in (("optimiser", ("gd", "adam")), ("loss", ("single", "true"))):
            if getattr(self, name) not in known:
                raise InputError(name, getattr(self, name), f"must be {' or '.join(known)}")
        an_integer(self.seed, "seed", 0)
        if self.loss == "true" and self.problem is None:
            raise InputError("loss", "true", "needs the problem", "name it")

    def ensemble(self, say: Callable[[str], None]) -> Ensemble:
        """Trained now, or read."""
        problem = self.problem
        if problem is not None and self.loss == "true":
            present = self.present if isinstance(self.present, Fraction) else parse_rational(self.present, "present")
            problem = bernoulli(problem, present)
        if self.train is not None and problem is not None:
            schedule = Schedule(self.steps, self.learning_rate, optimiser=self.optimiser, batch=self.batch)
            return trained_models(problem, self.train, seed=self.seed, schedule=schedule, say=say)
        return stored_models(Path(self.models or ""), problem)


def match(
    what: Models,
    *,
    landscape: Landscape | None = None,
    time_limit: float = 20.0,
    rounds: int = 1,
    out: Path | None = None,
    say: Callable[[str], None] = lambda _text: None,
) -> tuple[Settled, LandingRecord]:
    """Models of a small problem against its landscape, solved here when it is not given; files are written into ``out``."""
    what.check()
    time_limit, rounds = a_positive(time_limit, "time_limit", of="number of seconds"), an_integer(rounds, "rounds", 0)
    if landscape is not None:
        an_instance(landscape, "landscape", Landscape, "read it with read_landscape")
    ensemble = what.ensemble(say)
    known = solve(ensemble.problem, time_limit=time_limit, progress=say) if landscape is None else landscape
    say("listing predictions")
    settled = settle(ensemble, predictions(ensemble.problem, known), rounds=rounds, say=say)
    record = landing_record(settled, known, say)
    if out is not None:
        _write_landing(out, settled, record)
    return settled, record


def _write_landing(out: Path, settled: Settled, record: LandingRecord) -> None:
    from paper_figs.pictures.landing import picture
    from solvers.sdl.ensemble.files import save_ensemble
    from solvers.sdl.landing.record import csv_table

    save_ensemble(out, settled.ensemble)
    write_atomically(out / "landing.json", record_text(record))
    write_atomically(out / "landing.csv", csv_table(settled))
    write_atomically(out / "landing.png", picture(settled))


def recover(
    folder: Path, *, gaps: bool = True, out: Path | None = None, say: Callable[[str], None] = lambda _text: None
) -> list[Landed]:
    """Runs of ``train`` against the features of their data; files are written into ``out``."""
    from solvers.sdl.recovery.trained_runs import csv_table

    runs = landed_runs(folder, gaps=gaps, say=say)
    if out is not None:
        write_atomically(out / "recovery.json", record_text(recovery_record(runs)))
        write_atomically(out / "recovery.csv", csv_table(runs))
    return runs


def land(
    models: str | Path | None = None,
    *,
    problem: Problem | None = None,
    train: int | None = None,
    landscape: Landscape | None = None,
    time_limit: float = 20.0,
    rounds: int = 1,
    gaps: bool = True,
    out: str | Path | None = None,
    progress: Callable[[str], None] = lambda _text: None,
    **training: Any,
) -> LandingRecord | RecoveryRecord | CaptureRecord | OperatorsRecord:
    """Where trained models ended.

    With a problem (or an ensemble, which has one): each end point of training against the exact landscape of
    ``min sum_d M_d |v_d - W_D sigma(W_E w_d)|^2``.  A folder of :func:`train` alone: encoder and decoder against the known
    features of its data, ``max_i cos(a_i, w_d)`` for every feature d; trained on manifolds, the verdict on each of them (see
    ``capture``); trained on functions, errors at other resolutions, and the cosines of the kernels.

    Args:
        models: a folder that ``train`` or ``land`` wrote, or a checkpoint; leave it out to train models here.
        problem: of the models, with n features in R^p and q neurons.
        train: number of models, 1 or more, to train on ``problem`` first.
        landscape: of the problem; solved here when left out.
        time_limit: seconds > 0 for solving.
        rounds: times, 0 or more, that runs still moving are trained further.
        gaps: False leaves out the distance from a partial optimum, which takes longest (folders of ``train`` only).
        out: a folder for the files that the command writes; nothing is written without it.
        progress: called with one line of text now and then.
        training: ``seed``, ``steps``, ``learning_rate``, ``optimiser``, ``batch``, ``loss``, ``present`` as in :class:`Models`.

    Returns:
        what ``landing.json``, ``recovery.json``, ``capture.json`` or ``operators.json`` holds.

    Raises:
        InputError: a value out of range, a folder without models, models that do not fit the problem.

    Source: arXiv 2512.05534, equation (9), Example 3.5 and the recovery scores of its appendix.

    >>> from theory.sdl import Activation, Problem
    >>> p = Problem.sae([[1, 0], [0, 1]], weights=[1, 2], activation=Activation("topk", k=1), width=2)
    >>> land(problem=p, train=8, steps=800).classes["moving"]
    0
    """
    for name in set(training) - set(TRAINING):
        raise InputError(name, training[name], "land has no such option", f"use {', '.join(TRAINING)}")
    place, folder = (None if x is None else a_path(x, name) for x, name in ((models, "models"), (out, "out")))
    if place is not None and is_operator_run(place):
        if problem is not None or landscape is not None or train is not None or training:
            raise InputError("models", place, "is a run on functions", "give its folder alone")
        return land_functions(place, folder)[1]
    if place is not None and problem is None and landscape is None and is_training_run(place):
        if is_manifold_run(place):
            return capture(place, out=folder, progress=progress)
        return recovery_record(recover(place, gaps=gaps, out=folder, say=progress))
    what = Models(place, problem, train, **training)
    return match(what, landscape=landscape, time_limit=time_limit, rounds=rounds, out=folder, say=progress)[1]


TRAINING = ("seed", "steps", "learning_rate", "optimiser", "batch", "loss", "present")
