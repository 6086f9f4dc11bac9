"""Separability of a concept by one neuron: certificates, brute force on tiny cases, speed, and the margin."""

from __future__ import annotations

import itertools
import random
import time
from fractions import Fraction

import pytest

from solvers.concepts.margin import margin
from solvers.concepts.separability import Inseparable, Separated, separate
from theory.certificates import Rejected, check, seal

Q = Fraction
XOR = [(0, 0), (1, 1), (0, 1), (1, 0)]


def activation_sets(points, *, bias, strict=False):
    """All activation sets of neurons with weights in a small grid: right for the tiny grids used here."""
    out = set()
    for w in itertools.product(range(-6, 7), repeat=len(points[0])):
        for b in [Q(k, 2) for k in range(-25, 26)] if bias else [0]:
            z = [sum(a * c for a, c in zip(w, x, strict=True)) + b for x in points]
            if not strict or all(z):
                out.add(frozenset(i for i, v in enumerate(z) if v > 0))
    return out


@pytest.mark.parametrize("mode", ["bias", "bias-free-weak", "bias-free-strict"])
def test_agrees_with_brute_force(mode):
    rng = random.Random(1)
    grid = list(itertools.product(range(-1, 2), repeat=2))
    seen = set()
    for _ in range(4):
        points = rng.sample(grid, 5)
        sets = activation_sets(points, bias=mode == "bias", strict=mode == "bias-free-strict")
        for size in range(6):
            for c in itertools.combinations(range(5), size):
                found = separate(points, c, mode=mode)
                assert isinstance(found, Separated) == (frozenset(c) in sets)
                check(found.certificate)
                seen.add(type(found))
    assert seen == {Separated, Inseparable}


def test_xor_has_the_radon_combination():
    found = separate(XOR, {0, 1})
    assert isinstance(found, Inseparable)
    assert found.on == {0: Q(1, 2), 1: Q(1, 2)}
    assert found.off == {2: Q(1, 2), 3: Q(1, 2)}


def test_weak_and_strict_without_bias_differ():
    points = [(1, 0), (0, 1), (0, -1)]
    assert isinstance(separate(points, {0}, mode="bias-free-weak"), Separated)
    strict = separate(points, {0}, mode="bias-free-strict")
    assert isinstance(strict, Inseparable)
    assert strict.on == {}


def test_every_multiplier_counts():
    found = separate(XOR, {0, 1})
    for k in range(4):
        multipliers = list(found.certificate["witness"]["multipliers"])
        multipliers[k] = "7/3"
        with pytest.raises(Rejected):
            check(seal("farkas", found.certificate["asserts"], {"multipliers": multipliers}))


def test_empty_and_full_concepts():
    assert isinstance(separate([(0,), (1,)], set()), Separated)
    assert isinstance(separate([(0,), (1,)], {0, 1}), Separated)
    assert isinstance(separate([(0,)], {0}, mode="bias-free-weak"), Inseparable)


@pytest.mark.parametrize("bad", [([], {0}), ([(0,), (1, 2)], {0}), ([(0,)], {1}), ([(0.5,)], {0})])
def test_bad_input_is_refused(bad):
    with pytest.raises(ValueError, match=r"need at least one|indices run|is a float"):
        separate(*bad)


@pytest.mark.parametrize("separable", [True, False])
def test_large_cases_are_fast_and_small_in_support(separable):
    rng = random.Random(5)
    points = [tuple(rng.randint(-9, 9) for _ in range(100)) for _ in range(300)]
    w = [rng.randint(-3, 3) for _ in range(100)]
    concept = {i for i, x in enumerate(points) if sum(a * b for a, b in zip(w, x, strict=True)) > 5}
    if not separable:
        concept = {i for i in range(300) if rng.random() < 0.5}
    started = time.process_time()
    found = separate(points, concept)
    assert time.process_time() - started < 1.0
    assert isinstance(found, Separated) == separable
    check(found.certificate)
    if isinstance(found, Inseparable):
        assert len(found.support) <= 102
        mean = lambda side, c: sum(v * points[i][c] for i, v in side.items())  # noqa: E731
        assert sum(found.on.values()) == sum(found.off.values()) == 1
        assert all(mean(found.on, c) == mean(found.off, c) for c in range(100))


def test_margin_closes_the_gap_on_random_cases():
    rng = random.Random(3)
    for _ in range(30):
        n = rng.randint(1, 4)
        points = [tuple(rng.randint(-9, 9) for _ in range(n)) for _ in range(10)]
        w = [rng.randint(-3, 3) for _ in range(n)]
        concept = {i for i, x in enumerate(points) if sum(a * b for a, b in zip(w, x, strict=True)) > 0}
        if 0 < len(concept) < 10:
            found = margin(points, concept)
            assert found.exact
            assert found.lower > 0
            assert isinstance(separate(points, concept), Separated)


def test_margin_of_touching_hulls_is_zero():
    found = margin(XOR, {0, 1})
    assert found.lower == 0
    assert found.upper < Q(1, 10**12)


def test_margin_against_brute_force_on_the_line():
    found = margin([(0,), (3,), (5,), (-2,)], {1, 2})
    assert found.lower == found.upper == 9


def test_margin_needs_two_sides():
    with pytest.raises(ValueError, match="no two sides"):
        margin([(0,), (1,)], {0, 1})
