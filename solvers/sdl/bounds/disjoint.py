"""The best point in which every feature is served by at most one neuron, as a set packing problem.

Legend: a support F has the largest gain ``g(F)`` of its stationary neurons; disjoint supports ``F_1, .., F_c``, c <= q, of largest total
gain give the smallest loss ``sum_d M_d |v_d|^2 - sum_i g(F_i)`` among disjoint points.  HiGHS proposes the packing in floating point;
the loss of the point is then computed exactly, so it is an upper bound whatever the solver did.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import numpy as np
from scipy.optimize import Bounds, LinearConstraint, milp

from solvers.sdl.critical.exact_point import ExactPoint
from solvers.sdl.critical.one_neuron import ClusterPoint
from solvers.sdl.critical.partial_minima import assemble
from theory.exact import Exact
from theory.sdl import Problem

Support = tuple[int, ...]


def best_disjoint(
    problem: Problem,
    points: Mapping[Support, Sequence[ClusterPoint]],
    dead: Sequence[Exact],
    *,
    time_limit: float = 10.0,
) -> ExactPoint | None:
    """The disjoint point of largest total gain, exactly; None when no neuron gains anything.

    ``points``: stationary neurons by support; ``dead``: the row of neurons that serve nothing.
    Raises :class:`~solvers.exact.real_roots.TooLarge` when its numbers need too large a field.

    >>> from theory.sdl import Activation
    >>> from solvers.sdl.critical.one_neuron import cluster_points, off_row
    >>> problem = Problem.sae([[1, 0], [0, 1]], weights=[1, 2], activation=Activation("relu"), width=1)
    >>> points = {s: cluster_points(problem, s) for s in ((0,), (1,), (0, 1))}
    >>> best_disjoint(problem, points, off_row(problem)[0]).pattern
    [[1]]
    """
    best = [max(found, key=lambda c: float(c.root)) for found in points.values() if found]
    gains = np.array([float(c.root) for c in best])
    if not len(best) or gains.max() <= 0:
        return None
    rows = np.zeros((problem.n + 1, len(best)))
    for j, c in enumerate(best):
        rows[list(c.support), j] = 1
    rows[-1] = 1
    most = np.array([1.0] * problem.n + [float(problem.width)])
    found = milp(
        c=-gains,
        constraints=LinearConstraint(rows, ub=most.tolist()),
        integrality=np.ones(len(best)),
        bounds=Bounds(0, 1),
        options={"time_limit": time_limit},
    )
    if found.x is None:
        return None
    chosen = [c for c, x in zip(best, found.x, strict=True) if x > 0.5]
    return assemble(problem, chosen, dead)[0]
