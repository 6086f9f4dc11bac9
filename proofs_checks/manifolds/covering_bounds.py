"""How many atoms a uniform error of a tenth on the sphere in eight dimensions takes, by volume, for 1, 2, 4, 6 and 7 active ones."""

from __future__ import annotations

import math
from fractions import Fraction
from math import comb

from proofs_checks.manifolds._closed_forms import ClosedForms
from proofs_checks.manifolds._sampled import own
from theory.enclosed import PI, Enclosed, atan, sin, sqrt
from theory.formal import Expression, names

PHI, X = names("phi x")
EPS = Fraction(1, 10)
LET = {"phi": atan(EPS / sqrt(1 - EPS**2)), "x": EPS**2}


def _sixth_power(sign: int) -> Expression:
    """``I_x`` of sin^6 (-1) or cos^6 (1) from 0 to phi, over the quarter turn."""
    waves = 15 * sin(2 * PHI) / 64 * sign + 3 * sin(4 * PHI) / 64 + sin(6 * PHI) / 192 * sign
    return (5 * PHI / 16 + waves) / (5 * PI / 32)


MEASURE = {1: _sixth_power(-1), 2: X**3, 4: 3 * X**2 - 2 * X**3, 6: 1 - (1 - X) ** 3, 7: _sixth_power(1)}
LEAST = {1: 34_227_242, 2: 1415, 4: 19, 6: 9, 7: 8}


VALUES = {k: Enclosed((comb(LEAST[k], k) * m > 1, comb(LEAST[k] - 1, k) * m < 1), {}, LET) for k, m in MEASURE.items()}
HALF_LINES = Enclosed((68_454_483 * MEASURE[1] > 2, 68_454_482 * MEASURE[1] < 2), {}, LET)


def _means() -> list[tuple[float, float]]:
    """The regularised incomplete beta function of scipy."""
    from scipy.special import betainc

    eps = float(EPS)
    phi, x = math.asin(eps), eps**2
    by_hand = {
        1: (5 * phi / 16 - 15 * math.sin(2 * phi) / 64 + 3 * math.sin(4 * phi) / 64 - math.sin(6 * phi) / 192)
        / (5 * math.pi / 32),
        2: x**3,
        4: 3 * x**2 - 2 * x**3,
        6: 1 - (1 - x) ** 3,
        7: (5 * phi / 16 + 15 * math.sin(2 * phi) / 64 + 3 * math.sin(4 * phi) / 64 + math.sin(6 * phi) / 192)
        / (5 * math.pi / 32),
    }
    return [(value, float(betainc((8 - k) / 2, k / 2, x))) for k, value in by_hand.items()]


T = ClosedForms(
    id="manifolds.covering-bounds",
    title="Atoms for an error of a tenth on a sphere",
    says=r"""
        Let $\varphi = \arcsin(1/10)$, $x = 1/100$ and $I_1, I_2, I_4, I_6, I_7$ the closed forms of $I_x((8 - k)/2, k/2)$. Then
        $\binom{N}{k} I_k > 1$ for $N = 34227242, 1415, 19, 9, 8$ and $< 1$ for one atom less; and $N I_1 > 2$ for $N = 68454483$ and
        $< 2$ for one less. Beyond the formal statement: $I_k$ is the share of the unit sphere of $\mathbb{R}^8$ within $1/10$ of a
        $k$-dimensional subspace, so a uniform error of at most $1/10$ with $k$ of $N$ atoms active takes at least so many; for
        $k = 1$ and codes that cannot be negative a half-line covers half as much, which makes it 68454483.""",
    source=own("covering bounds for sparse codes on spheres"),
    parts=(*VALUES.values(), HALF_LINES),
    remark="The bound is by volume; how near one can come to it is open where k does not divide the dimension.",
    wrong={
        "one-less": ("1413 atoms pass for k = 2", VALUES[2].holding(comb(1413, 2) * MEASURE[2] > 1), {}),
        "nonnegative": ("34227242 half-lines pass for k = 1", HALF_LINES.holding(34_227_242 * MEASURE[1] > 2), {}),
        "seven": ("seven atoms pass for k = 7", VALUES[7].holding(comb(7, 7) * MEASURE[7] > 1), {}),
    },
    means=_means,
)
CLAIM, prove, examples, mutations = T.claim(), T.prove, T.examples, T.mutations
