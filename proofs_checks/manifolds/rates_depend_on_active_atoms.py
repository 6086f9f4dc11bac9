"""How fast tilings of a curve get better: with k consecutive active atoms of N the squared error falls like N^-2k."""

from __future__ import annotations

from fractions import Fraction

import numpy as np

from proofs_checks.manifolds._closed_forms import ClosedForms, tiling_error
from proofs_checks.manifolds._sampled import own
from theory.enclosed import PI, Enclosed, between, sin
from theory.formal import Expression, expr, names

n = names("N")[0]
ORDERS = (1, 2, 3)
# 2 zeta(2k) mean of j^2k over j = 1, 2, 3: the limit of N^2k times the error
LIMITS = {1: 14 * PI**2 / 9, 2: 98 * PI**4 / 135, 3: 1588 * PI**6 / 2835}
SLACK = {1: ("0.98", "1"), 2: ("1", "1.14"), 3: ("1", "1.34")}  # from 24 knots on


def _error(order: int, a: Expression) -> Expression:
    """``1 - a^-2k / sum_m (a + m)^-2k``: what the best spline of order k with one knot per 1/a waves loses of a wave."""
    x, s = PI * a, sin(PI * a)
    return {
        1: 1 - s**2 / x**2,
        2: 1 - 3 * s**4 / (x**4 * (3 - 2 * s**2)),
        3: 1 - 15 * s**6 / (x**6 * (15 - 15 * s**2 + 2 * s**4)),
    }[order]


def _curve(order: int, size: Expression) -> Expression:
    return (_error(order, 1 / size) + _error(order, 2 / size) + _error(order, 3 / size)) / 3


RATES = {
    k: Enclosed(
        [
            *between(SLACK[k][0], n ** (2 * k) * _curve(k, n) / LIMITS[k], SLACK[k][1]),
        ],
        {"N": ("integers", 24, 96)},
    )
    for k in ORDERS
}
FACTORS = {1: ("3.98", "4"), 2: ("16.3", "16.4"), 3: ("67.7", "67.8")}
HALVING = Enclosed(
    [c for k in ORDERS for c in between(FACTORS[k][0], _curve(k, expr(48)) / _curve(k, expr(96)), FACTORS[k][1])]
)
HALF, TENTH = Fraction(1, 20), Fraction(1, 200)
COUNTS = Enclosed(
    (
        tiling_error(expr(8)) < HALF,
        tiling_error(expr(7)) > HALF,
        tiling_error(expr(26)) < TENTH,
        tiling_error(expr(25)) > TENTH,
    )
)


def _means() -> list[tuple[float, float]]:
    """Least squares over the control points of the curve, with Gauss nodes between the knots."""
    out = []
    nodes, weights = np.polynomial.legendre.leggauss(14)
    for order, size in ((1, 12), (2, 12), (3, 12), (2, 24)):
        inside = (nodes + 1) / 2
        basis = {
            1: [np.ones_like(inside)],
            2: [1 - inside, inside],
            3: [(1 - inside) ** 2 / 2, 0.5 + inside - inside**2, inside**2 / 2],
        }[order]
        design = np.zeros((size * len(nodes), size))
        for cell in range(size):
            for shift, values in enumerate(basis):
                design[cell * len(nodes) : (cell + 1) * len(nodes), (cell + shift) % size] += values
        angle = 2 * np.pi * (np.arange(size)[:, None] + inside).ravel() / size
        curve = np.stack([f(j * angle) for j in (1, 2, 3) for f in (np.cos, np.sin)], axis=1) / np.sqrt(3)
        root = np.sqrt(np.tile(weights / 2 / size, size))[:, None]
        control = np.linalg.lstsq(root * design, root * curve, rcond=None)[0]
        loss = float(np.square(root * (curve - design @ control)).sum())
        out.append((sum(_float(order, j / size) for j in (1, 2, 3)) / 3, loss))
    return out


def _float(order: int, a: float) -> float:
    x, s = np.pi * a, np.sin(np.pi * a)
    return float(
        {
            1: 1 - s**2 / x**2,
            2: 1 - 3 * s**4 / (x**4 * (3 - 2 * s**2)),
            3: 1 - 15 * s**6 / (x**6 * (15 - 15 * s**2 + 2 * s**4)),
        }[order]
    )


T = ClosedForms(
    id="manifolds.rates-depend-on-active-atoms",
    title="How many tiles a curve needs depends on how many are active, and on the error",
    says=r"""
        Let $e_k(a) = 1 - a^{-2k}/\sum_m (a + m)^{-2k}$ in closed form, $E_k(N) = (e_k(1/N) + e_k(2/N) + e_k(3/N))/3$ and $c_1 =
        14\pi^2/9$, $c_2 = 98\pi^4/135$, $c_3 = 1588\pi^6/2835$. For $24 \le N \le 96$: $N^{2k} E_k(N)/c_k$ lies between $0.98$ and
        $1$ for $k = 1$, $1$ and $1.14$ for $k = 2$, $1$ and $1.34$ for $k = 3$; and $E_k(48)/E_k(96)$ between $3.98$ and $4$, $16.3$
        and $16.4$, $67.7$ and $67.8$. One active tile of a circle has an error below $1/20$ first with 8 atoms, below $1/200$ first
        with 26. Beyond the formal statement: $E_k(N)$ is the least squared error of the closed curve $(\cos jt, \sin jt)_{j \le
        3}/\sqrt 3$ in six dimensions by $N$ atoms of which $k$ consecutive ones are active with the weights of uniform B-splines
        (nonnegative codes; atoms are control points, normalised). So the number of detectors is not fixed by the intrinsic dimension,
        which is 1 for all of these.""",
    source=own("rates of tilings; that the intrinsic dimension sets the number of detectors, as reported"),
    parts=(*RATES.values(), HALVING, COUNTS),
    scope="family",
    remark="An upper bound for codes that are free; the weights here are fixed by the place on the curve.",
    wrong={
        "one-rate": (
            "the rate N^-2 holds for two active atoms, too",
            RATES[2].holding(n**2 * _curve(2, n) / LIMITS[1] > "0.9"),
            {"N": 48},
        ),
        "eight-for-two-hundredths": (
            "eight tiles have an error below 1/200",
            COUNTS.holding(tiling_error(expr(8)) < TENTH),
            {},
        ),
        "eight-times": (
            "twice the atoms divide the error by 32",
            HALVING.holding(_curve(2, expr(48)) / _curve(2, expr(96)) > 32),
            {},
        ),
    },
    means=_means,
)
CLAIM, prove, examples, mutations = T.claim(), T.prove, T.examples, T.mutations
