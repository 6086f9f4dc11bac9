"""The certificate of the branch and bound: accepted when true, rejected when any of its numbers is changed."""

from __future__ import annotations

import copy
import json
from fractions import Fraction
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from solvers.sdl.branch_and_bound import minimise
from solvers.sdl.branch_and_bound.api import assertion
from solvers.sdl.branch_and_bound.bound import b2
from solvers.sdl.branch_and_bound.cones import relu_cones
from solvers.sdl.branch_and_bound.exact import ProofWriter
from solvers.sdl.branch_and_bound.exact_spectral import write_spectral
from solvers.sdl.branch_and_bound.instance import read_instance
from solvers.sdl.branch_and_bound.tree import inner_products
from tests.theory.certificates.corruption import number_paths, survivors
from theory.certificates import Rejected, check, seal
from theory.certificates.code_cones import Cone, Problem
from theory.certificates.spectral_bound import spectral

pytestmark = pytest.mark.usefixtures("kernels")
SMALL = [["1", "0"], ["3/5", "4/5"], ["-3/5", "4/5"]]


def proved(**options: Any) -> Any:
    settings = {"width": 1, "ridge": "1/100", "relative_gap": 1e-2, "starts": 20, "proof": True} | options
    return minimise(settings.pop("features_in", SMALL), **settings)


def resealed(certificate: dict[str, Any], change: Any) -> dict[str, Any]:
    body = copy.deepcopy({k: certificate[k] for k in ("asserts", "witness")})
    change(body)
    return seal("branch_and_bound", body["asserts"], body["witness"])


@pytest.mark.parametrize(
    ("features", "width", "gap"),
    [
        (SMALL, 1, 1e-3),
        (SMALL, 2, 5e-2),
        ([["1", "0", "0"], ["0", "1", "0"], ["3/5", "0", "4/5"], ["-3/5", "-4/5", "0"]], 1, 1e-3),
        ([["1", "0"], ["-1", "0"], ["0", "1"], ["3/5", "4/5"], ["6/5", "8/5"]], 2, 1e-2),
        ([["1", "2", "3"], ["2", "4", "6"], ["1", "0", "1"]], 1, 1e-2),
        ([["1"], ["-2"]], 1, 1e-3),
    ],
    ids=["plane", "two neurons", "space", "antipodal and parallel", "rank deficient", "line"],
)
def test_proof_is_accepted_after_a_round_trip_through_json(features: Any, width: int, gap: float) -> None:
    result = proved(features_in=features, width=width, relative_gap=gap)
    assert result.complete
    certificate = json.loads(json.dumps(result.certificate))
    assert "at least" in check(certificate)
    assert Fraction(certificate["asserts"]["lower_bound"]) == result.lower <= result.upper
    assert result.relative_gap <= 1.05 * gap  # the bound is rounded to a short decimal: at most 2 % of the gap


def test_transcoder_with_weights_is_proved() -> None:
    result = proved(features_out=[["1"], ["2"], ["-1/2"]], weights=["1/2", 1, 3], width=2)
    assert result.complete
    check(result.certificate)


def kinds_of_bounds(certificate: dict[str, Any]) -> set[str]:
    return {entry[0] for entry in certificate["witness"]["search"]}


@pytest.mark.parametrize("gap", [5e-2, 1e-6])
def test_every_number_of_the_witness_counts(gap: float) -> None:
    certificate = proved(relative_gap=gap).certificate
    check(certificate)
    assert {"bound", "lagrange"} <= kinds_of_bounds(certificate)
    assert len(list(number_paths(certificate["witness"]))) > 50
    assert survivors(certificate) == []


def test_every_number_of_the_assertion_counts() -> None:
    certificate = proved(relative_gap=5e-2).certificate
    # features, targets, weights; width, ridge, bound
    assert len(list(number_paths(certificate["asserts"]))) == 3 * 2 * 2 + 3 + 3
    assert survivors(certificate, "asserts") == []


def test_a_false_bound_cannot_be_proved() -> None:
    result = proved(relative_gap=1e-3)
    above = str(result.upper + Fraction(1, 1000))
    with pytest.raises(Rejected, match="stays below lower_bound"):
        check(resealed(result.certificate, lambda body: body["asserts"].update(lower_bound=above)))


@pytest.mark.parametrize(
    ("change", "message"),
    [
        (lambda b: b["witness"]["search"].pop(), "ends"),
        (lambda b: b["witness"]["search"].append(["open", 0]), "more entries"),
        (lambda b: b["witness"]["groups"][-1].pop(), "leaves out"),
        (lambda b: b["witness"]["cover"].pop(), "before every tree"),
        (lambda b: b["witness"].update(basis=[[1, 0], [2, 0]]), "dependent"),
        (lambda b: b["witness"].update(cover=[0, 0, 0, 0]), "changes sign"),
        (lambda b: b["witness"]["rotations"].__setitem__(0, [0, [[1, 0], [0, 2]]]), "T'T <= I"),
        (lambda b: b["witness"]["rotations"].__setitem__(0, [0, [[1, 0], [0, 1], [1, 0]]]), "T'T <= I"),
        (lambda b: b["asserts"].update(activation={"type": "jumprelu", "theta": "1"}), "relu only"),
        (lambda b: b["asserts"].update(weights=["1", "0", "1"]), "positive"),
        (lambda b: b["witness"].update(extra=1), "unknown"),
        (lambda b: b["witness"]["search"].__setitem__(0, ["split", 0, 0, 1, 1, 1]), "does not fit"),
    ],
)
def test_a_gap_in_the_argument_is_named(change: Any, message: str) -> None:
    with pytest.raises(Rejected, match=message):
        check(resealed(proved().certificate, change))


