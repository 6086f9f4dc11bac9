"""Parents and children: the definition holds sample by sample, and parent-only samples exist exactly when they are asked for."""

from __future__ import annotations

import math
from typing import Any

import numpy as np
import pytest
import torch

from solvers.sdl.train.data.correlated import Correlated, block_correlation
from solvers.sdl.train.data.hierarchy import Hierarchy, Tree
from solvers.sdl.train.data.linear_representation import BenchSettings
from theory.errors import InputError

NUMBERS = torch.arange(12_000)


def test_the_tree_of_the_concept_experiments() -> None:
    tree = Tree((4, 3, 2))
    assert (tree.nodes, tree.sizes) == (40, (4, 12, 24))
    assert tree.levels == (0,) * 4 + (1,) * 12 + (2,) * 24
    children = {v: [w for w, parent in enumerate(tree.parents) if parent == v] for v in range(40)}
    assert [len(children[v]) for v in range(40)] == [3] * 4 + [2] * 12 + [0] * 24
    assert all(tree.names[w].startswith(tree.names[v] + ".") for v in children for w in children[v])
    assert len(set(tree.names)) == 40


def test_without_stops_a_parent_is_active_exactly_when_a_child_is() -> None:
    data = Hierarchy(seed=0)
    members = data.members(NUMBERS)
    for v in range(16):
        children = [w for w, parent in enumerate(data.tree.parents) if parent == v]
        assert torch.equal(members[:, v], members[:, children].any(dim=1))
        assert (members[:, children].sum(dim=1) <= 1).all()
    assert (members.sum(dim=1) == 3).all()
    # every level is uniform: four standard deviations of a binomial number of 12,000 trials, 40 nodes
    for v, level in enumerate(data.tree.levels):
        p = 1 / data.tree.sizes[level]
        assert abs(int(members[:, v].sum()) - 12_000 * p) < 4.5 * math.sqrt(12_000 * p * (1 - p)), v


def test_with_stops_there_are_parent_only_samples() -> None:
    data = Hierarchy(seed=0, stop=(0.5, 0.25))
    members = data.members(NUMBERS)
    for w, parent in enumerate(data.tree.parents):
        if parent >= 0:
            assert bool((members[:, parent] | ~members[:, w]).all())  # a child is never without its parent
    depths = torch.bincount(members.sum(dim=1), minlength=4).tolist()
    assert depths[0] == 0
    # shares 1/2, 1/8, 3/8; four standard deviations
    for found, p in zip(depths[1:], (0.5, 0.125, 0.375), strict=True):
        assert abs(found - 12_000 * p) < 4 * math.sqrt(12_000 * p * (1 - p))
    ended = members[members.sum(dim=1) == 1][:, :4].sum(dim=0)  # where a path ends does not depend on where it leads
    share = 12_000 * 0.5 / 4
    assert (ended - share).abs().max() < 4 * math.sqrt(share)
    assert (Hierarchy(seed=0, stop=1.0).members(NUMBERS).sum(dim=1) == 1).all()


def test_magnitudes_features_and_labels_fit() -> None:
    data = Hierarchy(seed=5, stop=0.3, noise=0.0)
    batch = data.batch(3, 600)
    assert batch.features_bn is not None
    labels = data.members(data.sample_numbers(3, 600))
    assert torch.equal(batch.features_bn > 0, labels)
    on = batch.features_bn[labels]
    assert on.min() >= 0.8
    assert on.max() <= 1.2
    assert abs(float(on.mean()) - 1.0) < 4 * 0.4 / math.sqrt(12 * len(on))  # uniform law of width 0.4
    assert data.truth is not None
    rows = data.truth.features_in_np
    assert torch.allclose(rows @ rows.T, torch.eye(40), atol=1e-6)  # orthonormal up to single precision
    assert torch.allclose(batch.x_bp @ rows.T, batch.features_bn, atol=1e-5)


def test_the_tree_data_have_the_stated_noise_and_size() -> None:
    data = Hierarchy(seed=1)
    assert (data.samples, data.inputs, data.noise) == (4096, (48,), 0.05)
    batch = data.batch(0, 4096)
    assert batch.features_bn is not None
    assert data.truth is not None
    rest = batch.x_bp - batch.features_bn @ data.truth.features_in_np
    # 196,608 normal numbers: the standard deviation is known to 1 / sqrt(2 * 196608) of itself; four of these
    assert abs(float(rest.std()) / 0.05 - 1) < 4 / math.sqrt(2 * rest.numel())


def test_same_again_and_parts() -> None:
    whole = Hierarchy(seed=2).batch(9, 96)
    parts = [Hierarchy(seed=2).batch(9, 96, part=i, parts=3).features_bn for i in range(3)]
    assert torch.equal(torch.cat([p for p in parts if p is not None]), whole.features_bn)  # pyright: ignore[reportArgumentType]
    assert torch.equal(Hierarchy(seed=2).batch(9, 96).x_bp, whole.x_bp)
    assert not torch.equal(Hierarchy(seed=3).batch(9, 96).x_bp, whole.x_bp)


