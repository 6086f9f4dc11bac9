"""What a person sees who waits for a lattice: the step and its seconds, from two seconds on."""

from __future__ import annotations

import sys
import threading
import time
from types import TracebackType

QUIET, QUIET_LOG = 2.0, 15.0  # seconds; nothing is said, on a terminal or elsewhere, about a step that takes less
EVERY = 0.5  # seconds between two looks at the clock


class Waiting:
    """Call it with the name of every step; between the calls a thread says how long the step has taken.

    On a terminal one line changes in place and is gone at the end.  Elsewhere (a pipe, a log) a line is written every
    fifteen seconds.  Compiled kernels let go of the interpreter, so the line moves while they work.
    """

    def __init__(self) -> None:
        self.terminal, self.text, self.began, self.shown = sys.stderr.isatty(), "", time.monotonic(), 0.0
        self.done = threading.Event()
        self.thread = threading.Thread(target=self._watch, daemon=True)

    def __call__(self, text: str) -> None:
        """The step from now on; a text with the same words before a colon is the same step further on."""
        if text.partition(":")[0] != self.text.partition(":")[0]:
            self.began = time.monotonic()
        self.text = text

    def __enter__(self) -> Waiting:
        self.thread.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.done.set()
        self.thread.join()
        if self.terminal and self.shown:
            sys.stderr.write("\r\033[K")
            sys.stderr.flush()

    def _watch(self) -> None:
        while not self.done.wait(EVERY):
            now = time.monotonic()
            spent = now - self.began
            if spent < (QUIET if self.terminal else QUIET_LOG) or (not self.terminal and now - self.shown < QUIET_LOG):
                continue
            self.shown = now
            line = f"{self.text}, {spent:.0f} s"
            sys.stderr.write(f"\r\033[K{line[:110]}" if self.terminal else f"{line}\n")
            sys.stderr.flush()
