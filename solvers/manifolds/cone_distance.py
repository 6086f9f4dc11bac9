"""The distance of a point to the cone of some atoms, exactly, with the optimality conditions as a certificate.

Legend: atoms ``a_1, ..., a_n`` in R^p, a point x.  Nonnegative least squares: ``min |x - sum_j z_j a_j|^2`` over ``z >= 0``.  A code
z >= 0 with residual ``r = x - sum_j z_j a_j`` is optimal exactly if ``r . a_j <= 0`` for all j and ``r . a_j = 0`` where ``z_j > 0``
(Karush, Kuhn, Tucker; the problem is convex).  The point of the cone is unique, the code need not be.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction

import numpy as np
from scipy.optimize import nnls

from solvers.exact.linear import Row, combination, independent, inner
from theory.claims import Certificate
from theory.evidence import evaluation
from theory.formal import Expression, both, for_all, length, matvec, names, norm2, op, span, transpose
from theory.formal import dot as product

Rows = Sequence[Sequence[Fraction | int]]


@dataclass(frozen=True)
class ConeDistance:
    """The squared distance of ``point`` to the cone of ``atoms``, attained by the nonnegative ``code``."""

    atoms: tuple[tuple[Fraction | int, ...], ...]
    point: tuple[Fraction | int, ...]
    code: tuple[Fraction, ...]
    residual: tuple[Fraction, ...]

    @property
    def squared(self) -> Fraction:
        """``|x - sum_j z_j a_j|^2``; 0 exactly if the point lies in the cone."""
        return inner(self.residual, self.residual)

    def certificate(self, means: str = "") -> Certificate:
        """An evaluation of the optimality conditions: nobody is nearer to the point than this code."""
        atoms, point, code, residual, squared = names("atoms point code residual squared")
        conditions = both(
            op("=", residual, op("-", point, matvec(transpose(atoms), code))),
            for_all(code, lambda z: z >= 0, "z"),
            for_all(span(length(atoms)), lambda j: _stationary(residual, atoms[j], code[j]), "j"),
            op("=", squared, norm2(residual)),
        )
        let = {
            "atoms": self.atoms or {"no_rows": len(self.point)},
            "point": self.point,
            "code": self.code,
            "residual": self.residual,
            "squared": self.squared,
        }
        text = means or "nonnegative codes come no nearer to the point than this (Karush-Kuhn-Tucker conditions)"
        return evaluation(conditions, let=let, means=text)


def _stationary(residual: Expression, atom: Expression, code: Expression) -> Expression:
    return both(product(residual, atom) <= 0, code * product(residual, atom) == 0)


def cone_distance(atoms: Rows, point: Sequence[Fraction | int]) -> ConeDistance:
    """The exact distance of a rational point to the cone of rational atoms.

    scipy proposes the active atoms, whose least squares problem is then solved exactly; if its conditions do not hold exactly, the
    algorithm of Lawson and Hanson runs in exact arithmetic, which ends after finitely many steps.
    Raises ``ValueError`` on atoms of another length than the point.

    >>> cone_distance([(1, 0), (1, 1)], (-3, 4)).squared
    Fraction(49, 2)
    >>> cone_distance([(1, 0), (0, 1)], (2, 5)).code
    (Fraction(2, 1), Fraction(5, 1))
    """
    for j, atom in enumerate(atoms):
        if len(atom) != len(point):
            raise ValueError(f"atoms[{j}] has {len(atom)} entries and the point {len(point)}: they lie in one space")
    code = _proposed(atoms, point)
    if code is None:
        code = _lawson_hanson(atoms, point)
    residual = _residual(atoms, point, code)
    if _violated(atoms, code, residual) is not None:
        raise ArithmeticError(
            "the exact code does not satisfy the optimality conditions; please report the atoms and the point"
        )
    return ConeDistance(tuple(map(tuple, atoms)), tuple(point), tuple(code), tuple(residual))


def _residual(atoms: Rows, point: Sequence[Fraction | int], code: Row) -> Row:
    rest = [Fraction(x) for x in point]
    for z, atom in zip(code, atoms, strict=True):
        if z:
            rest = [r - z * a for r, a in zip(rest, atom, strict=True)]
    return rest


def _violated(atoms: Rows, code: Row, residual: Row) -> int | None:
    """The atom that violates its condition most, or None."""
    worst, where = Fraction(0), None
    for j, (atom, z) in enumerate(zip(atoms, code, strict=True)):
        gain = inner(residual, atom)
        if z < 0 or (z > 0 and gain != 0):
            return j
        if gain > worst:
            worst, where = gain, j
    return where


def _proposed(atoms: Rows, point: Sequence[Fraction | int]) -> Row | None:
    if not atoms or not len(point):
        return None
    try:
        found = nnls(np.array(atoms, dtype=float).T, np.array(point, dtype=float))[0]
    except RuntimeError:  # too many iterations; the exact algorithm decides
        return None
    chosen = [int(j) for j in np.flatnonzero(found > 0)]
    chosen = [chosen[i] for i in independent([atoms[j] for j in chosen])]
    code = _least_squares(atoms, point, chosen)
    return code if _violated(atoms, code, _residual(atoms, point, code)) is None else None


def _least_squares(atoms: Rows, point: Sequence[Fraction | int], chosen: Sequence[int]) -> Row:
    """The exact least squares code on independent chosen atoms, zero elsewhere."""
    code = [Fraction(0)] * len(atoms)
    gram = [[inner(atoms[i], atoms[j]) for j in chosen] for i in chosen]
    solved = combination([inner(atoms[i], point) for i in chosen], gram) if chosen else []
    assert solved is not None, "the Gram matrix of independent atoms is regular"
    for j, z in zip(chosen, solved, strict=True):
        code[j] = z
    return code


def _lawson_hanson(atoms: Rows, point: Sequence[Fraction | int]) -> Row:
    """Solving Least Squares Problems (1974), chapter 23, in exact arithmetic."""
    code, passive = [Fraction(0)] * len(atoms), list[int]()
    while True:
        entering = _violated(atoms, code, _residual(atoms, point, code))
        if entering is None:
            return code
        passive.append(entering)
        while True:
            wanted = _least_squares(atoms, point, passive)
            blocked = [j for j in passive if wanted[j] <= 0]
            if not blocked:
                code = wanted
                break
            # move towards the wanted code until the first entry vanishes, and take that atom out
            step = min(code[j] / (code[j] - wanted[j]) for j in blocked)
            code = [z + step * (w - z) for z, w in zip(code, wanted, strict=True)]
            passive = [j for j in passive if code[j] > 0]
