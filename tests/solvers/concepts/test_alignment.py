"""Both directions of alignment: concepts.two-directions-disagree, concepts.one-score-mutual-pairs and
concepts.mixed-metrics-no-mutual-pair on their own examples and on random data."""

from __future__ import annotations

from fractions import Fraction

import numpy as np
import pytest

from solvers.concepts.alignment import Overlaps, Score, align, directions, mixed_directions
from solvers.concepts.columns import Columns
from theory.concepts import FormalContext
from theory.concepts.metrics import Fit
from theory.errors import InputError


def pair(active: list[str], concepts: list[str]) -> tuple[FormalContext, FormalContext]:
    """One string of letters per point."""
    return FormalContext.of(active), FormalContext.of(concepts)


def test_smallest_disagreement() -> None:
    """concepts.two-directions-disagree: two points, two concepts, one neuron."""
    k, labels = pair(["a", "a"], ["cd", "d"])
    first, second = align(k, labels)
    assert (first.best_neuron, first.neuron_fit.jaccard, first.back, first.mutual) == (0, Fraction(1, 2), 1, False)
    assert second.mutual
    assert second.neuron_fit.separates
    assert "a fits d better (J 1 > 1/2)" in first.explanation
    assert "covers all of c and 1 more" in first.explanation


def test_mixed_scores_can_leave_no_mutual_pair() -> None:
    """concepts.mixed-metrics-no-mutual-pair: thirteen points; Jaccard one way and recall the other make a cycle of four."""
    points = [("1", "")] * 4 + [("1", "d")] * 4 + [("0", "d")] * 2 + [("1", "c"), ("", "cd"), ("01", "cd")]
    k, labels = pair([a for a, _ in points], [c for _, c in points])
    overlaps = Overlaps.of(Columns.of(k), labels)
    mixed = mixed_directions(overlaps)
    assert mixed.mutual == ()
    assert mixed.cycles == ((0, 0, 1, 1),)
    assert any(a.mutual for a in align(k, labels)), "one score in both directions has a mutual pair"


def random_pair(rng: np.random.Generator) -> tuple[FormalContext, FormalContext]:
    n, d, c = int(rng.integers(1, 30)), int(rng.integers(1, 6)), int(rng.integers(1, 5))
    table = rng.random((n, c)) < 0.5
    table[0] = True
    return FormalContext.from_bool(rng.random((n, d)) < 0.4), FormalContext.from_bool(table)


def test_directions_are_exact() -> None:
    rng = np.random.default_rng(0)
    scores: tuple[Score, ...] = ("jaccard", "recall", "precision", "f1")
    for _ in range(40):
        k, labels = random_pair(rng)
        overlaps = Overlaps.of(Columns.of(k), labels)
        n, d = overlaps.common.shape
        for c in range(n):
            for i in range(d):
                assert overlaps.fit(c, i) == Fit.of(k.column(i), labels.column(c))
        for score in scores:
            f, g = directions(overlaps, score, score)
            value = [[getattr(overlaps.fit(c, i), score) for i in range(d)] for c in range(n)]
            assert f == [max(range(d), key=lambda i, r=row: (r[i], -i)) for row in value]
            assert g == [max(range(n), key=lambda c, i=i: (value[c][i], -c)) for i in range(d)]


def test_alternation_climbs_to_a_mutual_pair() -> None:
    """concepts.one-score-mutual-pairs: the score never falls along a chain, which stops after at most min(#C, d)
    steps; some pair is mutual."""
    rng = np.random.default_rng(1)
    for _ in range(100):
        k, labels = random_pair(rng)
        overlaps = Overlaps.of(Columns.of(k), labels)
        rows = align(k, labels)
        assert any(a.mutual for a in rows)
        for a in rows:
            steps = [
                (x, y) if j % 2 == 0 else (y, x) for j, (x, y) in enumerate(zip(a.chain, a.chain[1:], strict=False))
            ]
            values = [overlaps.fit(c, i).jaccard for c, i in steps]
            assert values == sorted(values)
            assert len(a.chain[::2]) - 1 <= min(overlaps.common.shape)


def test_what_a_row_says() -> None:
    rng = np.random.default_rng(2)
    for _ in range(60):
        k, labels = random_pair(rng)
        for a in align(k, labels):
            c = labels.column(a.concept)
            covering = [i for i in range(k.n_attributes) if not np.any(c & ~k.column(i))]
            assert a.detecting == len(covering)
            cover = np.logical_and.reduce([k.column(i) for i in covering]) if covering else np.ones_like(c)
            assert a.closure_extra == np.count_nonzero(cover & ~c)
            assert a.unit.fit.jaccard >= a.neuron_fit.jaccard
            assert (a.closure_extra == 0) == a.unit.fit.separates


def test_nothing_to_align() -> None:
    k, labels = pair(["", ""], ["c", "c"])
    (row,) = align(k, labels)
    assert (row.best_neuron, row.back, row.explanation) == (None, None, "there are no neurons")
    with pytest.raises(InputError, match="no object has this label"):
        align(k, FormalContext.of(["", ""], attributes=["c"]))
    (silent,) = align(FormalContext.of(["", "a"]), FormalContext.of(["c", ""]))
    assert silent.explanation == "no neuron is active at any of its points"
