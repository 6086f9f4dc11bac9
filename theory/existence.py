"""A formal statement of existence: whatever is given, some real numbers satisfy certain conditions.

The evaluator cannot decide it, but one point at which the conditions contradict each other refutes it: two certificates do, one that
the point satisfies the hypotheses, one that no real numbers satisfy the conditions there.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

from theory.certificates.text import show
from theory.claims import Certificate
from theory.decision import proved_by
from theory.formal import Expression, expr
from theory.statement import Statement


@dataclass(frozen=True)
class Existence:
    """For all values of the variables that satisfy the hypotheses there are real ``unknowns`` that satisfy all ``conditions``.

    Args:
        given: variables, hypotheses and abbreviations; its conclusion plays no part.
        unknowns: names of real numbers.
        conditions: comparisons of polynomials in the unknowns, by name.
        where: abbreviations in the conditions, which may use the unknowns.

    >>> from theory.formal import names
    >>> p, x = names("p x")
    >>> root = Existence(Statement(("p",), {"real": p < 5}, p == p), ("x",), {"root": x**2 == p})
    >>> root.text()[-1]
    'root: (x ^ 2) = p'
    """

    given: Statement
    unknowns: tuple[str, ...]
    conditions: dict[str, Expression]
    where: dict[str, Any] = field(default_factory=dict)

    def statement(self) -> Statement:
        """There is none for the evaluator; raises ValueError."""
        raise ValueError("existence of real numbers cannot be evaluated")

    def at(self, assignment: dict[str, Any]) -> Statement:
        """That there are none at this point: all real values of the unknowns violate a condition."""
        let = {**assignment, **self.given.let, **self.where}
        return Statement(self.unknowns, self.conditions, Expression(False), let)

    def refuted_by(self, certificates: Sequence[Certificate]) -> list[Certificate]:
        """The certificates (all of them accepted) of both kinds that refute it; empty when they are not there.

        >>> from theory.evidence import derivation, implication, relation, term
        >>> from theory.formal import names
        >>> p, x = names("p x")
        >>> root = Existence(Statement(("p",), {"real": p < 5}, p == p), ("x",), {"root": x**2 == p})
        >>> by = derivation(term(1, square=x), multiples={0: -1})
        >>> none = implication("x", assume=[relation(x**2 + 1, "=")], conclude=relation(Expression(-1), ">="), by=by)
        >>> len(root.refuted_by([root.given.satisfied_by({"p": -1}), none]))
        2
        """
        if not self.given.variables and not self.given.hypotheses:
            return proved_by(self.at({}), certificates)
        for certificate in certificates:
            assignment = self._assignment(certificate)
            if assignment is not None and (found := proved_by(self.at(assignment), certificates)):
                return [certificate, *found]
        return []

    def _assignment(self, certificate: Certificate) -> dict[str, Expression] | None:
        """The point of a certificate that is exactly "the hypotheses hold at this point", else None."""
        if certificate["kind"] != "evaluation" or "field" in certificate["asserts"]:
            return None
        let: list[list[Any]] = certificate["asserts"].get("let", [])
        point = {name: value for name, value in let if name in self.given.variables}
        if set(point) != set(self.given.variables) or not all(_is_data(value) for value in point.values()):
            return None
        assignment = {name: Expression(value) for name, value in point.items()}
        asserts = {k: v for k, v in certificate["asserts"].items() if k != "means"}
        same = asserts == self.given.satisfied_by({n: v.json[1] for n, v in assignment.items()})["asserts"]
        return assignment if same else None

    def text(self) -> list[str]:
        """For a reader, a line for every part."""
        given = self.given
        out = [f"for all {', '.join(given.variables)}" if given.variables else "without variables"]
        out += [f"{name} := {show(expr(value).json, limit=4000)}" for name, value in given.let.items()]
        out += [f"{name}: {show(expr(h).json, limit=4000)}" for name, h in given.hypotheses.items()]
        out.append(f"there are real {', '.join(self.unknowns)}")
        out += [f"{name} := {show(expr(value).json, limit=4000)}" for name, value in self.where.items()]
        return out + [f"{name}: {show(expr(c).json, limit=4000)}" for name, c in self.conditions.items()]


def _is_data(value: Any) -> bool:
    return isinstance(value, list) and len(value) == 2 and value[0] == "data"
