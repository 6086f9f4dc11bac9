"""A concept lattice as a value: intents, sizes of the extents, and the covering relation."""

from __future__ import annotations

import itertools
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from theory.concepts import bits
from theory.concepts.bits import Words
from theory.concepts.context import FormalContext


@dataclass(frozen=True, eq=False)
class ConceptLattice:
    """All concepts of a context whose extent has at least ``min_support`` objects.

    Concepts are numbered by decreasing extent size, ties by the packed intent, so that number 0 is the top concept and
    an upper concept always has a smaller number than one below it.

    Args:
        context: the context.
        min_support: 0 for the whole lattice, s > 0 for the iceberg {(A, B) : |A| >= s} (an up-set, concepts.iceberg).
        intents: uint64, shape (concepts, words).
        supports: |A| in objects, int64, shape (concepts,).
        covers: int32, shape (edges, 2); (u, v) means that v lies directly below u; sorted.
    """

    context: FormalContext
    min_support: int
    intents: Words
    supports: NDArray[np.int64]
    covers: NDArray[np.int32]

    def __len__(self) -> int:
        return len(self.intents)

    def intent(self, concept: int) -> tuple[int, ...]:
        """Attributes of one concept."""
        return bits.members(self.intents[concept], self.context.n_attributes)

    def extent(self, concept: int) -> NDArray[np.int64]:
        """Objects of one concept."""
        return np.flatnonzero(self.context.extent(self.intents[concept]))

    def lower(self, concept: int) -> NDArray[np.int32]:
        """The concepts directly below."""
        first, last = np.searchsorted(self.covers[:, 0], [concept, concept + 1])
        return self.covers[first:last, 1]

    def upper(self, concept: int) -> NDArray[np.int32]:
        """The concepts directly above."""
        return self.covers[self.covers[:, 1] == concept, 0]

    def lower_lists(self) -> list[list[int]]:
        """The concepts directly below every concept."""
        cuts = np.searchsorted(self.covers[:, 0], np.arange(len(self) + 1)).tolist()
        below = self.covers[:, 1].tolist()
        return [below[a:b] for a, b in itertools.pairwise(cuts)]

    def intent_lists(self) -> list[list[int]]:
        """The attributes of every concept."""
        sizes, parts = bits.sizes(self.intents), []
        # unpacked a slice at a time, because one bit becomes one octet
        step = max(1, (1 << 26) // max(1, self.intents.shape[1] * bits.WORD))
        for i in range(0, len(self), step):
            parts.append(np.nonzero(bits.unpack(self.intents[i : i + step], self.context.n_attributes))[1])
        flat = np.concatenate(parts).tolist() if parts else []
        cuts = [0, *np.cumsum(sizes).tolist()]
        return [flat[a:b] for a, b in itertools.pairwise(cuts)]

    def find(self, intent: Words) -> int | None:
        """The number of the concept with this intent, when it is among the concepts."""
        hits = np.flatnonzero(np.all(self.intents == intent, axis=1))
        return int(hits[0]) if len(hits) else None

    def attribute_concept(self, attribute: int) -> int | None:
        """mu(m) = (m', m''), the largest concept with the attribute; None when it is below the iceberg."""
        has = self.intents[:, attribute // bits.WORD] >> np.uint64(attribute % bits.WORD) & np.uint64(1)
        hits = np.flatnonzero(has)
        return int(hits[0]) if len(hits) else None  # the first is the largest, and all others lie below it

    def height(self) -> int:
        """Number of covers in a longest chain."""
        depth = [0] * len(self)
        for u, v in self.covers.tolist():  # sorted by the upper concept, whose own depth is settled by then
            if depth[v] <= depth[u]:
                depth[v] = depth[u] + 1
        return max(depth, default=0)
