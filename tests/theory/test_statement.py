"""Formal statements: builder, counterexamples, dropping hypotheses, writing files."""

from __future__ import annotations

import os
from fractions import Fraction
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from theory import formal
from theory.certificates import Rejected, check
from theory.certificates.language import BINDERS, Evaluator
from theory.certificates.operations import OPERATIONS
from theory.certificates.text import show
from theory.errors import InputError
from theory.evidence import evaluation
from theory.files import write_atomically
from theory.formal import both, expr, for_all, names, norm2, span, total
from theory.statement import Statement

x, y = names("x y")
STATEMENT = Statement(("x", "y"), {"x-positive": x > 0, "order": y >= x}, y > 0, {"s": x + y})


def test_refuting_needs_the_hypotheses() -> None:
    with pytest.raises(Rejected, match="x-positive"):
        check(STATEMENT.refuted_by({"x": -1, "y": -1}))
    with pytest.raises(Rejected, match="is true"):
        check(STATEMENT.refuted_by({"x": 1, "y": 2}))
    assert check(STATEMENT.without("x-positive").refuted_by({"x": -1, "y": -1}, record="s"))


def test_variants() -> None:
    assert STATEMENT.violated_hypothesis({"x": 2, "y": 1}) == "order"
    assert STATEMENT.violated_hypothesis({"x": 1, "y": 1}) is None
    assert STATEMENT.concluding(y > 1).holds({"x": 1, "y": 1}) is False
    assert "large" in STATEMENT.assuming(large=x > 10).hypotheses
    with pytest.raises(KeyError):
        STATEMENT.without("nothing")
    assert check(STATEMENT.satisfied_by({"x": 1, "y": 1}))
    with pytest.raises(Rejected):
        check(STATEMENT.satisfied_by({"x": 2, "y": 1}))


def test_expressions_are_not_truth_values() -> None:
    with pytest.raises(TypeError, match="truth value"):
        bool(x == y)
    with pytest.raises(TypeError):
        expr(0.5)


@given(st.lists(st.fractions(max_denominator=9), min_size=1, max_size=4))
def test_builder_and_evaluator_agree_with_python(v: list[Fraction]) -> None:
    claim = both(norm2(expr(v)) == sum(a * a for a in v), total(span(len(v)), lambda i: expr(v)[i]) == sum(v))
    assert check(evaluation(both(claim, for_all(expr(v), lambda a: a * a >= 0, "a"))))


def test_every_builder_names_an_operation_of_the_language() -> None:
    specials = {"and", "or", "implies", "not"}
    for name, build in vars(formal).items():
        if callable(build) and getattr(build, "__doc__", "") and str(build.__doc__).startswith("The operation"):
            operation = build(1, 1).json[0] if name not in ("negation",) else build(True).json[0]
            known = operation in OPERATIONS or operation in BINDERS or operation in specials
            assert known or operation in Evaluator()._special, f"{name} builds {operation!r}"


def test_text() -> None:
    assert show((x * 2 <= y**2).json) == "(x * 2) <= (y ^ 2)"
    assert show(["data", [{"alg": [0, "1/2"]}, {"type": "topk", "k": 2}]]) == "[0 + 1/2*α, {topk, k = 2}]"
    assert show(["forall", "i", ["range", 3], [">=", "i", 0]]) == "for all i in range(3): (i >= 0)"
    assert len(show(["+", *range(10_000)], limit=50)) == 50


def test_a_failed_write_leaves_the_old_file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = tmp_path / "a.json"
    write_atomically(path, "old")

    def fail(*_: object) -> None:
        raise OSError("disk full")

    monkeypatch.setattr(os, "replace", fail)
    with pytest.raises(OSError, match="disk full"):
        write_atomically(path, "new")
    assert path.read_text() == "old"
    assert [p.name for p in tmp_path.iterdir()] == ["a.json"]


def test_input_error_is_one_line_and_short() -> None:
    error = InputError("field", "a\nb" + "x" * 500, "why", "do this")
    assert "\n" not in str(error)
    assert len(str(error)) < 120
    assert str(error.within("f.json")).startswith("f.json: field: found a b")
