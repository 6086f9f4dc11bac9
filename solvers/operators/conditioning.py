"""What a preconditioner does to gradient descent: condition numbers in rigorous enclosures, and the steps that follow from them.

Gradient descent on a quadratic with Hessian A, preconditioned by M (both symmetric positive definite), contracts at the best step size
by ``(kappa - 1) / (kappa + 1)`` per step, kappa the ratio of the largest and the smallest eigenvalue of M A.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import Any

from flint import ctx, fmpq_mat  # type: ignore[import-untyped]

from theory.errors import InputError
from theory.exact import to_fmpq, to_fraction

BITS = 128  # of the enclosures of eigenvalues; the polynomials behind them are exact
MAX_SIZE = 64  # the exact characteristic polynomial of a larger matrix takes longer than a person waits


@dataclass(frozen=True)
class Enclosed:
    """A number between two others, exactly.

    Args:
        lower: not above the number.
        upper: not below it.
    """

    lower: Fraction
    upper: Fraction

    def __float__(self) -> float:
        return float((self.lower + self.upper) / 2)


def condition_number(
    matrix: Sequence[Sequence[Any]], preconditioner: Sequence[Sequence[Any]] | None = None
) -> Enclosed:
    """The ratio of the largest and the smallest eigenvalue of M A, enclosed.

    Args:
        matrix: A, symmetric positive definite; numbers that are exact, floats as the dyadic fractions that they are.
        preconditioner: M, likewise; left out: the identity.

    Raises:
        InputError: a matrix that is not symmetric positive definite, or too large.

    >>> condition_number([[2, 1], [1, 2]])
    Enclosed(lower=Fraction(3, 1), upper=Fraction(3, 1))
    >>> float(condition_number([[2, 0], [0, 8]], [[4, 0], [0, 1]]))
    1.0
    """
    a = _definite(matrix, "matrix")
    m = fmpq_mat([[int(i == j) for j in range(a.nrows())] for i in range(a.nrows())])
    if preconditioner is not None:
        m = _definite(preconditioner, "preconditioner")
        if m.nrows() != a.nrows():
            raise InputError("preconditioner", f"{m.nrows()} rows", f"the matrix has {a.nrows()}")
    before, ctx.prec = ctx.prec, BITS
    try:  # M A is similar to a symmetric positive definite matrix: all roots are real and positive
        roots = [r.real for f, _ in (m * a).charpoly().numer().factor_squarefree()[1] for r, _ in f.complex_roots()]
        least = [_end(r, side) for side in (-1, 1) for r in [min(roots, key=lambda r, side=side: _end(r, side))]]
        most = [_end(r, side) for side in (-1, 1) for r in [max(roots, key=lambda r, side=side: _end(r, side))]]
        return Enclosed(most[0] / least[1], most[1] / least[0])
    finally:
        ctx.prec = before


def _end(ball: Any, side: int) -> Fraction:
    """The lower (-1) or upper (1) end of a ball, exactly."""
    number = ball.lower() if side < 0 else ball.upper()
    mantissa, exponent = (int(x) for x in number.man_exp())
    return Fraction(mantissa) * Fraction(2) ** exponent


def _definite(rows: Sequence[Sequence[Any]], name: str) -> Any:
    n = len(rows)
    if not 1 <= n <= MAX_SIZE or any(len(row) != n for row in rows):
        raise InputError(name, f"{n} rows", f"a square matrix of at most {MAX_SIZE} rows is needed")
    exact = fmpq_mat([[to_fmpq(Fraction(x)) for x in row] for row in rows])
    if exact != exact.transpose():
        raise InputError(name, "not symmetric", "a Hessian and a preconditioner are symmetric", "use (A + A^T) / 2")
    for size in range(1, n + 1):
        minor = fmpq_mat([[exact[i, j] for j in range(size)] for i in range(size)])
        if to_fraction(minor.det()) <= 0:
            raise InputError(name, f"leading minor {size} is not positive", "it must be positive definite")
    return exact


def steps_to(reduction: float, condition: float) -> float:
    """Steps of gradient descent at the best step size until the error has shrunk by this factor, from the worst start.

    >>> round(steps_to(1e-6, 100), 2), round(steps_to(1e-6, 1025), 2), steps_to(1e-6, 1)
    (690.75, 7080.45, 1.0)
    """
    if not 0 < reduction < 1 or condition < 1:
        raise InputError("reduction, condition", (reduction, condition), "0 < reduction < 1 <= condition is needed")
    if condition == 1:
        return 1.0
    return max(1.0, math.log(reduction) / math.log((condition - 1) / (condition + 1)))


def spectral_preconditioner(power_k: Sequence[Fraction | int]) -> list[Fraction]:
    """One weight per mode, ``1 / S(k)``: the diagonal preconditioner that makes all modes learn at one rate.

    Args:
        power_k: the power S(k) > 0 of the codes in every mode.

    >>> spectral_preconditioner([1, Fraction(1, 2)])
    [Fraction(1, 1), Fraction(2, 1)]
    """
    if any(s <= 0 for s in power_k):
        raise InputError("power", min(power_k), "a mode without power is not learnt at any rate")
    return [1 / Fraction(s) for s in power_k]


def rates_by_mode(n: int, modes: int, *, reweighted: bool = False) -> list[Fraction]:
    """How fast gradient descent on the gains moves every real mode of the kernel of a layer on n points.

    The kernel is h = J theta; the rates are the eigenvalues of J J^T: 1/n for the constant and the unpaired mode of an even grid,
    2/n for every other one.  With the parameters ``sqrt(2) R_k`` (``reweighted``) all of them are 1/n, as for a convolution with n
    taps whose step size is n times smaller.

    Args:
        n: number of points.
        modes: the modes |k| < modes; n // 2 + 1 are all of them.
        reweighted: whether the parameters of the paired modes are sqrt(2) times the gains.

    >>> [str(r) for r in rates_by_mode(4, 3)], {str(r) for r in rates_by_mode(4, 3, reweighted=True)}
    (['1/4', '1/2', '1/2', '1/4'], {'1/4'})
    """
    if not 1 <= modes <= n // 2 + 1:
        raise InputError("modes", modes, f"a grid of {n} points has between 1 and {n // 2 + 1}")
    out = [Fraction(1, n)]
    for k in range(1, modes):
        out += [Fraction(1, n)] if 2 * k == n else [Fraction(1 if reweighted else 2, n)] * 2
    return out
