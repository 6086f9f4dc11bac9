"""Training as a command: the runs, their folders, and what is to be done when one stops."""

from __future__ import annotations

import sys
import time
from contextlib import ExitStack
from pathlib import Path

from sdl_atlas.progress import QUIET, Line, duration
from sdl_atlas.sweep_progress import Standings
from sdl_atlas.training_text import ending, measured_text, numbers, under_way
from solvers.processes import fresh_processes
from solvers.sdl.train.config.tables import TrainConfig, expand
from solvers.sdl.train.run.run_folder import RunFolder
from solvers.sdl.train.run.sweep import Outcome, sweep
from solvers.sdl.train.run.train import RunResult, train
from solvers.sdl.train.step.loop import Progress
from solvers.sdl.train.step.trainer import Diverged
from solvers.sdl.train.step.workers import torchrun
from theory.errors import InputError, OutputError
from theory.training_tables import History


def one_run(config: TrainConfig, out: Path, *, device: str, resume: bool, plot: bool, export: Path | None) -> int:
    """Train one model; 0, or 1 when it diverged."""
    if export is not None:
        _check_export(config, export)
    with ExitStack() as stack:
        workers = stack.enter_context(torchrun(device))
        line = Line(every=QUIET)
        if workers.leads:
            stack.enter_context(line)

        def watch(progress: Progress) -> None:
            line.show(under_way(progress), last=progress.row.step == progress.steps)

        def warn(text: str) -> None:
            line.say(f"sdl-atlas train: warning: {text}")

        try:
            result = train(
                config,
                out,
                device=device,
                resume=resume,
                callback=watch if workers.leads else None,
                workers=workers,
                warn=warn,
            )
        except InputError:
            plot = False  # the folder may be somebody else's
            raise
        except OSError as error:
            plot = False
            raise _no_room(error, out) from None
        except Diverged as error:
            if workers.leads:
                kept = RunFolder(out).newest()
                line.say(f"sdl-atlas train: {error}; the newest checkpoint is {kept or 'none'}")
            return 1
        finally:
            if workers.leads and plot:
                draw(out, {out.name: RunFolder(out).metrics()})
    if workers.leads:
        _report(result, export)
    return 0


def several_runs(config: TrainConfig, out: Path, *, device: str, resume: bool, jobs: int, plot: bool) -> int:
    """Train every run of a sweep; 0, or 1 when one diverged."""
    from concurrent.futures import ProcessPoolExecutor

    singles, done = expand(config), set[str]()
    standings, began = Standings.of(singles, out), time.monotonic()
    with Line(every=QUIET) as line:

        def ended(outcome: Outcome) -> None:
            done.add(outcome.name)
            line.say(f"[{len(done)}/{len(singles)}] {outcome.name}: {ending(outcome)}")

        def tick() -> None:
            if line.due:
                line.show(standings.text(ended=done, seconds=time.monotonic() - began))

        try:
            with ProcessPoolExecutor(min(jobs, len(singles)), fresh_processes(), initializer=_leave_interrupts) as pool:
                outcomes = sweep(config, out, executor=pool, device=device, resume=resume, callback=ended, tick=tick)
        except OSError as error:
            raise _no_room(error, out) from None
        except KeyboardInterrupt:
            listed = out / "runs.csv"
            over = len(listed.read_text().splitlines()) - 1 if listed.exists() else 0
            line.say(f"{over}/{len(singles)} runs are over, one line each in {listed}; the others go on with --resume")
            raise
    if plot:
        draw(out, {s.name: RunFolder(out / s.name).metrics() for s in singles})
    sys.stdout.write(f"{len(outcomes)} runs in {out}; one line each in {out / 'runs.csv'}\n")
    return int(any(o.status == "diverged" for o in outcomes))


def _leave_interrupts() -> None:
    """In a worker: between runs the main process decides; within a run Ctrl-C writes a checkpoint."""
    import signal

    signal.signal(signal.SIGINT, signal.SIG_IGN)


def draw(folder: Path, histories: dict[str, History]) -> None:
    """Draw ``plot.png`` and ``plot.pdf`` of runs that have at least one row."""
    from paper_figs.pictures.training_curves import write

    known = {name: h.rows for name, h in histories.items() if h.rows}
    if known:
        write(folder, known)


def _check_export(config: TrainConfig, export: Path) -> None:
    """Before hours of training: can this model be exported, and is there room for it?"""
    if config.model.form != "sae" or config.model.kind == "matryoshka":
        what = config.model.kind if config.model.form == "sae" else config.model.form
        raise InputError("--export-saelens", what, "the layout of SAELens has no such model", "leave the option out")
    if export.exists() and (not export.is_dir() or any(export.iterdir())):
        raise InputError("--export-saelens", export, "is not an empty folder", "name another one")


def _report(result: RunResult, export: Path | None) -> None:
    after = f", from step {result.resumed_at}" if result.resumed_at else ""
    last = result.history.last
    what = f"last batch: {numbers(last)}" if result.measured is None else measured_text(result.measured, last)
    sys.stdout.write(f"{what} ({duration(result.seconds)}{after})\nmodel: {result.folder / 'model'}\n")
    if export is not None:
        from solvers.sdl.train.run.saelens import write_saelens

        write_saelens(export, result.model)
        sys.stdout.write(f"SAELens: {export}\n")


def _no_room(error: OSError, out: Path) -> OutputError:
    """A folder that cannot be made or a disk that is full: what was written before can be resumed."""
    return OutputError(str(error.filename or out), error.strerror or error, "cannot be written", "name another folder")
