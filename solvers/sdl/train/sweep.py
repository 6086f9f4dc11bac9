"""Many runs at once: seeds and settings over any ``concurrent.futures.Executor``, on one machine or on a cluster."""

from __future__ import annotations

import csv
import io
from collections.abc import Callable, Iterator
from concurrent.futures import Executor, Future, as_completed
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Literal

from solvers.sdl.train.config import Single, TrainConfig, expand
from solvers.sdl.train.history import COLUMNS
from theory.files import write_atomically

SUMMARY = "runs.csv"


@dataclass(frozen=True)
class Outcome:
    """How one run of a sweep ended.

    Args:
        name: of the run, and of its folder.
        status: ``finished``, or ``diverged`` with the reason in ``message``.
        last: the last line of its metrics.
        message: one line, empty when all went well.
    """

    name: str
    status: Literal["finished", "diverged"]
    last: dict[str, Any]
    message: str = ""


def sweep(
    config: TrainConfig,
    out: Path | str,
    *,
    executor: Executor,
    device: str = "cpu",
    resume: bool = False,
    callback: Callable[[Outcome], None] | None = None,
) -> list[Outcome]:
    """Train every seed under every change of the sweep; the workers must see the same files.

    A run that diverges is recorded and the others go on; bad input stops everything.  What was finished is kept, and ``resume``
    skips it.

    Args:
        config: see :func:`solvers.sdl.train.config.expand`.
        out: one folder per run is made here, and ``runs.csv``.
        executor: threads, processes, dask's ``Client.get_executor()``, ...
        device: of every run.
        resume: go on from the newest checkpoint of each run.
        callback: told about every run that ends, in the order in which they end.

    Returns:
        the outcomes in the order of the configuration.

    Raises:
        InputError: see :func:`solvers.sdl.train.run.train`.
    """
    singles, folder = expand(config), Path(out)
    futures = [executor.submit(train_one, s, str(folder / s.name), device, resume) for s in singles]
    try:
        for outcome in _as_they_end(futures):
            if callback is not None:
                callback(outcome)
    except BaseException:
        for future in futures:
            future.cancel()
        raise
    outcomes = [future.result() for future in futures]
    write_summary(folder, config, outcomes)
    return outcomes


def _as_they_end(futures: list[Future[Outcome]]) -> Iterator[Outcome]:
    # executors of other makes return futures of their own, which the standard library cannot wait for
    if all(isinstance(f, Future) for f in futures):
        for future in as_completed(futures):
            yield future.result()
    else:
        for future in futures:
            yield future.result()


def train_one(single: Single, folder: str, device: str, resume: bool) -> Outcome:
    """One run of a sweep, in whatever process this is."""
    from solvers.sdl.train.run import train
    from solvers.sdl.train.trainer import Diverged

    try:
        result = train(single.config, folder, device=device, resume=resume)
    except Diverged as error:
        return Outcome(single.name, "diverged", {}, str(error))
    return Outcome(single.name, "finished", vars(result.history.last))


def write_summary(folder: Path, config: TrainConfig, outcomes: list[Outcome]) -> None:
    """``runs.csv``: one line per run with what was changed and the last line of its metrics."""
    changes = [change for change in (config.run.sweep or ({},)) for _ in config.run.seeds]
    names = sorted({name for change in changes for name in change})
    text = io.StringIO()
    table = csv.writer(text, lineterminator="\n")
    table.writerow(["run", "seed", *names, "status", *COLUMNS])
    for outcome, change, single in zip(outcomes, changes, expand(config), strict=True):
        values = [outcome.last.get(column, "") for column in COLUMNS]
        shown = ["" if v is None else v for v in values]
        table.writerow([outcome.name, single.seed, *(change.get(n, "") for n in names), outcome.status, *shown])
    write_atomically(folder / SUMMARY, text.getvalue())
