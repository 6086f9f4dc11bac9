"""Training into a folder: what was written can be continued after a kill at any moment, with the same result."""

from __future__ import annotations

import time
from collections.abc import Callable
from contextlib import nullcontext
from dataclasses import dataclass
from pathlib import Path

from solvers.sdl.train.config.notes import notes
from solvers.sdl.train.config.tables import TrainConfig
from solvers.sdl.train.data.batch import Source
from solvers.sdl.train.model.anchors import Anchors
from solvers.sdl.train.model.module import SDLModel
from solvers.sdl.train.run.alone import alone
from solvers.sdl.train.run.build import (
    build_anchors,
    build_source,
    loss_config,
    same_architecture,
)
from solvers.sdl.train.run.final import final
from solvers.sdl.train.run.interrupts import postponed
from solvers.sdl.train.run.one_thread import computing_on
from solvers.sdl.train.run.run_folder import RunFolder
from solvers.sdl.train.run.start import Start, begin
from solvers.sdl.train.run.threads import chosen, machine, on_resume
from solvers.sdl.train.step.loop import Progress, fit
from solvers.sdl.train.step.trainer import Trainer
from solvers.sdl.train.step.workers import Workers
from theory.errors import InputError
from theory.training_tables import History, MeasuredRecord

AGREE_EVERY = 10  # steps between questions whether any process was interrupted: each is a message to all


@dataclass(frozen=True)
class RunResult:
    """A run that is over.

    Args:
        folder: where everything is.
        model: trained, in evaluation mode.
        history: all rows, also those of earlier processes.
        resumed_at: the step at which this process took over, 0 for a fresh run.
        seconds: time of this process.
        measured: what the trained model does on many rows; None in processes that do not lead.
    """

    folder: Path
    model: SDLModel
    history: History
    resumed_at: int
    seconds: float
    measured: MeasuredRecord | None


def train(
    config: TrainConfig,
    run_dir: Path | str,
    *,
    device: str = "cpu",
    resume: bool = False,
    callback: Callable[[Progress], None] | None = None,
    workers: Workers | None = None,
    stop: Callable[[], bool] = lambda: False,
    warn: Callable[[str], None] = lambda _text: None,
) -> RunResult:
    """Train the one model of a configuration into a folder.

    Args:
        config: with one seed and no sweep; see :func:`solvers.sdl.train.config.tables.expand`.
        run_dir: an empty or missing folder, or with ``resume`` that of the same configuration.
        device: ``cpu`` or ``cuda``.
        resume: go on from the newest checkpoint, if there is one.
        callback: told about every row.
        workers: the processes that share the work; the first one writes.
        stop: asked after every step whether the run shall be interrupted.
        warn: told, one line each, what in the configuration does not do what it seems to, and why a run that goes on may differ from
            one that was never interrupted.

    Raises:
        InputError: a folder that holds something else or in which another process trains, a changed configuration, data that
            cannot be read.
        Diverged: see :func:`solvers.sdl.train.step.loop.fit`; the checkpoints before stay.
        KeyboardInterrupt: after the checkpoint of the current step was written.
    """
    if len(config.run.seeds) != 1 or config.run.sweep:
        raise InputError("run.seeds", list(config.run.seeds), "one run has one seed and no sweep", "see expand")
    folder, workers = RunFolder(run_dir), workers or Workers()
    folder.refuse_files()
    with alone(folder.path) if workers.leads else nullcontext():
        folder.check(config, resume=resume)
        if workers.leads:
            for text in notes(config):
                warn(text)
        with computing_on(_threads(config, folder, device, warn if workers.leads else lambda _text: None)):
            return _train(config, folder, device=device, callback=callback, workers=workers, stop=stop)


