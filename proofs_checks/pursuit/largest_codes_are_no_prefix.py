"""Keeping the largest codes of a run reconstructs better the more are kept: refuted for one code of two.

True is: prefixes of a run, in the order of its steps, do (pursuit.residual-orthogonal-iff-unit, for atoms with squared norm up to 2).
"""

from __future__ import annotations

from proofs_checks.pursuit._atoms import F, false, refuted, reported
from proofs_checks.vocabulary import Given, Theorem
from theory.claims import Budget, Evidence, Mutation
from theory.typed import SCALAR, absolute, both, dot, norm2, var, vec

d, e, x = var("d", vec("m"), "d_1"), var("e", vec("m"), "d_2"), var("x", vec("m"))
a, b = var("a", SCALAR), var("b", SCALAR)
r = var("r", vec("m"))

T = Theorem(
    id="pursuit.largest-codes-are-no-prefix",
    title="The largest code of a run alone is better than none (as the evaluation by magnitude assumes)",
    says=r"""
        Let two steps of pursuit with the dictionary $\{d_1, d_2\}$ of norm-one atoms take $a = \langle d_1, x
        \rangle$ and $b = \langle d_2, x - a d_1 \rangle$. If $|b| > |a|$ then $\|x - b d_2\|^2 \le \|x\|^2$.""",
    source=reported(
        "Appendix B.5",
        "as reported, not checked against the paper: reconstruction from the k codes of largest magnitude",
    ),
    kind="property",
    sizes="m",
    about=(d, e, x),
    let=((a, dot(d, x)), (r, x - a * d), (b, dot(e, r))),
    given={
        "norm-one": Given(
            r"$\|d_1\| = \|d_2\| = 1$", both(norm2(d) == 1, norm2(e) == 1), note="the counterexample satisfies it"
        ),
        "first": Given(
            "$d_1$ is selected first", both(a > 0, a >= absolute(dot(e, x))), note="the counterexample satisfies it"
        ),
        "second": Given(
            "$d_2$ is selected second", both(b > 0, b >= absolute(dot(d, r))), note="the counterexample satisfies it"
        ),
        "larger": Given("$|b| > |a|$", absolute(b) > absolute(a), note="the counterexample satisfies it"),
    },
    then=norm2(x - b * e) <= norm2(x),
    example={"m": 2, "d": [1, 0], "e": [F(-4, 5), F(3, 5)], "x": [1, F(13, 6)]},
    expected="refuted",
    needs=("pursuit.residual-orthogonal-iff-unit",),
    remark="""
        The second coefficient answers to what the first one left: 1369/225 instead of 205/36. The prefix of one step
        leaves 169/36, both steps 676/225. So a curve over the largest codes can rise where the guarantee about
        prefixes holds.""",
)
CLAIM = false(T, "ours")


def refute(budget: Budget) -> list[Evidence]:
    return refuted(
        T, {"Codes 1 and 13/10: the larger one alone leaves 1369/225, nothing at all leaves 205/36.": T.example}
    )


def mutations() -> list[Mutation]:
    prefix = T.typed.concluding(norm2(r) <= norm2(x)).statement()
    better = T.typed.concluding(norm2(x - b * e) <= norm2(r)).statement()
    return [
        Mutation(
            "better-than-the-first",
            "it is even better than the first code",
            refuted_by=lambda: better.refuted_by(T.example),
        ),
        Mutation("prefix", "refuted for the prefix of one step", rejected=lambda: prefix.refuted_by(T.example)),
    ]
