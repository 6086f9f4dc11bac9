"""The bounds of Theorem 3.1 against the binomial distribution, and their order."""

from __future__ import annotations

import itertools
from fractions import Fraction
from functools import cache

from scipy.stats import binom

from paper_figs.sdl import bounds_3_1 as figure
from paper_figs.table import Table
from theory.claims import Budget


@cache
def computed() -> Table:
    return figure.compute(Budget())


def test_the_sharp_bound_is_a_binomial_tail() -> None:
    for n, _, density, _, _, sharp in computed().rows:
        assert abs(binom.sf(1, int(n), float(density)) - float(sharp)) < 1e-10


def test_the_sharp_bound_by_enumerating_outcomes() -> None:
    n, x = 4, Fraction(1, 3)
    total = Fraction(0)
    for active in itertools.product((0, 1), repeat=n):
        if sum(active) >= 2:
            total += x ** sum(active) * (1 - x) ** (n - sum(active))
    assert figure.beta(n, x) == total


def test_sharp_below_pairs_below_published() -> None:
    for row in computed().rows:
        assert float(row[5]) <= float(row[4]) + 1e-15
        assert 2 * float(row[4]) < float(row[3])


def test_the_published_benchmark() -> None:
    row = next(r for r in computed().rows if r[0] == 1000 and r[1] == 10)
    assert row[3] == 100
    assert abs(float(row[5]) - 0.99952) < 5e-6
