"""One statement, three readers: LaTeX for people, exact evaluation, and the proposition that a kernel proof must have."""

from __future__ import annotations

import re
from dataclasses import dataclass, field, replace
from typing import Any, Literal

from theory.formal import Expression
from theory.statement import Statement
from theory.typed.build import size
from theory.typed.divisors import uncovered
from theory.typed.evaluable import shape, to_json
from theory.typed.evaluable_part import evaluable_part
from theory.typed.expression import Expr, show, walk
from theory.typed.latex import latex
from theory.typed.rocq import BASE, files_of, header, own_words, to_rocq
from theory.typed.table import BINDERS
from theory.typed.types import BOOL, NAT, IllTyped, need

WELL_TYPED = "well-typed"
_HYPOTHESIS = re.compile(r"[A-Za-z0-9][A-Za-z0-9'-]*")  # it stands in a comment of the proposition, and must not end it


@dataclass(frozen=True)
class TypedStatement:
    """For all values of the variables, the hypotheses imply the conclusion; ``let`` abbreviates.

    Args:
        sizes: names of the natural numbers that types mention, separated by spaces.
        variables: what the statement is about, made with :func:`theory.typed.var`.
        hypotheses: by name.
        conclusion: what follows.
        let: abbreviations, each a variable and its value.
        over: the scalars in Rocq: any ordered field, or ``rcfType``, a real closed field, for what needs roots of polynomials.

    Raises IllTyped for an expression without a type, a name bound twice, an unknown variable or size, a name that means something
    else to one of the readers, and a divisor that no hypothesis keeps away from zero (the evaluator refuses to divide by zero,
    Rocq says ``x / 0 = 0``).

    >>> from theory.typed import SCALAR, TypedStatement, var
    >>> x = var("x", SCALAR)
    >>> square = TypedStatement("", (x,), {"positive": x > 0}, x**2 > x)
    >>> print(square.proposition())
      forall (R : realFieldType)  (x : R),
      (* positive *) (0 < x) ->
      (x < (x ^+ 2))
    >>> square.statement().holds({"x": 2}), square.latex()
    (True, 'Let $x \\\\in \\\\mathbb R$. If $x > 0$, then $x^{2} > x$.')
    """

    sizes: str
    variables: tuple[Expr, ...]
    hypotheses: dict[str, Expr]
    conclusion: Expr
    let: tuple[tuple[Expr, Expr], ...] = field(default=())
    over: Literal["realFieldType", "rcfType"] = "realFieldType"

    def __post_init__(self) -> None:
        for e in (*self.hypotheses.values(), self.conclusion):
            need(e.type == BOOL, f"hypotheses and conclusion are truth values, found {show(e)}")
        for x, value in self.let:
            need(x.type == value.type, f"let {show(x)} := {show(value)}")
        sizes = self.sizes.split()
        for name in self.hypotheses:
            need(_HYPOTHESIS.fullmatch(name) is not None, f"{name!r} is no name for a hypothesis")
        known: dict[str, Any] = {size(s).info[0]: NAT for s in sizes}
        for v in self.variables:
            _declare(v, known)
        for v, value in self.let:
            _scoped(value, known)
            _declare(v, known)
        for e in (*self.hypotheses.values(), self.conclusion):
            _scoped(e, known)
        taken = self._names() & (own_words() | {d.name for d in definitions_in(*self.parts())})
        need(not taken, f"{', '.join(sorted(taken))}: the proposition uses this name for something else")
        missing = uncovered(self.hypotheses, [v for _, v in self.let], self.conclusion)
        need(not missing, f"divisions by {', '.join(missing)}: add a hypothesis that this is not zero")

    def _names(self) -> set[str]:
        """Names of sizes and variables, also of those that are bound inside."""
        bound = {b.info[0] for part in self.parts() for e in walk(part) if e.op in BINDERS for b in e.info}
        return bound | set(self.sizes.split()) | {v.info[0] for v in (*self.variables, *(x for x, _ in self.let))}

    def parts(self) -> list[Expr]:
        """Every expression of the statement."""
        return [*self.hypotheses.values(), *(v for _, v in self.let), self.conclusion]

    def without(self, *names: str) -> TypedStatement:
        """The statement with hypotheses dropped; raises KeyError for a name it does not have."""
        rest = dict(self.hypotheses)
        for name in names:
            del rest[name]
        return replace(self, hypotheses=rest)

    def concluding(self, conclusion: Expr) -> TypedStatement:
        """The same hypotheses with another conclusion."""
        return replace(self, conclusion=conclusion)

    def evaluable(self) -> tuple[TypedStatement, bool]:
        """The part that can be evaluated, what its conclusion says for all values being a variable; and whether that is all of it."""
        conclusion, more, whole = evaluable_part(self.conclusion)
        sizes = " ".join([*self.sizes.split(), *(v.info[0] for v in more if v.type == NAT)])
        about = (*self.variables, *(v for v in more if v.type != NAT))
        return replace(self, sizes=sizes, variables=about, conclusion=conclusion), whole

    def statement(self) -> Statement:
        """For the exact evaluator; the first hypothesis says that every value has its declared type.

        Of a conclusion that quantifies over an infinite type it is the part that can be evaluated, with what is said for all
        values of a variable as a variable (:func:`theory.typed.evaluable_part.evaluable_part`); then ``whole`` is false unless that
        is the same.  Raises NotEvaluable where nothing of the conclusion, or not all of a hypothesis, can be evaluated.
        """
        part, whole = self.evaluable()
        if part.variables != self.variables or part.sizes != self.sizes:
            return replace(part.statement(), whole=whole)
        conclusion = part.conclusion
        sizes = self.sizes.split()
        shapes = [shape(NAT, n) for n in sizes] + [shape(v.type, v.info[0]) for v in self.variables]
        return Statement(
            (*sizes, *(v.info[0] for v in self.variables)),
            {
                WELL_TYPED: Expression(["and", *shapes]),
                **{k: Expression(to_json(h)) for k, h in self.hypotheses.items()},
            },
            Expression(to_json(conclusion)),
            {x.info[0]: Expression(to_json(value)) for x, value in self.let},
            whole=whole,
        )

    def latex(self) -> str:
        """What a person reads."""
        sizes = self.sizes.split()
        given = [rf"${', '.join(sizes)} \in \mathbb N$"] if sizes else []
        given += [f"${v.type.declare(v.info[1])}$" for v in self.variables]
        where = "".join(f" Write ${x.info[1]} = {latex(v)}$." for x, v in self.let)
        assume = ", ".join(f"${latex(h)}$" for h in self.hypotheses.values())
        let = f"Let {', '.join(given)}." if given else ""
        then = f"If {assume}, then " if assume else "Then " if given else ""
        return f"{let}{where} {then}".lstrip() + self.displayed()

    def displayed(self) -> str:
        """The conclusion as a formula."""
        return f"${latex(self.conclusion)}$."

    def proposition(self) -> str:
        """The Rocq proposition."""
        return "\n".join([f"  forall (R : {self.over}) {self._bound()},", *self._implication()])

    def negation(self) -> str:
        """The Rocq proposition that the statement is false over every field that it is about.

        This is stronger than the negation of the proposition, which might hold for the sake of some field that nobody thinks of:
        over the rationals there is no square root of 2.
        """
        bound = self._bound().strip()
        inner = [*([f"  forall {bound},"] if bound else []), *self._implication()]
        return "\n".join([f"  forall (R : {self.over}), ~ (", *inner[:-1], f"{inner[-1]})"])

    def _bound(self) -> str:
        sizes = f"({self.sizes} : nat)" if self.sizes else ""
        return f"{sizes} {' '.join(f'({v.info[0]} : {v.type.rocq()})' for v in self.variables)}"

    def _implication(self) -> list[str]:
        lines = [f"  let {x.info[0]} : {x.type.rocq()} := {to_rocq(v)} in" for x, v in self.let]
        lines += [f"  (* {k} *) {to_rocq(h)} ->" for k, h in self.hypotheses.items()]
        return [*lines, f"  {to_rocq(self.conclusion)}"]

    def rocq(self) -> str:
        """The file that defines the proposition as ``claim``."""
        return f"{header(self.files())}\nDefinition claim : Prop :=\n{self.proposition()}.\n"

    def rocq_negation(self) -> str:
        """The file that defines the negation as ``negation``; no ``claim`` is in it."""
        return f"{header(self.files())}\nDefinition negation : Prop :=\n{self.negation()}.\n"

    def files(self) -> list[str]:
        """Files of shared definitions that the proposition uses."""
        return files_of(*self.parts())

    def definitions(self) -> list[tuple[str, str]]:
        """Shared definitions that a reader of the proposition needs: name and file."""
        used = definitions_in(*self.parts())
        operations = {e.op for part in (*self.parts(), *(d.body for d in used)) for e in walk(part)}
        base = [(name, BASE) for name in ("relu", "dot", "norm2") if name in operations]
        return [*base, *((d.name, d.file) for d in used)]


