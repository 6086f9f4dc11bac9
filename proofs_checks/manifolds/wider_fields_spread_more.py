"""The spread of a receptive field that is an arc of a circle grows with the arc; half a circle has 2 - 4/pi."""

from __future__ import annotations

from fractions import Fraction

import numpy as np

from proofs_checks.manifolds._closed_forms import ClosedForms, tiling_error
from proofs_checks.manifolds._sampled import own
from theory.enclosed import PI, Enclosed, between, cos, sin
from theory.formal import names

L, n = names("L N")
SPREAD = 2 * PI * (L - 2 * sin(L / 2)) / L**2
# d/dL (L - 2 sin(L/2))/L^2 times L^2: 2 sin x - x (1 + cos x) with x = L/2, times 2/L
SLOPE = 4 * sin(L / 2) - L * (1 + cos(L / 2))
GROWS = Enclosed((SLOPE > 0,), {"L": ("reals", Fraction(1, 2), 6)})
HALF = Enclosed(between("0.72676", 2 - 4 / PI, "0.72677"))
R2 = 2 * (1 - tiling_error(n)) / n
TILES = Enclosed((R2 < Fraction(1, 2), R2 < 2 / n, R2 > 1 / n), {"N": ("integers", 3, 200)})


def _means() -> list[tuple[float, float]]:
    """Mean distance of two points of an arc over that of two points of the circle, by Gauss quadrature on a triangle."""
    nodes, weights = np.polynomial.legendre.leggauss(60)
    u, wu = (nodes + 1) / 2, weights / 2
    out = []
    for arc in (1.0, np.pi, 6.0):
        # the difference of two uniform numbers has the density 2 (1 - u)
        mean = float((wu * 2 * (1 - u)) @ (2 * np.sin(arc * u / 2)))
        whole = 4 / np.pi
        closed = 2 * np.pi * (arc - 2 * np.sin(arc / 2)) / arc**2
        out.append((float(closed), mean / whole))
    return out


T = ClosedForms(
    id="manifolds.wider-fields-spread-more",
    title="Spread of arcs, and what a tiling scores",
    says=r"""
        For $1/2 \le L \le 6$: $4 \sin(L/2) - L (1 + \cos(L/2)) > 0$, so $2\pi (L - 2\sin(L/2))/L^2$ grows with $L$; at $L = \pi$ it
        is $2 - 4/\pi = 0.7267\dots$ For $3 \le N \le 200$ and $E_1 = 1/2 - (N/4\pi)\sin(2\pi/N)$: $1/N < (2/N)(1 - E_1) < 1/2$,
        and it is below $2/N$. Beyond the formal statement: the first is the mean distance of two points of an arc of length
        $L$ of a unit circle over that of two points of the circle; the second is restricted $R^2$ of two of $N$ atoms that tile
        the circle with one active atom and the best codes: no tiling reaches the $1/2$ that perfect capture has.""",
    source=own("spread of receptive fields"),
    parts=(GROWS, HALF, TILES),
    scope="family",
    remark="That the spread is at most 1 is false on segments (manifolds.receptive-field-spread-at-most-one).",
    wrong={
        "falls": ("wider arcs spread less", GROWS.holding(SLOPE < 0), {"L": 3}),
        "three-quarters": ("half a circle has three quarters", HALF.holding(2 - 4 / PI > "0.75"), {}),
        "tilings-score-more": ("eight tiles score a half", TILES.holding(R2 > Fraction(1, 2)), {"N": 8}),
    },
    means=_means,
)
CLAIM, prove, examples, mutations = T.claim(), T.prove, T.examples, T.mutations
