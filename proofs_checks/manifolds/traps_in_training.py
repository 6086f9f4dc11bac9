"""Training from random starts ends in traps: five atoms on a circle under Top-2, and three and five of eight atoms on two circles."""

from __future__ import annotations

from fractions import Fraction
from functools import lru_cache

import numpy as np

from proofs_checks.manifolds._sampled import own
from proofs_checks.sdl._landing import share
from theory.claims import Budget, Claim, Evidence, Mutation

STARTS, STEPS, NODES = 20, 1000, 72
STUCK, EXACT = 0.02, 1e-4  # the values found are near .0245 and below 1e-6

CLAIM = Claim(
    id="manifolds.traps-in-training",
    title="Training ends in traps on circles",
    statement=r"""
        Top-2 autoencoders without biases on a uniform circle, trained from random starts by Adam: with four atoms at least
        90 % end with a loss below $10^{-4}$; with five at least 30 % end above $0.02$, although four of them would do. With
        eight atoms, Top-1, on two circles in orthogonal planes at least 20 % end with three and five atoms on the circles,
        and at least 20 % with four and four, which cost less.""",
    source=own("spurious optima in training on circles"),
    kind="property",
    expected="empirical",
    depends_on=("manifolds.top-k-polygon-values", "manifolds.equal-tiles-are-best"),
    remark="The points at which training ends with five atoms are irregular and often below the loss of the regular pentagon, .0261.",
)


@lru_cache(maxsize=8)
def losses(atoms: int, starts: int, seed: int) -> tuple[float, ...]:
    """At the end of training, on one circle under Top-2."""
    from solvers.manifolds.small_runs import circle_points, train_runs

    runs = train_runs(circle_points(NODES), kind="topk", atoms=atoms, starts=starts, steps=STEPS, k=2, seed=seed)
    return tuple(map(float, runs.loss_r))


@lru_cache(maxsize=2)
def shares(starts: int, seed: int) -> tuple[int, ...]:
    """The smaller number of atoms on a circle, of two, for every start; -1 where an atom lies between the planes."""
    from solvers.manifolds.small_runs import circle_points, train_runs

    plane = circle_points(NODES // 2)
    zero = np.zeros_like(plane)
    points = np.concatenate([np.concatenate([plane, zero], axis=1), np.concatenate([zero, plane], axis=1)])
    runs = train_runs(points, kind="topk", atoms=8, starts=starts, steps=STEPS, k=1, seed=seed)
    inside = np.square(runs.decoder_rqd[:, :, :2]).sum(2)
    clear = ((inside > 0.99) | (inside < 0.01)).all(1)
    first = (inside > 0.99).sum(1)
    return tuple(int(min(n, 8 - n)) if c else -1 for n, c in zip(first, clear, strict=True))


def empirical(budget: Budget) -> Evidence:
    starts = budget.pick(quick=STARTS, full=4 * STARTS)
    four, five = (losses(n, starts, budget.seed) for n in (4, 5))
    split = shares(starts, budget.seed)
    exact, stuck = sum(v < EXACT for v in four), sum(v > STUCK for v in five)
    uneven, even = split.count(3), split.count(4)
    certificates = (
        share(exact, starts, Fraction(9, 10), "runs with four atoms that end exact"),
        share(stuck, starts, Fraction(3, 10), "runs with five atoms that end above 0.02"),
        share(uneven, starts, Fraction(2, 10), "runs that end with three and five atoms"),
        share(even, starts, Fraction(2, 10), "runs that end with four and four atoms"),
    )
    text = (
        f"Of {starts} runs {exact} with four atoms are exact and {stuck} with five are stuck; {even} share eight atoms four and four, "
        f"{uneven} three and five."
    )
    numbers = {"runs": 3 * starts, "seed": budget.seed, "exact": exact, "stuck": stuck, "even": even, "uneven": uneven}
    return Evidence("empirical", "empirical", "instance", text, certificates, numbers)


def mutations() -> list[Mutation]:
    def stuck(atoms: int) -> int:
        return sum(v > STUCK for v in losses(atoms, STARTS, 0))

    return [
        Mutation(
            "four-are-stuck",
            "four atoms are stuck as often as five",
            rejected=lambda: share(stuck(4), STARTS, Fraction(3, 10), "runs with four atoms above 0.02"),
        ),
        Mutation(
            "always-even",
            "the atoms are always shared four and four",
            rejected=lambda: share(
                shares(STARTS, 0).count(4), STARTS, Fraction(95, 100), "runs with four and four atoms"
            ),
        ),
    ]
