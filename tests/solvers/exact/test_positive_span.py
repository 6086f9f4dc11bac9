"""Positive spanning: both answers re-checked by hand and by the checker, the least subset against all subsets."""

from __future__ import annotations

from fractions import Fraction as F
from itertools import combinations
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.optimize import linprog

from solvers.exact.least_positive_span import least_positive_span
from solvers.exact.positive_span import Separated, Spanned, in_cone, positive_span
from theory.certificates import Rejected, check, seal
from theory.exact import NumberField


@st.composite
def vectors(draw: st.DrawFn, most: int = 7) -> list[tuple[int, ...]]:
    p, n = draw(st.integers(1, 3)), draw(st.integers(1, most))
    return [tuple(draw(st.integers(-2, 2)) for _ in range(p)) for _ in range(n)]


def by_floats(atoms: list[tuple[int, ...]], target: tuple[int, ...]) -> bool:
    found: Any = linprog(np.zeros(len(atoms)), A_eq=np.array(atoms).T, b_eq=target, method="highs")
    return bool(found.status == 0)


@given(vectors())
def test_both_answers_are_right(atoms: list[tuple[int, ...]]) -> None:
    answer, p = positive_span(atoms), len(atoms[0])
    unit = [tuple(int(i == j) for j in range(p)) for i in range(p)]
    expected = all(by_floats(atoms, t) for t in [*unit, (-1,) * p])
    assert isinstance(answer, Spanned) == expected
    assert check(answer.certificate()).startswith("it is true")
    if isinstance(answer, Spanned):
        c = answer.combination
        assert min(c) >= 0
        assert all(sum(x * a[j] for x, a in zip(c, atoms, strict=True)) == 0 for j in range(p))
        used = [a for x, a in zip(c, atoms, strict=True) if x > 0]
        assert isinstance(positive_span(used), Spanned)
    else:
        assert all(sum(v * x for v, x in zip(answer.vector, a, strict=True)) >= 0 for a in atoms)
        assert sum(v * t for v, t in zip(answer.vector, answer.target, strict=True)) < 0


@settings(max_examples=60)
@given(vectors(most=6))
def test_the_least_subset_is_least(atoms: list[tuple[int, ...]]) -> None:
    found = least_positive_span(atoms)
    sizes = [
        len(s)
        for n in range(len(atoms) + 1)
        for s in combinations(range(len(atoms)), n)
        if s and isinstance(positive_span([atoms[j] for j in s]), Spanned)
    ]
    if isinstance(found, Separated):
        assert not sizes
        return
    assert len(found.members) == min(sizes)
    assert len(atoms[0]) + 1 <= len(found.members) <= 2 * len(atoms[0])  # of minimal positively spanning sets
    assert check(found.spanned.certificate()).startswith("it is true")
    assert check(found.lower_bound()).startswith("it is true")


def test_a_subspace() -> None:
    atoms = [(1, 0, 0), (-1, 0, 1), (-1, 0, -1), (0, 1, 0)]
    answer = positive_span(atoms, [(3, 0, 0)])
    assert isinstance(answer, Spanned)
    least = least_positive_span(atoms, [(3, 0, 0)])
    assert not isinstance(least, Separated)
    assert least.members == (0, 1, 2)
    assert isinstance(positive_span(atoms, [(0, 1, 0)]), Separated)


def test_certificates_notice_wrong_numbers() -> None:
    spanned, separated = positive_span([(1, 0), (0, 1), (-1, -1)]), positive_span([(1, 0), (0, 1)])
    assert isinstance(spanned, Spanned)
    assert isinstance(separated, Separated)
    wrong = Spanned(spanned.atoms, spanned.targets, ((F(1), F(0), F(1)), *spanned.codes[1:]))
    with pytest.raises(Rejected):
        check(wrong.certificate())
    with pytest.raises(Rejected):
        check(Separated(separated.atoms, (1, 1), separated.vector).certificate())
    least = least_positive_span([(1, 0), (0, 1), (-1, 0), (0, -1)])
    assert not isinstance(least, Separated)
    certificate = least.lower_bound()
    fewer = {**certificate["asserts"], "let": [*certificate["asserts"]["let"]]}
    fewer["let"] = [[n, [v[0], v[1][1:]] if n in ("vectors", "targets") else v] for n, v in fewer["let"]]
    with pytest.raises(Rejected):
        check(seal("evaluation", fewer, {}))


def test_algebraic_atoms() -> None:
    """The regular pentagon spans the plane; the upper three of its vertices do not."""
    phi = NumberField((F(-1), F(-1), F(1)), (F(1), F(2)))
    g = phi.generator  # 2 cos(pi/5); heights divided by sin(2 pi/5), which keeps the cone relations up to a linear map
    low = g - 1
    pentagon = [(F(2), F(0)), (low, F(1)), (-g, low), (-g, -low), (low, F(-1))]
    answer = positive_span(pentagon)
    assert isinstance(answer, Spanned)
    assert check(answer.certificate(field=phi)).startswith("it is true")
    part = positive_span(pentagon[:3])
    assert isinstance(part, Separated)
    assert check(part.certificate(field=phi)).startswith("it is true")


def test_degenerate() -> None:
    nothing = positive_span([], [(0, 0)])
    assert isinstance(nothing, Spanned)
    assert check(nothing.certificate()).startswith("it is true")
    assert isinstance(positive_span([], [(1, 0)]), Separated)
    assert isinstance(positive_span([(0, 0)]), Separated)
    least = least_positive_span([(1,), (2,)], [(0,)])
    assert not isinstance(least, Separated)
    assert least.members == ()
    assert in_cone([], (0, 0)) == ()
    with pytest.raises(ValueError, match="neither atoms"):
        positive_span([])
    with pytest.raises(ValueError, match=r"atoms\[1\]"):
        positive_span([(1, 0), (1,)])
    with pytest.raises(ValueError, match=r"generators\[0\]"):
        positive_span([(1, 0)], [(1,)])
    many = least_positive_span([(1,), (-1,)] * 7)
    assert not isinstance(many, Separated)
    with pytest.raises(ValueError, match="14 atoms"):
        many.lower_bound()
