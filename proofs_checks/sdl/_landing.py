"""Trained ensembles on three problems with three features, and how many runs end on a list of predictions."""

from __future__ import annotations

import functools
from collections.abc import Sequence
from fractions import Fraction
from typing import TYPE_CHECKING

from theory.claims import Certificate
from theory.evidence import evaluation
from theory.formal import names
from theory.sdl import Activation, Problem

if TYPE_CHECKING:
    from solvers.sdl.ensemble.descent import Ensemble
    from solvers.sdl.landing.match import Landing, Prediction

WEIGHTS = (Fraction(1), Fraction(13, 10), Fraction(17, 10))
# Rows of the Cholesky factor of (1-g) I + g J, rounded to three decimals: inner products within 1e-3 of g.
FEATURES = {
    "0": (("1", "0", "0"), ("0", "1", "0"), ("0", "0", "1")),
    "3/10": (("1", "0", "0"), ("0.3", "0.954", "0"), ("0.3", "0.22", "0.928")),
    "-3/10": (("1", "0", "0"), ("-0.3", "0.954", "0"), ("-0.3", "-0.409", "0.862")),
}


def problem(inner: str) -> Problem:
    """The autoencoder with three features, three ReLU neurons and inner products ``inner``."""
    rows = [[Fraction(x) for x in row] for row in FEATURES[inner]]
    return Problem.sae(rows, weights=WEIGHTS, activation=Activation("relu"), width=3, name=f"inner product {inner}")


@functools.cache
def trained(inner: str, runs: int, steps: int, seed: int) -> Ensemble:
    """The ensemble, trained once per process."""
    from solvers.sdl.ensemble.descent import Schedule, train_ensemble

    return train_ensemble(problem(inner), runs=runs, seed=seed, schedule=Schedule(steps=steps))


def landed(inner: str, predictions: Sequence[Prediction], *, runs: int, steps: int, seed: int) -> Landing:
    """Where the ensemble ended, against a list."""
    from solvers.sdl.landing.match import land

    return land(trained(inner, runs, steps, seed), predictions)


def share(explained: int, runs: int, at_least: Fraction, means: str) -> Certificate:
    """The recorded counts are at least the share: integer arithmetic that the checker repeats."""
    on_list, total = names("on_list total")
    return evaluation(
        on_list >= at_least * total, let={"on_list": explained, "total": runs}, record="on_list total", means=means
    )


def approaching_valleys(ensemble: Ensemble, runs: Sequence[int], *, steps: int) -> int:
    """How many of the runs come closer to the limit of a collision valley in further training, and stay above its infimum."""
    import numpy as np

    from solvers.sdl.ensemble.descent import Schedule, go_on
    from solvers.sdl.landing.block_spectrum import collision_valleys
    from solvers.sdl.landing.match import distances

    valleys = collision_valleys(ensemble.problem)
    if not runs or not valleys:
        return 0
    before = distances(ensemble, valleys)[list(runs)]
    # decoders grow in a valley, so that it gets steeper: a smaller step than in training keeps the descent stable
    later = go_on(ensemble, runs, schedule=Schedule(steps=steps, learning_rate=0.02, annealed=0.0))
    after, nearest = distances(later, valleys), before.argmin(axis=1)
    rows = np.arange(len(nearest))
    closer = after[rows, nearest] < before[rows, nearest]
    above = later.loss_s > np.array([valleys[i].loss for i in nearest])
    return int((closer & above).sum())
