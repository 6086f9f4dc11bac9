"""Held-out rows: a partition, by blocks, the same for everybody; and training that never sees them."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
import torch
from hypothesis import given
from hypothesis import strategies as st

from solvers.sdl.train.config.tables import from_tables
from solvers.sdl.train.data.activation_files import ActivationFiles
from solvers.sdl.train.data.holdout import Split
from solvers.sdl.train.model.anchor_files import anchors_of_classes
from solvers.sdl.train.run.build import build_source
from theory.errors import InputError


@given(st.integers(2, 3000), st.floats(0.01, 0.9))
def test_a_split_is_a_partition_of_nearly_the_right_size(rows: int, share: float) -> None:
    if not 0 < round(rows * share) < rows:
        with pytest.raises(InputError, match="holdout"):
            Split(rows, share)
        return
    split = Split(rows, share)
    training, held = split.training(np.arange(split.count)), split.held(np.arange(split.held_count))
    assert np.array_equal(np.sort(np.concatenate([training, held])), np.arange(rows))
    assert np.all(np.diff(training) > 0)
    assert np.all(np.diff(held) > 0)
    assert np.array_equal(split.is_held(np.arange(rows)), np.isin(np.arange(rows), held))
    assert 0 < split.held_count < rows
    assert abs(split.held_count - rows * share) <= max(1.5, rows * share / 8)  # whole blocks of at most a sixteenth


def test_nothing_held_out_changes_nothing() -> None:
    split = Split(10, 0.0)
    assert split.held_count == 0
    assert split.training(np.arange(10)).tolist() == list(range(10))
    assert len(split.held(np.arange(0))) == 0
    assert not split.is_held(np.arange(10)).any()


def test_blocks_of_neighbours_spread_over_the_file() -> None:
    split = Split(100_000, 0.1)
    held = split.held(np.arange(split.held_count))
    assert (np.diff(held) == 1).mean() > 0.9
    quarters = np.bincount(held // 25_000, minlength=4)
    assert quarters.min() > 0.3 * quarters.max()  # a file sorted by class is divided fairly


def test_batches_never_contain_a_held_out_row_and_all_others_do(tmp_path: Path) -> None:
    np.save(tmp_path / "a.npy", np.arange(200, dtype=np.float32)[:, None])
    source = ActivationFiles(tmp_path / "a.npy", seed=3, holdout=0.25)
    seen = torch.cat([source.batch(step, 30).x_bp[:, 0] for step in range(5)])
    held = source.held_rows(slice(None)).x_bp[:, 0]
    assert sorted([*seen.tolist(), *held.tolist()]) == list(range(200))
    assert (
        ActivationFiles(tmp_path / "a.npy", seed=9, holdout=0.25).held_rows(slice(None)).x_bp[:, 0].tolist()
        == held.tolist()
    )
    assert source.rows(slice(None)).x_bp[:, 0].tolist() == list(range(200))


def test_anchors_of_classes_do_not_see_them_either(tmp_path: Path) -> None:
    rng = np.random.default_rng(0)
    x, labels = rng.normal(size=(300, 4)).astype(np.float32) + 1, np.arange(300) % 2
    np.save(tmp_path / "a.npy", x)
    np.save(tmp_path / "labels.npy", labels)
    source = ActivationFiles(tmp_path / "a.npy", seed=0, holdout=0.2)
    before = anchors_of_classes(tmp_path / "labels.npy", source).features_kp
    held = source.split.is_held(np.arange(300))
    wanted = np.stack([x[~held & (labels == c)].astype(np.float64).mean(0) for c in (0, 1)])
    assert np.allclose(before, wanted / np.linalg.norm(wanted, axis=1, keepdims=True), atol=1e-6)
    x[held] = 1e6
    np.save(tmp_path / "a.npy", x)
    again = ActivationFiles(tmp_path / "a.npy", seed=0, holdout=0.2)
    assert torch.equal(anchors_of_classes(tmp_path / "labels.npy", again).features_kp, before)


@pytest.mark.parametrize(("share", "says"), [(1.0, "less than 1"), (-0.1, "at least 0"), (0.001, "0 of 50 rows")])
def test_impossible_shares(tmp_path: Path, share: float, says: str) -> None:
    np.save(tmp_path / "a.npy", np.ones((50, 2), np.float32))
    tables = {
        "model": {"kind": "relu", "width": 4},
        "data": {"kind": "files", "files": [str(tmp_path / "a.npy")], "holdout": share},
    }
    with pytest.raises(InputError, match=says):
        build_source(from_tables(tables), seed=0)
