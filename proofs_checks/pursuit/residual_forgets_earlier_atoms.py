"""For nearly orthogonal atoms the residual is nearly orthogonal to all earlier atoms: refuted, in the residual's own size.

True is: consecutive atoms are no closer than what a step still finds (pursuit.consecutive-atoms).
"""

from __future__ import annotations

from proofs_checks.pursuit._atoms import F, false, refuted, reported
from proofs_checks.vocabulary import Given, Theorem
from theory.claims import Budget, Evidence, Mutation
from theory.typed import SCALAR, absolute, both, dot, norm2, var, vec

d, e, x = var("d", vec("m"), "d_1"), var("e", vec("m"), "d_2"), var("x", vec("m"))
a, b = var("a", SCALAR), var("b", SCALAR)
r, t = var("r", vec("m")), var("t", vec("m"))

T = Theorem(
    id="pursuit.residual-forgets-earlier-atoms",
    title="After two steps the residual is nearly orthogonal to both atoms (as one might read it)",
    says=r"""
        Let two steps of pursuit with norm-one atoms of $\langle d_1, d_2 \rangle^2 \le 1/25$ take $a = \langle d_1, x
        \rangle$ and $b = \langle d_2, x - a d_1 \rangle$, and leave $r \ne 0$. Then $\langle d_1, r \rangle^2 \le \|r\|^2 / 2$.""",
    source=reported(
        "Section 3, on residuals and earlier atoms",
        "as reported, not checked against the paper; a strict reading of ours",
    ),
    kind="property",
    sizes="m",
    about=(d, e, x),
    let=((a, dot(d, x)), (t, x - a * d), (b, dot(e, t)), (r, t - b * e)),
    given={
        "norm-one": Given(
            r"$\|d_1\| = \|d_2\| = 1$", both(norm2(d) == 1, norm2(e) == 1), note="the counterexample satisfies it"
        ),
        "nearly-orthogonal": Given(
            r"$\langle d_1, d_2 \rangle^2 \le 1/25$", dot(d, e) ** 2 <= F(1, 25), note="the counterexample satisfies it"
        ),
        "first": Given(
            "$d_1$ is selected first", both(a > 0, a >= absolute(dot(e, x))), note="the counterexample satisfies it"
        ),
        "second": Given(
            "$d_2$ is selected second", both(b > 0, b >= absolute(dot(d, t))), note="the counterexample satisfies it"
        ),
        "left": Given(r"$r \ne 0$", norm2(r) > 0, note="the counterexample satisfies it"),
    },
    then=2 * dot(d, r) ** 2 <= norm2(r),
    example={"m": 2, "d": [1, 0], "e": [F(20, 101), F(99, 101)], "x": [2, 1]},
    expected="refuted",
    needs=("pursuit.consecutive-atoms",),
    remark="""
        In the plane the residual after d_2 is orthogonal to d_2, so the closer to orthogonal the two atoms are, the closer it is to
        d_1: its product with d_1 is small only because the residual is. The cosine is the sine of the angle of the atoms.""",
)
CLAIM = false(T, "ours")


def refute(budget: Budget) -> list[Evidence]:
    return refuted(T, {"Atoms of cosine 20/101: the residual has the cosine -99/101 with the first one.": T.example})


def mutations() -> list[Mutation]:
    most = T.typed.concluding(10 * dot(d, r) ** 2 <= 9 * norm2(r)).statement()
    last = T.typed.concluding(2 * dot(e, r) ** 2 <= norm2(r)).statement()
    return [
        Mutation("nine-tenths", "it has at most 9/10 of it", refuted_by=lambda: most.refuted_by(T.example)),
        Mutation("last", "refuted for the atom of the last step", rejected=lambda: last.refuted_by(T.example)),
    ]
