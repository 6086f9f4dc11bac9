"""Realizable patterns: every subset decided a second way, closed formulas, published counterexamples, joint patterns."""

from __future__ import annotations

import itertools
import random
from fractions import Fraction
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from solvers.exact.lp import Feasible, solve
from solvers.sdl.patterns.arrangement import faces
from solvers.sdl.patterns.joint_patterns import Pattern, joint_patterns
from solvers.sdl.patterns.realizable import (
    Farkas,
    count_jumprelu,
    count_relu_cells,
    farkas,
    mask_of,
    members_of,
    neuron_supports,
    realize,
)
from tests.solvers.sdl.instances import DEGENERATE, dot, pentagon, small_features
from theory.certificates import check, seal
from theory.exact import json_tree
from theory.sdl.activations import Activation

Q = Fraction
RELU = Activation("relu")
JUMP = Activation("jumprelu", theta=Q(2, 3))


def support(activation: Activation, row: Any, features: Any) -> int:
    return mask_of(d for d, w in enumerate(features) if activation.exact([dot(row, w)])[0] != 0)


def by_programs(features: Any, theta: Fraction) -> set[int]:
    """Every subset decided by the exact linear program."""
    out = set()
    for mask in range(1 << len(features)):
        on = [bool(mask >> d & 1) for d in range(len(features))]
        rows = [w if b else tuple(-x for x in w) for w, b in zip(features, on, strict=True)]
        answer = solve(rows, [">" if b else ">=" for b in on], [theta if b else -theta for b in on])
        if isinstance(answer, Feasible):
            out.add(mask)
    return out


def check_supports(features: Any, activation: Activation) -> set[int]:
    found = neuron_supports(features, activation)
    for mask, row in found.items():
        assert support(activation, row, features) == mask
    return set(found)


@pytest.mark.parametrize("name", DEGENERATE)
@pytest.mark.parametrize("activation", [RELU, JUMP])
def test_degenerate_against_exact_programs(name: str, activation: Activation) -> None:
    features = DEGENERATE[name]
    assert check_supports(features, activation) == by_programs(features, activation.theta or Q(0))


@given(small_features(max_n=5, max_p=3), st.sampled_from([RELU, JUMP]))
def test_random_small_against_exact_programs(features: Any, activation: Activation) -> None:
    assert check_supports(features, activation) == by_programs(features, activation.theta or Q(0))


@given(small_features(max_n=8))
def test_supports_are_the_plus_sets_of_faces(features: Any) -> None:
    assert check_supports(features, RELU) == {plus for plus, _ in faces(features)}


@given(small_features(max_n=6, max_p=3))
def test_jumprelu_contains_relu_and_ignores_the_threshold(features: Any) -> None:
    jump = check_supports(features, JUMP)
    assert check_supports(features, RELU) <= jump
    assert jump == check_supports(features, Activation("jumprelu", theta=Q(7)))


@pytest.mark.parametrize(("n", "p"), [(4, 1), (6, 2), (7, 3), (8, 4), (12, 4)])
def test_closed_formulas(n: int, p: int) -> None:
    rng = random.Random(n + 10 * p)
    features = [tuple(rng.randint(1, 10**6) for _ in range(p)) for _ in range(n)]
    if p > 1:
        # all features lie in a half space: no empty support on top of the cells
        assert len(check_supports(features, RELU)) == count_relu_cells(n, p)
        cyclic = [*features, tuple(-sum(column) for column in zip(*features, strict=True))]
        assert len(check_supports(cyclic, RELU)) == count_relu_cells(n + 1, p) + 1
    assert len(check_supports(features, JUMP)) == count_jumprelu(n, p)


def test_singletons_of_distinct_unit_features() -> None:
    unit = [(Q(3, 5), Q(4, 5)), (Q(1), Q(0)), (Q(-3, 5), Q(4, 5)), (Q(-5, 13), Q(12, 13))]
    assert all(1 << d in neuron_supports(unit, JUMP) for d in range(4))
    assert 1 not in neuron_supports(unit)


