"""A phase-one simplex in exact arithmetic that always ends, with a solution or with a separating vector.

Legend: find ``y >= 0`` with ``M y = (0, .., 0, 1)``, M with m rows.  The tableau starts from an artificial basis.  Over the
integers it is kept free of fractions (Edmonds' and Bareiss' integer pivoting): entry / ``unit`` is the true value.
"""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction
from numbers import Rational
from typing import Any

from solvers.exact.vectors import sign

# pivots per row without progress before Bland's rule takes over; affects the time only, never the answer
PATIENCE = 10


class Tableau:
    """Columns of M, the artificial identity, and the right-hand side; the last row holds the reduced costs."""

    def __init__(self, columns: Sequence[Sequence[Any]], height: int) -> None:
        self.height, self.width = height, len(columns)
        self.integral = all(isinstance(x, int) for c in columns for x in c)
        self.unit: Any = 1
        self.rows: list[list[Any]] = [
            [c[i] for c in columns] + [int(i == k) for k in range(height)] + [int(i == height - 1)]
            for i in range(height)
        ]
        # cost 1 for every artificial variable, reduced by the rows of the artificial basis
        self.rows.append([-sum(c) for c in columns] + [0] * height + [-1])
        self.basis = [self.width + k for k in range(height)]

    def _pivot(self, r: int, c: int) -> None:
        pivot_row, rows = self.rows[r], self.rows
        pivot, unit = pivot_row[c], self.unit
        if self.integral:
            for i, row in enumerate(rows):
                factor = row[c]
                if i == r:
                    continue
                if factor:
                    rows[i] = [(pivot * x - factor * y) // unit for x, y in zip(row, pivot_row, strict=True)]
                elif pivot != unit:
                    rows[i] = [pivot * x // unit for x in row]
            self.unit = pivot  # positive: the leaving row was chosen so
        else:
            inverse = Fraction(1) / pivot
            rows[r] = pivot_row = [x * inverse if sign(x) else 0 for x in pivot_row]
            for i, row in enumerate(rows):
                factor = row[c]
                if i != r and sign(factor):
                    rows[i] = [x - factor * y for x, y in zip(row, pivot_row, strict=True)]
        self.basis[r] = c

    def _leaving(self, c: int) -> int:
        """Row of the least ratio; ties to the smaller basic variable (Bland)."""
        best = -1
        for i in range(self.height):
            a = self.rows[i][c]
            if sign(a) <= 0:
                continue
            if best < 0:
                best = i
                continue
            s = sign(self.rows[i][-1] * self.rows[best][c] - self.rows[best][-1] * a)
            if s < 0 or (s == 0 and self.basis[i] < self.basis[best]):
                best = i
        return best

    def _entering(self, stalled: int) -> int | None:
        """A column of negative reduced cost, or None at the optimum."""
        cost = self.rows[-1]
        if self.integral and stalled <= PATIENCE * self.height:
            c = min(range(self.width), key=cost.__getitem__)
            return c if cost[c] < 0 else None
        return next((k for k in range(self.width) if sign(cost[k]) < 0), None)

    def solve(self) -> None:
        """Pivot until no reduced cost is negative.

        The most negative cost enters, which is quick; after many pivots without progress Bland's rule takes over until
        the objective falls.  Bland's rule forbids cycles and the objective cannot fall for ever, so this ends.
        """
        stalled = 0
        while (c := self._entering(stalled)) is not None:
            r = self._leaving(c)
            stalled = 0 if sign(self.rows[r][-1]) > 0 else stalled + 1
            self._pivot(r, c)

    @property
    def solved(self) -> bool:
        """Whether ``M y = (0, .., 0, 1)``, ``y >= 0`` has a solution (after :meth:`solve`)."""
        return sign(self.rows[-1][-1]) == 0

    def solution(self) -> list[Any]:
        """The basic solution y."""
        y: list[Any] = [0] * self.width
        for i, k in enumerate(self.basis):
            if k < self.width:
                y[k] = self._true(self.rows[i][-1])
        return y

    def separator(self) -> list[Any]:
        """A vector ``v`` with ``v . column >= 0`` for every column and a negative last entry, when there is no solution."""
        # the reduced cost of the k-th artificial variable is 1 - v'_k with v' the dual; v = -v'
        return [self._true(x) - 1 for x in self.rows[-1][self.width : self.width + self.height]]

    def _true(self, x: Any) -> Any:
        return Fraction(x, self.unit) if self.integral else (Fraction(x) if isinstance(x, Rational) else x)
