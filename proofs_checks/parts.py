"""Parts that many claims have: hypotheses of one counterexample, hypotheses with drop tests, counterexamples as evidence."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from theory.claims import Certificate, Evidence, Hypothesis
from theory.statement import Statement

STRONGER = "the counterexamples satisfy it; dropping it only makes the claim stronger"


def satisfied(
    witness: Callable[[], Certificate], *texts: tuple[str, str], note: str = "the counterexamples satisfy it"
) -> tuple[Hypothesis, ...]:
    """The hypotheses of a refuted claim, pairs of name and text: one point satisfies all, so none needs a drop test."""
    return tuple(Hypothesis(name, text, witness, drop_note=note) for name, text in texts)


def dropped(
    statement: Statement,
    name: str,
    text: str,
    given: dict[str, Any] | None,
    note: str = "",
    *,
    point: dict[str, Any],
    record: str,
) -> Hypothesis:
    """One hypothesis of a formal statement: ``point`` satisfies all of them, ``given`` refutes the statement without this one.

    >>> from theory.formal import names
    >>> (x,) = names("x")
    >>> positive = Statement(("x",), {"positive": x > 0}, x >= 0)
    >>> h = dropped(positive, "positive", "$x > 0$", {"x": -1}, point={"x": 1}, record="")
    >>> h.witness()["kind"], h.drop()["kind"]
    ('evaluation', 'counterexample')
    """

    def refuted(counterexample: dict[str, Any]) -> Certificate:
        return statement.without(name).refuted_by(counterexample, record=record)

    drop = None if given is None else lambda: refuted(given)
    return Hypothesis(name, text, lambda: statement.satisfied_by(point), drop=drop, drop_note=note)


def counterexample(text: str, statement: Statement, assignment: dict[str, Any], *, record: str) -> Evidence:
    """Evidence that a formal statement fails at one assignment."""
    return Evidence("exact-decision", "refuted", "instance", text, (statement.refuted_by(assignment, record=record),))
