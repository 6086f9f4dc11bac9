"""Enumeration certificates: accepted when complete, rejected after any change of a number or of the list."""

from __future__ import annotations

import copy
from fractions import Fraction
from typing import Any

import pytest
from hypothesis import given, settings

from solvers.sdl.patterns.certificate import enumeration_certificate
from solvers.sdl.patterns.joint_patterns import joint_patterns
from solvers.sdl.patterns.realizable import neuron_supports
from tests.solvers.sdl.instances import DEGENERATE, GOLDEN, pentagon, small_features
from tests.theory.certificates.corruption import survivors
from theory.certificates import Rejected, check, seal
from theory.sdl.activations import Activation

Q = Fraction
RELU, JUMP = Activation("relu"), Activation("jumprelu", theta=Q(1, 2))
TOP1, TOP2 = Activation("topk", k=1), Activation("topk", k=2)
ABSORPTION = [(Q(3, 5), Q(4, 5)), (Q(1), Q(0)), (Q(-3, 5), Q(4, 5)), (Q(-5, 13), Q(12, 13))]
CASES: list[tuple[Any, Activation, int]] = [
    (ABSORPTION, RELU, 1),
    (ABSORPTION, JUMP, 1),
    (ABSORPTION[:3], TOP1, 2),
    ([(1,), (-2,), (1,)], TOP2, 3),
    ([(1, 0), (-1, 0), (0, 1)], RELU, 2),
]


def changed(certificate: dict[str, Any], part: str, field: str, value: Any) -> dict[str, Any]:
    parts = {p: copy.deepcopy(certificate[p]) for p in ("asserts", "witness")}
    parts[part][field] = value
    return seal("pattern_enumeration", **parts)


@pytest.mark.parametrize(("features", "activation", "width"), CASES)
def test_every_number_bears_load(features: Any, activation: Activation, width: int) -> None:
    certificate = enumeration_certificate(features, activation, width=width)
    assert survivors(certificate, "witness") == []
    # another threshold > 0 gives another true statement only if every row still fits it; here none does
    assert survivors(certificate, "asserts") == []


@pytest.mark.parametrize("name", DEGENERATE)
@pytest.mark.parametrize("activation", [RELU, JUMP])
def test_degenerate_instances(name: str, activation: Activation) -> None:
    features = DEGENERATE[name]
    count = len(neuron_supports(features, activation))
    assert check(enumeration_certificate(features, activation)).startswith(
        f"exactly {count} pattern{'s' * (count != 1)} can be realized by 1 neuron:"
    )


@settings(max_examples=15)
@given(small_features(max_n=4, max_p=2))
def test_random_topk_instances(features: Any) -> None:
    count = len(joint_patterns(features, TOP1, 2).encoders)
    assert check(enumeration_certificate(features, TOP1, width=2)).startswith(
        f"exactly {count} pattern{'s' * (count != 1)} can be realized by 2 neurons,"
    )


def test_pentagon_over_a_number_field() -> None:
    for activation in (RELU, JUMP):
        certificate = enumeration_certificate(pentagon(), activation, field=GOLDEN)
        assert "exactly" in check(certificate)
    assert survivors(enumeration_certificate(pentagon()[:4], RELU, field=GOLDEN), "witness") == []


@pytest.mark.parametrize(("features", "activation", "width"), CASES)
def test_an_incomplete_or_false_list_is_rejected(features: Any, activation: Activation, width: int) -> None:
    certificate = enumeration_certificate(features, activation, width=width)
    asserts, witness = certificate["asserts"], certificate["witness"]
    for k in range(len(asserts["patterns"])):
        parts = copy.deepcopy((asserts, witness))
        for where, field in [(0, "patterns"), (1, "encoders"), (1, "preactivations")]:
            del parts[where][field][k]
        with pytest.raises(Rejected, match="neither part of a listed pattern nor refuted"):
            check(seal("pattern_enumeration", *parts))
    repeated = copy.deepcopy((asserts, witness))
    for where, field in [(0, "patterns"), (1, "encoders"), (1, "preactivations")]:
        repeated[where][field].append(repeated[where][field][0])
    with pytest.raises(Rejected, match="listed twice"):
        check(seal("pattern_enumeration", *repeated))
    if witness["cuts"]:
        with pytest.raises(Rejected, match="neither part of a listed pattern nor refuted"):
            check(changed(certificate, "witness", "cuts", []))


def test_wrong_shapes_are_rejected() -> None:
    certificate = enumeration_certificate(ABSORPTION, RELU)
    witness = certificate["witness"]
    cut = witness["cuts"][0]
    for part, field, value, message in [
        ("asserts", "width", 2, "expected a list of length 2"),
        ("asserts", "width", 9, "width: expected an integer from 1 to 8"),
        ("asserts", "activation", {"type": "rawtopk", "k": 1}, "relu, jumprelu or topk"),
        ("asserts", "activation", JUMP.json(), "instead"),
        ("asserts", "activation", {"type": "jumprelu", "theta": "-1"}, "theta: below 0"),
        ("asserts", "features_in", [[1, 0], [1]], "rows have different lengths"),
        ("witness", "encoders", witness["encoders"][:-1], "encoders: expected a list of length 8"),
        ("witness", "cuts", [cut[1:]], "does not cancel|not a contradiction"),
        ("witness", "cuts", [[["under", 0, 0, 1]]], "a term is"),
        ("witness", "cuts", [[["on", 9, 0, 1]]], "expected an integer from 0 to 3"),
        ("witness", "cuts", [[["on", True, 0, 1]]], "expected an integer from 0 to 3"),
        ("witness", "cuts", [[["beats", 0, 0, 0, 1]]], "does not beat itself"),
        ("witness", "cuts", [[[*cut[0][:3], -1], *cut[1:]]], "negative"),
        ("witness", "cuts", "no", "cuts: expected a list"),
    ]:
        with pytest.raises(Rejected, match=message):
            check(changed(certificate, part, field, value))


def test_unordered_patterns_are_rejected() -> None:
    certificate = enumeration_certificate([(1, 0), (0, 1)], TOP1, width=2)
    asserts, witness = copy.deepcopy(certificate["asserts"]), copy.deepcopy(certificate["witness"])
    k = asserts["patterns"].index([[0], [1]])
    for where, field in [(asserts, "patterns"), (witness, "encoders"), (witness, "preactivations")]:
        where[field][k].reverse()
    with pytest.raises(Rejected, match="must be ordered"):
        check(seal("pattern_enumeration", asserts, witness))


def test_other_activations_are_refused() -> None:
    with pytest.raises(ValueError, match="relu, jumprelu and topk"):
        enumeration_certificate([(1,)], Activation("rawtopk", k=1))
