"""A tied one-step encoder sees the smaller of two active atoms behind a sibling of the larger exactly if z_min <= rho z_max."""

from __future__ import annotations

import random

from proofs_checks.pursuit._atoms import F, own, unit
from proofs_checks.vocabulary import Given, Theorem
from theory.claims import Budget, Evidence
from theory.pursuit.encoder import inner
from theory.typed import SCALAR, both, dot, iff, norm2, var, vec

u, v, e = var("u", vec("m")), var("v", vec("m")), var("e", vec("m"))
a, b = var("a", SCALAR), var("b", SCALAR)
x = var("x", vec("m"))

T = Theorem(
    id="pursuit.tied-topk-on-two-levels",
    title="When a tied Top-k encoder takes a sibling for the smaller active atom",
    says=r"""
        Let $u, v$ be orthonormal (two levels), $x = a u + b v$, and $e$ a sibling of $u$: $\langle e, v \rangle = 0$.
        Then $\langle u, x \rangle = a$, $\langle v, x \rangle = b$, $\langle e, x \rangle = \langle e, u \rangle a$, so
        that $v$ has the larger product than $e$ exactly if $\langle e, u \rangle a < b$: with the coherence $\rho$ of
        the level and $a \ge b > 0$, Top-2 is right exactly if $z_{\min} > \rho z_{\max}$.""",
    source=own("why tied one-step encoders fail on the tree of arXiv 2506.03093 at high coherence"),
    kind="identity",
    sizes="m",
    about=(u, v, e, a, b),
    let=((x, a * u + b * v),),
    given={
        "norm-one-u": Given(r"$\|u\| = 1$", norm2(u) == 1, fails={"u": [2, 0, 0]}),
        "norm-one-v": Given(r"$\|v\| = 1$", norm2(v) == 1, fails={"v": [0, 2, 0]}),
        "orthogonal": Given(
            r"$\langle u, v \rangle = 0$", dot(u, v) == 0, fails={"v": [F(3, 5), 0, F(4, 5)], "e": [0, 1, 0]}
        ),
        "sibling": Given(r"$\langle e, v \rangle = 0$", dot(e, v) == 0, fails={"e": [F(4, 5), F(3, 5), 0]}),
    },
    then=both(
        dot(u, x) == a, dot(v, x) == b, dot(e, x) == dot(e, u) * a, iff(dot(e, x) < dot(v, x), dot(e, u) * a < b)
    ),
    example={"m": 3, "u": [1, 0, 0], "v": [0, 1, 0], "e": [F(4, 5), 0, F(3, 5)], "a": 3, "b": 2},
    remark="""
        For magnitudes N(1.5, 1/16) the probability of failure is 2 Phi(-6 (1 - rho) / sqrt(1 + rho^2)): .00006 at
        rho = .3, .656 at .9 (figure topk_failure). One atom alone, or atoms of one level only, never fail.""",
)
T.wrongly("always-right", "Top-2 is always right", dot(e, x) < dot(v, x))
T.wrongly(
    "difference", "it is right exactly if a - b is small", iff(dot(e, x) < dot(v, x), a - b < 1), a=10, b=F(17, 2)
)
CLAIM, mutations = T.claim(), T.mutations


def examples(budget: Budget) -> Evidence:
    """Products with siblings in a plane, the other level along a third axis."""
    rng, size, violations = random.Random(budget.seed), budget.pick(quick=60, full=1000), 0
    for _ in range(size):
        first, sibling = ((*unit(rng, 2), F(0)) for _ in range(2))
        large, small = F(rng.randint(1, 9)), F(rng.randint(1, 9), 2)
        point = [large * c + small * o for c, o in zip(first, (0, 0, 1), strict=True)]
        violations += (inner(sibling, point) < point[2]) != (inner(sibling, first) * large < small)
    numbers = {"examples": size, "seed": budget.seed, "violations": violations}
    return Evidence("property-test", "tested", "fixed-dimension", "Random siblings.", numbers=numbers)
