"""What a waiting person sees, drawn in one place: live lines on a terminal, plain lines elsewhere."""

from __future__ import annotations

import contextlib
import sys
import threading
import time
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
    """A callback for :class:`proofs_checks.worker.Event`."""
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


TERMINAL = 0.1  # seconds between two states of a live line: a terminal takes no more than that
QUIET = 10.0  # seconds between lines where nobody watches a terminal


def duration(seconds: float) -> str:
    """Seconds as hours, minutes and seconds.

    >>> duration(3725.2), duration(9)
    ('1:02:05', '0:09')
    """
    minutes, rest = divmod(round(seconds), 60)
    hours, minutes = divmod(minutes, 60)
    return f"{hours}:{minutes:02d}:{rest:02d}" if hours else f"{minutes}:{rest:02d}"


class Line:
    """A line that is replaced, above it lines that stay; on standard error, so that results can be piped.

    Args:
        every: seconds between plain lines where standard error is no terminal; None shows none there.
    """

    def __init__(self, every: float | None = None) -> None:
        self.terminal, self.every, self.shown = sys.stderr.isatty(), every, float("-inf")
        self.live: Any = None

    def __enter__(self) -> Line:
        if self.terminal:
            from rich.console import Console
            from rich.live import Live

            # as often as it is told, so that no thread of its own runs beside the computation
            self.live = Live(console=Console(stderr=True), transient=True, auto_refresh=False)
            self.live.start()
        return self

    def __exit__(self, *_: object) -> None:
        if self.live is not None:
            self.live.stop()
            self.live = None

    @property
    def due(self) -> bool:
        """Whether a text that is shown now would be seen."""
        pause = TERMINAL if self.live is not None else self.every
        return pause is not None and time.monotonic() - self.shown >= pause

    def show(self, text: str, *, last: bool = False) -> None:
        """Replace the line; elsewhere than on a terminal write it if it is the last, or enough time has passed."""
        if not self.due and not (last and (self.live is not None or self.every is not None)):
            return
        self.shown = time.monotonic()
        if self.live is not None:
            self.live.update(_plain(text), refresh=True)
        else:
            self.say(text)

    def say(self, text: str) -> None:
        """A line that stays."""
        if self.live is not None:
            self.live.console.print(_plain(text), soft_wrap=True)
        else:
            sys.stderr.write(text + "\n")
            sys.stderr.flush()


PATIENCE, PATIENCE_LOG = 2.0, 15.0  # seconds that a step may take, on a terminal and elsewhere, before anything is said
LOOK = 0.5  # seconds between two looks at the clock


class Waiting:
    """A line for work that cannot say by itself how far it is: the step, and from two seconds on how long it has taken.

    Call it with the name of every step.  A thread draws the line; compiled kernels let go of the interpreter, so it moves
    while they work.  Elsewhere than on a terminal a line is written every fifteen seconds of a step.
    """

    def __init__(self) -> None:
        self.text, self.began, self.done = "", time.monotonic(), threading.Event()
        self.line, self.thread = Line(every=PATIENCE_LOG), threading.Thread(target=self._watch, daemon=True)

    def __call__(self, text: str) -> None:
        """The step from now on; a text with the same words before a colon is the same step further on."""
        if text.partition(":")[0] != self.text.partition(":")[0]:
            self.began = time.monotonic()
        self.text = text

    def __enter__(self) -> Waiting:
        self.line.__enter__()
        self.thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self.done.set()
        self.thread.join()
        self.line.__exit__()

    def _watch(self) -> None:
        patience = PATIENCE if self.line.terminal else PATIENCE_LOG
        while not self.done.wait(LOOK):
            spent = time.monotonic() - self.began
            if spent >= patience:
                self.line.show(f"{self.text}, {spent:.0f} s")


def _plain(text: str) -> Any:
    """Text as it is: no markup, no colours guessed, no control characters, cut at the edge."""
    from rich.text import Text

    return Text(text, no_wrap=True, overflow="ellipsis")
