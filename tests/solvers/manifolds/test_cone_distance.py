"""Exact nonnegative least squares against scipy, by its own conditions, and where ties and dependent atoms make it hard."""

from __future__ import annotations

from fractions import Fraction as F

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy.optimize import nnls

from solvers.exact.positive_span import Separated, in_cone
from solvers.manifolds import cone_distance as module
from solvers.manifolds.cone_distance import ConeDistance, cone_distance
from theory.certificates import Rejected, check


@st.composite
def problems(draw: st.DrawFn) -> tuple[list[tuple[int, ...]], tuple[int, ...]]:
    p, n = draw(st.integers(1, 3)), draw(st.integers(1, 5))
    entry = st.integers(-2, 2)  # few values: many parallel, opposite and zero atoms
    return [tuple(draw(entry) for _ in range(p)) for _ in range(n)], tuple(draw(entry) for _ in range(p))


@given(problems())
def test_distance_is_right(problem: tuple[list[tuple[int, ...]], tuple[int, ...]]) -> None:
    atoms, point = problem
    found = cone_distance(atoms, point)
    # nnls is backward stable: entries of size 2 leave errors near 1e-15, and 1e-9 is far above
    assert float(found.squared) == pytest.approx(
        nnls(np.array(atoms, float).T, np.array(point, float))[1] ** 2, abs=1e-9
    )
    assert (found.squared == 0) == (not isinstance(in_cone(atoms, point), Separated))
    assert check(found.certificate()).startswith("it is true")


@given(problems())
def test_the_exact_algorithm_alone_agrees(problem: tuple[list[tuple[int, ...]], tuple[int, ...]]) -> None:
    atoms, point = problem
    code = module._lawson_hanson(atoms, point)
    residual = module._residual(atoms, point, code)
    assert module._violated(atoms, code, residual) is None
    assert sum(r * r for r in residual) == cone_distance(atoms, point).squared


def test_a_wrong_code_is_no_certificate() -> None:
    good = cone_distance([(1, 0), (1, 1)], (-3, 4))
    assert good.code == (0, F(1, 2))
    assert good.residual == (F(-7, 2), F(7, 2))
    farther = ConeDistance(good.atoms, good.point, (F(0), F(0)), (F(-3), F(4)))
    negative = ConeDistance(good.atoms, good.point, (F(-7), F(4)), (F(0), F(0)))
    for wrong in (farther, negative, ConeDistance(good.atoms, good.point, good.code, (F(0), F(0)))):
        with pytest.raises(Rejected):
            check(wrong.certificate())


def test_degenerate() -> None:
    assert cone_distance([], (3, 4)).squared == 25
    assert check(cone_distance([], (3, 4)).certificate()).startswith("it is true")
    assert cone_distance([(0, 0)], (3, 4)).squared == 25
    assert cone_distance([(1, 0)], (0, 0)).code == (0,)
    with pytest.raises(ValueError, match=r"atoms\[1\]"):
        cone_distance([(1, 0), (1,)], (0, 0))
    # floats do not tell these two atoms apart
    near = [(F(1), F(0)), (F(1), F(1, 10**30))]
    assert cone_distance(near, (1, F(1, 10**31))).squared == 0
