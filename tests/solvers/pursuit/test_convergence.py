"""Positive spanning decided for dictionaries: exactly for small ones, in floating point beyond; proofs are checked here."""

from __future__ import annotations

import numpy as np
import pytest

from solvers.pursuit import convergence as module
from solvers.pursuit.convergence import converges


def cases() -> list[tuple[np.ndarray, bool]]:
    rng = np.random.default_rng(0)
    eye, line = np.eye(3), np.array([[1.0, 2.0, 3.0]])
    simplex = np.vstack([eye, -np.ones((1, 3))])
    return [
        (eye, False),
        (np.vstack([eye, -eye]), True),
        (simplex, True),
        (np.vstack([line, -line]), True),  # spans its own line, not the space
        (np.vstack([line, 2 * line]), False),
        (np.abs(rng.standard_normal((8, 3))), False),
        (np.vstack([simplex, rng.standard_normal((5, 3))]), True),
        (np.vstack([eye[:2], -eye[:2], eye[2:]]), False),  # e_3 has no opposite
    ]


@pytest.mark.parametrize("exact", [True, False])
def test_the_answer_and_its_proof(monkeypatch: pytest.MonkeyPatch, exact: bool) -> None:
    if not exact:
        monkeypatch.setattr(module, "EXACT_CELLS", 0)
    for atoms, wanted in cases():
        found = converges(atoms)
        assert (found.converges, found.exact) == (wanted, exact)
        if found.weights_q is not None:
            assert min(found.weights_q) > 0
            assert np.abs(np.array([float(w) for w in found.weights_q]) @ atoms).max() < 1e-9
        if found.stalled_p is not None:
            products = atoms @ np.array(found.stalled_p)
            assert products.max() <= 1e-9
            assert products.min() < -1e-9
        if exact:
            assert (found.weights_q is None) != (found.stalled_p is None)


def test_no_answer_is_no_answer(monkeypatch: pytest.MonkeyPatch) -> None:
    class Nothing:
        status = 4

    monkeypatch.setattr(module, "EXACT_CELLS", 0)
    monkeypatch.setattr(module, "linprog", lambda *_, **__: Nothing())
    assert converges(np.vstack([np.eye(3), -np.eye(3)])).converges is None
