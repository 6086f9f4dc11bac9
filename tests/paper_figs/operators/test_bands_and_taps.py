"""Dimensions against the formula and against ranks in floating point, risks against their formula."""

from __future__ import annotations

import numpy as np
import pytest

from paper_figs.operators import bands_and_taps as figure
from paper_figs.table import Table
from theory.claims import Budget


@pytest.fixture(scope="module")
def tables() -> dict[str, Table]:
    return figure.compute(Budget())


def test_dimensions(tables: dict[str, Table]) -> None:
    n = figure.POINTS
    for taps, modes, dimension in tables["dimensions"].rows:
        assert dimension == max(0, taps + min(2 * modes - 1, n) - n)
        gone = [k for k in range(n) if min(k, n - k) >= modes]
        waves = np.exp(-2j * np.pi * np.outer(gone, np.arange(taps)) / n)
        assert dimension == taps - (np.linalg.matrix_rank(waves, tol=1e-9) if gone else 0)


def test_risks_are_near_the_formula_and_have_a_least_one(tables: dict[str, Table]) -> None:
    for decay in figure.DECAYS:
        part = tables["risks"].where(decay=decay)
        # means over 2000 samples of sums of squares
        assert np.allclose(part.floats("predicted"), part.floats("measured"), rtol=0.05)
        assert min(part.floats("predicted")) < 0.7
    assert tables["risks"].where(decay=1, modes=1).floats("predicted")[0] > 1
