"""What one neuron can do: its critical points on each support, and those on walls, where a pre-activation meets the threshold."""

from __future__ import annotations

from solvers.exact.field_linear import echelon
from solvers.sdl.critical.one_neuron import ClusterPoint, cluster_points
from solvers.sdl.critical.walls import WallRay, faces_with_walls, have_walls, wall_rays
from solvers.sdl.landscape.found import Listing, Support
from solvers.sdl.landscape.work import Work
from solvers.sdl.patterns.realizable import count_jumprelu, count_relu_cells, members_of, neuron_supports
from theory.sdl import Activation, Problem

MAX_SUPPORTS = 3_000  # supports of one neuron that are solved one by one: each takes about 5 ms
Points = dict[Support, list[ClusterPoint]]


def neurons_alone(problem: Problem, work: Work, listing: Listing) -> Points | None:
    """The critical points of one neuron on each support; None when there are too many supports."""
    activation, n = problem.activation, problem.n
    single = Activation("relu") if activation.kind == "topk" else activation
    rank = len(echelon(problem.features_in)[1])
    most = (count_jumprelu if single.kind == "jumprelu" else count_relu_cells)(n, rank)
    if most > MAX_SUPPORTS:
        work.notes.append(
            f"too large to enumerate: one neuron can have up to {most} supports, {MAX_SUPPORTS} are handled"
        )
        return None
    masks = neuron_supports(problem.features_in, single)
    listing.supports = sorted((tuple(members_of(mask)) for mask in masks if mask), key=lambda s: (len(s), s))
    points: Points = {}
    for i, support in enumerate(listing.supports):
        work.breathe(f"neurons alone: {i} of {len(listing.supports)} supports")
        found = work.attempt(
            f"a neuron on {list(support)}", lambda s=support: cluster_points(problem, s), missing=listing.missing
        )
        points[support] = found or []
    return points


def neurons_on_walls(problem: Problem, work: Work, listing: Listing) -> list[WallRay]:
    """Stationary neurons with pre-activations exactly at the threshold."""
    if not have_walls(problem):
        return []
    faces = faces_with_walls(problem)
    if len(faces) > MAX_SUPPORTS:
        work.notes.append(f"{len(faces)} faces with walls; neurons on walls were not examined")
        listing.missing.append("neurons on walls")
        return []
    rays: list[WallRay] = []
    for i, (support, walls) in enumerate(faces):
        work.breathe(f"neurons on walls: {i} of {len(faces)} faces")
        place = f"a neuron on {list(support)} with walls {list(walls)}"
        found = work.attempt(place, lambda s=support, e=walls: wall_rays(problem, s, e), missing=listing.missing)
        rays += found or []
    return rays


def with_minima_on_walls(alone: Points, rays: list[WallRay]) -> Points:
    """The points of one neuron, with those on walls that are minima of their region."""
    points = {support: list(found) for support, found in alone.items()}
    for ray in rays:
        known = points.setdefault(ray.point.support, [])
        if ray.minimum and all(point.root != ray.point.root for point in known):
            known.append(ray.point)
    return points
