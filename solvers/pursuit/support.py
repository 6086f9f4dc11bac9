"""Whether non-negative pursuit keeps to a support, for every non-negative code on it: linear programs, decided exactly.

Legend: support S with Gram matrix G; ``g_j = (<d_i, d_j>)_{i in S}`` for an atom j outside.  If no two atoms of S have a positive product
and no norm is above 1, what is left stays ``sum_i u_i d_i`` with ``u >= 0``, and pursuit stays in S for every such code exactly if

    max { g_j . u :  u >= 0,  G u <= 1 } < 1  for every j outside  (ties aside).

A dual point ``l >= 0`` with ``G l >= g_j``, ``sum l < 1`` proves it for j; a primal point with ``g_j . u > 1`` is a code whose first step
leaves.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import Any

import numpy as np
from numpy.typing import NDArray

from solvers.exact.lp import Feasible, Infeasible
from solvers.exact.lp import solve as decide
from solvers.pursuit.guarantee import normalised
from theory.claims import Certificate
from theory.errors import InputError
from theory.evidence import evaluation
from theory.formal import both, dot, for_all, matmul, names
from theory.pursuit.encoder import inner
from theory.pursuit.geometry import gram
from theory.pursuit.solve import solve

MAX_SUPPORT = 24  # exact programs of this size take milliseconds
BITS = 40  # atoms are divided by norms a little too large: norms stay below 1, by 1e-12
Vector = tuple[Fraction, ...]


@dataclass(frozen=True)
class Stays:
    """Every code on the support keeps to it.

    Args:
        support: the atoms.
        dual: for every atom outside, non-negative weights of the support with ``G l >= g_j``.
        worst: the atom outside with the largest sum of weights.
        value: that sum, below 1.
    """

    support: tuple[int, ...]
    dual: dict[int, Vector]
    worst: int | None
    value: Fraction


@dataclass(frozen=True)
class Leaves:
    """A code on the support whose first step selects an atom outside (or ties with one, where ``tie``)."""

    support: tuple[int, ...]
    atom: int
    code: Vector
    tie: bool


@dataclass(frozen=True)
class PositivePair:
    """Two atoms of the support with a positive product: they stall together (pursuit.stall-two-atoms), and the program says nothing."""

    support: tuple[int, ...]
    pair: tuple[int, int]
    product: Fraction


def shrunk(atoms_qp: NDArray[np.float64]) -> list[Vector]:
    """Rational atoms with norms between 1 - 2^-38 and 1, along the given ones up to rounding.

    >>> [0 < 1 - sum(x * x for x in a) < Fraction(1, 2**37) for a in shrunk(np.array([[3.0, 4.0]]))]
    [True]
    """
    unit = normalised(atoms_qp)[0]
    factor = Fraction(2**BITS - 1, 2**BITS)
    return [tuple(factor * Fraction(float(x)) for x in row) for row in unit]


def keeps_to_support(atoms: Sequence[Sequence[Any]], support: Sequence[int]) -> Stays | Leaves | PositivePair:
    """Decide it exactly.

    Args:
        atoms: rows of exact numbers with norm at most 1.
        support: different indices, at most 24.

    Raises:
        InputError: a support that is none, or a norm above 1.

    >>> F = Fraction
    >>> third = (F(-168, 625), F(49, 625), F(24, 25))
    >>> keeps_to_support([(F(1), F(0), F(0)), (F(0), F(1), F(0)), third], [0, 1]).value
    Fraction(98, 625)
    >>> keeps_to_support([(F(1), F(0)), (F(0), F(1)), (F(4, 5), F(3, 5))], [0, 1]).atom
    2
    """
    s = _checked(atoms, support)
    g = gram([atoms[i] for i in s])
    for a, row in enumerate(g):
        if row[a] > 1:
            raise InputError(f"atom {s[a]}", f"squared norm {row[a]}", "the program is about norms of at most 1")
    for a in range(len(s)):
        for b in range(a):
            if g[a][b] > 0:
                return PositivePair(tuple(s), (s[b], s[a]), g[a][b])
    uniform, dual, tie = solve(g, [Fraction(1)] * len(s)), dict[int, Vector](), None
    for j in range(len(atoms)):
        if j in s:
            continue
        answer = _program(g, [inner(atoms[i], atoms[j]) for i in s], uniform)
        if isinstance(answer, tuple):
            dual[j] = answer
            continue
        if not answer.tie:
            return Leaves(tuple(s), j, answer.code, False)
        tie = Leaves(tuple(s), j, answer.code, True)
    if tie is not None:
        return tie
    sums = {j: sum(weights, Fraction(0)) for j, weights in dual.items()}
    worst = max(sums, key=lambda j: sums[j], default=None)
    return Stays(tuple(s), dual, worst, sums[worst] if worst is not None else Fraction(0))


@dataclass(frozen=True)
class _Out:
    code: Vector
    tie: bool


def _program(g: list[list[Any]], outside: list[Any], uniform: list[Any] | None) -> Vector | _Out:
    """Dual weights with a sum below 1, or a code at which the atom outside is at least as good."""
    n, high = len(g), max(outside)
    if high <= 0:
        return (Fraction(0),) * n
    if (
        uniform is not None and high * sum(uniform) < 1
    ):  # G (high w) = high >= g_j, with w >= 0 as G has no positive pair
        return tuple(high * w for w in uniform)
    identity = [[Fraction(int(a == b)) for b in range(n)] for a in range(n)]
    rows = [*identity, *([-x for x in row] for row in g), outside]
    bounds = [Fraction(0)] * n + [Fraction(-1)] * n + [Fraction(1)]
    for tie, last in ((False, ">"), (True, ">=")):
        answer = decide(rows, [">="] * (2 * n) + [last], bounds)
        if isinstance(answer, Feasible):
            return _Out(tuple(answer.point), tie)
    assert isinstance(answer, Infeasible)
    *y, scale = answer.multipliers
    return tuple(Fraction(x) / scale for x in y[n:])


def _checked(atoms: Sequence[Sequence[Any]], support: Sequence[int]) -> list[int]:
    s = list(support)
    if not s or len(set(s)) != len(s) or min(s) < 0 or max(s) >= len(atoms):
        why = f"different numbers of atoms from 0 to {len(atoms) - 1}, at least one"
        raise InputError("support", s, why)
    if len(s) > MAX_SUPPORT:
        raise InputError("support", f"{len(s)} atoms", f"at most {MAX_SUPPORT}")
    return s


def certificate(atoms: Sequence[Sequence[Any]], answer: Stays | Leaves) -> Certificate:
    """An evaluation that re-computes the inequalities from the atoms: dual weights for every atom outside, or the code that leaves."""
    inside = [list(atoms[i]) for i in answer.support]
    if isinstance(answer, Leaves):
        d, e, u, x = names("d e u x")
        point = [
            sum((c * a[k] for c, a in zip(answer.code, inside, strict=True)), Fraction(0))
            for k in range(len(inside[0]))
        ]
        better = (
            for_all(d, lambda a: dot(a, x) <= dot(e, x), "a")
            if answer.tie
            else for_all(d, lambda a: dot(a, x) < dot(e, x), "a")
        )
        let = {"d": inside, "e": list(atoms[answer.atom]), "u": list(answer.code), "x": point}
        return evaluation(
            both(for_all(u, lambda c: c >= 0, "c"), better), let=let, means="a code on d whose best atom is e"
        )
    w, d, e = names("w d e")
    written = matmul(w, d)  # row k: the weights of the k-th atom outside, as a combination of the support
    parts = [
        both(dot(w[k], [1] * len(inside)) < 1, *(dot(written[k], d[i]) >= dot(e[k], d[i]) for i in range(len(inside))))
        for k in range(len(answer.dual))
    ]
    holds = (
        both(for_all(w, lambda v: for_all(v, lambda x: x >= 0, "x"), "v"), *parts) if parts else dot(d[0], d[0]) <= 1
    )
    let = {"w": [list(v) for v in answer.dual.values()], "d": inside, "e": [list(atoms[j]) for j in answer.dual]}
    return evaluation(holds, let=let, means="row k of w is a dual point of the program for the k-th atom of e")
