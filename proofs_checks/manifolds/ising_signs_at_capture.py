"""Ising couplings at perfect capture: negative for antipodal pairs, positive for others, so signed cohesion is far from 1 (fitted)."""

from __future__ import annotations

from fractions import Fraction
from functools import lru_cache
from itertools import product

import numpy as np

from proofs_checks.manifolds._measured import above, below
from proofs_checks.manifolds._sampled import own
from theory.claims import Budget, Claim, Evidence, Mutation

DIMENSIONS, PRESENCE = (1, 2, 3), (Fraction(1, 12), Fraction(3, 10), Fraction(7, 10), Fraction(19, 20))
SMALL = Fraction(1, 20)  # the smallest coupling found in absolute value is .18, of a segment with probability 1/12

CLAIM = Claim(
    id="manifolds.ising-signs-at-capture",
    title="Couplings of a captured manifold: opposite atoms exclude each other, others attract",
    statement=r"""
        Let $D \le 3$ antipodal pairs capture a manifold that is present with probability $1/12$, $3/10$, $7/10$ or $19/20$
        and whose quadrants are equally probable. In the Ising model of which atoms are active, fitted to this law with a
        small ridge, the couplings of antipodal pairs are below $-1/20$ and those of all other pairs above $1/20$. So the
        mean sign of the couplings is $(2D - 3)/(2D - 1)$: $-1$ for a segment, $1/3$ for a circle, $3/5$ for a sphere.""",
    source=own("signed cohesion by Ising couplings"),
    kind="property",
    expected="empirical",
    depends_on=("manifolds.cohesion-at-capture",),
    remark="""
        Without a ridge some couplings are infinite, because some patterns never occur. Always present (probability 1), pairs
        of different axes are independent. The same with covariances in the place of couplings is proved for all D:
        manifolds.cohesion-at-capture.""",
)


@lru_cache
def extremes(d: int, present: Fraction) -> tuple[float, float]:
    """The largest coupling of an antipodal pair and the smallest of another pair (infinity for D = 1)."""
    from solvers.manifolds.metrics.ising import couplings
    from solvers.manifolds.metrics.patterns import Patterns

    quadrants = [[s == side for s in signs for side in (0, 1)] for signs in product((0, 1), repeat=d)]
    active = np.array([[False] * (2 * d), *quadrants])
    count = np.array([float(1 - present), *[float(present) / 2**d] * 2**d]) * 10**6
    j = couplings(Patterns(active, count)).j_pp
    opposite = [float(j[2 * i, 2 * i + 1]) for i in range(d)]
    other = [float(j[a, b]) for a in range(2 * d) for b in range(a) if a // 2 != b // 2]
    return max(opposite), min(other, default=float("inf"))


def empirical(budget: Budget) -> Evidence:
    laws = list(product(DIMENSIONS, PRESENCE))
    found = [extremes(d, p) for d, p in laws]
    highest, least = max(a for a, _ in found), min(b for _, b in found)
    certificates = (
        below(highest, -SMALL, "the largest coupling of an antipodal pair"),
        above(least, SMALL, "the smallest coupling of another pair"),
    )
    text = f"Fits of {len(laws)} exact laws: couplings of antipodal pairs at most {highest:.3f}, of others at least {least:.3f}."
    numbers = {"runs": len(laws), "seed": 0, "antipodal": highest, "others": least}
    return Evidence("empirical", "empirical", "instance", text, certificates, numbers)


def mutations() -> list[Mutation]:
    return [
        Mutation(
            "all-positive",
            "all couplings of a captured manifold are positive",
            rejected=lambda: above(extremes(2, PRESENCE[0])[0], Fraction(0), "an antipodal pair of a circle"),
        ),
        Mutation(
            "all-negative",
            "all couplings of a captured manifold are negative",
            rejected=lambda: below(extremes(2, PRESENCE[0])[1], Fraction(0), "another pair of a circle"),
        ),
    ]
