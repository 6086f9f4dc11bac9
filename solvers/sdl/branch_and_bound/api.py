"""The front of the engine: one call, an exact incumbent, a bound, and if wanted its certificate."""

from __future__ import annotations

import math
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import Any

from solvers.sdl.branch_and_bound.best_first import OutOfTime, Progress, run
from solvers.sdl.branch_and_bound.cones import jumprelu_cones, relu_cones
from solvers.sdl.branch_and_bound.incumbent import exact_point
from solvers.sdl.branch_and_bound.instance import Instance, Number, Vectors, objective, read_instance
from solvers.sdl.branch_and_bound.proof import prove
from solvers.sdl.branch_and_bound.search import Search
from solvers.sdl.branch_and_bound.warm_up import make_ready
from theory.certificates import seal

SEARCH_SHARE = 0.9  # the float search closes a little more than asked for, so that rounding and the proof have room


@dataclass(frozen=True)
class EngineResult:
    """Bounds of the minimum: ``lower <= min f <= upper``, and a point that attains ``upper`` exactly.

    ``upper`` is always exact.  ``lower`` is a theorem when ``certificate`` is not None, and a floating-point bound
    otherwise.  ``complete``: the gap asked for is closed.
    """

    upper: Fraction
    lower: Fraction
    encoder: tuple[tuple[Fraction, ...], ...]
    decoder: tuple[tuple[Fraction, ...], ...]
    complete: bool
    nodes: int
    seconds: float
    certificate: dict[str, Any] | None

    @property
    def relative_gap(self) -> float:
        """``(upper - lower) / upper``, 0 when both are 0."""
        return float((self.upper - self.lower) / self.upper) if self.upper else 0.0


def minimise(
    features_in: Vectors,
    *,
    width: int,
    ridge: Number,
    features_out: Vectors | None = None,
    weights: Sequence[Number] | None = None,
    theta: Number | None = None,
    relative_gap: float = 1e-4,
    absolute_gap: float = 0.0,
    time_limit: float = 60.0,
    seed: int = 0,
    starts: int | None = None,
    proof: bool = False,
    progress: Callable[[Progress], None] | None = None,
) -> EngineResult:
    """Minimise a ridge-regularised sparse-dictionary-learning loss to global optimality.

    ``min over U (width x p), V (r x width) of sum_d M_d |a_d - V z_d|^2 + ridge sum_i |v_i|^2 sum_d M_d z_id^2`` with
    ``z_id = relu(<u_i, w_d>)``, or JumpReLU ``z_id = <u_i, w_d> [<u_i, w_d> > theta]`` when ``theta`` is given (then the
    infimum: it need not be attained, for a code may jump).  Supports may overlap.  ``features_in``: n vectors w_d of
    length p; ``features_out``: n targets a_d (default: the features); ``weights``: M_d > 0 (default 1); ``ridge`` > 0.
    The search stops when ``upper - lower <= max(relative_gap * upper, absolute_gap)``, at the time limit, or at
    Ctrl-C, always with valid bounds.
    ``proof`` adds an exact certificate of the lower bound (relu only), written within the same time limit.
    Raises :class:`ValueError` for data that make no sense, :class:`TimeoutError` when the time does not suffice to compile the
    kernels, which is done once per machine.  Source of the loss: arXiv 2512.05534, eq. (6).

    >>> result = minimise([[1, 0], [0, 1]], width=1, ridge="1/100", starts=20, relative_gap=0.01, proof=True)
    >>> result.complete, round(float(result.upper), 4)
    (True, 1.0099)
    """
    if not 0.0 <= relative_gap < 1.0 or absolute_gap < 0.0 or relative_gap + absolute_gap <= 0.0:
        raise ValueError(
            f"gaps: relative {relative_gap} and absolute {absolute_gap}; one must be positive, relative < 1"
        )
    if proof and theta is not None:
        raise ValueError("proof: certificates exist for relu only; leave out theta or proof")
    instance = read_instance(features_in, features_out, weights, width, ridge, theta)
    deadline = time.perf_counter() + time_limit
    make_ready(deadline)
    begun = time.perf_counter()
    cones = relu_cones(instance) if theta is None else jumprelu_cones(instance)
    search = Search(instance, cones, SEARCH_SHARE * relative_gap, SEARCH_SHARE * absolute_gap)
    try:
        search.start(40 * width if starts is None else starts, seed)
        closed = run(search, deadline=deadline, progress=progress)
    except KeyboardInterrupt:
        closed = False
    encoder, decoder = exact_point(instance, cones, search.best_u, search.best_cells)
    upper = objective(instance, encoder, decoder)
    lower = max(Fraction(0), min(upper, Fraction(search.floor())))  # a sum of squares
    certificate = None
    gap = max(Fraction(relative_gap) * upper, Fraction(absolute_gap))
    if (
        proof and closed and gap
    ):  # without a gap the loss is 0, and a sum of squares needs no proof that it is not below
        goal = short_below(upper - gap, gap / 50)
        try:
            witness, steps = prove(instance, cones, goal, margin=float(gap) / 50, deadline=deadline)
            certificate, lower = seal("branch_and_bound", assertion(instance, goal), witness), goal
            search.nodes += steps
        except (OutOfTime, KeyboardInterrupt):
            closed = False
    complete = closed and upper - lower <= gap * Fraction(51, 50)
    return EngineResult(
        upper, lower, encoder, decoder, complete, search.nodes, time.perf_counter() - begun, certificate
    )


def short_below(value: Fraction, allowance: Fraction) -> Fraction:
    """A decimal fraction just below ``value``, with as few digits as ``allowance`` permits.

    >>> short_below(Fraction(2, 3), Fraction(1, 100))
    Fraction(33, 50)
    """
    inverse = -(-allowance.denominator // allowance.numerator)  # in integers: a float would underflow to 0
    digits = len(str(inverse - 1)) if inverse > 1 else 0
    return Fraction(math.floor(value * 10**digits), 10**digits)


def assertion(instance: Instance, goal: Fraction) -> dict[str, Any]:
    """What the certificate says, in the words of the kind ``branch_and_bound``."""
    return {
        "features_in": [[str(x) for x in w] for w in instance.features_in],
        "features_out": [[str(x) for x in a] for a in instance.features_out],
        "weights": [str(m) for m in instance.weights],
        "activation": {"type": "relu"},
        "width": instance.width,
        "ridge": str(instance.ridge),
        "lower_bound": str(goal),
    }
