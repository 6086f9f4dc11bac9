"""After a step the residual is orthogonal to the selected atom, with no word about norms: refuted.

True is: exactly for atoms of norm 1, or where nothing moved (pursuit.residual-orthogonal-iff-unit).
"""

from __future__ import annotations

from proofs_checks.pursuit._atoms import F, false, refuted, reported
from proofs_checks.vocabulary import Theorem
from theory.claims import Budget, Evidence, Mutation
from theory.typed import both, dot, norm2, var, vec

d, r = var("d", vec("m")), var("r", vec("m"))
after = var("after", vec("m"), "r^+")
a = dot(d, r)

T = Theorem(
    id="pursuit.residual-orthogonal",
    title="The residual is orthogonal to the atom selected last (as printed, without norms)",
    says=r"""
        For every atom $d$ and residual $r$ the next residual $r^+ = r - \langle d, r \rangle d$ has $\langle d, r^+
        \rangle = 0$ and $\|r^+\|^2 = \|r\|^2 - \langle d, r \rangle^2$, so that energies never grow.""",
    source=reported(
        "Proposition 3.1",
        "as reported, not checked against the paper: the appendix states the norm, the proposition does not",
    ),
    kind="property",
    sizes="m",
    about=(d, r),
    let=((after, r - a * d),),
    given={},
    then=both(dot(d, after) == 0, norm2(after) == norm2(r) - a**2),
    example={"m": 1, "d": [2], "r": [1]},
    expected="refuted",
    needs=("pursuit.residual-orthogonal-iff-unit",),
    remark="""
        An atom of norm 2 sends r = 1 to -3, 9, -27, ...: every step triples what is left. The repaired form is
        pursuit.residual-orthogonal-iff-unit.""",
)
CLAIM = false(T, "published")


def refute(budget: Budget) -> list[Evidence]:
    points = {
        "The atom 2 and the residual 1: what is left is -3.": T.example,
        "An atom inside the ball, of norm 1/2: three quarters of the product are left.": {
            "m": 2,
            "d": [F(1, 2), 0],
            "r": [1, 1],
        },
    }
    return refuted(T, points)


def mutations() -> list[Mutation]:
    grows = T.typed.concluding(norm2(after) <= norm2(r)).statement()
    unit = T.typed.concluding(dot(d, after) == 0).statement()
    return [
        Mutation(
            "energy-never-grows", "the energy at least never grows", refuted_by=lambda: grows.refuted_by(T.example)
        ),
        Mutation(
            "norm-one-too",
            "refuted by an atom of norm 1, too",
            rejected=lambda: unit.refuted_by({"m": 2, "d": [F(3, 5), F(4, 5)], "r": [1, 1]}),
        ),
    ]
