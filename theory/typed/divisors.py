"""Every divisor of a statement is kept away from zero by a hypothesis, or the statement is refused.

The readers differ at a division by zero (the evaluator refuses it, Rocq has ``x / 0 = 0``), so a statement must exclude it.
A divisor is covered by a conjunct ``d > 0``, ``d < 0``, ``d != 0`` or ``0 < d`` (``d >= 1`` for a natural number)
of a hypothesis, under the same bounded
quantifiers: names of bound variables of the same type do not matter.  A nonzero number covers itself, a product or power its
factors.
"""

from __future__ import annotations

from collections.abc import Iterator

from theory.typed.expression import Expr
from theory.typed.latex import latex
from theory.typed.table import BINDERS

Bound = tuple[str, ...]


def uncovered(hypotheses: dict[str, Expr], let: list[Expr], conclusion: Expr) -> list[str]:
    """Divisors (in LaTeX) that no hypothesis keeps away from zero."""
    facts = [f for h in hypotheses.values() for f in _facts(h, ())]
    missing: dict[str, None] = {}
    for part in (*hypotheses.values(), *let, conclusion):
        for d, bound in _divisors(part, ()):
            if not _safe(d, bound, facts):
                missing.setdefault(latex(d))
    return list(missing)


def _divisors(e: Expr, bound: Bound) -> Iterator[tuple[Expr, Bound]]:
    inner = (*bound, *(b.info[0] for b in e.info)) if e.op in BINDERS else bound
    if e.op == "div":
        yield e.args[1], bound
    if e.op == "call":
        for d, _ in _divisors(e.info[0].body, ()):
            yield d, ("",)  # a definition that divides is never covered: write the division in the statement
    for a in e.args:
        yield from _divisors(a, inner)


def _facts(h: Expr, bound: Bound) -> Iterator[tuple[Expr, Bound]]:
    """Expressions that the hypothesis says to be nonzero, with the variables it says this for all values of."""
    if h.op == "and":
        for a in h.args:
            yield from _facts(a, bound)
    elif h.op == "forall" and h.info[0].type.kind in ("index", "scalar"):
        yield from _facts(h.args[0], (*bound, h.info[0].info[0]))
    elif h.op in ("gt", "lt", "ne") and h.args[0].type.kind == "scalar":
        for a, b in (h.args, h.args[::-1]):
            if b.op == "number" and b.info == 0:
                yield a, bound
    elif h.op == "nat_lt" or (h.op == "nat_le" and h.args[0].op == "nat" and h.args[0].info >= 1):
        yield h.args[1], bound


def _safe(d: Expr, bound: Bound, facts: list[tuple[Expr, Bound]]) -> bool:
    if d.op == "number":
        return d.info != 0
    if d.op in ("mul", "pow"):
        return all(_safe(a, bound, facts) for a in d.args)
    if d.op == "to_scalar":
        d = d.args[0]
    return any(_same(d, fact, general, {}) for fact, general in facts)


def _same(d: Expr, fact: Expr, general: Bound, env: dict[str, str]) -> bool:
    """``d`` is an instance of ``fact``, whose variables in ``general`` may stand for any variable of the same type."""
    if d.op != fact.op or d.type.kind != fact.type.kind:
        if fact.op == "var" and fact.info[0] in general and d.type == fact.type:
            return env.setdefault(fact.info[0], latex(d)) == latex(d)
        return False
    if d.op == "var":
        if fact.info[0] in general:
            return d.type == fact.type and env.setdefault(fact.info[0], latex(d)) == latex(d)
        return d.info[0] == fact.info[0]
    if d.op in BINDERS:
        return False  # a sum as a divisor: abbreviate it and assume that it is not zero
    if d.op == "call" and d.info[0].name != fact.info[0].name:
        return False
    same_info = d.op == "call" or d.info == fact.info
    return same_info and all(_same(a, b, general, env) for a, b in zip(d.args, fact.args, strict=True))
