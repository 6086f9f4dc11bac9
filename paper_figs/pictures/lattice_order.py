"""What a drawing needs to know of an order: who is above whom, levels, and the irreducible elements."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]


@dataclass(frozen=True, eq=False)
class Order:
    """A finite order with n elements, an upper element always before those below it.

    Attributes:
        edges: (upper, lower) of every covering pair, shape (edges, 2).
        above: above[i, j] when j is i or lies above it, shape (n, n).
        level: of every element, growing downwards; halves occur.
    """

    edges: Ints
    above: NDArray[np.bool_]
    level: Floats

    @staticmethod
    def of(lower: Sequence[Sequence[int]]) -> Order:
        """The order with the given lower neighbours.

        The level of an element lies in the middle of what its distance from the top and from the bottom allow, so that
        M3 is a diamond and a chain of N5 does not crowd to one end.  Without a bottom (an iceberg) it is the distance
        from the top alone.

        >>> Order.of([[1, 2], [3], [4], [4], []]).level.tolist()
        [0.0, 1.0, 1.5, 2.0, 3.0]
        """
        n = len(lower)
        above = np.eye(n, dtype=bool)
        depth, height = [0] * n, [0] * n
        for i in range(n):
            for j in lower[i]:
                if j <= i:
                    raise ValueError(f"element {j} is given below {i}: an upper element must come before a lower one")
                above[j] |= above[i]
                depth[j] = max(depth[j], depth[i] + 1)
        for i in reversed(range(n)):
            height[i] = max((height[j] + 1 for j in lower[i]), default=0)
        most = max(depth, default=0)
        level = np.array(depth, dtype=float)
        if sum(not below for below in lower) == 1:
            level = (level + most - np.array(height)) / 2
        pairs = [(i, j) for i in range(n) for j in lower[i]]
        return Order(np.array(pairs, dtype=np.int64).reshape(-1, 2), above, level)

    @property
    def size(self) -> int:
        """Number of elements."""
        return len(self.level)

    def meet_irreducible(self) -> Ints:
        """Elements with one upper neighbour: in a concept lattice those where an attribute that counts begins."""
        return np.flatnonzero(np.bincount(self.edges[:, 1], minlength=self.size) == 1)

    def join_irreducible(self) -> Ints:
        """Elements with one lower neighbour: those where an object that counts begins."""
        return np.flatnonzero(np.bincount(self.edges[:, 0], minlength=self.size) == 1)