def test_absorption_counterexamples() -> None:
    """Theorem 3.8 of 2512.05534 fails for ReLU: w_1 = (6/5) w_2 + w_3, so {1} does not split off {1, 2}."""
    features = [(Q(3, 5), Q(4, 5)), (Q(1), Q(0)), (Q(-3, 5), Q(4, 5))]
    assert isinstance(realize(features, [0, 1]), tuple)
    assert farkas(features, [0]) == Farkas({0: Q(1)}, {1: Q(6, 5), 2: Q(1)})
    partition = [(Q(3, 5), Q(4, 5)), (Q(1), Q(0)), (Q(-5, 13), Q(12, 13)), (Q(-4, 5), Q(-3, 5))]
    assert {0b0011, 0b1100} <= set(neuron_supports(partition))
    assert farkas(partition, [0]) == Farkas({0: Q(1)}, {1: Q(14, 15), 2: Q(13, 15)})
    assert farkas(partition, [2]) == Farkas({2: Q(1)}, {0: Q(45, 13), 3: Q(40, 13)})


def test_pentagon() -> None:
    features = pentagon()
    found = neuron_supports(features)
    for mask, row in found.items():
        assert support(RELU, row, features) == mask
    neighbours = {mask_of([k, (k + 1) % 5]) for k in range(5)}
    arcs = {mask_of([k, (k + 1) % 5, (k + 2) % 5]) for k in range(5)}
    assert set(found) == {0} | neighbours | arcs
    refuted = farkas(features, [0])
    assert refuted.lam == {0: 1}
    # w_0 = phi (w_1 + w_4): phi^2 = phi + 1
    assert set(refuted.mu) == {1, 4}
    assert all(y * y == y + 1 for y in refuted.mu.values())
    jump = neuron_supports(features, JUMP)
    for mask, row in jump.items():
        assert support(JUMP, row, features) == mask
    # up to three consecutive corners; four of them have the origin, which is off, in their convex hull
    assert set(jump) == {0} | {1 << k for k in range(5)} | neighbours | arcs
    assert len(jump) == count_jumprelu(5, 2) == 16


@given(small_features(max_n=5, max_p=3), st.sampled_from([RELU, JUMP]))
def test_every_other_subset_is_refuted(features: Any, activation: Activation) -> None:
    theta = activation.theta or Q(0)
    found = neuron_supports(features, activation)
    for mask in range(1 << len(features)):
        on = members_of(mask)
        if mask in found:
            with pytest.raises(ValueError, match="is realizable"):
                farkas(features, on, activation=activation)
            continue
        y = farkas(features, on, activation=activation)
        assert set(y.lam) <= set(on)
        assert not set(y.mu) & set(on)
        assert sum(y.lam.values()) == 1
        assert all(v > 0 for v in [*y.lam.values(), *y.mu.values()])
        if theta:
            assert sum(y.mu.values()) <= 1
        for i in range(len(features[0])):
            left = sum(v * features[d][i] for d, v in y.lam.items())
            assert left == sum(v * features[e][i] for e, v in y.mu.items())


def test_farkas_is_accepted_by_the_checker() -> None:
    features, on, off = [(1, 0), (0, 1), (1, 1)], [0, 1], [2]
    for activation in (RELU, Activation("jumprelu", theta=Q(1))):
        if activation is not RELU:
            on, off = [2], [0, 1]
            features = [(2, 0), (0, 2), (1, 1)]
        y = farkas(features, on, activation=activation)
        asserts = {"features_in": json_tree(features), "activation": activation.json(), "on": on, "off": off}
        multipliers = [y.lam.get(d, 0) for d in on] + [y.mu.get(e, 0) for e in off]
        assert "no encoder row is on for all features of the first list" in check(
            seal("unrealizable", asserts, {"multipliers": json_tree(multipliers)})
        )


def test_bad_input() -> None:
    with pytest.raises(ValueError, match=r"for topk use solvers\.sdl\.patterns\.joint_patterns"):
        neuron_supports([(1,)], Activation("topk", k=1))
    with pytest.raises(ValueError, match="feature 3 does not exist"):
        realize([(1,)], [3])
    with pytest.raises(TypeError, match="not exact"):
        realize([(0.5,)], [0])  # type: ignore[list-item]
    with pytest.raises(ValueError, match="enumerated for relu, jumprelu and topk"):
        joint_patterns([(1,)], Activation("rawtopk", k=1), 2)
    with pytest.raises(ValueError, match="at least one neuron"):
        joint_patterns([(1,)], RELU, 0)


