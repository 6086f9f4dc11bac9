"""The stages of :func:`solvers.sdl.solve.solve`, with everything found so far, so that a stop loses nothing.

Stages, the cheap ones first: bounds that hold for all encoders (:mod:`solvers.sdl.shortcuts`, :mod:`solvers.sdl.top1`), explicit
constructions, all patterns with disjoint supports (:mod:`solvers.sdl.partial_minima`), their infima
(:mod:`solvers.sdl.infimum`), and branch and bound on the ridge problem for what is left (:mod:`solvers.sdl.ridge`).
"""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import dataclass
from fractions import Fraction

from solvers.algebraic import RealRoot, TooLarge, minimal_root
from solvers.sdl.clusters import ClusterPoint, cluster_points, off_row
from solvers.sdl.exact_point import ExactPoint, accepted
from solvers.sdl.partial_minima import Classified, choices, classify, disjoint_families
from solvers.sdl.patterns import members_of, neuron_supports
from solvers.sdl.shortcuts import constructions, eigenvalue_tail, tail_point
from theory.claims import Certificate
from theory.sdl import Activation, Problem
from theory.sdl.landscape import Landscape

MAX_SUPPORTS = 3_000  # supports of one neuron that are solved one by one: each takes about 5 ms
MAX_POINTS = 2_000  # critical points written out: a record of a few megabytes
Support = tuple[int, ...]


class Stop(Exception):
    """The time limit is reached; the message says where."""


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


class Search:
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
        self.say = progress or (lambda _text: None)
        self.stopped: str | None = None
        self.lower = Bound(RealRoot.rational(0), "a sum of squares is not negative", None)
        self.best: Candidate | None = None
        self.points: dict[Support, list[ClusterPoint]] = {}
        self.classified: list[Classified] = []
        self.families = 0
        self.disjoint_complete = False
        self.notes: list[str] = []
        self.supports: list[Support] | None = None

    @property
    def seconds(self) -> float:
        return time.perf_counter() - self.begun

    def breathe(self, where: str) -> None:
        """Report, and stop when the time is over."""
        if self.seconds > self.time_limit:
            raise Stop(f"time limit of {self.time_limit:g} s reached: {where}")
        self.say(where)

    @property
    def proved(self) -> bool:
        """The best point reaches the lower bound."""
        return self.best is not None and self.best.point.root == self.lower.root

    def offer(self, point: ExactPoint, method: str) -> None:
        """A point that may be the best so far."""
        if self.best is None or point.root < self.best.point.root:
            self.best = Candidate(point, method)

    def raise_lower(self, bound: Bound) -> None:
        if self.lower.root < bound.root:
            self.lower = bound

    def run(self) -> None:
        self.shortcuts()
        self.enumerate()

    def shortcuts(self) -> None:
        """Bounds and constructions that need no search."""
        self.breathe("the zero network and constructions")
        self.offer(_zero_network(self.problem), "the zero network")
        for name, point in constructions(self.problem):
            self.offer(point, name)
        self.breathe("eigenvalue tail")
        tail = eigenvalue_tail(self.problem)
        if tail is None:
            return
        if tail.certificate is not None:
            self.raise_lower(Bound(minimal_root(tail.value), "eigenvalue tail", tail.certificate))
        point = tail_point(self.problem, tail)
        if point is not None:
            self.offer(point, "principal directions on all features at once")

    def enumerate(self) -> None:
        """All patterns with disjoint supports."""
        kind, k = self.problem.activation.kind, self.problem.activation.k
        if kind == "topk" and k == 1:
            return
        single = Activation("relu") if kind == "topk" else self.problem.activation
        self.breathe("supports of one neuron")
        found = neuron_supports(self.problem.features_in, single)
        self.supports = sorted((tuple(members_of(mask)) for mask in found if mask), key=lambda s: (len(s), s))
        if len(self.supports) > MAX_SUPPORTS:
            self.notes.append(f"one neuron has {len(self.supports)} supports; they were not solved one by one")
            return
        for i, support in enumerate(self.supports):
            self.breathe(f"neurons alone: {i} of {len(self.supports)} supports")
            self.points[support] = cluster_points(self.problem, support)
        self.classify_all()

    def classify_all(self) -> None:
        """Combine the neurons to patterns."""
        dead, strictly = off_row(self.problem)
        live = [s for s in self.supports or [] if self.points[s]]
        complete = True
        for family in disjoint_families(live, self.problem.width):
            for chosen in choices(family, self.points):
                self.breathe(f"patterns: {len(self.classified)} critical points")
                if len(self.classified) >= MAX_POINTS:
                    self.notes.append(
                        f"more than {MAX_POINTS} critical points with disjoint supports; the rest is left out"
                    )
                    return
                try:
                    found = classify(self.problem, chosen, dead, strictly_dead=strictly)
                except TooLarge as reason:
                    complete = False
                    self.notes.append(f"pattern {[list(c.support) for c in chosen]}: {reason}; left out")
                    continue
                self.classified.append(found)
                self.offer(found.point, "disjoint supports")
            self.families += 1
        self.disjoint_complete = complete

    def landscape(self) -> Landscape:
        from solvers.sdl.record import record

        return record(self)


def _zero_network(problem: Problem) -> ExactPoint:
    row, _ = off_row(problem)
    return ExactPoint.of_neurons(
        problem, [(row, [Fraction(0)] * problem.r) for _ in range(problem.width)], problem.field
    )


__all__ = ["Bound", "Candidate", "Search", "Stop", "accepted"]
