"""Open: does the landscape of Top-k of ReLU with 1 < k < q have spurious valleys once q >= n?

For ReLU (and Top-k with k = q) there is a non-increasing path to the global minimum from everywhere; its proof moves neurons with zero
decoder freely, which under Top-k may displace others.  The search uses moves that never raise the loss: small steps of one encoder row
with the best decoder, and unselected neurons that shrink to 0 and leave in another direction.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from theory.claims import Budget, Claim, Evidence, Source

Array = NDArray[np.float64]
PAGE = "zero-loss"
CLAIM = Claim(
    id="sdl.open-top-k-valleys",
    title="Are there spurious valleys for Top-k with k at least 2?",
    statement=r"""
        Let $\sigma$ be Top-$k$ of ReLU with $1 < k < q$, $q \ge n$. Is there, from every $(W_D, W_E)$, a continuous
        path to a global minimum along which $\tilde{L}$ never increases?""",
    source=Source(locator="open question", arxiv="", ours=True),
    kind="open-question",
    expected="undecided",
    depends_on=("sdl.no-spurious-valleys",),
    remark="""
        An end point of the search with positive loss would be a candidate for a valley, not a proof. Small steps are
        tested at their end only.""",
)


def top_k_codes(encoder: Array, features: Array, k: int) -> Array:
    """Top-k of ReLU on every feature; ties go to the smaller index."""
    codes = np.maximum(features @ encoder.T, 0)
    drop = np.argsort(-codes, axis=1, kind="stable")[:, k:]
    np.put_along_axis(codes, drop, 0.0, axis=1)
    return codes


def best_loss(encoder: Array, features: Array, k: int) -> float:
    """The loss with the best decoder; the straight way to that decoder never raises the loss."""
    codes = top_k_codes(encoder, features, k)
    decoder, *_ = np.linalg.lstsq(codes, features, rcond=None)
    return float(((features - codes @ decoder) ** 2).sum())


def revived(rng: np.random.Generator, encoder: Array, features: Array, k: int) -> Array:
    """One neuron that is never selected is scaled to 0 and leaves in a random direction, too small to displace others.

    Along this path the loss does not rise: the neuron stays unselected on the way to 0, and its decoder may be 0 afterwards.
    """
    codes = top_k_codes(encoder, features, k)
    idle = np.flatnonzero(codes.max(axis=0) == 0)
    out = encoder.copy()
    if len(idle) and codes.max() > 0:
        smallest = codes[codes > 0].min()
        direction = rng.standard_normal(encoder.shape[1])
        out[rng.choice(idle)] = 0.5 * smallest * direction / np.abs(features @ direction).max()
    return out


def local_search(rng: np.random.Generator, features: Array, width: int, k: int, steps: int) -> float:
    """Random steps of length about 0.05 of one neuron, now and then a revived one; steps that raise the loss are undone."""
    encoder = rng.standard_normal((width, features.shape[1]))
    value = best_loss(encoder, features, k)
    for step in range(steps):
        if value < 1e-12:
            break
        trial = revived(rng, encoder, features, k) if step % 20 == 19 else encoder.copy()
        if step % 20 != 19:
            trial[rng.integers(width)] += 0.05 * rng.standard_normal(features.shape[1])
        found = best_loss(trial, features, k)
        if found <= value + 1e-12:  # rounding of the least squares on a plateau
            encoder, value = trial, found
    return value


def problems() -> dict[str, tuple[Array, int, int]]:
    """Features, width and k by name."""
    half = np.asarray(np.linalg.cholesky(np.full((3, 3), 0.5) + 0.5 * np.eye(3)), dtype=np.float64)
    angles = np.array([0.0, 1.0, 2.5, 4.0])
    plane = np.stack([np.cos(angles), np.sin(angles)], axis=1)
    return {
        "3 orthonormal, q = 3, k = 2": (np.eye(3), 3, 2),
        "4 orthonormal, q = 4, k = 2": (np.eye(4), 4, 2),
        "3 with cosines 1/2, q = 3, k = 2": (half, 3, 2),
        "4 in the plane, q = 4, k = 2": (plane, 4, 2),
    }


def empirical(budget: Budget) -> Evidence:
    count, steps = budget.pick(quick=6, full=200), budget.pick(quick=1200, full=20000)
    rng = np.random.default_rng(budget.seed)
    numbers: dict[str, object] = {"seed": budget.seed, "starts per problem": count, "steps": steps}
    for name, (features, width, k) in problems().items():
        ends = np.array([local_search(rng, features, width, k, steps) for _ in range(count)])
        numbers[f"{name}: loss below 1e-6"] = int((ends < 1e-6).sum())
        numbers[f"{name}: still above 1e-2"] = int((ends > 1e-2).sum())
    return Evidence(
        "search", "undecided", "instance", "Random walks that never raise the loss, equal weights.", numbers=numbers
    )
