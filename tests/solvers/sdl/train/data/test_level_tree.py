"""The tree of levels: cosines, frequencies against their closed forms, cutting of batches, refusals."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest
import torch

from solvers.sdl.train.config.tables import from_tables
from solvers.sdl.train.data.level_tree import LevelTree, Parents
from solvers.sdl.train.run.build import build_source
from theory.errors import InputError
from theory.pursuit.mixing import mixing

PRINTED = {
    3: (0.0, 0.0893, 0.1627, 0.2257, 0.2818, 0.3333, 0.3824, 0.4310, 0.4818, 0.5407),
    11: (0.0, 0.2993, 0.4396, 0.5288, 0.5942, 0.6467, 0.6918, 0.7330, 0.7736, 0.8182),
}


def test_the_mixing_coefficient_gives_the_printed_table() -> None:
    for n, row in PRINTED.items():
        assert [round(mixing(n, k / 10), 4) for k in range(10)] == list(row)
    with pytest.raises(InputError, match="rho = -1"):
        mixing(3, -1.0)


@pytest.mark.parametrize("rho", [0.0, 0.3, 0.9])
def test_cosines(rho: float) -> None:
    data = LevelTree(seed=1, coherence=rho)
    rows = data.truth.features_in_np.double().numpy()
    wanted = np.eye(20)
    for group in data.tree.groups:
        for i in group:
            for j in group:
                wanted[i, j] = 1.0 if i == j else rho
    assert np.abs(rows @ rows.T - wanted).max() < 1e-6  # single precision


def test_the_code_has_exactly_one_parent_and_the_text_has_not() -> None:
    numbers = torch.arange(40_000)
    one, many = LevelTree(seed=0), LevelTree(seed=0, exclusive=False)
    roots = list(one.tree.roots)
    on = one.members(numbers)
    assert (on[:, roots].sum(1) == 1).all()
    odds = torch.tensor(one.parent_odds)
    # standard errors of 40,000 draws are below 0.0026; five of them
    assert (on[:, roots].double().mean(0) - odds).abs().max() < 0.013
    assert abs(on.sum(1).double().mean() - 1.36) < 0.013
    free = many.members(numbers)
    assert (free[:, roots].double().mean(0) - odds).abs().max() < 0.013
    assert abs((free.sum(1) == 0).double().mean() - 0.8**3 * 0.95**8) < 0.013
    for members in (on, free):
        for node, parent in enumerate(one.tree.parents):
            if parent >= 0:
                assert not bool((members[:, node] & ~members[:, parent]).any())
                share = members[:, node].sum() / members[:, parent].sum()
                assert abs(float(share) - 0.2) < 0.03  # of about 8,000: five standard errors are 0.022
        for group in one.tree.groups[1:]:
            assert (members[:, list(group)].sum(1) <= 1).all()


def test_magnitudes_and_noise() -> None:
    data = LevelTree(seed=0, mean=1.0, deviation=0.0, child_mean=0.25, child_deviation=0.0, noise=0.1, dimension=30)
    batch = data.batch(0, 500)
    assert batch.features_bn is not None
    assert set(batch.features_bn.unique().tolist()) == {0.0, 0.25, 1.0}
    left = batch.x_bp - batch.features_bn @ data.truth.features_in_np
    assert left.shape == (500, 30)
    assert abs(float(left.std()) - 0.1) < 0.005


def test_parts_make_the_whole() -> None:
    data = LevelTree(seed=3)
    parts = torch.cat([data.batch(2, 12, part=i, parts=3).x_bp for i in range(3)])
    assert torch.allclose(data.batch(2, 12).x_bp, parts, atol=1e-6)
    whole = data.sample_numbers(2, 12)
    each = [data.sample_numbers(2, 12, part=i, parts=3) for i in range(3)]
    assert torch.equal(data.magnitudes(whole), torch.cat([data.magnitudes(numbers) for numbers in each]))


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"children": [-1]}, "at least 0"),
        ({"children": []}, "numbers >= 0"),
        ({"coherence": 1.0}, "less than 1"),
        ({"dimension": 19}, "as many dimensions"),
        ({"parent_odds": [0.5] * 11}, "add up to 1"),
        ({"parent_odds": [1.0]}, "each of 11"),
        ({"child_odds": 0.4}, "3 times"),
        ({"features": 3}, "no meaning"),
    ],
)
def test_refusals(changes: dict[str, Any], words: str) -> None:
    with pytest.raises(InputError, match=words):
        build_source(from_tables({"model": {"kind": "relu", "width": 4}, "data": {"kind": "tree", **changes}}), seed=0)
    with pytest.raises(InputError, match='form = "sae"'):
        from_tables({"model": {"kind": "relu", "width": 4, "form": "transcoder"}, "data": {"kind": "tree"}})


def test_other_trees_get_uniform_odds() -> None:
    data = LevelTree((2, 0), seed=0, child_odds=0.5)
    assert data.parent_odds == (0.5, 0.5)
    assert Parents((2, 0)).parents == (-1, 0, 0, -1)
    on = data.members(torch.arange(2000))
    assert bool((on[:, 0] <= on[:, 1:3].any(1)).all())  # child_odds * 2 = 1: the parent is never alone
