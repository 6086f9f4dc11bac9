"""Lifted autoencoders are the plain ones that they say they are; sparsity against brute force and a convex solver's conditions."""

from __future__ import annotations

from fractions import Fraction
from itertools import combinations, product

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from theory.errors import InputError
from theory.operators.lifting import LiftedSAE
from theory.operators.sparsity import (
    by_fraction,
    by_threshold,
    concepts_first,
    count_of,
    energy,
    joint_projection,
    joint_shrinkage,
)

INTEGER = st.integers(-5, 5)


def _matrix(draw: st.DataObject, rows: int, columns: int) -> tuple[tuple[int, ...], ...]:
    return tuple(tuple(draw.draw(INTEGER) for _ in range(columns)) for _ in range(rows))


@given(st.data(), st.integers(1, 4), st.integers(1, 3), st.integers(1, 4))
def test_effective_autoencoder(data: st.DataObject, h: int, m: int, p: int) -> None:
    sae = LiftedSAE(
        _matrix(data, h, m),
        _matrix(data, m, h),
        _matrix(data, h, p),
        _matrix(data, h, p),
        _matrix(data, 1, h)[0],
        _matrix(data, 1, p)[0],
    )
    x, z = _matrix(data, 1, m)[0], _matrix(data, 1, p)[0]
    plain = sae.effective()
    assert plain.scores(x) == sae.scores(x)
    assert plain.decode(z) == sae.decode(z)


def test_shapes_are_checked() -> None:
    with pytest.raises(InputError, match="dictionary: found 1 rows"):
        LiftedSAE(((1,), (1,)), ((1, 1),), ((1,), (1,)), ((1,),), (0, 0), (0,))


TABLES = st.integers(1, 3).flatmap(
    lambda n: st.lists(st.lists(INTEGER, min_size=n, max_size=n), min_size=1, max_size=3)
)


@given(TABLES, st.integers(0, 3), st.integers(0, 3))
def test_joint_projection_is_best_among_all_supports(z: list[list[int]], concepts: int, points: int) -> None:
    n = len(z[0])
    sets = [s for size in range(min(points, n) + 1) for s in combinations(range(n), size)]
    best = 0
    for chosen in product(sets, repeat=len(z)):
        if sum(bool(s) for s in chosen) <= concepts:
            best = max(best, sum(z[i][j] ** 2 for i, s in enumerate(chosen) for j in s))
    kept = joint_projection(z, concepts, points)
    assert sum(energy(row) for row in kept) == best
    assert sum(energy(row) for row in concepts_first(z, concepts, points)) <= best
    assert all(a in (0, b) for row, full in zip(kept, z, strict=True) for a, b in zip(row, full, strict=True))


@given(
    st.lists(st.lists(st.floats(-5, 5), min_size=2, max_size=2), min_size=1, max_size=3),
    st.floats(0, 3),
    st.floats(0, 3),
)
def test_joint_shrinkage_satisfies_the_optimality_conditions(z: list[list[float]], one: float, group: float) -> None:
    w = np.array(joint_shrinkage(z, one, group))
    for row, full in zip(w, np.array(z), strict=True):
        norm = np.linalg.norm(row)
        if norm > 0:  # z - w = one * sign(w) + group * w / |w| on the support, at most one in absolute value off it
            for a, b in zip(row, full, strict=True):
                rest = b - a - group * a / norm
                assert abs(rest - one * np.sign(a)) < 1e-9 if a else abs(rest) <= one + 1e-9
        else:  # what the soft threshold leaves is at most group in norm
            assert np.linalg.norm(np.maximum(np.abs(full) - one, 0)) <= group + 1e-9


@given(st.integers(1, 40), st.fractions(0, 1))
def test_a_fraction_keeps_its_meaning(n: int, fraction: Fraction) -> None:
    share = Fraction(count_of(fraction, n), n)
    assert fraction <= share < fraction + Fraction(1, n)


def test_refusals() -> None:
    with pytest.raises(InputError, match="fraction"):
        by_fraction([1], Fraction(3, 2))
    with pytest.raises(InputError, match="threshold"):
        by_threshold([1], -1)
    with pytest.raises(InputError, match="weights"):
        joint_shrinkage([[1.0]], -1.0, 0.0)
