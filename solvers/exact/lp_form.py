"""The standard form of mixed linear systems, and how its solutions are read (see :mod:`solvers.exact.lp`)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction
from math import lcm
from numbers import Rational
from typing import Any


@dataclass(frozen=True)
class Feasible:
    """``point`` satisfies every row exactly."""

    point: tuple[Any, ...]


@dataclass(frozen=True)
class Infeasible:
    """``multipliers``, one per row, combine the rows to a contradiction."""

    multipliers: tuple[Any, ...]


def standard_form(
    rows: Sequence[Sequence[Any]], relations: Sequence[str], rhs: Sequence[Any]
) -> tuple[list[list[Any]], list[tuple[int, Any]]]:
    """Columns of M, and for each column the row and the factor it stands for (row -1: the slack of ``sum y_k b_k >= 0``).

    Over ``y >= 0``:  ``sum y_k c_k = 0``,  ``sum y_k b_k - s = 0``,  ``s + sum over strict rows y_k = 1``.
    """
    columns: list[list[Any]] = []
    origin: list[tuple[int, Any]] = []
    for k, (row, relation, b) in enumerate(zip(rows, relations, rhs, strict=True)):
        entries, factor = integral((*row, b))
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


def integral(entries: Sequence[Any]) -> tuple[Sequence[Any], int]:
    """The entries times a positive integer that clears denominators, and that factor."""
    if not all(isinstance(x, Rational) for x in entries):
        return entries, 1
    factor = lcm(*(int(x.denominator) for x in entries))
    return [int(x.numerator) * (factor // int(x.denominator)) for x in entries], factor
