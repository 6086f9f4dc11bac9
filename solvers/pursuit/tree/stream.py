"""Samples of the synthetic tree for many runs at once: the runs of one seed see the same activity at every coherence."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import torch
from torch import Tensor

from solvers.sdl.train.data.level_tree import LevelTree

AHEAD = 50  # batches that are made at once
TEST = 1 << 40  # numbers of samples that no training step reaches


@dataclass(frozen=True)
class Setting:
    """The data of one run; see :class:`solvers.sdl.train.data.level_tree.LevelTree`."""

    seed: int
    coherence: float = 0.0
    mean: float = 1.5
    deviation: float = 0.25
    child_mean: float = 1.5
    child_deviation: float = 0.25

    def tree(self) -> LevelTree:
        """The source of these data."""
        return LevelTree(
            seed=self.seed,
            coherence=self.coherence,
            mean=self.mean,
            deviation=self.deviation,
            child_mean=self.child_mean,
            child_deviation=self.child_deviation,
        )


class Stream:
    """Batches ``x = z D`` of every run.

    Args:
        settings: one for every run.

    >>> Stream([Setting(0), Setting(0, coherence=0.5)]).batch(0, 7).shape
    torch.Size([2, 7, 20])
    """

    def __init__(self, settings: Sequence[Setting]) -> None:
        self.settings = tuple(settings)
        trees = [s.tree() for s in settings]
        self.truth_snm = torch.stack([t.truth.features_in_np for t in trees])
        keys = [(s.seed, s.mean, s.deviation, s.child_mean, s.child_deviation) for s in settings]
        self._codes_of = {key: tree for key, tree in zip(keys, trees, strict=True)}
        order = list(self._codes_of)
        self._of_s = [order.index(key) for key in keys]
        self._made: tuple[int, int, Tensor] = (-1, 0, torch.empty(0))

    @property
    def tree(self) -> LevelTree:
        """Any of the sources: all have the same nodes."""
        return next(iter(self._codes_of.values()))

    def codes(self, step: int, size: int) -> Tensor:
        """The true codes of a step, shape (s, size, n)."""
        block, place = divmod(step, AHEAD)
        if self._made[:2] != (block, size):
            numbers = torch.arange(block * AHEAD * size, (block + 1) * AHEAD * size)
            self._made = (block, size, torch.stack([t.magnitudes(numbers) for t in self._codes_of.values()]))
        return self._made[2][:, place * size : (place + 1) * size][self._of_s]

    def batch(self, step: int, size: int) -> Tensor:
        """Inputs of a step, shape (s, size, m)."""
        return torch.bmm(self.codes(step, size), self.truth_snm)

    def test(self, size: int) -> tuple[Tensor, Tensor]:
        """Codes and inputs that training does not see."""
        numbers = torch.arange(TEST, TEST + size)
        z = torch.stack([t.magnitudes(numbers) for t in self._codes_of.values()])[self._of_s]
        return z, torch.bmm(z, self.truth_snm)
