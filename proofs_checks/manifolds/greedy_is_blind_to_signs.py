"""Greedy selection of decoder directions never finds an antipode: its residual is zero, so at most p atoms are picked for a reason."""

from __future__ import annotations

import random
from fractions import Fraction
from typing import Any

from proofs_checks.manifolds._sampled import own, sampled
from proofs_checks.vocabulary import Given, Theorem
from theory.claims import Budget, Evidence
from theory.typed import both, column, for_all, mat, norm2, one, size, transposed, var, vec

F = Fraction
U, c, v = var("U", mat("p", "n")), var("c", vec("n")), var("v", vec("p"))
residual = var("residual", vec("p"), r"\mathrm{residual}")


def _left(direction: Any) -> Any:
    """What the projection off the picked directions leaves."""
    return direction - U @ (transposed(U) @ direction)


T = Theorem(
    id="manifolds.greedy-is-blind-to-signs",
    title="Greedy picks of decoder directions see spans and no signs",
    says=r"""
        Let the $n$ columns of $U$ be the orthonormalised directions that were picked so far in $\mathbb{R}^p$. The residual $v -
        U U^\top v$ of every direction in their span is zero, that of the antipode $-u_j$ of a picked one among them; and at most
        $p$ directions with a residual exist: $n \le p$. Beyond the formal statement: selection by residual norm of
        decoder directions, whose projection is removed after each pick, measures the span; at capture by antipodal pairs it
        stops to distinguish after $p$ of the $2p$ atoms, and what it picks then is decided by rounding.""",
    source=own("greedy selection for restricted R2, as reported"),
    kind="property",
    sizes="p n",
    about=(U, c),
    let=((v, U @ c), (residual, _left(v))),
    given={
        "orthonormal": Given(r"$U^\top U = I$", transposed(U) @ U == one("n"), fails={"U": [[2, 0], [0, 2], [0, 0]]})
    },
    then=both(
        norm2(residual) == 0,
        for_all("n", lambda j: norm2(_left(-column(U, j))) == 0, "j"),
        size("n") <= size("p"),
    ),
    example={"p": 3, "n": 2, "U": [[F(3, 5), F(-4, 5)], [F(4, 5), F(3, 5)], [0, 0]], "c": [1, -2]},
    remark="""
        With signs in mind, the next atom is the one that lowers the squared distance to the cone of the picked ones most
        (``solvers.manifolds.cone_distance``), which does find antipodes.""",
)
T.wrongly(
    "antipode-left",
    "the antipode of a pick has the residual of a new direction",
    for_all("n", lambda j: norm2(_left(-column(U, j))) == 1, "j"),
)
T.wrongly("twice-as-many", "2p directions with a residual are picked", size("p") + size("p") <= size("n"))
CLAIM, mutations = T.claim(), T.mutations


def _draw(rng: random.Random) -> dict[str, Any]:
    """Some columns of a random rational reflection."""
    p = rng.randint(1, 4)
    w = [F(rng.randint(-2, 2)) for _ in range(p)]
    square = sum((a * a for a in w), F(0))
    n = rng.randint(1, p)
    rows = [[int(i == j) - (2 * w[i] * w[j] / square if square else 0) for j in range(n)] for i in range(p)]
    return {"p": p, "n": n, "U": rows, "c": [rng.randint(-3, 3) for _ in range(n)]}


def examples(budget: Budget) -> Evidence:
    """Columns of random rational reflections."""
    return sampled(T.statement, _draw, budget, "Columns of random rational reflections, random combinations.")
