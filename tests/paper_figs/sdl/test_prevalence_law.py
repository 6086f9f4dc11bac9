"""The prevalence law, against an enumeration of all sign flips of one cluster."""

from __future__ import annotations

import itertools
from functools import cache

import numpy as np

from paper_figs.sdl import prevalence_law
from paper_figs.table import Table
from theory.claims import Budget


@cache
def computed() -> Table:
    return prevalence_law.compute(Budget(profile="full"))


def test_the_laws_count_sign_flips() -> None:
    """Among the 2^m flips of a generic cluster exactly 2m (2) have a positive (top) eigenvector: an independent count."""
    rng = np.random.default_rng(7)
    for m, partial, local in zip(computed()["m"][:6], computed()["partial_law"], computed()["local_law"], strict=False):
        v, weights = rng.standard_normal((m, m + 1)), rng.uniform(0.5, 2, m)
        flips = np.array(list(itertools.product((1.0, -1.0), repeat=m)))
        found = prevalence_law.positive_eigenvectors(flips[:, :, None] * v, np.tile(weights, (len(flips), 1)))
        assert tuple(found.sum(axis=0)) == (partial * 2**m, local * 2**m)


def test_simulated_shares_are_within_four_standard_errors() -> None:
    """16 comparisons at two sided 4 sigma: a false alarm has probability 1e-3, and the seed is fixed."""
    for name in ("partial", "local"):
        for law, share, two in zip(*(computed().floats(f"{name}_{x}") for x in ("law", "share", "error")), strict=True):
            assert abs(law - share) <= 2 * two + 1e-12


def test_a_wrong_law_would_be_noticed() -> None:
    share, two = computed().floats("partial_share")[3], computed().floats("partial_error")[3]
    assert abs(5 / 2**5 - share) > 4 * two
