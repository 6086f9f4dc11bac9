"""Grids on the circle of length 1: points t_n = n / N, signed frequencies, and which frequencies a grid confuses.

Sampling turns the function ``f(t) = sum_k c_k exp(2 pi i k t)`` into N numbers, and two frequencies that differ by a multiple of N
give the same samples: they are aliases of each other.  A layer that keeps the modes |k| < M reads the coefficients c_k, |k| < M, off the
samples; what it reads is ``sum_l c_{k + l N}`` over all integers l.
"""

from __future__ import annotations

from theory.errors import InputError


def signed_frequency(k: int, n: int) -> int:
    """The frequency nearest to 0 among the aliases of k on n points; of the two at the end of an even grid the positive one.

    >>> [signed_frequency(k, 4) for k in range(4)]
    [0, 1, 2, -1]
    """
    if n < 1:
        raise InputError("points", n, "a grid has at least one point")
    low = k % n
    return low if 2 * low <= n else low - n


def aliases(k: int, n: int, band: int) -> list[int]:
    """All frequencies of the band |j| <= band, except k itself, whose samples on n points are those of k.

    >>> aliases(-1, 4, 3)
    [3]
    """
    return [j for j in range(-band, band + 1) if j != k and (j - k) % n == 0]


def check_grid(n: int, modes: int) -> None:
    """Refuse a grid on which the modes |k| < modes are not different from each other.

    Raises:
        InputError: fewer than 2 modes - 1 points, or no mode.
    """
    if modes < 1:
        raise InputError("modes", modes, "a spectral layer keeps at least the constant, modes = 1")
    if n < 2 * modes - 1:
        raise InputError(
            "points", n, f"{modes} modes (|k| < {modes}) need at least {2 * modes - 1} points", "take fewer modes"
        )


def least_exact_grid(band: int, modes: int) -> int:
    """The least N from which on a layer with |k| < modes reads every function of band |k| <= band without aliasing.

    It is ``max(band + modes, 2 modes - 1)``, less than the Nyquist number 2 band + 1 when modes <= band.

    Source: claim operators.alias-free-grid.

    >>> least_exact_grid(10, 6), least_exact_grid(2, 5)
    (16, 9)
    """
    check_grid(max(2 * modes - 1, 1), modes)
    if band < 0:
        raise InputError("band", band, "the largest frequency of a function is at least 0")
    return max(band + modes, 2 * modes - 1)
