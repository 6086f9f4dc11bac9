"""What is left of two atoms, against the closed forms."""

from __future__ import annotations

from functools import cache

from paper_figs.pursuit import stall_residual as figure
from paper_figs.table import Table
from theory.claims import Budget


@cache
def computed() -> Table:
    return figure.compute(Budget())


def test_stalls_exactly_for_positive_products_and_decays_for_the_others() -> None:
    for rule, steps, c, energy in computed().rows:
        stalled = figure.B**2 * c**2 * (1 - c**2)
        if abs(c) == 1 or c == 0:
            assert energy == 0
        elif rule == "nonnegative" and c > 0:
            assert energy == stalled
        else:
            assert energy == stalled * c ** (2 * (steps - 2))


def test_both_signs_are_drawn() -> None:
    assert min(computed()["c"]) < -0.9
    assert max(computed()["c"]) == 1
