"""A time limit that holds in every stage: a timer raises an exception in the thread that works, wherever that is.

Stages ask for the time between their steps; a single step, an exact linear program over a field of degree 30 for one, can take
minutes and knows nothing of limits.
"""

from __future__ import annotations

import ctypes
import sys
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from types import FrameType
from typing import TypeVar

AGAIN = 1.0  # seconds after which the exception is raised again: one that falls into a finaliser is swallowed by the interpreter
TRIES = 5

Result = TypeVar("Result")


class TimeUp(BaseException):
    """The time limit is reached; like KeyboardInterrupt no Exception, so that no handler of faults takes it for one."""


class _Limit:
    """One limit of one thread, in force while the frame that opened it is on the stack of that thread."""

    def __init__(self, frame: FrameType) -> None:
        self.thread = threading.get_ident()
        self.frame: FrameType | None = frame
        self.lock = threading.Lock()
        self.done = threading.Event()
        self.held = 0
        self.due = False

    def in_force(self) -> bool:
        """Neither finished nor left behind: the exception may arrive in :meth:`finish` itself and end it half way."""
        frame = None if self.done.is_set() else sys._current_frames().get(self.thread)
        while frame is not None and frame is not self.frame:
            frame = frame.f_back
        return frame is not None

    def watch(self, seconds: float) -> None:
        for attempt in range(TRIES):
            if self.done.wait(AGAIN if attempt else seconds):
                return
            with self.lock:
                if not self.in_force():
                    return
                self.due = True
                if not self.held:
                    _raise_in(self.thread, TimeUp)

    def finish(self) -> None:
        with self.lock:
            self.done.set()
            self.frame = None
            _raise_in(self.thread, None)  # takes back one that is on its way


class _Limits(threading.local):
    def __init__(self) -> None:
        self.open: list[_Limit] = []

    def in_force(self) -> list[_Limit]:
        self.open = [limit for limit in self.open if limit.in_force()]
        return list(self.open)


_LIMITS = _Limits()


def within(seconds: float, work: Callable[[], Result]) -> Result:
    """What ``work()`` returns; raises :class:`TimeUp` in this thread when that has run for so many seconds.

    It arrives between two instructions of Python: a single call into compiled code is not interrupted. A function, not a
    context manager: that the exception never arrives after the work is over is seen from the frame of this very call.

    >>> def endless():
    ...     while True:
    ...         pass
    >>> try:
    ...     within(0.05, endless)
    ... except TimeUp:
    ...     print("over")
    over
    """
    limit = _Limit(sys._getframe())
    _LIMITS.open = [*_LIMITS.in_force(), limit]
    threading.Thread(target=limit.watch, args=(seconds,), name="time limit", daemon=True).start()
    try:
        return work()
    finally:
        limit.finish()


@contextmanager
def unhurried() -> Iterator[None]:
    """No limit raises inside this block, but at its end: for code that an exception at any place would leave broken."""
    limits = _LIMITS.in_force()
    for limit in limits:
        with limit.lock:
            limit.held += 1
    try:
        yield
    finally:
        for limit in limits:
            with limit.lock:
                limit.held -= 1
    if any(limit.due for limit in limits):
        raise TimeUp


def _raise_in(thread: int, what: type[BaseException] | None) -> None:
    ctypes.pythonapi.PyThreadState_SetAsyncExc(ctypes.c_ulong(thread), ctypes.py_object(what) if what else None)
