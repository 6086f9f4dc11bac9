"""A sweep as a waiting person sees it: which runs are under way, the share of all steps, the time left."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from sdl_atlas.progress import duration
from solvers.sdl.train.config.tables import Single
from solvers.sdl.train.run.run_folder import METRICS, RESULT

TAIL = 4096  # octets that hold the last line of metrics.csv


@dataclass(frozen=True)
class Standing:
    """How far a run has come, by its folder: whoever trains it, and wherever."""

    name: str
    step: int
    steps: int
    over: bool = False

    @property
    def under_way(self) -> bool:
        """Whether it has begun and is not over."""
        return self.step > 0 and not self.over


def standing(single: Single, folder: Path) -> Standing:
    """What the last line of its metrics says; a run that diverged ended there and counts as under way."""
    steps = single.config.optimiser.steps
    if (folder / RESULT).exists():
        return Standing(single.name, steps, steps, over=True)
    try:
        with (folder / METRICS).open("rb") as stream:
            size = stream.seek(0, 2)
            stream.seek(max(0, size - TAIL))
            lines = stream.read().split(b"\n")
    except OSError:
        return Standing(single.name, 0, steps)
    whole = (
        lines[-2] if len(lines) > 1 else b""
    )  # after the last line end comes nothing, or a line that is being written
    first = whole.split(b",")[0]
    return Standing(single.name, int(first) if first.isdigit() else 0, steps)


def line(standings: list[Standing], *, ended: set[str], seconds: float, steps_before: int) -> str:
    """One line for all runs.

    Args:
        standings: of all runs.
        ended: names of those that are over, well or not.
        seconds: since the sweep began here.
        steps_before: steps that had been taken then.

    >>> runs = [Standing("a", 100, 100, over=True), Standing("b", 20, 100), Standing("c", 0, 100)]
    >>> line(runs, ended={"a"}, seconds=30.0, steps_before=60)
    '1/3 runs, 40% of all steps, 1:30 left; under way: b 20%'
    """
    total = sum(s.steps for s in standings)
    taken = sum(s.steps if s.name in ended else s.step for s in standings)
    working = [f"{s.name} {s.step / s.steps:.0%}" for s in standings if s.under_way and s.name not in ended]
    new = taken - steps_before
    left = f"{duration(seconds * (total - taken) / new)} left" if new > 0 else "starting"
    now = f"; under way: {', '.join(working)}" if working else ""
    return f"{len(ended)}/{len(standings)} runs, {taken / total:.0%} of all steps, {left}{now}"


@dataclass(frozen=True)
class Standings:
    """The runs of a sweep, and how far they were when the sweep began here."""

    singles: list[Single]
    folder: Path
    steps_before: int

    @classmethod
    def of(cls, singles: list[Single], folder: Path) -> Standings:
        """As their folders say now."""
        return cls(singles, folder, sum(standing(s, folder / s.name).step for s in singles))

    def text(self, *, ended: set[str], seconds: float) -> str:
        """One line for all runs, read from their folders."""
        now = [standing(s, self.folder / s.name) for s in self.singles]
        return line(now, ended=ended, seconds=seconds, steps_before=self.steps_before)
