"""Contexts, units, scores and the geometry words (hierarchy, splitting, absorption), each against its definition."""

from __future__ import annotations

import itertools
from fractions import Fraction

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from theory.concepts import FormalContext, Numbered, bits, hierarchy
from theory.concepts.metrics import Fit
from theory.concepts.units import conjunction, disjunction, relu_active, threshold_unit, topk_active
from theory.errors import InputError
from theory.sdl.activations import Activation

SHAPES = st.tuples(st.integers(0, 9), st.integers(0, 70))
TABLES = SHAPES.flatmap(lambda s: arrays(bool, s))


@given(TABLES)
def test_packing(table: np.ndarray) -> None:
    k = FormalContext.from_bool(table)
    assert np.array_equal(k.table(), table)
    assert all(np.array_equal(k.column(m), table[:, m]) for m in range(table.shape[1]))
    rows, times = bits.distinct(k.rows)
    counted = {tuple(r.tolist()): int((k.rows == r).all(axis=1).sum()) for r in k.rows}
    assert {tuple(r.tolist()): int(t) for r, t in zip(rows, times, strict=True)} == counted
    assert np.array_equal(k.complement().table(), ~table)
    assert np.array_equal(k.transposed().table(), table.T)


def test_equal_fingerprints_of_different_rows(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(bits, "fingerprint", lambda rows: rows[:, 0] & np.uint64(1))
    rows = np.array([[1, 2], [3, 2], [1, 2], [0, 5]], dtype=np.uint64)
    values, times = bits.distinct(rows)
    assert {tuple(v) for v in values.tolist()} == {(1, 2), (3, 2), (0, 5)}
    assert sorted(times.tolist()) == [1, 1, 2]


@given(TABLES, st.randoms(use_true_random=False))
def test_derivations_are_a_galois_connection(table: np.ndarray, rng: object) -> None:
    """A inside B' iff B inside A'; both closures are extensive, monotone and idempotent."""
    k = FormalContext.from_bool(table)
    n, d = table.shape
    pick = rng.random  # type: ignore[attr-defined]
    a = np.array([pick() < 0.4 for _ in range(n)], dtype=bool)
    b = bits.row((m for m in range(d) if pick() < 0.3), d)
    assert bool(np.all(k.extent(b) | ~a)) == bool(np.all(b & ~k.intent(a) == 0))
    assert np.all(k.extent(k.intent(a)) | ~a)
    assert np.all(b & ~k.closure(b) == 0)
    assert np.array_equal(k.closure(k.closure(b)), k.closure(b))
    assert np.array_equal(k.intent(k.extent(k.intent(a))), k.intent(a))


def test_oddities() -> None:
    table = np.array([[1, 0, 1, 1, 0], [1, 0, 0, 0, 1], [1, 0, 1, 1, 0]], dtype=bool)
    odd = FormalContext.from_bool(table).oddities()
    assert (odd.dead, odd.always_on, odd.duplicate_rows, odd.duplicate_columns) == ((1,), (0,), 1, ((2, 3),))


def test_names() -> None:
    with pytest.raises(InputError, match=r"attributes\[2\].*attribute 0 has the same name"):
        FormalContext.of([set()], attributes=["a", "b", "a"])
    with pytest.raises(InputError, match=r"objects\[1\]"):
        FormalContext.of([set(), set()], objects=["x", "x"])
    with pytest.raises(InputError, match="unused bits"):
        FormalContext(("x",), ("a",), np.array([[2]], dtype=np.uint64))
    with pytest.raises(InputError, match="rows"):
        FormalContext(("x",), ("a",), np.array([[1, 1]], dtype=np.uint64))
    assert list(Numbered(3, "x")) == ["x0", "x1", "x2"]
    assert Numbered(3, "x")[1:] == ["x1", "x2"]
    with pytest.raises(IndexError):
        Numbered(3, "x")[3]
    with pytest.raises(ValueError, match="attribute 3 of 3"):
        bits.row([3], 3)


@given(
    arrays(np.int64, st.tuples(st.integers(1, 4), st.integers(1, 6)), elements=st.integers(-2, 3)), st.integers(1, 6)
)
def test_activation_sets_follow_the_activations(z: np.ndarray, k: int) -> None:
    """The sets where the activation functions of theory.sdl are not zero."""
    d = z.shape[1]
    exact = [Activation("relu").exact([Fraction(int(x)) for x in row]) for row in z]
    assert relu_active(z).tolist() == [[x != 0 for x in row] for row in exact]
    if k > d:
        with pytest.raises(ValueError, match="number of neurons"):
            topk_active(z, k)
        return
    top = [Activation("topk", k=k).exact([Fraction(int(x)) for x in row]) for row in z]
    assert topk_active(z, k).tolist() == [[x != 0 for x in row] for row in top]
    assert np.array_equal(topk_active(z, d), relu_active(z))


def test_top_k_region_is_not_convex() -> None:
    """concepts.activation-sets-convex: on the line, z = (1, x + 2, -x + 2) and k = 2; neuron 0 is on at -2 and 2 and off at 0."""
    z = np.array([[1, x + 2, 2 - x] for x in (-2, 0, 2)])
    assert topk_active(z, 2)[:, 0].tolist() == [True, False, True]


@given(arrays(bool, st.tuples(st.integers(1, 6), st.integers(1, 5))))
def test_units(table: np.ndarray) -> None:
    k = FormalContext.from_bool(table)
    d = table.shape[1]
    for size in range(d + 1):
        for m in itertools.combinations(range(d), size):
            assert np.array_equal(conjunction(k, m), table[:, list(m)].all(axis=1))
            assert np.array_equal(disjunction(k, m), table[:, list(m)].any(axis=1))
            assert np.array_equal(threshold_unit(k, m, 2), table[:, list(m)].sum(axis=1) >= 2)
            assert hierarchy.is_family(k, m) == bool(table[:, list(m)].all(axis=1).any())
    with pytest.raises(ValueError, match="numbered from 0"):
        conjunction(k, [d])


def test_score_identities() -> None:
    """concepts.alignment-scores-bound-each-other on all counts up to seven."""
    for tp, fp, fn in itertools.product(range(8), repeat=3):
        fit = Fit(tp, fp, fn)
        size, union = tp + fn, tp + fp + fn
        assert 1 - fit.jaccard == (Fraction(fp + fn, union) if union else 0)
        assert fit.f1 == 2 * fit.jaccard / (1 + fit.jaccard)
        assert fit.separates == (fit.symmetric_difference == 0)
        assert fit.covers() == (fn == 0)
        assert fit.overlaps == (tp > 0)
        for epsilon in (Fraction(1, 10), Fraction(1, 3), Fraction(1)):
            assert fit.covers(epsilon) == (fn <= epsilon * size)
            if fit.approximates(epsilon) and size:
                assert fit.jaccard >= 1 - epsilon
                assert fit.approximates_jaccard(epsilon)
                assert fit.f1 >= (1 - epsilon) / (1 - epsilon / 2)
    a, c = np.array([1, 1, 0, 0], dtype=bool), np.array([1, 0, 1, 0], dtype=bool)
    assert Fit.of(a, c) == Fit(1, 1, 1)


def mask(*points: int, n: int = 6) -> np.ndarray:
    return np.isin(np.arange(n), points)


def test_hierarchy_and_splitting() -> None:
    assert hierarchy.below(mask(1), mask(1, 2))
    assert not hierarchy.below(mask(1), mask(1))
    assert not hierarchy.below(mask(1, 3), mask(1, 2))
    whole = mask(0, 1, 2, 3)
    assert hierarchy.splits(whole, [mask(0, 1), mask(2, 3)])
    assert not hierarchy.splits(whole, [whole])
    assert not hierarchy.splits(whole, [mask(0, 1, 2), mask(2, 3)])
    assert hierarchy.splits(whole, [mask(0, 1, 2), mask(2, 3)], Fraction(1, 4))
    assert not hierarchy.splits(whole, [mask(0, 1), mask(2)])
    assert hierarchy.splits(whole, [mask(0, 1), mask(2, 5), mask(3)], Fraction(1, 4))
    assert not hierarchy.splits(whole, [mask(0, 1), mask(2, 5), mask(3)], Fraction(1, 5))


def test_absorption() -> None:
    parent, child = mask(0, 1, 2, 3), mask(2, 3)
    assert hierarchy.absorbs(mask(0, 1), parent, [child])
    assert not hierarchy.absorbs(mask(0, 1, 2), parent, [child])
    assert hierarchy.absorbs(mask(0, 1, 2), parent, [child], Fraction(1, 4))
    assert not hierarchy.absorbs(mask(0, 1), parent, [])
    assert not hierarchy.absorbs(mask(0, 1), parent, [mask(2, 5)])
    assert hierarchy.absorption_rate(mask(0, 1, 2), [child]) == Fraction(1, 2)
    with pytest.raises(ValueError, match="at least one"):
        hierarchy.absorption_rate(parent, [mask()])


def context_of(*columns: np.ndarray) -> FormalContext:
    return FormalContext.from_bool(np.stack(columns, axis=1))


def test_absorptions_need_a_neuron_for_every_child() -> None:
    """The absorbed solution of concepts.sparsity-prefers-absorption: the parent's neuron is silent exactly where the child is present."""
    parent, child = mask(0, 1, 2, 3), mask(2, 3)
    labels = context_of(parent, child)
    found = hierarchy.absorptions(context_of(mask(0, 1), child), labels)
    assert found == [hierarchy.Absorption(neuron=0, parent=0, children=(1,), represented_by=(1,))]
    assert hierarchy.absorptions(context_of(mask(0, 1), mask(5)), labels) == []
    assert hierarchy.absorptions(context_of(parent, child), labels) == []
    near = context_of(mask(0, 1, 2), child)
    assert hierarchy.absorptions(near, labels) == []
    assert hierarchy.absorptions(near, labels, epsilon=Fraction(1, 2)) != []


@given(arrays(bool, st.tuples(st.integers(1, 7), st.integers(1, 7))))
def test_exact_splits_are_all_splits(table: np.ndarray) -> None:
    """concepts.lattice-signatures: a neuron is split exactly when some disjoint others make it up, and then the
    largest ones inside it do."""
    found = {s.neuron: s.parts for s in hierarchy.exact_splits(FormalContext.from_bool(table))}
    sets = [frozenset(np.flatnonzero(c).tolist()) for c in table.T]
    for p, parts in found.items():
        assert hierarchy.splits(table[:, p], [table[:, i] for i in parts])
    for p, whole in enumerate(sets):
        inside = {s for s in sets if s and s < whole}
        largest = [s for s in inside if not any(s < t for t in inside)]
        wanted = len(largest) > 1 and sum(map(len, largest)) == len(whole) == len(frozenset().union(*largest))
        if sets.index(whole) == p:
            assert (p in found) == wanted


@given(TABLES)
def test_overlap_counts(table: np.ndarray) -> None:
    k = FormalContext.from_bool(table)
    assert np.array_equal(hierarchy.overlap_counts(k, k), table.astype(int).T @ table.astype(int))
    assert np.array_equal(hierarchy.overlap_counts(k, None)[0], table.sum(axis=0))
