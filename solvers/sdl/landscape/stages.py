"""The stages of :func:`solvers.sdl.landscape.solve.solve`, the cheap ones first.

Bounds and constructions that need no search (:mod:`solvers.sdl.landscape.cheap`), the best partition of the features for
Top-1, the exact infimum of one or two neurons in the plane (:mod:`solvers.sdl.bounds.plane`), all patterns with disjoint supports
(:mod:`solvers.sdl.landscape.neurons`, then :mod:`solvers.sdl.landscape.patterns`), and branch and bound on the ridge problem for what
is left.
"""

from __future__ import annotations

from fractions import Fraction

from solvers.clock import TimeUp
from solvers.sdl.bounds import exact_zero, plane, top1
from solvers.sdl.bounds.descent import descended_point
from solvers.sdl.bounds.ridge import DEFAULT, ridge_bounds, why_not
from solvers.sdl.critical.walls import have_walls
from solvers.sdl.landscape import cheap
from solvers.sdl.landscape.cheap import in_the_plane, partitions, shortcuts
from solvers.sdl.landscape.found import Found, Listing
from solvers.sdl.landscape.neurons import neurons_alone, neurons_on_walls
from solvers.sdl.landscape.patterns import all_patterns, competing_patterns
from solvers.sdl.landscape.work import Work
from theory.sdl import Problem

MAX_SIZE = 1_000_000  # exact operations in the smallest linear algebra that is needed: about a second


def run_stages(problem: Problem, ridge: Fraction | None, work: Work, found: Found) -> None:
    """Fill ``found``, stage by stage; raises TimeUp at the limit, with what is known by then in ``found``."""
    size = problem.n * (problem.p + problem.r) * min(problem.n, problem.r) + problem.width * (problem.p + problem.r)
    if size > MAX_SIZE:
        work.notes.append(
            f"too large for exact arithmetic: about {size:.1e} operations, at most {MAX_SIZE:.0e} are done"
        )
        return
    shortcuts(problem, work, found.bounds)
    if top1.applies(problem):
        work.attempt("best partition of the features", lambda: partitions(problem, work, found.bounds))
    if exact_zero.applies(problem):
        work.attempt("points of loss 0", lambda: cheap.exact_zero(problem, work, found.bounds))
    if not found.bounds.proved and plane.applies(problem):
        work.attempt("infimum in the plane", lambda: in_the_plane(problem, work, found.bounds))
    work.attempt("critical points", lambda: critical_points(problem, work, found))
    if ridge is not None or not found.bounds.known:
        work.attempt("branch and bound", lambda: branch_and_bound(problem, ridge, work, found))


def critical_points(problem: Problem, work: Work, found: Found) -> Listing:
    """All patterns with disjoint supports."""
    listing, bounds = found.listing, found.bounds
    work.breathe("supports of one neuron")
    if problem.activation.k == 1 and problem.width > 1 and have_walls(problem):
        competing_patterns(problem, work, bounds, listing)  # rows of a pattern depend on each other
        return listing
    alone = neurons_alone(problem, work, listing)
    if alone is not None:
        on_walls = neurons_on_walls(problem, work, listing)
        all_patterns(problem, work, bounds, listing, alone, on_walls)
    return listing


def branch_and_bound(problem: Problem, ridge: Fraction | None, work: Work, found: Found) -> None:
    """Bounds of the ridge problem, and its best point as a candidate for the plain one."""
    why = why_not(problem)
    if not found.bounds.proved and problem.field is None:
        found.bounds.offer(descended_point(problem, breathe=work.breathe), "gradient descent, rounded")
    if why is not None:
        work.notes.append(f"ridge problem not solved: {why}")
        return
    work.breathe("branch and bound")
    lam = DEFAULT if ridge is None else ridge
    try:
        found.ridge = ridge_bounds(problem, lam, time_limit=work.left, say=work.say)
    except TimeoutError:  # the kernels could not be compiled in this time
        raise TimeUp from None
    found.bounds.offer(found.ridge.point, f"branch and bound with ridge {lam}")
    work.say("checking the proof of branch and bound")
    found.ridge = found.ridge.checked()
