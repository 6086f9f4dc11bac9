"""A context by columns: the extent of every attribute as packed bits over the objects."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from theory.concepts import bits
from theory.concepts.bits import Words
from theory.concepts.context import FormalContext, Mask


@dataclass(frozen=True, eq=False)
class Columns:
    """Extents of all attributes: uint64, shape (attributes, words(objects)), and their sizes."""

    extents: Words
    sizes: NDArray[np.int64]
    n_objects: int

    @staticmethod
    def of(context: FormalContext) -> Columns:
        """Transpose the packed rows."""
        out = bits.transposed(context.rows, context.n_attributes)
        return Columns(out, bits.sizes(out), context.n_objects)

    def pack(self, mask: Mask) -> Words:
        """A set of objects as packed bits."""
        return bits.pack(mask[None, :])[0]

    def common(self, objects: Words) -> NDArray[np.int64]:
        """|A_i and C| for every attribute."""
        # a slice of attributes at a time: the intersections of all would be as large as the context
        step = max(1, (1 << 22) // max(1, self.extents.shape[1]))
        parts = [bits.sizes(self.extents[i : i + step] & objects) for i in range(0, len(self.extents), step)]
        return np.concatenate(parts) if parts else np.zeros(0, np.int64)
