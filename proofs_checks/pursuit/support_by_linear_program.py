"""Weights of a linear program prove that non-negative pursuit keeps to a support without positive products."""

from __future__ import annotations

import random

from proofs_checks.pursuit._atoms import F, own, unit
from proofs_checks.vocabulary import Given, Theorem
from theory.claims import Budget, Evidence
from theory.pursuit import pursue
from theory.typed import (
    SCALAR,
    both,
    by_entries,
    column,
    cond,
    dot,
    for_all,
    implies,
    index,
    mat,
    norm2,
    total,
    var,
    vec,
)

D, e = var("D", mat("m", "k")), var("e", vec("m"))
u, w, s = var("u", vec("k")), var("w", vec("k")), var("s", index("k"))
r, c = var("r", vec("m")), var("c", SCALAR)


def after(i):  # type: ignore[no-untyped-def]
    """The weight of an atom after the step."""
    return u[i] - cond(i == s, c, 0)


T = Theorem(
    id="pursuit.support-by-linear-program",
    title="A linear program proves that non-negative pursuit keeps to its support",
    says=r"""
        Let the atoms of a support have norms at most 1 and $\langle d_i, d_j \rangle \le 0$ for $i \ne j$, $r = \sum_i u_i
        d_i$ with $u \ge 0$, and let $d_s$ have the largest product $c = \langle d_s, r \rangle > 0$ of the support. For
        another atom $e$ let $w \ge 0$ with $\sum_i w_i < 1$ and $\langle d_i, \sum_j w_j d_j \rangle \ge \langle d_i, e
        \rangle$ for all $i$. Then $\langle e, r \rangle < c$, and what the step leaves is again a sum of the atoms of the
        support with weights $\ge 0$: so no later step selects $e$ either.""",
    source=own("the recovery condition that the released encoder of arXiv 2506.03093 has in place of Tropp's"),
    kind="property",
    sizes="m k",
    about=(D, e, u, w, s),
    let=((r, D @ u), (c, dot(column(D, s), r))),
    given={
        "norms": Given(
            r"$\|d_i\| \le 1$", for_all("k", lambda i: norm2(column(D, i)) <= 1, "g"), fails={"D": [[2, 0], [0, 1]]}
        ),
        "apart": Given(
            r"$\langle d_i, d_j \rangle \le 0$ for $i \ne j$",
            for_all(
                "k", lambda i: for_all("k", lambda j: implies(i != j, dot(column(D, i), column(D, j)) <= 0), "j"), "h"
            ),
            fails={"D": [[1, F(3, 5)], [0, F(4, 5)]], "u": [1, 1]},
        ),
        "code": Given(r"$u_i \ge 0$", for_all("k", lambda i: u[i] >= 0, "a"), fails={"u": [1, -1]}),
        "weights": Given(
            r"$w_i \ge 0$", for_all("k", lambda i: w[i] >= 0, "b"), fails={"e": [2, -8], "w": [2, -8], "u": [1, 0]}
        ),
        "sum": Given(r"$\sum_i w_i < 1$", total("k", lambda i: w[i], "t") < 1, fails={"e": [2, 0], "w": [2, 0]}),
        "dual": Given(
            r"$\langle d_i, \sum_j w_j d_j \rangle \ge \langle d_i, e \rangle$",
            for_all("k", lambda i: dot(column(D, i), D @ w) >= dot(column(D, i), e), "n"),
            fails={"e": [2, 0]},
        ),
        "largest": Given(
            r"$\langle d_i, r \rangle \le c$",
            for_all("k", lambda i: dot(column(D, i), D @ u) <= dot(column(D, s), D @ u), "p"),
            fails={"s": 1, "e": [F(1, 2), 0], "w": [F(1, 2), 0], "u": [4, 1]},
        ),
        "positive": Given(r"$c > 0$", dot(column(D, s), D @ u) > 0, fails={"u": [0, 0]}),
    },
    then=both(
        dot(e, r) < c,
        r - c * column(D, s) == D @ by_entries("k", after, "x"),
        for_all("k", lambda i: after(i) >= 0, "y"),
    ),
    example={
        "m": 2,
        "k": 2,
        "D": [[1, 0], [0, 1]],
        "e": [F(1, 2), F(1, 4)],
        "u": [2, 1],
        "w": [F(1, 2), F(1, 4)],
        "s": 0,
    },
    remark="""
        Such weights are dual points of max {g.u : u >= 0, G u <= 1}; where its value is above 1, a maximiser is a code
        whose first step selects e. At 1 the tie-break decides. sdl-atlas pursuit --support decides it exactly and
        writes either certificate. Low coherence does not suffice: pursuit.recovery-condition-nonnegative.""",
)
T.wrongly("sum-one", "weights with the sum 1 are enough", dot(e, r) < c, without="sum", e=[1, 0], w=[1, 0])
T.wrongly("largest-outside", "the atom outside has no positive product", dot(e, r) <= 0)
CLAIM, mutations = T.claim(), T.mutations


def examples(budget: Budget) -> Evidence:
    """The exact encoder on supports that the program says it keeps to."""
    from solvers.pursuit.support import Stays, keeps_to_support

    rng, cases, violations = random.Random(budget.seed), 0, 0
    for _ in range(budget.pick(quick=80, full=1000)):
        atoms = [unit(rng, 4) for _ in range(3)]
        if not isinstance(keeps_to_support(atoms, [0, 1]), Stays):
            continue
        cases += 1
        one, two = F(rng.randint(0, 9)), F(rng.randint(0, 9))
        x = [one * a + two * b for a, b in zip(*atoms[:2], strict=True)]
        violations += not set(pursue(atoms, x, rule="nonnegative", steps=5).selected) <= {0, 1}
    numbers = {"examples": cases, "seed": budget.seed, "violations": violations}
    return Evidence("property-test", "tested", "fixed-dimension", "Random supports of two atoms.", numbers=numbers)
