r"""Small reconstruction error keeps a linear read-out: a sign can flip only where the error reaches the margin."""

from __future__ import annotations

import random
from fractions import Fraction

from proofs_checks.vocabulary import Given, Theorem
from theory.claims import Budget, Evidence, Source
from theory.typed import SCALAR, Expr, both, column, dot, for_all, iff, indicator, mat, negation, norm2, total, var, vec

F = Fraction
# points and their reconstructions as columns, a read-out with a margin, and any read-out
X, Y = var("X", mat("n", "k")), var("Y", mat("n", "k"), r"\hat X")
w, b, v, c = var("w", vec("n")), var("b", SCALAR), var("v", vec("n")), var("c", SCALAR)
gamma = var("gamma", SCALAR)


def flips(normal: Expr, bias: Expr) -> Expr:
    """How many points the read-out judges otherwise after reconstruction."""
    sign = lambda points, i: dot(normal, column(points, i)) + bias > 0  # noqa: E731
    return total("k", lambda i: indicator(negation(iff(sign(X, i), sign(Y, i)))))


error = total("k", lambda i: norm2(column(X, i) - column(Y, i)))
near = total("k", lambda i: indicator((dot(v, column(X, i)) + c) ** 2 < gamma**2))
along = total("k", lambda i: dot(v, column(X, i) - column(Y, i)) ** 2)

PAGE = "concepts-neurons"
T = Theorem(
    id="concepts.reconstruction-bounds-read-out",
    title="Reconstruction bounds the errors of a read-out",
    says=r"""
        Let $h(x) = \langle w, x \rangle + b$, $\|w\| = 1$, and $|h| \ge \gamma > 0$ at all points (so $h$ separates a
        concept with margin $\gamma$). The number of points where $h(\hat x) > 0$ and $h(x) > 0$ disagree is at most
        $\sum \|x - \hat x\|^2 / \gamma^2$; this is attained. Without a margin and for every $h = \langle v, \cdot
        \rangle + c$ it is at most $\inf_{\gamma > 0} (\#\{|h(x)| < \gamma\} + \sum \langle v, x - \hat x \rangle^2 /
        \gamma^2)$.""",
    source=Source("statement of this project", arxiv="", ours=True),
    kind="bound",
    sizes="n k",
    about=(X, Y, w, b, v, c, gamma),
    given={
        "unit-normal": Given(r"$\|w\| = 1$", norm2(w) == 1, fails={"w": [2, 0], "gamma": 2}),
        "positive": Given(
            r"$\gamma > 0$",
            gamma > 0,
            note="only its square occurs, and for 0 the bounds are trivial; one divides by it",
        ),
        "margin": Given(
            r"$|h| \ge \gamma$ at all points",
            for_all("k", lambda i: (dot(w, column(X, i)) + b) ** 2 >= gamma**2),
            fails={"gamma": 2},
        ),
    },
    then=both(flips(w, b) * gamma**2 <= error, flips(v, c) * gamma**2 <= near * gamma**2 + along),
    # two points at distance 1 from the boundary, the first one moves onto it: both bounds are attained
    example={
        "n": 2,
        "k": 2,
        "X": [[1, -1], [0, 0]],
        "Y": [[0, -1], [0, 0]],
        "w": [1, 0],
        "b": 0,
        "v": [1, 0],
        "c": 0,
        "gamma": 1,
    },
    remark="Attained: the example of the claim, a point at distance gamma that moves onto the boundary.",
)
T.wrongly("strict", "strictly fewer", flips(w, b) * gamma**2 < error)
T.wrongly("half", "half as many", 2 * flips(w, b) * gamma**2 <= error)
T.wrongly("double-margin", r"$\sum \|x - \hat x\|^2 / (2 \gamma)^2$", 4 * flips(w, b) * gamma**2 <= error)
T.wrongly(
    "along-only",
    "without a margin the error along the normal is enough",
    flips(v, c) * gamma**2 <= along,
    v=[F(1, 2), 0],
)
T.wrongly("near-only", "only points near the boundary flip", flips(v, c) <= near)
CLAIM, mutations = T.claim(), T.mutations


def examples(budget: Budget) -> Evidence:
    """Exact random points and reconstructions in the plane, evaluated without the checker; the smallest |h| is the margin."""
    rng, count, violations = random.Random(budget.seed), budget.pick(quick=100, full=3000), 0
    for _ in range(count):
        w0, w1 = rng.choice(((F(3, 5), F(4, 5)), (F(1), F(0)), (F(-5, 13), F(12, 13))))
        x = [(rng.randint(-5, 5), rng.randint(-5, 5)) for _ in range(rng.randint(1, 6))]
        y = [(p + F(rng.randint(-9, 9), 3), q + F(rng.randint(-9, 9), 3)) for p, q in x]
        h, k = ([w0 * p + w1 * q + F(1, 7) for p, q in points] for points in (x, y))
        margin = min(abs(v) for v in h)
        error = sum((p - r) ** 2 + (q - s) ** 2 for (p, q), (r, s) in zip(x, y, strict=True))
        flips = sum((u > 0) != (v > 0) for u, v in zip(h, k, strict=True))
        violations += flips * margin**2 > error
        along = sum((u - v) ** 2 for u, v in zip(h, k, strict=True))
        violations += any(
            flips > sum(abs(u) < g for u in h) + along / g**2 for g in (F(1, 3), F(1), F(7, 2), 2 * margin)
        )
    return Evidence(
        "property-test",
        "tested",
        "family",
        "Random rational points and reconstructions in the plane.",
        numbers={"examples": count, "seed": budget.seed, "violations": violations},
    )
