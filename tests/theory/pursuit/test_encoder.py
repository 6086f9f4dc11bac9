"""The exact encoders: identities of every step, stopping rules, ties, refusals."""

from __future__ import annotations

import random
from fractions import Fraction as F

import pytest

from theory.errors import InputError
from theory.pursuit import RULES, interference, pursue
from theory.pursuit.encoder import inner

PYTHAGOREAN = [(1, 0), (0, 1), (F(3, 5), F(4, 5)), (F(-4, 5), F(3, 5)), (F(5, 13), F(-12, 13)), (F(-8, 17), F(-15, 17))]


def units(rng: random.Random, q: int) -> list[tuple[F, ...]]:
    """Rational unit vectors of R^3: a point of the plane carried onto the sphere."""
    out = []
    for _ in range(q):
        u, v = F(rng.randint(-9, 9), rng.randint(1, 5)), F(rng.randint(-9, 9), rng.randint(1, 5))
        n = 1 + u * u + v * v
        out.append((2 * u / n, 2 * v / n, (n - 2) / n))
    return out


@pytest.mark.parametrize("rule", RULES)
def test_energy_and_interference_identities(rule: str) -> None:
    rng = random.Random(0)
    for _ in range(60):
        atoms = units(rng, rng.randint(1, 6))
        x = tuple(F(rng.randint(-9, 9), rng.randint(1, 4)) for _ in range(3))
        run = pursue(atoms, x, rule=rule, steps=5)  # type: ignore[arg-type]
        taken = [s.coefficient for s in run.steps]
        assert inner(x, x) == inner(run.residual, run.residual) + sum(a * a for a in taken)
        written = [a - r for a, r in zip(x, run.residual, strict=True)]
        assert interference(atoms, run.selected, taken) == -2 * inner(written, run.residual)
        assert all(inner(atoms[s.atom], s.residual) == 0 for s in run.steps)
        assert list(run.energies) == sorted(run.energies, reverse=True)


def test_rules_differ_where_products_are_negative() -> None:
    eye, x = [(1, 0), (0, 1)], (-1, -2)
    energies = {rule: pursue(eye, x, rule=rule, steps=9).energies[-1] for rule in RULES}  # type: ignore[arg-type]
    assert energies == {"absolute": 0, "nonnegative": 5, "signed": 4}


def test_an_atom_of_norm_two_makes_the_residual_grow() -> None:
    run = pursue([(2,)], (1,), rule="absolute", steps=3)
    assert [s.residual for s in run.steps] == [(-3,), (9,), (-27,)]
    assert pursue([(2,)], (1,), rule="nonnegative", steps=3).residual == (-3,)


def test_two_atoms_shrink_by_the_cosine_each_step() -> None:
    run = pursue([(1, 0), (F(3, 5), F(4, 5))], (F(13, 5), F(4, 5)), rule="absolute", steps=4)
    assert run.energies == (F(37, 5), F(16, 25), F(144, 625), F(1296, 15625), F(11664, 390625))
    assert run.selected == (0, 1, 0, 1)


def test_ties_go_to_the_smaller_index() -> None:
    assert pursue(PYTHAGOREAN[:2], (1, 1), rule="nonnegative", steps=1).selected == (0,)
    assert pursue([(0, 1), (1, 0)], (1, 1), rule="absolute", steps=1).selected == (0,)
    assert pursue([(1, 0), (1, 0)], (-1, 0), rule="absolute", steps=1).selected == (0,)


def test_stopping_rules() -> None:
    atoms, x = [(1, 0), (F(3, 5), F(4, 5))], (F(13, 5), F(4, 5))
    assert pursue(atoms, x, rule="absolute", steps=9, stop_on_repeat=True).why == "repeat"
    assert pursue(atoms, x, rule="absolute", steps=9, stop_on_repeat=True).selected == (0, 1, 0)
    assert pursue(atoms, x, rule="nonnegative", steps=9).why == "stalled"
    assert pursue(atoms, x, rule="absolute", steps=9, threshold=F(4, 5)).selected == (
        0,
        1,
    )  # not below: 16/25 = (4/5)^2
    assert pursue(atoms, x, rule="absolute", steps=9, threshold=1).why == "threshold"
    assert pursue(atoms, (0, 0), rule="absolute", steps=9).steps == ()
    assert pursue(atoms, (1, 0), rule="absolute", steps=9, threshold=2).selected == (
        0,
    )  # even a small input gets one step
    assert pursue(atoms, x, rule="absolute", steps=0).residual == x
    assert pursue([(0, 0)], x, rule="absolute", steps=3).why == "stalled"


def test_refusals() -> None:
    with pytest.raises(InputError, match="at least one atom"):
        pursue([], (1,), rule="absolute", steps=1)
    with pytest.raises(InputError, match="length"):
        pursue([(1, 0)], (1,), rule="absolute", steps=1)
    with pytest.raises(InputError, match="one of absolute"):
        pursue([(1,)], (1,), rule="greedy", steps=1)  # type: ignore[arg-type]
    with pytest.raises(InputError, match="at least 0"):
        pursue([(1,)], (1,), rule="absolute", steps=-1)
