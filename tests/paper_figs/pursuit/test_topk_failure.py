"""Failures of Top-k against their law, and of pursuit: none."""

from __future__ import annotations

from functools import cache

import pytest

from paper_figs.pursuit import topk_failure as figure
from paper_figs.table import Table
from theory.claims import Budget


@cache
def computed() -> Table:
    return figure.compute(Budget())


# by mpmath's erfc with 30 digits
def test_the_law_to_ten_digits() -> None:
    at = {rho: law for rho, law in zip(computed()["rho"], computed()["law"], strict=True)}
    assert [at[r] for r in ("0.3", "0.6", "0.9")] == pytest.approx(
        [5.749313663e-5, 0.03959176324, 0.65561423], rel=1e-8
    )


def test_samples_follow_the_law_and_pursuit_never_fails() -> None:
    for _, n, law, topk, pursuit in computed().rows:
        assert abs(topk - law) <= 4 * (law * (1 - law) / n) ** 0.5 + 1 / n
        assert pursuit == 0
