"""Real algebraic numbers and the fields that contain them, against floating point and against known identities."""

from __future__ import annotations

import itertools
import math
from fractions import Fraction

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from solvers.exact.field_linear import echelon, kernel, matmul, positive_semidefinite, real_eigenvalues, solve_square
from solvers.exact.number_fields import adjoin, minimal_root
from solvers.exact.real_roots import RealRoot, TooLarge, real_roots, simplest_between
from theory.exact import NumberField, sign

small = st.integers(-6, 6)


@given(st.lists(small, min_size=2, max_size=6).filter(lambda c: any(c[1:])))
def test_real_roots_are_isolated_and_complete(poly: list[int]) -> None:
    found = real_roots(poly)
    degree = max(i for i, c in enumerate(poly) if c)
    floats = np.roots([float(c) for c in reversed(poly[: degree + 1])])
    expected = sorted(x.real for x in floats if abs(x.imag) < 1e-4)  # multiple roots split by about 1e-5 in floats
    listed = [float(r) for r, k in found for _ in range(k)]
    assert len(listed) <= degree
    assert (degree - len(listed)) % 2 == 0  # the others come in conjugate pairs
    for x in listed:
        assert min(abs(x - y) for y in expected) < 1e-3 * (1 + abs(x))
    for root, _ in found:
        lo, hi = root.interval
        assert lo < float(root) < hi
    assert all(a[0] < b[0] for a, b in itertools.pairwise(found))


@given(st.fractions(-4, 4, max_denominator=40), st.fractions(-4, 4, max_denominator=40))
def test_simplest_between(a: Fraction, b: Fraction) -> None:
    lo, hi = min(a, b), max(a, b)
    if lo == hi:
        return
    found = simplest_between(lo, hi)
    assert lo < found < hi
    for bottom in range(1, found.denominator):
        assert not any(
            lo < Fraction(top, bottom) < hi for top in range(math.floor(lo * bottom), math.ceil(hi * bottom) + 1)
        )


@settings(max_examples=15)
@given(st.sampled_from([2, 3, 5, 6, 7, 8]), st.sampled_from([2, 3, 5, 10, 11]), st.sampled_from([2, 3]))
def test_adjoin_keeps_both_numbers(a: int, b: int, power: int) -> None:
    first = next(r for r, _ in real_roots([-a, 0, 1]) if float(r) > 0)
    second = next(r for r, _ in real_roots([-b, *[0] * (power - 1), 1]) if float(r) > 0)
    base, _, x0 = adjoin(None, first)
    field, embed, y = adjoin(base, second)
    x = embed(x0)
    assert x * x == a
    assert y**power == b  # type: ignore[operator]
    assert float(x) == pytest.approx(math.sqrt(a), rel=1e-14)
    assert float(y) == pytest.approx(b ** (1 / power), rel=1e-14)
    total = minimal_root(x + y)
    assert float(total) == pytest.approx(math.sqrt(a) + b ** (1 / power), rel=1e-14)
    assert field is None or len(field.poly) - 1 <= 2 * power


def test_sqrt_8_lies_in_the_field_of_sqrt_2() -> None:
    two = next(r for r, _ in real_roots([-2, 0, 1]) if float(r) > 0)
    eight = next(r for r, _ in real_roots([-8, 0, 1]) if float(r) > 0)
    field, embed, x = adjoin(two.field(), eight)
    assert field is not None
    assert len(field.poly) - 1 == 2
    assert x == 2 * embed(two.field().generator)


def test_fields_of_too_large_a_degree_are_refused() -> None:
    root = next(r for r, _ in real_roots([-2, *[0] * 6, 1]) if float(r) > 0)
    other = next(r for r, _ in real_roots([-3, *[0] * 6, 1]) if float(r) > 0)
    with pytest.raises(TooLarge, match="degree 49"):
        adjoin(root.field(), other)


def test_equal_roots_with_different_intervals() -> None:
    poly = (Fraction(-2), Fraction(0), Fraction(1))
    a, b = RealRoot(poly, (Fraction(1), Fraction(2))), RealRoot(poly, (Fraction(0), Fraction(3, 2)))
    assert a == b
    assert not a < b
    assert RealRoot(poly, (Fraction(-2), Fraction(-1))) < a


@settings(max_examples=20)
@given(st.lists(small, min_size=6, max_size=6))
def test_eigenvalues_of_symmetric_matrices(entries: list[int]) -> None:
    a, b, c, d, e, f = (Fraction(x) for x in entries)
    matrix = [[a, b, c], [b, d, e], [c, e, f]]
    found = real_eigenvalues(matrix)
    expected = np.linalg.eigvalsh(np.array(matrix, dtype=float))
    assert min(float(x[3]) for x in found) == pytest.approx(expected[0], abs=1e-6)
    assert max(float(x[3]) for x in found) == pytest.approx(expected[-1], abs=1e-6)
    total = 0
    for _, embed, value, _ in found:
        shifted = [[embed(x) - (value if i == j else 0) for j, x in enumerate(row)] for i, row in enumerate(matrix)]
        for v in kernel(shifted, 3):
            total += 1
            assert all(x == value * y for x, y in zip((r[0] for r in matmul(matrix, [[y] for y in v])), v, strict=True))
    assert total == 3
    assert positive_semidefinite(matrix) == (sign(found[0][2]) >= 0)


def test_eigenvalues_over_a_field_leave_out_conjugates() -> None:
    golden = NumberField((Fraction(-1), Fraction(-1), Fraction(1)), (Fraction(1), Fraction(2)))
    phi = golden.generator
    found = real_eigenvalues([[phi, Fraction(0)], [Fraction(0), Fraction(3)]], golden)
    assert [round(float(x[3]), 6) for x in found] == [1.618034, 3.0]


def test_solve_square_and_echelon_over_a_field() -> None:
    golden = NumberField((Fraction(-1), Fraction(-1), Fraction(1)), (Fraction(1), Fraction(2)))
    phi = golden.generator
    assert echelon([[phi, phi * phi], [Fraction(1), phi]])[1] == [0]  # the second row is the first divided by phi
    assert solve_square([[phi]], [phi + 1]) == [phi]
    assert solve_square([[Fraction(0)]], [Fraction(1)]) is None


@pytest.mark.parametrize("size", [1, 10**9, 10**18, 10**40])
def test_large_numbers_are_told_apart(size: int) -> None:
    """sqrt(s^2 + 1) and s differ by 1/(2s), far below the 53 bits of floating point."""
    root = next(r for r, _ in real_roots([-(size**2) - 1, 0, 1]) if float(r) > 0)
    assert RealRoot.rational(size) < root < RealRoot.rational(size + 1)
    lo, hi = root.bounds(200)
    assert lo**2 < size**2 + 1 < hi**2
    assert hi - lo <= Fraction(1, 2**200)
    field = root.field()
    other = next(r for r, _ in real_roots([-2 * size**2, 0, 1]) if float(r) > 0)
    whole, embed, y = adjoin(field, other)
    total = embed(field.generator) + y
    again = minimal_root(total * 1)
    assert minimal_root(total) == again
    assert not minimal_root(total) < again
    assert abs(float(minimal_root(total)) - size * (1 + math.sqrt(2))) < 1e-9 * size + 1
    assert whole is not None
