"""Is this certificate a complete machine check of a formal statement, or of its negation?

Only what a certificate *asserts* counts, compared with the statement itself; titles, captions and the words of the claim do not.
A statement "for all values of the variables, the hypotheses imply the conclusion" is decided by

* an ``evaluation`` of exactly this implication, when it has no variables; or, when it has no hypotheses, of the conclusion
  identically in the variables as real numbers;
* ``implication`` certificates, one for each part of the conclusion, whose assumptions are among the hypotheses: the variables are
  real numbers;
* a ``unit_ideal`` certificate whose equations (and inequation) are among the hypotheses, or an ``implication`` from some of them to
  a contradiction such as -1 >= 0: then no values satisfy the hypotheses.

It is disproved by a ``counterexample`` to exactly this statement.  Everything else is an argument: it may well be right, but that it
is about the statement is for a reader to see.
"""

from __future__ import annotations

import contextlib
from collections.abc import Iterable, Iterator, Sequence
from typing import Any

from theory.certificates.exact_numbers import Rejected
from theory.certificates.language import Evaluator
from theory.certificates.polynomials import Polynomial
from theory.certificates.positivity import relation
from theory.certificates.statement import evaluator
from theory.certificates.work import metered
from theory.claims import Certificate
from theory.statement import Statement

Relation = tuple[Polynomial, str]
_FLIPPED = {"<=": ">=", "<": ">"}


def inner(certificates: Iterable[Certificate]) -> Iterator[Certificate]:
    """The certificates and, of those that are arguments in steps, the checked steps; an illustration is evidence of nothing."""
    for certificate in certificates:
        yield certificate
        if certificate["kind"] == "proof":
            yield from (step["certificate"] for step in certificate["witness"]["steps"] if "certificate" in step)


def proved_by(statement: Statement, certificates: Sequence[Certificate]) -> list[Certificate]:
    """The certificates (all of them accepted by the checker) that together are the statement; empty when they are not.

    >>> from theory.evidence import derivation, implication, relation, term
    >>> from theory.formal import names
    >>> (x,) = names("x")
    >>> square = implication("x", assume=[], conclude=relation(x**2, ">="), by=derivation(term(1, square=x)))
    >>> len(proved_by(Statement(("x",), {"positive": x > 0}, x**2 >= 0), [square]))
    1
    >>> proved_by(Statement(("x",), {"positive": x > 0}, x**2 > 0), [square])
    []
    """
    if not statement.whole:
        return []
    for certificate in certificates:
        if certificate["kind"] == "evaluation" and _stripped(certificate) in _evaluated(statement):
            return [certificate]
    try:
        with metered(0):
            return _by_polynomials(statement, certificates)
    except (Rejected, TypeError, AttributeError, ValueError):  # the statement is not one about real numbers
        return []


def disproved_by(statement: Statement, certificates: Iterable[Certificate]) -> Certificate | None:
    """A counterexample certificate among ``certificates`` to exactly this statement, or None."""
    wanted = statement.asserts()
    return next((c for c in certificates if c["kind"] == "counterexample" and _stripped(c) == wanted), None)


def _stripped(certificate: Certificate) -> dict[str, Any]:
    return {k: v for k, v in certificate["asserts"].items() if k != "means"}


def _evaluated(statement: Statement) -> list[dict[str, Any]]:
    """What an evaluation certificate asserts when it is the statement."""
    asserts = statement.asserts()
    rest = {key: asserts[key] for key in ("let", "definitions") if key in asserts}
    if not statement.hypotheses:
        free = {"indeterminates": list(statement.variables)} if statement.variables else {}
        return [{"holds": asserts["conclusion"], **free, **rest}]
    if statement.variables:
        return []
    return [{"holds": ["implies", ["and", *asserts["hypotheses"].values()], asserts["conclusion"]], **rest}]


def _by_polynomials(statement: Statement, certificates: Sequence[Certificate]) -> list[Certificate]:
    asserts = statement.asserts()
    setup = {key: asserts[key] for key in ("let", "definitions") if key in asserts}
    names = evaluator({"indeterminates": list(statement.variables), **setup})
    hypotheses: list[Relation] = []
    for hypothesis in asserts["hypotheses"].values():
        for part in _conjuncts(hypothesis):
            with contextlib.suppress(Rejected):  # without a hypothesis of another form the statement is only stronger
                hypotheses.append(_comparison(part, names))
    found: list[Certificate] = []
    for part in _conjuncts(asserts["conclusion"]):
        by = _impossible(hypotheses, certificates) or _implied(part, names, hypotheses, certificates)
        if by is None:
            return []
        found.append(by)
    return found


def _conjuncts(expression: Any) -> list[Any]:
    if isinstance(expression, list) and expression and expression[0] == "and":
        return [part for argument in expression[1:] for part in _conjuncts(argument)]
    return [expression]


def _comparison(expression: Any, names: Evaluator) -> Relation:
    """A comparison of two real numbers as a polynomial compared with zero."""
    if not (
        isinstance(expression, list)
        and len(expression) == 3
        and expression[0] in (*_FLIPPED, *_FLIPPED.values(), "=", "!=")
    ):
        raise Rejected("not a comparison")
    sign, left, right = expression
    if sign in _FLIPPED:
        sign, left, right = _FLIPPED[sign], right, left
    return Polynomial.of(names.value(["-", left, right])), sign


def _implied(
    part: Any, names: Evaluator, hypotheses: list[Relation], certificates: Sequence[Certificate]
) -> Certificate | None:
    wanted = _comparison(part, names)
    for certificate in certificates:
        asserts = certificate["asserts"]
        if certificate["kind"] == "implication":
            with contextlib.suppress(Rejected):  # over another number field than the statement
                theirs = evaluator(asserts)
                assumed = [relation(a, theirs, "assume") for a in asserts["assume"]]
                concluded = relation(asserts["conclude"], theirs, "conclude")
                if _same(concluded, wanted) and all(any(_same(a, h) for h in hypotheses) for a in assumed):
                    return certificate
    return None


def _impossible(hypotheses: list[Relation], certificates: Sequence[Certificate]) -> Certificate | None:
    """A certificate that no values of the variables satisfy the hypotheses; then they imply everything."""
    for certificate in certificates:
        if certificate["kind"] in ("unit_ideal", "implication"):
            with contextlib.suppress(Rejected):  # as above
                used = _contradictory(certificate)
                if used is not None and all(any(_same(w, h) for h in hypotheses) for w in used):
                    return certificate
    return None


def _contradictory(certificate: Certificate) -> list[Relation] | None:
    """The relations that a certificate shows to exclude each other, or None when it shows nothing of this kind."""
    asserts = certificate["asserts"]
    names = evaluator(asserts)
    if certificate["kind"] == "unit_ideal":
        equations: list[Relation] = [(Polynomial.of(names.value(e)), "=") for e in asserts["equations"]]
        return equations + ([(Polynomial.of(names.value(asserts["nonzero"])), "!=")] if "nonzero" in asserts else [])
    polynomial, sign = relation(asserts["conclude"], names, "conclude")
    number = polynomial.constant()
    if number is None or {">=": number >= 0, ">": number > 0, "=": number == 0}[sign]:
        return None  # what is concluded is no contradiction
    return [relation(a, names, "assume") for a in asserts["assume"]]


def _same(a: Relation, b: Relation) -> bool:
    if a[1] != b[1]:
        return False
    return a[0] == b[0] or (a[1] in ("=", "!=") and a[0] == -b[0])
