"""Open: does zero true loss on k-sparse inputs identify the features under Top-k, when there are more neurons than features?

For q = n > k it does (``sdl.top-k-square-width``); for n <= k it does not.  The search looks, for q > n > k, for an encoder with zero loss
on a grid of k-sparse inputs whose decoder misses a feature.
"""

from __future__ import annotations

import numpy as np

from proofs_checks.sdl import _top_k_search as top_k
from theory.claims import Budget, Claim, Evidence, Source

PAGE = "zero-loss"
CLAIM = Claim(
    id="sdl.open-top-k-identifiability",
    title="Does zero true loss identify the features under Top-k with more neurons than features?",
    statement=r"""
        Let $\sigma$ be Top-$k$ of ReLU, $n > k \ge 2$, $q > n$, $v_1, \dots, v_n$ independent, and let the true error
        vanish on all inputs with at most $k$ active features. Is every $v_d$ a positive multiple of some decoder
        column?""",
    source=Source(locator="open question", arxiv="", ours=True),
    kind="open-question",
    expected="undecided",
    depends_on=("sdl.top-k-square-width",),
    remark="A reported candidate would still have to be checked on all sparse inputs, the grid is finite.",
)


def empirical(budget: Budget) -> Evidence:
    count = budget.pick(quick=4000, full=200000)
    rng = np.random.default_rng(budget.seed)
    numbers: dict[str, object] = {"seed": budget.seed, "encoders per size": count}
    for n, width, k in ((3, 3, 2), (3, 4, 2), (3, 5, 2)):
        inputs = top_k.sparse_inputs(n, k)
        zero = missed = 0
        for encoder in top_k.candidates(rng, n, width, count):
            decoder = top_k.zero_loss(encoder, inputs, k)
            if decoder is not None:
                zero += 1
                missed += top_k.recovered(decoder) < n
        numbers[f"n = {n}, q = {width}, k = {k}: zero loss"] = zero
        numbers[f"n = {n}, q = {width}, k = {k}: zero loss, a feature missed"] = missed
    return Evidence(
        "search",
        "undecided",
        "instance",
        "Random integer encoders on orthonormal features, least-squares decoders, a grid of 2-sparse inputs.",
        numbers=numbers,
    )
