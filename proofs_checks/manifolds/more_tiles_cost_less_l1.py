"""Exact codes of least L1 on a polygon around a circle: every further atom helps, and the cost never reaches its infimum 1."""

from __future__ import annotations

import numpy as np

from proofs_checks.manifolds._closed_forms import ClosedForms
from proofs_checks.manifolds._sampled import own
from theory.enclosed import PI, Enclosed, cos, sin
from theory.formal import Expression, names

(n,) = names("N")


def _tan(x: Expression) -> Expression:
    return sin(x) / cos(x)


COST = n * _tan(PI / n) / PI
NEXT = (n + 1) * _tan(PI / (n + 1)) / PI
FALLS = Enclosed((NEXT < COST, COST > 1), {"N": ("integers", 3, 200)})
LIMIT = Enclosed((COST < 1 + 4 / n**2, COST > 1 + 3 / n**2), {"N": ("integers", 10, 200)})


def _means() -> list[tuple[float, float]]:
    """The gauge of the polygon, averaged over one gap."""
    from solvers.manifolds.circle import l1_of_tiles

    out = []
    for size in (3, 4, 9):
        h = np.pi / size
        phi, weights = np.polynomial.legendre.leggauss(40)
        out.append((float(l1_of_tiles(size).mid()), float(weights @ (np.cos(h * phi) / np.cos(h)) / 2)))
    return out


T = ClosedForms(
    id="manifolds.more-tiles-cost-less-l1",
    title="L1 never has enough tiles",
    says=r"""
        For $3 \le N \le 200$: $(N/\pi)\tan(\pi/N)$ is above 1 and larger than the same for $N + 1$; for $N \ge 10$ it lies
        between $1 + 3/N^2$ and $1 + 4/N^2$. Beyond the formal statement: this is the mean over a uniform circle of the
        least L1 norm of nonnegative exact codes on a regular $N$-gon of unit atoms, the gauge of the polygon; so with exact
        reconstruction and a vanishing penalty every further atom strictly helps, and capture with $N = 4$ costs $4/\pi$.""",
    source=own("L1 with free atoms"),
    parts=(FALLS, LIMIT),
    scope="family",
    remark="Over unequal gaps g < pi the cost is the mean of tan(g/2) times their number over pi; tan is convex, so equal gaps are best.",
    wrong={
        "four": ("four atoms are best", FALLS.holding(NEXT > COST), {"N": 4}),
        "one": ("twenty atoms reach 1.005", FALLS.holding(COST < "1.005"), {"N": 20}),
        "rate": ("the gap closes like 1/N^3", LIMIT.holding(COST < 1 + 30 / n**3), {"N": 100}),
    },
    means=_means,
)
CLAIM, prove, examples, mutations = T.claim(), T.prove, T.examples, T.mutations
