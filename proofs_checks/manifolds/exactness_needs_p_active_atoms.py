"""Codes with fewer than p active atoms are exact at finitely many points of a curve in p dimensions, however many atoms there are."""

from __future__ import annotations

import random
from fractions import Fraction
from typing import Any

from proofs_checks.manifolds._sampled import own, sampled
from proofs_checks.vocabulary import Given, Theorem
from theory.claims import Budget, Evidence
from theory.typed import (
    NAT,
    cardinal,
    for_all,
    implies,
    indicator,
    mat,
    member,
    power,
    rank,
    size,
    subset,
    tabulate,
    those,
    var,
)

A, Z, X = var("A", mat("p", "n")), var("Z", mat("n", "m")), var("X", mat("p", "m"))
d = var("d", NAT)
PLANE = {"p": 2, "n": 1, "m": 3, "d": 1}

T = Theorem(
    id="manifolds.exactness-needs-p-active-atoms",
    title="Exact codes of a curve in p dimensions have p active atoms at all but finitely many points",
    says=r"""
        Let any $d + 1$ of the $m$ points in the columns of $X$ span $\mathbb{R}^p$, and let $X = A Z$ with codes on $n$
        atoms, of any sign, that have fewer than $p$ active atoms at each point. Then $m \le d \, 2^n$. Beyond the formal
        statement: on a polynomial curve of degree $d$ that lies in no hyperplane through $0$ any $d + 1$ points span
        (a linear form restricted to it has at most $d$ zeros), so at all but $d \, 2^n$ of its points exactness takes $p$
        active atoms, although the intrinsic dimension is 1: tiles with fewer are never exact.""",
    source=own("active atoms of exact codes"),
    kind="bound",
    sizes="p n m",
    about=(A, Z, X, d),
    given={
        "reproduced": Given(
            "$X = A Z$", A @ Z == X, fails={"Z": [[0, 0, 0]], "m": 3, "X": [[1, 0, 1], [0, 1, 1]]} | {"d": 1}
        ),
        "spanning": Given(
            r"any $d + 1$ points span $\mathbb{R}^p$",
            for_all(
                subset("m"),
                lambda K: implies(
                    cardinal(K) == d + 1,
                    rank(tabulate("p", "m", lambda i, j: X[i, j] * indicator(member(j, K)))) == size("p"),
                ),
                "K",
            ),
            fails={"m": 3, "Z": [[1, 2, 3]], "X": [[1, 2, 3], [0, 0, 0]]},
        ),
        "fewer-than-p": Given(
            r"fewer than $p$ active atoms",
            for_all("m", lambda j: cardinal(those("n", lambda i: Z[i, j] != 0)) < size("p"), "j"),
            fails={
                "n": 2,
                "m": 5,
                "A": [[1, 0], [0, 1]],
                "Z": [[1, 0, 1, 1, 1], [0, 1, 1, 2, 3]],
                "X": [[1, 0, 1, 1, 1], [0, 1, 1, 2, 3]],
            },
        ),
    },
    then=size("m") <= d * power(2, size("n")),
    example={"p": 2, "n": 1, "m": 1, "d": 1, "A": [[1], [0]], "Z": [[2]], "X": [[2], [0]]},
    remark="""
        Flat pieces escape: the edges of a polygon in three dimensions take two active atoms each. On analytic manifolds the
        same argument gives almost every point in the place of finitely many.""",
)
T.wrongly(
    "as-many-as-atoms",
    "at most n points",
    size("m") <= size("n"),
    n=1,
    m=2,
    d=2,
    Z=[[1, 2]],
    X=[[1, 2], [0, 0]],
)
T.wrongly(
    "sign",
    "at most d points for each atom",
    size("m") < d * size("n"),
)
CLAIM, mutations = T.claim(), T.mutations


def _draw(rng: random.Random) -> dict[str, Any]:
    """Points of the moment curve (x, ..., x^p) or (1, ..., x^(p-1)), as many as atoms through single points can code, and a few more."""
    p, shift = rng.randint(1, 3), rng.randint(0, 1)
    times = rng.sample(range(-4, 5), rng.randint(1, 4))
    points = [[Fraction(t) ** (i + shift) for i in range(p)] for t in times]
    atoms = points[: rng.randint(1, len(points))]
    codes = [[int(i == j) for i in range(len(points))] for j in range(len(atoms))]
    return {
        "p": p,
        "n": len(atoms),
        "m": len(points),
        "d": p - 1 + shift,
        "A": [[a[i] for a in atoms] for i in range(p)],
        "Z": codes,
        "X": [[x[i] for x in points] for i in range(p)],
    }


def examples(budget: Budget) -> Evidence:
    """Moment curves, tiled by atoms at their points."""
    return sampled(T.statement, _draw, budget, "Moment curves with an atom at each point.")
