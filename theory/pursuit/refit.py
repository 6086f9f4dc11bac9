"""Codes on a selected support, fitted anew: orthogonal matching pursuit and non-negative least squares, in exact numbers."""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction
from typing import Any

from theory.errors import InputError
from theory.pursuit.encoder import Vector, inner
from theory.pursuit.solve import solve


def orthogonal_pursuit(atoms: Sequence[Vector], x: Vector, *, steps: int) -> tuple[tuple[int, ...], tuple[Any, ...]]:
    """Orthogonal matching pursuit: select the largest ``|<d_j, r>|``, ties to the smaller index, then fit all selected atoms anew.

    It ends early where the residual is orthogonal to all atoms.

    Returns:
        the atoms in the order of their selection, and the codes of all atoms.

    Raises:
        InputError: steps below 0, or no atoms.

    Source: Pati, Rezaiifar and Krishnaprasad 1993.

    >>> from fractions import Fraction as F
    >>> orthogonal_pursuit([(1, 0), (F(3, 5), F(4, 5))], (2, 1), steps=2)
    ((0, 1), (Fraction(5, 4), Fraction(5, 4)))
    """
    if steps < 0 or not atoms:
        raise InputError("steps", steps, "at least 0 steps on at least one atom")
    selected: list[int] = []
    codes: list[Any] = [Fraction(0)] * len(atoms)
    for _ in range(steps):
        residual = remainder(atoms, codes, x)
        scores = [abs(inner(d, residual)) for d in atoms]
        best = max(range(len(atoms)), key=lambda j: (scores[j], -j))
        if scores[best] == 0:
            break
        selected.append(best)  # independent of those before: the residual is orthogonal to their span
        fitted = _fit(atoms, selected, x)
        codes = [Fraction(0)] * len(atoms)
        for j, z in zip(selected, fitted, strict=True):
            codes[j] = z
    return tuple(selected), tuple(codes)


def nonnegative_least_squares(atoms: Sequence[Vector], x: Vector, support: Sequence[int]) -> tuple[Any, ...]:
    """Codes ``z >= 0`` on a support that make ``|x - sum_j z_j d_j|^2`` least: the method of Lawson and Hanson, exactly.

    At the end the residual r satisfies ``<d_j, r> <= 0`` on the support, ``= 0`` where ``z_j > 0``: the conditions of a
    minimum of a convex problem.  Where the atoms are dependent the minimum has many codes; this is one with independent active atoms.

    Args:
        atoms: the dictionary.
        x: the input.
        support: different indices.

    Raises:
        InputError: a support that is none.

    Source: Lawson and Hanson 1974, chapter 23.

    >>> from fractions import Fraction as F
    >>> nonnegative_least_squares([(1, 0), (F(3, 5), F(4, 5))], (1, -1), [0, 1])
    (Fraction(1, 1), Fraction(0, 1))
    """
    allowed = sorted(set(support))
    if len(allowed) != len(support) or (allowed and not 0 <= allowed[0] <= allowed[-1] < len(atoms)):
        raise InputError("support", list(support), "different indices of atoms")
    codes: list[Any] = [Fraction(0)] * len(atoms)
    active: list[int] = []
    while True:
        residual = remainder(atoms, codes, x)
        scores = {j: inner(atoms[j], residual) for j in allowed if j not in active}
        best = max(scores, key=lambda j: (scores[j], -j), default=None)
        if best is None or scores[best] <= 0:
            return tuple(codes)
        active.append(best)
        codes = _feasible(atoms, active, codes, x)


def _feasible(atoms: Sequence[Vector], active: list[int], codes: list[Any], x: Vector) -> list[Any]:
    """From feasible codes towards the fit of the active atoms; atoms whose code reaches 0 on the way are dropped."""
    while True:
        fitted = dict(zip(active, _fit(atoms, active, x), strict=True))
        if all(z > 0 for z in fitted.values()):
            return [fitted.get(j, Fraction(0)) for j in range(len(atoms))]
        share = min(codes[j] / (codes[j] - z) for j, z in fitted.items() if z <= 0)
        for j, z in fitted.items():
            codes[j] = codes[j] + share * (z - codes[j])
        active[:] = [j for j in active if codes[j] != 0]


def _fit(atoms: Sequence[Vector], selected: Sequence[int], x: Vector) -> list[Any]:
    matrix = [[inner(atoms[i], atoms[j]) for j in selected] for i in selected]
    fitted = solve(matrix, [inner(atoms[i], x) for i in selected])
    assert fitted is not None, "selected atoms have a product with a residual that is orthogonal to the others"
    return fitted


def remainder(atoms: Sequence[Vector], codes: Sequence[Any], x: Vector) -> list[Any]:
    """``x - sum_j z_j d_j``."""
    out = list(x)
    for z, d in zip(codes, atoms, strict=True):
        if z != 0:
            out = [r - z * e for r, e in zip(out, d, strict=True)]
    return out
