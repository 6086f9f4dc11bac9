"""Training as a person at a terminal meets it: live numbers, curves, and what to do when it stops."""

from __future__ import annotations

import sys
import time
from collections.abc import Callable
from pathlib import Path

from sdl_atlas.sweep_progress import sweep_watcher
from sdl_atlas.terminal import QUIET, clear, duration, say
from solvers.processes import fresh_processes
from solvers.sdl.train.config.tables import TrainConfig, expand
from solvers.sdl.train.run.final import Final
from solvers.sdl.train.run.run_folder import RunFolder
from solvers.sdl.train.run.sweep import Outcome, sweep
from solvers.sdl.train.run.train import RunResult, train
from solvers.sdl.train.step.history import History, Row
from solvers.sdl.train.step.loop import Progress
from solvers.sdl.train.step.trainer import Diverged
from solvers.sdl.train.step.workers import torchrun
from theory.errors import InputError


def one_run(config: TrainConfig, out: Path, *, device: str, resume: bool, plot: bool, export: Path | None) -> int:
    """Train one model; 0, or 1 when it diverged."""
    if export is not None:
        _check_export(config, export)
    with torchrun(device) as workers:
        watch = watcher() if workers.leads else None
        try:
            result = train(config, out, device=device, resume=resume, callback=watch, workers=workers, warn=_warn)
        except InputError:
            plot = False  # the folder may be somebody else's
            raise
        except OSError as error:
            plot = False
            raise _no_room(error, out) from None
        except Diverged as error:
            if workers.leads:
                clear()
                kept = RunFolder(out).newest()
                say(f"sdl-atlas train: {error}; the newest checkpoint is {kept or 'none'}")
            return 1
        finally:
            if workers.leads:
                clear()
                if plot:
                    draw(out, {out.name: RunFolder(out).metrics()})
        if workers.leads:
            _report(result, export)
    return 0


def several_runs(config: TrainConfig, out: Path, *, device: str, resume: bool, jobs: int, plot: bool) -> int:
    """Train every run of a sweep; 0, or 1 when one diverged."""
    from concurrent.futures import ProcessPoolExecutor

    singles, done = expand(config), set[str]()

    def ended(outcome: Outcome) -> None:
        done.add(outcome.name)
        what = _ending(outcome)
        clear()
        say(f"[{len(done)}/{len(singles)}] {outcome.name}: {what}")

    tick = sweep_watcher(singles, out, done)
    try:
        with ProcessPoolExecutor(min(jobs, len(singles)), fresh_processes(), initializer=_leave_interrupts) as pool:
            outcomes = sweep(config, out, executor=pool, device=device, resume=resume, callback=ended, tick=tick)
    except OSError as error:
        raise _no_room(error, out) from None
    except KeyboardInterrupt:
        clear()
        listed = out / "runs.csv"
        over = len(listed.read_text().splitlines()) - 1 if listed.exists() else 0
        say(f"{over}/{len(singles)} runs are over, one line each in {listed}; the others go on with --resume")
        raise
    clear()
    if plot:
        draw(out, {s.name: RunFolder(out / s.name).metrics() for s in singles})
    sys.stdout.write(f"{len(outcomes)} runs in {out}; one line each in {out / 'runs.csv'}\n")
    return int(any(o.status == "diverged" for o in outcomes))


def _ending(outcome: Outcome) -> str:
    if outcome.status != "finished":
        return outcome.message
    last = Row(**outcome.last)
    return measured_text(Final(**outcome.measured), last) if outcome.measured else f"last batch: {numbers(last)}"


def _leave_interrupts() -> None:
    """In a worker: between runs the main process decides; within a run Ctrl-C writes a checkpoint."""
    import signal

    signal.signal(signal.SIGINT, signal.SIG_IGN)


def numbers(row: Row) -> str:
    """A row as a person reads it; all of it belongs to one batch but the silent neurons, which are counted over many.

    >>> numbers(Row(100, 800, 0.5, 0.5, 0.25, 2.0, None, 0.1, 3.0, 0.5, 1.0, silent=0.125))
    'loss 0.5000, unexplained 25.00%, L0 2.0, never active yet 12.5%, recovered 50%/100%'
    >>> numbers(Row(100, 800, 0.5, 0.5, None, 2.0, 0.25, 0.1, 3.0))
    'loss 0.5000, unexplained not known, L0 2.0, dead 25.0%'
    """
    text = f"loss {row.loss:.4f}, unexplained {_percent(row.unexplained)}, L0 {row.l0:.1f}"
    if row.dead is not None:
        text += f", dead {row.dead:.1%}"
    elif row.silent is not None:
        text += f", never active yet {row.silent:.1%}"
    if row.recovered_encoder is None or row.recovered_decoder is None:
        return text
    return f"{text}, recovered {row.recovered_encoder:.0%}/{row.recovered_decoder:.0%}"


def _percent(share: float | None) -> str:
    return "not known" if share is None else f"{share:.2%}"


def measured_text(measured: Final, last: Row) -> str:
    """What a trained model does, as a person reads it.

    >>> found = Final(4096, "held-out rows", 0.5, 0.25, 2.0, 0.125)
    >>> measured_text(found, Row(100, 800, 0.5, 0.5, 0.25, 2.0, None, 0.1, 3.0))
    'unexplained 25.00%, L0 2.0, 12.5% of the neurons never active on 4,096 held-out rows'
    """
    text = f"unexplained {_percent(measured.unexplained)}, L0 {measured.l0:.1f}, {measured.silent:.1%} of the neurons never active"
    text += f" on {measured.rows:,} {measured.of}"
    if last.recovered_encoder is None or last.recovered_decoder is None:
        return text
    return f"{text}; recovered {last.recovered_encoder:.0%}/{last.recovered_decoder:.0%}"


def watcher() -> Callable[[Progress], None]:
    """Shows progress: one live line on a terminal, else a line now and then."""
    terminal, shown = sys.stderr.isatty(), -QUIET

    def watch(progress: Progress) -> None:
        nonlocal shown
        rate, left = progress.samples_per_second, duration(progress.seconds_left)
        pace = f", {rate:,.0f} samples/s, {left} left" if rate else ""
        text = f"step {progress.row.step}/{progress.steps}: {numbers(progress.row)}{pace}"
        if terminal:
            sys.stderr.write(f"\r\033[K{text}")
            sys.stderr.flush()
        elif time.monotonic() - shown >= QUIET or progress.row.step == progress.steps:
            shown = time.monotonic()
            say(text)

    return watch


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


def _no_room(error: OSError, out: Path) -> InputError:
    """A folder that cannot be made or a disk that is full: what was written before can be resumed."""
    return InputError(str(error.filename or out), error.strerror or error, "cannot be written", "name another folder")


def _warn(text: str) -> None:
    say(f"sdl-atlas train: warning: {text}")
