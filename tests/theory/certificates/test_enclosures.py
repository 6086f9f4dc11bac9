"""Enclosures against mpmath and against themselves: no bound excludes the value, no corrupted number passes, no false inequality."""

from __future__ import annotations

import random
from fractions import Fraction
from typing import Any

import mpmath
import pytest

from tests.theory.certificates.corruption import survivors
from theory.certificates import Rejected, check, reals, seal

FUNCTIONS = {
    "sin": (reals.sine, mpmath.sin),
    "cos": (reals.cosine, mpmath.cos),
    "atan": (reals.arctangent, mpmath.atan),
}


def _real(x: Fraction) -> Any:
    return mpmath.mpf(x.numerator) / x.denominator


@pytest.mark.parametrize("bits", [8, 24, 64, 200])
@pytest.mark.parametrize("name", FUNCTIONS)
def test_every_point_of_an_argument_is_enclosed(name: str, bits: int) -> None:
    ours, theirs = FUNCTIONS[name]
    rng = random.Random(bits)
    with mpmath.workdps(120):
        for _ in range(150):
            low = Fraction(rng.randint(-10_000, 10_000), rng.choice([7, 97, 1009, 100_003]))
            high = low + Fraction(rng.choice([0, 0, 1, 50]), rng.choice([3, 1000, 10**9]))
            ends = reals.hull(reals.rational_interval(low, bits), reals.rational_interval(high, bits))
            found = ours(ends, bits)
            for i in range(5):
                value = theirs(_real(low + (high - low) * i / 4)) * mpmath.mpf(2) ** bits
                assert found[0] <= value <= found[1]
            if low == high and bits >= 64 and abs(low) < 10:
                assert found[1] - found[0] < 2000  # a few units for every term: useful, not only right


def test_pi_at_many_precisions() -> None:
    with mpmath.workdps(400):
        for bits in (1, 2, 3, 10, 64, 333, 1024):
            low, high = reals.pi(bits)
            assert low < mpmath.pi * mpmath.mpf(2) ** bits < high <= low + 1


def test_operations_round_outwards() -> None:
    rng = random.Random(0)
    for _ in range(500):
        bits = rng.choice([4, 30])
        a, b = (Fraction(rng.randint(-99, 99), rng.randint(1, 17)) for _ in range(2))
        x, y = (reals.rational_interval(v, bits) for v in (a, b))
        for got, value in (
            (reals.add(x, y), a + b),
            (reals.multiply(x, y, bits), a * b),
            (reals.square(x, bits), a * a),
        ):
            assert got[0] <= value * 2**bits <= got[1]
        if not y[0] <= 0 <= y[1]:
            got = reals.divide(x, y, bits)
            assert got[0] <= a / b * 2**bits <= got[1]
        if x[0] >= 0:
            low, high = reals.root(x, bits)
            assert low**2 <= a * 4**bits <= high**2


def enclosure(holds: list[Any], **rest: Any) -> dict[str, Any]:
    return seal("enclosure", {"holds": holds, **rest}, {})


def test_corrupted_numbers_of_tight_statements_are_rejected() -> None:
    digits = [["<", "3.14159265358979323846", "pi"], ["<", "pi", "3.14159265358979323847"]]
    assert survivors(enclosure(digits), "asserts") == [("holds", 1, 2)]  # a larger upper bound, which is true as well
    tight = enclosure([["<", ["sin", ["/", "pi", 5]], "0.5877852522924731292"]])
    assert survivors(tight, "asserts") == [("holds", 0, 1, 1, 2), ("holds", 0, 2)]  # sin(pi/6) = 1/2 is smaller, too