def _declare(v: Expr, known: dict[str, Any]) -> None:
    name = v.info[0]
    need(v.op == "var" and name not in known, f"{name} is declared twice")
    _known_sizes(v, known)
    known[name] = v.type


def _known_sizes(e: Expr, known: dict[str, Any]) -> None:
    for s in e.type.names():
        if known.get(s) != NAT:
            raise IllTyped(f"{s} is no declared size, in {show(e)}")


def _scoped(e: Expr, known: dict[str, Any]) -> None:
    """Every variable is declared or bound, with the type it is used at; nothing is bound that is already declared."""
    if e.op == "var" and known.get(e.info[0]) != e.type:
        raise IllTyped(f"{show(e)} is not declared")
    _known_sizes(e, known)
    inner = known
    if e.op in BINDERS:
        inner = dict(known)
        for b in e.info:
            _declare(b, inner)
    for a in e.args:
        _scoped(a, inner)


def definitions_in(*parts: Expr) -> list[Any]:
    """Shared definitions that expressions use, also inside other definitions, each once, in the order of use."""
    found: dict[str, Any] = {}
    for part in parts:
        for e in walk(part):
            if e.op == "call":
                for d in (*definitions_in(e.info[0].body), e.info[0]):
                    found.setdefault(d.name, d)
    return list(found.values())
