"""The numbers of the circle figure against the laws they are drawn for."""

from __future__ import annotations

from functools import cache
from itertools import pairwise

import pytest

from paper_figs.manifolds import circle_laboratory as figure
from paper_figs.table import Table
from theory.claims import Budget


@cache
def computed() -> dict[str, Table]:
    return figure.compute(Budget())


def test_even_polygons_are_exact_and_odd_ones_are_not() -> None:
    for n, relu, one in computed()["polygons"].rows:
        assert (relu == 0) == (n % 2 == 0 and n >= 4)
        assert 0 <= relu < one


def test_the_stationary_point_is_exact_for_four_atoms_alone() -> None:
    assert [n for n, error in computed()["frozen"].rows if error == 0] == [4]


def test_the_best_number_of_atoms_jumps() -> None:
    best = {shift: min(((c, n) for n, s, c in computed()["branches"].rows if s == shift))[1] for shift in figure.SHIFTS}
    above, _, below = figure.SHIFTS
    assert best[above] == 3
    # one atom is active nearly everywhere from pi / asin sqrt mu = 13.93 atoms on
    assert best[below] == 14
    level = [c for n, s, c in computed()["branches"].rows if s == 1 and n <= 13]
    assert level == pytest.approx([0.0] * len(level), abs=1e-12)


def test_the_price_grows_with_the_price_of_activity() -> None:
    kappa = [k for _, k in computed()["line"].rows]
    assert all(a < b for a, b in pairwise(kappa))
    assert kappa[-1] == pytest.approx(1 / (4 * 3.141592653589793), abs=1e-12)  # at mu = 1/2
