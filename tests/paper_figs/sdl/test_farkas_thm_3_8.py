"""The Farkas combinations, exactly: over the rationals and over the golden field."""

from __future__ import annotations

from fractions import Fraction
from functools import cache

import pytest

from paper_figs.sdl import farkas_thm_3_8 as figure
from paper_figs.table import Table
from theory.claims import Budget
from theory.exact import NumberField


@cache
def computed() -> dict[str, Table]:
    return figure.compute(Budget())


def test_the_rational_combinations_are_identities() -> None:
    for target in ("w1", "w3"):
        total = [Fraction(0), Fraction(0)]
        for name, used, coefficient in figure.COMBINATIONS:
            if name == target:
                assert coefficient > 0
                total = [t + coefficient * x for t, x in zip(total, figure.RATIONAL[used], strict=True)]
        assert tuple(total) == figure.RATIONAL[target]


def test_the_pentagon_exactly() -> None:
    """cos 72 = (phi - 1) / 2, so phi (w_1 + w_4) = (phi (phi - 1), 0) = (1, 0) with phi^2 = phi + 1."""
    phi = NumberField((Fraction(-1), Fraction(-1), Fraction(1)), (Fraction(1), Fraction(2))).generator
    cosine = (phi - 1) / 2
    assert phi * (cosine + cosine) == 1
    assert computed()["vectors"].where(case="pentagon", name="w1").floats("x")[0] == pytest.approx(float(cosine))
    assert computed()["combinations"].where(case="pentagon").floats("coefficient") == pytest.approx([float(phi)] * 2)


def test_the_table_holds_the_combinations() -> None:
    vectors, combinations = computed()["vectors"], computed()["combinations"]
    for case, target in (("pentagon", "w0"), ("partition", "w1"), ("partition", "w3")):
        part = combinations.where(case=case, target=target)
        for axis in ("x", "y"):
            total = sum(
                c * vectors.where(case=case, name=used).floats(axis)[0]
                for used, c in zip(part["uses"], part.floats("coefficient"), strict=True)
            )
            assert total == pytest.approx(vectors.where(case=case, name=target).floats(axis)[0], abs=1e-11)


def test_the_drawn_rows_realize_the_patterns() -> None:
    for case in ("pentagon", "partition"):
        part = computed()["vectors"].where(case=case)
        features = part.where(kind="feature")
        for name, x, y in (r[1:2] + r[3:] for r in part.where(kind="row").rows):
            on = [
                f[1:]
                for f, u, v in zip(features["name"], features.floats("x"), features.floats("y"), strict=True)
                if float(x) * u + float(y) * v > 1e-12
            ]
            assert "{" + ",".join(on) + "}" == name
