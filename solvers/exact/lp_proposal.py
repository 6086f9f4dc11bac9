"""A proposal for :mod:`solvers.exact.lp`: HiGHS finds a final basis in floating point, which is then solved exactly.

Nothing here decides anything: the caller verifies the proposal in exact arithmetic or discards it.
"""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction
from typing import Any

import highspy
import numpy as np
from flint import fmpq, fmpq_mat  # type: ignore[import-untyped]

from solvers.exact.lp_form import Feasible, Infeasible, interpret, point_of, standard_form


class _Silent(highspy.Highs):
    """HiGHS without its banner: the constructor registers callbacks, and that prints unless told not to before."""

    def enableCallbacks(self) -> None:
        self.setOptionValue("output_flag", False)
        super().enableCallbacks()


def proposal(
    rows: Sequence[Sequence[Any]], relations: Sequence[str], rhs: Sequence[Any]
) -> Feasible | Infeasible | None:
    """An unverified answer for a rational system, exact if HiGHS's basis is optimal; None when there is no basis.

    HiGHS solves ``min r  s.t.  M y + r e = e, y >= 0, r >= 0`` (see :func:`solvers.exact.lp_form.standard_form`); with B the basic columns,
    ``B x = e`` gives the multipliers when ``r = 0`` and ``B^T v = -c_B`` the separating vector when ``r > 0``.
    """
    columns, origin = standard_form(rows, relations, rhs)
    height = len(rows[0]) + 2
    columns = [*columns, [int(i == height - 1) for i in range(height)]]
    basic = _final_basis(columns, height)
    if basic is None:
        return None
    unit = [[int(i == k) for i in range(height)] for k in range(height)]
    chosen = [columns[k] if k < len(columns) else unit[k - len(columns)] for k in basic]
    matrix = fmpq_mat(height, height, [fmpq(c[i]) for i in range(height) for c in chosen])
    target = fmpq_mat(height, 1, [fmpq(int(i == height - 1)) for i in range(height)])
    r = len(columns) - 1
    costs = fmpq_mat(height, 1, [fmpq(-int(k == r)) for k in basic])
    try:
        values = [_fraction(x) for x in matrix.solve(target).entries()]
        if any(k == r and x != 0 for k, x in zip(basic, values, strict=True)):
            separator = [_fraction(x) for x in matrix.transpose().solve(costs).entries()]
            return point_of(separator) if separator[-2] != 0 else None
    except ZeroDivisionError:  # HiGHS's basis is singular in exact arithmetic
        return None
    solution = [Fraction(0)] * len(origin)
    for k, x in zip(basic, values, strict=True):
        if k < len(origin):
            solution[k] = x
    return interpret(solution, origin, len(rows))


def _fraction(x: Any) -> Fraction:
    return Fraction(int(x.p), int(x.q))


def _final_basis(columns: list[list[Any]], height: int) -> list[int] | None:
    """Indices of the basic columns; ``len(columns) + i`` means the logical variable of row i."""
    count = len(columns)
    # each column is scaled to size 1: scaling changes neither signs nor which columns are basic
    dense = np.array([[x / max(1, *map(abs, c)) for x in c] for c in columns], dtype=float)
    dense[-1] = [float(x) for x in columns[-1]]
    index, column = np.nonzero(dense.T)
    model = highspy.HighsLp()
    model.num_col_, model.num_row_ = count, height
    model.col_cost_ = np.eye(1, count, count - 1)[0]
    model.col_lower_, model.col_upper_ = np.zeros(count), np.full(count, highspy.kHighsInf)
    model.row_lower_ = model.row_upper_ = np.eye(1, height, height - 1)[0]
    model.a_matrix_.format_ = highspy.MatrixFormat.kRowwise
    model.a_matrix_.start_ = np.concatenate([[0], np.cumsum(np.bincount(index, minlength=height))]).astype(np.int32)
    model.a_matrix_.index_, model.a_matrix_.value_ = column.astype(np.int32), dense.T[index, column]
    solver = _Silent()
    solver.setOptionValue("output_flag", False)  # older ones have no callbacks to enable
    solver.setOptionValue("threads", 1)
    solver.setOptionValue("presolve", "off")  # a presolved model may come back without a basis
    solver.passModel(model)
    solver.run()
    basis = solver.getBasis()
    if not basis.valid:
        return None
    status = [*basis.col_status, *basis.row_status]
    basic = [k for k, s in enumerate(status) if s == highspy.HighsBasisStatus.kBasic]
    return basic if len(basic) == height else None
