"""The second decision of a statement, by its kind."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import mpmath

from tests.theory.certificates.fuzz import (
    bounds,
    matrices,
    plane,
    points,
    polynomials,
    real_numbers,
    slices,
    systems,
    units,
)
from tests.theory.certificates.fuzz.language import holds, refuted

DIGITS = 120
DECISIONS: dict[str, Callable[[dict[str, Any], dict[str, Any]], bool]] = {
    "evaluation": lambda asserts, _: holds(asserts),
    "counterexample": lambda asserts, witness: refuted(asserts, witness["assignment"], witness.get("field")),
    "best_unit": units.best_unit,
    "branch_and_bound": bounds.branch_and_bound,
    "code_relations": bounds.code_relations,
    "copositive": matrices.copositive,
    "eigenvalue_tail": matrices.eigenvalue_tail,
    "enclosure": real_numbers.enclosure,
    "farkas": systems.farkas,
    "implication": polynomials.implication,
    "induction": polynomials.induction,
    "isolated_point": slices.isolated_point,
    "local_minimum": points.local_minimum,
    "monotone_path": points.monotone_path,
    "partial_minimum": points.partial_minimum,
    "partition_bound": bounds.partition_bound,
    "pattern_enumeration": systems.pattern_enumeration,
    "plane_bound": plane.plane_bound,
    "plane_infimum": plane.plane_infimum,
    "psd": matrices.psd,
    "realizable": systems.realizable,
    "region_infimum": points.region_infimum,
    "saddle": points.saddle,
    "spectrum": matrices.spectrum,
    "unit_ideal": polynomials.unit_ideal,
    "unrealizable": systems.unrealizable,
}


def inside(certificate: dict[str, Any]) -> list[dict[str, Any]]:
    """The certificate itself, or those inside a proof or an illustration, which say nothing of their own."""
    witness = certificate["witness"]
    if certificate["kind"] == "illustration":
        return [witness["certificate"]]
    if certificate["kind"] == "proof":
        return [step["certificate"] for step in witness["steps"] if "certificate" in step]
    return [certificate]


def true(certificate: dict[str, Any]) -> bool:
    """Whether all that a certificate states is true in the second reading."""
    with mpmath.workdps(DIGITS):
        return all(DECISIONS[c["kind"]](c["asserts"], c["witness"]) for c in inside(certificate))
