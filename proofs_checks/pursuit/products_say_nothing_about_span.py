"""Products with some atoms that add up to 1 put an atom into their span: refuted.

So the Babel function does not measure how well one atom is approximated by others.
"""

from __future__ import annotations

from proofs_checks.pursuit._atoms import F, false, refuted, reported
from proofs_checks.vocabulary import Given, Theorem
from theory.claims import Budget, Evidence, Mutation
from theory.typed import absolute, both, column, dot, for_all, indicator, mat, norm2, total, transposed, var, vec

D, e = var("D", mat("m", "r")), var("e", vec("m"))
rest = norm2(e - D @ (transposed(D) @ e))
QUARTER, HALF = F(1, 4), F(1, 2)

T = Theorem(
    id="pursuit.products-say-nothing-about-span",
    title="A Babel function of 1 means that some atom is spanned by others (as its explanation suggests)",
    says=r"""
        Let $d_1, \dots, d_r$ be orthonormal, $\|e\| = 1$ and $\sum_i |\langle d_i, e \rangle| \ge 1$. Then $e$ is in the
        span of $d_1, \dots, d_r$.""",
    source=reported(
        "the sentence that explains the Babel function",
        "as reported; a strict reading of ours, not a printed statement",
    ),
    kind="property",
    sizes="m r",
    about=(D, e),
    given={
        "orthonormal": Given(
            r"$\langle d_i, d_j \rangle = [i = j]$",
            for_all("r", lambda i: for_all("r", lambda j: dot(column(D, i), column(D, j)) == indicator(i == j), "j")),
            note="the counterexample satisfies it",
        ),
        "norm-one": Given(r"$\|e\| = 1$", norm2(e) == 1, note="the counterexample satisfies it"),
        "sum": Given(
            r"$\sum_i |\langle d_i, e \rangle| \ge 1$",
            total("r", lambda i: absolute(dot(column(D, i), e)), "k") >= 1,
            note="the counterexample satisfies it",
        ),
    },
    then=rest == 0,
    example={
        "m": 7,
        "r": 4,
        "D": [[int(a == b) for b in range(4)] for a in range(7)],
        "e": [QUARTER, QUARTER, QUARTER, QUARTER, HALF, HALF, HALF],
    },
    expected="refuted",
    remark="""
        Four orthonormal atoms explain a quarter of the energy of e here, and sum to 1 with it. Of orthonormal atoms they
        explain the sum of squared products.""",
)
CLAIM = false(T, "ours")


def refute(budget: Budget) -> list[Evidence]:
    return refuted(
        T, {"Four products of 1/4 add up to 1; three quarters of the energy are outside the span.": T.example}
    )


def mutations() -> list[Mutation]:
    half = T.typed.concluding(rest <= F(1, 2)).statement()
    parseval = T.typed.concluding(
        both(rest == 1 - total("r", lambda i: dot(column(D, i), e) ** 2, "l"), rest <= 1)
    ).statement()
    return [
        Mutation("half", "at least half of the energy is explained", refuted_by=lambda: half.refuted_by(T.example)),
        Mutation("squares", "refuted for squared products, too", rejected=lambda: parseval.refuted_by(T.example)),
    ]
