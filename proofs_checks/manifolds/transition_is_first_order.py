"""Under L0 with a price for atoms, a circle goes from capture to tiling at one price, and the best number of atoms jumps."""

from __future__ import annotations

from fractions import Fraction

import numpy as np

from proofs_checks.manifolds._closed_forms import ClosedForms, tiling_error
from proofs_checks.manifolds._sampled import own
from theory.enclosed import PI, Enclosed, atan, cos, sin, sqrt
from theory.formal import names

t, d, n = names("t d N")
H, KAPPA, D0 = names("h kappa delta")
MU = Fraction(1, 20)
# h = t d < d = asin sqrt mu: half gaps so small that one atom is active everywhere; times 4h
ABOVE_LINE = 2 * H - sin(2 * H) - 4 * H * sin(d) ** 2 + sin(2 * d) - 2 * d * cos(2 * d)
FAMILY = Enclosed(
    (ABOVE_LINE > 0,),
    {"t": ("reals", Fraction(1, 5), Fraction(4, 5)), "d": ("reals", Fraction(3, 10), Fraction(3, 4))},
    {"h": t * d},
)
PRICE = {
    "delta": atan(sqrt(MU / (1 - MU))),
    "kappa": (sqrt(MU * (1 - MU)) + (2 * MU - 1) * D0) / (2 * PI),
}
FEW = Enclosed((PI / n > D0, n * KAPPA < MU), {"N": ("integers", 3, 13)}, PRICE)
MANY = Enclosed((MU + tiling_error(n) > 2 * MU - n * KAPPA, PI / n < D0), {"N": ("integers", 14, 200)}, PRICE)


def _best(shift: str) -> tuple[object, object]:
    """Cost of 14 tiles and of three atoms at an atom price of ``shift`` times kappa."""
    price = Fraction(shift) * KAPPA
    return MU + tiling_error(14) + 14 * price, 2 * MU - 3 * KAPPA + 3 * price


ABOVE, BELOW = _best("1.05"), _best("0.95")
JUMP = Enclosed((ABOVE[0] > ABOVE[1], BELOW[0] < BELOW[1]), {}, PRICE)  # type: ignore[operator]


def _means() -> list[tuple[float, float]]:
    """Best codes with at most two atoms, point by point: one atom costs mu + sin^2, two cost 2 mu."""
    from solvers.manifolds.circle import l0_cost

    out = []
    for size in (3, 8, 13, 14, 20):
        edge = np.pi / size
        inner = min(float(np.arcsin(np.sqrt(float(MU)))), edge)
        nodes, weights = np.polynomial.legendre.leggauss(60)
        angle = inner * (nodes + 1) / 2
        one = inner / 2 * float(weights @ (float(MU) + np.sin(angle) ** 2))
        out.append((float(l0_cost(size, MU).mid()), (one + (edge - inner) * 2 * float(MU)) / edge))
    return out


T = ClosedForms(
    id="manifolds.transition-is-first-order",
    title="From capture to tiling in one jump",
    says=r"""
        Let $\mu = \sin^2\delta$ be the price of an active atom and $\kappa = (\sqrt{\mu(1 - \mu)} + (2\mu - 1)\delta)/2\pi$. For
        all $\delta$ from $3/10$ to $3/4$ and $h = t\delta$, $1/5 \le t \le 4/5$: $2h - \sin 2h - 4h\sin^2\delta + \sin
        2\delta - 2\delta\cos 2\delta > 0$. For $\mu = 1/20$: $\pi/N > \delta$ and $N\kappa < \mu$ for $3 \le N \le 13$, and
        for $14 \le N \le 200$, where $\pi/N < \delta$, $\mu + E_1(N) > 2\mu - N\kappa$ with $E_1(N) = 1/2 - (N/4\pi)\sin(2\pi/N)$; at
        an atom price of $1.05\,\kappa$ three atoms cost less than fourteen, at $0.95\,\kappa$ more. Beyond the formal
        statement: the least mean cost of a uniform circle on a regular $N$-gon is $2\mu - N\kappa$ while $\pi/N \ge \delta$ and
        $\mu + E_1(N)$ after that (one atom where the nearest one is within $\delta$, else two). So it is a line in $N$ that the
        second branch leaves upwards: above the atom price $\kappa$ three atoms are best (capture), below it at least as many as
        there is place for on the line (tiling), and nothing in between is better than both.""",
    source=own("capture and tiling under L0"),
    parts=(FAMILY, FEW, MANY, JUMP),
    scope="family",
    remark="""
        The best whole number may lie one below pi/delta; at the price kappa all N on the line tie. For mu above 1/2 the zero
        code is cheaper than two atoms and the price is another one.""",
    wrong={
        "second-order": (
            "the second branch lies below the line",
            FAMILY.holding(ABOVE_LINE < 0),
            {"t": Fraction(1, 2), "d": Fraction(1, 2)},
        ),
        "ten-are-best": ("ten atoms beat three above the price", FEW.holding(n * KAPPA > 10 * MU), {"N": 5}),
        "jump-above": ("fourteen atoms are best at 1.05 kappa, too", JUMP.holding(ABOVE[0] < ABOVE[1]), {}),  # type: ignore[operator]
    },
    means=_means,
)
CLAIM, prove, examples, mutations = T.claim(), T.prove, T.examples, T.mutations
