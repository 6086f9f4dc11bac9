"""Mixed systems of linear inequalities, decided exactly: a point, or multipliers that refute the system.

Legend: rows ``c_k . x (> | >= | =) b_k``.  By Motzkin's transposition theorem exactly one of the two exists: a point
x, or ``y`` with ``y_k >= 0`` for the inequalities, ``sum y_k c_k = 0``, and ``sum y_k b_k > 0``, or ``= 0`` with some
``y_k > 0`` on a strict row.
Both come from one phase-one problem in standard form, ``M y = e``: its solution is the multipliers, its separating vector
the point.  Large rational systems are first given to HiGHS, whose final basis is then solved exactly; what does not
verify is discarded and the exact simplex decides.
"""

from __future__ import annotations

from collections.abc import Sequence
from numbers import Rational
from typing import Any

from solvers.exact.lp_form import Feasible, Infeasible, integral, interpret, point_of, standard_form
from solvers.exact.simplex import Tableau
from solvers.exact.vectors import dot, sign

RELATIONS = (">", ">=", "=")
# up to this many entries both routes need about a millisecond, and the exact simplex has nothing to set up
DIRECT_SIZE = 200


def solve(
    rows: Sequence[Sequence[Any]], relations: Sequence[str], rhs: Sequence[Any], *, propose: bool | None = None
) -> Feasible | Infeasible:
    """Decide a mixed linear system exactly.

    ``rows[k] . x  relations[k]  rhs[k]`` with relations ``">"``, ``">="`` or ``"="``; entries: int, Fraction or elements of one real
    number field.  ``propose``: ask HiGHS first (default: only for large rational systems); the answer is exact either way.
    The answer has been verified exactly before it is returned.
    Raises ``ValueError`` on an unknown relation or rows of different lengths.

    >>> solve([(1,), (-1,)], [">", ">="], [0, -1])
    Feasible(point=(Fraction(1, 1),))
    >>> solve([(1,), (-1,)], [">", ">="], [0, 0])
    Infeasible(multipliers=(Fraction(1, 1), Fraction(1, 1)))
    """
    _validate(rows, relations, rhs)
    width = len(rows[0]) if rows else 0
    rational = all(isinstance(x, Rational) for row in rows for x in row) and all(isinstance(b, Rational) for b in rhs)
    if propose is None:
        propose = (width + 2) * len(rows) > DIRECT_SIZE
    if propose and rational and rows:
        proposed = _propose(rows, relations, rhs)
        if proposed is not None and verify(rows, relations, rhs, proposed):
            return proposed
    answer = _exact(rows, relations, rhs, width)
    if not verify(rows, relations, rhs, answer):
        raise ArithmeticError("the exact simplex returned an answer that does not verify; please report the system")
    return answer


def verify(
    rows: Sequence[Sequence[Any]], relations: Sequence[str], rhs: Sequence[Any], answer: Feasible | Infeasible
) -> bool:
    """Whether the answer is right: every row holds at the point, or the multipliers refute the rows.

    >>> verify([(1,)], [">"], [0], Feasible((0,)))
    False
    """
    if isinstance(answer, Feasible):
        x, scale = integral(answer.point)
        for row, relation, b in zip(rows, relations, rhs, strict=True):
            s = sign(dot(row, x) - scale * b)
            if s < 0 or (s > 0 and relation == "=") or (s == 0 and relation == ">"):
                return False
        return True
    y, _ = integral(answer.multipliers)
    if any(sign(v) < 0 for v, relation in zip(y, relations, strict=True) if relation != "="):
        return False
    if rows and any(sign(dot(y, column)) for column in zip(*rows, strict=True)):
        return False
    bound = sign(dot(y, rhs))
    strict = any(sign(v) > 0 for v, relation in zip(y, relations, strict=True) if relation == ">")
    return bound > 0 or (bound == 0 and strict)


def _propose(
    rows: Sequence[Sequence[Any]], relations: Sequence[str], rhs: Sequence[Any]
) -> Feasible | Infeasible | None:
    try:
        from solvers.exact.lp_proposal import proposal
    except ModuleNotFoundError:  # HiGHS is not installed; the exact simplex needs longer and gives an answer too
        return None
    return proposal(rows, relations, rhs)


def _exact(
    rows: Sequence[Sequence[Any]], relations: Sequence[str], rhs: Sequence[Any], width: int
) -> Feasible | Infeasible:
    columns, origin = standard_form(rows, relations, rhs)
    tableau = Tableau(columns, width + 2)
    tableau.solve()
    if tableau.solved:
        return interpret(tableau.solution(), origin, len(rows))
    return point_of(tableau.separator())


def _validate(rows: Sequence[Sequence[Any]], relations: Sequence[str], rhs: Sequence[Any]) -> None:
    if not len(rows) == len(relations) == len(rhs):
        raise ValueError(
            f"{len(rows)} rows, {len(relations)} relations and {len(rhs)} right-hand sides: need as many of each"
        )
    for k, (row, relation) in enumerate(zip(rows, relations, strict=True)):
        if relation not in RELATIONS:
            raise ValueError(f"relations[{k}] = {relation!r}: use one of {', '.join(RELATIONS)}")
        if len(row) != len(rows[0]):
            raise ValueError(f"rows[{k}] has {len(row)} coefficients but rows[0] has {len(rows[0])}")


__all__ = ["DIRECT_SIZE", "RELATIONS", "Feasible", "Infeasible", "solve", "standard_form", "verify"]