def test_features_may_interfere() -> None:
    data = Hierarchy((3, 3), dimension=9, seed=0, interference=0.3)
    assert data.truth is not None
    gram = data.truth.features_in_np @ data.truth.features_in_np.T
    assert 0.0 < float((gram - 2 * torch.eye(12)).max()) <= 0.3


@pytest.mark.parametrize(
    ("options", "word"),
    [
        ({"branching": ()}, "branching"),
        ({"branching": (2, 0)}, "branching"),
        ({"branching": (1 << 11, 1 << 11)}, "branching"),
        ({"dimension": 39}, "dimension"),
        ({"stop": 1.5}, "stop"),
        ({"stop": (0.1,)}, "stop"),
        ({"least": 0.0}, "magnitudes"),
        ({"least": 2.0}, "magnitudes"),
        ({"noise": math.nan}, "noise"),
    ],
)
def test_refusals(options: dict[str, Any], word: str) -> None:
    with pytest.raises(InputError, match=f"^{word}"):
        Hierarchy(seed=0, **options)


SETTINGS = BenchSettings(features=6, inputs=(6,), sparsity=0.5, interference=0.5)


def active(correlation: np.ndarray, settings: BenchSettings = SETTINGS, size: int = 40_000) -> torch.Tensor:
    z_bn = Correlated(settings, correlation, seed=0).batch(0, size).features_bn
    assert z_bn is not None
    return (z_bn > 0).double()


def test_correlated_activities_obey_sheppards_formula() -> None:
    correlation = block_correlation((3, 2, 1), (0.6, -0.7, 0.0))
    on = active(correlation)
    both = on.T @ on / len(on)
    wanted = 0.25 + np.arcsin(correlation) / (2 * np.pi)
    # 21 shares of 40,000 trials: 4.5 standard deviations of the widest binomial share
    assert np.abs(both.numpy() - wanted).max() < 4.5 * 0.5 / math.sqrt(40_000)


def test_correlation_does_not_change_the_single_features() -> None:
    settings = BenchSettings(features=6, inputs=(6,), sparsity=0.95, interference=0.5, c_min=0.5, beta=2.0)
    for within in (0.0, 0.9):
        data = Correlated(settings, block_correlation((6,), within), seed=1)
        z_bn = data.batch(0, 40_000).features_bn
        assert z_bn is not None
        shares = (z_bn > 0).double().mean(0)
        assert (shares - 0.05).abs().max() < 4.5 * math.sqrt(0.05 * 0.95 / 40_000)
        on = z_bn[z_bn > 0]
        # magnitudes are independent of everything: mean 2.5, standard deviation 2
        assert abs(float(on.mean()) - 2.5) < 4.5 * 2 / math.sqrt(len(on))


def test_correlation_one_and_minus_one() -> None:
    assert (active(block_correlation((6,), 1.0)).sum(1) % 6 == 0).all()
    opposite = active(block_correlation((2, 4), (-1.0, 0.0)))
    assert (opposite[:, 0] + opposite[:, 1] == 1).all()


def test_correlated_same_again_and_parts() -> None:
    correlation = block_correlation((4, 2), 0.5)
    whole = Correlated(SETTINGS, correlation, seed=0).batch(2, 30)
    assert torch.equal(Correlated(SETTINGS, correlation, seed=0).batch(2, 30).x_bp, whole.x_bp)
    parts = [Correlated(SETTINGS, correlation, seed=0).batch(2, 30, part=i, parts=3).features_bn for i in range(3)]
    assert torch.equal(torch.cat([p for p in parts if p is not None]), whole.features_bn)  # pyright: ignore[reportArgumentType]


@pytest.mark.parametrize(
    ("matrix", "why"),
    [
        (np.eye(5), r"\(6, 6\) is needed"),
        (np.full((6, 6), np.nan), "finite and exactly symmetric"),
        (np.triu(np.ones((6, 6))), "finite and exactly symmetric"),
        (2 * np.eye(6), "correlation 1 with itself"),
        (1.5 * np.eye(6) - 0.5, "positive semidefinite"),
    ],
)
def test_what_is_no_correlation_matrix(matrix: np.ndarray, why: str) -> None:
    with pytest.raises(InputError, match=why):
        Correlated(SETTINGS, matrix, seed=0)


@pytest.mark.parametrize(
    ("blocks", "within", "word"),
    [
        ((), 0.5, "blocks"),
        ((2, 0), 0.5, "blocks"),
        ((3,), -0.6, "within"),
        ((3,), 1.1, "within"),
        ((2, 2), (0.5,), "blocks"),
    ],
)
def test_impossible_blocks(blocks: tuple[int, ...], within: Any, word: str) -> None:
    with pytest.raises(InputError, match=f"^{word}"):
        block_correlation(blocks, within)
