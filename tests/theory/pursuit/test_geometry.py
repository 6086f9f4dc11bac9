"""Coherence, Babel function and recovery coefficient against their definitions by enumeration."""

from __future__ import annotations

import random
from fractions import Fraction as F
from itertools import combinations

import pytest

from tests.theory.pursuit.test_encoder import units
from theory.errors import InputError
from theory.pursuit import babel, coherence, gram, pursue, recovery_coefficient
from theory.pursuit.geometry import conditionally_orthogonal
from theory.pursuit.solve import solve


def test_babel_by_enumeration() -> None:
    rng = random.Random(1)
    for _ in range(20):
        atoms = units(rng, 5)
        g = gram(atoms)
        assert coherence(atoms) == babel(atoms, 1)
        for r in range(5):
            sets = combinations(range(5), r)
            by_hand = max(sum(abs(g[i][j]) for i in s) for s in sets for j in range(5) if j not in s)
            assert babel(atoms, r) == by_hand


def test_the_recovery_coefficient_does_not_protect_the_nonnegative_rule() -> None:
    atoms = [(F(1), F(0), F(0)), (F(7, 25), F(24, 25), F(0)), (F(-168, 625), F(49, 625), F(24, 25))]
    assert recovery_coefficient(atoms, [0, 1]) == F(28, 75)
    assert coherence(atoms) == F(7, 25)
    x = tuple(2 * a + b for a, b in zip(atoms[0], atoms[1], strict=True))
    assert set(pursue(atoms, x, rule="absolute", steps=20).selected) == {0, 1}
    run = pursue(atoms, x, rule="nonnegative", steps=20)
    assert run.selected[:3] == (0, 1, 2)
    assert run.steps[2].coefficient == F(1176, 15625)
    assert run.energies[-1] == F(16257024, 244140625)


def test_recovery_coefficient_bounds_selection() -> None:
    rng = random.Random(2)
    protected = 0
    for _ in range(250):
        atoms = units(rng, 5)
        try:
            c = recovery_coefficient(atoms, [0, 1])
        except InputError:  # dependent atoms
            continue
        if c >= 1:
            continue
        protected += 1
        u, v = F(rng.randint(-9, 9)), F(rng.randint(-9, 9))
        x = tuple(u * a + v * b for a, b in zip(*atoms[:2], strict=True))
        assert set(pursue(atoms, x, rule="absolute", steps=4).selected) <= {0, 1}
    assert protected > 10


def test_refusals() -> None:
    with pytest.raises(InputError, match="norm 1"):
        coherence([(1, 1)])
    with pytest.raises(InputError, match="dependent"):
        recovery_coefficient([(1, 0), (1, 0), (0, 1)], [0, 1])
    with pytest.raises(InputError, match="not all"):
        recovery_coefficient([(1, 0)], [0])
    with pytest.raises(InputError, match="between 0 and 0"):
        babel([(1, 0)], 1)
    with pytest.raises(InputError, match="levels"):
        conditionally_orthogonal([(1, 0)], [0, 1])


def test_a_linear_system() -> None:
    assert solve([[0, 1], [1, 0]], [2, 3]) == [3, 2]
    assert solve([], []) == []
    assert solve([[0]], [1]) is None