# -- several neurons --------------------------------------------------------------------------------------


def pattern(activation: Activation, encoder: Any, features: Any) -> Pattern:
    codes = [activation.exact([dot(a, w) for a in encoder]) for w in features]
    return tuple(mask_of(d for d, z in enumerate(codes) if z[i] != 0) for i in range(len(encoder)))


def orbit(patterns: Any) -> set[Pattern]:
    return {tuple(p[i] for i in order) for p in patterns for order in itertools.permutations(range(len(p)))}


@pytest.mark.parametrize("activation", [RELU, JUMP])
def test_independent_neurons_are_a_product(activation: Activation) -> None:
    features = [(1, 0), (0, 1), (-1, 0), (-1, -1)]
    single = neuron_supports(features, activation)
    found = joint_patterns(features, activation, 2, modulo_order=False)
    assert set(found.encoders) == set(itertools.product(single, repeat=2))
    modulo = joint_patterns(features, activation, 2)
    assert len(modulo.encoders) == len(single) * (len(single) + 1) // 2


@pytest.mark.parametrize("k", [1, 2])
@pytest.mark.parametrize(
    "features",
    [[(1, 2), (-2, 1), (0, -1)], [(1, 0), (-1, 0), (0, 1), (0, -1)], [(1, 1), (1, 1), (2, 1)], [(1,), (2,), (-1,)]],
)
def test_topk(features: Any, k: int) -> None:
    activation = Activation("topk", k=k)
    every = joint_patterns(features, activation, 2 + (k == 2), modulo_order=False)
    modulo = joint_patterns(features, activation, 2 + (k == 2))
    for found in (every, modulo):
        for key, encoder in found.encoders.items():
            assert pattern(activation, encoder, features) == key
    # closed under permutation although ties go to the smaller index
    assert set(every.encoders) == orbit(every.encoders) == orbit(modulo.encoders)
    assert len({frozenset(itertools.permutations(p)) for p in every.encoders}) == len(modulo.encoders)


def test_topk_against_a_grid_of_encoders() -> None:
    # p = 1: three neurons, integer rows from -3 to 3 meet every order type of three numbers, with ties and zeros
    features, activation = [(1,), (-1,), (2,)], Activation("topk", k=2)
    grid = {pattern(activation, [(a,), (b,), (c,)], features) for a, b, c in itertools.product(range(-3, 4), repeat=3)}
    assert set(joint_patterns(features, activation, 3, modulo_order=False).encoders) == grid


def test_topk_against_random_encoders() -> None:
    features, activation = [(1, 0), (0, 1), (-1, -1), (2, 1)], Activation("topk", k=1)
    known = set(joint_patterns(features, activation, 2, modulo_order=False).encoders)
    rng = random.Random(0)
    for _ in range(400):
        encoder = [(rng.randint(-3, 3), rng.randint(-3, 3)) for _ in range(2)]
        assert pattern(activation, encoder, features) in known


def test_topk_uncovered_features() -> None:
    """Features e2, -e2 that nobody may take force a.e2 = 0, so features 0 and 1 cannot be told apart."""
    features = [(Q(3, 5), Q(4, 5)), (Q(3, 5), Q(-4, 5)), (Q(0), Q(1)), (Q(0), Q(-1))]
    found = joint_patterns(features, Activation("topk", k=1), 2).encoders
    assert (0b0011, 0) in found
    assert (0b0001, 0b0010) not in found


def test_topk_over_a_number_field() -> None:
    features, activation = pentagon()[:4], Activation("topk", k=1)
    found = joint_patterns(features, activation, 2).encoders
    for key, encoder in found.items():
        assert pattern(activation, encoder, features) == key
    rational = [tuple(Q(round(float(x) * 10**6)) for x in w) for w in features]
    assert set(found) == set(joint_patterns(rational, activation, 2).encoders)
