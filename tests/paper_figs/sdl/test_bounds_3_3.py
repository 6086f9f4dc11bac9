"""The bounds of Theorem 3.3 against the exact loss of the reconstruction, from features themselves."""

from __future__ import annotations

from fractions import Fraction
from functools import cache

import numpy as np
import pytest

from paper_figs.sdl import bounds_3_3 as figure
from paper_figs.table import Table
from theory.claims import Budget
from theory.sdl import Activation


@cache
def computed() -> dict[str, Table]:
    return figure.compute(Budget())


@pytest.mark.parametrize("n", [2, 3, 5, 12])
@pytest.mark.parametrize("m", [0.1, 0.6])
def test_equiangular_features_attain_the_sharp_bound(n: int, m: float) -> None:
    w = np.linalg.cholesky((1 - m) * np.eye(n) + m)  # rows: unit vectors with all inner products m
    loss = ((w - np.maximum(w @ w.T, 0) @ w) ** 2).sum() / n
    assert loss == pytest.approx(float(figure.sharp(n, Fraction(str(m)))), rel=1e-9)
    assert loss == pytest.approx(float(figure.equiangular_loss(n, Fraction(str(m)))), rel=1e-9)


def test_the_table_says_that_they_are_equal() -> None:
    assert computed()["relu"]["sharp"] == computed()["relu"]["equiangular"]


@pytest.mark.parametrize("k", [1, 2, 3])
def test_topk_stays_below_its_bound(k: int) -> None:
    rng = np.random.default_rng(k)
    for _ in range(50):
        w = rng.standard_normal((6, 4))
        w /= np.linalg.norm(w, axis=1, keepdims=True)
        m = Fraction(float(np.max(w @ w.T - 2 * np.eye(6))))
        codes = Activation("topk", k=k).numpy(w @ w.T)
        assert ((w - codes @ w) ** 2).sum(axis=1).max() <= float(figure.sharp(k, m)) + 1e-12


def test_where_the_bounds_cross_the_zero_decoder() -> None:
    assert figure.sharp(28, Fraction(1, 10)) < 1 <= figure.sharp(29, Fraction(1, 10))
    published = dict(zip(computed()["relu"]["n"], computed()["relu"]["published"], strict=True))
    assert published[10] == 1
    assert published[12] > 1
    assert published[1000] == 10**4
    assert abs(figure.sharp(1000, Fraction(1, 10)) - 1007) < 1
