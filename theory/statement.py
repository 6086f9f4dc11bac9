"""A formal statement: what a claim says, in the checker's language, once; everything else is derived from it.

"For all values of the variables, the hypotheses imply the conclusion."  From one such object come the counterexample
certificates that refute the claim, its drop tests, its mutations, its property tests and the answer on a user's instance.
"""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from typing import Any, cast

from theory.certificates.exact_numbers import Rejected
from theory.certificates.statement import evaluator
from theory.certificates.text import show
from theory.claims import Certificate
from theory.evidence import as_data, counterexample, evaluation
from theory.exact import NumberField
from theory.formal import Expression, both, expr

_LONG = 4000  # characters of one part that are shown


@dataclass(frozen=True)
class Statement:
    """Variables, hypotheses by name, a conclusion, and what they use: abbreviations (``let``) and functions (``definitions``).

    ``whole`` is false for the evaluable part of a typed statement, a consequence of it: refuting the part refutes the statement,
    proving the part proves nothing.

    >>> from theory.formal import names
    >>> (x,) = names("x")
    >>> square = Statement(("x",), {"positive": x > 0}, x**2 > x)
    >>> square.violated_hypothesis({"x": -1}), square.holds({"x": 2}), square.holds({"x": 1})
    ('positive', True, False)
    """

    variables: tuple[str, ...]
    hypotheses: dict[str, Expression]
    conclusion: Expression
    let: dict[str, Any] = field(default_factory=dict)
    definitions: dict[str, Any] = field(default_factory=dict)
    whole: bool = True

    def asserts(self) -> dict[str, Any]:
        """The ``asserts`` of a counterexample certificate to this statement."""
        out: dict[str, Any] = {
            "variables": list(self.variables),
            "hypotheses": {name: expr(h).json for name, h in self.hypotheses.items()},
            "conclusion": expr(self.conclusion).json,
        }
        if self.definitions:
            out["definitions"] = self.definitions
        return {**out, "let": [[n, expr(v).json] for n, v in self.let.items()]} if self.let else out

    def without(self, *names: str) -> Statement:
        """The statement with hypotheses dropped; raises KeyError for a name it does not have."""
        rest = dict(self.hypotheses)
        for name in names:
            del rest[name]
        return replace(self, hypotheses=rest)

    def concluding(self, conclusion: Expression) -> Statement:
        """The same hypotheses with another conclusion."""
        return replace(self, conclusion=conclusion)

    def assuming(self, **hypotheses: Expression) -> Statement:
        """Hypotheses added or replaced by name (underscores for hyphens)."""
        return replace(self, hypotheses={**self.hypotheses, **{k.replace("_", "-"): v for k, v in hypotheses.items()}})

    def refuted_by(
        self, assignment: dict[str, Any], *, record: str = "", field: NumberField | None = None, means: str = ""
    ) -> Certificate:
        """A counterexample certificate: the hypotheses hold for the assignment and the conclusion fails."""
        in_order = {name: assignment[name] for name in self.variables if name in assignment}
        return counterexample(
            variables={**in_order, **assignment},
            hypotheses=self.hypotheses,
            conclusion=self.conclusion,
            let=self.let,
            record=record,
            field=field,
            definitions=self.definitions,
            means=means,
        )

    def satisfied_by(
        self,
        assignment: dict[str, Any],
        *,
        also: Expression | None = None,
        field: NumberField | None = None,
        means: str = "",
    ) -> Certificate:
        """A certificate that all hypotheses hold together for the assignment (a witness that they can be satisfied).

        ``also``: what else is true there, for an example of the statement.
        """
        let = {**{k: Expression(["data", as_data(v)]) for k, v in assignment.items()}, **self.let}
        holds = both(*self.hypotheses.values(), *(() if also is None else (also,)))
        return evaluation(
            holds, let=let, record=" ".join(assignment), field=field, definitions=self.definitions, means=means
        )

    def _evaluator(self, assignment: dict[str, Any], number_field: NumberField | None) -> Any:
        setup = {**self.asserts(), "field": number_field.json() if number_field else None}
        return evaluator(setup, {k: as_data(v) for k, v in assignment.items()})

    def violated_hypothesis(self, assignment: dict[str, Any], *, field: NumberField | None = None) -> str | None:
        """The first hypothesis that fails for the assignment, or None."""
        names = self._evaluator(assignment, field)
        return next((name for name, h in self.hypotheses.items() if not names.true(expr(h).json)), None)

    def holds(self, assignment: dict[str, Any], *, field: NumberField | None = None) -> bool:
        """Is the conclusion true for the assignment?  (Says nothing about the hypotheses.)"""
        return bool(self._evaluator(assignment, field).true(expr(self.conclusion).json))

    def well_formed(self, assignment: dict[str, Any], *, field: NumberField | None = None) -> str | None:
        """Why the statement cannot be evaluated for the assignment, or None."""
        try:
            self._evaluator(assignment, field)
        except Rejected as reason:
            return str(reason)
        return None


def parts_of(formal: Any) -> tuple[Statement, ...]:
    """The evaluable statements of a claim's ``statement_formal``: none, one, or several that hold together.

    A typed statement is read by its method ``statement``; one that quantifies inside over an infinite type has none, and
    then there is none for the whole, because the others alone would be less than the claim.
    """
    if formal is None:
        return ()
    if isinstance(formal, Statement):
        return (formal,)
    if isinstance(formal, tuple):
        parts = [parts_of(part) for part in cast(tuple[Any, ...], formal)]
        return tuple(s for part in parts for s in part) if all(parts) else ()
    try:
        return parts_of(formal.statement())
    except ValueError:  # theory.typed.NotEvaluable
        return ()


def formal_text(formal: Any) -> list[str]:
    """The formal statements of a claim for a reader, a line for every part of them.

    >>> from theory.formal import names
    >>> (x,) = names("x")
    >>> formal_text(Statement(("x",), {"positive": x > 0}, x**2 > 0))
    ['for all x', 'positive: x > 0', 'then: (x ^ 2) > 0']
    """
    if hasattr(formal, "text"):  # a statement of existence, or an enclosed one
        return formal.text()
    if isinstance(formal, tuple) and not parts_of(formal):
        return [line for part in cast(tuple[Any, ...], formal) for line in formal_text(part)]
    out: list[str] = []
    for part in parts_of(formal):
        if not part.whole:
            out.append("the part of the statement that can be evaluated at a point, a consequence of it")
        out.append(f"for all {', '.join(part.variables)}" if part.variables else "a statement without variables")
        for name, (_, arguments, body) in part.definitions.items():
            out.append(f"{name}({', '.join(arguments)}) := {show(body, limit=_LONG)}")
        out += [f"{name} := {show(expr(value).json, limit=_LONG)}" for name, value in part.let.items()]
        out += [f"{name}: {show(expr(h).json, limit=_LONG)}" for name, h in part.hypotheses.items()]
        out.append(f"then: {show(expr(part.conclusion).json, limit=_LONG)}")
    return out
