"""Bounds of one or two neurons in the plane: decided exactly at a number, approached on a path, attained or not."""

from __future__ import annotations

import itertools
import random
from fractions import Fraction
from typing import Any

import numpy as np
import pytest

from tests.theory.certificates.corruption import survivors
from tests.theory.certificates.fuzz.decisions import true
from theory.certificates import Rejected, check, seal
from theory.certificates.half_line import points_between_roots, quadratic_nonnegative
from theory.certificates.kinds.plane_bound import nonnegative

RELU = {"type": "relu"}
SQUARE: dict[str, Any] = {
    "features_in": [[1, 0], [-1, 0], [0, 1], [0, -1]],
    "features_out": None,
    "weights": [1, 1, 1, 1],
    "activation": RELU,
    "width": 2,
}
APPROACH = {"bound": {}, "cones": [1, 0], "path": [[1, 1], [1, -1]]}
LINE: dict[str, Any] = {**SQUARE, "features_in": [[1], [-1]], "weights": [1, 1], "width": 1}
GOLDEN = {"poly": [1, -3, 1], "interval": [0, 1]}  # (3 - sqrt 5) / 2


def rejected(kind: str, asserts: dict[str, Any], witness: dict[str, Any], reason: str) -> None:
    with pytest.raises(Rejected, match=reason):
        check(seal(kind, asserts, witness))


def test_two_neurons_on_a_square_have_the_infimum_1_and_no_point_attains_it() -> None:
    certificate = seal("plane_infimum", {**SQUARE, "infimum": 1, "attained": False}, APPROACH)
    assert check(certificate).startswith(
        "with 2 neurons the infimum of the loss sum_d M_d |v_d - W_D z_d|^2 over all encoders and decoders is 1, and no point attains it"
    )
    assert true(certificate)
    assert survivors(certificate) == []


def test_a_smaller_bound_is_true_and_a_larger_one_is_rejected() -> None:
    for bound in (1, "999999/1000000", 0, -3):
        assert check(seal("plane_bound", {**SQUARE, "lower_bound": bound}, {}))
    rejected("plane_bound", {**SQUARE, "lower_bound": "1000001/1000000"}, {}, "not reached for 2 neurons")
    rejected("plane_bound", {**SQUARE, "lower_bound": 5}, {}, "the zero network does better")


def test_one_neuron_on_a_line() -> None:
    """It serves one of two opposite features; the other is lost."""
    assert check(seal("plane_bound", {**LINE, "lower_bound": 1}, {})).startswith("with 1 neuron the loss")
    rejected("plane_bound", {**LINE, "lower_bound": "11/10"}, {}, "not reached for 1 neuron with")
    path = {"bound": {}, "cones": [0], "path": [[1, 0]]}
    assert "is 1: " in check(seal("plane_infimum", {**LINE, "infimum": 1}, path))
    rejected("plane_infimum", {**LINE, "infimum": 1, "attained": False}, path, "attained: it may be")
    rejected("plane_infimum", {**LINE, "infimum": 1, "attained": True}, path, "only false can be asserted")


def test_the_zero_network_attains_an_infimum_that_is_all_of_the_loss() -> None:
    asserts = {**LINE, "features_out": [[1], [1]], "infimum": 2, "features_in": [[0], [0]], "attained": False}
    rejected("plane_infimum", asserts, {"bound": {}, "cones": [], "path": []}, "cones: one, or two")


def test_what_is_not_covered_is_refused() -> None:
    rejected("plane_bound", {**SQUARE, "width": 3, "lower_bound": 0}, {}, "width")
    rejected("plane_bound", {**SQUARE, "features_in": [[1, 0, 0]] * 4, "lower_bound": 0}, {}, "length 1 or 2, found 3")
    rejected(
        "plane_bound", {**SQUARE, "activation": {"type": "topk", "k": 1}, "lower_bound": 0}, {}, "k at least the width"
    )
    assert check(seal("plane_bound", {**SQUARE, "activation": {"type": "topk", "k": 2}, "lower_bound": 1}, {}))