def _threads(config: TrainConfig, folder: RunFolder, device: str, warn: Callable[[str], None]) -> int:
    """Set before anything is computed: also the data may depend on the order of sums."""
    asked, record = config.run.threads, folder.record()
    before = None
    if record is not None:
        try:
            before = on_resume(record, asked, device=device, warn=warn)
        except InputError as error:
            raise error.within(folder.newest()) from None
    return before or chosen(asked, width=config.model.width, batch_size=config.optimiser.batch_size)


def _train(
    config: TrainConfig,
    folder: RunFolder,
    *,
    device: str,
    callback: Callable[[Progress], None] | None,
    workers: Workers,
    stop: Callable[[], bool],
) -> RunResult:
    began, seed = time.perf_counter(), config.run.seeds[0]
    data = build_source(config, seed=seed, device=device)
    start = folder.start(config, device=device) or begin(config, data, seed=seed, device=device)
    source, anchors = start.source(data), build_anchors(config, data)
    _refuse(config, source, start, anchors, folder, workers)
    workers.wait()  # nobody writes before everybody has looked
    if workers.leads:
        folder.open(config)
        folder.cut_metrics(start.step)
    with postponed() as interrupted:
        fit(
            start.model,
            source,
            config.optimiser,
            loss_config=loss_config(config),
            anchors=anchors,
            seed=seed,
            callback=_writer(folder, callback) if workers.leads else None,
            after_step=_keeper(config, folder, start, workers, lambda: interrupted() or stop()),
            log_every=config.run.log_every,
            recovery_threshold=config.run.recovery_threshold,
            start_step=start.step,
            optimiser_state=start.optimiser_state,
            workers=workers,
        )
    workers.wait()
    rows, model = folder.metrics(), start.folded().eval()
    measured = folder.measured()
    if workers.leads and measured is None:
        measured = final(model, data, trained_on=config.optimiser.steps * config.optimiser.batch_size)
    seconds = time.perf_counter() - began
    if workers.leads and measured is not None and not folder.finished:
        about = {**machine(device), "seconds": seconds, "resumed_at": start.step, "processes": workers.size}
        folder.finish(config, model, rows.last, measured, about)
    return RunResult(folder.path, model, rows, start.step, seconds, measured)


def _refuse(
    config: TrainConfig, source: Source, start: Start, anchors: Anchors | None, folder: RunFolder, workers: Workers
) -> None:
    """Meet now, before anything is written, what would stop the first step."""
    if start.step:
        same_architecture(start.model.architecture, config, source, folder.newest())
    settings, loss = config.optimiser, loss_config(config)
    trainer = Trainer(start.model, source, settings, loss_config=loss, anchors=anchors, workers=workers)
    try:
        source.batch(start.step, settings.batch_size, part=trainer.parts[0], parts=trainer.of)
    except (RuntimeError, MemoryError):
        raise InputError(
            "optimiser.batch_size",
            settings.batch_size,
            "there is no room for the samples",
            "take fewer, or more optimiser.micro_batches",
        ) from None
    if start.optimiser_state is not None:
        trainer.load(start.optimiser_state)


def _writer(folder: RunFolder, callback: Callable[[Progress], None] | None) -> Callable[[Progress], None]:
    def write(progress: Progress) -> None:
        folder.add_row(progress.row)
        if callback is not None:
            callback(progress)

    return write


def _keeper(
    config: TrainConfig, folder: RunFolder, start: Start, workers: Workers, interrupted: Callable[[], bool]
) -> Callable[[int, Trainer], None]:
    """Writes checkpoints when they are due, at the end, and when the run is interrupted."""
    every, steps = config.run.checkpoint_every, config.optimiser.steps

    def keep(done: int, trainer: Trainer) -> None:
        stop = False
        if workers.size == 1 or done % AGREE_EVERY == 0:
            stop = workers.any(interrupted(), trainer.silent_q.device)
        if done % every == 0 or done == steps or stop:
            trainer.check_state(done)  # in every process: they hold the same numbers and stop together
            if workers.leads:
                folder.save(config, done, start.folded(), trainer.tensors() | start.exact())
        if stop and done < steps:
            raise KeyboardInterrupt

    return keep
