"""Settling one claim in a process of its own: its time limit, and what it says while it works."""

from __future__ import annotations

import contextlib
import importlib
import multiprocessing
import signal
import threading
from collections.abc import Callable, Iterator
from concurrent.futures import Executor, ProcessPoolExecutor
from dataclasses import dataclass
from typing import Any

import msgspec

from proofs_checks.kernel_evidence import kernel_record
from proofs_checks.settle import settle
from solvers.processes import fresh_processes
from theory.claims import Budget, Certificate
from theory.verdicts import Verdict


@dataclass(frozen=True)
class Event:
    """Something a person who waits would like to see."""

    claim: str
    what: str  # "started", "doing", "settled"
    text: str = ""
    verdict: Verdict | None = None


class _OutOfTime(Exception):
    pass


@contextlib.contextmanager
def _time_limit(seconds: float) -> Iterator[None]:
    """Stop a runaway claim, where the platform and the thread allow it (POSIX, main thread of a worker).

    It is stopped after ``1.5 * seconds`` of its own processor time, whatever else the machine does, or after ten times
    ``seconds`` by the clock, when it only waits.
    """
    if not hasattr(signal, "setitimer") or threading.current_thread() is not threading.main_thread():
        yield
        return

    def stop(*_: object) -> None:
        raise _OutOfTime(f"the time budget of {seconds:g} s is used up")

    timers = ((signal.ITIMER_PROF, signal.SIGPROF, 1.5 * seconds), (signal.ITIMER_REAL, signal.SIGALRM, 10 * seconds))
    previous = [signal.signal(number, stop) for _, number, _ in timers]
    for timer, _, limit in timers:
        signal.setitimer(timer, limit)
    try:
        yield
    finally:
        for timer, _, _ in timers:
            signal.setitimer(timer, 0)
        for (_, number, _), handler in zip(timers, previous, strict=True):
            signal.signal(number, handler)


class _Worker:
    """What a worker process knows besides its task: where to send what it is doing."""

    events: Any = None


def _start_worker(events: Any) -> None:
    _Worker.events = events
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl-C is for the parent, which keeps what is finished


def settle_module(name: str, profile: Any, seed: int, seconds: float) -> tuple[bytes, dict[str, Certificate]]:
    """Settle the claim of one module; plain arguments and results, so that any executor can run it."""
    module = importlib.import_module(name)

    def say(text: str) -> None:
        if _Worker.events is not None:
            with contextlib.suppress(OSError):  # the parent is gone; the result will not be missed either
                _Worker.events.put((module.CLAIM.id, text))

    say("start")
    kernel_record(module)  # Rocq has a time limit of its own; the answer is kept, and settling looks it up
    budget = Budget(profile=profile, seconds=seconds, seed=seed, say=say)
    with _time_limit(seconds):  # claims watch budget.left() themselves; this only stops one that does not
        verdict, certificates = settle(module, budget)
    return msgspec.json.encode(verdict), certificates


@contextlib.contextmanager
def processes(jobs: int, watch: Callable[[Event], None]) -> Iterator[Executor]:
    """Worker processes whose doings are passed on to ``watch``; whatever happens, none of them outlives the block."""
    context = fresh_processes()
    queue = context.SimpleQueue()
    listener = threading.Thread(target=_forward, args=(queue, watch), daemon=True)
    executor = ProcessPoolExecutor(jobs, mp_context=context, initializer=_start_worker, initargs=(queue,))
    listener.start()
    try:
        yield executor
    except BaseException:
        for child in multiprocessing.active_children():
            child.terminate()
        raise
    finally:
        executor.shutdown(wait=False, cancel_futures=True)
        queue.put(None)
        listener.join(timeout=5)


def _forward(queue: Any, watch: Callable[[Event], None]) -> None:
    """Pass on what the workers say until the end mark or a closed queue."""
    with contextlib.suppress(EOFError, OSError):
        while (item := queue.get()) is not None:
            claim, text = item
            watch(Event(claim, "started") if text == "start" else Event(claim, "doing", text))
