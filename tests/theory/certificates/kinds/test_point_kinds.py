"""Kinds about points and bounds of the landscape: real certificates accepted, corrupted and false ones rejected."""

from __future__ import annotations

import copy
from fractions import Fraction
from typing import Any

import pytest

from solvers.sdl.bounds.infimum import boundary_infimum, suprema
from solvers.sdl.bounds.relations import relations_bound
from solvers.sdl.bounds.shortcuts import eigenvalue_tail
from solvers.sdl.bounds.top1 import partition_minimum
from solvers.sdl.critical.exact_point import ExactPoint
from solvers.sdl.critical.one_neuron import cluster_points, off_row
from solvers.sdl.critical.partial_minima import classify
from solvers.sdl.critical.walls import faces_with_walls, wall_rays
from tests.theory.certificates.corruption import survivors
from theory.certificates import Rejected, check, seal
from theory.sdl import Activation, Problem

RELU, TOP1 = Activation("relu"), Activation("topk", k=1)
ORTHONORMAL = [[1, 0], [0, 1]]
ACUTE = [[1, 0], [Fraction(3, 5), Fraction(4, 5)]]
Certificate = dict[str, Any]


def disjoint(problem: Problem, *supports: tuple[int, ...]) -> list[Certificate]:
    dead, strictly = off_row(problem)
    chosen = [cluster_points(problem, s)[0] for s in supports]
    return list(classify(problem, chosen, dead, strictly_dead=strictly).certificates)


def local() -> list[Certificate]:
    return disjoint(Problem.sae(ACUTE, activation=RELU, width=2), (0, 1))


def saddle() -> list[Certificate]:
    obtuse = [[1, 0], [Fraction(-3, 5), Fraction(4, 5)]]
    return disjoint(Problem.sae(obtuse, activation=RELU, width=1), (0, 1))


def on_a_wall() -> Certificate:
    features = [[1, 0], [0, 1], [Fraction(3, 5), Fraction(4, 5)], [Fraction(-4, 5), Fraction(3, 5)]]
    problem = Problem.sae(features, activation=RELU, width=1)
    dead, strictly = off_row(problem)
    for support, walls in faces_with_walls(problem):
        for ray in wall_rays(problem, support, walls):
            if ray.minimum and ray.point.multipliers:
                return classify(problem, [ray.point], dead, strictly_dead=strictly).certificates[0]
    raise AssertionError("no wall point with multipliers")


def infimum(weights: list[int]) -> Certificate:
    problem = Problem.sae(ORTHONORMAL, weights=[Fraction(x) for x in weights], activation=RELU, width=2)
    supports = [(0,), (1,), (0, 1)]
    points = {s: cluster_points(problem, s) for s in supports}
    found = boundary_infimum(problem, [(0, 1)], suprema(problem, supports, points, []))
    assert found is not None
    return found.certificate


def tail(width: int) -> Certificate:
    features = [[1, 0, 0], [Fraction(3, 5), Fraction(4, 5), 0], [0, Fraction(3, 5), Fraction(4, 5)]]
    found = eigenvalue_tail(Problem.sae(features, weights=[1, 2, 3], activation=RELU, width=width))  # type: ignore[list-item]
    assert found is not None
    assert found.certificate is not None
    return found.certificate


def partition() -> Certificate:
    features = [[1, 0], [Fraction(3, 5), Fraction(4, 5)], [Fraction(-3, 5), Fraction(4, 5)]]
    found = partition_minimum(Problem.sae(features, activation=TOP1, width=2))
    assert found is not None
    return found.certificate


def relations() -> Certificate:
    pairs = [[1, 0], [-1, 0], [Fraction(3, 5), Fraction(4, 5)], [Fraction(-3, 5), Fraction(-4, 5)], [0, 1], [0, -1]]
    targets = [[x] for x in (1, -1, 2, 0, 1, 1)]
    found = relations_bound(Problem.transcoder(pairs, targets, activation=RELU, width=4))
    assert found is not None
    return found[1]


def altered(certificate: Certificate, part: str, name: str, value: Any) -> Certificate:
    parts = {p: copy.deepcopy(certificate[p]) for p in ("asserts", "witness")}
    parts[part][name] = value
    return seal(certificate["kind"], **parts)


REAL = {
    "partial_minimum": on_a_wall,
    "local_minimum": lambda: local()[1],
    "saddle": lambda: saddle()[1],
    "region_infimum": lambda: infimum([1, 2]),
    "eigenvalue_tail": lambda: tail(2),
    "eigenvalue_tail, one neuron": lambda: tail(1),
    "partition_bound": partition,
    "code_relations": relations,
}


@pytest.mark.parametrize("name", REAL)
def test_every_number_of_the_witness_counts(name: str) -> None:
    certificate = REAL[name]()
    assert certificate["kind"] == name.split(",")[0]
    assert survivors(certificate) == []


@pytest.mark.parametrize("name", REAL)
def test_bounds_and_values_cannot_be_changed(name: str) -> None:
    certificate = REAL[name]()
    field = next(k for k in ("loss", "lower_bound", "infimum") if k in certificate["asserts"])
    value = certificate["asserts"][field]
    for wrong in (0, -1, 100):
        if wrong != value:
            with pytest.raises(Rejected):
                check(altered(certificate, "asserts", field, wrong))


