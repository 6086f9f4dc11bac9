"""Rational bounds of Top-1 and the subset dynamic programming under them, against brute force and the exact minimum."""

from __future__ import annotations

from collections.abc import Iterator
from fractions import Fraction

import numpy as np
import pytest

from solvers.sdl.bounds.copositive import float_gains, members
from solvers.sdl.bounds.top1 import best_partition, partition_minimum, subset_minima
from solvers.sdl.bounds.top1_interval import partition_interval
from theory.sdl import Activation, Problem

TOP1 = Activation("topk", k=1)


def random_problem(n: int, r: int, width: int, seed: int) -> Problem:
    rng = np.random.default_rng(seed)
    rows = [[Fraction(int(x), 1024) for x in row] for row in rng.integers(-1024, 1025, size=(n, r))]
    weights = [Fraction(int(x)) for x in rng.integers(1, 5, size=n)]
    return Problem.sae(rows, weights=weights, activation=TOP1, width=width)


def set_partitions(items: list[int]) -> Iterator[list[int]]:
    """Masks of all partitions."""
    if not items:
        yield []
        return
    for rest in set_partitions(items[1:]):
        yield [1 << items[0], *rest]
        for k, part in enumerate(rest):
            yield [*rest[:k], part | 1 << items[0], *rest[k + 1 :]]


@pytest.mark.parametrize("q", [1, 2, 3, 4, 5])
@pytest.mark.parametrize("seed", [0, 1])
def test_the_best_partition_is_the_best_of_all(q: int, seed: int) -> None:
    costs = np.random.default_rng(seed).random(64)
    costs[0] = 0
    parts = best_partition(costs, q)
    assert sum(parts) == 63
    assert len(parts) <= q
    brute = min(costs[p].sum() for p in set_partitions(list(range(6))) if len(p) <= q)
    assert costs[parts].sum() == pytest.approx(brute, abs=1e-12)


def test_subset_minima_by_definition() -> None:
    a, b = np.random.default_rng(2).random((2, 1 << 11))  # above the size where three problems are solved as one
    found = subset_minima(a[:, None], b[:, None])[:, 0]
    for mask in (0, 1, 5, 1023, 1024, 1366, 2047):
        subsets = [t for t in range(mask + 1) if t & mask == t]
        assert found[mask] == min(a[t] + b[mask ^ t] for t in subsets)


@pytest.mark.parametrize("seed", range(3))
def test_gains_against_supports_one_by_one(seed: int) -> None:
    problem = random_problem(5, 3, 2, seed)
    values, supports = float_gains(problem)
    _, v, m = problem.arrays()
    form = (v @ v.T) * np.sqrt(np.outer(m, m))
    for mask in range(1, 32):
        on = members(mask)
        best = max(form[d, d] for d in on)
        for inner in (t for t in range(1, 32) if t & mask == t):
            core = members(inner)
            w, x = np.linalg.eigh(form[np.ix_(core, core)])
            if abs(x[:, -1].sum()) == pytest.approx(np.abs(x[:, -1]).sum(), abs=1e-12):
                best = max(best, w[-1])
        assert values[mask] == pytest.approx(best, rel=1e-9)
        assert supports[mask] & mask == supports[mask]


@pytest.mark.parametrize(("n", "r", "width"), [(3, 2, 1), (4, 3, 2), (4, 2, 3), (3, 4, 2)])
def test_the_exact_minimum_is_inside(n: int, r: int, width: int) -> None:
    problem = random_problem(n, r, width, 7)
    exact = partition_minimum(problem)
    for gap in (Fraction(1, 10), Fraction(1, 1000)):
        found = partition_interval(problem, absolute_gap=gap)
        assert exact is not None
        assert found is not None
        assert found.lower <= exact.value <= found.upper
        assert found.upper - found.lower < gap
        assert found.point.loss == found.upper


def test_more_neurons_than_features() -> None:
    found = partition_interval(random_problem(2, 3, 5, 0))
    assert found is not None
    assert found.upper < Fraction(1, 10**9)
    assert found.lower <= 0


def test_zero_targets() -> None:
    inputs = [[1, 0], [0, 1], [1, 1]]
    for targets, least in (([[1], [0], [0]], 0), ([[0], [0], [0]], 0)):
        found = partition_interval(Problem.transcoder(inputs, targets, activation=TOP1, width=2))
        assert found is not None
        assert found.lower <= least <= found.upper


def test_what_it_does_not_handle() -> None:
    many = Problem.sae([[1, k] for k in range(13)], activation=TOP1, width=1)
    assert partition_interval(many) is None
    shared = Problem.sae([[1, 0], [0, 1]], activation=Activation("relu"), width=2)
    assert partition_interval(shared) is None
