"""Frame bounds against eigenvalues, contraction against runs, and margins against noise."""

from __future__ import annotations

import numpy as np
import pytest
import torch

from solvers.pursuit.contraction import least_frame_bound, margins
from solvers.pursuit.encode import Settings, pursue


def atoms(q: int, p: int) -> np.ndarray:
    a = np.random.default_rng(q).standard_normal((q, p))
    return a / np.linalg.norm(a, axis=1, keepdims=True)


@pytest.mark.parametrize(("q", "p"), [(9, 4), (40, 30)])
def test_the_bound_is_below_the_eigenvalue_and_close(q: int, p: int) -> None:
    d = atoms(q, p)
    least = float(np.linalg.eigvalsh(d.T @ d)[0])
    bound = least_frame_bound(3 * d)
    assert least - 1e-9 < bound < least


def test_atoms_that_do_not_span_have_none() -> None:
    assert least_frame_bound(atoms(3, 4)) == 0
    assert least_frame_bound(np.array([[1.0, 0.0], [2.0, 0.0]])) == 0


def test_every_step_contracts() -> None:
    d = atoms(9, 4)
    factor = 1 - least_frame_bound(d) / 9
    x, t = torch.randn(50, 4, dtype=torch.float64, generator=torch.Generator().manual_seed(0)), torch.from_numpy(d)
    before = x.square().sum(1)
    for steps in (1, 2, 5):
        left = pursue(x, t, Settings("absolute", steps)).residual_bp.square().sum(1)
        assert bool((left <= before * factor**steps + 1e-12).all())


def test_noise_below_the_margin_changes_no_selection() -> None:
    g = torch.Generator().manual_seed(1)
    d = torch.from_numpy(atoms(12, 6))
    x, noise = (torch.randn(200, 6, dtype=torch.float64, generator=g) for _ in range(2))
    margin = margins(x, d, 3)
    noise = noise / noise.norm(dim=1, keepdim=True) * (0.999 * margin[:, None])
    one, two = (pursue(v, d, Settings("absolute", 3)) for v in (x, x + noise))
    assert torch.equal(one.index_bt, two.index_bt)
    moved = (one.coefficient_bt - two.coefficient_bt).abs().amax(1)
    assert bool((moved <= margin + 1e-12).all())
    other = pursue(x + 40 * noise, d, Settings("absolute", 3))
    assert not torch.equal(one.index_bt, other.index_bt)
