"""Wendel's law against enumeration, and the exact decisions against the law."""

from __future__ import annotations

from fractions import Fraction
from functools import cache

import pytest

from paper_figs.pursuit import positive_spanning as figure
from paper_figs.table import Table
from theory.claims import Budget


@cache
def computed() -> dict[str, Table]:
    return figure.compute(Budget())


def test_the_law_is_a_count_of_signs() -> None:
    # flipping atoms in general position in the plane: of all 2^p sign patterns, 2p leave the atoms in a half plane
    for p in range(2, 7):
        assert figure.wendel(p, 2) == 1 - Fraction(2 * p, 2**p)


def test_known_values() -> None:
    at = {(m, p): v for m, p, v in computed()["law"].rows}
    assert at[20, 20] == 0
    assert at[20, 40] == pytest.approx(0.5)
    assert at[20, 60] == pytest.approx(0.9956792502)
    assert at[768, 19200] == 1


def test_decisions_follow_the_law() -> None:
    for p, law, spanning, drawn in computed()["decided"].rows:
        if p == 3:
            assert spanning == 0  # independent atoms never do
        assert abs(spanning - drawn * float(law)) <= 4 * (drawn * float(law * (1 - law))) ** 0.5
