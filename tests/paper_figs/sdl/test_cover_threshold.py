"""Cover's law against counting sign vectors, and the published sizes against an independent tail sum."""

from __future__ import annotations

import itertools
import math
from fractions import Fraction
from functools import cache

import numpy as np
import pytest
from scipy.stats import binom

from paper_figs.sdl import cover_threshold as figure
from paper_figs.table import Table
from theory.claims import Budget


@cache
def computed() -> dict[str, Table]:
    return figure.compute(Budget())


@pytest.mark.parametrize(("n", "p"), [(1, 1), (3, 1), (4, 2), (6, 3), (5, 5)])
def test_the_law_counts_sign_flips_of_any_fixed_directions(n: int, p: int) -> None:
    """Of the 2^n sign flips of n vectors in general position, those with an isolating row for feature 0, found by LP."""
    from scipy.optimize import linprog

    w = np.random.default_rng(3).standard_normal((n, p))
    good = 0
    for flip in itertools.product((1, -1), repeat=n):
        rows = np.array(flip)[:, None] * w
        sides = rows.copy()
        sides[0] *= -1  # a.w_0 >= 1 and a.w_e <= 0
        bounds = np.array([-1.0] + [0.0] * (n - 1))
        good += linprog(np.zeros(p), A_ub=sides, b_ub=bounds, bounds=[(None, None)] * p).status == 0
    assert Fraction(good, 2**n) == figure.isolated(n, p)


def test_curves_agree_with_the_binomial_distribution() -> None:
    for p, n, _, value in computed()["curves"].rows:
        assert abs(binom.cdf(int(p) - 1, int(n) - 1, 0.5) - float(value)) < 1e-9


def test_half_at_twice_the_dimension_and_one_below_it() -> None:
    for p in figure.DIMENSIONS:
        assert figure.isolated(2 * p, p) == Fraction(1, 2)
        assert figure.isolated(p, p) == 1


def test_published_sizes() -> None:
    failure = dict(zip(computed()["benchmark"]["n"], computed()["benchmark"]["log10_failure"], strict=True))
    assert failure[1000] == pytest.approx(math.log10(3.28e-68), abs=2e-3)
    assert failure[1536] == pytest.approx(math.log10(0.5), abs=1e-12)
    for n, found in failure.items():
        assert found == pytest.approx(binom.logsf(767, n - 1, 0.5) / math.log(10), rel=1e-8)
