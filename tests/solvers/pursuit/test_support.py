"""The linear program of a support against the exact encoder, and one-step encoders against their definition."""

from __future__ import annotations

import random
from fractions import Fraction as F

import numpy as np
import pytest

from proofs_checks.pursuit._atoms import unit
from solvers.pursuit import rays
from solvers.pursuit.support import Leaves, PositivePair, Stays, certificate, keeps_to_support, shrunk
from theory.certificates import Rejected, check
from theory.errors import InputError
from theory.pursuit import pursue
from theory.pursuit.encoder import inner


def test_the_program_decides_what_the_encoder_does() -> None:
    rng, seen = random.Random(0), {"stays": 0, "leaves": 0, "pair": 0}
    for _ in range(100):
        atoms = [unit(rng, 4) for _ in range(3)]
        if inner(atoms[0], atoms[1]) > 0 and rng.random() < 0.8:
            atoms[1] = tuple(-x for x in atoms[1])
        answer = keeps_to_support(atoms, [0, 1])
        if isinstance(answer, PositivePair):
            seen["pair"] += 1
            assert inner(atoms[0], atoms[1]) > 0
            continue
        assert check(certificate(atoms, answer))
        if isinstance(answer, Leaves):
            seen["leaves"] += 1
            x = [sum((c * atoms[i][k] for c, i in zip(answer.code, (0, 1), strict=True)), F(0)) for k in range(4)]
            if not answer.tie:
                assert pursue(atoms, x, rule="nonnegative", steps=1).selected[0] not in (0, 1)
            continue
        seen["stays"] += 1
        for _ in range(10):
            u = [F(rng.randint(0, 9)) for _ in range(2)]
            x = [sum((c * atoms[i][k] for i, c in enumerate(u)), F(0)) for k in range(4)]
            assert set(pursue(atoms, x, rule="nonnegative", steps=6).selected) <= {0, 1}
    assert min(seen.values()) > 3


def test_a_spoilt_certificate_is_rejected() -> None:
    atoms = [(F(1), F(0), F(0)), (F(0), F(1), F(0)), (F(3, 5), F(0), F(4, 5))]
    answer = keeps_to_support(atoms, [0, 1])
    assert isinstance(answer, Stays)
    spoilt = Stays(
        answer.support, {j: tuple(w / 2 for w in v) for j, v in answer.dual.items()}, answer.worst, answer.value
    )
    with pytest.raises(Rejected):
        check(certificate(atoms, spoilt))


@pytest.mark.parametrize("support", [[], [0, 0], [7], list(range(30))])
def test_bad_supports(support: list[int]) -> None:
    with pytest.raises(InputError):
        keeps_to_support([unit(random.Random(i)) for i in range(6 if len(support) < 9 else 40)], support)


def test_norms_are_shrunk_below_one() -> None:
    for a in shrunk(np.random.default_rng(0).standard_normal((9, 7))):
        assert 1 - F(1, 2**38) < inner(a, a) <= 1


def test_one_step_encoders() -> None:
    rng, kinds = random.Random(1), set()
    for _ in range(30):
        atoms = [unit(rng, 3) for _ in range(4)]
        answer = rays.one_step_encoder(atoms, range(4))
        kinds.add(type(answer))
        assert check(rays.certificate(atoms, answer))
        if isinstance(answer, rays.OneStep):
            for i, w in enumerate(answer.rows):
                assert inner(w, atoms[i]) == 1
                assert all(inner(w, atoms[j]) <= 0 for j in range(4) if j != i)
        else:
            made = [sum((b * atoms[j][k] for j, b in answer.weights.items()), F(0)) for k in range(3)]
            assert made == list(atoms[answer.atom])
    assert kinds == {rays.OneStep, rays.Combined}


def test_opposite_atoms_have_an_encoder_though_no_extreme_ray() -> None:
    assert isinstance(rays.one_step_encoder([(F(1),), (F(-1),)], [0, 1]), rays.OneStep)
