"""From the state of a run to the ``landscape/1`` record."""

from __future__ import annotations

from importlib.metadata import PackageNotFoundError, version
from math import comb
from platform import python_version
from typing import TYPE_CHECKING

from solvers.sdl.exact_point import ExactPoint, accepted, describe
from solvers.sdl.solution_set import is_strict, local_dimension
from theory.certificates import CHECKER_VERSION
from theory.claims import Certificate
from theory.exact import json_tree
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

if TYPE_CHECKING:
    from solvers.sdl.search import Search

MAX_DIMENSION_SIZE = 4_000  # entries of the Jacobian whose exact rank is computed


class Proofs:
    """The certificates of a record, each kept once."""

    def __init__(self) -> None:
        self.by_seal: dict[str, Certificate] = {}

    def add(self, certificate: Certificate) -> str:
        self.by_seal[certificate["sha256"]] = certificate
        return certificate["sha256"]


def record(search: Search) -> Landscape:
    """The record of everything found so far."""
    problem, proofs = search.problem, Proofs()
    global_minimum = _global_minimum(search, proofs)
    complete = bool(global_minimum and global_minimum.proved and search.disjoint_complete and not search.stopped)
    return Landscape(
        status="complete" if complete else "incomplete",
        problem_name=problem.name,
        problem_sha256=problem.sha256(),
        patterns=_counts(search),
        global_minimum=global_minimum,
        infimum=_infimum(search, proofs),
        ridge=None,
        critical_points=_critical_points(search, proofs),
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
    )


def _versions() -> dict[str, str]:
    out = {"python": python_version(), "checker": CHECKER_VERSION}
    for name in ("sdl-atlas", "python-flint"):
        try:
            out[name] = version(name)
        except PackageNotFoundError:
            out[name] = "not installed"
    return out


def _counts(search: Search) -> PatternCounts:
    total = None
    if search.supports is not None:  # neurons do not interact: multisets of supports, the empty one included
        supports = len(search.supports) + 1
        total = comb(supports + search.problem.width - 1, search.problem.width)
    pruned = 0 if total is None or not search.proved else max(0, total - search.families)
    return PatternCounts(total, search.families, pruned)


def _global_minimum(search: Search, proofs: Proofs) -> GlobalMinimum | None:
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
        extra_dimension=_extra_dimension(point),
    )


def _gauge_name(gauge: GaugeGroup) -> str:
    q = gauge.width
    scalings = {"each": f"R_{{>0}}^{q}", "common": "R_{>0}", "none": ""}[gauge.scaling]
    return f"S_{q}" + (f" x| {scalings}" if scalings else "")


def _extra_dimension(point: ExactPoint) -> int | None:
    from solvers.sdl.path import Point

    problem = point.problem
    size = problem.n * problem.r * problem.width * (problem.p + problem.r)
    if point.field is not None or size > MAX_DIMENSION_SIZE:
        return None
    where = Point.of(point.encoder, point.decoder)  # type: ignore[arg-type]
    return local_dimension(problem, where).beyond_gauge if is_strict(problem, where) else None


def _infimum(search: Search, proofs: Proofs) -> Infimum:
    lower, upper = search.lower, search.best.point.root if search.best else None
    assert upper is not None or search.stopped
    return Infimum(
        lower=describe(lower.root),
        lower_float=float(lower.root),
        lower_reason=lower.reason,
        lower_certificate=None if lower.certificate is None else proofs.add(lower.certificate),
        upper=None if upper is None else describe(upper),
        upper_float=float("inf") if upper is None else float(upper),
        attained=True if search.proved else None,
        limit_pattern=None,
        problem="plain",
    )


def _critical_points(search: Search, proofs: Proofs) -> list[CriticalPoint]:
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
    return sorted(rows, key=lambda row: (row.float, row.pattern))


def _scope(search: Search) -> list[str]:
    out = []
    if search.proved:
        out.append("The global minimum is proved: no encoder and decoder do better.")
    else:
        out.append("The global minimum is not proved: infimum holds certified bounds.")
    if search.disjoint_complete:
        out.append("All patterns in which every feature is served by at most one neuron were examined.")
    out.append("Saddles and local minima in which a feature is served by two or more neurons are not listed.")
    return [*out, *search.notes]