X = [["x", "reals", 0, 1]]
FALSE: dict[str, dict[str, Any]] = {
    "equal": enclosure([["<", ["*", 4, ["atan", 1]], "pi"]]),
    "a half": enclosure([["<", ["sin", ["/", "pi", 6]], "1/2"]]),
    "touches at an end": enclosure([["<", 0, ["sin", "x"]]], over=X),
    "touches inside": enclosure([["<", 0, ["^", ["-", "x", "1/3"], 2]]], over=X),
    "fails in a small part": enclosure([["<", "-1/1000000", ["*", ["-", "x", "1/3"], ["-", "x", "2/3"]]]], over=X),
    "fails at one integer": enclosure([["<", "n", 9]], over=[["n", "integers", 1, 9]]),
    "second of two": enclosure([["<", 0, 1], ["<", "pi", 3]]),
}
NO_MEANING: dict[str, tuple[dict[str, Any], str]] = {
    "nothing": (enclosure([]), "nothing is asserted"),
    "weak": (enclosure([["<=", 0, 1]]), "strict"),
    "zero divisor": (enclosure([["<", 0, ["/", 1, ["-", "pi", "pi"]]]]), "without a value"),
    "root of less than nothing": (enclosure([["<", -1, ["sqrt", -1]]]), "without a value"),
    "pi again": (enclosure([["<", 0, "pi"]], let=[["pi", 4]]), "not a name"),
    "pi as a range": (enclosure([["<", 0, "pi"]], over=[["pi", "reals", 0, 1]]), "not a new name"),
    "twice": (enclosure([["<", 0, "x"]], over=X, let=[["x", 1]]), "defined twice"),
    "shadow": (enclosure([["<", 0, ["sum", "x", ["range", 0, 2], "x"]]], over=X), "defined twice"),
    "an empty range": (enclosure([["<", 0, 1]], over=[["x", "reals", 1, 1]]), "two different ends"),
    "backwards": (enclosure([["<", 0, 1]], over=[["n", "integers", 2, 1]]), "an integer from 2"),
    "a real as a bound": (enclosure([["<", 0, ["sum", "j", ["range", 0, "x"], 1]]], over=X), "range"),
    "no operation": (enclosure([["<", 0, ["tan", 1]]]), "unknown operation"),
    "an unknown name": (enclosure([["<", 0, "y"]]), "unknown name"),
    "a power that is no number": (enclosure([["<", 0, ["^", 2, "1/2"]]]), "exponent"),
    "too large": (enclosure([["<", 0, ["^", ["^", 2, 64], 64]]]), "before the point"),
    "too many real names": (enclosure([["<", 0, 1]], over=[[f"x{i}", "reals", 0, 1] for i in range(4)]), "more than 3"),
    "a witness": (seal("enclosure", {"holds": [["<", 0, 1]]}, {"bits": 3}), "unknown"),
}


@pytest.mark.parametrize("name", FALSE)
def test_what_is_not_true_is_not_accepted(name: str) -> None:
    with pytest.raises(Rejected, match=r"false|not decided"):
        check(FALSE[name])


@pytest.mark.parametrize("name", NO_MEANING)
def test_what_has_no_meaning_is_rejected(name: str) -> None:
    certificate, why = NO_MEANING[name]
    with pytest.raises(Rejected, match=why):
        check(certificate)


def test_boxes_are_halved_where_they_must_be() -> None:
    assert check(enclosure([["<", "-1/35", ["*", ["-", "x", "1/3"], ["-", "x", "2/3"]]]], over=X))
    both = [["x", "reals", -1, 1], ["y", "reals", -1, 1]]
    assert check(enclosure([["<", ["*", "x", "y"], ["+", ["^", "x", 2], ["^", "y", 2], "1/1000"]]], over=both))


def test_slopes_are_those_of_the_functions() -> None:
    """The mean value form alone must hold: derivatives against differences of the values."""
    from theory.certificates.enclosing import Enclosing

    body = [
        "/",
        ["*", ["sin", "x"], ["sqrt", ["+", "x", 2]]],
        ["+", ["atan", "x"], ["^", "x", 3], ["cos", ["neg", "x"]]],
    ]
    at, step = Fraction(3, 7), Fraction(1, 10**9)
    box = {"x": (at, at)}
    value = Enclosing(200, box, {}, slopes=True).value(body)
    ends = [Enclosing(200, {"x": (p, p)}, {}, slopes=False).value(body).x[0] for p in (at - step, at + step)]
    assert value.slopes is not None
    assert value.slopes[0][0] / 2**200 == pytest.approx((ends[1] - ends[0]) / 2**200 / float(2 * step), abs=1e-12)
