"""The published experiments: sizes, what each row trains, and that both ways of training measure the same things."""

from __future__ import annotations

from dataclasses import replace

import pytest

from solvers.sdl.recovery.experiments import METHODS, SIZES, Size, train_cell
from solvers.sdl.train.config.settings import Settings
from theory.errors import InputError

SMALL: Size = replace(
    SIZES["mini"],
    bench=replace(SIZES["mini"].bench, features=6, inputs=(5,), samples=256, width=12, interference=0.3, sparsity=0.8),
    active=2,
    anchors=2,
    training=Settings(steps=40, batch_size=32, learning_rate=0.02),
)


def test_the_published_size_is_the_one_of_table_3() -> None:
    bench = SIZES["paper"].bench
    assert (bench.features, bench.inputs, bench.width, bench.samples) == (1000, (768,), 16_000, 100_000)
    assert (bench.sparsity, bench.interference, SIZES["paper"].anchors) == (0.99, 0.1, 100)


@pytest.mark.parametrize("name", METHODS)
def test_every_method_trains_and_anchors_hold_their_features(name: str) -> None:
    runs = train_cell(METHODS[name], SMALL, seeds=(0, 1), anchors=(0, 2))
    assert [(r.seed, r.anchored) for r in runs] == [(0, 0), (0, 2), (1, 0), (1, 2)]
    for r in runs:
        assert len(r.decoder.best_n) == 6
        assert 0 < r.error < 2
    # the anchors pull their neurons towards the features: 40 steps move them a good part of the way
    for plain, held in (runs[:2], runs[2:]):
        assert held.encoder.best_n[:2].sum() > plain.encoder.best_n[:2].sum() - 0.05
    assert train_cell(METHODS[name], SMALL, seeds=(0,))[0].error == pytest.approx(runs[0].error, abs=1e-4)


def test_one_after_the_other() -> None:
    size = replace(SMALL, training=replace(SMALL.training, steps=300))
    alone, stacked = (train_cell(METHODS["ReLU"], size, seeds=(0,), anchors=(0, 2), together=t) for t in (False, True))
    for a, b in zip(alone, stacked, strict=True):
        assert (a.seed, a.anchored) == (b.seed, b.anchored)
        assert a.error == pytest.approx(b.error, abs=0.05)  # other batches of the same data
    assert alone[1].decoder.best_n[:2].min() > 0.95 > alone[0].decoder.best_n[:2].min()


def test_rest_leaves_the_anchored_features_out() -> None:
    run = train_cell(METHODS["TopK"], SMALL, seeds=(3,), anchors=(2,))[0]
    assert run.rest(0.0) == 1.0
    level = float(sorted(run.decoder.best_n[2:])[-1])
    assert run.rest(level) == 0.25
    with pytest.raises(InputError, match="one positive number"):
        train_cell(METHODS["TopK"], SMALL, seeds=(3,), anchors=(1, 2))
