"""The time limit that interrupts: it comes in time, once, and never after its block."""

from __future__ import annotations

import threading
import time

import pytest

from solvers import clock
from solvers.clock import TimeUp, limited, unhurried


def spin(seconds: float) -> None:
    end = time.perf_counter() + seconds
    while time.perf_counter() < end:
        pass


def test_a_step_that_knows_no_limit_is_ended() -> None:
    def endless() -> None:
        while True:
            try:
                spin(1.0)
            except Exception:
                raise AssertionError("a handler of faults took the limit for one") from None

    begun = time.perf_counter()
    with pytest.raises(TimeUp), limited(0.1):
        endless()
    assert time.perf_counter() - begun < 1.0


def test_nothing_comes_after_the_block() -> None:
    for _ in range(20):
        with limited(0.01):
            pass
    try:
        with limited(0.02):
            spin(0.0199)  # the block ends while the timer fires
    except TimeUp:
        pass
    spin(0.2)
    assert not any(thread.name == "time limit" and thread.is_alive() for thread in threading.enumerate())


def test_the_exception_is_raised_again_where_it_was_swallowed(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(clock, "AGAIN", 0.05)
    swallowed = []

    def swallow() -> None:
        try:
            spin(5.0)
        except TimeUp:
            swallowed.append(1)
        spin(5.0)

    with pytest.raises(TimeUp), limited(0.05):
        swallow()
    assert swallowed == [1]


def test_held_back_and_raised_at_the_end() -> None:
    finished = []

    def hold() -> None:
        with unhurried():
            spin(0.2)
            finished.append(1)
        raise AssertionError("the limit was forgotten")

    with pytest.raises(TimeUp), limited(0.05):
        hold()
    assert finished


def test_limits_belong_to_their_threads() -> None:
    ended: list[str] = []

    def work(name: str, limit: float) -> None:
        try:
            with limited(limit):
                spin(0.4)
                ended.append(f"{name} finished")
        except TimeUp:
            ended.append(f"{name} stopped")

    threads = [threading.Thread(target=work, args=x) for x in (("long", 30.0), ("short", 0.05))]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(ended) == ["long finished", "short stopped"]
