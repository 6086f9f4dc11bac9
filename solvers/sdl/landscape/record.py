"""From the state of a run to the ``landscape/1`` record."""

from __future__ import annotations

from fractions import Fraction
from importlib.metadata import PackageNotFoundError, version
from math import comb
from platform import python_version
from typing import TYPE_CHECKING

from solvers.exact.algebraic import minimal_root
from solvers.sdl.critical.exact_point import ExactPoint, accepted, describe
from solvers.sdl.critical.second_order import partial_minimum
from solvers.sdl.landscape.state import State
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
        self.by_seal[certificate["sha256"]] = certificate
        return certificate["sha256"]


def record(search: State) -> Landscape:
    """The record of everything found so far."""
    problem, proofs = search.problem, Proofs()
    global_minimum = search.attempt("record of the global minimum", lambda: _global_minimum(search, proofs))
    critical_points = search.attempt("record of the critical points", lambda: _critical_points(search, proofs)) or []
    if search.ridge is None:
        complete = search.proved and search.disjoint_complete and not search.stopped
    else:
        complete = bool(search.ridge_result and search.ridge_result.closed and search.ridge_result.certificate)
    complete = complete and not search.faults
    return Landscape(
        status="complete" if complete else "incomplete",
        problem_name=problem.name,
        problem_sha256=problem.sha256(),
        patterns=_counts(search),
        global_minimum=global_minimum,
        infimum=_infimum(search, proofs),
        ridge=_ridge(search, proofs),
        critical_points=critical_points,
        scope=_scope(search),
        budget=Budget(
            search.time_limit,
            round(search.seconds, 3),
            search.jobs,
            None if search.ridge is None else str(search.ridge),
            search.stopped,
        ),
        versions=_versions(),
        proofs=proofs.by_seal,
        faults=search.faults,
    )


def _versions() -> dict[str, str]:
    out = {"python": python_version(), "checker": CHECKER_VERSION}
    for name in ("sdl-atlas", "python-flint"):
        try:
            out[name] = version(name)
        except PackageNotFoundError:
            out[name] = "not installed"
    return out


def _counts(search: State) -> PatternCounts:
    total = None
    if search.supports is not None and search.problem.activation.kind != "topk":
        # neurons do not interact: multisets of supports, the empty one included
        supports = len(search.supports) + 1
        total = comb(supports + search.problem.width - 1, search.problem.width)
    pruned = 0 if total is None or not search.proved else max(0, total - search.families)
    return PatternCounts(total, search.families, pruned)


def _global_minimum(search: State, proofs: Proofs) -> GlobalMinimum | None:
    if search.best is None:
        return None
    point, problem = search.best.point, search.problem
    lower = search.lower.certificate
    gauge = GaugeGroup.of(problem.activation, problem.width)
    return GlobalMinimum(
        value=describe(point.root),
        float=float(point.root),
        proved=search.proved,
        attained=True if search.proved else None,
        problem="plain",
        method=search.best.method,
        lower_bound_certificate=proofs.add(lower) if lower is not None and search.proved else None,
        certificates=[proofs.add(accepted(point.has_value(means="the loss of the best point found")))],
        points=[point.record()],
        gauge=GaugeRecord(_gauge_name(gauge), gauge.orbit_dimension(point.encoder, point.decoder)),
        extra_dimension=search.attempt("dimension of the solution set", lambda: _extra_dimension(search, point)),
    )


def _gauge_name(gauge: GaugeGroup) -> str:
    q = gauge.width
    scalings = {"each": f"R_{{>0}}^{q}", "common": "R_{>0}", "none": ""}[gauge.scaling]
    return f"S_{q}" + (f" x| {scalings}" if scalings else "")


def _extra_dimension(search: State, point: ExactPoint) -> int | None:
    from solvers.sdl.solution_set.path import Point

    problem = point.problem
    size = problem.n * problem.r * problem.width * (problem.p + problem.r)
    if point.field is not None or size > MAX_DIMENSION_SIZE or search.stopped:
        return None
    where = Point.of(point.encoder, point.decoder)  # type: ignore[arg-type]
    return local_dimension(problem, where).beyond_gauge if is_strict(problem, where) else None


