"""Manifolds as training data: batches are a function of the step, and the configuration says what is wrong."""

from __future__ import annotations

import numpy as np
import pytest
import torch

from solvers.sdl.train.config.tables import from_tables
from solvers.sdl.train.data.manifold_mixture import BLOCK, ManifoldMixture, chosen_manifolds
from solvers.sdl.train.run.build import build_source
from theory.errors import InputError

MODEL = {"kind": "topk", "width": 8, "k": 2}


def tables(**data: object) -> dict[str, object]:
    return {"model": MODEL, "data": {"kind": "manifolds", **data}}


def small(**options: object) -> ManifoldMixture:
    return ManifoldMixture(chosen_manifolds(["circle", "helix", "segment"]), dimension=9, active=2, seed=5, **options)


def test_batches_do_not_depend_on_what_was_asked_before() -> None:
    one, other = small(), small()
    late = other.batch(500, 100).x_bp
    for step in (0, 163, 164, 500):  # 163 and 164 are on both sides of a block's end
        whole = one.batch(step, 100).x_bp
        parts = torch.cat([other.batch(step, 100, part=i, parts=4).x_bp for i in range(4)])
        assert torch.equal(whole, parts)
        assert torch.equal(whole, one.rows(slice(100 * step, 100 * step + 100)).x_bp)
    assert torch.equal(late, one.batch(500, 100).x_bp)


def test_samples_are_those_of_the_mixture() -> None:
    data = small()
    drawn = data.labelled(0)
    assert np.allclose(data.rows(slice(0, BLOCK)).x_bp.numpy(), drawn.x, atol=1e-6)
    assert (drawn.present.sum(axis=1) == 2).all()
    rebuilt = np.zeros_like(drawn.x)
    for i, v in enumerate(data.mixture.subspaces):
        rebuilt[drawn.present[:, i]] += drawn.parts[i] @ v
    assert np.abs(rebuilt - drawn.x).max() < 1e-4


def test_a_finite_set_comes_back_in_another_order() -> None:
    data = small(samples=300)
    first, second = data.batch(0, 300).x_bp, data.batch(1, 300).x_bp
    assert not torch.equal(first, second)
    assert torch.equal(first[:, 0].sort().values, second[:, 0].sort().values)


def test_presets() -> None:
    for preset, width in (("zoo", 128), ("superposed", 64)):
        source = build_source(from_tables(tables(preset=preset)), seed=0)
        assert isinstance(source, ManifoldMixture)
        assert (len(source.manifolds), source.inputs, source.mixture.active) == (48, (width,), 4)
    assert build_source(from_tables(tables(preset="superposed", dimension=40)), seed=0).inputs == (40,)


@pytest.mark.parametrize(
    ("data", "why"),
    [
        ({}, "give a preset, or data.manifolds"),
        ({"preset": "mini"}, "take zoo, superposed"),
        ({"manifolds": ["circle"]}, "data.dimension"),
        ({"manifolds": ["klein bottle"], "dimension": 5}, "no manifold of this name"),
        ({"manifolds": ["circle -1"], "dimension": 5}, "positive"),
        ({"manifolds": ["circle one"], "dimension": 5}, "not an exact number"),
        ({"manifolds": ["circle 1 2 3"], "dimension": 5}, "circle 1 2 3"),
        ({"manifolds": ["sphere"], "dimension": 2}, "widen the space"),
        ({"manifolds": ["circle"], "dimension": 4, "active": 2}, "active = 2"),
        ({"preset": "zoo", "features": 3}, "has no meaning"),
        ({"preset": "zoo", "samples": 10**9}, "kept in memory"),
    ],
)
def test_what_is_wrong_is_said(data: dict[str, object], why: str) -> None:
    with pytest.raises(InputError, match=why):
        build_source(from_tables(tables(**data)), seed=0)


def test_other_forms_and_other_kinds_are_refused() -> None:
    with pytest.raises(InputError, match="are for form"):
        from_tables({"model": {**MODEL, "form": "transcoder"}, "data": {"kind": "manifolds", "preset": "zoo"}})
    with pytest.raises(InputError, match="is none of data"):
        from_tables({"model": MODEL, "data": {"preset": "zoo"}})
    with pytest.raises(InputError, match="has no meaning"):
        from_tables({"model": MODEL, "data": {"preset": "mini", "manifolds": ["circle"]}})


def test_blocks_that_are_drawn_ahead_are_those_that_are_asked_for() -> None:
    def source() -> ManifoldMixture:
        return ManifoldMixture(chosen_manifolds(["circle", "segment"]), dimension=4, active=1, seed=0)

    size, straight = 9000, source()
    batches = [straight.batch(step, size).x_bp for step in range(6)]  # several blocks one after the other
    for step in (5, 0, 3, 4, 1):
        assert torch.equal(source().batch(step, size).x_bp, batches[step])
    assert torch.equal(straight.batch(1, size).x_bp, batches[1])  # back, with another block drawn ahead
