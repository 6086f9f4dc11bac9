"""Time and peak memory of the checker on hostile files, each in a process of its own.

Run all of them with the whole allowance (hours), or those whose name contains a word, or with one N-th of the allowance; what
takes long is then run again with the whole of it::

    python -m tests.theory.certificates.hostile.run [WORD] [--share N]
"""

from __future__ import annotations

import argparse
import gc
import json
import os
import pickle
import resource
import signal
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from fractions import Fraction
from pathlib import Path
from typing import Any

from tests.theory.certificates.hostile.files import grown, operations
from tests.theory.certificates.hostile.kinds import kinds
from theory.certificates import judge, work

SECONDS, BYTES = 10.0, 500 * 10**6
STEP = 2e-6  # seconds of one multiplication and addition of fractions on the machine that the limit is meant for
GIVE_UP = 60  # seconds of the processor
READING = 80 * 10**6  # bytes for reading a file of 1 MB
SLACK = 0.1  # seconds for reading the file and for the clock, which do not shrink with the allowance


def measured(make: Callable[[], dict[str, Any]], before: Callable[[], None] = lambda: None) -> tuple[float, int, str]:
    """(processor seconds, peak memory in bytes above that at the start, line) of the checker on a file.

    The seconds are those of a machine that takes ``STEP`` for a step: on a slower or busier one, which is found out by taking many
    before and after, less than have gone by.
    """
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder) / "certificate.json"
        file.write_text(json.dumps(make()), encoding="utf-8")
        if file.stat().st_size > 10**6:
            raise ValueError(f"the file has {file.stat().st_size} bytes")
        reader, writer = os.pipe()
        child = os.fork()
        if child == 0:
            _judge(file, writer, before)
        os.close(writer)
        with os.fdopen(reader, "rb") as stream:
            answer = stream.read()
        os.waitpid(child, 0)
        return pickle.loads(answer) if answer else (float(GIVE_UP), BYTES * 10, ": no answer")


def _judge(file: Path, writer: int, before: Callable[[], None]) -> None:
    try:
        signal.signal(signal.SIGPROF, signal.SIG_DFL)
        signal.setitimer(signal.ITIMER_PROF, GIVE_UP)
        before()
        # what the process that forked has on its heap is not the checker's: a full collection would go through all of it
        gc.freeze()
        first, peak, started = step(), _peak(), time.process_time()
        line = judge(file)[1]
        spent = time.process_time() - started
        slower = max(1.0, (first + step()) / 2 / STEP)
        os.write(writer, pickle.dumps((spent / slower, _peak() - peak, line[:300])))
    finally:
        os._exit(0)


def step() -> float:
    """Processor seconds of one multiplication and addition of fractions, now."""
    a, b, count = Fraction(1, 3), Fraction(2, 7), 2000
    started = time.process_time()
    for _ in range(count):
        _ = a * b + a
    return (time.process_time() - started) / count


def _peak() -> int:
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * 1024


def scaled(factor: int) -> Callable[[], None]:
    """Before a check: an allowance that is smaller by a factor, for quick tests of what a unit costs."""

    def smaller() -> None:
        work.BASE //= factor
        work.PER_BYTE /= factor

    return smaller


def everything() -> Iterator[tuple[str, Callable[[], dict[str, Any]]]]:
    """All files."""
    yield from operations()
    yield from grown()
    yield from kinds()


def main(words: list[str]) -> int:
    """Print what takes more than half of what is allowed, then the largest figures; 1 if any file takes more than is allowed."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("word", nargs="?", default="")
    parser.add_argument("--share", type=int, default=1)
    options = parser.parse_args(words)
    seen: list[tuple[float, int, str]] = []
    failed = 0
    for name, make in everything():
        if options.word in name:
            seconds, memory, line = measured(make, scaled(options.share))
            scaled_up = max((seconds - SLACK) / SECONDS, (memory - READING) / BYTES) * options.share
            if options.share > 1 and scaled_up > 1 / 2:
                seconds, memory, line = measured(make)
            seen.append((seconds, memory, name))
            failed += seconds > SECONDS or memory > BYTES
            if seconds > SECONDS / 2 or memory > BYTES / 2:
                sys.stdout.write(
                    f"{seconds:6.1f} s {memory / 10**6:6.0f} MB  {name}: {line[line.find(':') + 2 :][:80]}\n"
                )
            if len(seen) % 100 == 0:
                sys.stderr.write(f"{len(seen)} files\n")
            sys.stdout.flush()
    longest, largest = max(seen, default=(0.0, 0, "")), max(((m, n) for _, m, n in seen), default=(0, ""))
    sys.stdout.write(
        f"{len(seen)} files, {failed} above the limits; longest {longest[0]:.1f} s ({longest[2]}), "
        f"largest {largest[0] / 10**6:.0f} MB ({largest[1]})\n"
    )
    return int(bool(failed))


if __name__ == "__main__":
    raise SystemExit(main(sys.argv[1:]))
