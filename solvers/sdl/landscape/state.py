"""What a run has found so far; nothing that happens later loses it.

A stage may end in three ways besides success: the time limit (:class:`~solvers.clock.TimeUp`), numbers that are too large
(a note says what was left out), or a fault of this package, which is kept with what it leaves open while the other stages go on.
"""

from __future__ import annotations

import time
import traceback
from collections.abc import Callable
from dataclasses import dataclass
from fractions import Fraction
from typing import TypeVar

from solvers.clock import TimeUp
from solvers.exact.algebraic import RealRoot, TooLarge
from solvers.sdl.bounds.infimum import BoundaryInfimum
from solvers.sdl.bounds.ridge import RidgeBounds
from solvers.sdl.critical.exact_point import ExactPoint
from solvers.sdl.critical.one_neuron import ClusterPoint
from solvers.sdl.critical.partial_minima import Classified
from theory.claims import Certificate
from theory.sdl import Problem

T = TypeVar("T")
Support = tuple[int, ...]


@dataclass(frozen=True)
class Bound:
    """A lower bound of the plain loss over all encoders and decoders."""

    root: RealRoot
    reason: str
    certificate: Certificate | None


@dataclass(frozen=True)
class Candidate:
    """A point with an exact loss: an upper bound."""

    point: ExactPoint
    method: str


class State:
    """The state of a run."""

    def __init__(
        self,
        problem: Problem,
        *,
        ridge: Fraction | None,
        time_limit: float,
        jobs: int,
        progress: Callable[[str], None] | None,
    ) -> None:
        self.problem, self.ridge, self.time_limit, self.jobs = problem, ridge, time_limit, jobs
        self.begun = time.perf_counter()
        self.report = progress or (lambda _text: None)
        self.where = "nothing was begun"
        self.stopped: str | None = None
        self.lower = Bound(RealRoot.rational(0), "a sum of squares is not negative", None)
        self.best: Candidate | None = None
        self.points: dict[Support, list[ClusterPoint]] = {}
        self.classified: list[Classified] = []
        self.families = 0
        self.disjoint_complete = False
        self.notes: list[str] = []
        self.faults: list[str] = []
        self.supports: list[Support] | None = None
        self.listed = "all"
        self.boundaries: list[BoundaryInfimum] = []
        self.open_infima = 0
        self.ridge_result: RidgeBounds | None = None

    @property
    def seconds(self) -> float:
        return time.perf_counter() - self.begun

    def say(self, where: str) -> None:
        """Report what is being done."""
        self.where = where
        self.report(where)

    def breathe(self, where: str) -> None:
        """Report, and stop when the time is over."""
        self.say(where)
        if self.seconds > self.time_limit:
            raise TimeUp

    @property
    def proved(self) -> bool:
        """The best point reaches the lower bound."""
        return self.best is not None and self.best.point.root == self.lower.root

    def offer(self, point: ExactPoint, method: str) -> None:
        """A point that may be the best so far."""
        if self.best is None or point.root < self.best.point.root:
            self.best = Candidate(point, method)

    def raise_lower(self, bound: Bound) -> None:
        """A bound that may be the best so far."""
        if self.lower.root < bound.root:
            self.lower = bound

    def attempt(self, what: str, step: Callable[[], T], *, lists: bool = False) -> T | None:
        """The result of a step, or None when it cannot be had; the reason is kept.

        ``lists``: without the result the list of critical points is not complete.
        """
        try:
            return step()
        except TooLarge as reason:
            self.notes.append(f"{what}: {reason}; left out")
        except Exception as fault:  # whatever it is, what other steps have proved stays proved
            self.faults.append(f"{what}: {described(fault)}")
        if lists:
            self.listed = "part"
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
