"""A certificate counts for a formal statement only if it is this statement, in every way that it could be another one."""

from __future__ import annotations

import pytest

from theory.certificates import check, seal
from theory.claims import Certificate
from theory.decision import disproved_by, inner, proved_by
from theory.evidence import checked, derivation, evaluation, implication, proof, relation, term
from theory.formal import Expression, both, expr, for_all, names, span
from theory.statement import Statement, parts_of

x, y = names("x y")


def adds(*conclude: object, assume: list[list[object]] | None = None, names: str = "x y") -> Certificate:
    """x >= 1 and y >= 1 imply x + y >= 2, or what else is concluded by adding the two."""
    given = [relation(x, ">=", 1), relation(y, ">=", 1)] if assume is None else assume
    by = derivation(term(1, use=(0,)), term(1, use=(1,)))
    return implication(names, assume=given, conclude=list(conclude) or relation(x + y, ">=", 2), by=by)


SUM = Statement(("x", "y"), {"x": x >= 1, "y": y >= 1}, x + y >= 2)


def test_an_implication_is_the_statement() -> None:
    assert check(adds())
    assert proved_by(SUM, [adds()]) == [adds()]
    turned = Statement(("x", "y"), {"both": both(expr(1) <= x, y - 1 >= 0)}, expr(2) <= y + x)
    assert proved_by(turned, [adds()]), "the order of the sides and of sums does not matter"
    assert proved_by(
        Statement(("x", "y", "z"), {**SUM.hypotheses, "more": names("z")[0] > 0}, SUM.conclusion), [adds()]
    )


@pytest.mark.parametrize(
    "other",
    [
        SUM.without("y"),
        SUM.concluding(x + y > 2),
        SUM.concluding(x + y >= 3),
        SUM.concluding(both(x + y >= 2, x >= y)),
        SUM.concluding(both()),
        SUM.assuming(y=y > 0),
        Statement(("x", "y"), {"x": x >= 1, "y": for_all(span(3), lambda i: y >= i, "i")}, x + y >= 2),
        Statement(("x", "y", "t"), {"x": names("t")[0] >= 1, "y": y >= 1}, x + y >= 2, {}),
        Statement(("y",), {"x": x >= 1, "y": y >= 1}, x + y >= 2, {"x": 1}),
    ],
)
def test_other_statements_are_not_proved_by_it(other: Statement) -> None:
    assert proved_by(other, [adds()]) == []


def test_every_part_of_the_conclusion_needs_its_certificate() -> None:
    one = implication(
        "x y", assume=[relation(x, ">=", 1)], conclude=relation(x, ">=", 1), by=derivation(term(1, use=(0,)))
    )
    stated = SUM.concluding(both(x + y >= 2, x >= 1))
    assert proved_by(stated, [adds()]) == []
    assert proved_by(stated, [one, adds()]) == [adds(), one]


def test_an_evaluation_is_a_statement_without_variables() -> None:
    closed = Statement((), {}, for_all(span(4), lambda i: i * i >= i, "i"), {"c": 3})
    right = evaluation(closed.conclusion, let={"c": 3}, means="a caption")
    assert check(right)
    assert proved_by(closed, [right]) == [right]
    assert proved_by(closed, [evaluation(closed.conclusion)]) == [], (
        "without what the names mean it says something else"
    )
    assert proved_by(closed, [evaluation(closed.conclusion, let={"c": 4})]) == []
    assert proved_by(closed, [evaluation(expr(2) > 1)]) == []
    assumed = Statement((), {"c": expr(3) > 2}, closed.conclusion)
    whole = evaluation(Expression(["implies", ["and", (expr(3) > 2).json], closed.conclusion.json]))
    assert proved_by(assumed, [whole]) == [whole]


def test_an_identity_is_a_statement_without_hypotheses() -> None:
    square = Statement(("x", "y"), {}, (x + y) ** 2 == x**2 + 2 * x * y + y**2)
    right = evaluation(square.conclusion, indeterminates="x y")
    assert check(right)
    assert proved_by(square, [right])
    at_a_point = evaluation(square.conclusion, let={"x": 1, "y": 2})
    assert check(at_a_point)
    assert proved_by(square, [at_a_point]) == []
    assert proved_by(Statement(("x", "y"), {"x": x > 0}, square.conclusion), [right]) == []


def test_impossible_hypotheses() -> None:
    none = seal("unit_ideal", {"indeterminates": ["x"], "equations": [["-", "x", 1], "x"]}, {"cofactors": [-1, 1]})
    assert check(none)
    assert proved_by(Statement(("x",), {"one": x == 1, "zero": expr(0) == x}, x > 5), [none])
    assert proved_by(Statement(("x",), {"one": x == 1}, x > 5), [none]) == []


def test_only_a_counterexample_to_exactly_the_statement_disproves_it() -> None:
    false = SUM.concluding(x + y >= 3)
    right = false.refuted_by({"x": 1, "y": 1}, means="the corner")
    assert check(right)
    assert disproved_by(false, [right]) == right
    assert disproved_by(SUM, [right]) is None
    assert disproved_by(false, [false.without("x").refuted_by({"x": 0, "y": 1})]) is None
    assert disproved_by(false, [adds()]) is None


def test_checked_steps_of_an_argument_count_like_certificates() -> None:
    argument = proof("anything", checked("sum", "the sum", adds()))
    assert proved_by(SUM, list(inner([argument]))) == [adds()]
    assert proved_by(SUM, [argument]) == [], "its title is no statement"


def test_parts() -> None:
    class Never:
        def statement(self) -> Statement:
            raise ValueError("quantifies over the reals")

    assert parts_of(None) == parts_of(Never()) == ()
    assert parts_of((SUM, Never())) == (), "a part that cannot be evaluated must not be lost"
    assert len(parts_of((SUM, (SUM, SUM)))) == 3
