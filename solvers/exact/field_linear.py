"""Linear algebra over a real number field (or Q), on plain lists of exact numbers; zero tests are exact.

Python-flint is faster over Q, see :mod:`solvers.exact.linear`; here the entries may be algebraic.
"""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction
from typing import Any

from flint import fmpq_mat  # type: ignore[import-untyped]

from solvers.exact.number_fields import adjoin
from solvers.exact.real_roots import RealRoot, real_roots
from theory.exact import Algebraic, Exact, NumberField, sign, to_fmpq, to_fraction

Row = list[Any]
Matrix = Sequence[Sequence[Any]]


def matmul(a: Matrix, b: Matrix) -> list[Row]:
    """The matrix product."""
    columns = list(zip(*b, strict=True))
    return [[sum((x * y for x, y in zip(row, c, strict=True)), Fraction(0)) for c in columns] for row in a]


def transpose(a: Matrix) -> list[Row]:
    """Rows become columns."""
    return [list(column) for column in zip(*a, strict=True)]


def echelon(rows: Matrix) -> tuple[list[Row], list[int]]:
    """Reduced row echelon form without zero rows, and its pivot columns."""
    left = [list(row) for row in rows]
    width = len(left[0]) if left else 0
    pivots: list[int] = []
    for j in range(width):
        done = len(pivots)
        pivot = next((i for i in range(done, len(left)) if left[i][j]), None)
        if pivot is None:
            continue
        left[done], left[pivot] = left[pivot], left[done]
        lead = left[done][j]
        left[done] = [x / lead for x in left[done]]
        for i, row in enumerate(left):
            if i != done and row[j]:
                factor = row[j]
                left[i] = [x - factor * y for x, y in zip(row, left[done], strict=True)]
        pivots.append(j)
    return left[: len(pivots)], pivots


def kernel(rows: Matrix, width: int) -> list[Row]:
    """A basis of ``{x : row . x = 0 for every row}``.

    >>> kernel([[1, Fraction(2)]], 2)
    [[Fraction(-2, 1), Fraction(1, 1)]]
    """
    reduced, pivots = echelon(rows)
    out: list[Row] = []
    for free in (j for j in range(width) if j not in pivots):
        x: Row = [Fraction(int(j == free)) for j in range(width)]
        for row, pivot in zip(reduced, pivots, strict=True):
            x[pivot] = -row[free] if row[free] else Fraction(0)
        out.append(x)
    return out


def solve_square(a: Matrix, b: Sequence[Any]) -> Row | None:
    """One solution of ``a x = b``, free unknowns 0, or None."""
    width = len(a[0]) if a else 0
    reduced, pivots = echelon([[*row, t] for row, t in zip(a, b, strict=True)])
    if width in pivots:
        return None
    x: Row = [Fraction(0)] * width
    for row, pivot in zip(reduced, pivots, strict=True):
        x[pivot] = row[-1]
    return x


def positive_semidefinite(a: Matrix) -> bool:
    """Symmetric elimination: all pivots >= 0, and a zero pivot only with a zero row.

    >>> positive_semidefinite([[1, Fraction(1)], [1, Fraction(1)]])
    True
    """
    rows = [list(row) for row in a]
    n = len(rows)
    for k in range(n):
        pivot = rows[k][k]
        side = sign(pivot)
        if side < 0 or (side == 0 and any(rows[k][j] for j in range(k + 1, n))):
            return False
        for i in range(k + 1, n):
            if side and rows[i][k]:
                factor = rows[i][k] / pivot
                rows[i] = [x - factor * y for x, y in zip(rows[i], rows[k], strict=True)]
    return True


def _action(x: Exact, size: int, field: NumberField | None) -> list[Row]:
    """Multiplication by x as a rational matrix in the power basis."""
    if field is None:
        return [[x]]
    columns = []
    for j in range(size):
        c = (x * field.element([Fraction(0)] * j + [Fraction(1)])).coefficients()  # type: ignore[operator]
        columns.append(c + [Fraction(0)] * (size - len(c)))
    return transpose(columns)


def real_eigenvalues(
    a: Matrix, field: NumberField | None = None
) -> list[tuple[NumberField | None, Any, Exact, RealRoot]]:
    """The distinct real eigenvalues of a square matrix, increasing: (field with it, embedding, eigenvalue, root).

    Over a number field the matrix is written as a larger rational one, whose eigenvalues include those of the conjugates;
    the conjugates are thrown out by an exact singularity test.

    >>> [str(value) for _, _, value, _ in real_eigenvalues([[2, 1], [1, 2]])]
    ['1', '3']
    """
    n = len(a)
    size = 1 if field is None else len(field.poly) - 1
    big = [[Fraction(0)] * (n * size) for _ in range(n * size)]
    for i in range(n):
        for j in range(n):
            block = _action(a[i][j], size, field)
            for s in range(size):
                big[i * size + s][j * size : (j + 1) * size] = block[s]
    poly = fmpq_mat([[to_fmpq(x) for x in row] for row in big]).charpoly()
    out = []
    for root, _ in real_roots([to_fraction(c) for c in poly.coeffs()]):
        extended, embed, value = adjoin(field, root)
        if field is None or is_eigenvalue(a, value, embed):
            out.append((extended, embed, value, root))
    return out


def is_eigenvalue(a: Matrix, value: Exact, embed: Any) -> bool:
    """Is ``A - value`` singular?"""
    shifted = [[embed(x) - (value if i == j else 0) for j, x in enumerate(row)] for i, row in enumerate(a)]
    return len(echelon(shifted)[1]) < len(a)


def is_rational(rows: Matrix) -> bool:
    """No entry is an element of a number field."""
    return not any(isinstance(x, Algebraic) for row in rows for x in row)
