"""Orthogonal pursuit and non-negative least squares: the conditions that define their answers, exactly."""

from __future__ import annotations

import random
from fractions import Fraction as F

import pytest

from tests.theory.pursuit.test_encoder import units
from theory.errors import InputError
from theory.pursuit import nonnegative_least_squares, orthogonal_pursuit
from theory.pursuit.encoder import inner
from theory.pursuit.refit import remainder


def cases(seed: int) -> list[tuple[list[tuple[F, ...]], tuple[F, ...]]]:
    rng = random.Random(seed)
    return [
        (units(rng, rng.randint(1, 7)), tuple(F(rng.randint(-9, 9), rng.randint(1, 3)) for _ in range(3)))
        for _ in range(60)
    ]


def test_orthogonal_pursuit_leaves_nothing_in_the_selected_span() -> None:
    for atoms, x in cases(3):
        for steps in range(4):
            selected, codes = orthogonal_pursuit(atoms, x, steps=steps)
            r = remainder(atoms, codes, x)
            assert len(set(selected)) == len(selected) <= steps
            assert all(inner(atoms[j], r) == 0 for j in selected)
            assert all(z == 0 for j, z in enumerate(codes) if j not in selected)
        assert len(selected) == 3 or all(inner(d, r) == 0 for d in atoms)


def test_nonnegative_least_squares_meets_the_conditions_of_a_minimum() -> None:
    for atoms, x in cases(4):
        support = list(range(0, len(atoms), 2))
        z = nonnegative_least_squares(atoms, x, support)
        r = remainder(atoms, z, x)
        assert all(v >= 0 for v in z)
        assert all(inner(atoms[j], r) <= 0 for j in support)
        assert all(inner(atoms[j], r) == 0 for j, v in enumerate(z) if v > 0)
        assert all(v == 0 for j, v in enumerate(z) if j not in support)


def test_equal_atoms_and_empty_supports() -> None:
    assert nonnegative_least_squares([(1, 0), (1, 0)], (2, 0), [0, 1]) == (2, 0)
    assert nonnegative_least_squares([(1, 0)], (2, 0), []) == (0,)
    assert orthogonal_pursuit([(1, 0), (1, 0)], (2, 5), steps=2) == ((0,), (2, 0))
    with pytest.raises(InputError, match="different indices"):
        nonnegative_least_squares([(1, 0)], (2, 0), [0, 0])
    with pytest.raises(InputError, match="steps"):
        orthogonal_pursuit([(1, 0)], (2, 0), steps=-1)
