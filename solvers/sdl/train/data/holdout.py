"""Rows that training never sees, so that a model can be measured on them: whole blocks of neighbours, the same for every seed."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from theory.errors import InputError

Numbers = NDArray[np.int64]
BLOCK = 256  # neighbours in a file are often alike (tokens of one text): single rows held out would have their like among the others
LEAST_BLOCKS = 16  # files sorted by class stay fairly divided


class Split:
    """A table of rows cut into those for training and those held out, by numbers only.

    Blocks of consecutive rows are drawn at random; the draw depends on the number of rows and the share alone, so that all seeds and
    settings of a sweep, and whoever measures them later, have the same held-out rows.

    Args:
        rows: number of rows of the table.
        share: of the rows that are held out, in [0, 1).

    Raises:
        InputError: a positive share of so few rows that one of the two parts would be empty.

    >>> split = Split(10, 0.2)
    >>> sorted([*split.training(np.arange(split.count)), *split.held(np.arange(split.held_count))]) == list(range(10))
    True
    """

    def __init__(self, rows: int, share: float) -> None:
        self.rows, held = rows, round(rows * share)
        if share and not 0 < held < rows:
            raise InputError(
                "holdout", share, f"{held} of {rows} rows would be held out", "give more rows, or another share"
            )
        self._block = max(1, min(BLOCK, held // LEAST_BLOCKS))
        blocks = -(-rows // self._block)
        rng = np.random.default_rng(np.random.SeedSequence([rows, *b"holdout"]))
        drawn = np.sort(rng.permutation(blocks)[: -(-held // self._block)]) if held else np.empty(0, np.int64)
        self._starts = drawn.astype(np.int64) * self._block
        sizes = np.minimum(self._block, rows - self._starts)
        self._before = np.concatenate([[0], np.cumsum(sizes)]).astype(
            np.int64
        )  # held-out rows before each block, and in all
        self._breaks = self._starts - self._before[:-1]  # rows for training before each block

    @property
    def held_count(self) -> int:
        """Number of rows that are held out."""
        return int(self._before[-1])

    @property
    def count(self) -> int:
        """Number of rows for training."""
        return self.rows - self.held_count

    def training(self, numbers: Numbers) -> Numbers:
        """Rows of the table, of the training rows with these numbers."""
        return numbers + self._before[np.searchsorted(self._breaks, numbers, side="right")]

    def held(self, numbers: Numbers) -> Numbers:
        """Rows of the table, of the held-out rows with these numbers."""
        if not len(self._starts):
            return numbers[:0]
        block = np.searchsorted(self._before, numbers, side="right") - 1
        return self._starts[block] + numbers - self._before[block]

    def is_held(self, rows: Numbers) -> NDArray[np.bool_]:
        """Which of these rows of the table are held out."""
        if not len(self._starts):
            return np.zeros(len(rows), dtype=bool)
        block = np.searchsorted(self._starts, rows, side="right") - 1
        return (block >= 0) & (rows - self._starts[block] < self._block)
