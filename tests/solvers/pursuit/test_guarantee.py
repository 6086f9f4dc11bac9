"""Bounds of coherence and Babel function against exact values by enumeration, and what is never told apart."""

from __future__ import annotations

import random
from fractions import Fraction as F

import numpy as np
import pytest

from solvers.pursuit import guarantee as module
from solvers.pursuit.guarantee import guarantee, normalised, slack
from tests.theory.pursuit.test_encoder import units
from theory.errors import InputError
from theory.pursuit import babel, coherence


def largest_safe(atoms: list[tuple[F, ...]]) -> int:
    """By the definition, exactly."""
    q = len(atoms)
    sums = [babel(atoms, r) for r in range(q)]
    return max((k for k in range(1, q) if all(sums[i] + sums[i - 1] < 1 for i in range(1, k + 1))), default=0)


@pytest.mark.parametrize("block", [1 << 22, 8])
def test_enclosures_hold_the_exact_values(monkeypatch: pytest.MonkeyPatch, block: int) -> None:
    monkeypatch.setattr(module, "BLOCK", block)
    rng, safe = random.Random(3), set[int]()
    for case in range(60):
        # exactly representable numbers would round nothing: the rows are scaled by thirds
        atoms = units(rng, rng.randint(2, 6)) if case % 2 else near_axes(rng, rng.randint(2, 3))
        rows = np.array([[float(x / 3) for x in a] for a in atoms])
        found = guarantee(rows)
        # the stored numbers differ from the rational ones by a relative 2^-53: far inside the slack
        assert found.coherence[0] <= coherence(atoms) <= found.coherence[1]
        assert found.coherence[1] - found.coherence[0] <= 2.1 * slack(3)
        for r, (low, high) in enumerate(found.babel, start=1):
            assert low <= babel(atoms, r) <= high
        assert found.safe <= largest_safe(atoms) <= found.possible
        safe.add(found.safe)
    assert safe >= {1, 2}, "the cases are too alike"


def near_axes(rng: random.Random, q: int) -> list[tuple[F, ...]]:
    """Rational unit vectors near different axes of R^3."""
    out = []
    for axis in range(q):
        u, v = F(rng.randint(-1, 1), 12), F(rng.randint(-1, 1), 12)
        n = 1 + u * u + v * v
        rest = [2 * u / n, 2 * v / n]
        out.append((*rest[:axis], (2 - n) / n, *rest[axis:]))
    return out


def test_an_orthonormal_basis_is_safe_for_all_but_all_atoms() -> None:
    found = guarantee(np.eye(5))
    assert (found.coherence[0], found.safe) == (0.0, 4)
    assert guarantee(np.eye(1)).safe == 1


def test_multiples_are_found_exactly() -> None:
    a = np.array([[1.0, 2.0], [2.0, 4.0], [-0.5, -1.0], [1.0, 2.0 + 2**-51], [1.0, -2.0]])
    found = guarantee(a)
    assert found.parallel == ((0, 1),)
    assert found.opposite == ((0, 2), (1, 2))
    assert found.safe == 0


def test_norms_of_any_size() -> None:
    unit, norms = normalised(np.array([[3e300, 4e300], [3e-320, 4e-320]]))
    assert np.abs(unit - np.array([0.6, 0.8])).max() < 1e-3  # the second row has three digits left: it is subnormal
    assert norms[0] == pytest.approx(5e300)


def test_refusals() -> None:
    for rows, words in (
        (np.zeros((0, 2)), "at least one"),
        (np.array([[np.nan]]), "finite"),
        (np.zeros((1, 2)), "zero"),
    ):
        with pytest.raises(InputError, match=words):
            guarantee(rows)
