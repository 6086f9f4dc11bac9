"""Which sample stands at which place of the stream: fresh ones for ever, or a finite set in a new order every epoch."""

from __future__ import annotations

import numpy as np
import torch
from torch import Tensor

from theory.errors import InputError


def part_of(size: int, part: int, parts: int) -> range:
    """Places of one part of a batch: consecutive, so that the parts in order are the batch.

    Raises:
        InputError: the parts are not equal, or there is no such part.

    >>> part_of(6, 1, 3)
    range(2, 4)
    """
    if size < 1 or parts < 1 or not 0 <= part < parts or size % parts:
        raise InputError(
            "batch", f"size {size}, part {part} of {parts}", "a batch is cut into equal parts, numbered from 0"
        )
    share = size // parts
    return range(part * share, (part + 1) * share)


class Order:
    """Fresh samples for ever, or N of them, each once per epoch, in an order that is a function of (seed, epoch).

    Epochs follow each other without a gap, also inside a batch. Nothing is remembered that changes an answer.

    Args:
        samples: N, or None for a stream that never repeats.
        seed: of the orders.

    Raises:
        InputError: N is not positive.

    >>> order = Order(5, seed=0)
    >>> sorted(order.numbers(0, 5).tolist()), sorted(order.numbers(1, 5).tolist())
    ([0, 1, 2, 3, 4], [0, 1, 2, 3, 4])
    >>> Order(None, seed=0).numbers(2, 4, part=1, parts=2)
    tensor([10, 11])
    """

    def __init__(self, samples: int | None, *, seed: int) -> None:
        if samples is not None and samples < 1:
            raise InputError("samples", samples, "there must be at least one", "leave it out for an endless stream")
        self.samples, self.seed = samples, seed
        self._known: tuple[tuple[int, int], Tensor] = ((-1, -1), torch.empty(0, dtype=torch.int64))

    def numbers(self, step: int, size: int, *, part: int = 0, parts: int = 1) -> Tensor:
        """Numbers of the samples in a part of the batch of a step, int64, shape (size / parts,)."""
        if step < 0:
            raise InputError("step", step, "steps are numbered from 0")
        places = part_of(size, part, parts)
        first, last = step * size + places.start, step * size + places.stop
        if self.samples is None:
            return torch.arange(first, last)
        pieces: list[Tensor] = []
        while first < last:
            epoch, place = divmod(first, self.samples)
            piece = self._from(epoch, place)[: last - first]
            pieces.append(piece)
            first += len(piece)
        return torch.cat(pieces)

    def _from(self, epoch: int, place: int) -> Tensor:
        """A non-empty run of the order of an epoch that starts at a place, as long as is convenient."""
        if self._known[0] != (epoch, 0):
            self._known = ((epoch, 0), self._shuffled(self.samples or 0, epoch, 0))
        return self._known[1][place:]

    def _shuffled(self, count: int, epoch: int, window: int) -> Tensor:
        rng = np.random.default_rng(np.random.SeedSequence([self.seed, epoch, window, *b"order"]))
        return torch.from_numpy(rng.permutation(count))


class BlockOrder(Order):
    """An order for files too large to be read at random: blocks of consecutive rows, shuffled, and rows shuffled among a few blocks.

    In every epoch the blocks are put in a random order, cut into windows of ``blocks`` blocks, and the rows of a window are put
    in a uniformly random order. So a batch touches one or two windows, and only one window of numbers is held in memory.
    Up to ``block * blocks`` rows make a single window: the order is then a uniformly random permutation.

    Args:
        samples: number of rows.
        seed: of the orders.
        block: rows that are neighbours in the file and stay in one window.
        blocks: blocks per window.
        shuffle: False keeps the rows in their order in every epoch.

    >>> order = BlockOrder(10, seed=0, block=2, blocks=2)
    >>> sorted(order.numbers(0, 10).tolist()) == list(range(10))
    True
    """

    def __init__(self, samples: int, *, seed: int, block: int = 4096, blocks: int = 32, shuffle: bool = True) -> None:
        if block < 1 or blocks < 1:
            raise InputError("block", f"{blocks} blocks of {block} rows", "both are at least 1")
        super().__init__(samples, seed=seed)
        self._rows, self._block, self._blocks, self._mixes = samples, block, blocks, shuffle
        self._plan: tuple[int, Tensor, Tensor] = (-1, torch.empty(0), torch.empty(0))

    def _from(self, epoch: int, place: int) -> Tensor:
        order, ends = self._epoch_plan(epoch)
        window = int(torch.searchsorted(ends, place, right=True))
        start = int(ends[window - 1]) if window else 0
        if self._known[0] != (epoch, window):
            chosen = order[window * self._blocks : (window + 1) * self._blocks]
            runs = [torch.arange(b, min(b + self._block, self._rows)) for b in (chosen * self._block).tolist()]
            rows = torch.cat(runs)
            self._known = ((epoch, window), rows[self._shuffled(len(rows), epoch, window + 1)])
        return self._known[1][place - start :]

    def _shuffled(self, count: int, epoch: int, window: int) -> Tensor:
        return super()._shuffled(count, epoch, window) if self._mixes else torch.arange(count)

    def _epoch_plan(self, epoch: int) -> tuple[Tensor, Tensor]:
        """The order of the blocks, and where each window ends."""
        if self._plan[0] != epoch:
            order = self._shuffled(-(-self._rows // self._block), epoch, 0)
            sizes = (self._rows - order * self._block).clamp(max=self._block)
            ends = sizes.cumsum(0)
            last = torch.arange(self._blocks - 1, len(order) + self._blocks - 1, self._blocks).clamp(max=len(order) - 1)
            self._plan = (epoch, order, ends[last])
        return self._plan[1], self._plan[2]
