"""What both enumeration engines return, and when they give up."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from theory.concepts.bits import Words


class TooManyConcepts(Exception):
    """The lattice has more concepts than the caller allowed."""


@dataclass(frozen=True)
class Found:
    """Concepts in no particular order, without the one of empty extent.

    Attributes:
        intents: uint64, shape (concepts, words).
        supports: |A|, counted in objects (weights), int64.
        edge_upper: for each pair of neighbours the number of the upper concept, int64.
        edge_lower: for each pair of neighbours the intent of the lower concept, as the word ``fingerprint(intent)``.
        salt: of these fingerprints, which are distinct on ``intents``.
    """

    intents: Words
    supports: NDArray[np.int64]
    edge_upper: NDArray[np.int64]
    edge_lower: Words
    salt: int
