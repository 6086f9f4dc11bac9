"""The error of a ReLU code on a grid: closed forms and their limits by sympy, against means of samples."""

from __future__ import annotations

import numpy as np
import pytest
import sympy as sp

from proofs_checks.operators.relu_means_on_listed_grids import closed_form

N = sp.symbols("N", positive=True)
FORMS = {
    0: (sp.cot(sp.pi / N) / N, -sp.pi / 3),
    2: (1 / (N * sp.sin(sp.pi / N)), sp.pi / 6),
    1: (1 / (2 * N * sp.sin(sp.pi / (2 * N))), sp.pi / 24),
}


@pytest.mark.parametrize("family", FORMS)
def test_the_limit_of_the_scaled_error(family: int) -> None:
    form, limit = FORMS[family]
    x = sp.symbols("x", positive=True)  # 1 / N
    terms = sp.series(form.subs(N, 1 / x), x, 0, 4).removeO()
    assert sp.simplify(terms - (1 / sp.pi + limit * x**2)) == 0


@pytest.mark.parametrize("n", [2, 3, 4, 5, 6, 7, 8, 12, 31, 64])
def test_the_closed_forms_are_the_means(n: int) -> None:
    mean = np.maximum(np.cos(2 * np.pi * np.arange(n) / n), 0).mean()
    form = FORMS[1 if n % 2 else n % 4][0]
    assert float(form.subs(N, n).evalf(30)) == pytest.approx(mean, abs=1e-14)
    assert closed_form(n)


def test_one_point_is_none_of_them() -> None:
    assert float(FORMS[1][0].subs(N, 1)) == 0.5
    assert not closed_form(1)
