"""The package's exact numbers against the checker's, against sympy, and against floats."""

from __future__ import annotations

from fractions import Fraction

import pytest
import sympy
from hypothesis import given
from hypothesis import strategies as st

from theory.certificates import exact_numbers as checker
from theory.errors import InputError
from theory.exact import NumberField, json_tree, parse_rational, sign

FIELDS = [
    ([-1, -1, 1], (1, 2)),  # golden ratio
    ([-2, 0, 1], (1, 2)),  # sqrt 2
    ([1, 0, -10, 0, 1], (3, 4)),  # sqrt 2 + sqrt 3
    ([2, -1, -2, 1], (Fraction(3, 2), 3)),  # reducible: (x-1)(x+1)(x-2), alpha = 2
]
coefficients = st.lists(st.fractions(min_value=-5, max_value=5, max_denominator=6), min_size=0, max_size=5)


def both(index: int, c: list[Fraction]):
    poly, (lo, hi) = FIELDS[index]
    poly, lo, hi = [Fraction(x) for x in poly], Fraction(lo), Fraction(hi)
    return NumberField(tuple(poly), (lo, hi)).element(c), checker.Algebraic(checker.Field(poly, lo, hi), list(c))


@given(st.sampled_from(range(4)), coefficients, coefficients)
def test_flint_and_checker_agree(index: int, a: list[Fraction], b: list[Fraction]) -> None:
    x1, x2 = both(index, a)
    y1, y2 = NumberField(*x1.field.key()).element(b), checker.Algebraic(x2.field, list(b))
    for left, right in ((x1 + y1, x2 + y2), (x1 * y1, x2 * y2), (x1 - y1, x2 - y2), (1 - x1, 1 - x2)):
        assert sign(left) == right.sign()
    if x1:
        inverse1, inverse2 = 1 / x1, 1 / x2
        assert inverse1 * x1 == 1
        assert inverse2 * x2 == 1
    else:
        assert not x2
        with pytest.raises(ZeroDivisionError):
            _ = 1 / x1
        with pytest.raises(checker.Rejected):
            _ = 1 / x2


@given(coefficients)
def test_sign_agrees_with_sympy(c: list[Fraction]) -> None:
    x, _ = both(2, c)
    alpha = sympy.sqrt(2) + sympy.sqrt(3)
    value = sympy.expand(sum(sympy.Rational(k.numerator, k.denominator) * alpha**i for i, k in enumerate(c)))
    assert sign(x) == sympy.sign(value)
    assert float(x) == pytest.approx(float(value), abs=1e-12)  # both are double precision of numbers below 10^4


def test_zero_in_a_reducible_field() -> None:
    ours, theirs = both(3, [Fraction(-2), Fraction(1)])  # alpha - 2 = 0 although it is not zero modulo the polynomial
    assert not ours
    assert theirs.sign() == 0


@pytest.mark.parametrize(
    "text", ["1/0", "0.1.2", "1e5", "__import__('os')", "", "1/2/3", "nan", "inf", "0x10", " 1", "1_0", "٣"]
)
def test_text_is_parsed_never_evaluated(text: str) -> None:
    with pytest.raises(InputError):
        parse_rational(text, "x")
    with pytest.raises(checker.Rejected):
        checker.rational(text)


@pytest.mark.parametrize("value", [0.5, None, True, [1], {"a": 1}, "9" * 5000])
def test_what_is_not_an_exact_number(value: object) -> None:
    with pytest.raises(InputError):
        parse_rational(value, "x")
    with pytest.raises(checker.Rejected):
        checker.rational(value)


@given(st.fractions())
def test_round_trip(x: Fraction) -> None:
    assert parse_rational(json_tree(x), "x") == x
    assert checker.rational(json_tree(x)) == x


def test_interval_with_two_roots_is_rejected() -> None:
    with pytest.raises(checker.Rejected, match="isolate"):
        checker.Field([Fraction(-2), Fraction(0), Fraction(1)], Fraction(-2), Fraction(2))
