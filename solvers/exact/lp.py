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
from dataclasses import dataclass
from fractions import Fraction
from math import lcm
from numbers import Rational
from typing import Any

from solvers.exact.simplex import Tableau
from solvers.exact.vectors import dot, sign

RELATIONS = (">", ">=", "=")
# up to this many entries both routes need about a millisecond, and the exact simplex has nothing to set up
DIRECT_SIZE = 200


@dataclass(frozen=True)
class Feasible:
    """``point`` satisfies every row exactly."""

    point: tuple[Any, ...]


@dataclass(frozen=True)
class Infeasible:
    """``multipliers``, one per row, combine the rows to a contradiction."""

    multipliers: tuple[Any, ...]


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

    >>> verify([(1,)], [">"], [0], Feasible((Fraction(0),)))
    False
    """
    if isinstance(answer, Feasible):
        x, scale = _integral(answer.point)
        for row, relation, b in zip(rows, relations, rhs, strict=True):
            s = sign(dot(row, x) - scale * b)
            if s < 0 or (s > 0 and relation == "=") or (s == 0 and relation == ">"):
                return False
        return True
    y, _ = _integral(answer.multipliers)
    if any(sign(v) < 0 for v, relation in zip(y, relations, strict=True) if relation != "="):
        return False
    if rows and any(sign(dot(y, column)) for column in zip(*rows, strict=True)):
        return False
    bound = sign(dot(y, rhs))
    strict = any(sign(v) > 0 for v, relation in zip(y, relations, strict=True) if relation == ">")
    return bound > 0 or (bound == 0 and strict)


def standard_form(
    rows: Sequence[Sequence[Any]], relations: Sequence[str], rhs: Sequence[Any]
) -> tuple[list[list[Any]], list[tuple[int, Any]]]:
    """Columns of M, and for each column the row and the factor it stands for (row -1: the slack of ``sum y_k b_k >= 0``).

    Over ``y >= 0``:  ``sum y_k c_k = 0``,  ``sum y_k b_k - s = 0``,  ``s + sum over strict rows y_k = 1``.
    """
    columns: list[list[Any]] = []
    origin: list[tuple[int, Any]] = []
    for k, (row, relation, b) in enumerate(zip(rows, relations, rhs, strict=True)):
        entries, factor = _integral((*row, b))
        columns.append([*entries, int(relation == ">")])
        origin.append((k, factor))
        if relation == "=":
            columns.append([*(-x for x in entries), 0])
            origin.append((k, -factor))
    width = len(rows[0]) if rows else 0
    columns.append([0] * width + [-1, 1])
    origin.append((-1, 1))
    return columns, origin


def interpret(solution: Sequence[Any], origin: Sequence[tuple[int, Any]], count: int) -> Infeasible:
    """The multipliers of the rows from a solution of the standard form."""
    y: list[Any] = [Fraction(0)] * count
    for value, (k, factor) in zip(solution, origin, strict=True):
        if k >= 0:
            y[k] = y[k] + value * factor
    return Infeasible(tuple(y))


def point_of(separator: Sequence[Any]) -> Feasible:
    """The point from a separating vector ``v = (x', tau, rho)`` of the standard form: ``x = -x'/tau`` with ``tau < 0``.

    ``v . column >= 0`` reads ``c.x' + b tau (+ rho) >= 0`` for a row and ``rho >= tau`` for the slack; ``rho < 0`` hence ``tau < 0``.
    """
    *x, tau, _ = separator
    return Feasible(tuple(-value / tau for value in x))


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


def _integral(entries: Sequence[Any]) -> tuple[Sequence[Any], int]:
    """The entries times a positive integer that clears denominators, and that factor."""
    if not all(isinstance(x, Rational) for x in entries):
        return entries, 1
    factor = lcm(*(int(x.denominator) for x in entries))
    return [int(x.numerator) * (factor // int(x.denominator)) for x in entries], factor


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
