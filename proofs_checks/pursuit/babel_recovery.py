"""Where the atoms of a support are nearly orthogonal to each other and to the rest, every step of pursuit stays in the support."""

from __future__ import annotations

import random

from proofs_checks.pursuit._atoms import F
from proofs_checks.vocabulary import Given, Theorem
from theory.claims import Budget, Evidence, Source
from theory.pursuit import babel, pursue
from theory.typed import (
    SCALAR,
    absolute,
    both,
    column,
    dot,
    exists,
    for_all,
    implies,
    indicator,
    mat,
    member,
    negation,
    norm2,
    subset,
    total,
    var,
    vec,
)

D, u, S = var("D", mat("m", "q")), var("u", vec("q")), var("On", subset("q"), "S")
A, B = var("A", SCALAR), var("B", SCALAR)
r = var("r", vec("m"))


def overlap(i, j):  # type: ignore[no-untyped-def]
    """The absolute inner product of two atoms."""
    return absolute(dot(column(D, i), column(D, j)))


def sums(bound, j, others):  # type: ignore[no-untyped-def]
    """The absolute products of an atom with the support add up to at most the bound."""
    return total("q", lambda i: indicator(both(member(i, S), others(i))) * overlap(i, j)) <= bound


T = Theorem(
    id="pursuit.babel-recovery",
    title="Pursuit stays in the support where sums of coherences are below 1",
    says=r"""
        Let $r = \sum_{i \in S} u_i d_i$ with some $u_i \ne 0$ and atoms of norm 1, $\sum_{i \in S} |\langle d_i, d_j
        \rangle| \le A$ for $j \notin S$, $\sum_{i \in S, i \ne j} |\langle d_i, d_j \rangle| \le B$ for $j \in S$,
        and $A + B < 1$. Then for every $j \notin S$ some $i \in S$ has $|\langle d_i, r \rangle| > |\langle d_j, r
        \rangle|$: the largest absolute product is in the support, now and, as the next residual is such a sum again,
        in every later step. With $|S| = k$: $A \le \mu_1(k)$, $B \le \mu_1(k - 1)$.""",
    source=Source(
        locator="Theorem 3.5 and Corollary 3.6",
        arxiv="",
        note="Tropp, Greed is good, IEEE Trans. Inf. Theory 50 (2004); as reported",
    ),
    kind="property",
    sizes="m q",
    about=(D, u, S, A, B),
    let=((r, D @ u),),
    given={
        "norm-one": Given(
            r"$\|d_i\| = 1$",
            for_all("q", lambda i: norm2(column(D, i)) == 1),
            fails={"D": [[F(1, 2), 0, F(5, 7)], [0, F(1, 2), 0], [0, 0, F(2, 7)]], "u": [1, 0, 0]},
        ),
        "on-the-support": Given(
            r"$u_i = 0$ for $i \notin S$",
            for_all("q", lambda i: implies(negation(member(i, S)), u[i] == 0)),
            fails={"u": [1, 1, 5]},
        ),
        "not-zero": Given(r"some $u_i \ne 0$", exists("q", lambda i: u[i] != 0), fails={"u": [0, 0, 0]}),
        "outside": Given(
            r"$\sum_{i \in S} |\langle d_i, d_j \rangle| \le A$ for $j \notin S$",
            for_all("q", lambda j: implies(negation(member(j, S)), sums(A, j, lambda i: i != j)), "j"),
            fails={"D": [[1, 0, 1], [0, 1, 0], [0, 0, 0]], "u": [1, 0, 0]},
        ),
        "inside": Given(
            r"$\sum_{i \in S, i \ne j} |\langle d_i, d_j \rangle| \le B$ for $j \in S$",
            for_all("q", lambda j: implies(member(j, S), sums(B, j, lambda i: i != j)), "j"),
            fails={"D": [[1, F(4, 5), F(3, 5)], [0, F(3, 5), F(-4, 5)], [0, 0, 0]], "u": [1, -1, 0]},
        ),
        "below-one": Given(
            r"$A + B < 1$", A + B < 1, fails={"D": [[1, 0, 1], [0, 1, 0], [0, 0, 0]], "u": [1, 0, 0], "A": 1}
        ),
    },
    then=for_all(
        "q",
        lambda j: implies(
            negation(member(j, S)),
            exists("q", lambda i: both(member(i, S), absolute(dot(column(D, i), r)) > absolute(dot(column(D, j), r)))),
        ),
        "j",
    ),
    example={
        "m": 3,
        "q": 3,
        "D": [[1, 0, F(2, 7)], [0, 1, F(3, 7)], [0, 0, F(6, 7)]],
        "u": [3, -1, 0],
        "On": [0, 1],
        "A": F(5, 7),
        "B": 0,
    },
    remark="""
        For coherence mu and k atoms, (2k - 1) mu < 1 suffices. The rule of largest products has no such guarantee,
        even for codes that are not negative: pursuit.recovery-condition-nonnegative.""",
)
outside = for_all(
    "q",
    lambda j: implies(
        negation(member(j, S)), exists("q", lambda i: both(member(i, S), dot(column(D, i), r) > dot(column(D, j), r)))
    ),
    "j",
)
T.wrongly("largest-product", "the largest product, with its sign, is in the support", outside, u=[-1, -1, 0])
T.wrongly(
    "every-atom",
    "every atom of the support has a larger product than those outside",
    for_all(
        "q",
        lambda j: implies(
            negation(member(j, S)),
            for_all(
                "q", lambda i: implies(member(i, S), absolute(dot(column(D, i), r)) > absolute(dot(column(D, j), r)))
            ),
        ),
        "j",
    ),
    u=[1, 0, 0],
)
T.wrongly(
    "coherence-sum-one",
    "a sum of 1 is enough",
    without="below-one",
    D=[[1, 0, 1], [0, 1, 0], [0, 0, 0]],
    u=[1, 0, 0],
    A=1,
)
CLAIM, mutations = T.claim(), T.mutations


def near(rng: random.Random, axis: int) -> tuple[F, ...]:
    """A rational unit vector near an axis of R^5."""
    point = [F(rng.randint(-2, 2), 10) for _ in range(4)]
    n = sum((x * x for x in point), F(1))
    rest = [2 * x / n for x in point]
    return (*rest[:axis], (2 - n) / n, *rest[axis:])


def examples(budget: Budget) -> Evidence:
    """Random dictionaries with the guarantee of the Babel function: the exact encoder stays in every support."""
    rng, size, cases, violations = random.Random(budget.seed), budget.pick(quick=300, full=4000), 0, 0
    for _ in range(size):
        atoms = [near(rng, i) for i in range(4)]
        if babel(atoms, 2) + babel(atoms, 1) >= 1:
            continue
        cases += 1
        u, v = F(rng.randint(-9, 9), rng.randint(1, 3)), F(rng.randint(-9, 9), rng.randint(1, 3))
        x = [u * a + v * b for a, b in zip(*atoms[:2], strict=True)]
        violations += not set(pursue(atoms, x, rule="absolute", steps=4).selected) <= {0, 1}
    numbers = {"examples": cases, "seed": budget.seed, "violations": violations}
    return Evidence(
        "property-test", "tested", "fixed-dimension", "Random dictionaries in five dimensions.", numbers=numbers
    )
