"""Atoms that span the space and have a positive combination zero reproduce every point with nonnegative codes; k + 1 of them exist."""

from __future__ import annotations

import random
from typing import Any

from proofs_checks.manifolds._sampled import own, sampled
from proofs_checks.vocabulary import Given, Theorem
from theory.claims import Budget, Evidence
from theory.typed import SCALAR, absolute, both, by_entries, for_all, mat, one, total, var, vec, zero

A, B = var("A", mat("p", "n")), var("B", mat("n", "p"))
c, x = var("c", vec("n")), var("x", vec("p"))
t, z = var("t", SCALAR), var("z", vec("n"))
nonnegative = for_all("n", lambda j: z[j] >= 0, "j")

T = Theorem(
    id="manifolds.positive-combination-captures",
    title="A positive combination zero makes a spanning set of atoms capture everything",
    says=r"""
        Let the columns of $A$ be $n$ atoms in $\mathbb{R}^p$ with $A B = I$ for some $B$ (they span) and $A c = 0$
        for some $c > 0$. Then every $x$ has a nonnegative code, $z = B x + t c$ with $t = \sum_j |(B x)_j| / c_j$: $z
        \ge 0$ and $A z = x$. The $p + 1$ atoms $e_1, \dots, e_p, -(e_1 + \dots + e_p)$ are an example, so $k + 1$
        atoms capture a manifold whose span has dimension $k$.""",
    source=own("number of atoms, attained"),
    kind="property",
    sizes="p n",
    about=(A, B, c, x),
    let=(
        (t, total("n", lambda j: absolute((B @ x)[j]) / c[j], "j")),
        (z, by_entries("n", lambda j: (B @ x)[j] + t * c[j], "j")),
    ),
    given={
        "spanning": Given(r"$A B = I$", A @ B == one("p"), fails={"B": [[0, 0], [0, 0], [0, 0]]}),
        "combination-zero": Given(r"$A c = 0$", A @ c == zero(vec("p")), fails={"c": [1, 1, 2]}),
        "positive": Given(
            r"$c_j > 0$",
            for_all("n", lambda j: c[j] > 0, "j"),
            fails={"p": 1, "n": 3, "A": [[1, -1, 0]], "B": [[1], [0], [0]], "c": [-1, -1, 1], "x": [1]},
        ),
    },
    then=both(nonnegative, A @ z == x),
    example={
        "p": 2,
        "n": 3,
        "A": [[1, 0, -1], [0, 1, -1]],
        "B": [[1, 0], [0, 1], [0, 0]],
        "c": [1, 1, 1],
        "x": [-2, 3],
    },
    remark="manifolds.centred-needs-one-more-atom: fewer than k + 1 never do.",
)
T.wrongly("inactive", "one of the codes is always zero", for_all("n", lambda j: z[j] == 0, "j"))
T.wrongly("strict", "all codes are positive", for_all("n", lambda j: z[j] > 0, "j"), x=[0, 0])
T.wrongly(
    "half-as-far",
    "t/2 in the place of t is enough",
    for_all("n", lambda j: z[j] >= t * c[j] / 2, "j"),
    p=1,
    n=2,
    A=[[1, -1]],
    B=[[1], [0]],
    c=[1, 1],
    x=[-1],
)
CLAIM, mutations = T.claim(), T.mutations


def _draw(rng: random.Random) -> dict[str, Any]:
    """Random unimodular-like atoms: a basis and minus a positive combination of it, with the right inverse of the basis."""
    p = rng.randint(1, 3)
    weights = [rng.randint(1, 3) for _ in range(p)]
    # an upper triangular basis with unit diagonal has an integer inverse, by back substitution
    basis = [[1 if i == j else rng.randint(-2, 2) if i < j else 0 for j in range(p)] for i in range(p)]
    inverse = [[0] * p for _ in range(p)]
    for k in range(p):
        for i in reversed(range(p)):
            inverse[i][k] = int(i == k) - sum(basis[i][j] * inverse[j][k] for j in range(i + 1, p))
    last = [-sum(w * v for w, v in zip(weights, row, strict=True)) for row in basis]
    atoms = [[*row, v] for row, v in zip(basis, last, strict=True)]
    point = [rng.randint(-3, 3) for _ in range(p)]
    return {"p": p, "n": p + 1, "A": atoms, "B": [*inverse, [0] * p], "c": [*weights, 1], "x": point}


def examples(budget: Budget) -> Evidence:
    """Random bases with one more atom, random points."""
    return sampled(T.statement, _draw, budget, "Random bases, minus a positive combination of them, random points.")
