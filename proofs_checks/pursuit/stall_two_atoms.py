"""Non-negative pursuit of two positively correlated atoms stops after two steps and leaves b c sqrt(1 - c^2)."""

from __future__ import annotations

import random

from proofs_checks.pursuit._atoms import F, own, unit
from proofs_checks.vocabulary import Given, Theorem
from theory.claims import Budget, Evidence
from theory.pursuit import pursue
from theory.pursuit.encoder import inner
from theory.typed import SCALAR, both, dot, norm2, var, vec

d, e = var("d", vec("m"), "d_1"), var("e", vec("m"), "d_2")
a, b = var("a", SCALAR), var("b", SCALAR)
c, x = var("c", SCALAR), var("x", vec("m"))
r1, r2 = var("r1", vec("m")), var("r2", vec("m"))

T = Theorem(
    id="pursuit.stall-two-atoms",
    title="Non-negative pursuit stalls on two positively correlated atoms",
    says=r"""
        Let $\|d_1\| = \|d_2\| = 1$, $c = \langle d_1, d_2 \rangle \in (0, 1)$ and $x = a d_1 + b d_2$ with $a \ge b >
        0$. Pursuit that takes the largest product while it is positive, with the dictionary $\{d_1, d_2\}$, takes
        $d_1$ with $a + bc$, then $d_2$ with $b(1 - c^2)$, and stops: what is left has $\langle d_1, r_2 \rangle < 0 =
        \langle d_2, r_2 \rangle$ and $\|r_2\|^2 = b^2 c^2 (1 - c^2)$. Where $a = b$ both atoms tie for the first
        step.""",
    source=own("the released encoder of arXiv 2506.03093 on a pair that is active together"),
    kind="identity",
    sizes="m",
    about=(d, e, a, b),
    let=(
        (c, dot(d, e)),
        (x, a * d + b * e),
        (r1, x - dot(d, x) * d),
        (r2, r1 - dot(e, r1) * e),
    ),
    given={
        "norm-one-1": Given(r"$\|d_1\| = 1$", norm2(d) == 1, fails={"d": [F(3, 2), 0]}),
        "norm-one-2": Given(r"$\|d_2\| = 1$", norm2(e) == 1, fails={"e": [F(1, 2), F(1, 2)]}),
        "positive": Given(r"$b > 0$", b > 0, fails={"b": -1}),
        "larger": Given(r"$a \ge b$", a >= b, fails={"a": F(1, 2)}),
        "correlated": Given(r"$c > 0$", dot(d, e) > 0, fails={"e": [F(-3, 5), F(4, 5)]}),
        "different": Given(r"$c < 1$", dot(d, e) < 1, fails={"e": [1, 0]}),
    },
    then=both(
        both(dot(d, x) >= dot(e, x), dot(d, x) == a + b * c),
        both(dot(e, r1) > dot(d, r1), dot(e, r1) == b * (1 - c**2)),
        both(dot(d, r2) < 0, dot(e, r2) == 0),
        norm2(r2) == b**2 * c**2 * (1 - c**2),
    ),
    example={"m": 2, "d": [1, 0], "e": [F(3, 5), F(4, 5)], "a": 2, "b": 1},
    remark="""
        Pursuit by absolute products goes on and shrinks the residual by the factor c in every step. So for
        non-negative codes a small positive product within a level is no small error: the residual is largest, b/2,
        near c = 0.71.""",
)
T.wrongly("nothing-left", "nothing is left after two steps", norm2(r2) == 0)
T.wrongly("first-power", "what is left is b^2 c^2", norm2(r2) == b**2 * c**2)
T.wrongly("never-stalls", "the first atom has a product again that is not negative", dot(d, r2) >= 0)
T.wrongly(
    "small-first",
    "the larger product belongs to the larger amplitude only for a > b: here strictly",
    dot(d, x) > dot(e, x),
    a=1,
    b=1,
)
CLAIM, mutations = T.claim(), T.mutations


def examples(budget: Budget) -> Evidence:
    """The exact encoder on random pairs: two steps, then it stops."""
    rng, size, cases, violations = random.Random(budget.seed), budget.pick(quick=200, full=3000), 0, 0
    for _ in range(size):
        one, two = unit(rng), unit(rng)
        k = inner(one, two)
        if not 0 < k < 1:
            continue
        cases += 1
        low = F(rng.randint(1, 9), rng.randint(1, 4))
        high = low + F(rng.randint(0, 9), rng.randint(1, 4))
        point = [high * u + low * v for u, v in zip(one, two, strict=True)]
        run = pursue([one, two], point, rule="nonnegative", steps=9)
        left = low * low * k * k * (1 - k * k)
        violations += not (run.selected == (0, 1) and run.why == "stalled" and run.energies[-1] == left)
    numbers = {"examples": cases, "seed": budget.seed, "violations": violations}
    return Evidence("property-test", "tested", "fixed-dimension", "Random pairs of atoms.", numbers=numbers)
