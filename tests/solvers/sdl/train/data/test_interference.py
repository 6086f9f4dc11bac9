"""Bounds against configurations that attain them, and the descent against the bounds."""

from __future__ import annotations

import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from solvers.sdl.train.data.interference import (
    features_with_interference,
    interference_of,
    least_interference,
)
from theory.errors import InputError


def unit(rows: np.ndarray) -> np.ndarray:
    return rows / np.linalg.norm(rows, axis=1, keepdims=True)


@given(st.integers(2, 12), st.integers(1, 6), st.integers(0, 10_000))
def test_no_vectors_go_below_a_bound(n: int, p: int, seed: int) -> None:
    rows = unit(np.random.default_rng(seed).standard_normal((n, p)))
    for absolute in (False, True):
        least, _ = least_interference(n, p, absolute=absolute)
        assert interference_of(rows, absolute=absolute) >= least - 1e-12  # rounding of double precision


@pytest.mark.parametrize("n", [2, 3, 5])
def test_simplex_attains_the_first_bound(n: int) -> None:
    rows = unit(np.eye(n) - 1 / n)  # spans n-1 dimensions
    basis = np.linalg.svd(rows)[2][: n - 1]
    assert interference_of(rows @ basis.T) == pytest.approx(least_interference(n, n - 1)[0], abs=1e-12)


@pytest.mark.parametrize(("n", "p"), [(4, 2), (5, 3), (6, 3), (8, 4)])
def test_cross_polytope_attains_the_second_bound(n: int, p: int) -> None:
    rows = np.concatenate([np.eye(p), -np.eye(p)])[:n]
    assert least_interference(n, p) == (0.0, "Rankin's bound, n >= p+2")
    assert interference_of(rows) == 0.0


def test_mercedes_and_icosahedron_attain_welch() -> None:
    turns = 2 * np.pi * np.arange(3) / 3
    mercedes = np.stack([np.cos(turns), np.sin(turns)], axis=1)
    assert interference_of(mercedes, absolute=True) == pytest.approx(least_interference(3, 2, absolute=True)[0])
    golden = (1 + math.sqrt(5)) / 2
    lines = unit(
        np.array([[0, 1, golden], [0, 1, -golden], [1, golden, 0], [1, -golden, 0], [golden, 0, 1], [golden, 0, -1]])
    )
    assert interference_of(lines, absolute=True) == pytest.approx(least_interference(6, 3, absolute=True)[0])


def test_bounds_of_the_published_size() -> None:
    # n = 1000, p = 768: the Welch bound concerns absolute values; the signed one is 0 because p+2 <= n <= 2p
    assert least_interference(1000, 768)[0] == 0.0
    assert least_interference(1000, 768, absolute=True)[0] == pytest.approx(math.sqrt(232 / (768 * 999)))
    assert least_interference(1600, 768)[0] == pytest.approx(64 / (768 * 1598))


@pytest.mark.parametrize(("n", "p", "limit"), [(3, 3, -0.51), (10, 8, -0.01), (12, 4, 0.05), (9, 4, 0.0), (4, 2, 1.5)])
def test_impossible_limits_are_refused(n: int, p: int, limit: float) -> None:
    with pytest.raises(InputError, match="interference: found"):
        features_with_interference(n, p, limit, seed=0)


def test_the_bound_and_its_condition_are_named() -> None:
    with pytest.raises(
        InputError, match=r"12 unit vectors in R\^4 have max <w_i, w_j> >= 0.1 \(Levenshtein's bound, n > 2p\)"
    ):
        features_with_interference(12, 4, 0.05, seed=0)
    with pytest.raises(InputError, match=r"Welch's bound"):
        features_with_interference(1000, 768, 0.017, seed=0, absolute=True)


def test_what_the_descent_does_not_reach_is_an_error() -> None:
    with pytest.raises(InputError, match="3 steps of projected gradient descent reached"):
        features_with_interference(40, 10, 0.25, seed=0, max_steps=3)


@pytest.mark.parametrize(
    ("n", "p", "limit", "absolute"),
    [(40, 32, 0.1, False), (40, 32, 0.15, True), (30, 10, 0.35, False), (6, 5, -0.15, False), (12, 10, 0.02, False)],
)
def test_limits_hold_after_rounding_too(n: int, p: int, limit: float, absolute: bool) -> None:
    found = features_with_interference(n, p, limit, seed=1, absolute=absolute)
    single = found.features_np.astype(np.float32)
    assert found.start > limit
    assert not found.random_sufficed
    assert interference_of(found.features_np, absolute=absolute) == found.interference <= limit
    assert interference_of(single.astype(np.float64), absolute=absolute) <= limit
    # unit rows: rounding of a sum of squares in double precision
    assert np.linalg.norm(found.features_np, axis=1) == pytest.approx(np.ones(n), abs=1e-14)


def test_the_published_size() -> None:
    random = features_with_interference(1000, 768, 0.2, seed=0)
    assert random.random_sufficed
    assert (
        0.15 < random.start < 0.2
    )  # about .16 is measured for random unit vectors of this size: M = .2 asks for nothing
    made = features_with_interference(1000, 768, 0.1, seed=0)
    assert (made.random_sufficed, made.start) == (False, random.start)
    assert made.interference <= 0.1


def test_same_seed_same_features() -> None:
    first, second, other = (features_with_interference(20, 12, 0.2, seed=s).features_np for s in (5, 5, 6))
    assert np.array_equal(first, second)
    assert not np.array_equal(first, other)


def test_one_feature_and_no_limit() -> None:
    assert interference_of(features_with_interference(1, 3, 0.0, seed=0).features_np) == -math.inf
    free = features_with_interference(50, 2, None, seed=0)
    assert free.random_sufficed
    assert free.interference > 0.9


@pytest.mark.parametrize(("n", "p"), [(0, 3), (3, 0)])
def test_sizes(n: int, p: int) -> None:
    with pytest.raises(InputError, match="at least 1"):
        features_with_interference(n, p, 0.5, seed=0)


def test_limits_that_are_no_numbers() -> None:
    with pytest.raises(InputError, match="interference"):
        features_with_interference(4, 4, math.nan, seed=0)
