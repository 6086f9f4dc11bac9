"""From what a run has found to the ``landscape/1`` record."""

from __future__ import annotations

from fractions import Fraction
from importlib.metadata import PackageNotFoundError, version
from math import comb
from platform import python_version
from typing import TYPE_CHECKING

from solvers.exact.number_fields import minimal_root
from solvers.sdl.critical.exact_point import ExactPoint, accepted, describe
from solvers.sdl.critical.second_order import partial_minimum
from solvers.sdl.landscape.found import Bounds, Found, Listing
from solvers.sdl.landscape.work import Work
from solvers.sdl.solution_set.dimension import is_strict, local_dimension
from theory.certificates import CHECKER_VERSION
from theory.claims import Certificate
from theory.exact import Exact, json_tree, to_json
from theory.sdl import Problem
from theory.sdl.gauge import GaugeGroup
from theory.sdl.landscape import (
    Budget,
    CriticalPoint,
    GaugeRecord,
    GlobalMinimum,
    Infimum,
    Landscape,
    PatternCounts,
    Type,
)
from theory.sdl.problem import dot

if TYPE_CHECKING:
    from solvers.sdl.bounds.ridge import RidgeBounds

MAX_DIMENSION_SIZE = 4_000  # entries of the Jacobian whose exact rank is computed


class Proofs:
    """The certificates of a record, each kept once."""

    def __init__(self) -> None:
        self.by_seal: dict[str, Certificate] = {}

    def add(self, certificate: Certificate) -> str:
        """Keep a certificate once; returns its seal."""
        self.by_seal[certificate["sha256"]] = certificate
        return certificate["sha256"]


def record(problem: Problem, ridge: Fraction | None, work: Work, found: Found) -> Landscape:
    """The record of everything found so far."""
    proofs, bounds, listing = Proofs(), found.bounds, found.listing
    global_minimum = work.attempt(
        "record of the global minimum", lambda: _global_minimum(problem, work, bounds, proofs)
    )
    critical_points = work.attempt(
        "record of the critical points", lambda: _critical_points(work, bounds, listing, proofs)
    )
    if ridge is None:
        complete = bounds.known and listing.complete and not work.stopped
    else:
        complete = bool(found.ridge and found.ridge.closed and found.ridge.certificate)
    return Landscape(
        status="complete" if complete and not work.faults else "incomplete",
        problem_name=problem.name,
        problem_sha256=problem.sha256(),
        patterns=_counts(problem, bounds, listing),
        global_minimum=global_minimum,
        infimum=_infimum(problem, bounds, proofs),
        ridge=_ridge(problem, bounds, found.ridge, proofs),
        critical_points=critical_points or [],
        scope=_scope(problem, work, found),
        budget=Budget(work.time_limit, round(work.seconds, 3), None if ridge is None else str(ridge), work.stopped),
        versions=_versions(),
        proofs=proofs.by_seal,
        faults=work.faults,
    )


def _versions() -> dict[str, str]:
    out = {"python": python_version(), "checker": CHECKER_VERSION}
    for name in ("sdl-atlas", "python-flint"):
        try:
            out[name] = version(name)
        except PackageNotFoundError:
            out[name] = "not installed"
    return out


def _counts(problem: Problem, bounds: Bounds, listing: Listing) -> PatternCounts:
    total = None
    if listing.supports is not None and problem.activation.kind != "topk":
        # neurons do not interact: multisets of supports, the empty one included
        total = comb(len(listing.supports) + problem.width, problem.width)
    pruned = 0 if total is None or not bounds.proved else max(0, total - listing.families)
    return PatternCounts(total, listing.families, pruned)


def _global_minimum(problem: Problem, work: Work, bounds: Bounds, proofs: Proofs) -> GlobalMinimum | None:
    if bounds.best is None:
        return None
    point, lower = bounds.best.point, bounds.lower.certificate
    gauge = GaugeGroup.of(problem.activation, problem.width)
    return GlobalMinimum(
        value=describe(point.root),
        float=float(point.root),
        proved=bounds.proved,
        attained=True if bounds.proved else None,
        problem="plain",
        method=bounds.best.method,
        lower_bound_certificate=proofs.add(lower) if lower is not None and bounds.proved else None,
        certificates=[proofs.add(accepted(point.has_value(means="the loss of the best point found")))],
        points=[point.record()],
        gauge=GaugeRecord(_gauge_name(gauge), gauge.orbit_dimension(point.encoder, point.decoder)),
        extra_dimension=work.attempt("dimension of the solution set", lambda: _extra_dimension(work, point)),
    )


def _gauge_name(gauge: GaugeGroup) -> str:
    q = gauge.width
    scalings = {"each": f"R_{{>0}}^{q}", "common": "R_{>0}", "none": ""}[gauge.scaling]
    return f"S_{q}" + (f" x| {scalings}" if scalings else "")


def _extra_dimension(work: Work, point: ExactPoint) -> int | None:
    from solvers.sdl.solution_set.path import Point

    problem = point.problem
    size = problem.n * problem.r * problem.width * (problem.p + problem.r)
    if point.field is not None or size > MAX_DIMENSION_SIZE or work.stopped:
        return None
    where = Point.of(point.encoder, point.decoder)  # type: ignore[arg-type]
    return local_dimension(problem, where).beyond_gauge if is_strict(problem, where) else None


def _infimum(problem: Problem, bounds: Bounds, proofs: Proofs) -> Infimum:
    lower, approached = bounds.lower, bounds.approached
    upper = bounds.best.point.root if bounds.best else minimal_root(_zero_loss(problem))
    upper = lower.root if approached is not None else upper
    return Infimum(
        lower=describe(lower.root),
        lower_float=float(lower.root),
        lower_reason=lower.reason,
        lower_certificate=None if lower.certificate is None else proofs.add(lower.certificate),
        upper=describe(upper),
        upper_float=float(upper),
        attained=_attained(bounds),
        limit_pattern=None,
        problem="plain",
        upper_certificate=None if approached is None else proofs.add(approached),
    )


