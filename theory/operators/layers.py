"""Linear layers on the circle: multipliers by index and by physical frequency, circular convolution, dilation.

Legend: N points on a circle of length ``period``; R_k the gains of the modes |k| < M, with R_{-k} the conjugate of R_k.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import Any, Literal

from theory.errors import InputError
from theory.operators.cyclotomic import Cyclotomic, root
from theory.operators.fourier import Number, coefficients, sampled
from theory.operators.grids import check_grid

By = Literal["index", "frequency"]


@dataclass(frozen=True)
class SpectralLayer:
    """``y = sum_{|k| < M} R_k c_k(x) exp(2 pi i k t)``: what one concept of an SAE-FNO does to its code.

    By index, mode k of any circle has the gain R_k.  By physical frequency, R is a function of k / period: the gains are its values at
    the frequencies 0, 1, ..., M - 1 and it is linear between them.  On a circle of length 1 both are the same.

    Args:
        gains: R_0, ..., R_{M-1}; R_0 real.
        by: ``index`` or ``frequency``.

    Raises:
        InputError: no gains, or a gain of the constant that is not real.

    >>> layer = SpectralLayer((0, Fraction(1, 2)))
    >>> [y.rational() for y in layer([1, 0, -1, 0])]
    [Fraction(1, 2), Fraction(0, 1), Fraction(-1, 2), Fraction(0, 1)]
    """

    gains: tuple[Number, ...]
    by: By = "index"

    def __post_init__(self) -> None:
        if not self.gains:
            raise InputError("gains", "nothing", "a spectral layer keeps at least the constant")
        first = self.gains[0]
        if isinstance(first, Cyclotomic) and not first.is_real:
            raise InputError("gains[0]", first, "real functions need a real gain of the constant")

    @property
    def modes(self) -> int:
        """M: the modes |k| < M are kept on a circle of length 1."""
        return len(self.gains)

    def modes_on(self, period: Fraction | int = 1) -> int:
        """M on a circle of this length: by frequency a longer circle has more modes below the same frequency."""
        if self.by == "index":
            return self.modes
        top = (self.modes - 1) * Fraction(period)
        return int(top) + 1

    def gain(self, k: int, period: Fraction | int = 1) -> Number:
        """R at mode k of a circle of this length."""
        if k < 0:
            return _conjugate(self.gain(-k, period))
        f = Fraction(k) if self.by == "index" else Fraction(k) / Fraction(period)
        if f > self.modes - 1:
            return 0
        low = int(f)
        return self.gains[low] if f == low else self.gains[low] * (low + 1 - f) + self.gains[low + 1] * (f - low)

    def __call__(self, samples: Sequence[Number], period: Fraction | int = 1) -> list[Cyclotomic]:
        """The layer on N samples of a function on a circle of length ``period``.

        Raises:
            InputError: the grid is too small for the modes.
        """
        n, modes = len(samples), self.modes_on(period)
        check_grid(n, modes)
        c = coefficients(samples)
        return sampled({k: c[k % n] * self.gain(k, period) for k in range(1 - modes, modes)}, n)

    def kernel(self, n: int, period: Fraction | int = 1) -> list[Cyclotomic]:
        """The taps h with ``y_i = sum_j h_j x_{i - j}`` on n points: the layer as a circular convolution.

        >>> [h.rational() for h in SpectralLayer((1,)).kernel(4)]
        [Fraction(1, 4), Fraction(1, 4), Fraction(1, 4), Fraction(1, 4)]
        """
        return self([1] + [0] * (n - 1), period)


def _conjugate(x: Number) -> Number:
    return x.conjugate() if isinstance(x, Cyclotomic) else x


def convolve(taps: Sequence[Any], samples: Sequence[Any], dilation: int = 1) -> list[Any]:
    """Circular convolution ``y_i = sum_j h_j x_{i - dilation j}``: what one concept of an SAE-CNN does to its code.

    Args:
        taps: h, K numbers, K at most the number of samples.
        samples: x, N >= 1 numbers.
        dilation: distance of two taps in grid points.

    Raises:
        InputError: no taps or samples, more taps than samples, or a dilation below 1.

    >>> convolve([0, 1], [5, 6, 7]), convolve([0, 1], [5, 0, 6, 0, 7, 0], dilation=2)[::2]
    ([7, 5, 6], [7, 5, 6])
    """
    n = len(samples)
    if not 1 <= len(taps) <= n:
        raise InputError("taps", len(taps), f"between 1 and the number of samples, {n}, are needed")
    if dilation < 1:
        raise InputError("dilation", dilation, "must be at least 1")
    return [sum((h * samples[(i - dilation * j) % n] for j, h in enumerate(taps)), 0) for i in range(n)]


def circulant(taps: Sequence[Any]) -> list[list[Any]]:
    """The matrix ``C_{ij} = h_{i - j mod N}`` of a circular convolution with N taps.

    >>> circulant([1, 2, 3])
    [[1, 3, 2], [2, 1, 3], [3, 2, 1]]
    """
    n = len(taps)
    return [[taps[(i - j) % n] for j in range(n)] for i in range(n)]


def gains_of(taps: Sequence[Number], n: int, modes: int) -> tuple[Cyclotomic, ...]:
    """The gains R_0, ..., R_{modes-1} of a circular convolution on n points: ``R_k = sum_j h_j exp(-2 pi i k j / n)``.

    >>> [r == root(4, -k) for k, r in enumerate(gains_of([0, 1], 4, 2))]
    [True, True]
    """
    return tuple(sum((root(n, -k * j) * h for j, h in enumerate(taps)), root(n, 0) * 0) for k in range(modes))