def test_a_point_that_is_not_stationary() -> None:
    problem = Problem.sae(ORTHONORMAL, weights=[Fraction(1), Fraction(2)], activation=RELU, width=1)
    row, size = (Fraction(1), Fraction(1)), Fraction(3)
    point = ExactPoint.of_neurons(problem, [(row, [Fraction(1) / size, Fraction(2) / size])], None)
    with pytest.raises(Rejected, match="not stationary on the pattern"):
        check(seal("partial_minimum", point.asserts(pattern=[[0, 1]]), {"multipliers": []}))
    worse = ExactPoint.of_neurons(problem, [(row, [Fraction(1), Fraction(1)])], None)
    with pytest.raises(Rejected, match="normal equation"):
        check(seal("partial_minimum", worse.asserts(pattern=[[0, 1]]), {"multipliers": []}))
    with pytest.raises(Rejected, match="has the pattern"):
        check(seal("partial_minimum", point.asserts(pattern=[[0]]), {"multipliers": []}))


def test_multipliers_only_at_active_closed_conditions() -> None:
    real = on_a_wall()
    neuron, _, mu = real["witness"]["multipliers"][0]
    on = real["asserts"]["pattern"][0][0]
    with pytest.raises(Rejected, match="no active closed condition"):
        check(altered(real, "witness", "multipliers", [[neuron, on, mu]]))
    with pytest.raises(Rejected, match="not positive"):
        check(altered(real, "witness", "multipliers", [[neuron, 0, "-1"]]))


def test_a_saddle_is_no_local_minimum_and_conversely() -> None:
    first, second = saddle()
    asserts = {k: v for k, v in first["asserts"].items() if k != "pattern"}
    gain = 2 - Fraction(asserts["loss"])
    with pytest.raises(Rejected, match="positive semidefinite"):
        check(seal("local_minimum", asserts, {"groups": [{"neurons": [0], "t": str(gain)}]}))
    minimum = local()[1]
    moved = second["witness"] | {"coefficient": -1, "total": 4}
    moved |= {"encoder_direction": [[1, 0], [0, 0]], "decoder_direction": [[3, 0], [0, 0]]}
    with pytest.raises(Rejected, match="coefficient"):
        check(seal("saddle", {**minimum["asserts"], "stationary": True, "order": 2}, moved))


@pytest.mark.parametrize(("target", "fine"), [((0, 1), True), ((1, 1), False), ((-1, 1), False)])
def test_a_saddle_on_a_wall_is_stationary_only_without_a_slope_behind_it(target: tuple[int, int], fine: bool) -> None:
    """Neuron 0 serves (1, 0) and is orthogonal to feature 1, behind the wall its slope is ``-2 u . v_1``; neuron 1 can be revived."""
    problem = Problem.transcoder(ORTHONORMAL, [[1, 0], list(target)], activation=RELU, width=2)
    zero, one = Fraction(0), Fraction(1)
    point = ExactPoint.of_neurons(problem, [((one, zero), [one, zero]), ((zero, zero), [zero, zero])], None)
    column = [[0, 0], [0, 1]]  # neuron 1 turns to feature 1 and its second coordinate
    witness = {"encoder_direction": [[0, 0], [0, 1]], "decoder_direction": column, "total": 2, "coefficient": -2}
    assert "no local minimum" in check(seal("saddle", point.asserts(stationary=False, order=2), witness))
    whole = seal("saddle", point.asserts(stationary=True, order=2), witness)
    if fine:
        assert "is stationary" in check(whole)
        assert survivors(whole) == []
    else:
        with pytest.raises(Rejected, match="on a boundary or has a gradient"):
            check(whole)


def test_a_saddle_at_a_threshold_or_a_tie_is_not_called_stationary() -> None:
    """A code jumps at a threshold, and two neurons that tie for one place exchange the feature."""
    zero, one, two = Fraction(0), Fraction(1), Fraction(2)
    jump = Problem.sae(ORTHONORMAL, activation=Activation("jumprelu", theta=one), width=2)
    at_threshold = ExactPoint.of_neurons(jump, [((two, one), [one / 2, zero]), ((zero, zero), [zero, zero])], None)
    tie = Problem.sae(ORTHONORMAL, activation=TOP1, width=2)
    tied = ExactPoint.of_neurons(tie, [((one, zero), [one, zero]), ((one, one), [zero, one])], None)
    for point in (at_threshold, tied):
        for stationary in (True, False):
            asserts = point.asserts(stationary=stationary, order=2)
            nothing = {"encoder_direction": [[0, 0], [0, 0]], "decoder_direction": [[0, 0], [0, 0]]}
            with pytest.raises(
                Rejected, match=r"stationary: neuron \d is on a boundary" if stationary else "boundary|coeff"
            ):
                check(seal("saddle", asserts, {**nothing, "total": 0, "coefficient": -1}))


