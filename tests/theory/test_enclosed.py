"""Statements with pi and trigonometric values: what proves and what refutes them, and nothing else does."""

from __future__ import annotations

from fractions import Fraction

import pytest

from theory.certificates import Rejected, check
from theory.enclosed import PI, Enclosed, atan, between, cos, parts_enclosed, sin, sqrt
from theory.formal import names
from theory.statement import formal_text

x, n = names("x n")
BELOW = Enclosed((sin(x) < x,), {"x": ("reals", Fraction(1, 10), 2)})
POLYGON = Enclosed(
    (sin(PI / n) * n < PI, n * sin(PI / n) > 3 * n * sin(PI / n) / PI), {"n": ("integers", 3, 9)}, {"h": PI / n}
)


def test_a_statement_is_proved_by_its_own_certificate_only() -> None:
    certificate = BELOW.certificate("sines")
    assert check(certificate)
    assert BELOW.proved_by([certificate]) is certificate
    wider = Enclosed(BELOW.holds, {"x": ("reals", Fraction(1, 10), 3)})
    assert wider.proved_by([certificate]) is None
    assert BELOW.holding(cos(x) < x).proved_by([certificate]) is None


def test_a_point_refutes_what_fails_there() -> None:
    wrong = BELOW.holding(sin(x) < Fraction(1, 2))
    certificate = wrong.fails_at({"x": 1})
    assert check(certificate)
    assert wrong.disproved_by([certificate]) is certificate
    assert BELOW.disproved_by([certificate]) is None
    with pytest.raises(Rejected, match="false"):
        check(BELOW.fails_at({"x": 1}))


def test_a_point_lies_in_the_ranges() -> None:
    with pytest.raises(ValueError, match="outside"):
        BELOW.fails_at({"x": 3})
    with pytest.raises(ValueError, match="outside"):
        POLYGON.fails_at({"n": Fraction(7, 2)})
    with pytest.raises(ValueError, match="names"):
        POLYGON.fails_at({})
    outside = Enclosed(BELOW.holding(sin(x) < Fraction(1, 2)).holds, {"x": ("reals", 0, 3)})
    assert BELOW.holding(sin(x) < Fraction(1, 2)).disproved_by([outside.fails_at({"x": Fraction(5, 2)})]) is None


def test_integers_are_tried_one_by_one() -> None:
    assert check(POLYGON.certificate()).startswith("for all integers n from 3 to 9")
    wrong = POLYGON.holding(n * sin(PI / n) < 3)
    certificate = wrong.fails_at({"n": 7})
    assert check(certificate)
    assert wrong.disproved_by([certificate])
    with pytest.raises(Rejected):
        check(wrong.certificate())


def test_an_equality_is_never_shown() -> None:
    for statement in (Enclosed((4 * atan(1) < PI,)), Enclosed((4 * atan(1) > PI,)), Enclosed((sqrt(4) > 2,))):
        with pytest.raises(Rejected, match="not decided"):
            check(statement.certificate())


def test_what_a_reader_sees() -> None:
    assert formal_text((BELOW, POLYGON))[:2] == ["for all reals x from 1/10 to 2", "then: sin(x) < x"]
    assert "h := pi / n" in formal_text(POLYGON)
    assert parts_enclosed((BELOW, POLYGON)) == (BELOW, POLYGON)
    assert parts_enclosed((BELOW, 1)) == ()
    with pytest.raises(ValueError, match="exactly"):
        BELOW.statement()
    assert len(between("3.1", PI, "3.2")) == 2
