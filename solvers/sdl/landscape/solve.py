"""The exact landscape of a problem: the front of the solvers in this folder.

Every number comes with a certificate that the checker has accepted.  ``complete`` is said only when the infimum is known
exactly and every pattern with disjoint supports is decided; otherwise the record holds certified bounds and says which
problem each of them belongs to.
"""

from __future__ import annotations

from collections.abc import Callable
from fractions import Fraction

from solvers.clock import TimeUp, within
from solvers.sdl.landscape.found import Found
from solvers.sdl.landscape.record import record
from solvers.sdl.landscape.stages import run_stages
from solvers.sdl.landscape.work import Work
from theory.doors import a_positive, an_instance
from theory.errors import InputError
from theory.exact import parse_rational, sign
from theory.sdl import Problem
from theory.sdl.landscape import Landscape

GRACE = (
    2.0  # seconds, at most a tenth of the limit, in which a stage may put away what it has before it is ended by force
)
KINDS = ("relu", "jumprelu", "topk")
LARGEST = 10**30  # searches in floating point square losses, and these hold M_d |v_d|^2


def solve(
    problem: Problem,
    *,
    ridge: Fraction | int | str | None = None,
    time_limit: float = 60.0,
    progress: Callable[[str], None] | None = None,
) -> Landscape:
    """The exact loss landscape of a sparse dictionary learning problem.

    ``min over W_E, W_D of sum_d M_d |v_d - W_D sigma(W_E w_d)|^2``: the infimum, whether it is attained, and all critical
    points in which every feature is served by at most one neuron, each with its type and certificates.
    At the time limit and at Ctrl-C, what has been found is returned with status ``incomplete``; so it is
    when an error ends a stage, and ``faults`` says which, and what is missing.

    Args:
        problem: n features in R^p, q neurons; relu, jumprelu or topk.
        ridge: None, or an exact lambda > 0 to solve the ridge problem as well (see :mod:`theory.sdl.landscape`).
        time_limit: seconds > 0.
        progress: called with one line of text now and then.

    Raises:
        InputError: another activation, a ridge or a time limit that is not positive, a ridge that is not exact, a number above
            10^30 or, not being 0, below 10^-30.

    Source: arXiv 2512.05534, equation (9) and Theorem 3.6.

    >>> from theory.sdl import Activation
    >>> weights = [Fraction(1), Fraction(2)]
    >>> landscape = solve(Problem.sae([[1, 0], [0, 1]], weights=weights, activation=Activation("relu"), width=1))
    >>> landscape.status, landscape.infimum.upper, landscape.global_minimum.attained
    ('complete', 1, True)
    """
    an_instance(problem, "problem", Problem, "read it with read_problem")
    if problem.activation.kind not in KINDS:
        raise InputError(
            "activation", problem.activation.kind, "its landscape is not computed", f"use {', '.join(KINDS)}"
        )
    ridge = ridge if ridge is None or isinstance(ridge, Fraction) else parse_rational(ridge, "ridge")
    if ridge is not None and ridge <= 0:
        raise InputError("ridge", ridge, "must be positive", "leave it out for the plain problem")
    time_limit = a_positive(time_limit, "time_limit", of="number of seconds")
    _in_range(problem, ridge)
    work, found = Work(time_limit, progress), Found()
    try:
        within(time_limit + min(GRACE, time_limit / 10), lambda: run_stages(problem, ridge, work, found))
    except TimeUp:
        work.stopped = f"time limit of {time_limit:g} s reached: {work.where}"
    except KeyboardInterrupt:
        work.stopped = "interrupted"
    return record(problem, ridge, work, found)


def _in_range(problem: Problem, ridge: Fraction | None) -> None:
    places = {"features_in": problem.features_in, "features_out": problem.features_out, "weights": [problem.weights]}
    others = {"threshold": problem.activation.theta, "ridge": ridge}
    places |= {name: [[x]] for name, x in others.items() if x is not None}
    for place, rows in places.items():
        for x in (x for row in rows for x in row):
            size = x if sign(x) > 0 else -x
            if size > LARGEST or 0 < size < Fraction(1, LARGEST):
                found = f"a number of size {'10^30' if size > 1 else '10^-30'} or {'more' if size > 1 else 'less'}"
                raise InputError(place, found, "that is out of the range of the searches", "scale the problem")
