"""Many trainings on functions: every seed under every change of a sweep, one folder each, and one table of all."""

from __future__ import annotations

import csv
import dataclasses
import io
import math
from collections.abc import Callable, Iterator
from concurrent.futures import Executor, as_completed
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Literal

import torch

from solvers.operators.train.config import OperatorConfig, changed
from solvers.operators.train.fields import source_of
from solvers.operators.train.functions import tensor
from solvers.operators.train.model import DTYPES
from solvers.operators.train.run import CONFIG, DivergedError, Line, load, train
from solvers.sdl.train.run.one_thread import one_thread
from theory.errors import InputError
from theory.files import write_atomically

SUMMARY = "runs.csv"
SAMPLES = 256  # unseen functions: their mean error is then known to about a tenth of its value


@dataclass(frozen=True)
class Single:
    """One run: the name of its folder, its configuration without seeds and sweep, and what the sweep changed."""

    name: str
    config: OperatorConfig
    change: dict[str, Any]


@dataclass(frozen=True)
class Ended:
    """How a run ended.

    Args:
        name: of the run, and of its folder.
        status: ``finished``, or ``diverged`` with the reason in ``message``.
        last: the last line of its metrics, None when it diverged.
        unseen: relative squared error on functions that training never saw, on the grid of training; NaN when it diverged.
        message: one line, empty when all went well.
    """

    name: str
    status: Literal["finished", "diverged"]
    last: Line | None = None
    unseen: float = math.nan
    message: str = ""


def expand(config: OperatorConfig) -> list[Single]:
    """Every run of a configuration: the changes of the sweep times the seeds.

    >>> from solvers.operators.train.config import operator_config
    >>> tables = {"model": {"kind": "sae-fno", "concepts": 3, "modes": 5}, "data": {"kind": "functions"}}
    >>> [s.name for s in expand(operator_config(tables | {"run": {"seeds": [0, 1]}}))]
    ['seed-0', 'seed-1']
    """
    out: list[Single] = []
    for i, change in enumerate(config.run.sweep or ({},)):
        once = changed(config, change)
        for seed in config.run.seeds or (config.run.seed,):
            single = dataclasses.replace(once, run=dataclasses.replace(once.run, seed=seed, seeds=(), sweep=()))
            out.append(Single(f"sweep-{i}-seed-{seed}" if config.run.sweep else f"seed-{seed}", single, dict(change)))
    return out


def sweep(
    config: OperatorConfig,
    out: Path,
    *,
    executor: Executor | None = None,
    resume: bool = False,
    callback: Callable[[Ended], None] = lambda _: None,
) -> list[Ended]:
    """Train every run; ``runs.csv`` always lists those that are over.  A run that diverges is recorded and the others go on.

    Args:
        config: see :func:`expand`.
        out: one folder per run is made here.
        executor: where the runs are trained; left out: here, one after the other.
        resume: go on from the newest checkpoint of each run; those that are over are only read.
        callback: told about every run that ends.

    Raises:
        InputError: see :func:`solvers.operators.train.run.train`.
        KeyboardInterrupt: after the runs that were under way wrote their checkpoints.
    """
    if (out / CONFIG).exists():
        raise InputError(str(out), "a run", "the runs of a sweep need a folder of their own", "name another one")
    singles, ended = expand(config), dict[str, Ended]()
    for one in _as_they_end(singles, out, executor, resume):
        ended[one.name] = one
        _write_summary(out, singles, ended)
        callback(one)
    return [ended[s.name] for s in singles]


def _as_they_end(singles: list[Single], out: Path, executor: Executor | None, resume: bool) -> Iterator[Ended]:
    if executor is None:
        yield from (train_one(s, out / s.name, resume) for s in singles)
        return
    futures = [executor.submit(train_one, s, out / s.name, resume) for s in singles]
    try:
        yield from (future.result() for future in as_completed(futures))
    finally:
        for future in futures:
            future.cancel()


def train_one(single: Single, folder: Path, resume: bool) -> Ended:
    """One run, in whatever process this is."""
    try:
        with one_thread():
            last = train(single.config, folder, resume=resume)
            return Ended(single.name, "finished", last, unseen_error(folder))
    except DivergedError as error:
        return Ended(single.name, "diverged", message=str(error))


@torch.no_grad()
def unseen_error(run: Path) -> float:
    """Relative squared error of a trained model on functions that training never saw, on its grid."""
    model, config = load(run)
    fresh = source_of(config.data, seed=config.run.seed).fresh(SAMPLES)
    x = tensor(fresh.sampled(config.data.grid), DTYPES[config.model.dtype])
    size = x.square().sum().item()
    return (model(x)[0] - x).square().sum().item() / size if size else math.inf


def _write_summary(out: Path, singles: list[Single], ended: dict[str, Ended]) -> None:
    """One line per run that is over: what was changed, how it ended, the error on unseen functions, its last metrics."""
    names = sorted({name for s in singles for name in s.change})
    text = io.StringIO()
    table = csv.writer(text, lineterminator="\n")
    table.writerow(["run", "seed", *names, "status", "unseen_error", "step", "loss", "relative_error", "active_points"])
    for single in singles:
        if (one := ended.get(single.name)) is None:
            continue
        last = ("",) * 4 if one.last is None else (one.last.step, one.last.loss, one.last.error, one.last.active)
        unseen = "" if one.last is None else one.unseen
        changes = (single.change.get(n, "") for n in names)
        table.writerow([single.name, single.config.run.seed, *changes, one.status, unseen, *last])
    write_atomically(out / SUMMARY, text.getvalue())
