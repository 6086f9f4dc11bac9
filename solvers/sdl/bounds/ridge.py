"""Bounds of the ridge problem by branch and bound, for what has no exact answer.

Legend: the ridge problem adds ``lambda sum_i |u_i|^2 sum_d M_d z_id^2`` to the loss, which makes its minimum attained
under ReLU (:mod:`solvers.sdl.branch_and_bound`).  Its infimum lies above that of the plain problem and tends to it as lambda tends
to 0; its lower bound says nothing about the plain problem.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from fractions import Fraction

from solvers.sdl.critical.exact_point import ExactPoint, accepted
from theory.claims import Certificate
from theory.sdl import Problem

DEFAULT = Fraction(1, 1000)  # certified within a second for small problems, and close to the plain infimum
GAP = 1e-4  # relative gap that is certified
MAX_FEATURES, MAX_DIMENSION, MAX_WIDTH = 60, 4, 6  # beyond these the search does not end within minutes


@dataclass(frozen=True)
class RidgeBounds:
    """``lower <= min f_lambda <= upper``, and the point that has ``upper``.

    ``proposed``: a certificate of ``lower`` that has not been checked; ``certificate``: one that was accepted.
    """

    ridge: Fraction
    lower: Fraction
    upper: Fraction
    point: ExactPoint
    closed: bool
    proposed: Certificate | None = None
    certificate: Certificate | None = None

    def checked(self) -> RidgeBounds:
        """With its certificate accepted, where one was proposed.  Raises :class:`ArithmeticError` if it is rejected."""
        return self if self.proposed is None else replace(self, certificate=accepted(self.proposed))


def why_not(problem: Problem) -> str | None:
    """Why branch and bound is not run on this problem, or None."""
    if problem.activation.kind not in ("relu", "jumprelu"):
        return f"branch and bound handles relu and jumprelu, not {problem.activation.kind}"
    if problem.field is not None:
        return "branch and bound handles rational data only"
    from solvers.exact.linear import rank

    if problem.n > MAX_FEATURES or problem.width > MAX_WIDTH or rank(problem.features_in) > MAX_DIMENSION:
        return (
            f"too large for branch and bound: it handles up to {MAX_FEATURES} features of rank {MAX_DIMENSION} "
            f"and {MAX_WIDTH} neurons"
        )
    return None


def ridge_bounds(problem: Problem, ridge: Fraction, *, time_limit: float, say: Callable[[str], None]) -> RidgeBounds:
    """Minimise the ridge problem to a relative gap of ``GAP`` within the time limit; relu bounds propose a certificate.

    ``problem``: one for which :func:`why_not` is None; ``ridge``: > 0; ``time_limit``: seconds > 0.
    """
    from solvers.sdl.branch_and_bound.api import minimise

    relu = problem.activation.kind == "relu"
    say(
        "getting the inner loops of branch and bound ready; the first time on a machine they are compiled for about a minute"
    )
    result = minimise(
        problem.features_in,  # type: ignore[arg-type]
        width=problem.width,
        ridge=ridge,
        features_out=problem.features_out,  # type: ignore[arg-type]
        weights=problem.weights,  # type: ignore[arg-type]
        theta=None if relu else problem.activation.theta,
        relative_gap=GAP,
        time_limit=time_limit,
        proof=relu,
        progress=lambda _state: say(f"branch and bound with ridge {ridge}"),
    )
    point = ExactPoint(problem, result.encoder, result.decoder, None)
    return RidgeBounds(ridge, result.lower, result.upper, point, result.complete, result.certificate)
