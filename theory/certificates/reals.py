"""Enclosures of real numbers by integers: ``(lo, hi)`` at the scale ``2^bits`` stands for all x with ``lo <= 2^bits x <= hi``.

Every function returns bounds of the exact value at all numbers of its arguments; rounding goes outwards.  Nothing is ever a float.

* pi = 16 arctan(1/5) - 4 arctan(1/239) (Machin).
* arctan by ``arctan x = 2 arctan(x / (1 + sqrt(1 + x^2)))``, twice, then its alternating series.
* sin and cos at the middle of an interval, plus or minus its radius (their slopes are at most 1), after subtracting a multiple of
  pi/2; then the alternating series, which for ``|x| <= 1`` has decreasing terms.

Series are summed in integers.  A term follows from the one before by a product with ``x^2``, itself rounded down, and a division by 2
or more (arctan: ``x^2 <= 1/4`` instead), both rounded down, so that its error satisfies ``e_j <= e_(j-1) / 2 + 2 <= 4`` units, and the
K terms of a sum together err by at most 4 K; the first term that is left out is below 5 units in size.  So ``4 K + 8`` units are added
on either side.
"""

from __future__ import annotations

import math
from fractions import Fraction
from functools import lru_cache

from theory.certificates.work import Rejected, spend

Interval = tuple[int, int]
MAX_BITS = 1100  # of the fraction
MAX_SIZE = 64  # bits of the whole part: no number of a statement is larger
MAX_QUARTERS = 2**32  # of a turn in the argument of sin and cos


class Undecided(Exception):
    """The interval is too wide for an answer: a divisor or the argument of a root may be out of range."""


