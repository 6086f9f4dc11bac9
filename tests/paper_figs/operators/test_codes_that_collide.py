"""Two codes, one output; decisions and cosines against closed forms."""

from __future__ import annotations

import numpy as np
import pytest

from paper_figs.operators import codes_that_collide as figure
from paper_figs.table import Table
from theory.claims import Budget


@pytest.fixture(scope="module")
def tables() -> dict[str, Table]:
    saved, figure.DECIDED = figure.DECIDED, {1: 4, 2: 6, 3: 7}
    try:
        return figure.compute(Budget())
    finally:
        figure.DECIDED = saved


def test_codes_differ_and_outputs_do_not(tables: dict[str, Table]) -> None:
    codes = tables["codes"]
    assert codes["one"] != codes["other"]
    assert set(codes["same"]) == {1}
    gains = np.zeros(figure.POINTS)
    gains[: figure.MODES] = figure.GAINS
    gains[-figure.MODES + 1 :] = figure.GAINS[:0:-1]
    for name in ("one", "other"):
        output = np.fft.ifft(gains * np.fft.fft(codes[name])).real
        assert np.allclose(output, codes.floats(f"output_{name}"), atol=1e-14)


def test_the_wall(tables: dict[str, Table]) -> None:
    for modes, n, most in tables["most"].rows:
        assert most == (n if n < 2 * modes else modes - 1)


def test_neighbours_have_the_closed_form(tables: dict[str, Table]) -> None:
    for modes, n, cosine in tables["cosines"].rows:
        wanted = np.sin((2 * modes - 1) * np.pi / n) / ((2 * modes - 1) * np.sin(np.pi / n))
        assert cosine == pytest.approx(wanted, abs=1e-12)
