"""Ctrl-C and polite kills wait until the current step is over, so that what is saved is the state after a whole step."""

from __future__ import annotations

import signal
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from types import FrameType

POLITE = (signal.SIGINT, signal.SIGTERM)


@contextmanager
def postponed() -> Iterator[Callable[[], bool]]:
    """Within the block the first interruption is only noted; the function says whether there was one. A second one acts at once.

    Outside of the main thread nothing can be noted, and the function always says no.
    """
    if threading.current_thread() is not threading.main_thread():
        yield lambda: False
        return
    noted: list[int] = []

    def note(number: int, _frame: FrameType | None) -> None:
        if noted:
            raise KeyboardInterrupt
        noted.append(number)

    before = {s: signal.signal(s, note) for s in POLITE}
    try:
        yield lambda: bool(noted)
    finally:
        for s, handler in before.items():
            signal.signal(s, handler)
