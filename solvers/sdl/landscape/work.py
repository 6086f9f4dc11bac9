"""How a run of ``solve`` works: its time limit, what it says, and errors that end one step and not the others.

A step may end in three ways besides success: the time limit (:class:`~solvers.clock.TimeUp`), numbers that are too large
(a note says what was left out), or a fault of this package, which is kept with what it leaves open while the other steps go on.
"""

from __future__ import annotations

import time
import traceback
from collections.abc import Callable
from typing import TypeVar

from solvers.clock import TimeUp
from solvers.exact.real_roots import TooLarge

T = TypeVar("T")


class Work:
    """The clock of a run, and its log: notes for the reader, faults of this package."""

    def __init__(self, time_limit: float, progress: Callable[[str], None] | None = None) -> None:
        self.time_limit, self.begun = time_limit, time.perf_counter()
        self.report = progress or (lambda _text: None)
        self.where = "nothing was begun"
        self.stopped: str | None = None
        self.notes: list[str] = []
        self.faults: list[str] = []

    @property
    def seconds(self) -> float:
        """Seconds since the work began."""
        return time.perf_counter() - self.begun

    @property
    def left(self) -> float:
        """Seconds, at least a tenth."""
        return max(0.1, self.time_limit - self.seconds)

    def say(self, where: str) -> None:
        """Report what is being done."""
        self.where = where
        self.report(where)

    def breathe(self, where: str) -> None:
        """Report, and stop when the time is over."""
        self.say(where)
        if self.seconds > self.time_limit:
            raise TimeUp

    def attempt(self, what: str, step: Callable[[], T], *, missing: list[str] | None = None) -> T | None:
        """The result of a step, or None when it cannot be had; the reason is kept, and ``what`` is added to ``missing``."""
        try:
            return step()
        except TooLarge as reason:
            self.notes.append(f"{what}: {reason}; left out")
        except Exception as fault:  # whatever it is, what other steps have proved stays proved
            self.faults.append(f"{what}: {described(fault)}")
        if missing is not None:
            missing.append(what)
        return None


def described(fault: Exception) -> str:
    """A fault and the place in the source where it arose, in one line.

    >>> try:
    ...     1 / 0
    ... except ArithmeticError as fault:
    ...     described(fault).split(" (")[0]
    'ZeroDivisionError: division by zero'
    """
    last = traceback.extract_tb(fault.__traceback__)[-1]
    parts = last.filename.replace("\\", "/").split("/")
    return f"{type(fault).__name__}: {' '.join(str(fault).split())} ({'/'.join(parts[-3:])}, line {last.lineno})"
