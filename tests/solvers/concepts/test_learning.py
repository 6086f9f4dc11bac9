"""Shares against definitions spelled out point by point; misses against trying every assignment."""

from __future__ import annotations

from itertools import combinations, permutations

import numpy as np
import pytest

from solvers.concepts.learning import forced_misses, learned, least_misses


def jaccard(a: set[int], c: set[int]) -> float:
    return len(a & c) / len(a | c)


@pytest.mark.parametrize("seed", range(8))
def test_against_the_definitions(seed: int) -> None:
    rng = np.random.default_rng(seed)
    values = np.maximum(rng.standard_normal((20, 5)), 0).round(1)
    concepts = rng.random((20, 4)) < 0.4
    concepts[rng.integers(20, size=4), range(4)] = True
    concepts[:, 0] = values[:, 2] > 0.8  # one that a threshold separates
    concepts[0, 0] |= not concepts[:, 0].any()
    got = learned(values, concepts)
    sets = [set(np.flatnonzero(values[:, i] > 0)) for i in range(5)]
    everything = set(range(20))
    for c in range(4):
        concept = set(np.flatnonzero(concepts[:, c]))
        thresholds = [0.0, *values.ravel()]
        assert got.separated[c] == any(
            {x for x in everything if values[x, i] > t} == concept for i in range(5) for t in thresholds
        )
        assert got.recall[c] == pytest.approx(max(len(s & concept) for s in sets) / len(concept))
        assert got.single[c] == pytest.approx(max(jaccard(s, concept) for s in sets))
        pairs = [s & t for s, t in combinations(sets, 2)] + sets
        assert got.pair[c] == pytest.approx(max(jaccard(s, concept) for s in pairs))
        units = [
            set.intersection(everything, *(sets[i] for i in chosen))
            for size in range(6)
            for chosen in combinations(range(5), size)
        ]
        assert got.unit[c] == pytest.approx(max(jaccard(s, concept) for s in units))


@pytest.mark.parametrize("seed", range(6))
def test_least_misses_against_all_assignments(seed: int) -> None:
    rng = np.random.default_rng(seed)
    on, concepts = rng.random((15, 5)) < 0.5, rng.random((15, 3)) < 0.5
    best = min(
        sum(int((concepts[:, c] & ~on[:, i]).sum()) for c, i in enumerate(chosen))
        for chosen in permutations(range(5), 3)
    )
    found, neurons = least_misses(on, concepts)
    assert found == best == sum(int((concepts[:, c] & ~on[:, i]).sum()) for c, i in enumerate(neurons))
    assert len(set(neurons)) == 3


@pytest.mark.parametrize("k", [1, 2, 3])
def test_no_top_k_layer_misses_less_than_is_forced(k: int) -> None:
    rng = np.random.default_rng(k)
    concepts = rng.random((40, 5)) < 0.5
    values = rng.standard_normal((40, 7))
    on = np.zeros_like(values, dtype=bool)
    np.put_along_axis(on, np.argsort(-values, axis=1)[:, :k], True, axis=1)
    assert least_misses(on, concepts)[0] >= forced_misses(concepts, k) > 0


def test_bad_shapes_are_refused() -> None:
    with pytest.raises(ValueError, match="need"):
        learned(np.ones((3, 2)), np.ones((4, 1), dtype=bool))
    with pytest.raises(ValueError, match="no points"):
        learned(np.ones((3, 2)), np.zeros((3, 1), dtype=bool))
    with pytest.raises(ValueError, match="of its own"):
        least_misses(np.ones((3, 1), dtype=bool), np.ones((3, 2), dtype=bool))
