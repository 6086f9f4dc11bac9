"""Tiles with competition among the atoms of a manifold explain 94 % of the benchmark with four active atoms (measured, untrained)."""

from __future__ import annotations

from fractions import Fraction
from functools import lru_cache

from proofs_checks.manifolds._measured import above, below
from proofs_checks.manifolds._sampled import own
from theory.claims import Budget, Claim, Evidence, Mutation

TILES = {
    "circle": 10,
    "sphere": 16,
    "printed torus": 15,
    "Moebius band": 10,
    "Swiss roll": 10,
    "helix": 12,
    "disk": 10,
    "segment": 2,
}
K = 4
# found for two seeds of subspaces and samples: 0.943 and 0.944 with competition, 0.34 to 0.39 without, 0.83 truncated
AT_LEAST, WITHOUT, TRUNCATED = Fraction(93, 100), Fraction(1, 2), Fraction(85, 100)

CLAIM = Claim(
    id="manifolds.competition-realises-tiling",
    title="With competition among neighbours, tiles explain more at k = 4 than captured axes do",
    statement=r"""
        On the benchmark of 48 manifolds in 128 dimensions an untrained autoencoder with 510 atoms, 2 to 16 tiles for each
        manifold, a linear encoder, ReLU, the largest code of each manifold alone (lateral inhibition) and Top-k with $k =
        4$ explains at least 93 % of the variance. The same without competition explains at most half, and axes with their
        opposites, 252 atoms, cut off at $k = 4$, at most 85 %.""",
    source=own("tiling at small k; that small k makes autoencoders tile, as reported"),
    kind="property",
    expected="empirical",
    remark="""
        So a linear encoder with Top-k does not tile by itself at small k: tiles lie within reach of the loss and need
        competition. The atoms are constructed, not trained; the groups are the true ones.""",
)


@lru_cache(maxsize=4)
def measured(seed: int, samples: int) -> tuple[float, float, float]:
    """Variance explained with competition, without, and by truncated capture."""
    from solvers.manifolds.tiling import tiling_autoencoder
    from solvers.manifolds.untrained import truncation_curve
    from theory.manifolds.mixture import Mixture, zoo

    mixture = Mixture(zoo(), seed=seed)
    counts = [TILES[one.name.split(",")[0]] for one in mixture.manifolds]
    sae = tiling_autoencoder(mixture, counts, samples=samples, seed=seed)
    x = mixture.sample(seed + 1, 2 * samples).x
    truncated = truncation_curve(mixture, [K], seed=seed + 1, samples=2 * samples)[K]
    return sae.explained(x, K), sae.explained(x, K, competition=False), truncated


def empirical(budget: Budget) -> Evidence:
    seeds, samples = budget.pick(quick=1, full=3), budget.pick(quick=700, full=3000)
    found = [measured(budget.seed + i, samples) for i in range(seeds)]
    certificates = tuple(
        c
        for with_it, without, cut in found
        for c in (
            above(with_it, AT_LEAST, "variance explained with competition"),
            below(without, WITHOUT, "variance explained without competition"),
            below(cut, TRUNCATED, "variance explained by truncated capture"),
        )
    )
    first = found[0]
    text = f"Variance explained at k = 4: {first[0]:.3f} with competition, {first[1]:.3f} without, {first[2]:.3f} by axes cut off."
    numbers = {
        "runs": seeds,
        "seed": budget.seed,
        "samples": samples,
        "with": first[0],
        "without": first[1],
        "axes": first[2],
    }
    return Evidence("empirical", "empirical", "instance", text, certificates, numbers)


def mutations() -> list[Mutation]:
    return [
        Mutation(
            "without-competition",
            "Top-k alone does so too",
            rejected=lambda: above(measured(0, 700)[1], AT_LEAST, "without competition"),
        ),
        Mutation(
            "axes-too",
            "axes cut off at k = 4 explain as much",
            rejected=lambda: above(measured(0, 700)[2], AT_LEAST, "axes"),
        ),
    ]
