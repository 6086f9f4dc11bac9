"""Which codes on a grid does the output of a spectral layer determine?  Decided exactly over the cyclotomic field.

A layer on N points is a circulant matrix.  Codes of at most s active points are determined by its output exactly when 2 s is less than
its spark, the least number of dependent columns.  With M modes, none of them killed, the spark is min(2 M, N + 1): it does not depend on
the grid, and a finer one does not help.
"""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction
from itertools import combinations
from math import comb
from typing import Any

from solvers.exact.field_linear import echelon, kernel
from theory.errors import InputError
from theory.operators.cyclotomic import root
from theory.operators.grids import check_grid
from theory.operators.layers import SpectralLayer

MAX_SETS = 2_000  # sets of columns that are looked at; each costs an elimination over the field, some milliseconds


@dataclass(frozen=True)
class Identifiability:
    """What a layer on a grid tells about codes that are active at few points.

    Args:
        spark: least number of dependent columns of the layer's matrix, N + 1 when all are independent.
        most: the largest s such that every code of s active points is determined by the output.
        collide: two different codes of at most ``most + 1`` active points, none negative, with the same output; None when there
            is no such pair of codes that are not negative among the dependent columns that were found.
    """

    spark: int
    most: int
    collide: tuple[tuple[Any, ...], tuple[Any, ...]] | None


def identifiability(layer: SpectralLayer, n: int) -> Identifiability:
    """Spark of the layer on n points, and a colliding pair.

    Args:
        layer: exact gains.
        n: number of points.

    Raises:
        InputError: more sets of columns than are looked at.

    >>> found = identifiability(SpectralLayer((1, 1)), 4)
    >>> found.spark, found.most, [[str(x) for x in z] for z in found.collide]
    (4, 1, [['1', '0', '1', '0'], ['0', '1', '0', '1']])
    """
    check_grid(n, layer.modes)
    modes = [k for k in range(1 - layer.modes, layer.modes) if layer.gain(k)]
    # C = F diag(R) F^*: columns depend on each other exactly when those of the rows of F^* do whose gain is not zero
    rows = [[root(n, -k * j) for j in range(n)] for k in modes]
    if sum(comb(n - 1, size - 1) for size in range(1, min(len(modes), n) + 1)) > MAX_SETS:
        raise InputError("points", n, f"more than {MAX_SETS} sets of columns", "take a smaller grid or fewer modes")
    for size in range(1, min(len(modes) + 1, n) + 1):
        for rest in combinations(
            range(1, n), size - 1
        ):  # all columns are shifts of the first: one set per orbit holds column 0
            chosen = (0, *rest)
            null = kernel([[row[j] for j in chosen] for row in rows], size)
            if null:
                return Identifiability(size, (size - 1) // 2, _pair(null[0], chosen, n))
    return Identifiability(n + 1, n, None)


def _pair(null: list[Any], chosen: tuple[int, ...], n: int) -> tuple[tuple[Any, ...], tuple[Any, ...]] | None:
    """The positive and the negative part of a null vector, where its entries are rational."""
    zero = Fraction(0)
    entries: list[Any] = []
    for x in null:
        value = x if isinstance(x, int | Fraction) else x.rational() if x.c.degree() <= 0 else None
        if value is None:
            return None
        entries.append(Fraction(value))
    lead = entries[0]
    full = [zero] * n
    for j, x in zip(chosen, entries, strict=True):
        full[j] = x / lead
    return tuple(max(x, zero) for x in full), tuple(max(-x, zero) for x in full)


def common_kernels(n: int, taps: int, modes: int) -> int:
    """Dimension of the kernels on n points that have at most ``taps`` consecutive taps and no mode |k| >= modes.

    It is ``max(0, taps + min(2 modes - 1, n) - n)``: a local CNN and a truncated FNO share almost nothing.

    Args:
        n: number of points.
        taps: at most n.
        modes: modes |k| < modes; of an even grid n / 2 + 1 are all of them.

    >>> common_kernels(28, 5, 12), common_kernels(8, 5, 4), common_kernels(4, 2, 3)
    (0, 4, 2)
    """
    if not 1 <= taps <= n or modes < 1:
        raise InputError("taps", taps, f"1 to {n} taps and at least one mode are needed")
    gone = [k for k in range(n) if min(k, n - k) >= modes]
    rank = len(echelon([[root(n, -k * j) for j in range(taps)] for k in gone])[1]) if gone else 0
    return taps - rank
