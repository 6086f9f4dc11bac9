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
def places(modes: int) -> tuple[Tensor, Tensor]:
    """Kept frequencies of the torus in a table of 2 modes - 1 rows and ``modes`` columns, flat; and for every cell its kept frequency.

    Cells of frequencies that are not kept themselves (their opposites are) have the number K.
    """
    k = frequencies(modes, 2)
    where = (k[:, 0] % (2 * modes - 1)) * modes + k[:, 1]
    back = np.full((2 * modes - 1) * modes, len(k))
    back[where] = np.arange(len(k))
    return torch.from_numpy(where), torch.from_numpy(back)


@lru_cache(maxsize=64)
def cell_weights(modes: int, dimension: int, dtype: torch.dtype) -> Tensor:
    """How often a cell counts when functions are written: on the torus (k, 0) twice, its opposite not at all, all others once."""
    if dimension == 1:
        return torch.ones(modes, dtype=dtype)
    k = frequencies(modes, 2)
    out = torch.ones((2 * modes - 1) * modes, dtype=dtype)
    where, back = places(modes)
    out[back == len(k)] = 0.0
    out[where[torch.from_numpy((k[:, 1] == 0) & (k[:, 0] != 0))]] = 2.0
    return out


def read_cells(x: Tensor, modes: int) -> Tensor:
    """Coefficients of functions (b, c, *grid), those of one frequency side by side: shape (2, cells, b, c), real then imaginary.

    Cells are the modes 0, ..., M - 1 on the circle, and the table of :func:`places` on the torus.
    """
    b, c, *grid = x.shape
    seen = (x @ _side_by_side(grid[-1], modes, x.dtype)).unflatten(-1, (2, modes))
    if len(grid) == 1:
        return seen.permute(2, 3, 0, 1).contiguous()  # a product of strided matrices is slow
    read, _ = _turns(grid[0], modes, x.dtype)
    columns = seen.permute(0, 1, 4, 3, 2).reshape(b * c * modes, 2 * grid[0])  # one product for everything
    table = (columns @ read.T).reshape(b, c, modes, 2, 2 * modes - 1)
    return table.permute(3, 4, 2, 0, 1).reshape(2, (2 * modes - 1) * modes, b, c)


def write_cells(cells: Tensor, grid: Grid, modes: int) -> Tensor:
    """The real functions (b, c, *grid) with these coefficients times :func:`cell_weights`, which the cells must hold already."""
    b, c = cells.shape[2:]
    last = _stacked(grid[-1], modes, cells.dtype)
    if len(grid) == 1:
        return cells.permute(2, 3, 0, 1).flatten(2) @ last
    _, write = _turns(grid[0], modes, cells.dtype)
    rows = 2 * modes - 1
    columns = cells.reshape(2, rows, modes, b * c).permute(3, 2, 0, 1).reshape(b * c * modes, 2 * rows)
    turned = (columns @ write.T).reshape(b, c, modes, 2, grid[0])
    return turned.permute(0, 1, 4, 3, 2).flatten(3) @ last


def analysis(x: Tensor, modes: int, dimension: int = 1) -> tuple[Tensor, Tensor]:
    """Real and imaginary parts of the kept coefficients of functions whose last ``dimension`` axes are the grid, shape (..., K)."""
    if dimension == 1:
        seen = x @ _side_by_side(x.shape[-1], modes, x.dtype)
        return seen[..., :modes], seen[..., modes:]
    lead = x.shape[:-2]
    cells = read_cells(x.reshape(-1, 1, *x.shape[-2:]), modes)[..., 0].index_select(1, places(modes)[0])
    return cells[0].T.reshape(*lead, -1), cells[1].T.reshape(*lead, -1)


def synthesis(real: Tensor, imaginary: Tensor, grid: Grid, modes: int) -> Tensor:
    """The real functions with these kept coefficients on a grid, shape (..., *grid)."""
    if len(grid) == 1:
        return torch.cat([real, imaginary], -1) @ _stacked(grid[-1], modes, real.dtype)
    lead = real.shape[:-1]
    cells = (
        in_cells(torch.stack([real, imaginary]).flatten(1, -2), modes, 2)
        * cell_weights(modes, 2, real.dtype)[:, None, None]
    )
    return write_cells(cells.transpose(0, 1)[..., None], grid, modes).reshape(*lead, *grid)


def in_cells(values: Tensor, modes: int, dimension: int) -> Tensor:
    """Kept frequencies (the last axis) put into cells (the first one), zero in the others."""
    first = values.movedim(-1, 0)
    if dimension == 1:
        return first
    # in the order of `frequencies` the rows k_1 >= 0 are whole, the others lack the column of zeros
    low = first[modes**2 :].unflatten(0, (modes - 1, modes - 1)) if modes > 1 else first[:0][None]
    rest = torch.cat([torch.zeros_like(low[:, :1]) if modes > 1 else low, low], 1).flatten(0, 1)
    return torch.cat([first[: modes**2], rest])


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
