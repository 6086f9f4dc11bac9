"""Fourier coefficients of N samples, with the conventions of the norms written out.

For samples x_0, ..., x_{N-1} of a function at t_n = n / N and ``X_k = sum_n x_n exp(-2 pi i k n / N)``:

========== ==================== ============================= ==========================================
norm       transform            inverse                       what it is good for
========== ==================== ============================= ==========================================
forward    ``X_k / N``          ``sum_k X_k exp(...)``        the coefficient c_k of the function itself
ortho      ``X_k / sqrt(N)``    ``(1/sqrt(N)) sum_k ...``     keeps Euclidean lengths
backward   ``X_k``              ``(1/N) sum_k ...``           the default of numpy and torch
========== ==================== ============================= ==========================================

A layer transforms, multiplies and transforms back, so the two scalings cancel: the norm changes neither the layer nor its gradients.
"""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction
from typing import Any, Literal

import numpy as np
from numpy.typing import NDArray

from theory.errors import InputError
from theory.operators.cyclotomic import Cyclotomic, root

Norm = Literal["forward", "ortho", "backward"]
Number = Fraction | int | Cyclotomic


def coefficients(samples: Sequence[Number], norm: Norm = "forward") -> list[Cyclotomic]:
    """The discrete Fourier coefficients k = 0, ..., N - 1, exactly, in Q(zeta_N).

    Args:
        samples: N >= 1 exact numbers.
        norm: ``forward`` or ``backward``; ``ortho`` has a square root and is for floating point.

    Raises:
        InputError: no samples, or the norm ``ortho``.

    >>> [c.rational() for c in coefficients([1, 0, -1, 0])]  # cos(2 pi t) on four points
    [Fraction(0, 1), Fraction(1, 2), Fraction(0, 1), Fraction(1, 2)]
    """
    n = len(samples)
    if not n:
        raise InputError("samples", "none", "a grid has at least one point")
    if norm == "ortho":
        raise InputError("norm", norm, "has a square root of N", 'exact coefficients are "forward" or "backward"')
    scale = Fraction(1, n) if norm == "forward" else Fraction(1)
    return [_sum(n, [(x, -k * i) for i, x in enumerate(samples)]) * scale for k in range(n)]


def synthesis(spectrum: Sequence[Number], norm: Norm = "forward") -> list[Cyclotomic]:
    """The samples with these coefficients: the inverse of :func:`coefficients`.

    Raises:
        InputError: as :func:`coefficients`.

    >>> [x.rational() for x in synthesis(coefficients([3, 1, 4]))]
    [Fraction(3, 1), Fraction(1, 1), Fraction(4, 1)]
    """
    n = len(spectrum)
    if not n:
        raise InputError("spectrum", "nothing", "a grid has at least one point")
    if norm == "ortho":
        raise InputError("norm", norm, "has a square root of N", 'exact samples are of "forward" or "backward"')
    scale = Fraction(1, n) if norm == "backward" else Fraction(1)
    return [_sum(n, [(c, k * i) for k, c in enumerate(spectrum)]) * scale for i in range(n)]


def _sum(n: int, terms: list[tuple[Number, int]]) -> Cyclotomic:
    return sum((root(n, power) * x for x, power in terms), root(n, 0) * 0)


def sampled(spectrum: dict[int, Number], n: int) -> list[Cyclotomic]:
    """The function ``sum_k c_k exp(2 pi i k t)`` on n points, exactly.

    Args:
        spectrum: coefficient by frequency, which may be any integer.
        n: number of points.

    >>> [x.rational() for x in sampled({3: Fraction(1, 2), -3: Fraction(1, 2)}, 4)]  # cos(6 pi t) looks like cos(2 pi t)
    [Fraction(1, 1), Fraction(0, 1), Fraction(-1, 1), Fraction(0, 1)]
    """
    return [_sum(n, [(c, k * i) for k, c in spectrum.items()]) for i in range(n)]


def float_coefficients(samples_n: NDArray[np.float64], norm: Norm = "forward") -> NDArray[np.complex128]:
    """The coefficients k = 0, ..., N - 1 in double precision, for every norm; the last axis is the grid.

    >>> bool(np.allclose(float_coefficients(np.array([1.0, 0, -1, 0])), [0, 0.5, 0, 0.5]))
    True
    """
    return np.fft.fft(samples_n, axis=-1, norm=norm)


def as_floats(values: Sequence[Any]) -> NDArray[np.complex128]:
    """Exact numbers as complex double precision numbers."""
    return np.array([complex(v) for v in values])
