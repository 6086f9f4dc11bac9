"""Aliasing against a transform of samples, means against closed forms."""

from __future__ import annotations

from functools import cache
from math import pi, sin, tan

import numpy as np
import pytest

from paper_figs.operators import functions_on_grids as figure
from paper_figs.table import Table
from theory.claims import Budget
from theory.operators.grids import least_exact_grid


@cache
def computed() -> dict[str, Table]:
    return figure.compute(Budget())


def test_errors_are_those_of_the_samples() -> None:
    for modes, n, squared in computed()["aliasing"].rows:
        t = np.arange(n) / n
        x = sum(np.exp(2j * np.pi * k * t) for k in range(-figure.BAND, figure.BAND + 1))
        read = np.fft.fft(x, norm="forward")[np.arange(1 - modes, modes)]
        assert np.sum(np.abs(read - 1) ** 2) == pytest.approx(squared, abs=1e-9)
        assert (squared == 0) == (n >= least_exact_grid(figure.BAND, modes))


def test_means_are_the_closed_forms_and_near_their_limits() -> None:
    for kind, n, scaled in computed()["rectified"].rows:
        mean = {
            "odd": 1 / (2 * n * sin(pi / (2 * n))),
            "4 divides N": 1 / (n * tan(pi / n)),
            "N = 2 mod 4": 1 / (n * sin(pi / n)),
        }[kind]
        assert scaled == pytest.approx((mean - 1 / pi) * n**2, abs=1e-9)
        assert abs(scaled - dict(figure.LIMITS)[kind]) < 4 / n**2  # the next term of the expansion