def _ridge(problem: Problem, bounds: Bounds, r: RidgeBounds | None, proofs: Proofs) -> Infimum | None:
    if r is None:
        return None
    return Infimum(
        lower=to_json(r.lower),
        lower_float=float(r.lower),
        lower_reason="branch and bound" if r.certificate else "branch and bound in floating point, not certified",
        lower_certificate=None if r.certificate is None else proofs.add(r.certificate),
        upper=to_json(r.upper),
        upper_float=float(r.upper),
        attained=_ridge_attained(problem, bounds),
        limit_pattern=None,
        problem=f"ridge {r.ridge}",
    )


def _ridge_attained(problem: Problem, bounds: Bounds) -> bool | None:
    """Under ReLU always: codes of size 1 form a compact set, the ridge bounds the decoder, and the loss is continuous in both.

    A code jumps under JumpReLU, so that the set of codes is not closed.  With one neuron the best decoder for a code z leaves
    ``S - g(z)`` in the plain problem and ``S - g(z) / (1 + lambda)`` with the ridge, so both attain their infimum or neither does; for
    more neurons it is not decided here.
    """
    if problem.activation.kind == "relu":
        return True
    return _attained(bounds) if problem.width == 1 else None


def _attained(bounds: Bounds) -> bool | None:
    """Whether the plain problem attains its infimum."""
    if bounds.proved:
        return True
    return False if bounds.approached is not None and "attained" in bounds.approached["asserts"] else None


def _gap(r: RidgeBounds) -> float:
    return float((r.upper - r.lower) / r.upper) if r.upper else 0.0


def _zero_loss(problem: Problem) -> Exact:
    """``sum_d M_d |v_d|^2``, the loss of the zero network."""
    total: Exact = Fraction(0)
    for m, v in zip(problem.weights, problem.features_out, strict=True):
        total = total + m * dot(v, v)
    return total


def _critical_points(work: Work, bounds: Bounds, listing: Listing, proofs: Proofs) -> list[CriticalPoint]:
    rows = []
    for c in listing.classified:
        best = bounds.proved and c.point.root == bounds.lower.root
        type_: Type = "global_minimum" if best else c.type
        rows.append(
            CriticalPoint(
                pattern=c.point.pattern,
                value=describe(c.point.root),
                float=float(c.point.root),
                type=type_,
                certificates=[proofs.add(x) for x in c.certificates],
                W_E=json_tree(c.point.encoder),
                W_D=json_tree(c.point.decoder),
                field=c.point.field.json() if c.point.field else None,
            )
        )
    if bounds.proved and bounds.best and not any(row.type == "global_minimum" for row in rows):
        rows.append(_best_point(work, bounds.best.point, proofs))
    for b in listing.boundaries:
        rows.append(
            CriticalPoint(
                pattern=b.pattern,
                value=describe(b.limit.root),
                float=float(b.limit.root),
                type="boundary_infimum",
                certificates=[proofs.add(b.certificate)],
                limit_pattern=b.limit.pattern,
            )
        )
    return sorted(rows, key=lambda row: (row.float, row.pattern))


def _best_point(work: Work, point: ExactPoint, proofs: Proofs) -> CriticalPoint:
    """The global minimum, when a feature is served by several neurons in it."""
    proof = work.attempt("global minimum as a partial minimum", lambda: accepted(partial_minimum(point)))
    return CriticalPoint(
        pattern=point.pattern,
        value=describe(point.root),
        float=float(point.root),
        type="global_minimum",
        certificates=[] if proof is None else [proofs.add(proof)],
        W_E=json_tree(point.encoder),
        W_D=json_tree(point.decoder),
        field=point.field.json() if point.field else None,
    )


def _scope(problem: Problem, work: Work, found: Found) -> list[str]:
    out, listing = [], found.listing
    if found.bounds.proved:
        out.append("The global minimum is proved: no encoder and decoder do better.")
    elif found.bounds.known:
        out.append(
            "The infimum is known exactly and approached; the point of the global minimum is only the best one known."
        )
    else:
        out.append("The global minimum is not proved: infimum holds certified bounds.")
    if listing.complete:
        out.append("All patterns in which every feature is served by at most one neuron were examined, walls included.")
        out.append("Of points with the same pattern and the same gains of all neurons one is listed.")
        if problem.width > 1 and problem.activation.kind != "jumprelu":
            out.append(
                "A neuron that serves nothing has rows of its own, and the type depends on them: such points are listed with a row "
                "that is a way down if there is one, and with rows in regions that are fitted exactly, where it is none."
            )
        if problem.activation.kind != "jumprelu":
            out.append(
                "A neuron whose row is exactly 0 can be a trap: a local minimum if every change of the row makes it write what no residual "
                "wants. Such points are not listed."
            )
    if listing.complete and listing.open_infima:
        out.append(
            f"{listing.open_infima} patterns without a listed infimum: theirs is not attained, or not certified."
        )
    if found.ridge is not None:
        r = found.ridge
        proof = "a certificate" if r.certificate else "floating-point arithmetic only"
        out.append(f"The ridge problem (lambda = {r.ridge}) is bounded from below by {proof}, gap {_gap(r):.1e}.")
    if problem.width > 1 and problem.activation.k != 1:
        out.append("Stationary points in which a feature is served by two or more neurons are not listed.")
    out += [f"An error ended a part of the work, and what it would have found is missing: {x}" for x in work.faults]
    return [*out, *work.notes]
