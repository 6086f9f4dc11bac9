"""Kept modes of real functions on the circle and on the torus: coefficients of a half of the frequencies, and back.

A real function has c_{-k} the conjugate of c_k, so one of each pair says everything.  Kept are the frequencies k with |k_a| < M on every
axis a, and of k and -k the one whose last entry that is not zero is positive; the first kept one is the constant.  Both directions are
products with the waves of one axis at a time: for few modes faster than a fast Fourier transform of everything.
"""

from __future__ import annotations

from functools import lru_cache
from itertools import product

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor

Grid = tuple[int, ...]


@lru_cache(maxsize=64)
def frequencies(modes: int, dimension: int) -> NDArray[np.int64]:
    """The kept frequencies in the order of all coefficient tables, shape (K, dimension).

    >>> frequencies(3, 1).tolist(), frequencies(2, 2).tolist()
    ([[0], [1], [2]], [[0, 0], [0, 1], [1, 0], [1, 1], [-1, 1]])
    """
    axis = [*range(modes), *range(1 - modes, 0)]
    return np.array([k for k in product(*[axis] * (dimension - 1), range(modes)) if _leads(k)], dtype=np.int64)


def _leads(k: tuple[int, ...]) -> bool:
    entries = [x for x in reversed(k) if x]
    return not entries or entries[0] > 0


def kept(modes: int, dimension: int) -> int:
    """Number of kept frequencies: one of each pair.

    >>> kept(3, 1), kept(2, 2), kept(16, 2)
    (3, 5, 481)
    """
    return ((2 * modes - 1) ** dimension + 1) // 2


def twice(modes: int, dimension: int, dtype: torch.dtype) -> Tensor:
    """How many of k and -k there are: 1 for the constant, 2 for the others, shape (K,)."""
    out = torch.full((kept(modes, dimension),), 2.0, dtype=dtype)
    out[0] = 1.0
    return out


@lru_cache(maxsize=64)
def _axis(n: int, modes: int, both: bool, dtype: torch.dtype) -> tuple[Tensor, Tensor]:
    """``cos`` and ``sin`` of ``2 pi k j / n``, shape (n, modes) or (n, 2 modes - 1), with the angle reduced before it is rounded."""
    k = np.array([*range(modes), *range(1 - modes, 0)] if both else range(modes))
    angle = 2 * np.pi * ((np.arange(n)[:, None] * k[None, :]) % n) / n
    return torch.from_numpy(np.cos(angle)).to(dtype), torch.from_numpy(np.sin(angle)).to(dtype)


@lru_cache(maxsize=64)
def _side_by_side(n: int, modes: int, dtype: torch.dtype) -> Tensor:
    """``[cos, -sin] / n``, shape (n, 2 modes): one product reads real and imaginary parts."""
    cos_nk, sin_nk = _axis(n, modes, False, dtype)
    return torch.cat([cos_nk, -sin_nk], 1) / n


@lru_cache(maxsize=64)
def _stacked(n: int, modes: int, dtype: torch.dtype) -> Tensor:
    """``w [cos, -sin]^T``, shape (2 modes, n), w = 1 for the constant and 2 for the other modes."""
    cos_nk, sin_nk = _axis(n, modes, False, dtype)
    weights = twice(modes, 1, dtype)
    return torch.cat([cos_nk * weights, -sin_nk * weights], 1).T.contiguous()


@lru_cache(maxsize=64)
def _turns(n: int, modes: int, dtype: torch.dtype) -> tuple[Tensor, Tensor]:
    """The first axis of two as real matrices that act on (real, imaginary) one above the other: reading and writing.

    Reading, shape (2 R, 2 n) with R = 2 modes - 1, is ``[[cos, sin], [-sin, cos]] / n``; writing, shape (2 n, 2 R), is its transpose
    times n.
    """
    cos_nr, sin_nr = _axis(n, modes, True, dtype)
    write = torch.cat([torch.cat([cos_nr, -sin_nr], 1), torch.cat([sin_nr, cos_nr], 1)], 0)
    return (write.T / n).contiguous(), write.contiguous()


@lru_cache(maxsize=64)
def _places(modes: int) -> Tensor:
    """Where the kept frequencies of the torus stand in a table of (2 modes - 1) rows and ``modes`` columns."""
    k = frequencies(modes, 2)
    return torch.from_numpy((k[:, 0] % (2 * modes - 1)) * modes + k[:, 1])


@lru_cache(maxsize=64)
def _pairs_of_the_first_column(modes: int, dtype: torch.dtype) -> Tensor:
    """Weights of the kept frequencies: the column (k, 0) keeps one of each pair, which counts twice, the constant excepted."""
    k = frequencies(modes, 2)
    return torch.from_numpy(np.where((k[:, 1] == 0) & (k[:, 0] != 0), 2.0, 1.0)).to(dtype)


def analysis(x: Tensor, modes: int, dimension: int = 1) -> tuple[Tensor, Tensor]:
    """Real and imaginary parts of the kept coefficients of functions whose last ``dimension`` axes are the grid, shape (..., K)."""
    seen = x @ _side_by_side(x.shape[-1], modes, x.dtype)
    if dimension == 1:
        return seen[..., :modes], seen[..., modes:]
    read, _ = _turns(x.shape[-2], modes, x.dtype)
    rows = 2 * modes - 1
    table = read @ torch.cat([seen[..., :modes], seen[..., modes:]], -2)
    where = _places(modes)
    return table[..., :rows, :].flatten(-2)[..., where], table[..., rows:, :].flatten(-2)[..., where]


def synthesis(real: Tensor, imaginary: Tensor, grid: Grid, modes: int) -> Tensor:
    """The real functions with these kept coefficients on a grid, shape (..., *grid)."""
    last = _stacked(grid[-1], modes, real.dtype)
    if len(grid) == 1:
        return torch.cat([real, imaginary], -1) @ last
    rows, n = 2 * modes - 1, grid[0]
    _, write = _turns(n, modes, real.dtype)
    where = _places(modes)
    table = real.new_zeros(*real.shape[:-1], 2, rows * modes)
    twos = _pairs_of_the_first_column(modes, real.dtype)
    table[..., 0, where], table[..., 1, where] = real * twos, imaginary * twos
    turned = write @ table.unflatten(-1, (rows, modes)).flatten(-3, -2)
    return torch.cat([turned[..., :n, :], turned[..., n:, :]], -1) @ last


def stretched(gain: Tensor, modes: int, times: int, dimension: int = 1) -> tuple[Tensor, int]:
    """The same gains by physical frequency on a domain ``times`` as long on every axis: R_k at the mode ``times k``, zero between.

    Returns the gains and their number of modes per axis.

    >>> stretched(torch.tensor([1.0, 2.0]), 2, 2)[0]
    tensor([1., 0., 2.])
    """
    if times == 1:
        return gain, modes
    more = times * (modes - 1) + 1
    place = {tuple(k): i for i, k in enumerate(frequencies(more, dimension).tolist())}
    out = gain.new_zeros(*gain.shape[:-1], len(place))
    out[..., [place[tuple(k)] for k in (times * frequencies(modes, dimension)).tolist()]] = gain
    return out, more
