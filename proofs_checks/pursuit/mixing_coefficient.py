"""When atoms mixed from orthonormal vectors all have the same cosine rho."""

from __future__ import annotations

import math

from proofs_checks.pursuit._atoms import F, own
from proofs_checks.vocabulary import Given, Theorem
from theory.claims import Budget, Evidence
from theory.pursuit.mixing import mixing
from theory.typed import (
    SCALAR,
    both,
    by_entries,
    column,
    cond,
    dot,
    for_all,
    iff,
    implies,
    index,
    indicator,
    mat,
    norm2,
    scalar,
    size,
    var,
    vec,
)

Q = var("Q", mat("m", "n"))
a, b, rho = var("a", SCALAR), var("b", SCALAR), var("rho", SCALAR)
i, j = var("i", index("n")), var("j", index("n"))
n = scalar(size("n"))


def atom(k, name):  # type: ignore[no-untyped-def]
    """The k-th mixture: a at its own place, b elsewhere."""
    return Q @ by_entries("n", lambda c: cond(c == k, a, b), name)


u, v = var("u", vec("m")), var("v", vec("m"))

T = Theorem(
    id="pursuit.mixing-coefficient",
    title="How much to mix orthonormal vectors for one common cosine",
    says=r"""
        For orthonormal $q_1, \dots, q_n$ let $u_i = a q_i + b \sum_{k \ne i} q_k$. For $i \ne j$: $\|u_i\|^2 = a^2 +
        (n - 1) b^2$, $\langle u_i, u_j \rangle = 2 a b + (n - 2) b^2$, and this is $\rho \|u_i\|^2$ if and only if
        $(1 + (n - 1) \rho) (a - b)^2 = (1 - \rho) (a + (n - 1) b)^2$.""",
    source=own("the closed form behind the table of mixing weights in the code of arXiv 2506.03093"),
    kind="equivalence",
    sizes="m n",
    about=(Q, a, b, rho, i, j),
    let=((u, atom(i, "k")), (v, atom(j, "l"))),
    given={
        "orthonormal": Given(
            r"$\langle q_k, q_l \rangle = [k = l]$",
            for_all(
                "n", lambda s: for_all("n", lambda t: dot(column(Q, s), column(Q, t)) == indicator(s == t), "t"), "s"
            ),
            fails={"Q": [[2, 0], [0, 2]]},
        ),
        "different": Given(r"$i \ne j$", i != j, fails={"j": 0}),
    },
    then=both(
        both(norm2(u) == a**2 + (n - 1) * b**2, dot(u, v) == 2 * a * b + (n - 2) * b**2),
        iff(dot(u, v) == rho * norm2(u), (1 + (n - 1) * rho) * (a - b) ** 2 == (1 - rho) * (a + (n - 1) * b) ** 2),
    ),
    example={"m": 2, "n": 2, "Q": [[1, 0], [0, 1]], "a": 2, "b": 1, "rho": F(4, 5), "i": 0, "j": 1},
    remark="""
        With a = 1 - e and b = e/(n - 1) this gives e = (n - 1)/n (1 - sqrt((1 - rho)/(1 + (n - 1) rho))) and a second
        root above (n - 1)/n: for n = 3 and rho = 1/2 both e = 1/3 and e = 1.""",
)
T.wrongly("one-root", "the difference is the positive root", implies(dot(u, v) == rho * norm2(u), a >= b), a=1, b=2)
T.wrongly(
    "n-instead",
    "with n in place of n - 1",
    iff(dot(u, v) == rho * norm2(u), (1 + n * rho) * (a - b) ** 2 == (1 - rho) * (a + (n - 1) * b) ** 2),
)
CLAIM, mutations = T.claim(), T.mutations


def examples(budget: Budget) -> Evidence:
    """The closed form in floating point: the cosine that it gives is rho to rounding."""
    violations, size = 0, 0
    for count in range(2, 14):
        for k in range(10):
            e, wanted = mixing(count, k / 10), k / 10
            one, other = 1 - e, e / (count - 1)
            cosine = (2 * one * other + (count - 2) * other**2) / (one**2 + (count - 1) * other**2)
            size += 1
            violations += not math.isclose(cosine, wanted, abs_tol=1e-12)  # a few roundings of numbers of size 1
    numbers = {"examples": size, "violations": violations}
    return Evidence(
        "property-test", "tested", "family", "The closed form for n up to 13 and ten cosines.", numbers=numbers
    )
