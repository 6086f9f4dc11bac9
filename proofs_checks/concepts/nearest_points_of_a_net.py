r"""Half-spaces at the nearest points of a net: a point that they do not cut off is close to the convex set, quadratically."""

from __future__ import annotations

import random
from fractions import Fraction
from typing import Any

from proofs_checks.concepts._neurons import own
from proofs_checks.vocabulary import Given, Theorem
from theory.claims import Budget, Evidence
from theory.typed import SCALAR, both, dot, norm2, var, vec

F = Fraction
# p is a point of the net and q its nearest point in the set; s lies on the ray from the point e of the set through x
p, q, s, e, x = (var(name, vec("n")) for name in ["p", "q", "s", "e", "x"])
h, delta, rho, sigma = (var(name, SCALAR) for name in ["h", "delta", "rho", "sigma"])

# the set has the points (0, 0) and (-1/10, -3/40)
PLANE: dict[str, Any] = {
    "n": 2,
    "p": [0, 1],
    "q": [0, 0],
    "e": [F(-1, 10), F(-3, 40)],
    "s": [F(-7, 10), F(29, 40)],
    "rho": 1,
    "sigma": 1,
    "h": F(3, 32),
    "x": [F(-1, 10) - F(9, 160), 0],
    "delta": 1,
}
# the set is the point 0 of the line, and the net has only a point on the other side
OTHER_SIDE: dict[str, Any] = {
    "n": 1,
    "p": [1],
    "q": [0],
    "e": [0],
    "s": [-1],
    "rho": 1,
    "sigma": 1,
    "h": 3,
    "x": [-3],
    "delta": 1,
}

PAGE = "concepts-neurons"
T = Theorem(
    id="concepts.nearest-points-of-a-net",
    title="Half-spaces at the nearest points of a net",
    says=r"""
        Let $C \subset \mathbb{R}^n$ be closed and convex, $p$ a point with the nearest point $q$ of $C$, $x \notin C$ a
        point at distance $h$ from $C$ with the nearest point $e$, and $s$ on the ray from $e$ through $x$ (so $e$ is the
        nearest point of $s$ too). If $p$ and $s$ have distance at least 1 from $C$ and at most $\delta \le 1$ from each
        other, and $\langle x - q, p - q \rangle \le 0$, then $h \le 2 \delta^2$. (Of $C$ only the nearest points occur,
        each in the half-space of the other.)""",
    source=own("statement of this project", "the step of Dudley's construction, with its constant"),
    kind="bound",
    sizes="n",
    about=(p, q, s, e, x, h, delta, rho, sigma),
    given={
        "delta": Given(
            r"$0 < \delta \le 1$", both(delta > 0, delta <= 1), fails={**OTHER_SIDE, "delta": 2, "h": 9, "x": [-9]}
        ),
        "net": Given(r"$\|p - s\| \le \delta$", norm2(p - s) <= delta**2, fails=OTHER_SIDE),
        "nearest": Given(
            "q and e lie in C, nearest to p and to s",
            both(dot(p - q, e - q) <= 0, dot(s - e, q - e) <= 0),
            fails={**OTHER_SIDE, "p": [3], "s": [3], "q": [1], "e": [-4], "sigma": 2, "rho": 7, "h": 5, "x": [1]},
        ),
        "apart": Given(
            r"$\rho = \|s - e\| \ge 1$, $\sigma = \|p - q\| \ge 1$",
            both(rho**2 == norm2(s - e), sigma**2 == norm2(p - q), rho >= 1, sigma >= 1),
            fails={**OTHER_SIDE, "p": [F(1, 2)], "s": [F(-1, 2)], "rho": F(1, 2), "sigma": F(1, 2)},
        ),
        "ray": Given(
            r"$x = e + h (s - e) / \rho$, $h \ge 0$",
            both(rho * (x - e) == h * (s - e), h >= 0),
            fails={"h": 3},
        ),
        "half-space": Given(
            r"$\langle x - q, p - q \rangle \le 0$",
            dot(x - q, p - q) <= 0,
            fails={**OTHER_SIDE, "p": [1], "s": [1], "x": [3]},
        ),
    },
    then=both(h <= 2 * delta**2, norm2(q - e) <= norm2(p - s)),
    example=PLANE,
    remark="The nearest point moves by no more than the point, and unit vectors by no more than vectors of length at least 1.",
)
T.wrongly("no-distance", "x lies in C", h <= 0)
T.wrongly("one-nearest-point", "p and s have the same nearest point", norm2(q - e) == 0)
T.wrongly("small", r"$h \le \delta^2 / 20$", 20 * h <= delta**2)
CLAIM, mutations = T.claim(), T.mutations


def examples(budget: Budget) -> Evidence:
    """The square: nearest points by clipping, the largest h for which the half-space does not cut x off."""
    rng, wanted, count, violations = random.Random(budget.seed), budget.pick(quick=200, full=3000), 0, 0
    while count < wanted:
        far = [[F(rng.randint(-40, 40), 10) for _ in range(2)] for _ in range(2)]
        near = [[max(F(-1), min(F(1), v)) for v in point] for point in far]
        (dp, ds) = ([a - b for a, b in zip(u, v, strict=True)] for u, v in zip(far, near, strict=True))
        square = sum((a - b) ** 2 for a, b in zip(*far, strict=True))
        if square > 1 or min(dp[0] ** 2 + dp[1] ** 2, ds[0] ** 2 + ds[1] ** 2) < 1:
            continue
        count += 1
        gap, slope = (
            sum((b - a) * c for a, b, c in zip(near[1], near[0], dp, strict=True)),
            sum(a * b for a, b in zip(ds, dp, strict=True)),
        )
        t = gap / slope  # x = e + t (s - e), so h^2 = t^2 |s - e|^2
        violations += t * t * (ds[0] ** 2 + ds[1] ** 2) > 4 * square * square
    numbers = {"examples": count, "seed": budget.seed, "violations": violations}
    return Evidence(
        "property-test", "tested", "fixed-dimension", "Random pairs of points around a square.", numbers=numbers
    )
