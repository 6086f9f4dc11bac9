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
from theory.certificates.language import Evaluator
from theory.certificates.polynomials import Polynomial
from theory.certificates.positivity import derive, relation
from theory.certificates.statement import only
from theory.certificates.text import show


def check(asserts: dict[str, Any], witness: dict[str, Any]) -> str:
    only(asserts, {"n", "start", "parameters", "sequences", "assume", "relations"}, {"means"})
    only(witness, {"base", "step"}, set(), "witness")
    n, sequences = asserts["n"], asserts["sequences"]
    names = Evaluator(indeterminates=[n, *asserts["parameters"], *sequences])
    start = names.value(asserts["start"])
    if not isinstance(start, Fraction) or start.denominator != 1:  # from 1/2 on the steps would meet no integer at all
        raise Rejected("start: must be an integer")
    assume = [relation(a, names, f"assume[{i}]") for i, a in enumerate(asserts["assume"])]
    if any(p.names() - set(asserts["parameters"]) for p, _ in assume):
        raise Rejected("assume: an assumption may speak about the parameters only")
    relations = [relation(r, names, f"relations[{i}]") for i, r in enumerate(asserts["relations"])]
    if not relations or len(witness["base"]) != len(relations) or len(witness["step"]) != len(relations):
        raise Rejected("relations: needs at least one, and one derivation each in base and step")
    first: dict[str, Any] = {n: start}
    following: dict[str, Any] = {n: Polynomial.variable(n) + 1}
    for name, rule in sequences.items():
        only(rule, {"start", "next"}, set(), f"sequences.{name}")
        first[name] = Polynomial.of(names.value(rule["start"]))
        following[name] = Polynomial.of(names.value(rule["next"]))
        if first[name].names() - set(asserts["parameters"]):
            raise Rejected(f"sequences.{name}.start: may depend on the parameters only")
    known = [*assume, (Polynomial.variable(n) - start, ">="), *relations]
    for i, (polynomial, sign) in enumerate(relations):
        derive(assume, (polynomial.substitute(first), sign), witness["base"][i], names)
        derive(known, (polynomial.substitute(following), sign), witness["step"][i], names)
    shown = " and ".join(f"{show(e, limit=200)} {r} 0" for e, r in asserts["relations"])
    rules = "; ".join(
        f"{k}({n}+1) = {show(v['next'], limit=80)}, {k}({show(asserts['start'])}) = {show(v['start'])}"
        for k, v in sequences.items()
    )
    return f"for every integer {n} >= {show(asserts['start'])}: {shown}" + (f" (with {rules})" if rules else "")
