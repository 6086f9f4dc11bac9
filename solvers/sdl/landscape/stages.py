"""The stages of :func:`solvers.sdl.landscape.solve.solve`, with everything found so far, so that a stop loses nothing.

Stages, the cheap ones first: bounds that hold for all encoders (:mod:`solvers.sdl.bounds.shortcuts`,
:mod:`solvers.sdl.bounds.top1`), explicit
constructions, all patterns with disjoint supports (:mod:`solvers.sdl.critical.partial_minima`), their infima
(:mod:`solvers.sdl.bounds.infimum`), and branch and bound on the ridge problem for what is left (:mod:`solvers.sdl.bounds.ridge`).
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from fractions import Fraction
from typing import TypeVar

from solvers.clock import TimeUp
from solvers.exact.algebraic import RealRoot, minimal_root
from solvers.exact.field_linear import echelon
from solvers.sdl.bounds import top1
from solvers.sdl.bounds.descent import descended_point
from solvers.sdl.bounds.disjoint import best_disjoint
from solvers.sdl.bounds.infimum import Supremum, boundary_infimum, suprema
from solvers.sdl.bounds.relations import relations_bound
from solvers.sdl.bounds.ridge import DEFAULT, ridge_bounds, why_not
from solvers.sdl.bounds.shortcuts import constructions, eigenvalue_tail, rounded_tail, tail_point
from solvers.sdl.critical.exact_point import ExactPoint
from solvers.sdl.critical.one_neuron import cluster_points, off_row
from solvers.sdl.critical.partial_minima import Classified, choices, classify, disjoint_families
from solvers.sdl.critical.spare_neurons import placed_spares
from solvers.sdl.critical.top1_points import competing_points
from solvers.sdl.critical.walls import WallRay, faces_with_walls, have_walls, wall_rays
from solvers.sdl.landscape.state import Bound, State
from solvers.sdl.patterns.realizable import count_jumprelu, count_relu_cells, members_of, neuron_supports
from theory.exact import Exact
from theory.sdl import Activation, Problem

MAX_SUPPORTS = 3_000  # supports of one neuron that are solved one by one: each takes about 5 ms
MAX_SIZE = 1_000_000  # exact operations in the smallest linear algebra that is needed: about a second
MAX_POINTS = 2_000  # critical points written out: a record of a few megabytes
PACKING_SECONDS = 10.0  # for the set packing of all supports, whose answer is only a first guess
Support = tuple[int, ...]
T = TypeVar("T")


class Search(State):
    """The stages, on the state of a run."""

    def run(self) -> None:
        """All stages, the cheap ones first."""
        p = self.problem
        size = p.n * (p.p + p.r) * min(p.n, p.r) + p.width * (p.p + p.r)
        if size > MAX_SIZE:
            self.notes.append(
                f"too large for exact arithmetic: about {size:.1e} operations, at most {MAX_SIZE:.0e} are done"
            )
            return
        self.shortcuts()
        if top1.applies(self.problem):
            self.attempt("best partition of the features", self.partitions)
        self.attempt("critical points", self.enumerate)
        if self.ridge is not None or not self.proved:
            self.attempt("branch and bound", self.branch_and_bound)

    def shortcuts(self) -> None:
        """Bounds and constructions that need no search."""
        self.breathe("the zero network and constructions")
        self.attempt("zero network", lambda: self.offer(_zero_network(self.problem), "the zero network"))
        self.attempt("constructions", self.construct)
        self.attempt("bound by relations between codes", self.relate)
        self.breathe("eigenvalue tail")
        self.attempt("eigenvalue tail", self.tail)

    def construct(self) -> None:
        """Points that are written down."""
        for name, point in constructions(self.problem):
            self.offer(point, name)

    def relate(self) -> None:
        """The bound from relations that all codes satisfy."""
        relations = relations_bound(self.problem)
        if relations is not None:
            self.raise_lower(Bound(RealRoot.rational(relations[0]), "relations between all codes", relations[1]))

    def tail(self) -> None:
        """What no reconstruction of this rank can do better, and the point that reaches it."""
        tail = eigenvalue_tail(self.problem)
        if tail is None:
            rounded = rounded_tail(self.problem)
            if rounded is not None:
                self.raise_lower(Bound(RealRoot.rational(rounded[0]), "eigenvalue tail, rounded down", rounded[1]))
            return
        if tail.certificate is not None:
            self.raise_lower(Bound(minimal_root(tail.value), "eigenvalue tail", tail.certificate))
        point = tail_point(self.problem, tail)
        if point is not None:
            self.offer(point, "principal directions on all features at once")

    def partitions(self) -> None:
        """Every feature is served by at most one neuron: the best partition."""
        found = top1.partition_minimum(self.problem, breathe=self.breathe)
        if found is None:
            self.notes.append("best partition: several tie in different number fields; no exact bound was made")
            return
        self.raise_lower(Bound(minimal_root(found.value), "best partition of the features", found.certificate))
        if found.point is not None:
            self.offer(found.point, "best partition of the features")

    def enumerate(self) -> None:
        """All patterns with disjoint supports."""
        activation = self.problem.activation
        self.breathe("supports of one neuron")
        if activation.k == 1 and self.problem.width > 1 and have_walls(self.problem):
            self.compete()
        elif self.enumerate_neurons():
            rays = self.walls()
            if rays is None:
                self.listed = "part"
            self.classify_all(rays or [])

    def enumerate_neurons(self) -> bool:
        """The supports of one neuron and what it can do on each; False when there are too many."""
        activation, n = self.problem.activation, self.problem.n
        single = Activation("relu") if activation.kind == "topk" else activation
        rank = len(echelon(self.problem.features_in)[1])
        most = (count_jumprelu if single.kind == "jumprelu" else count_relu_cells)(n, rank)
        if most > MAX_SUPPORTS:
            self.notes.append(
                f"too large to enumerate: one neuron can have up to {most} supports, {MAX_SUPPORTS} are handled"
            )
            return False
        masks = neuron_supports(self.problem.features_in, single)
        self.supports = sorted((tuple(members_of(mask)) for mask in masks if mask), key=lambda s: (len(s), s))
        for i, support in enumerate(self.supports):
            self.breathe(f"neurons alone: {i} of {len(self.supports)} supports")
            found = self.attempt(
                f"a neuron on {list(support)}", lambda s=support: cluster_points(self.problem, s), lists=True
            )
            self.points[support] = found or []
        return True

    def attempt_listed(self, what: str, step: Callable[[], T]) -> T | None:
        """An attempt without which the list of critical points is not complete."""
        return self.attempt(what, step, lists=True)

    def compete(self) -> None:
        """Top-1 with dependent features: neurons compete, so all rows of a pattern are found together."""
        if self.problem.n > top1.MAX_FEATURES:
            self.notes.append(f"Top-1 patterns are listed for at most {top1.MAX_FEATURES} dependent features")
            return
        self.notes.append("Infima over single patterns that are not attained are not listed: neurons compete.")
        for family, found in competing_points(self.problem, breathe=self.breathe, attempt=self.attempt_listed):
            self.breathe(f"patterns: {self.families} examined, {len(self.classified)} critical points")
            self.families += 1
            for point in found:
                if len(self.classified) >= MAX_POINTS:
                    self.notes.append(f"more than {MAX_POINTS} critical points, from {family} on they are left out")
                    return
                self.classified.append(point)
                self.offer(point.point, "disjoint supports")
        self.disjoint_complete = self.listed == "all"

    def walls(self) -> list[WallRay] | None:
        """Stationary neurons on walls; adds those that are minima of their region to the points."""
        if not have_walls(self.problem):
            return []
        faces = faces_with_walls(self.problem)
        if len(faces) > MAX_SUPPORTS:
            self.notes.append(f"{len(faces)} faces with walls; neurons on walls were not examined")
            return None
        rays: list[WallRay] = []
        for i, (support, walls) in enumerate(faces):
            self.breathe(f"neurons on walls: {i} of {len(faces)} faces")
            place = f"a neuron on {list(support)} with walls {list(walls)}"
            found = self.attempt(place, lambda s=support, e=walls: wall_rays(self.problem, s, e), lists=True)
            for ray in found or []:
                rays.append(ray)
                known = self.points.setdefault(support, [])
                if ray.minimum and all(point.root != ray.point.root for point in known):
                    known.append(ray.point)
        return rays

    def classify_all(self, rays: list[WallRay]) -> None:
        """Combine the neurons to patterns: critical points, and infima that are not attained."""
        dead, strictly = off_row(self.problem)
        supports = self.supports or []
        self.attempt("best disjoint supports", lambda: self.pack(dead))
        found = suprema(self.problem, supports, self.points, rays, breathe=self.breathe)
        for family in disjoint_families(supports, self.problem.width):
            for chosen in choices(family, self.points):
                self.breathe(f"patterns: {self.families} examined, {len(self.classified)} critical points")
                if len(self.classified) + len(self.boundaries) >= MAX_POINTS:
                    self.notes.append(
                        f"more than {MAX_POINTS} critical points with disjoint supports; the rest is left out"
                    )
                    return
                point = self.attempt(
                    f"pattern {[list(c.support) for c in chosen]}",
                    lambda c=chosen: classify(self.problem, c, dead, strictly_dead=strictly),
                    lists=True,
                )
                if point is not None:
                    self.classified.append(point)
                    self.offer(point.point, "disjoint supports")
                    if not strictly:
                        self.place_spares(point)
            self.boundary(family, found)
            self.families += 1
        self.disjoint_complete = self.listed == "all"

    def place_spares(self, point: Classified) -> None:
        """The local minima that a saddle becomes when neurons that serve nothing have other rows."""
        what = f"neurons that serve nothing beside {point.point.pattern}"
        found = self.attempt(what, lambda: list(placed_spares(self.problem, point, self.supports or [])), lists=True)
        self.classified += found or []

    def pack(self, dead: Sequence[Exact]) -> None:
        """The best of all disjoint points, before they are listed one by one."""
        left = max(0.1, self.time_limit - self.seconds)
        packed = best_disjoint(self.problem, self.points, dead, time_limit=min(PACKING_SECONDS, left))
        if packed is not None:
            self.offer(packed, "best disjoint supports")

    def boundary(self, family: tuple[Support, ...], found: dict[Support, Supremum]) -> None:
        """The infimum over the pattern, when it is not attained there."""
        if all(s in found and found[s].attained for s in family):
            return
        what = f"infimum over the pattern {[list(s) for s in family]}"
        infimum = self.attempt(what, lambda: boundary_infimum(self.problem, family, found))
        if infimum is None:
            self.open_infima += 1
        else:
            self.boundaries.append(infimum)

    def branch_and_bound(self) -> None:
        """Bounds of the ridge problem, and its best point as a candidate for the plain one."""
        why = why_not(self.problem)
        if not self.proved and self.problem.field is None:
            self.offer(descended_point(self.problem, breathe=self.breathe), "gradient descent, rounded")
        if why is not None:
            self.notes.append(f"ridge problem not solved: {why}")
            return
        self.breathe("branch and bound")
        lam = DEFAULT if self.ridge is None else self.ridge
        left = max(0.1, self.time_limit - self.seconds)
        try:
            self.ridge_result = ridge_bounds(self.problem, lam, time_limit=left, say=self.say)
        except TimeoutError:  # the kernels could not be compiled in this time
            raise TimeUp from None
        self.offer(self.ridge_result.point, f"branch and bound with ridge {lam}")
        self.say("checking the proof of branch and bound")
        self.ridge_result = self.ridge_result.checked()


def _zero_network(problem: Problem) -> ExactPoint:
    row, _ = off_row(problem)
    return ExactPoint.of_neurons(
        problem, [(row, [Fraction(0)] * problem.r) for _ in range(problem.width)], problem.field
    )
