"""The time limit that interrupts: it comes in time, once, and never after its block."""

from __future__ import annotations

import sys
import threading
import time

import pytest

from solvers import clock
from solvers.clock import TimeUp, unhurried, within


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
    with pytest.raises(TimeUp):
        within(0.1, endless)
    assert time.perf_counter() - begun < 1.0


def test_nothing_comes_after_the_work(monkeypatch: pytest.MonkeyPatch) -> None:
    """Work that ends while the timer fires, at every offset: the exception may meet any instruction on the way out."""
    monkeypatch.setattr(clock, "AGAIN", 0.002)
    switch = sys.getswitchinterval()
    sys.setswitchinterval(1e-6)  # the timer is not made to wait for 5 ms, as it usually is
    try:
        ended = ending_while_the_timer_fires()
    finally:
        sys.setswitchinterval(switch)
    assert ended["over"]
    assert ended["in time"]
    spin(0.1)
    assert not any(thread.name == "time limit" and thread.is_alive() for thread in threading.enumerate())
    assert clock._LIMITS.in_force() == []


def ending_while_the_timer_fires() -> dict[str, int]:
    within(0.01, lambda: None)
    ended = {"in time": 0, "over": 0}
    for step in range(400):
        try:
            within(0.001, lambda step=step: spin(0.001 + 0.000001 * (step - 200)))
            ended["in time"] += 1
        except TimeUp:
            ended["over"] += 1
        spin(0.005)  # a limit left behind would raise here, twice
    return ended


def test_a_limit_whose_end_was_cut_short_is_not_in_force(monkeypatch: pytest.MonkeyPatch) -> None:
    """The exception falls into the very call that takes the limit back."""
    monkeypatch.setattr(clock, "AGAIN", 0.05)

    def cut_short(limit: clock._Limit) -> None:
        raise TimeUp

    with monkeypatch.context() as patch:
        patch.setattr(clock._Limit, "finish", cut_short)
        with pytest.raises(TimeUp):
            within(0.02, lambda: None)
    with unhurried():
        spin(0.3)  # time for all tries
    spin(0.01)


def test_the_exception_is_raised_again_where_it_was_swallowed(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(clock, "AGAIN", 0.05)
    swallowed = []

    def swallow() -> None:
        try:
            spin(5.0)
        except TimeUp:
            swallowed.append(1)
        spin(5.0)

    with pytest.raises(TimeUp):
        within(0.05, swallow)
    assert swallowed == [1]


def test_held_back_and_raised_at_the_end() -> None:
    finished = []

    def hold() -> None:
        with unhurried():
            spin(0.2)
            finished.append(1)
        raise AssertionError("the limit was forgotten")

    with pytest.raises(TimeUp):
        within(0.05, hold)
    assert finished


def test_limits_belong_to_their_threads() -> None:
    ended: list[str] = []

    def work(name: str, limit: float) -> None:
        try:
            within(limit, lambda: spin(0.4))
            ended.append(f"{name} finished")
        except TimeUp:
            ended.append(f"{name} stopped")

    threads = [threading.Thread(target=work, args=x) for x in (("long", 30.0), ("short", 0.05))]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(ended) == ["long finished", "short stopped"]
