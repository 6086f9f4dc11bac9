"""Many runs at once: seeds and settings over any ``concurrent.futures.Executor``, on one machine or on a cluster."""

from __future__ import annotations

import csv
import io
import multiprocessing
import os
import time
from collections.abc import Callable, Iterator
from concurrent.futures import FIRST_COMPLETED, Executor, Future, wait
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

from solvers.sdl.train.config.tables import Single, TrainConfig, expand
from theory.files import write_atomically
from theory.training_tables import MeasuredRecord, MetricsRow, SweptRun, runs_table

SUMMARY = "runs.csv"
STOP = ".stop"  # a file that tells the workers to stop
TICK = 0.5  # seconds
INTERRUPTED = 130  # exit status of a worker whose parent is gone


@dataclass(frozen=True)
class Outcome:
    """How one run of a sweep ended.

    Args:
        name: of the run, and of its folder.
        status: ``finished``, ``diverged`` with the reason in ``message``, or ``interrupted``.
        last: the last line of its metrics; None where it is not finished.
        measured: what the trained model does on many rows; None where it is not finished, or where nothing was measured.
        message: one line, empty when all went well.
    """

    name: str
    status: Literal["finished", "diverged", "interrupted"]
    last: MetricsRow | None = None
    message: str = ""
    measured: MeasuredRecord | None = None


def sweep(
    config: TrainConfig,
    out: Path | str,
    *,
    executor: Executor,
    device: str = "cpu",
    resume: bool = False,
    callback: Callable[[Outcome], None] | None = None,
    tick: Callable[[], None] | None = None,
) -> list[Outcome]:
    """Train every seed under every change of the sweep; the workers must see the same files.

    A run that diverges is recorded and the others go on.  Bad input and Ctrl-C stop everything: runs that are under way write a
    checkpoint, the others do not start.  ``runs.csv`` always lists what is finished, and ``resume`` skips it.

    Args:
        config: see :func:`solvers.sdl.train.config.tables.expand`.
        out: one folder per run is made here, and ``runs.csv``.
        executor: threads, processes, dask's ``Client.get_executor()``, ...
        device: of every run.
        resume: go on from the newest checkpoint of each run.
        callback: told about every run that ends, in the order in which they end.
        tick: called about twice a second while runs are under way, with executors of the standard library.

    Returns:
        the outcomes in the order of the configuration.

    Raises:
        InputError: see :func:`solvers.sdl.train.run.train`.
        KeyboardInterrupt: after ``runs.csv`` was written.
    """
    singles, folder, outcomes = expand(config), Path(out), dict[str, Outcome]()
    (folder / STOP).unlink(missing_ok=True)  # left by a sweep that was killed while it stopped

    def ended(outcome: Outcome) -> None:
        if outcome.status == "interrupted":
            raise KeyboardInterrupt
        outcomes[outcome.name] = outcome
        write_summary(folder, config, [outcomes[s.name] for s in singles if s.name in outcomes])
        if callback is not None:
            callback(outcome)

    for single in singles if resume else ():
        known = _finished(single, folder / single.name)
        if known is not None:
            ended(known)
    waiting = [s for s in singles if s.name not in outcomes]
    futures = [executor.submit(train_one, s, str(folder / s.name), device, resume) for s in waiting]
    try:
        for outcome in _as_they_end(futures, tick):
            ended(outcome)
    except BaseException:
        callback = None  # what ends now is kept, and not talked about
        for outcome in _halted(futures, folder):
            if outcome.status != "interrupted" and outcome.name not in outcomes:
                ended(outcome)
        raise
    return [outcomes[s.name] for s in singles]


def _finished(single: Single, folder: Path) -> Outcome | None:
    """The outcome of a run that was over before."""
    from solvers.sdl.train.run.run_folder import RunFolder

    run = RunFolder(folder)
    if not run.finished:
        return None
    run.check(single.config, resume=True)
    return Outcome(single.name, "finished", run.metrics().last, measured=run.measured())


def _as_they_end(futures: list[Future[Outcome]], tick: Callable[[], None] | None) -> Iterator[Outcome]:
    # executors of other makes return futures of their own, which the standard library cannot wait for
    if not all(isinstance(f, Future) for f in futures):
        for future in futures:
            yield future.result()
        return
    pending = set(futures)
    while pending:
        done, pending = wait(pending, timeout=TICK, return_when=FIRST_COMPLETED)
        for future in futures:
            if future in done:
                yield future.result()
        if tick is not None:
            tick()


def _halted(futures: list[Future[Outcome]], folder: Path) -> list[Outcome]:
    """Stop what is under way, start nothing more; the outcomes of runs that are over."""
    flag = folder / STOP
    if folder.is_dir():
        flag.touch()
    try:
        left = [f for f in futures if not f.cancel()]
        return [f.result() for f in left if f.exception() is None]
    finally:
        flag.unlink(missing_ok=True)


def train_one(single: Single, folder: str, device: str, resume: bool) -> Outcome:
    """One run of a sweep, in whatever process this is."""
    from solvers.sdl.train.run.train import train
    from solvers.sdl.train.step.trainer import Diverged

    stop = _asked_to_stop(Path(folder).parent / STOP)
    if _orphaned():
        os._exit(INTERRUPTED)
    if stop():
        return Outcome(single.name, "interrupted")
    try:
        result = train(single.config, folder, device=device, resume=resume, stop=stop)
    except Diverged as error:
        return Outcome(single.name, "diverged", message=str(error))
    except KeyboardInterrupt:
        if _orphaned():
            os._exit(
                INTERRUPTED
            )  # the checkpoint is written, and nobody is left to take the outcome or to end this process
        return Outcome(single.name, "interrupted")
    return Outcome(single.name, "finished", result.history.last, measured=result.measured)


def _asked_to_stop(flag: Path) -> Callable[[], bool]:
    """Looks at the file system at most every ``TICK`` seconds: signals do not reach threads, or other hosts."""
    looked = float("-inf")

    def stop() -> bool:
        nonlocal looked
        if time.monotonic() - looked < TICK:
            return False
        looked = time.monotonic()
        return flag.exists() or _orphaned()

    return stop


def _orphaned() -> bool:
    """Whether this is a worker process whose parent was killed: it would train on and write, and nobody would know of it."""
    parent = multiprocessing.parent_process()
    return parent is not None and not parent.is_alive()


def write_summary(folder: Path, config: TrainConfig, outcomes: list[Outcome]) -> None:
    """``runs.csv``: one line per run that is over: what was changed, what the model does on many rows, the last line of its metrics."""
    changes = [change for change in (config.run.sweep or ({},)) for _ in config.run.seeds]
    about = {single.name: (single.seed, change) for single, change in zip(expand(config), changes, strict=True)}
    runs: list[SweptRun] = []
    for outcome in outcomes:
        if outcome.status != "interrupted":
            seed, change = about[outcome.name]
            as_text = {name: str(value) for name, value in change.items()}
            runs.append(SweptRun(outcome.name, seed, outcome.status, as_text, outcome.measured, outcome.last))
    text = io.StringIO()
    csv.writer(text, lineterminator="\n").writerows(runs_table(runs))
    write_atomically(folder / SUMMARY, text.getvalue())
