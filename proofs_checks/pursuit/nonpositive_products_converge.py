"""Non-negative codes of atoms without positive products: every step of non-negative pursuit takes at least this share of the energy."""

from __future__ import annotations

import random

from proofs_checks.pursuit._atoms import F, own, unit
from proofs_checks.vocabulary import Given, Theorem
from theory.claims import Budget, Evidence
from theory.pursuit import pursue
from theory.pursuit.encoder import inner
from theory.typed import SCALAR, both, column, dot, for_all, index, mat, norm2, total, var, vec

D, u, s = var("D", mat("m", "k")), var("u", vec("k")), var("s", index("k"))
r, c = var("r", vec("m")), var("c", SCALAR)
weight = total("k", lambda i: u[i], "t")

T = Theorem(
    id="pursuit.nonpositive-products-converge",
    title="A step takes the energy's square over the squared sum of weights",
    says=r"""
        Let $r = \sum_i u_i d_i$ with $u \ge 0$, and let $d_s$ have norm 1 and the largest product $c = \langle d_s, r
        \rangle$. Then $(\sum_i u_i)^2 (\|r\|^2 - \|r - c d_s\|^2) \ge \|r\|^4$ and $c \ge 0$, so that the new weights
        $u - c e_s$ have no larger sum. Where no two atoms have a positive product the new weights are again not
        negative (pursuit.support-by-linear-program), and the energy falls to 0: after $t$ steps to at most
        $(\sum_i u_i)^2 / t$.""",
    source=own("what remains of convergence for the released encoder of arXiv 2506.03093 and non-negative codes"),
    kind="bound",
    sizes="m k",
    about=(D, u, s),
    let=((r, D @ u), (c, dot(column(D, s), r))),
    given={
        "norm-one": Given(r"$\|d_s\| = 1$", norm2(column(D, s)) == 1, fails={"D": [[3, 0], [0, 1]]}),
        "code": Given(r"$u_i \ge 0$", for_all("k", lambda i: u[i] >= 0, "a"), fails={"u": [-2, -1], "s": 1}),
        "largest": Given(
            r"$\langle d_i, r \rangle \le c$",
            for_all("k", lambda i: dot(column(D, i), D @ u) <= dot(column(D, s), D @ u), "p"),
            fails={"s": 1},
        ),
    },
    then=both(weight**2 * (norm2(r) - norm2(r - c * column(D, s))) >= norm2(r) * norm2(r), c >= 0),
    example={"m": 2, "k": 2, "D": [[1, 0], [0, 1]], "u": [2, 1], "s": 0},
)
T.wrongly(
    "strictly", "it takes more", weight**2 * (norm2(r) - norm2(r - c * column(D, s))) > norm2(r) * norm2(r), u=[2, 0]
)
T.wrongly(
    "all",
    "a step takes half of the energy",
    2 * norm2(r - c * column(D, s)) <= norm2(r),
    u=[1, 1],
    D=[[1, F(-3, 5)], [0, F(4, 5)]],
    s=0,
)
CLAIM, mutations = T.claim(), T.mutations


def examples(budget: Budget) -> Evidence:
    """The bound after t steps, on random pairs of atoms without a positive product."""
    rng, cases, violations = random.Random(budget.seed), 0, 0
    for _ in range(budget.pick(quick=100, full=1000)):
        atoms = [unit(rng), unit(rng)]
        if inner(*atoms) > 0:
            continue
        cases += 1
        one, two = F(rng.randint(0, 9)), F(rng.randint(0, 9))
        x = [one * a + two * b for a, b in zip(*atoms, strict=True)]
        run = pursue(atoms, x, rule="nonnegative", steps=5)
        violations += any(t * e > (one + two) ** 2 for t, e in enumerate(run.energies))
    numbers = {"examples": cases, "seed": budget.seed, "violations": violations}
    return Evidence("property-test", "tested", "fixed-dimension", "Runs on random pairs of atoms.", numbers=numbers)
