"""Parts that many claims have: hypotheses with drop tests, mutations of a formal statement, counterexamples as evidence."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from theory.claims import Certificate, Evidence, Hypothesis, Mutation
from theory.formal import Expression
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


def hypotheses(
    statement: Statement, point: dict[str, Any], given: dict[str, tuple[str, dict[str, Any] | str]], *, record: str = ""
) -> tuple[Hypothesis, ...]:
    """All hypotheses of a formal statement, in its order: ``point`` satisfies them together.

    ``given`` has for each name its text and either what to change in ``point`` to refute the statement without exactly this
    hypothesis, or a sentence why there is no such point.  Raises ValueError unless the names are those of the statement.

    >>> from theory.formal import names
    >>> (x,) = names("x")
    >>> positive = Statement(("x",), {"positive": x > 0}, x >= 0)
    >>> [h.drop()["kind"] for h in hypotheses(positive, {"x": 1}, {"positive": ("$x > 0$", {"x": -1})})]
    ['counterexample']
    """
    if set(given) != set(statement.hypotheses):
        raise ValueError(f"hypotheses {sorted(set(given) ^ set(statement.hypotheses))} are on one side only")
    out: list[Hypothesis] = []
    for name in statement.hypotheses:
        text, change = given[name]
        changed, note = (None, change) if isinstance(change, str) else ({**point, **change}, "")
        out.append(dropped(statement, name, text, changed, note, point=point, record=record))
    return tuple(out)


def wrong(
    name: str,
    text: str,
    statement: Statement,
    point: dict[str, Any],
    conclusion: Expression | None = None,
    *,
    record: str = "",
) -> Mutation:
    """A wrong variant of a formal statement (or the same hypotheses with another conclusion), refuted at ``point``.

    >>> from theory.formal import names
    >>> (x,) = names("x")
    >>> positive = Statement(("x",), {"positive": x > 0}, x >= 0)
    >>> wrong("larger", "$x > 1$", positive, {"x": 1}, x > 1).refuted_by()["kind"]
    'counterexample'
    """
    variant = statement if conclusion is None else statement.concluding(conclusion)
    return Mutation(name, text, refuted_by=lambda: variant.refuted_by(point, record=record))


def together(*groups: tuple[Hypothesis, ...]) -> tuple[Hypothesis, ...]:
    """The hypotheses of a formal statement in several parts, each name once."""
    found: dict[str, Hypothesis] = {}
    for group in groups:
        for hypothesis in group:
            found.setdefault(hypothesis.name, hypothesis)
    return tuple(found.values())
