"""A time limit that holds in every stage: a timer raises an exception in the thread that works, wherever that is.

Stages ask for the time between their steps; a single step, an exact linear program over a field of degree 30 for one, can take
minutes and knows nothing of limits.
"""

from __future__ import annotations

import ctypes
import threading
from collections.abc import Iterator
from contextlib import contextmanager, suppress

AGAIN = 1.0  # seconds after which the exception is raised again: one that falls into a finaliser is swallowed by the interpreter
TRIES = 5


class TimeUp(BaseException):
    """The time limit is reached; like KeyboardInterrupt no Exception, so that no handler of faults takes it for one."""


class _Limit:
    """One limit of one thread."""

    def __init__(self) -> None:
        self.thread = threading.get_ident()
        self.lock = threading.Lock()
        self.done = threading.Event()
        self.held = 0
        self.due = False

    def watch(self, seconds: float) -> None:
        for attempt in range(TRIES):
            if self.done.wait(AGAIN if attempt else seconds):
                return
            with self.lock:
                if self.done.is_set():
                    return
                self.due = True
                if not self.held:
                    _raise_in(self.thread, TimeUp)

    def finish(self) -> None:
        with self.lock:
            self.done.set()
            _raise_in(self.thread, None)  # takes back one that is on its way


class _Limits(threading.local):
    def __init__(self) -> None:
        self.open: list[_Limit] = []


_LIMITS = _Limits()


@contextmanager
def limited(seconds: float) -> Iterator[None]:
    """Raise :class:`TimeUp` in this thread when the block has run for so many seconds.

    It arrives between two instructions of Python: a single call into compiled code is not interrupted.

    >>> try:
    ...     with limited(0.05):
    ...         while True:
    ...             pass
    ... except TimeUp:
    ...     print("over")
    over
    """
    limit = _Limit()
    _LIMITS.open.append(limit)
    threading.Thread(target=limit.watch, args=(seconds,), name="time limit", daemon=True).start()
    try:
        yield
    finally:
        while not limit.done.is_set():
            with suppress(TimeUp):  # raised while the block was being left
                limit.finish()
        _LIMITS.open.remove(limit)


@contextmanager
def unhurried() -> Iterator[None]:
    """No limit raises inside this block, but at its end: for code that an exception at any place would leave broken."""
    limits = list(_LIMITS.open)
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
