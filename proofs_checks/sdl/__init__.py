"""Claims of arXiv 2512.05534, the unified theory of sparse dictionary learning, and what follows from it."""

from __future__ import annotations

from theory.claims import Convention, Page
from theory.formal import for_all

CONVENTIONS = (
    Convention(
        "positive-weights",
        "Weights are positive, $M_d > 0$ for every feature, unless a claim says otherwise. A feature of weight 0 is not seen by "
        "the loss, and most statements are false for it.",
        lambda weights: for_all(weights, lambda m: m > 0, "m"),
    ),
)

PAGES = (
    Page(
        "loss-approximation",
        "How far the single-feature loss is from the true loss",
        "Theorem 3.1 replaces the loss on sparse inputs by a sum over single features.",
    ),
    Page(
        "biconvexity",
        "Piecewise biconvexity",
        "Theorem 3.2: within one activation pattern the loss is convex in each block of parameters.",
    ),
    Page(
        "construction",
        "The explicit near-zero-loss construction",
        "Theorem 3.3: encoder = features, decoder = features.",
    ),
    Page(
        "zero-loss",
        "Zero loss, underdeterminacy and identifiability",
        "Theorem 3.4 and what zero loss does and does not say about recovered features.",
    ),
    Page(
        "partial-minima",
        "Partial minima and spurious optima",
        "Example 3.5 and Theorem 3.6: which polysemantic patterns hold a partial minimum, and of which type.",
    ),
    Page(
        "absorption",
        "Absorption and realizable patterns",
        "Theorem 3.8: can one feature always be split off a shared neuron?",
    ),
    Page(
        "anchoring",
        "Anchoring and resampling",
        "Does fixing some features identify the others, and what does resampling a dead neuron gain?",
    ),
    Page("published-numbers", "The published tables", "Exact arithmetic on the printed numbers."),
    Page("further", "Further claims", "Claims that belong to no other page."),
)
