"""Certificates for what was measured: a number of a run, rounded to a millionth, is above or below a bound."""

from __future__ import annotations

from fractions import Fraction

from theory.claims import Certificate
from theory.evidence import evaluation
from theory.formal import names


def above(value: float, bound: Fraction, means: str) -> Certificate:
    """The recorded number is at least the bound: arithmetic that the checker repeats."""
    (measured,) = names("measured")
    return evaluation(measured >= bound, let={"measured": rounded(value)}, record="measured", means=means)


def below(value: float, bound: Fraction, means: str) -> Certificate:
    """The recorded number is at most the bound."""
    (measured,) = names("measured")
    return evaluation(measured <= bound, let={"measured": rounded(value)}, record="measured", means=means)


def rounded(value: float) -> Fraction:
    """To six decimals."""
    return Fraction(round(value * 10**6), 10**6)
