"""Cover's shares against trying all concepts, and the draws against the binomial spread of their exact share."""

from __future__ import annotations

import random
from fractions import Fraction
from functools import cache
from itertools import combinations

import pytest

from paper_figs.concepts import separability_curve as figure
from paper_figs.table import Table
from theory.claims import Budget


@cache
def computed() -> dict[str, Table]:
    return figure.compute(Budget())


@pytest.mark.parametrize(("points", "n"), [(4, 1), (5, 2), (6, 2), (6, 3)])
def test_the_share_counts_all_concepts(points: int, n: int) -> None:
    from solvers.concepts.separability import Separated, separate

    rng = random.Random(1)
    x = [[rng.randint(-999, 999) for _ in range(n)] for _ in range(points)]
    found = sum(
        isinstance(separate(x, chosen), Separated)
        for size in range(points + 1)
        for chosen in combinations(range(points), size)
    )
    assert Fraction(found, 2**points) == figure.separable(points, n)


def test_draws_lie_within_four_standard_deviations() -> None:
    """With 30 dots and seeds that are fixed, 4 deviations are exceeded by a right program in one of 500 seeds."""
    for n, points, draws, separated in computed()["draws"].rows:
        p = float(figure.separable(points, n))
        assert abs(separated - draws * p) <= 4 * (draws * p * (1 - p)) ** 0.5 + 1e-9, (n, points)


def test_one_half_at_twice_the_number_of_parameters() -> None:
    for n in figure.EXACT:
        assert figure.separable(2 * (n + 1), n) == Fraction(1, 2)
        assert figure.separable(n + 1, n) == 1