def rational_interval(x: Fraction, bits: int) -> Interval:
    """The integers next to ``2^bits x``.

    >>> rational_interval(Fraction(1, 3), 4)
    (5, 6)
    """
    spend(4 + (x.numerator.bit_length() + x.denominator.bit_length() >> 5))
    scaled = x.numerator << bits
    return _sized((scaled // x.denominator, -(-scaled // x.denominator)), bits)


def add(x: Interval, y: Interval) -> Interval:
    """The sum."""
    spend(2)
    return x[0] + y[0], x[1] + y[1]


def negative(x: Interval) -> Interval:
    """The opposite."""
    spend(1)
    return -x[1], -x[0]


def multiply(x: Interval, y: Interval, bits: int) -> Interval:
    """The product."""
    spend(2 + (bits >> 7))
    ends = (x[0] * y[0], x[0] * y[1], x[1] * y[0], x[1] * y[1])
    return _sized((min(ends) >> bits, -(-max(ends) >> bits)), bits)


def square(x: Interval, bits: int) -> Interval:
    """The square, which is not negative."""
    low, high = multiply(x, x, bits)
    return (0 if x[0] <= 0 <= x[1] else max(low, 0)), high


def divide(x: Interval, y: Interval, bits: int) -> Interval:
    """The quotient; Undecided if the divisor may be zero."""
    if y[0] <= 0 <= y[1]:
        raise Undecided
    spend(6 + (bits >> 5))
    ends = [(a << bits, b) for a in x for b in y]
    return _sized((min(a // b for a, b in ends), max(-(-a // b) for a, b in ends)), bits)


def root(x: Interval, bits: int) -> Interval:
    """The square root; Undecided if the argument may be negative."""
    if x[0] < 0:
        raise Undecided
    spend(6 + (bits >> 5))
    return math.isqrt(x[0] << bits), math.isqrt(x[1] << bits) + 1


def hull(x: Interval, y: Interval) -> Interval:
    """The least interval with both in it."""
    return min(x[0], y[0]), max(x[1], y[1])


def _sized(x: Interval, bits: int) -> Interval:
    if max(-x[0], x[1]) >> (bits + MAX_SIZE):
        raise Rejected(f"a number of more than {MAX_SIZE} bits before the point")
    return x


@lru_cache(maxsize=16)
def _machin(bits: int) -> Interval:
    work = bits + 32  # the error below is far less than 2^32 units

    def of_inverse(n: int) -> tuple[int, int]:
        total, power, j = 0, (1 << work) // n, 0
        while power:
            total += (-1) ** j * (power // (2 * j + 1))
            power, j = power // (n * n), j + 1
        return total, 4 * j + 8

    (a, e), (b, f) = of_inverse(5), of_inverse(239)
    middle, error = 16 * a - 4 * b, 16 * e + 4 * f
    return (middle - error) >> 32, -(-(middle + error) >> 32)


def pi(bits: int) -> Interval:
    """pi.

    >>> lo, hi = pi(24)
    >>> Fraction(333, 106) < Fraction(lo, 2**24), Fraction(hi, 2**24) < Fraction(355, 113), hi - lo
    (True, True, 1)
    """
    spend(2 + (bits >> 5))
    return _machin(bits)


def _series(x: int, bits: int, first: int, step: int) -> tuple[int, int]:
    """``sum_j (-1)^j x^(2j + first) / (2j + first)!`` for ``|x| <= 1`` (step 1), or with ``2j + first`` for the factorial (step 0).

    Returns the sum in units and the number of its terms.
    """
    size, sign = abs(x), -1 if x < 0 and first else 1
    square_of = size * size >> bits
    term, total, n, j = (size if first else 1 << bits), 0, first, 0
    while term:
        total += (-1) ** j * (term if step else term // n)
        term = term * square_of >> bits
        if step:
            term //= (n + 1) * (n + 2)
        n, j = n + 2, j + 1
    spend(4 + (j * (2 + (bits >> 6)) >> 1))
    return sign * total, j


def _around(middle: int, error: int) -> Interval:
    return middle - error, middle + error


def sine(x: Interval, bits: int) -> Interval:
    """The sine.

    >>> lo, hi = sine(rational_interval(Fraction(1), 40), 40)
    >>> lo <= int(math.sin(1) * 2**40) <= hi, hi - lo < 100
    (True, True)
    """
    return _turned(x, bits, 0)


def cosine(x: Interval, bits: int) -> Interval:
    """The cosine."""
    return _turned(x, bits, 1)


def _turned(x: Interval, bits: int, quarters: int) -> Interval:
    """``sin(x + quarters pi/2)``."""
    one = 1 << bits
    middle, radius = (x[0] + x[1]) >> 1, ((x[1] - x[0]) >> 1) + 1
    if radius > one:
        return -one, one
    low, high = pi(bits)
    n = (4 * middle + low) // (2 * low)  # the nearest multiple of pi/2, or one next to it
    if abs(n) > MAX_QUARTERS:
        raise Rejected(f"an angle of more than {MAX_QUARTERS} right angles")
    rest = middle - n * low // 2
    radius += abs(n) * (high - low) + 2  # what n pi/2 may be off
    if abs(rest) > one:
        return -one, one  # so few bits that the remainder is not known
    turned = (n + quarters) % 4
    value, terms = _series(rest, bits, 1 - turned % 2, 1)
    value = -value if turned >= 2 else value
    found = _around(value, radius + 4 * terms + 8)
    return max(found[0], -one), min(found[1], one)


def arctangent(x: Interval, bits: int) -> Interval:
    """The arctangent, which is increasing.

    >>> lo, hi = arctangent(rational_interval(Fraction(1), 40), 40)
    >>> 4 * lo <= pi(40)[0] and pi(40)[1] <= 4 * hi and hi - lo < 1000
    True
    """
    return _arctangent_at(x[0], bits)[0], _arctangent_at(x[1], bits)[1]


def _arctangent_at(x: int, bits: int) -> Interval:
    one = 1 << bits
    if x < 0:
        return negative(_arctangent_at(-x, bits))
    if x > one:  # arctan x = pi/2 - arctan(1/x)
        low, high = arctangent(divide((one, one), (x, x), bits), bits)
        quarter = pi(bits)
        return (quarter[0] >> 1) - high, (quarter[1] + 1 >> 1) - low
    value: Interval = (x, x)
    for _ in range(2):  # then it is at most tan(pi/16) < 1/5
        value = divide(value, add((one, one), root(add((one, one), square(value, bits)), bits)), bits)
    ends = [_series(v, bits, 1, 0) for v in value]
    return 4 * (ends[0][0] - 4 * ends[0][1] - 8), 4 * (ends[1][0] + 4 * ends[1][1] + 8)
