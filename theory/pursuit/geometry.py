"""The geometry of a dictionary, in exact numbers: Gram matrix, coherence, Babel function, exact recovery coefficient, levels.

Legend: atoms ``d_j`` are rows; ``G_ij = <d_i, d_j>``.  Coherence, Babel function and recovery coefficient are stated for atoms of norm
1, which is checked: exact numbers have no room for a norm that is nearly 1.
"""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction
from itertools import combinations
from typing import Any

from theory.errors import InputError
from theory.pursuit.encoder import Vector, inner
from theory.pursuit.solve import solve


def gram(atoms: Sequence[Vector]) -> list[list[Any]]:
    """All inner products, shape (q, q)."""
    return [[inner(a, b) for b in atoms] for a in atoms]


def unit_gram(atoms: Sequence[Vector]) -> list[list[Any]]:
    """The Gram matrix of atoms of norm 1.

    Raises:
        InputError: an atom has another norm.
    """
    g = gram(atoms)
    for j, row in enumerate(g):
        if row[j] != 1:
            raise InputError(f"atoms[{j}]", f"squared norm {row[j]}", "must have norm 1", "divide by the norm")
    return g


def coherence(atoms: Sequence[Vector]) -> Any:
    """``max_{i != j} |<d_i, d_j>|``; 0 for a single atom.

    >>> from fractions import Fraction as F
    >>> coherence([(1, 0), (F(3, 5), F(4, 5))])
    Fraction(3, 5)
    """
    g = unit_gram(atoms)
    return max((abs(g[i][j]) for i, j in combinations(range(len(g)), 2)), default=Fraction(0))


def babel(atoms: Sequence[Vector], r: int) -> Any:
    """``max_{|S| = r} max_{j not in S} sum_{i in S} |<d_i, d_j>|`` for 0 <= r < q: the r largest entries of a row, added up.

    Source: Tropp 2004, section III.

    Raises:
        InputError: r is not between 0 and q - 1.

    >>> from fractions import Fraction as F
    >>> [babel([(1, 0), (0, 1), (F(3, 5), F(4, 5))], r) for r in range(3)]
    [Fraction(0, 1), Fraction(4, 5), Fraction(7, 5)]
    """
    if not 0 <= r < len(atoms):
        raise InputError("r", r, f"must be between 0 and {len(atoms) - 1}, the other atoms")
    g = unit_gram(atoms)
    rows = (sorted((abs(x) for i, x in enumerate(row) if i != j), reverse=True) for j, row in enumerate(g))
    return max((sum(row[:r], Fraction(0)) for row in rows), default=Fraction(0))


def recovery_coefficient(atoms: Sequence[Vector], support: Sequence[int]) -> Any:
    """``max_{j not in S} |G_S^{-1} D_S^T d_j|_1``: below 1, every selection of ``absolute`` stays in S while x lies in span D_S.

    Args:
        atoms: of norm 1.
        support: different indices of independent atoms, not all of them.

    Raises:
        InputError: a support that is none, or whose atoms are dependent.

    Source: Tropp 2004, theorem 3.1 (exact recovery condition).

    >>> from fractions import Fraction as F
    >>> recovery_coefficient([(1, 0, 0), (0, 1, 0), (F(2, 3), F(2, 3), F(1, 3))], [0, 1])
    Fraction(4, 3)
    """
    g, s = unit_gram(atoms), list(support)
    others = [j for j in range(len(atoms)) if j not in s]
    if len(set(s)) != len(s) or not s or min(s) < 0 or max(s) >= len(atoms) or not others:
        raise InputError("support", s, "different indices of some, but not all atoms")
    inside = [[g[i][k] for k in s] for i in s]
    worst: Any = Fraction(0)
    for j in others:
        weights = solve(inside, [g[i][j] for i in s])
        if weights is None:
            raise InputError("support", s, "its atoms are linearly dependent", "drop one of them")
        worst = max(worst, sum((abs(w) for w in weights), Fraction(0)))
    return worst


def conditionally_orthogonal(atoms: Sequence[Vector], levels: Sequence[int]) -> bool:
    """Whether atoms of different levels are orthogonal (arXiv 2506.03093, definition 2.3).

    >>> conditionally_orthogonal([(1, 0), (0, 1), (0, 2)], [0, 1, 1]), conditionally_orthogonal([(1, 0), (1, 1)], [0, 1])
    (True, False)
    """
    if len(levels) != len(atoms):
        raise InputError("levels", f"{len(levels)} levels", f"there are {len(atoms)} atoms")
    pairs = combinations(range(len(atoms)), 2)
    return all(inner(atoms[i], atoms[j]) == 0 for i, j in pairs if levels[i] != levels[j])


def interference(atoms: Sequence[Vector], selected: Sequence[int], coefficients: Sequence[Any]) -> Any:
    """``sum_{s != t} a_s a_t <d_{j_s}, d_{j_t}>`` over the steps of a run: by how much the parts do not add up like orthogonal ones."""
    steps = list(zip(selected, coefficients, strict=True))
    total: Any = Fraction(0)
    for s, t in combinations(range(len(steps)), 2):
        (i, a), (j, b) = steps[s], steps[t]
        total = total + 2 * a * b * inner(atoms[i], atoms[j])
    return total
