"""One active atom on circles: equal gaps beat unequal ones, and equal shares of the atoms beat unequal ones, which are traps."""

from __future__ import annotations

from fractions import Fraction

import numpy as np

from proofs_checks.manifolds._closed_forms import ClosedForms, tiling_error
from proofs_checks.manifolds._sampled import own
from theory.enclosed import Enclosed, between, sin
from theory.formal import Expression, expr, names

g, e = names("g e")
n = names("N")[0]


def _gap(x: Expression) -> Expression:
    """What the points of a gap lose: ``int sin^2`` of the angle to the nearer end, ``(x - sin x)/2`` for gaps up to pi."""
    return (x - sin(x)) / 2


UNEQUAL = Enclosed(
    (_gap(g + e) + _gap(g - e) > 2 * _gap(g),),
    {"g": ("reals", Fraction(1, 4), Fraction(157, 100)), "e": ("reals", Fraction(1, 20), Fraction(1, 4))},
)
SHARES = Enclosed((tiling_error(n - 1) + tiling_error(n + 1) > 2 * tiling_error(n),), {"N": ("integers", 3, 100)})


def _two(first: int, second: int) -> Expression:
    return (tiling_error(expr(first)) + tiling_error(expr(second))) / 2


VALUES = Enclosed(
    [
        *between("0.1816", _two(4, 4), "0.1817"),
        *between("0.2074", _two(3, 5), "0.2075"),
        *between("0.2932", _two(2, 6), "0.2933"),
    ]
)


def _means() -> list[tuple[float, float]]:
    """Points of two circles in orthogonal planes, each with its nearest atom and the best code: Gauss nodes over half gaps."""
    nodes, weights = np.polynomial.legendre.leggauss(30)
    out = []
    for sizes, closed in (((4, 4), 0.5 - np.sin(np.pi / 2) / np.pi), ((3, 5), None), ((2, 6), None)):
        losses = []
        for size in sizes:
            half = np.pi / size
            losses.append(float(weights @ np.sin(half * (nodes + 1) / 2) ** 2) / 2)
        exact = (
            np.mean([0.5 - size / (4 * np.pi) * np.sin(2 * np.pi / size) for size in sizes])
            if closed is None
            else closed
        )
        out.append((float(exact), float(np.mean(losses))))
    return out


T = ClosedForms(
    id="manifolds.equal-tiles-are-best",
    title="Equal gaps and equal shares of the atoms are best, and other shares cost more",
    says=r"""
        Let $F(x) = (x - \sin x)/2$. For $1/4 \le g \le 1.57$ and $1/20 \le e \le 1/4$: $F(g + e) + F(g - e) > 2 F(g)$. With $E_1(N) =
        1/2 - (N/4\pi)\sin(2\pi/N)$: $E_1(N - 1) + E_1(N + 1) > 2 E_1(N)$ for $3 \le N \le 100$, and $(E_1(4) + E_1(4))/2$, $(E_1(3) +
        E_1(5))/2$, $(E_1(2) + E_1(6))/2$ are $0.1816\dots$, $0.2074\dots$, $0.2932\dots$ Beyond the formal statement: $F(x)/2\pi$ is
        what the points between two atoms at the angle $x$ on a unit circle lose with one active atom and the best code, and
        $F'' = \sin x/2 > 0$; so one circle has no local minimum but the regular polygon. Two circles in orthogonal planes have one
        for each way to share the atoms, of the loss named here: a small turn of an atom out of the plane of its circle lowers its
        products with the points there, and nothing makes up for it.""",
    source=own("optima of tilings with one active atom"),
    parts=(UNEQUAL, SHARES, VALUES),
    scope="family",
    remark="Training from random starts does end at (3, 5): figure allocation_traps, and claim manifolds.traps-in-training.",
    wrong={
        "unequal": (
            "unequal gaps lose less",
            UNEQUAL.holding(_gap(g + e) + _gap(g - e) < 2 * _gap(g)),
            {"g": 1, "e": Fraction(1, 4)},
        ),
        "three-five": ("three and five atoms lose less than 0.2", VALUES.holding(_two(3, 5) < "0.2"), {}),
    },
    means=_means,
)
CLAIM, prove, examples, mutations = T.claim(), T.prove, T.examples, T.mutations
