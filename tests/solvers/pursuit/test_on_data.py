"""Prefix curves, interference and stalls on data, against the exact encoder."""

from __future__ import annotations

import random
from fractions import Fraction as F

import numpy as np
import pytest

from solvers.pursuit.encode import Settings
from solvers.pursuit.on_data import on_data
from tests.theory.pursuit.test_encoder import units
from theory.errors import InputError
from theory.pursuit import interference, pursue


def test_numbers_are_those_of_exact_runs() -> None:
    rng = random.Random(11)
    atoms = units(rng, 4)
    xs = [tuple(F(rng.randint(-9, 9)) for _ in range(3)) for _ in range(40)]
    runs = [pursue(atoms, x, rule="nonnegative", steps=5) for x in xs]
    found = on_data(np.array(xs, dtype=float), np.array(atoms, dtype=float), Settings("nonnegative", 5), null=2)
    energy = sum(r.energies[0] for r in runs)
    left = [float(sum(r.energies[min(t, len(r.steps))] for r in runs) / energy) for t in range(1, 6)]
    assert np.abs(np.array(found.explained_t) - (1 - np.array(left))).max() < 1e-12
    assert found.steps == pytest.approx(sum(len(r.steps) for r in runs) / 40)
    assert found.active == pytest.approx(sum(len(set(r.selected)) for r in runs) / 40)
    assert found.repeated == pytest.approx(sum(len(set(r.selected)) < len(r.selected) for r in runs) / 40)
    stalled = sum(r.why == "stalled" and r.energies[-1] > 0 and len(r.steps) < 5 for r in runs) / 40
    assert found.stalled == pytest.approx(stalled)
    assert stalled > 0.2, "nothing stalls: the test is empty"
    net = sum(interference(atoms, r.selected, [s.coefficient for s in r.steps]) for r in runs) / 40
    assert found.interference == pytest.approx(float(net))
    assert found.identity_gap < 1e-13
    codes = np.array([[float(z) for z in r.codes] for r in runs])
    share = np.linalg.svd(codes, compute_uv=False) ** 2 / (codes**2).sum()
    entropy = -sum(p * np.log(p) for p in share if p > 0)
    assert found.effective_rank == pytest.approx(np.exp(entropy))
    assert found.null_rank is not None
    assert 1 <= found.null_rank <= 4
    assert found.unused == 4 - len(set().union(*(r.selected for r in runs)))
    assert len(found.null_t) == len(found.null_spread_t) == 5
    assert list(found.null_t) == sorted(found.null_t)


def test_a_random_dictionary_is_not_above_random_ones() -> None:
    rng = np.random.default_rng(0)
    atoms = rng.standard_normal((60, 10))
    atoms /= np.linalg.norm(atoms, axis=1, keepdims=True)
    found = on_data(rng.standard_normal((3000, 10)), atoms, Settings("nonnegative", 4), null=3)
    # one dictionary of 60 against the mean of three: spreads of about half a percent
    assert np.abs(np.array(found.explained_t) - np.array(found.null_t)).max() < 0.03
    assert on_data(np.eye(2), np.eye(2), Settings(), null=0).null_t == ()


def test_refusals() -> None:
    with pytest.raises(InputError, match="inputs of 2"):
        on_data(np.ones((3, 3)), np.eye(2), Settings())
    with pytest.raises(InputError, match="all zero"):
        on_data(np.zeros((3, 2)), np.eye(2), Settings())
