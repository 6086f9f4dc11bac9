"""Claims of arXiv 2512.05534, the unified theory of sparse dictionary learning, and what follows from it."""

from __future__ import annotations

from theory.claims import Convention
from theory.formal import for_all

CONVENTIONS = (
    Convention(
        "positive-weights",
        "Weights are positive, $M_d > 0$ for every feature, unless a claim says otherwise. A feature of weight 0 is not seen by "
        "the loss, and most statements are false for it.",
        lambda weights: for_all(weights, lambda m: m > 0, "m"),
    ),
)
