"""An induction: the relation holds for every integer n >= start.

Let ``sequences`` be real sequences fixed by a start value at ``n = start`` and a polynomial rule giving the value at
``n + 1`` from ``n``, the other sequences at ``n`` and the parameters; start is an integer. If the relation follows at
``n = start`` (witness ``base``), and if ``n >= start``, the assumptions on the parameters and the relation at ``n``
imply it at ``n + 1`` (witness ``step``), then it holds for every integer ``n >= start`` and all parameters that
satisfy the assumptions.
In ``base`` the assumptions are numbered as given; in ``step`` they are followed by ``n - start >= 0`` and by the
relation at ``n``.

asserts: ``n`` (name), ``start``, ``parameters`` (names), ``sequences`` (name -> {start, next}), ``assume``, ``relations``
         (list of [expression, relation]: all of them are carried through the induction together), ``means``
witness: ``base`` and ``step``: one derivation per relation
"""

from __future__ import annotations

from fractions import Fraction
from typing import Any

from theory.certificates.exact_numbers import Rejected
from theory.certificates.kinds.implication import relations as in_words
from theory.certificates.language import Evaluator
from theory.certificates.polynomials import Polynomial
from theory.certificates.positivity import Relation, derive, relation
from theory.certificates.statement import items, names_in, only
from theory.certificates.text import part, show


def check(asserts: dict[str, Any], witness: dict[str, Any]) -> str:
    only(asserts, {"n", "start", "parameters", "sequences", "assume", "relations"}, {"means"})
    only(witness, {"base", "step"}, set(), "witness")
    n, sequences = asserts["n"], asserts["sequences"]
    only(sequences, set(), set(sequences), "sequences")
    parameters = set(names_in(asserts["parameters"], "parameters"))
    names = Evaluator(indeterminates=[n, *asserts["parameters"], *sequences])
    start = names.value(asserts["start"])
    if not isinstance(start, Fraction) or start.denominator != 1:  # from 1/2 on the steps would meet no integer at all
        raise Rejected("start: must be an integer")
    assume, relations = (
        [relation(a, names, f"{what}[{i}]") for i, a in enumerate(items(asserts[what], what))]
        for what in ("assume", "relations")
    )
    if any(p.names() - parameters for p, _ in assume):
        raise Rejected("assume: an assumption may speak about the parameters only")
    if not relations:
        raise Rejected("relations: needs at least one, and one derivation each in base and step")
    first: dict[str, Any] = {n: start}
    following: dict[str, Any] = {n: Polynomial.variable(n) + 1}
    for name, rule in sequences.items():
        only(rule, {"start", "next"}, set(), f"sequences.{name}")
        first[name] = Polynomial.of(names.value(rule["start"]))
        following[name] = Polynomial.of(names.value(rule["next"]))
        if first[name].names() - parameters:
            raise Rejected(f"sequences.{name}.start: may depend on the parameters only")
    known: list[Relation] = [*assume, (Polynomial.variable(n) - start, ">="), *relations]
    base, step = (items(witness[x], x, len(relations)) for x in ("base", "step"))
    for i, (polynomial, sign) in enumerate(relations):
        derive(assume, (polynomial.substitute(first), sign), base[i], names)
        derive(known, (polynomial.substitute(following), sign), step[i], names)
    return sentence(asserts)


def sentence(asserts: dict[str, Any]) -> str:
    n, start = asserts["n"], show(asserts["start"])
    reals = f" and all real {', '.join(asserts['parameters'])}" if asserts["parameters"] else ""
    given = f"if {in_words(asserts['assume'])} then " if asserts["assume"] else ""
    rules = "; ".join(
        f"{k} is {part(show(v['start']))} at {n} = {start} and {part(show(v['next']))} at {n} + 1"
        for k, v in asserts["sequences"].items()
    )
    where = f"; where {rules}" if rules else ""
    return f"for every integer {n} >= {start}{reals}: {given}{in_words(asserts['relations'])}{where}"
