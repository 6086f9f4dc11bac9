"""The best half-space and the least unit against brute force."""

from __future__ import annotations

import itertools
import random

import pytest

from solvers.concepts.half_space import best_half_space
from solvers.concepts.separability import Inseparable, Separated, separate
from solvers.concepts.units import least_disjunctive_unit, least_unit
from theory.certificates import check


def all_separable(points):
    """Every activation set of a neuron, by deciding all subsets."""
    indices = range(len(points))
    subsets = itertools.chain.from_iterable(itertools.combinations(indices, k) for k in range(len(points) + 1))
    return [frozenset(s) for s in subsets if isinstance(separate(points, s), Separated)]


@pytest.mark.parametrize("seed", range(6))
def test_best_half_space_against_all_half_spaces(seed):
    rng = random.Random(seed)
    points = rng.sample(list(itertools.product(range(-2, 3), repeat=2)), 7)
    sets = all_separable(points)
    for _ in range(5):
        concept = {i for i in range(7) if rng.random() < 0.5}
        found = best_half_space(points, concept)
        assert found.optimal
        assert len(found.wrong) == min(len(concept ^ s) for s in sets)
        for certificate in found.certificates:
            check(certificate)


def test_the_sandwich():
    rng = random.Random(2)
    for _ in range(10):
        points = [(k, rng.randint(-9, 9)) for k in range(14)]
        concept = {i for i in range(14) if rng.random() < 0.5}
        found = best_half_space(points, concept)
        supports = [set(found.cuts[k].support) for k in found.disjoint]
        assert sum(len(s) for s in supports) == len(set().union(*supports)) if supports else True
        assert len(found.disjoint) <= found.lower <= len(found.wrong) <= min(len(concept), 14 - len(concept))


def test_hinge_example_has_one_error():
    m = 10
    points = [(k,) for k in range(1, m + 1)] + [(-m * m,)] + [(-k,) for k in range(1, m + 1)]
    found = best_half_space(points, set(range(m + 1)))
    assert found.optimal
    assert found.wrong == (m,)


def test_a_cut_off_search_still_gives_bounds():
    rng = random.Random(9)
    points = [(rng.randint(-99, 99), rng.randint(-99, 99)) for _ in range(40)]
    found = best_half_space(points, {i for i in range(40) if rng.random() < 0.5}, limit=3)
    assert not found.optimal
    assert 0 < found.lower < len(found.wrong)


@pytest.mark.parametrize("seed", range(5))
def test_least_unit_against_intersections_of_all_half_spaces(seed):
    rng = random.Random(seed)
    points = rng.sample(list(itertools.product(range(-2, 3), repeat=2)), 6)
    sets = all_separable(points)
    for size in range(1, 6):
        concept = frozenset(rng.sample(range(6), size))
        found = least_unit(points, concept)
        reach, count = {frozenset(range(6))}, 0
        while concept not in reach and count < 6:
            reach, count = {a & b for a in reach for b in sets}, count + 1
        assert isinstance(found, Inseparable) == (concept not in reach)
        if not isinstance(found, Inseparable):
            assert len(found.neurons) == found.lower == count


def test_greedy_bounds_hold():
    points = [(0, 0)] + [(k, s * (10 - abs(k))) for k in range(-9, 10) for s in (1, -1)]
    small = least_unit(points, {0}, exact_up_to=2)
    assert not isinstance(small, Inseparable)
    assert 2 <= small.lower <= len(small.neurons)
    for neuron in small.neurons:
        check(neuron.certificate)


def test_pairs_do_not_decide_triples():
    found = least_unit([(0, 0), (2, 0), (-1, 2), (-1, -2)], {0})
    assert not isinstance(found, Inseparable)
    assert (len(found.neurons), found.conflicts) == (2, ())


def test_disjunctive_unit_is_the_complement():
    found = least_disjunctive_unit([(0,), (1,), (2,), (3,)], {0, 3})
    assert not isinstance(found, Inseparable)
    assert len(found.neurons) == 2