def test_a_path_that_tends_elsewhere_is_rejected() -> None:
    for cones, path in (([1, 0], [[2, 1], [1, -1]]), ([1, 0], [[1, 0], [1, 0]]), ([0, 0], [[1, 1], [1, -1]])):
        witness = {"bound": {}, "cones": cones, "path": path}
        rejected("plane_infimum", {**SQUARE, "infimum": 1}, witness, "path: its limit differs")
    witness = {"bound": {}, "cones": [1, 0], "path": [[-1, 1], [1, -1]]}
    rejected("plane_infimum", {**SQUARE, "infimum": 1}, witness, "factors must be positive")


def test_an_algebraic_bound_needs_an_interval_without_other_ends() -> None:
    """Features (1, 0) and (1, 1): one neuron leaves the smaller eigenvalue of [[1, 1], [1, 2]] when its code is free."""
    asserts = {**SQUARE, "features_in": [[1, 0], [1, 1]], "weights": [1, 1], "width": 1, "field": GOLDEN}
    asserts["lower_bound"] = {"alg": [0, 1]}
    good = {"below": "38/100", "above": "39/100"}
    assert check(seal("plane_bound", asserts, good))
    assert true(seal("plane_bound", asserts, good))
    rejected("plane_bound", asserts, {"below": "39/100", "above": "1/2"}, "between below and above")
    rejected("plane_bound", asserts, {"below": "-1", "above": "39/100"}, "in the interval")
    higher = {**asserts, "field": {"poly": ["-146689/1000000", 0, 1], "interval": [0, 1]}}
    rejected("plane_bound", higher, good, "may end before the bound")


def test_nonnegative_forms_against_a_grid() -> None:
    rng = random.Random(0)
    points = [Fraction(a, b) for a in range(6) for b in (1, 4)] + [Fraction(50), Fraction(10_000)]
    seen = set()
    for _ in range(150):
        table = [[Fraction(rng.randint(-2, 6)) for _ in range(3)] for _ in range(3)]
        least = min(sum(table[i][j] * s**i * t**j for i in range(3) for j in range(3)) for s in points for t in points)
        answer = nonnegative(table)
        seen.add(answer)
        if answer:
            assert least >= 0
        elif least > 0:  # negative between the points of the grid: look closer
            table_f = np.array(table, float)
            s, t = np.meshgrid(np.geomspace(1e-4, 1e4, 800), np.geomspace(1e-4, 1e4, 800))
            assert sum(table_f[i, j] * s**i * t**j for i in range(3) for j in range(3)).min() < 0
    assert seen == {True, False}


def test_points_between_roots_of_products() -> None:
    rng = random.Random(1)
    for _ in range(60):
        roots = sorted({Fraction(rng.randint(-4, 12), rng.randint(1, 5)) for _ in range(rng.randint(1, 5))})
        poly = [Fraction(rng.choice((-2, 1, 3)))]
        for root in roots:
            for _ in range(rng.randint(1, 2)):
                poly = [a - root * b for a, b in zip([Fraction(0), *poly], [*poly, Fraction(0)], strict=True)]
        points = points_between_roots(poly)
        ends = [Fraction(0), *(x for x in roots if x > 0), Fraction(10**9)]
        assert all(any(a < x < b for x in points) for a, b in itertools.pairwise(ends))
        assert not set(points) & set(roots)


def test_quadratics_on_the_half_line() -> None:
    cases = {
        (0, 0, 0): True,
        (1, -2, 1): True,
        (1, -3, 1): False,
        (0, -1, 5): False,
        (1, 5, 0): True,
        (0, 1, -1): False,
    }
    for c, answer in cases.items():
        assert quadratic_nonnegative([Fraction(x) for x in c]) is answer
