"""What lifts do at one scale: nothing for isometries and pointwise lifts, and the loss is the loss."""

from __future__ import annotations

import numpy as np
import pytest

from paper_figs.operators import lifting_and_step_size as figure
from paper_figs.table import Table
from solvers.operators.lifted_training import loss_and_gradient, losses, start
from theory.claims import Budget

NONE = 1e-12  # 800 steps in double precision


@pytest.fixture(scope="module")
def tables() -> dict[str, Table]:
    saved, figure.STEPS, figure.TIMES = (figure.STEPS, figure.TIMES), 60, range(0, 61, 20)
    try:
        return figure.compute(Budget())
    finally:
        figure.STEPS, figure.TIMES = saved


def test_isometries_and_pointwise_lifts_gain_nothing_and_others_lose(tables: dict[str, Table]) -> None:
    plain = tables["ends"].where(lift="plain").floats("matched")[0]
    for name, scale, _, matched, gain in tables["ends"].rows:
        if name in ("plain", "isometry", "2 isometry", "one channel to 40"):
            assert gain < NONE
        else:
            assert matched > plain + 1e-3
            assert scale > 1


def test_at_one_step_size_the_scaled_lifts_look_faster(tables: dict[str, Table]) -> None:
    ends = dict(zip(tables["ends"]["lift"], tables["ends"].floats("equal"), strict=True))
    assert ends["one channel to 40"] < ends["2 isometry"] < ends["isometry"] == pytest.approx(ends["plain"], abs=NONE)


def test_the_gradient_is_that_of_the_loss() -> None:
    problem = start(3, 5, 2, 20, seed=0)
    _, gradient = loss_and_gradient(problem.x_nm, problem.e_mp)
    for i, j in np.ndindex(gradient.shape):
        moved = [
            problem.e_mp + s * 1e-6 * (np.indices((3, 5)) == np.array([i, j])[:, None, None]).all(0) for s in (1, -1)
        ]
        up, down = (loss_and_gradient(problem.x_nm, e)[0] for e in moved)
        assert gradient[i, j] == pytest.approx((up - down) / 2e-6, abs=1e-7)
    with pytest.raises(ValueError, match="rank 1"):
        losses(problem, np.ones((4, 3)), 0.1, 1)
