"""Bounds and points that need no search over patterns: constructions, relations between codes, the eigenvalue tail, partitions."""

from __future__ import annotations

from fractions import Fraction

from solvers.exact.number_fields import minimal_root
from solvers.exact.real_roots import RealRoot, TooLarge
from solvers.sdl.bounds import plane, top1
from solvers.sdl.bounds.descent import descended_point
from solvers.sdl.bounds.exact_zero import zero_point
from solvers.sdl.bounds.plane_limit import approach
from solvers.sdl.bounds.plane_point import attaining_point
from solvers.sdl.bounds.relations import relations_bound
from solvers.sdl.bounds.shortcuts import constructions, eigenvalue_tail, rounded_tail, tail_point
from solvers.sdl.critical.exact_point import ExactPoint
from solvers.sdl.critical.one_neuron import off_row
from solvers.sdl.landscape.found import Bound, Bounds
from solvers.sdl.landscape.work import Work
from theory.sdl import Problem


def shortcuts(problem: Problem, work: Work, bounds: Bounds) -> None:
    """Each on its own: one that fails leaves the others."""
    work.breathe("the zero network and constructions")
    work.attempt("zero network", lambda: bounds.offer(_zero_network(problem), "the zero network"))
    work.attempt("constructions", lambda: _construct(problem, bounds))
    work.attempt("bound by relations between codes", lambda: _relate(problem, bounds))
    work.breathe("eigenvalue tail")
    work.attempt("eigenvalue tail", lambda: _tail(problem, bounds))


def _zero_network(problem: Problem) -> ExactPoint:
    row, _ = off_row(problem)
    return ExactPoint.of_neurons(
        problem, [(row, [Fraction(0)] * problem.r) for _ in range(problem.width)], problem.field
    )


def _construct(problem: Problem, bounds: Bounds) -> None:
    """Points that are written down."""
    for name, point in constructions(problem):
        bounds.offer(point, name)


def _relate(problem: Problem, bounds: Bounds) -> None:
    """The bound from relations that all codes satisfy."""
    relations = relations_bound(problem)
    if relations is not None:
        bounds.raise_lower(Bound(RealRoot.rational(relations[0]), "relations between all codes", relations[1]))


def _tail(problem: Problem, bounds: Bounds) -> None:
    """What no reconstruction of this rank can do better, and the point that reaches it."""
    tail = eigenvalue_tail(problem)
    if tail is None:
        rounded = rounded_tail(problem)
        if rounded is not None:
            bounds.raise_lower(Bound(RealRoot.rational(rounded[0]), "eigenvalue tail, rounded down", rounded[1]))
        return
    if tail.certificate is not None:
        bounds.raise_lower(Bound(minimal_root(tail.value), "eigenvalue tail", tail.certificate))
    point = tail_point(problem, tail)
    if point is not None:
        bounds.offer(point, "principal directions on all features at once")


def exact_zero(problem: Problem, work: Work, bounds: Bounds) -> None:
    """A point of loss 0 in which neurons share features, where no lower bound forbids one."""
    if bounds.lower.root == RealRoot.rational(0) and not bounds.proved:
        point = zero_point(problem, breathe=lambda: work.breathe("points of loss 0"))
        if point is not None:
            bounds.offer(point, "codes that span the targets")


def partitions(problem: Problem, work: Work, bounds: Bounds) -> None:
    """Every feature is served by at most one neuron: the best partition."""
    found = top1.partition_minimum(problem, breathe=work.breathe)
    if found is None:
        work.notes.append("best partition: several tie in different number fields; no exact bound was made")
        return
    bounds.raise_lower(Bound(minimal_root(found.value), "best partition of the features", found.certificate))
    if found.point is not None:
        bounds.offer(found.point, "best partition of the features")


def in_the_plane(problem: Problem, work: Work, bounds: Bounds) -> None:
    """One or two neurons and features in the plane: the infimum, and a point that attains it if there is one."""
    work.breathe("infimum in the plane")
    bounds.offer(descended_point(problem, breathe=work.breathe), "gradient descent, rounded")
    try:
        found = plane.plane_bound(problem, _above(bounds), work.breathe)
    except TooLarge as reason:
        work.notes.append(f"infimum in the plane not computed: {reason}")
        return
    bounds.raise_lower(Bound(found.lower, "decision on all pairs of code cones", found.certificate))
    if not bounds.proved:
        work.breathe("point of least loss in the plane")
        point = attaining_point(found)
        if point is not None:
            bounds.offer(point, "where the form of a pair of code cones touches zero")
        else:
            bounds.approached = approach(found)


def _above(bounds: Bounds) -> Fraction:
    """The loss of the best point, or slightly more if it is irrational."""
    assert bounds.best is not None
    root = bounds.best.point.root
    return root.bounds()[1] if root.value is None else root.value
