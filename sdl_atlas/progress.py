"""What a waiting person sees: a live line on a terminal, one line per finished claim elsewhere."""

from __future__ import annotations

import contextlib
import sys
from collections.abc import Callable, Iterator
from typing import Any

COLOURS = {
    **{"proved": "green", "refuted": "green", "unchecked": "blue", "argued": "blue", "argued-refuted": "blue"},
    **{"tested": "magenta", "empirical": "magenta", "undecided": "yellow"},
}
MARKS = {"unchecked": "file", "argued": "read", "argued-refuted": "read", "tested": "test", "empirical": "test"}


def verdict_line(v: Any) -> str:
    """One verdict as one line: mark, outcome, id, title; ``ok`` only where a machine has checked everything."""
    mark = "ok  " if v.green else MARKS.get(v.effective, "open") if v.settled else "FAIL"
    steps = f" [{v.steps_read} of {v.steps_checked + v.steps_read} steps to be read]" if v.steps_read else ""
    whose = f" [{v.refutes}]" if v.refutes else ""
    return f"{mark} {v.effective:14} {v.claim:34} {v.title}{steps}{whose}"


@contextlib.contextmanager
def watcher(total: int, *, quiet: bool = False) -> Iterator[Callable[[Any], None]]:
    """A callback for :class:`proofs_checks.run.Event`."""
    if quiet:
        yield lambda _event: None
    elif sys.stderr.isatty():
        with _live(total) as watch:
            yield watch
    else:
        done = 0

        def plain(event: Any) -> None:
            nonlocal done
            if event.what == "settled":
                done += 1
                sys.stderr.write(f"[{done}/{total}] {verdict_line(event.verdict)} ({event.verdict.seconds:.1f} s)\n")
                sys.stderr.flush()

        yield plain


@contextlib.contextmanager
def _live(total: int) -> Iterator[Callable[[Any], None]]:
    from rich.console import Console
    from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn

    columns = (BarColumn(30), MofNCompleteColumn(), TimeElapsedColumn(), TextColumn("{task.description}"))
    with Progress(*columns, console=Console(stderr=True), transient=True) as progress:
        task = progress.add_task("starting", total=total)
        working: dict[str, str] = {}

        def show(event: Any) -> None:
            if event.what == "settled":
                working.pop(event.claim, None)
                progress.advance(task)
                if not event.verdict.green:
                    colour = COLOURS.get(event.verdict.effective, "red") if event.verdict.settled else "red"
                    progress.console.print(verdict_line(event.verdict), style=colour, highlight=False, markup=False)
            else:
                working[event.claim] = event.text
            progress.update(task, description=", ".join(f"{c} {t}".strip() for c, t in working.items())[:100])

        yield show
