r"""A convex concept does not split with a margin: every segment between the parts has a piece as long as the gap outside them."""

from __future__ import annotations

import random
from fractions import Fraction
from typing import Any

from proofs_checks.concepts._neurons import reported
from proofs_checks.vocabulary import Given, Theorem
from theory.claims import Budget, Evidence
from theory.typed import SCALAR, both, dot, norm2, var, vec

F = Fraction
w, x, y = (var(name, vec("n")) for name in ["w", "x", "y"])
t, gamma, s = (var(name, SCALAR) for name in ["t", "gamma", "s"])
ABOVE, BELOW, GAP = dot(w, x) - s, s - dot(w, y), dot(w, x) - dot(w, y)
EXAMPLE: dict[str, Any] = {"n": 2, "w": [1, 0], "x": [3, 1], "y": [0, 0], "t": 1, "gamma": 1, "s": F(1, 2)}

PAGE = "concepts-neurons"
T = Theorem(
    id="concepts.convex-concepts-do-not-split",
    title="Convex concepts do not split with a margin",
    says=r"""
        Let $\langle w, x \rangle \ge t + \gamma$ at a point $x$ of one part of a concept and $\langle w, y \rangle \le t -
        \gamma$ at a point $y$ of another one, $\|w\| = 1$, $\gamma > 0$. For every level $s$ strictly between $t \pm
        \gamma$ the segment has a point $(\beta x + \alpha y) / (\alpha + \beta)$, $\alpha = \langle w, x \rangle - s > 0$,
        $\beta = s - \langle w, y \rangle > 0$, at this level, where no part has one; and $(\alpha + \beta)^2 \le \|x -
        y\|^2$, so it is outside the parts on a length $2 \gamma \|x - y\| / (\alpha + \beta) \ge 2 \gamma$, and $\|x - y\|
        \ge 2 \gamma$. In particular a concept with two such parts is not convex.""",
    source=reported("Feature splitting needs non-convexity; the bound is ours"),
    kind="bound",
    sizes="n",
    about=(w, x, y, t, gamma, s),
    given={
        "unit": Given(r"$\|w\| = 1$", norm2(w) == 1, fails={"w": [2, 0]}),
        "margin": Given(r"$\gamma > 0$", gamma > 0, note="there is no level between t + gamma and t - gamma otherwise"),
        "first-part": Given(r"$\langle w, x \rangle \ge t + \gamma$", dot(w, x) >= t + gamma, fails={"x": [0, 1]}),
        "second-part": Given(r"$\langle w, y \rangle \le t - \gamma$", dot(w, y) <= t - gamma, fails={"y": [1, 0]}),
        "level": Given(r"$t - \gamma < s < t + \gamma$", both(t - gamma < s, s < t + gamma), fails={"s": 4}),
    },
    then=both(
        ABOVE > 0,
        BELOW > 0,
        dot(w, BELOW * x + ABOVE * y) == GAP * s,
        GAP**2 <= norm2(x - y),
        4 * gamma**2 <= norm2(x - y),
    ),
    example=EXAMPLE,
    remark="""
        For bodies the excess of the hull is at least 2 gamma times the smaller section: concepts.splitting-needs-nonconvexity.""",
)
T.wrongly("farther", "the parts are at distance at least 4 gamma", 16 * gamma**2 <= norm2(x - y))
T.wrongly("middle", "the middle of the segment is at the middle level", dot(w, x + y) == 2 * t)
T.wrongly("equal", "the segment is as long as its projection", GAP**2 == norm2(x - y))
CLAIM, mutations = T.claim(), T.mutations


def examples(budget: Budget) -> Evidence:
    """Pairs of points of random boxes left and right of a strip: the middle of the gap is in neither box."""
    rng, count, violations = random.Random(budget.seed), budget.pick(quick=200, full=3000), 0
    for _ in range(count):
        left, right, half = (F(rng.randint(1, 30), 5) for _ in range(3))
        a = (-half - left * F(rng.randint(0, 4), 4), F(rng.randint(-9, 9)))
        b = (half + right * F(rng.randint(0, 4), 4), F(rng.randint(-9, 9)))
        level = half * F(rng.randint(-3, 3), 4)
        share = (level - a[0]) / (b[0] - a[0])
        point = a[0] + share * (b[0] - a[0])
        inside = 2 * half / (b[0] - a[0])  # share of the segment that lies in the strip
        violations += point != level or not 0 < share < 1
        violations += inside**2 * ((b[0] - a[0]) ** 2 + (b[1] - a[1]) ** 2) < (2 * half) ** 2
    numbers = {"examples": count, "seed": budget.seed, "violations": violations}
    return Evidence("property-test", "tested", "fixed-dimension", "Random points beside a strip.", numbers=numbers)
