"""Theorem 3.6's landscape: curves against least squares, the map against theory.sdl, the minima against descent."""

from __future__ import annotations

import itertools
from fractions import Fraction
from functools import cache

import numpy as np

from paper_figs.sdl import landscape_thm_3_6 as figure
from paper_figs.sdl._plane_problem import PROBLEM
from paper_figs.table import Table
from theory.claims import Budget


@cache
def computed() -> dict[str, Table]:
    return figure.compute(Budget())


def test_curves_by_least_squares() -> None:
    for name, m1, m2, inner in figure.CASES:
        gram = np.array([[1, float(inner)], [float(inner), 1]])
        v = np.linalg.cholesky(gram) * np.sqrt([[m1], [m2]])
        part = computed()["curves"].where(case=name)
        for x, loss in zip(part.floats("x"), part.floats("loss"), strict=True):
            y = np.array([1 - x, x]) * np.sqrt([m1, m2])
            assert abs((v**2).sum() - ((y @ v) ** 2).sum() / (y @ y) - loss) < 1e-12


def test_the_refuted_case_falls_strictly_to_the_border_and_the_others_turn_in_the_middle() -> None:
    curves = {name: computed()["curves"].where(case=name)["loss"] for name, *_ in figure.CASES}
    first, flat, low, high = curves.values()
    assert all(a > b for a, b in itertools.pairwise(first))
    assert (first[0], first[-1]) == (2, 1)
    assert set(flat) == {1}
    assert min(low) == low[20] == Fraction(2, 5)
    assert max(high) == high[20] == Fraction(8, 5)


def test_the_map_by_exact_codes_and_least_squares() -> None:
    table, rng = computed()["map"], np.random.default_rng(0)
    _, v, m = PROBLEM.arrays()
    for i in rng.choice(len(table.rows), 60, replace=False):
        a, b, loss = (float(x) for x in table.rows[i])  # type: ignore[arg-type]
        if a == b:
            continue
        rows = [[Fraction(float(f(np.radians(x)))) for f in (np.cos, np.sin)] for x in (a, b)]
        codes = np.array(PROBLEM.codes(rows), dtype=float) * np.sqrt(m)[:, None]
        best, *_ = np.linalg.lstsq(codes, v * np.sqrt(m)[:, None], rcond=1e-10)
        assert abs(((v * np.sqrt(m)[:, None] - codes @ best) ** 2).sum() - loss) < 1e-8


def test_no_point_of_the_map_is_below_the_global_minimum_and_minima_are_minima_of_the_map() -> None:
    """Around every drawn minimum, the map's own function (another code path than the search) does not fall."""
    from solvers.sdl.landing.plane import Plane

    best = min(computed()["points"].floats("loss"))
    assert min(computed()["map"].floats("loss")) > best - 1e-8
    plane, turn = Plane(PROBLEM), np.radians(np.linspace(0, 360, 16, endpoint=False))
    ring = 0.02 * np.stack([np.cos(turn), np.sin(turn)], axis=1)
    minima = computed()["points"].where(kind="minimum")
    assert len(minima.rows) >= 10
    for _, a, b, loss in minima.rows:
        around = plane.loss(np.radians([float(a), float(b)]) + ring)
        assert around.min() > float(loss) - 1e-9
        assert abs(float(plane.loss(np.radians([float(a), float(b)]))) - float(loss)) < 1e-8


def test_saddles_have_a_way_down() -> None:
    from solvers.sdl.landing.plane import Plane

    plane, turn = Plane(PROBLEM), np.radians(np.linspace(0, 360, 72, endpoint=False))
    ring = 0.01 * np.stack([np.cos(turn), np.sin(turn)], axis=1)
    saddles = computed()["points"].where(kind="saddle")
    assert saddles.rows
    for _, a, b, loss in saddles.rows:
        assert plane.loss(np.radians([float(a), float(b)]) + ring).min() < float(loss) - 1e-8
