"""Open: does the landscape of Top-k of ReLU with 1 < k < q have spurious valleys once q >= n?

For ReLU (and Top-k with k = q) there is a non-increasing path to the global minimum from everywhere; its proof moves neurons with zero
decoder freely, which under Top-k may displace others.  The search runs local descent with small encoder steps and best decoders.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from theory.claims import Budget, Claim, Evidence, Source

Array = NDArray[np.float64]
CLAIM = Claim(
    id="sdl.O1",
    title="Are there spurious valleys for Top-k with k at least 2?",
    statement=r"Let $\sigma$ be Top-$k$ of ReLU with $1 < k < q$, $q \ge n$. Is there, from every $(W_D, W_E)$, a continuous path to a "
    r"global minimum along which $\tilde{L}$ never increases?",
    source=Source(locator="open question O1", arxiv="", ours=True),
    kind="open-question",
    expected="undecided",
    depends_on=("sdl.N1",),
    remark="An end point of the search with positive loss is a candidate for a valley, not a proof: the search tries only small "
    "steps of one neuron at a time.",
)


def best_loss(encoder: Array, features: Array, k: int) -> float:
    """The loss with the best decoder, an upper bound of every loss on the straight way to it."""
    codes = np.maximum(features @ encoder.T, 0)
    drop = np.argsort(-codes, axis=1, kind="stable")[:, k:]
    np.put_along_axis(codes, drop, 0.0, axis=1)
    decoder, *_ = np.linalg.lstsq(codes, features, rcond=None)
    return float(((features - codes @ decoder) ** 2).sum())


def local_search(rng: np.random.Generator, features: Array, width: int, k: int, steps: int) -> float:
    """Random steps of length about 0.05 of one neuron; steps that raise the loss are undone."""
    encoder = rng.standard_normal((width, features.shape[1]))
    value = best_loss(encoder, features, k)
    for _ in range(steps):
        if value < 1e-12:
            break
        trial = encoder.copy()
        trial[rng.integers(width)] += 0.05 * rng.standard_normal(features.shape[1])
        found = best_loss(trial, features, k)
        if found <= value:
            encoder, value = trial, found
    return value


def empirical(budget: Budget) -> Evidence:
    count, steps = budget.pick(quick=12, full=200), budget.pick(quick=800, full=20000)
    rng = np.random.default_rng(budget.seed)
    numbers: dict[str, object] = {"seed": budget.seed, "starts per problem": count, "steps": steps}
    for n, width, k in ((3, 3, 2), (4, 4, 2)):
        ends = np.array([local_search(rng, np.eye(n), width, k, steps) for _ in range(count)])
        name = f"n = {n}, q = {width}, k = {k}"
        numbers[f"{name}: loss below 1e-6"] = int((ends < 1e-6).sum())
        numbers[f"{name}: still above 1e-2"] = int((ends > 1e-2).sum())
    return Evidence(
        "search", "undecided", "instance", "Orthonormal features, equal weights, small random steps.", numbers=numbers
    )
