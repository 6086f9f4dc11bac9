"""Cosines between the decoder rows of one model, or of two.

Legend: rows ``d_j`` of the decoder, shape (q, r); a row of zeros has no direction and takes part in nothing.  Products are made in blocks,
so that no matrix of shape (q, q) is ever held.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
import torch
from numpy.typing import NDArray
from scipy.optimize import linear_sum_assignment
from torch import Tensor

CELLS = 1 << 23  # cosines that are held at the same time
MATCHED = 4096  # neurons: the best matching of more takes minutes

Say = Callable[[str], None]


@dataclass(frozen=True)
class Nearest:
    """The most similar other row of every row.

    Args:
        index_q: its number, -1 where there is none.
        cosine_q: their cosine, between -1 and 1; NaN where there is none.
    """

    index_q: NDArray[np.int64]
    cosine_q: NDArray[np.float64]


def nearest(decoder_qr: Tensor, say: Say = lambda _text: None) -> Nearest:
    """For every row the other row with the largest cosine; the smaller number where several have it.

    Args:
        decoder_qr: any numbers; single precision, so cosines are known to about 1e-6.
        say: called with one line now and then.

    >>> found = nearest(torch.tensor([[1.0, 0.0], [0.0, 2.0], [3.0, 3.0], [0.0, 0.0]]))
    >>> found.index_q.tolist(), found.cosine_q.round(3).tolist()
    ([2, 2, 0, -1], [0.707, 0.707, 0.707, nan])
    """
    unit, known = directions(decoder_qr)
    q = len(unit)
    index, cosine = np.full(q, -1), np.full(q, np.nan)
    if int(known.sum()) < 2:
        return Nearest(index, cosine)
    step = max(1, CELLS // q)
    for first in range(0, q, step):
        if first:
            say(f"cosines of decoder rows, {first:,} of {q:,}")
        block = unit[first : first + step] @ unit.T
        block[:, ~known] = -torch.inf
        block[torch.arange(len(block)), torch.arange(first, first + len(block))] = -torch.inf
        values, places = block.max(dim=1)
        index[first : first + step], cosine[first : first + step] = places.numpy(), values.double().numpy()
    lost = ~known.numpy()
    index[lost], cosine[lost] = -1, np.nan
    return Nearest(index, np.clip(cosine, -1, 1))


@dataclass(frozen=True)
class Alike:
    """How alike two decoders are; see :class:`theory.evaluation_records.Agreement`."""

    forth: float
    back: float
    shared: float
    matched: float | None


def alike(one_qr: Tensor, other_qr: Tensor, *, threshold: float = 0.9) -> Alike | None:
    """Compare two decoders of the same number of columns; None where one of them has no row with a direction.

    Args:
        one_qr: rows of the first model.
        other_qr: rows of the second.
        threshold: cosine from which a row counts as shared.

    >>> one = torch.eye(3)
    >>> alike(one, one[[2, 0]])
    Alike(forth=0.6666666666666666, back=1.0, shared=0.6666666666666666, matched=1.0)
    """
    (one, kept), (other, others) = directions(one_qr), directions(other_qr)
    one, other = one[kept], other[others]
    if not len(one) or not len(other):
        return None
    step = max(1, CELLS // len(other))
    whole = max(len(one), len(other)) <= MATCHED
    forth, back, kept_blocks = [], torch.full((len(other),), -1.0), []
    for first in range(0, len(one), step):
        block = (one[first : first + step] @ other.T).clamp(-1, 1)
        forth.append(block.amax(1))
        back = torch.maximum(back, block.amax(0))
        if whole:
            kept_blocks.append(block.numpy())
    best = torch.cat(forth).double()
    matched = None
    if whole:
        cosines = np.concatenate(kept_blocks)
        matched = float(cosines[linear_sum_assignment(cosines, maximize=True)].mean(dtype=float))
    return Alike(float(best.mean()), float(back.double().mean()), float((best >= threshold).double().mean()), matched)


def directions(rows: Tensor) -> tuple[Tensor, Tensor]:
    """Rows of length 1 in single precision, and which of them have a direction at all."""
    exact = rows.detach().double()
    size = exact.norm(dim=1)
    return (exact / torch.where(size > 0, size, 1.0)[:, None]).float(), size > 0
