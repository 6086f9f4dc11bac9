"""The untrained autoencoder: exact, sparse as said, truncated under a small budget, refused where subspaces meet."""

from __future__ import annotations

import numpy as np
import pytest

from solvers.manifolds.untrained import truncation_curve, untrained_autoencoder
from theory.manifolds.families import circle, clifford_torus, segment, sphere
from theory.manifolds.mixture import Mixture, zoo

SMALL = Mixture((circle(), sphere(), segment(), clifford_torus()), width=12, active=2, noise=0.0, seed=3)


def test_codes_are_the_coordinates() -> None:
    sae, sample = untrained_autoencoder(SMALL), SMALL.sample(1, 500)
    z = sae.codes(sample.x)
    assert np.allclose(z @ sae.decoder, sample.x, atol=1e-10)
    assert np.allclose(np.linalg.norm(sae.decoder, axis=1), 1)
    ends = np.cumsum([0, *(one.ambient for one in SMALL.manifolds)])
    for i, part in enumerate(sample.parts):
        rows, half = sample.present[:, i], len(sae.decoder) // 2
        y = z[rows, ends[i] : ends[i + 1]] - z[rows, half + ends[i] : half + ends[i + 1]]
        assert np.allclose(y, part, atol=1e-9)
        absent = z[~rows, ends[i] : ends[i + 1]]
        assert np.abs(absent).max() < 1e-9


def test_top_k_changes_nothing_above_the_largest_sum_of_dimensions() -> None:
    """Two manifolds at a time have at most 4 + 3 dimensions."""
    curve = truncation_curve(SMALL, [0, 1, 3, 6, 7, 20, 100], samples=2000)
    assert curve[7] == pytest.approx(1, abs=1e-12)
    assert curve[100] == pytest.approx(1, abs=1e-12)
    assert curve[6] < 1 - 1e-6
    assert curve[1] < curve[3] < curve[6]
    assert -0.05 < curve[0] <= 0  # the zero code against the mean, which is near zero


def test_zoo() -> None:
    """Measured .720, .831, .945, .987, .998 at k = 3, 4, 6, 8, 10; the ranges of roll, helix and tori are our reading."""
    curve = truncation_curve(Mixture(zoo()), [3, 4, 6, 8, 10, 16], samples=4000)
    # 4,000 samples of a share with spread about .25: standard error .004
    assert [curve[k] for k in (3, 4, 6, 8, 10)] == pytest.approx([0.720, 0.831, 0.945, 0.987, 0.998], abs=0.015)
    assert curve[16] == pytest.approx(1, abs=1e-6)


def test_refusals() -> None:
    with pytest.raises(ValueError, match="dependent"):
        untrained_autoencoder(Mixture((circle(),) * 3, width=5, active=1))
    with pytest.raises(ValueError, match="k = -1"):
        untrained_autoencoder(SMALL).codes(np.zeros((1, 12)), -1)
