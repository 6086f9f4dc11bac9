"""The residual is orthogonal to the atom just used, and energies add up, exactly if the atom has norm 1 or nothing moved."""

from __future__ import annotations

import random

from proofs_checks.pursuit._atoms import F, own, unit, vector
from proofs_checks.vocabulary import Theorem
from theory.claims import Budget, Evidence
from theory.pursuit.encoder import inner
from theory.typed import both, dot, either, iff, implies, norm2, var, vec

d, r = var("d", vec("m")), var("r", vec("m"))
after = var("after", vec("m"), "r^+")
a = dot(d, r)
fits = either(norm2(d) == 1, a == 0)

T = Theorem(
    id="pursuit.residual-orthogonal-iff-unit",
    title="Orthogonal residuals and adding energies: exactly for atoms of norm 1",
    says=r"""
        Let $r^+ = r - \langle d, r \rangle d$. Then $\langle d, r^+ \rangle = 0$ if and only if $\|d\| = 1$ or
        $\langle d, r \rangle = 0$, and the same holds for $\|r^+\|^2 = \|r\|^2 - \langle d, r \rangle^2$. If $\langle
        d, r \rangle \ne 0$ then $\|r^+\| < \|r\|$ if and only if $\|d\|^2 < 2$, and $\|r^+\| = \|r\|$ if and only if
        $\|d\|^2 = 2$.""",
    source=own("the repaired form of propositions 3.1, C.1 and C.2 of arXiv 2506.03093"),
    kind="equivalence",
    sizes="m",
    about=(d, r),
    let=((after, r - a * d),),
    given={},
    then=both(
        iff(dot(d, after) == 0, fits),
        iff(norm2(after) == norm2(r) - a**2, fits),
        implies(a != 0, both(iff(norm2(after) < norm2(r), norm2(d) < 2), iff(norm2(after) == norm2(r), norm2(d) == 2))),
    ),
    example={"m": 2, "d": [2, 0], "r": [1, 3]},
    remark="The released code normalises atoms once, at the start: in training they leave norm 1.",
)
T.wrongly("unit-only", "orthogonal only for norm 1", iff(dot(d, after) == 0, norm2(d) == 1), r=[0, 3])
T.wrongly("ball", "orthogonal for every norm up to 1", implies(norm2(d) <= 1, dot(d, after) == 0), d=[F(1, 2), 0])
T.wrongly("falls-anyway", "the energy never grows", norm2(after) <= norm2(r))
T.wrongly(
    "falls-strictly",
    "the energy falls for all norms below 2, even when nothing moves",
    implies(norm2(d) < 2, norm2(after) < norm2(r)),
    d=[0, 1],
    r=[1, 0],
)
CLAIM, mutations = T.claim(), T.mutations


def examples(budget: Budget) -> Evidence:
    """Random atoms, every second one of norm 1."""
    rng, size, violations = random.Random(budget.seed), budget.pick(quick=200, full=3000), 0
    for i in range(size):
        atom, x = unit(rng) if i % 2 else vector(rng), vector(rng)
        s, c = inner(atom, x), inner(atom, atom)
        left = [u - s * v for u, v in zip(x, atom, strict=True)]
        fitting = c == 1 or s == 0
        good = (inner(atom, left) == 0) == fitting == (inner(left, left) == inner(x, x) - s * s)
        violations += not (good and (s == 0 or (inner(left, left) < inner(x, x)) == (c < 2)))
    numbers = {"examples": size, "seed": budget.seed, "violations": violations}
    return Evidence("property-test", "tested", "fixed-dimension", "Random atoms and residuals.", numbers=numbers)
