"""Lemmas about real numbers that search for their own derivation, as ``nlinarith`` does in Lean.

For all reals the named assumptions imply the conclusion: candidates are products of assumptions times squares that are given as
hints, an exact linear program finds the weights, and what is found is written down as the derivation that the checker multiplies out.
"""

from __future__ import annotations

import itertools
from dataclasses import dataclass, replace
from fractions import Fraction
from typing import Any

from solvers.exact.lp import solve
from solvers.exact.lp_form import Feasible
from theory.certificates.polynomials import Polynomial
from theory.certificates.statement import evaluator
from theory.claims import Certificate
from theory.evidence import derivation, implication, term
from theory.formal import Expression, expr


class NoDerivation(ArithmeticError):
    """There is no derivation of the form that was searched."""


@dataclass(frozen=True)
class Lemma:
    """The named assumptions imply the conclusion, for all real values of the names in them.

    Args:
        assume: comparisons by name.
        conclude: a comparison.
        means: what it says, in words, for the certificate.
        hints: expressions whose squares may be multiplied with assumptions.
        degree: how many assumptions may be multiplied with each other.

    >>> from theory.formal import names
    >>> a, b = names("a b")
    >>> Lemma({"order": a >= b, "sign": b >= 0}, a**2 >= b**2).certificate()["kind"]
    'implication'
    >>> Lemma({"order": a >= b}, a**2 >= b**2).certificate()
    Traceback (most recent call last):
    proofs_checks.lemma.NoDerivation: 1*a^2 + -1*b^2 >= 0: no derivation of degree 2 from 1 assumption; add a hint, or raise the degree
    """

    assume: dict[str, Expression]
    conclude: Expression
    means: str = ""
    hints: tuple[Any, ...] = ()
    degree: int = 2

    def but(self, conclude: Expression | None = None, **changed: Expression) -> Lemma:
        """The same lemma with another conclusion, or with assumptions changed."""
        return replace(
            self, assume={**self.assume, **changed}, conclude=self.conclude if conclude is None else conclude
        )

    def certificate(self, like: Lemma | None = None) -> Certificate:
        """With the derivation found here, or (for a wrong variant) with the derivation of the true lemma ``like``."""
        rows = [_relation(a) for a in self.assume.values()]
        by = (like or self)._derivation()
        return implication(
            " ".join(self._names()), assume=rows, conclude=_relation(self.conclude), by=by, means=self.means
        )

    def _names(self) -> list[str]:
        found: dict[str, None] = {}
        waiting = [e.json for e in (self.conclude, *self.assume.values())][::-1]
        while waiting:
            part = waiting.pop()
            if isinstance(part, list):
                waiting.extend(part[:0:-1])
            elif isinstance(part, str) and part.isidentifier():
                found.setdefault(part)
        return list(found)

    def _polynomial(self, e: Any) -> Polynomial:
        return Polynomial.of(evaluator({"indeterminates": self._names()}).value(expr(e).json))

    def _derivation(self) -> dict[str, Any]:
        rows = [_relation(a) for a in self.assume.values()]
        given, signs = [self._polynomial(Expression(e)) for e, _ in rows], [s for _, s in rows]
        goal_json, goal_sign = _relation(self.conclude)
        goal = self._polynomial(Expression(goal_json))
        terms, columns = self._candidates(given, signs)
        multipliers = [(i, v) for i, s in enumerate(signs) if s == "=" for v in (1, *map(Expression, self._names()))]
        free = [self._polynomial(v) * given[i] for i, v in multipliers]
        weights = _weights(columns, free, goal, [_strict(t, signs) for t in terms] if goal_sign == ">" else None)
        if weights is None:
            count = f"{len(rows)} assumption{'s' * (len(rows) != 1)}"
            raise NoDerivation(
                f"{goal} {goal_sign} 0: no derivation of degree {self.degree} from {count}; add a hint, or raise the degree"
            )
        used = [term(w, square=h, use=u) for w, (h, u) in zip(weights, terms, strict=False) if w]
        multiples: dict[int, Any] = {}
        for w, (i, v) in zip(weights[len(terms) :], multipliers, strict=True):
            if w:
                multiples[i] = multiples[i] + w * expr(v) if i in multiples else w * expr(v)
        return derivation(*used, multiples=multiples or None)

    def _candidates(
        self, given: list[Polynomial], signs: list[str]
    ) -> tuple[list[tuple[Any, tuple[int, ...]]], list[Polynomial]]:
        positive = [i for i, s in enumerate(signs) if s != "="]
        uses = [u for k in range(self.degree + 1) for u in itertools.combinations_with_replacement(positive, k)]
        terms = [(hint, use) for hint in (1, *self.hints) for use in uses]
        columns = []
        for hint, use in terms:
            column = self._polynomial(hint) * self._polynomial(hint)
            for i in use:
                column = column * given[i]
            columns.append(column)
        return terms, columns


def _relation(e: Expression) -> list[Any]:
    """``a >= b`` as the checker wants it, ``[a - b, ">="]``; ``<=`` and ``<`` are turned round."""
    sign, left, right = e.json
    if sign in ("<=", "<"):
        sign, left, right = {"<=": ">=", "<": ">"}[sign], right, left
    return [left if right == 0 else ["-", left, right], sign]


def _strict(candidate: tuple[Any, tuple[int, ...]], signs: list[str]) -> bool:
    hint, use = candidate
    return hint == 1 and isinstance(hint, int) and all(signs[i] == ">" for i in use)


def _weights(
    columns: list[Polynomial], free: list[Polynomial], goal: Polynomial, strict: list[bool] | None
) -> list[Fraction] | None:
    """Nonnegative weights of the columns, and any of the free ones, that add up to the goal; exactly, or None."""
    monomials = sorted({m for c in (*columns, *free, goal) for m in c.terms}, key=str)
    rows: list[list[Any]] = [[c.terms.get(m, 0) for c in (*columns, *free)] for m in monomials]
    rhs: list[Any] = [goal.terms.get(m, 0) for m in monomials]
    relations = ["="] * len(rows)
    width = len(columns) + len(free)
    for j in range(len(columns)):
        rows.append([int(j == k) for k in range(width)])
        rhs.append(0)
        relations.append(">=")
    if strict is not None:
        rows.append([int(s) for s in strict] + [0] * len(free))
        rhs.append(0)
        relations.append(">")
    found = solve(rows, relations, rhs)
    return list(found.point) if isinstance(found, Feasible) else None
