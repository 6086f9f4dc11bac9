"""Points strictly on one side of a hyperplane are in the cone of p independent atoms: without mean zero, k atoms are enough."""

from __future__ import annotations

import random
from fractions import Fraction
from typing import Any

from proofs_checks.manifolds._sampled import own, sampled
from proofs_checks.vocabulary import Given, Theorem
from theory.claims import Budget, Evidence
from theory.typed import (
    SCALAR,
    absolute,
    both,
    by_entries,
    dot,
    for_all,
    indicator,
    mat,
    one,
    tabulate,
    total,
    var,
    vec,
)

u, x = var("u", vec("p")), var("x", vec("p"))
s, r = var("s", SCALAR), var("r", SCALAR)
A, B, z = var("A", mat("p", "p")), var("B", mat("p", "p")), var("z", vec("p"))

T = Theorem(
    id="manifolds.pointed-cone-needs-no-more",
    title="On one side of a hyperplane, as many atoms as dimensions capture",
    says=r"""
        Let $s > 0$ and $r (s + \sum_i u_i) = 1$. The $p$ atoms in the columns of $A = \frac1s (I - r \, \mathbf 1 u^\top)$
        are independent, with inverse $B = s I + \mathbf 1 u^\top$, and every $x$ with $s |x_i| \le \langle u, x \rangle$
        for all $i$ has the nonnegative code $z = B x$: $z \ge 0$ and $A z = x$. Beyond the formal statement: a compact
        set in the open half-space $\langle u, x \rangle > 0$ satisfies this for all small $s > 0$, so a manifold whose
        cone is pointed in this sense is captured by as many atoms as its span has dimensions.""",
    source=own("number of atoms, pointed cones"),
    kind="property",
    sizes="p",
    about=(u, s, r, x),
    let=(
        (A, tabulate("p", "p", lambda i, k: (indicator(i == k) - r * u[k]) / s)),
        (B, tabulate("p", "p", lambda i, k: s * indicator(i == k) + u[k])),
        (z, by_entries("p", lambda i: s * x[i] + dot(u, x))),
    ),
    given={
        "small-step": Given("$s > 0$", s > 0, fails={"p": 1, "u": [0], "s": -2, "r": Fraction(-1, 2), "x": [1]}),
        "generic-step": Given(r"$r (s + \sum_i u_i) = 1$", r * (s + total("p", lambda i: u[i])) == 1, fails={"r": 5}),
        "one-side": Given(
            r"$s |x_i| \le \langle u, x \rangle$",
            for_all("p", lambda i: s * absolute(x[i]) <= dot(u, x)),
            fails={"x": [-1, -1]},
        ),
    },
    then=both(B @ A == one("p"), B @ x == z, for_all("p", lambda i: z[i] >= 0), A @ z == x),
    example={"p": 2, "u": [2, 1], "s": 1, "r": Fraction(1, 4), "x": [2, -1]},
    remark="""
        Points of mean zero are on no side of any hyperplane and need one atom more
        (manifolds.centred-needs-one-more-atom).""",
)
T.wrongly("inactive", "all codes vanish", for_all("p", lambda i: z[i] == 0))
T.wrongly("strict", "all codes are positive", for_all("p", lambda i: z[i] > 0), x=[0, 0])
T.wrongly(
    "at-least-the-height",
    "every code is at least the height over the hyperplane",
    for_all("p", lambda i: z[i] >= dot(u, x)),
)
CLAIM, mutations = T.claim(), T.mutations


def _draw(rng: random.Random) -> dict[str, Any]:
    """Random half-spaces and points, with the largest step that the point allows or less."""
    p = rng.randint(1, 4)
    u = [Fraction(rng.randint(-3, 3)) for _ in range(p)]
    x = [Fraction(rng.randint(-3, 3)) for _ in range(p)]
    height = sum((a * b for a, b in zip(u, x, strict=True)), Fraction(0))
    if height < 0:
        x, height = [-v for v in x], -height
    top = max(map(abs, x))
    s = height / top if top and height else Fraction(1, rng.randint(1, 5))
    while s + sum(u) == 0:
        s /= 2
    return {"p": p, "u": u, "s": s, "r": 1 / (s + sum(u)), "x": x}


def examples(budget: Budget) -> Evidence:
    """Random half-spaces and points of them."""
    return sampled(T.statement, _draw, budget, "Random half-spaces and points of them.")
