"""Points in memory: every epoch holds each point once, parts make the whole, and bad tables are refused."""

from __future__ import annotations

import numpy as np
import pytest
import torch

from solvers.sdl.train.data.points import Points
from theory.errors import InputError

X = np.arange(20.0).reshape(10, 2)


def test_every_epoch_holds_each_point_once_and_orders_differ() -> None:
    source = Points(X, seed=3)
    epochs = [torch.cat([source.batch(2 * e + i, 5).x_bp for i in (0, 1)]) for e in range(3)]
    for epoch in epochs:
        assert torch.equal(epoch.sort(dim=0).values, torch.from_numpy(X).float())
    assert not torch.equal(epochs[0], epochs[1])
    assert torch.equal(epochs[0], torch.cat([Points(X, seed=3).batch(i, 5).x_bp for i in (0, 1)]))


def test_parts_make_the_whole_and_targets_stay_with_their_points() -> None:
    source = Points(X, -X[:, :1], seed=0)
    whole, parts = source.batch(1, 6), [source.batch(1, 6, part=i, parts=3) for i in range(3)]
    assert torch.equal(whole.x_bp, torch.cat([p.x_bp for p in parts]))
    assert torch.equal(whole.y_br, -whole.x_bp[:, :1])
    assert source.outputs == (1,)


@pytest.mark.parametrize(
    ("x", "y", "message"),
    [
        (np.ones(3), None, "must be a table"),
        (np.ones((0, 2)), None, "must be a table"),
        (np.array([[1.0, np.nan]]), None, r"points\[0\].*finite"),
        (np.ones((3, 2)), np.ones((2, 2)), "one target per point"),
    ],
)
def test_bad_tables_are_refused(x: np.ndarray, y: np.ndarray | None, message: str) -> None:
    with pytest.raises(InputError, match=message):
        Points(x, y, seed=0)
