"""Pursuit by largest positive products leaves nothing that an atom could still see: refuted.

True is: exactly if the atoms positively span their span (pursuit.positive-span-no-stall).
"""

from __future__ import annotations

from proofs_checks.pursuit._atoms import false, refuted, reported
from proofs_checks.vocabulary import Given, Theorem
from theory.claims import Budget, Evidence, Mutation
from theory.typed import column, dot, for_all, mat, norm2, var, vec

D, r = var("D", mat("m", "q")), var("r", vec("m"))

T = Theorem(
    id="pursuit.nonnegative-residual-vanishes",
    title="The released encoder ends only at residuals orthogonal to all atoms (as convergence to the projection needs)",
    says=r"""
        Let all atoms have norm 1, and let the encoder that takes the largest product while it is positive stop at
        $r$: all $\langle d_j, r \rangle \le 0$. Then all $\langle d_j, r \rangle = 0$.""",
    source=reported(
        "Proposition C.3",
        "as reported, not checked against the paper: convergence to the projection, read for the released code",
    ),
    kind="property",
    sizes="m q",
    about=(D, r),
    given={
        "norm-one": Given(
            r"$\|d_j\| = 1$",
            for_all("q", lambda j: norm2(column(D, j)) == 1, "j"),
            note="the counterexample satisfies it",
        ),
        "stops": Given(
            r"$\langle d_j, r \rangle \le 0$",
            for_all("q", lambda j: dot(column(D, j), r) <= 0, "j"),
            note="the counterexample satisfies it",
        ),
    },
    then=for_all("q", lambda i: dot(column(D, i), r) == 0),
    example={"m": 2, "q": 2, "D": [[1, 0], [0, 1]], "r": [-1, -2]},
    expected="refuted",
    needs=("pursuit.positive-span-no-stall",),
    remark="""
        Even an orthonormal basis does not touch the input (-1, -2): absolute products leave 0 after two steps, this
        encoder 5 for ever, and the one with signed coefficients 4. The cited theorem is about absolute products.""",
)
CLAIM = false(T, "ours")


def refute(budget: Budget) -> list[Evidence]:
    return refuted(T, {"An orthonormal basis of the plane and the input (-1, -2).": T.example})


def mutations() -> list[Mutation]:
    some = T.typed.concluding(norm2(r) == 0).statement()
    opposite = {"m": 1, "q": 2, "D": [[1, -1]], "r": [-1]}
    return [
        Mutation("nothing-is-left", "nothing at all is left", refuted_by=lambda: some.refuted_by(T.example)),
        Mutation(
            "opposite-atoms", "refuted by two opposite atoms, too", rejected=lambda: T.statement.refuted_by(opposite)
        ),
    ]
