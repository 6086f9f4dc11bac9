"""Activation sets of neurons, and units made of several neurons (definitions D2 and D3).

Legend: z_bd pre-activations of d neurons on b data points; A_i the points at which neuron i is active; M a set of neurons.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

import numpy as np
from numpy.typing import NDArray

from theory.concepts.context import FormalContext, Mask


def relu_active(z_bd: NDArray[Any]) -> Mask:
    """A_i = {x : z_i(x) > 0}, for all neurons: a boolean table of shape (b, d).

    >>> relu_active(np.array([[1.0, 0.0, -1.0]])).tolist()
    [[True, False, False]]
    """
    return z_bd > 0


def topk_active(z_bd: NDArray[Any], k: int) -> Mask:
    """Activation sets of a Top-k layer, shape (b, d).

        A_i = {x : z_i(x) > 0 and fewer than k neurons come before i}

    where j comes before i when z_j > z_i, or z_j = z_i and j < i (ties go to the smaller index).

    Args:
        z_bd: pre-activations; k: at least 1 and at most d.

    Raises:
        ValueError: k is out of range.

    Source: arXiv 2606.07007 (relative gating, as reported; not checked against the paper); D2.

    >>> topk_active(np.array([[2, 2, 2, -1]]), 2).tolist()
    [[True, True, False, False]]
    """
    b, d = z_bd.shape
    if not 1 <= k <= d:
        raise ValueError(f"k={k}: must be from 1 to the number of neurons, {d}")
    # ascending by value; among equal values the larger index first, so that the last k are the ones that win
    order = np.argsort(z_bd[:, ::-1], axis=1, kind="stable")[:, d - k :]
    out = np.zeros((b, d), dtype=bool)
    np.put_along_axis(out, d - 1 - order, True, axis=1)
    return out & (z_bd > 0)


def conjunction(context: FormalContext, neurons: Iterable[int]) -> Mask:
    """The unit that is active where all its neurons are; everywhere when there is none.

    >>> k = FormalContext.of([{"a"}, {"a", "b"}])
    >>> conjunction(k, [0, 1]).tolist(), conjunction(k, []).tolist()
    ([False, True], [True, True])
    """
    chosen = list(neurons)
    return threshold_unit(context, chosen, len(set(chosen)))


def disjunction(context: FormalContext, neurons: Iterable[int]) -> Mask:
    """The unit that is active where at least one of its neurons is; nowhere when there is none."""
    return threshold_unit(context, neurons, 1)


def threshold_unit(context: FormalContext, neurons: Iterable[int], t: int) -> Mask:
    """The unit that is active where at least t of its neurons are.

    >>> k = FormalContext.of([{"a", "b"}, {"b", "c"}, {"c"}])
    >>> threshold_unit(k, [0, 1, 2], 2).tolist()
    [True, True, False]
    """
    count = np.zeros(context.n_objects, dtype=np.int64)
    for i in set(neurons):
        if not 0 <= i < context.n_attributes:
            raise ValueError(f"neuron {i}: there are {context.n_attributes}, numbered from 0")
        count += context.column(i)
    return count >= t