def _infimum(search: State, proofs: Proofs) -> Infimum:
    lower = search.lower
    upper = search.best.point.root if search.best else minimal_root(_zero_loss(search.problem))
    return Infimum(
        lower=describe(lower.root),
        lower_float=float(lower.root),
        lower_reason=lower.reason,
        lower_certificate=None if lower.certificate is None else proofs.add(lower.certificate),
        upper=describe(upper),
        upper_float=float(upper),
        attained=True if search.proved else None,
        limit_pattern=None,
        problem="plain",
    )


def _ridge(search: State, proofs: Proofs) -> Infimum | None:
    r = search.ridge_result
    if r is None:
        return None
    return Infimum(
        lower=to_json(r.lower),
        lower_float=float(r.lower),
        lower_reason="branch and bound" if r.certificate else "branch and bound in floating point, not certified",
        lower_certificate=None if r.certificate is None else proofs.add(r.certificate),
        upper=to_json(r.upper),
        upper_float=float(r.upper),
        attained=_ridge_attained(search.problem),
        limit_pattern=None,
        problem=f"ridge {r.ridge}",
    )


def _ridge_attained(problem: Problem) -> bool | None:
    """Under ReLU always: codes of size 1 form a compact set, the ridge bounds the decoder, and the loss is continuous in both.

    A code jumps under JumpReLU, so that the set of codes is not closed; whether the infimum is attained is not decided here.
    """
    return True if problem.activation.kind == "relu" else None


def _gap(r: RidgeBounds) -> float:
    return float((r.upper - r.lower) / r.upper) if r.upper else 0.0


def _zero_loss(problem: Problem) -> Exact:
    """``sum_d M_d |v_d|^2``, the loss of the zero network."""
    total: Exact = Fraction(0)
    for m, v in zip(problem.weights, problem.features_out, strict=True):
        total = total + m * dot(v, v)
    return total


def _critical_points(search: State, proofs: Proofs) -> list[CriticalPoint]:
    rows = []
    for c in search.classified:
        best = search.proved and c.point.root == search.lower.root
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
    if search.proved and search.best and not any(row.type == "global_minimum" for row in rows):
        rows.append(_best_point(search, search.best.point, proofs))
    for b in search.boundaries:
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


def _best_point(search: State, point: ExactPoint, proofs: Proofs) -> CriticalPoint:
    """The global minimum, when a feature is served by several neurons in it."""
    proof = search.attempt("global minimum as a partial minimum", lambda: accepted(partial_minimum(point)))
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


def _scope(search: State) -> list[str]:
    out = []
    if search.proved:
        out.append("The global minimum is proved: no encoder and decoder do better.")
    else:
        out.append("The global minimum is not proved: infimum holds certified bounds.")
    if search.disjoint_complete:
        out.append("All patterns in which every feature is served by at most one neuron were examined, walls included.")
        out.append("Of points with the same pattern and the same gains of all neurons one is listed.")
        if search.problem.width > 1 and search.problem.activation.kind != "jumprelu":
            out.append(
                "A neuron that serves nothing has rows of its own, and the type depends on them: such points are listed with a row "
                "that is a way down if there is one, and with rows in regions that are fitted exactly, where it is none."
            )
    if search.disjoint_complete and search.open_infima:
        out.append(f"{search.open_infima} patterns without a listed infimum: theirs is not attained, or not certified.")
    if search.ridge_result is not None:
        r = search.ridge_result
        proof = "a certificate" if r.certificate else "floating-point arithmetic only"
        out.append(f"The ridge problem (lambda = {r.ridge}) is bounded from below by {proof}, gap {_gap(r):.1e}.")
    if search.problem.width > 1 and search.problem.activation.k != 1:
        out.append("Stationary points in which a feature is served by two or more neurons are not listed.")
    out += [f"An error ended a part of the work, and what it would have found is missing: {x}" for x in search.faults]
    return [*out, *search.notes]
