"""Patterns in which every feature is served by at most one neuron: their critical points, and infima that are not attained."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TypeVar

from solvers.sdl.bounds import top1
from solvers.sdl.bounds.disjoint import best_disjoint
from solvers.sdl.bounds.infimum import Supremum, boundary_infimum, suprema
from solvers.sdl.critical.one_neuron import off_row
from solvers.sdl.critical.partial_minima import Classified, choices, classify, disjoint_families
from solvers.sdl.critical.spare_neurons import placed_spares
from solvers.sdl.critical.top1_points import competing_points
from solvers.sdl.critical.walls import WallRay
from solvers.sdl.landscape.found import Bounds, Listing, Support
from solvers.sdl.landscape.neurons import Points, with_minima_on_walls
from solvers.sdl.landscape.work import Work
from theory.exact import Exact
from theory.sdl import Problem

MAX_POINTS = 2_000  # critical points written out: a record of a few megabytes
PACKING_SECONDS = 10.0  # for the set packing of all supports, whose answer is only a first guess
T = TypeVar("T")


def all_patterns(
    problem: Problem, work: Work, bounds: Bounds, listing: Listing, alone: Points, rays: list[WallRay]
) -> None:
    """Combine the neurons to patterns: critical points, and infima that are not attained."""
    points = with_minima_on_walls(alone, rays)
    dead, strictly = off_row(problem)
    supports = listing.supports or []
    work.attempt("best disjoint supports", lambda: _pack(problem, work, bounds, points, dead))
    found = suprema(problem, supports, points, rays, breathe=work.breathe)
    for family in disjoint_families(supports, problem.width):
        for chosen in choices(family, points):
            work.breathe(_examined(listing))
            if len(listing.classified) + len(listing.boundaries) >= MAX_POINTS:
                work.notes.append(
                    f"more than {MAX_POINTS} critical points with disjoint supports; the rest is left out"
                )
                return
            point = work.attempt(
                f"pattern {[list(c.support) for c in chosen]}",
                lambda c=chosen: classify(problem, c, dead, strictly_dead=strictly),
                missing=listing.missing,
            )
            if point is not None:
                listing.classified.append(point)
                bounds.offer(point.point, "disjoint supports")
                if not strictly:
                    _place_spares(problem, work, listing, point)
        _boundary(problem, work, listing, family, found)
        listing.families += 1
    listing.ended = True


def competing_patterns(problem: Problem, work: Work, bounds: Bounds, listing: Listing) -> None:
    """Top-1 with dependent features: neurons compete, so all rows of a pattern are found together."""
    if problem.n > top1.MAX_FEATURES:
        work.notes.append(f"Top-1 patterns are listed for at most {top1.MAX_FEATURES} dependent features")
        return
    work.notes.append("Infima over single patterns that are not attained are not listed: neurons compete.")

    def attempt(what: str, step: Callable[[], T]) -> T | None:
        return work.attempt(what, step, missing=listing.missing)

    for family, found in competing_points(problem, breathe=work.breathe, attempt=attempt):
        work.breathe(_examined(listing))
        listing.families += 1
        for point in found:
            if len(listing.classified) >= MAX_POINTS:
                work.notes.append(f"more than {MAX_POINTS} critical points, from {family} on they are left out")
                return
            listing.classified.append(point)
            bounds.offer(point.point, "disjoint supports")
    listing.ended = True


def _examined(listing: Listing) -> str:
    return f"patterns: {listing.families} examined, {len(listing.classified)} critical points"


def _pack(problem: Problem, work: Work, bounds: Bounds, points: Points, dead: Sequence[Exact]) -> None:
    """The best of all disjoint points, before they are listed one by one."""
    packed = best_disjoint(problem, points, dead, time_limit=min(PACKING_SECONDS, work.left))
    if packed is not None:
        bounds.offer(packed, "best disjoint supports")


def _place_spares(problem: Problem, work: Work, listing: Listing, point: Classified) -> None:
    """The local minima that a saddle becomes when neurons that serve nothing have other rows."""
    what, supports = f"neurons that serve nothing beside {point.point.pattern}", listing.supports or []
    found = work.attempt(what, lambda: list(placed_spares(problem, point, supports)), missing=listing.missing)
    listing.classified += found or []


def _boundary(
    problem: Problem, work: Work, listing: Listing, family: tuple[Support, ...], found: dict[Support, Supremum]
) -> None:
    """The infimum over the pattern, when it is not attained there."""
    if all(s in found and found[s].attained for s in family):
        return
    what = f"infimum over the pattern {[list(s) for s in family]}"
    infimum = work.attempt(what, lambda: boundary_infimum(problem, family, found))
    if infimum is None:
        listing.open_infima += 1
    else:
        listing.boundaries.append(infimum)
