"""Recovery metrics: hand-computed examples, brute force over assignments, invariance under the gauge, and refusals."""

from __future__ import annotations

import itertools

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from solvers.sdl.recovery.metrics import absorbed_share, half_recovery, hierarchy_probes, neuron_use
from theory.errors import InputError


def test_scores_computed_by_hand() -> None:
    # neuron 0 mixes both features (cosines 3/5, 4/5), neuron 1 is twice -e_1, neuron 2 is zero
    half = half_recovery(np.array([[6.0, 8.0], [-2.0, 0.0], [0.0, 0.0]]), np.eye(2), thresholds=(0.6, 0.7, 0.8, 0.9))
    assert half.best_n.tolist() == pytest.approx([0.6, 0.8])
    assert half.m_gt == (1.0, 0.5, 0.5, 0.0)
    assert half.m_ip == pytest.approx(0.7)
    assert half.m_gt_raw == (1.0, 1.0, 1.0, 1.0)
    assert half.m_ip_raw == pytest.approx(7.0)
    # different neurons: e_2 takes neuron 0, e_1 is left with the zero neuron
    assert half.matched == pytest.approx(0.4)
    assert half.neuron_n == (2, 0)
    assert half.at(0.75) == 0.5


@given(st.integers(0, 10**6), st.integers(1, 4), st.integers(1, 5))
@settings(max_examples=25, deadline=None)
def test_matching_against_all_assignments(seed: int, n: int, q: int) -> None:
    rng = np.random.default_rng(seed)
    vectors, features = rng.standard_normal((q, 3)), rng.standard_normal((n, 3))
    cosine = (vectors / np.linalg.norm(vectors, axis=1)[:, None]) @ (
        features / np.linalg.norm(features, axis=1)[:, None]
    ).T
    padded = np.vstack([cosine, np.zeros((n, n))])  # a feature without a neuron counts 0 ...
    best = -np.inf
    for rows in itertools.permutations(range(len(padded)), n):
        if sum(i < q for i in rows) == min(n, q):  # ... but only when there is no neuron left
            best = max(best, sum(padded[i, d] for d, i in enumerate(rows)) / n)
    assert half_recovery(vectors, features).matched == pytest.approx(best)


@given(st.integers(0, 10**6))
@settings(max_examples=20, deadline=None)
def test_normalised_scores_do_not_see_the_gauge_and_raw_ones_do(seed: int) -> None:
    rng = np.random.default_rng(seed)
    vectors, features = rng.standard_normal((6, 4)), rng.standard_normal((5, 4))
    features /= np.linalg.norm(features, axis=1)[:, None]
    moved = (vectors * rng.uniform(0.1, 10, 6)[:, None])[rng.permutation(6)]
    a, b = half_recovery(vectors, features), half_recovery(moved, features)
    np.testing.assert_allclose(a.best_n, b.best_n, atol=1e-12)
    assert a.matched == pytest.approx(b.matched)
    assert a.m_ip_raw != pytest.approx(b.m_ip_raw)


@given(st.integers(0, 10**6))
@settings(max_examples=20, deadline=None)
def test_the_proved_inequality_holds(seed: int) -> None:
    """Claim sdl.metrics-inequality for scores at least 0."""
    rng = np.random.default_rng(seed)
    half = half_recovery(np.abs(rng.standard_normal((4, 3))), np.abs(rng.standard_normal((5, 3))))
    for tau, share in zip(half.thresholds, half.m_gt, strict=True):
        assert tau * share <= half.m_ip <= tau + (1 - tau) * share


def test_neurons_counted_by_hand() -> None:
    codes = np.array([[2.0, 0.0, 1e-9, 0.0], [0.0, 3.0, 1.0, 0.0], [0.0, 1.0, 0.0, 0.0], [0.0, 0.0, 0.0, 0.0]])
    use = neuron_use(codes)
    assert (use.dead, use.monosemantic, use.polysemantic) == (0.25, 0.25, 0.5)
    assert (use.owned, use.shared, use.silent) == (0.25, 0.5, 0.25)
    cut = neuron_use(codes, cutoff=1e-3)  # the tiny code of neuron 2 is what gradient descent leaves behind
    assert (cut.dead, cut.monosemantic, cut.polysemantic) == (0.25, 0.5, 0.25)
    assert (cut.owned, cut.shared, cut.silent) == (0.5, 0.25, 0.25)
    assert use.absorbed is None


def test_absorption_needs_the_silence_and_the_other_neuron() -> None:
    _, labels = hierarchy_probes(np.eye(3), [-1, 0, 0])  # a parent with two children
    assert labels.tolist() == [[True, False, False], [True, True, False], [True, False, True]]
    parent_without_first = [True, False, True]
    first_child = [False, True, False]
    assert absorbed_share(np.array([parent_without_first, first_child]).T, labels) == 1.0
    assert absorbed_share(np.array([parent_without_first]).T, labels) == 0.0  # nobody stands for the child
    assert absorbed_share(np.array([[True] * 3, first_child]).T, labels) == 0.0  # the parent's neuron is never silent
    assert absorbed_share(np.array([[True] * 3]).T, np.eye(3, dtype=bool)) is None  # no parent at all


def test_probes_add_all_ancestors() -> None:
    inputs, labels = hierarchy_probes(np.eye(3), [-1, 0, 1])
    assert inputs.tolist() == [[1, 0, 0], [1, 1, 0], [1, 1, 1]]
    assert labels.sum() == 6
    with pytest.raises(InputError, match="ancestor"):
        hierarchy_probes(np.eye(2), [1, 0])


@pytest.mark.parametrize(
    ("vectors", "features", "tau", "message"),
    [
        (np.ones((2, 3)), np.ones((2, 2)), 0.9, "same dimension"),
        (np.full((1, 2), np.nan), np.ones((1, 2)), 0.9, "not finite"),
        (np.ones((1, 2)), np.zeros((1, 2)), 0.9, "zero row"),
        (np.ones((1, 2)), np.ones((1, 2)), 1.5, "tau"),
        (np.ones((0, 2)), np.ones((1, 2)), 0.9, "same dimension"),
    ],
)
def test_refusals(vectors: np.ndarray, features: np.ndarray, tau: float, message: str) -> None:
    with pytest.raises(InputError, match=message):
        half_recovery(vectors, features, thresholds=(tau,))


def test_cutoff_is_a_share() -> None:
    with pytest.raises(InputError, match="cutoff"):
        neuron_use(np.ones((1, 1)), cutoff=1.0)
