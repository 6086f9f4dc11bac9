"""The vocabulary of a claim: a typed statement first, then what must fail without each hypothesis, then wrong variants.

``Theorem`` derives everything that the runner needs from the statement: the formal statement of the exact evaluator, a witness and a
drop test for each hypothesis, counterexamples to wrong variants.  The proof is the ``.v`` file beside the claim.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import cached_property
from typing import Any, Literal

from proofs_checks.parts import dropped
from theory.claims import Budget, Certificate, Claim, ClaimKind, Evidence, Hypothesis, Mutation, Outcome, Source
from theory.statement import Statement
from theory.typed import Expr, TypedStatement


@dataclass(frozen=True)
class Given:
    """A hypothesis: what it says, formally too, and what to change in the example so that the theorem fails without it.

    ``note`` says why there is no such change, where there is none.
    """

    text: str
    formal: Expr
    fails: dict[str, Any] | None = None
    note: str = ""


@dataclass
class Theorem:
    """One claim: ``says`` in words, and for all values of ``about`` (with ``sizes``) the hypotheses ``given`` imply ``then``.

    Args:
        id, title, says, source, kind: as in :class:`theory.claims.Claim`.
        sizes: names of natural numbers that types mention.
        about: variables.
        given: hypotheses by name.
        then: the conclusion.
        example: one value for every size and variable, at which all hypotheses hold.
        let: abbreviations.
        expected, needs, remark: as in Claim.
        over: the scalars in Rocq, as in :class:`theory.typed.TypedStatement`.
    """

    id: str
    title: str
    says: str
    source: Source
    kind: ClaimKind
    sizes: str
    about: tuple[Expr, ...]
    given: dict[str, Given]
    then: Expr
    example: dict[str, Any]
    let: tuple[tuple[Expr, Expr], ...] = ()
    expected: Outcome = "proved"
    needs: tuple[str, ...] = ()
    remark: str = ""
    over: Literal["realFieldType", "rcfType"] = "realFieldType"
    wrong: list[Mutation] = field(default_factory=list)

    @cached_property
    def typed(self) -> TypedStatement:
        """The typed statement."""
        hypotheses = {name: g.formal for name, g in self.given.items()}
        return TypedStatement(self.sizes, self.about, hypotheses, self.then, self.let, self.over)

    @cached_property
    def statement(self) -> Statement:
        """What the exact evaluator decides at a point."""
        return self.typed.statement()

    def claim(self) -> Claim:
        """The claim for the runner."""
        return Claim(
            self.id,
            self.title,
            self.says,
            self.source,
            self.kind,
            self.expected,
            self.hypotheses(),
            self.needs,
            self.remark,
            self.statement,
            self.typed,
        )

    def hypotheses(self) -> tuple[Hypothesis, ...]:
        """Each with the example as a witness, and the theorem refuted without exactly this one."""
        return tuple(
            dropped(self.statement, name, g.text, self.at(g.fails), g.note, point=self.example, record="")
            for name, g in self.given.items()
        )

    def at(self, changes: dict[str, Any] | None) -> dict[str, Any] | None:
        """The example with some values changed."""
        return None if changes is None else {**self.example, **changes}

    def wrongly(self, name: str, text: str, then: Expr | None = None, *, without: str = "", **changes: Any) -> None:
        """A wrong variant, with another conclusion or without some hypotheses, refuted at the changed example."""
        point = {**self.example, **changes}

        def refuted() -> Certificate:
            variant = self.typed.without(*without.split())
            variant = variant if then is None else variant.concluding(then)
            return variant.statement().refuted_by(point)

        self.wrong.append(Mutation(name, text, refuted_by=refuted))

    def mutations(self) -> list[Mutation]:
        """The wrong variants."""
        return self.wrong

    def holds_in_example(self, budget: Budget) -> Evidence:
        """The example itself: the hypotheses and the conclusion hold, evaluated exactly."""
        met = self.statement.violated_hypothesis(self.example) is None and self.statement.holds(self.example)
        numbers = {"examples": 1, "violations": int(not met)}
        return Evidence("property-test", "tested", "instance", "The example of the statement.", numbers=numbers)
