"""The line that says what a person is waiting for."""

from __future__ import annotations

import io
import time

import pytest

from sdl_atlas import progress as subject
from sdl_atlas.progress import Waiting


class Terminal(io.StringIO):
    def isatty(self) -> bool:
        return True


@pytest.fixture(autouse=True)
def quick(monkeypatch: pytest.MonkeyPatch) -> None:
    """The same line in hundredths of a second."""
    monkeypatch.setattr(subject, "PATIENCE", 0.05)
    monkeypatch.setattr(subject, "LOOK", 0.01)
    monkeypatch.setattr(subject, "PATIENCE_LOG", 0.05)


def wait_for(stream: io.StringIO, word: str) -> None:
    end = time.monotonic() + 20
    while word not in stream.getvalue():
        assert time.monotonic() < end, stream.getvalue()
        time.sleep(0.005)


def test_a_terminal_has_one_line_that_is_gone_at_the_end(monkeypatch: pytest.MonkeyPatch) -> None:
    stream = Terminal()
    monkeypatch.setattr("sys.stderr", stream)
    with Waiting() as progress:
        progress("concepts: 7")
        wait_for(stream, "concepts: 7, 0 s")
        progress("picture")
        wait_for(stream, "picture, 0 s")
    assert stream.getvalue().endswith("\033[2K"), "the line is erased"


def test_a_log_has_lines(monkeypatch: pytest.MonkeyPatch) -> None:
    stream = io.StringIO()
    monkeypatch.setattr("sys.stderr", stream)
    with Waiting() as progress:
        progress("concepts: 7")
        wait_for(stream, "concepts: 7, 0 s\n")
    assert "\033" not in stream.getvalue()


def test_nothing_is_said_about_what_is_quick(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(subject, "PATIENCE", 60.0)
    monkeypatch.setattr(subject, "PATIENCE_LOG", 60.0)
    for stream in (io.StringIO(), Terminal()):
        monkeypatch.setattr("sys.stderr", stream)
        with Waiting() as progress:
            progress("concepts")
            time.sleep(0.05)
        assert "concepts" not in stream.getvalue()


def test_the_clock_starts_again_with_a_step_and_runs_on_within_it() -> None:
    progress = Waiting()
    progress("concepts")
    first = progress.began
    time.sleep(0.01)
    progress("concepts: 7 so far")
    assert progress.began == first
    progress("picture")
    assert progress.began > first


def test_the_line_ends_with_an_error_too(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("sys.stderr", io.StringIO())
    waiting = Waiting()
    with pytest.raises(KeyError), waiting:
        raise KeyError
    assert not waiting.thread.is_alive()
