"""What both enumeration engines return, and when they give up."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from theory.concepts.bits import Words

# called every few tenths of a second with the number of concepts found so far
Progress = Callable[[int], None]


class TooManyConcepts(Exception):
    """The lattice has more concepts than the caller allowed."""


@dataclass(frozen=True)
class Found:
    """Concepts in no particular order, without the one of empty extent; and pairs of neighbours (B, D), D below B.

    D is always among the concepts, and it is the closure of B with one attribute more: this and the fingerprint say
    which one it is (``covers.resolve_*``).

    Attributes:
        intents: uint64, shape (concepts, words).
        supports: |A|, counted in objects (weights), int64.
        edge_upper: for each pair of neighbours the number of the upper concept B.
        edge_lower: for each pair of neighbours ``fingerprint(D)``.
        edge_attribute: for each pair of neighbours an attribute m with D = (B + m)''.
    """

    intents: Words
    supports: NDArray[np.int64]
    edge_upper: NDArray[Any]
    edge_lower: Words
    edge_attribute: NDArray[Any]


def no_progress(_concepts: int) -> None:
    """Say nothing."""
