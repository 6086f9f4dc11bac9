"""Selection and sorting for sparse codes on a processor, compiled where numba is installed; the same answers as the torch code beside it.

``torch.topk`` sorts a copy of every row; one pass that keeps the k largest so far reads the row once and moves little.
"""

from __future__ import annotations

from typing import Any

import numpy as np
import torch
from torch import Tensor

try:
    import numba
except ImportError:
    numba = None

compiled: Any = (lambda function: function) if numba is None else numba.njit(cache=True, nogil=True)
# beyond these the sorted list of the largest so far costs more than torch's selection, and torch's many threads win
MOST_KEPT, MOST_THREADS = 128, 8


def available(table: Tensor, k: int = 1) -> bool:
    """Whether the compiled functions are there and pay for this table."""
    small = k <= MOST_KEPT and torch.get_num_threads() <= MOST_THREADS
    return numba is not None and table.device.type == "cpu" and table.dtype in (torch.float32, torch.float64) and small


def topk_index(pre_bq: Tensor, k: int) -> Tensor | None:
    """The first k entries of each row in the order of decreasing ``ReLU``, ties to the smaller index, by increasing index.

    None where an entry is NaN, which compares with nothing.

    >>> topk_index(torch.tensor([[2.0, -1.0, 3.0, 2.0]]), 2)
    tensor([[0, 2]])
    """
    out = np.empty((len(pre_bq), k), np.int64)
    return torch.from_numpy(out) if _select(pre_bq.numpy(), out) else None


def by_neuron(index_n: Tensor, width: int) -> tuple[Tensor, Tensor]:
    """Places of a list of neurons sorted by neuron, then by place, and where each neuron's places start.

    >>> by_neuron(torch.tensor([2, 0, 2]), 4)
    (tensor([1, 0, 2]), tensor([0, 1, 1, 3]))
    """
    flat = index_n.numpy()
    order, starts = np.empty(len(flat), np.int64), np.zeros(width + 1, np.int64)
    _counting_sort(flat, order, starts)
    return torch.from_numpy(order), torch.from_numpy(starts[:width])


@compiled
def _select(table: Any, out: Any) -> bool:
    rows, width = table.shape
    k = out.shape[1]
    values = np.empty(k, table.dtype)
    for i in range(rows):
        for j in range(k):
            if table[i, j] != table[i, j]:
                return False
            _insert(max(table[i, j], values.dtype.type(0)), j, j, values, out, i)
        last = values[k - 1]
        for j in range(k, width):
            v = table[i, j]
            if not v <= last:  # one branch that is seldom taken, and that NaN takes
                if v != v:
                    return False
                _insert(v, j, k - 1, values, out, i)
                last = values[k - 1]
        out[i].sort()
    return True


@compiled
def _insert(v: Any, j: int, place: int, values: Any, out: Any, i: int) -> None:
    """Behind all that are as large, in a list that falls: of equal entries the later one is the first to go."""
    while place > 0 and values[place - 1] < v:
        values[place] = values[place - 1]
        out[i, place] = out[i, place - 1]
        place -= 1
    values[place] = v
    out[i, place] = j


@compiled
def _counting_sort(flat: Any, order: Any, starts: Any) -> None:
    for j in flat:
        starts[j + 1] += 1
    for j in range(1, len(starts)):
        starts[j] += starts[j - 1]
    place = starts.copy()
    for i in range(len(flat)):
        order[place[flat[i]]] = i
        place[flat[i]] += 1