def lagrange_entry(certificate: dict[str, Any]) -> int:
    return next(i for i, e in enumerate(certificate["witness"]["search"]) if e[0] == "lagrange")


@pytest.mark.parametrize(
    ("matrix", "message"),
    [
        ([[-1, 0], [0, 0]], "symmetric part"),
        ([[0, 3], [1, 0]], "symmetric part"),
        ([[2**80, 0], [0, 2**80]], "not positive definite"),
        ([[0, 0]], "expected a list of length 2"),
        ([[0, 2**30], [-(2**30), 0]], "stays below|not positive definite"),
    ],
)
def test_a_wrong_multiplier_is_named(matrix: list[list[int]], message: str) -> None:
    certificate = proved(relative_gap=1e-6).certificate
    at = lagrange_entry(certificate)

    def change(body: Any) -> None:
        body["witness"]["search"][at][2][0] = matrix

    with pytest.raises(Rejected, match=message):
        check(resealed(certificate, change))


def test_overlapping_pair_is_proved_to_six_digits() -> None:
    result = proved(width=2, relative_gap=1e-6)
    assert result.complete
    assert "lagrange" in kinds_of_bounds(result.certificate)
    check(result.certificate)


CLUSTER = [["1", "0", "0"], ["4/5", "3/5", "0"], ["12/13", "0", "5/13"], ["4/5", "0", "-3/5"], ["15/17", "-8/17", "0"]]


def test_a_dense_optimum_is_proved_by_one_spectral_bound() -> None:
    """Features in a half-space: two neurons in one cell do as well as the spectral tail allows, a flat family."""
    certificate = proved(features_in=CLUSTER, width=1, relative_gap=1e-4).certificate
    assert kinds_of_bounds(certificate) == {"spectral"}
    check(certificate)
    assert not [path for path in survivors(certificate) if path[0] == "search"]


def test_spectral_bound_of_single_cells_is_the_float_one_and_is_checked() -> None:
    features = [[1, 0, 0], [0, 1, 0], [0, 0, 1], ["3/5", "4/5", 0], ["-3/5", 0, "4/5"], [0, "-5/13", "-12/13"]]
    targets = [[1, 2], [0, 1], [-1, 1], [3, 0], [1, 1], [2, -1]]
    instance = read_instance(features, targets, [1, 2, 1, 1, 3, 1], 2, Fraction(1, 100))
    cones = relu_cones(instance)
    writer = ProofWriter(instance, cones)
    problem = Problem(assertion(instance, Fraction(0)))
    narrow = [s for s, c in enumerate(cones.cell) if len(cones.supports[c]) == 3]
    assert len(narrow) >= 2
    for pair in ((narrow[0], narrow[0]), (narrow[0], narrow[-1])):
        state = [writer.cone(cones.simplices[s]) for s in pair]
        entry, part = write_spectral(writer, state, Fraction(0)) or ([], 0)
        same = [Cone(problem, [list(g) for g in cones.simplices[s]]) for s in pair]
        value, integers_used = spectral(problem, same, entry)
        assert part == value.numerator * 2**60 // value.denominator + integers_used
        Z = np.unique(np.concatenate([cone.units for cone in state]), axis=0)
        gram, target = np.empty((len(Z), len(Z))), np.empty((2, len(Z)))
        inner_products(Z, writer.A, gram, target)
        assert float(value) == pytest.approx(b2(gram, target, 2, 0.01, float((writer.A**2).sum())), rel=1e-6)
        for position, message in ((5, "S >= A P A'"), (6, "N . tau I")):
            with pytest.raises(Rejected, match=message):
                spectral(problem, same, [*entry[:position], [[0, 0], [0, 0]], *entry[position + 1 :]])
        larger = [[4 * x for x in row] for row in entry[4]]
        with pytest.raises(Rejected, match="B S B'"):
            spectral(problem, same, [*entry[:4], larger, *entry[5:]])


def test_a_group_too_large_for_the_proof_is_refused_before_it_is_spread() -> None:
    certificate = proved().certificate

    def change(body: Any) -> None:
        body["asserts"]["width"] = 12
        body["witness"]["groups"] = [*[[0, 1, 2]] * 40, list(range(3, 43))]

    with pytest.raises(Rejected, match="spread over 12 neurons"):
        check(resealed(certificate, change))


@given(data=st.data())
@settings(max_examples=80, derandomize=True, deadline=None)
def test_no_junk_makes_the_checker_crash(data: st.DataObject) -> None:
    certificate = proved(relative_gap=1e-6).certificate
    path = data.draw(st.sampled_from([p for p in places(certificate) if p]))
    junk = data.draw(
        st.sampled_from([None, True, [], {}, "", "x", -1, 2**70, [[]], [0, 0, 0], ["split"], ["bound", 0]])
    )

    def change(body: Any) -> None:
        for key in path[:-1]:
            body = body[key]
        body[path[-1]] = junk

    with pytest.raises(Rejected):
        check(resealed(certificate, change))


def places(certificate: dict[str, Any]) -> list[tuple[Any, ...]]:
    """Every place of the witness: whole lists as well as single numbers."""

    def below(value: Any, path: tuple[Any, ...]) -> list[tuple[Any, ...]]:
        pairs = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else []
        return [path, *(p for k, v in pairs for p in below(v, (*path, k)))]

    return below(certificate["witness"], ("witness",))


def test_weaker_claims_need_their_own_numbers_but_a_smaller_bound_follows() -> None:
    certificate = proved().certificate
    assert "at least 0" in check(resealed(certificate, lambda body: body["asserts"].update(lower_bound="0")))
