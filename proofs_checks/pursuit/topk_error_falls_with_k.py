"""The error of a tied Top-k encoder falls with k: refuted for k = 2.

True is: prefixes of a run of pursuit do (pursuit.residual-orthogonal-iff-unit, for atoms with squared norm up to 2).
"""

from __future__ import annotations

from proofs_checks.pursuit._atoms import F, false, own, refuted
from proofs_checks.vocabulary import Given, Theorem
from theory.claims import Budget, Evidence, Mutation
from theory.typed import both, dot, norm2, relu, var, vec

d, e, x = var("d", vec("m"), "d_1"), var("e", vec("m"), "d_2"), var("x", vec("m"))
r = var("r", vec("m"))
two = r - relu(dot(e, x)) * e

T = Theorem(
    id="pursuit.topk-error-falls-with-k",
    title="More active atoms of a tied Top-k encoder reconstruct better (as one might think)",
    says=r"""
        Let $d_1, d_2$ have norm 1 and $\langle d_1, x \rangle \ge \langle d_2, x \rangle > 0$. Then $\|x - \langle d_1, x
        \rangle d_1 - \langle d_2, x \rangle d_2\|^2 \le \|x - \langle d_1, x \rangle d_1\|^2$.""",
    source=own("on Figure 8 of arXiv 2506.03093, as reported: only pursuit improves monotonically"),
    kind="property",
    sizes="m",
    about=(d, e, x),
    let=((r, x - relu(dot(d, x)) * d),),
    given={
        "norm-one": Given(
            r"$\|d_1\| = \|d_2\| = 1$", both(norm2(d) == 1, norm2(e) == 1), note="the counterexample satisfies it"
        ),
        "order": Given(
            r"$\langle d_1, x \rangle \ge \langle d_2, x \rangle > 0$",
            both(dot(d, x) >= dot(e, x), dot(e, x) > 0),
            note="the counterexample satisfies it",
        ),
    },
    then=norm2(two) <= norm2(r),
    example={"m": 2, "d": [1, 0], "e": [F(3, 5), F(4, 5)], "x": [1, 0]},
    expected="refuted",
    needs=("pursuit.residual-orthogonal-iff-unit",),
    remark="""
        So a curve over k that bends down needs no training and no data: one coherent pair suffices, and random
        dictionaries on noise show it (pursuit.null-model).""",
)
CLAIM = false(T, "ours")


def refute(budget: Budget) -> list[Evidence]:
    return refuted(T, {"One atom is exact; the second adds 3/5 of itself and leaves 9/25.": T.example})


def mutations() -> list[Mutation]:
    left = T.typed.concluding(norm2(two) <= F(1, 4)).statement()
    step = T.typed.concluding(norm2(r - relu(dot(e, r)) * e) <= norm2(r)).statement()
    return [
        Mutation("quarter", "two atoms leave at most a quarter of this", refuted_by=lambda: left.refuted_by(T.example)),
        Mutation("pursuit", "refuted for the second step of pursuit", rejected=lambda: step.refuted_by(T.example)),
    ]