def test_local_minimum_needs_a_strict_pattern_and_every_live_neuron() -> None:
    real = local()[1]
    with pytest.raises(Rejected, match="on its boundary"):
        check(altered(real, "asserts", "encoder", [real["asserts"]["encoder"][0], [0, 0]]))
    with pytest.raises(Rejected, match="missing"):
        check(altered(real, "witness", "groups", []))


def test_overlapping_group_of_two_neurons_is_a_local_minimum() -> None:
    """Two neurons that serve the top two principal directions of three features, with S = (B - t)_+ in the certificate."""
    features = [[1, 0, 0], [0, 1, 0], [0, 0, 1]]
    problem = Problem.sae(features, weights=[4, 4, 1], activation=RELU, width=2)  # type: ignore[list-item]
    neurons = [
        ((Fraction(2), Fraction(1), Fraction(-1)), [Fraction(2, 3), Fraction(-1, 3), Fraction(0)]),
        ((Fraction(1), Fraction(2), Fraction(-1)), [Fraction(-1, 3), Fraction(2, 3), Fraction(0)]),
    ]
    point = ExactPoint.of_neurons(problem, neurons, None)
    assert (point.loss, point.pattern) == (1, [[0, 1], [0, 1]])
    group = {"neurons": [0, 1], "t": 4}
    assert "local minimum" in check(seal("local_minimum", point.asserts(), {"groups": [group]}))
    lower = {"neurons": [0, 1], "t": 3, "S": [["1/4", 0, 0], [0, "1/4", 0], [0, 0, 0]]}
    assert "local minimum" in check(seal("local_minimum", point.asserts(), {"groups": [lower]}))
    with pytest.raises(Rejected, match="positive semidefinite"):
        check(seal("local_minimum", point.asserts(), {"groups": [{"neurons": [0, 1], "t": 3}]}))


def test_tail_is_not_larger_than_the_tail() -> None:
    asserts = {"features_out": [[1, 0], [0, 1]], "weights": [1, 2], "width": 1, "lower_bound": 1}
    assert "at least 1" in check(seal("eigenvalue_tail", asserts, {"t": 2, "Y": [[0, 0], [0, 0]]}))
    with pytest.raises(Rejected, match="positive semidefinite"):
        check(seal("eigenvalue_tail", asserts | {"lower_bound": "3/2"}, {"t": "3/2", "Y": [[0, 0], [0, 0]]}))


def test_region_infimum_of_equal_weights_is_attained() -> None:
    """With equal weights the mixed pattern attains its infimum, so the certificate that it does not is rejected."""
    real = infimum([1, 2])
    with pytest.raises(Rejected):
        check(altered(real, "asserts", "weights", [1, 1]))
    with pytest.raises(Rejected, match="limit_pattern"):
        check(altered(real, "asserts", "limit_pattern", [[0], []]))


def test_partition_bound_is_for_top_1_or_one_neuron() -> None:
    real = partition()
    with pytest.raises(Rejected, match="topk with k = 1"):
        check(altered(real, "asserts", "activation", {"type": "relu"}))
    assert check(altered(altered(real, "asserts", "width", 2), "asserts", "activation", {"type": "topk", "k": 1}))


def test_code_relations_reject_what_is_no_relation() -> None:
    real = relations()
    with pytest.raises(Rejected, match="kinks"):
        check(altered(real, "witness", "relations", [[1, 0, 0, 0, 0, 0]]))
    with pytest.raises(Rejected, match="linear part"):
        check(altered(real, "witness", "relations", [[1, -1, 0, 0, 0, 0]]))


def test_equal_features_are_a_relation_whatever_the_activation() -> None:
    """E31 of the cases: features 0 and 1 are the same vector with targets (1, 0) and (0, 1), so that 1 is lost."""
    asserts = {
        "features_in": [[1, 0], [1, 0], [0, 1]],
        "features_out": [[1, 0], [0, 1], [1, 1]],
        "weights": [1, 1, 1],
        "lower_bound": 1,
    }
    good = {"relations": [[1, -1, 0]], "values": [1]}
    for activation in ({"type": "topk", "k": 2}, {"type": "jumprelu", "theta": 1}, {"type": "relu"}):
        assert "every width is at least 1" in check(seal("code_relations", {**asserts, "activation": activation}, good))
    top = {**asserts, "activation": {"type": "topk", "k": 2}}
    for bad in ([1, 0, -1], [1, 1, 0], [0, 0, 1], [1, -2, 1]):
        with pytest.raises(Rejected, match="equal features"):
            check(seal("code_relations", top, {"relations": [bad], "values": [1]}))
    # parallel features are a relation under relu only: under Top-k and JumpReLU neurons may pass one of them
    parallel = {**asserts, "features_in": [[1, 0], [2, 0], [0, 1]]}
    bent = {"relations": [[2, -1, 0]], "values": [1]}
    assert check(seal("code_relations", {**parallel, "activation": {"type": "relu"}}, bent))
    for activation in ({"type": "topk", "k": 2}, {"type": "jumprelu", "theta": 1}):
        with pytest.raises(Rejected, match="equal features"):
            check(seal("code_relations", {**parallel, "activation": activation}, bent))
